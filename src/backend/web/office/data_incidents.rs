//! Incidents of personal data: which there are, and each as it is written down and edited.

use std::collections::BTreeSet;

use askama::Template;
use axum::{
    Extension,
    extract::{Path, State},
    http::{StatusCode, Uri},
    response::Response,
};
use jiff::Timestamp;
use uuid::Uuid;

use super::{
    export::{self, ExportOrder, ExportedList, MOST_ROWS},
    frame::{OfficeFrame, see_other, show},
    incident_words::{countdown, duty_label},
    office_form::OfficeForm,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    path_id::path_id,
    staff_visit::StaffVisit,
    times::day_and_time,
};
use crate::{
    intake::{
        calendar::{BusinessCalendar, clock_in_japan, instant_in_japan},
        data_incidents::{DataIncidentId, DutyState},
        staff::StaffRight,
    },
    store::{DataIncidentContent, DataIncidentEdit, DataIncidentView, DataTable, IncidentOutcome, TableCell},
    web::Error,
};

/// Incidents belong to no programme alone: who was touched is not known before it is looked at.
pub(super) const MANAGE: RouteAccess = RouteAccess::Whole(StaffRight::ManageIncidents);

/// The most that are listed at once.
const MOST_LISTED: u64 = 500;

/// The longest title, and the longest text, in characters.
const LONGEST_TITLE: usize = 120;
const LONGEST_TEXT: usize = 20_000;

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes
        .get("/data-incidents", MANAGE, list)
        .get("/data-incidents/export", MANAGE, export::ask)
        .post("/data-incidents/export", MANAGE, export)
        .get("/data-incidents/new", MANAGE, new_page)
        .post("/data-incidents", MANAGE, create)
        .get("/data-incidents/{incident}/edit", MANAGE, edit_page)
        .post("/data-incidents/{incident}", MANAGE, edit)
}

/// An incident in a list.
pub(super) struct IncidentLine {
    pub id: Uuid,
    pub title: String,
    pub noticed: String,
    /// When it was closed.
    pub closed: String,
    /// Who has to be told still: whom, until when, and whether that presses.
    pub open: Vec<(&'static str, String, bool)>,
}

#[derive(Template)]
#[template(path = "office/data_incidents.html")]
struct IncidentsHtml {
    frame: OfficeFrame,
    open: Vec<IncidentLine>,
    closed: Vec<IncidentLine>,
}

#[derive(Template)]
#[template(path = "office/data_incident_form.html")]
struct IncidentFormHtml {
    frame: OfficeFrame,
    action: String,
    back: String,
    /// The version that is edited; none of an incident that is new.
    version: Option<i32>,
    typed: TypedIncident,
    faults: Vec<&'static str>,
}

/// What stands in the form.
struct TypedIncident {
    noticed_at: String,
    is_malicious: bool,
    content: DataIncidentContent,
}

impl TypedIncident {
    fn of_form(form: &OfficeForm) -> Self {
        let text = |name: &str| form.lines(name);
        let content = DataIncidentContent {
            title: text("title"),
            what: text("what"),
            cause: text("cause"),
            measures: text("measures"),
            prevention: text("prevention"),
        };
        Self { noticed_at: text("noticed_at"), is_malicious: form.has("is_malicious"), content }
    }

    /// When it was noticed, or all that is wrong.
    fn check(&self, now: Timestamp) -> Result<Timestamp, Vec<&'static str>> {
        let mut faults = Vec::new();
        let noticed_at = read_japanese_time(&self.noticed_at).filter(|at| *at <= now);
        if noticed_at.is_none() {
            faults.push("気づいた日時を、今までの日時で入力してください。");
        }
        let DataIncidentContent { title, what, cause, measures, prevention } = &self.content;
        if title.is_empty() || title.chars().count() > LONGEST_TITLE {
            faults.push("件名を、120文字までで入力してください。");
        }
        if what.is_empty() {
            faults.push("何が起きたかを入力してください。わかっていることだけで構いません。");
        }
        if [what, cause, measures, prevention].into_iter().any(|text| text.chars().count() > LONGEST_TEXT) {
            faults.push("各欄は、20,000文字までにしてください。");
        }
        noticed_at.filter(|_| faults.is_empty()).ok_or(faults)
    }
}

/// A time as a browser sends it, on the clocks of Japan.
pub(super) fn read_japanese_time(text: &str) -> Option<Timestamp> {
    instant_in_japan(text.parse().ok()?)
}

/// The same as a browser takes it.
pub(super) fn japanese_time(at: Timestamp) -> String {
    clock_in_japan(at).strftime("%Y-%m-%dT%H:%M").to_string()
}

async fn list(State(state): State<OfficeState>, Extension(visit): Extension<StaffVisit>) -> Result<Response, Error> {
    let (open, closed) = incidents(&state, MOST_LISTED).await?;
    let line = |known: &DataIncidentView| incident_line(&state, known, Timestamp::now());
    let page = IncidentsHtml {
        frame: OfficeFrame::new("個人情報の事故", "/data-incidents", &visit),
        open: open.iter().map(line).collect(),
        closed: closed.iter().map(line).collect(),
    };
    show(&page, StatusCode::OK)
}

/// At most so many incidents: those that are not closed, and those that are.
async fn incidents(state: &OfficeState, most: u64) -> Result<(Vec<DataIncidentView>, Vec<DataIncidentView>), Error> {
    let all = state.app.store.data_incidents(true, most).await?;
    Ok(all.into_iter().partition(|known| known.closed.is_none()))
}

/// The incidents of the page as a table.
async fn export(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    uri: Uri,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let order = match ExportOrder::read(&form, uri, &visit) {
        Ok(order) => order,
        Err(page) => return page,
    };
    let (open, closed) = incidents(&state, MOST_ROWS as u64 + 1).await?;
    let now = Timestamp::now();
    let cells = |known: &DataIncidentView| {
        let line = incident_line(&state, known, now);
        let told = line.open.iter().map(|(label, text, _)| format!("{label}：{text}")).collect::<Vec<_>>().join("、");
        let closed = known.closed.as_ref().map(|(at, _)| TableCell::Time(*at));
        vec![
            TableCell::Text(if closed.is_some() { "終わったもの" } else { "対応中" }.to_owned()),
            TableCell::Text(line.title),
            TableCell::Time(known.noticed_at),
            closed.unwrap_or_else(|| TableCell::Text(String::new())),
            TableCell::Text(told),
        ]
    };
    let headings = ["状態", "件名", "気づいた日時", "終えた日時", "済んでいない報告"].map(str::to_owned).into();
    let table = DataTable { headings, rows: open.iter().chain(&closed).map(cells).collect() };
    order.send(&state, &visit, ExportedList { stem: "data-incidents", table, persons: BTreeSet::new() }).await
}

/// An incident as a line, with who has to be told still.
pub(super) fn incident_line(state: &OfficeState, known: &DataIncidentView, now: Timestamp) -> IncidentLine {
    let site = state.app.site();
    let calendar = BusinessCalendar::office(&site.bookings.holidays);
    let open = known.duties.iter().filter(|duty| duty.state == DutyState::Open && known.closed.is_none());
    IncidentLine {
        id: known.id.0,
        title: known.content.title.clone(),
        noticed: day_and_time(known.noticed_at),
        closed: known.closed.as_ref().map(|(at, _)| day_and_time(*at)).unwrap_or_default(),
        open: open
            .map(|duty| {
                let (text, is_late) = countdown(duty.duty, known, &calendar, now);
                (duty_label(duty.duty), text, is_late)
            })
            .collect(),
    }
}

fn draw(
    visit: &StaffVisit,
    of: Option<(DataIncidentId, i32)>,
    typed: TypedIncident,
    faults: Vec<&'static str>,
) -> Result<Response, Error> {
    let (title, action, back) = match of {
        None => ("事故を記録する", "/data-incidents".to_owned(), "/data-incidents".to_owned()),
        Some((id, _)) => {
            let path = format!("/data-incidents/{}", id.0);
            ("事故の記録の変更", path.clone(), path)
        }
    };
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = IncidentFormHtml {
        frame: OfficeFrame::new(title, "/data-incidents", visit),
        action,
        back,
        version: of.map(|(_, version)| version),
        typed,
        faults,
    };
    show(&page, status)
}

async fn new_page(Extension(visit): Extension<StaffVisit>) -> Result<Response, Error> {
    let noticed_at = japanese_time(Timestamp::now());
    let typed = TypedIncident { noticed_at, is_malicious: false, content: DataIncidentContent::default() };
    draw(&visit, None, typed, Vec::new())
}

async fn create(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let typed = TypedIncident::of_form(&form);
    match typed.check(Timestamp::now()) {
        Err(faults) => draw(&visit, None, typed, faults),
        Ok(noticed_at) => {
            let known = (noticed_at, typed.is_malicious);
            let id = state.app.store.add_data_incident(known, &typed.content, &visit.actor()).await?;
            Ok(see_other(&format!("/data-incidents/{}?done=added", id.0)))
        }
    }
}

async fn find(state: &OfficeState, visit: &StaffVisit, incident: &str) -> Result<DataIncidentView, Error> {
    let id = DataIncidentId(path_id(incident)?);
    Ok(state.app.store.data_incident(id, &visit.actor()).await?.ok_or(Error::NotFound)?.incident)
}

async fn edit_page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(incident): Path<String>,
) -> Result<Response, Error> {
    let known = find(&state, &visit, &incident).await?;
    let noticed_at = japanese_time(known.noticed_at);
    let typed = TypedIncident { noticed_at, is_malicious: known.is_malicious, content: known.content };
    draw(&visit, Some((known.id, known.version)), typed, Vec::new())
}

async fn edit(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(incident): Path<String>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let known = find(&state, &visit, &incident).await?;
    let typed = TypedIncident::of_form(&form);
    let version = form.parsed("version").unwrap_or_default();
    let faults = match typed.check(Timestamp::now()) {
        Err(faults) => faults,
        Ok(noticed_at) => {
            // Minutes are all that a browser sends: who leaves the time as it is has not changed it.
            let is_same = japanese_time(known.noticed_at) == typed.noticed_at;
            let edit = DataIncidentEdit {
                id: known.id,
                version,
                noticed_at: if is_same { known.noticed_at } else { noticed_at },
                is_malicious: typed.is_malicious,
                content: typed.content.clone(),
            };
            match state.app.store.edit_data_incident(edit, &visit.actor()).await? {
                IncidentOutcome::Changed => {
                    return Ok(see_other(&format!("/data-incidents/{}?done=edited", known.id.0)));
                }
                IncidentOutcome::Stale => vec![
                    "先にほかの人が変更しました。入力した内容は残っています。今の内容と見比べて、もう一度保存してください。",
                ],
                IncidentOutcome::Closed => vec!["この事故の記録は終わっているため、変更できません。"],
                IncidentOutcome::Unknown => return Err(Error::NotFound),
            }
        }
    };
    draw(&visit, Some((known.id, known.version)), typed, faults)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_on_the_clocks_of_japan() {
        let at: Timestamp = "2026-12-01T15:30:00Z".parse().unwrap();
        assert_eq!(japanese_time(at), "2026-12-02T00:30");
        assert_eq!(read_japanese_time("2026-12-02T00:30"), Some(at));
        assert_eq!(read_japanese_time("2026-12-02 00:30"), Some(at));
        for text in ["", "昨日", "2026-13-02T00:30"] {
            assert_eq!(read_japanese_time(text), None, "{text}");
        }
    }
}
