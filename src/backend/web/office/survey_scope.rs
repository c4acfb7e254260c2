//! Which surveys somebody may see, and how addresses name them: of one programme, what is about it.

use tsubame_model::schema::Form;
use url::form_urlencoded;

use super::staff_visit::StaffVisit;
use crate::{
    intake::staff::ProgrammeScope,
    store::SurveyScope,
    web::{Error, SiteSnapshot},
};

/// A survey that an address names, about one occasion or about all that somebody may see.
pub(super) struct SurveyAddress<'a> {
    pub form: &'a Form,
    pub scope: SurveyScope,
}

impl<'a> SurveyAddress<'a> {
    /// The survey. One that the site has not, and an occasion of another programme, are not there.
    pub fn find(
        site: &'a SiteSnapshot,
        visit: &StaffVisit,
        (form, occasion): (&str, Option<&str>),
    ) -> Result<Self, Error> {
        let form = site.forms.get(form).filter(|form| form.survey.is_some()).ok_or(Error::NotFound)?;
        let scope = match (occasion.filter(|occasion| !occasion.is_empty()), visit.scope()) {
            (None, ProgrammeScope::All) => SurveyScope::All,
            (None, ProgrammeScope::Only(programmes)) => SurveyScope::Only(programmes),
            (Some(occasion), ProgrammeScope::Only(programmes)) if !programmes.contains(occasion) => {
                return Err(Error::NotFound);
            }
            (Some(occasion), _) => SurveyScope::of(occasion),
        };
        Ok(Self { form, scope })
    }
}

/// The address of a page about a survey.
pub(super) fn survey_address(path: &str, form: &str, occasion: Option<&str>) -> String {
    let mut pairs = form_urlencoded::Serializer::new(String::new());
    pairs.append_pair("form", form);
    if let Some(occasion) = occasion.filter(|occasion| !occasion.is_empty()) {
        pairs.append_pair("occasion", occasion);
    }
    format!("{path}?{}", pairs.finish())
}
