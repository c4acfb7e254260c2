//! Which programme something belongs to that staff write down: one of theirs, or the whole office for those who have the right for all.

use super::{office_form::OfficeForm, office_state::OfficeState, staff_visit::StaffVisit};
use crate::{
    intake::staff::ProgrammeScope,
    store::ProgrammeOwner,
    web::{Error, SiteSnapshot},
};

/// A programme that can be chosen.
pub(super) struct ProgrammeChoice {
    /// Its name; nothing for the whole office.
    pub value: String,
    pub label: String,
    pub is_set: bool,
}

/// Whether something is there for somebody. What is another programme's is not, nor is what there is no such thing of.
pub(super) fn find_own(visit: &StaffVisit, owner: Option<ProgrammeOwner>) -> Result<(), Error> {
    match (visit.scope(), owner.ok_or(Error::NotFound)?) {
        (ProgrammeScope::All, _) => Ok(()),
        (ProgrammeScope::Only(own), ProgrammeOwner::Programme(programme)) if own.contains(&programme) => Ok(()),
        (ProgrammeScope::Only(_), _) => Err(Error::NotFound),
    }
}

/// What can be chosen.
pub(super) fn programme_choices(state: &OfficeState, visit: &StaffVisit, chosen: &str) -> Vec<ProgrammeChoice> {
    let site = state.app.site();
    let names: Vec<String> = match visit.scope() {
        ProgrammeScope::All => {
            let all = site.references.values("programme").map(str::to_owned);
            [String::new()].into_iter().chain(all).collect()
        }
        ProgrammeScope::Only(own) => own.into_iter().collect(),
    };
    let choice = |value: String| ProgrammeChoice {
        label: if value.is_empty() { "事務局全体".to_owned() } else { programme_label(&site, &value).to_owned() },
        is_set: value == chosen,
        value,
    };
    names.into_iter().map(choice).collect()
}

/// What was chosen; `Err` with what to do if it is none of theirs.
pub(super) fn chosen_programme(
    state: &OfficeState,
    visit: &StaffVisit,
    form: &OfficeForm,
) -> Result<Option<String>, &'static str> {
    let chosen = form.text("programme");
    let choices = programme_choices(state, visit, chosen);
    if !choices.iter().any(|choice| choice.is_set) {
        return Err("プログラムを選んでください。");
    }
    Ok(Some(chosen.to_owned()).filter(|chosen| !chosen.is_empty()))
}

/// What a programme is called.
pub(super) fn programme_label<'a>(site: &'a SiteSnapshot, programme: &'a str) -> &'a str {
    let named = ["programme", "event"].into_iter().find_map(|kind| site.words.words_of(kind, programme));
    named.unwrap_or(programme)
}
