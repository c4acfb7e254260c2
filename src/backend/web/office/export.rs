//! Lists as files. Each page with a list that can be taken away has an address below its own, `…/export`: it asks as what and why, writes
//! that down with whoever is in the list, and only then sends the rows that the page shows, with the columns that it shows.

use std::collections::BTreeSet;

use askama::Template;
use axum::{
    Extension,
    http::{StatusCode, Uri, header::CONTENT_DISPOSITION},
    response::Response,
};
use jiff::Timestamp;
use tsubame_http::answer;

use super::{
    frame::{OfficeFrame, office_headers, show},
    office_form::OfficeForm,
    office_state::OfficeState,
    staff_visit::StaffVisit,
    times::today,
};
use crate::{
    documents::TableFormat,
    intake::PersonId,
    store::{DataTable, NewListExport},
    web::Error,
};

/// What the addresses end with.
const ENDING: &str = "/export";

/// The most rows of a file. Whoever needs more wants a backup, or another question.
pub(super) const MOST_ROWS: usize = 20_000;

/// The longest reason, in characters.
const LONGEST_REASON: usize = 500;

/// A list as it is taken away.
pub(super) struct ExportedList {
    /// What the file is called, before its day.
    pub stem: &'static str,
    pub table: DataTable,
    /// Of whom something is in it.
    pub persons: BTreeSet<PersonId>,
}

/// As what a list is taken away, and why.
pub(super) struct ExportOrder {
    uri: Uri,
    format: TableFormat,
    reason: String,
}

#[derive(Template)]
#[template(path = "office/export.html")]
struct ExportHtml {
    frame: OfficeFrame,
    action: String,
    back: String,
    fault: Option<&'static str>,
    reason: String,
}

/// The page that asks as what a list is wanted, and why.
pub(super) async fn ask(Extension(visit): Extension<StaffVisit>, uri: Uri) -> Result<Response, Error> {
    draw(&visit, &uri, None, "")
}

fn draw(visit: &StaffVisit, uri: &Uri, fault: Option<&'static str>, reason: &str) -> Result<Response, Error> {
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let list = list_of(uri);
    let first = list.split('/').nth(1).unwrap_or_default();
    let page = ExportHtml {
        frame: OfficeFrame::new("一覧を書き出す", &format!("/{}", part_of(first)), visit),
        action: format!("{}{query}", uri.path()),
        back: format!("{list}{query}"),
        fault,
        reason: reason.to_owned(),
    };
    show(&page, if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK })
}

/// The part of the office that pages are of whose addresses begin so.
fn part_of(first: &str) -> &str {
    match first {
        "event" => "events",
        "questions" => "",
        "survey" => "surveys",
        first => first,
    }
}

/// The page whose list it is.
fn list_of(uri: &Uri) -> &str {
    uri.path().strip_suffix(ENDING).unwrap_or(uri.path())
}

impl ExportOrder {
    /// What the form of the page says, or the page again with what is missing.
    pub fn read(form: &OfficeForm, uri: Uri, visit: &StaffVisit) -> Result<Self, Result<Response, Error>> {
        let reason: String = form.text("reason").chars().take(LONGEST_REASON).collect();
        let fault = match (TableFormat::parse(form.text("format")), reason.is_empty()) {
            (Some(format), false) => return Ok(Self { uri, format, reason }),
            (None, _) => "形式を選んでください。",
            (_, true) => "書き出す理由を入力してください。",
        };
        Err(draw(visit, &uri, Some(fault), &reason))
    }

    /// Writes down who takes what away and why, and sends it.
    pub async fn send(self, state: &OfficeState, visit: &StaffVisit, list: ExportedList) -> Result<Response, Error> {
        if list.table.rows.len() > MOST_ROWS {
            let fault = "一度に書き出せるのは20,000行までです。条件をしぼって、分けて書き出してください。";
            return draw(visit, &self.uri, Some(fault), &self.reason);
        }
        let file = self.format.render(&list.table)?;
        let export = NewListExport {
            list: list_of(&self.uri).to_owned(),
            format: self.format.name(),
            reason: self.reason,
            rows: list.table.rows.len(),
            persons: list.persons,
        };
        state.app.store.note_list_export(export, &visit.actor()).await?;
        let name = format!("{}-{}.{}", list.stem, today(Timestamp::now()), self.format.name());
        let mut headers = office_headers(self.format.content_type(), "sandbox; default-src 'none'");
        headers.push((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")));
        Ok(answer(StatusCode::OK, file, &headers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_what_stands_before_the_ending() {
        for (address, list) in [("/persons/export?f=a", "/persons"), ("/event/figures/export?id=x", "/event/figures")] {
            assert_eq!(list_of(&address.parse().unwrap()), list);
        }
    }
}
