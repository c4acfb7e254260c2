//! The two pages of what other programs are given and told: a list, and a form for one more, with boxes of what it is for and the
//! programme that it is of.

use askama::Template;
use axum::{http::StatusCode, response::Response};
use jiff::Timestamp;
use serde::Deserialize;

use super::{
    account_names::AccountNames,
    frame::{OfficeFrame, show},
    office_form::OfficeForm,
    office_state::OfficeState,
    programme_choice::{ProgrammeChoice, programme_choices, programme_label},
    staff_visit::StaffVisit,
    times::day,
};
use crate::web::{Error, SiteSnapshot};

/// What one of the two pages says.
pub(super) struct IntegrationWords {
    pub heading: &'static str,
    /// Where its form goes.
    pub address: &'static str,
    /// What stands in the place of a list with nothing in it.
    pub none: &'static str,
    /// What the list is of, for whoever hears it.
    pub label: &'static str,
    pub columns: &'static [&'static str],
    /// Whether each row ends with what can be done about it.
    pub has_actions: bool,
    /// What is said below the list.
    pub below: &'static str,
    /// What the form makes.
    pub making: &'static str,
    /// What is typed above the boxes, and below the programme.
    pub above: &'static [IntegrationField],
    pub after: &'static [IntegrationField],
    /// What the boxes are of, by which name they are sent, and which there are, each with what it is.
    pub legend: &'static str,
    pub field: &'static str,
    pub boxes: fn() -> Vec<(&'static str, &'static str)>,
}

/// Something that is typed.
pub(super) struct IntegrationField {
    pub name: &'static str,
    pub label: &'static str,
    /// The type of the input.
    pub kind: &'static str,
    /// How long it may be, if that is limited.
    pub most: Option<u32>,
}

/// One of the list.
pub(super) struct IntegrationRow {
    pub name: String,
    /// Its own page, if it has one.
    pub page: Option<String>,
    /// What it is for.
    pub uses: Vec<&'static str>,
    pub programme: String,
    pub made: String,
    /// What else is said of it.
    pub facts: Vec<String>,
    pub state: String,
    pub is_wrong: bool,
    /// Where it is taken back, if it can be.
    pub revoke: Option<String>,
}

/// A box for what one may be for.
struct IntegrationBox {
    value: &'static str,
    text: &'static str,
    is_set: bool,
}

/// What was done last, or what was wrong with what was typed.
#[derive(Default)]
pub(super) struct IntegrationNews {
    pub done: Option<&'static str>,
    pub fault: Option<&'static str>,
    pub typed: OfficeForm,
}

/// What the address of a page says of what was done last.
#[derive(Debug, Deserialize)]
pub(super) struct IntegrationQuery {
    pub done: Option<String>,
}

impl IntegrationQuery {
    /// The same in words.
    pub fn told(&self, words: fn(&str) -> Option<&'static str>) -> Option<&'static str> {
        self.done.as_deref().and_then(words)
    }

    /// The same for a page with a form that nobody has typed anything in.
    pub fn news(&self, words: fn(&str) -> Option<&'static str>) -> IntegrationNews {
        IntegrationNews { done: self.told(words), ..IntegrationNews::default() }
    }
}

#[derive(Template)]
#[template(path = "office/integrations.html")]
struct IntegrationsHtml {
    frame: OfficeFrame,
    words: &'static IntegrationWords,
    rows: Vec<IntegrationRow>,
    boxes: Vec<IntegrationBox>,
    programmes: Vec<ProgrammeChoice>,
    typed: OfficeForm,
    fault: Option<&'static str>,
}

/// Draws a page.
pub(super) fn draw_integrations(
    state: &OfficeState,
    visit: &StaffVisit,
    words: &'static IntegrationWords,
    rows: Vec<IntegrationRow>,
    news: IntegrationNews,
) -> Result<Response, Error> {
    let IntegrationNews { done, fault, typed } = news;
    let is_set = |value: &str| typed.texts(words.field).any(|set| set == value);
    let boxes = (words.boxes)().into_iter();
    let page = IntegrationsHtml {
        frame: OfficeFrame::new(words.heading, "/api-tokens", visit).with_done(done),
        words,
        rows,
        boxes: boxes.map(|(value, text)| IntegrationBox { value, text, is_set: is_set(value) }).collect(),
        programmes: programme_choices(state, visit, typed.text("programme")),
        typed,
        fault,
    };
    show(&page, if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK })
}

/// Of which programme one is.
pub(super) fn programme_text(site: &SiteSnapshot, programme: Option<&str>) -> String {
    programme.map_or("すべて", |programme| programme_label(site, programme)).to_owned()
}

/// When one was made, and by whom.
pub(super) fn made_text(at: Timestamp, by: &str, accounts: &AccountNames) -> String {
    format!("{}、{}", day(at), accounts.of(by))
}
