//! The audit log, for the auditor alone: who did what, when, to whose data. It holds ids and no values, so nothing of a person is read
//! here.

use askama::Template;
use axum::{
    Extension,
    extract::{Query, State},
    http::StatusCode,
    response::Response,
};
use jiff::Timestamp;
use serde::Deserialize;
use tsubame_http::answer;
use url::form_urlencoded;
use uuid::Uuid;

use super::{
    account_names::AccountNames,
    frame::{OfficeFrame, office_headers, show},
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    staff_visit::StaffVisit,
    times::day_and_time,
};
use crate::{
    documents::TableFormat,
    intake::{PersonId, staff::StaffRight},
    store::{AuditFilter, AuditRow, DataTable, ListExport, TableCell},
    web::Error,
};

const ACCESS: RouteAccess = RouteAccess::Whole(StaffRight::ReadAudit);

/// How many records are on a page, and in a file.
const PAGE_SIZE: u64 = 100;
const FILE_SIZE: u64 = 100_000;

/// How many lists that were taken away are shown.
const EXPORTS_SHOWN: u64 = 500;

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes.get("/audit", ACCESS, page).post("/audit/export", ACCESS, export).get("/audit/exports", ACCESS, exports)
}

/// What is asked for, in an address: names of actions, ids, times.
#[derive(Debug, Default, Deserialize)]
struct AuditQuery {
    actor: Option<String>,
    person: Option<String>,
    action: Option<String>,
    until: Option<i64>,
}

impl AuditQuery {
    fn filter(&self) -> AuditFilter {
        let text =
            |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        AuditFilter {
            actor: text(&self.actor),
            person: text(&self.person).and_then(|id| Uuid::parse_str(&id).ok()).map(PersonId),
            action: text(&self.action),
            until: self.until.and_then(|until| Timestamp::from_millisecond(until).ok()),
        }
    }
}

/// A record, as it is shown.
struct AuditLine {
    at: String,
    actor: String,
    action: String,
    person: String,
    subject: String,
    place: String,
}

#[derive(Template)]
#[template(path = "office/audit.html")]
struct AuditHtml {
    frame: OfficeFrame,
    filter: AuditFilter,
    actors: Vec<(String, String)>,
    lines: Vec<AuditLine>,
    /// What of the address says so, for the file.
    query: String,
    /// The address of the page of earlier ones.
    older: Option<String>,
    broken: Vec<String>,
}

async fn page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(query): Query<AuditQuery>,
) -> Result<Response, Error> {
    let filter = query.filter();
    let rows = state.app.store.audit_records(&filter, PAGE_SIZE, &visit.actor()).await?;
    let accounts = AccountNames::read(&state).await?;
    let broken = state.app.store.broken_audit_chains().await?;
    let is_full = rows.len() as u64 == PAGE_SIZE;
    let page = AuditHtml {
        frame: OfficeFrame::new("操作の記録", "/audit", &visit),
        actors: accounts.all(),
        lines: rows.iter().map(|row| line(row, accounts.of(&row.actor))).collect(),
        older: rows.last().filter(|_| is_full).map(|row| address(&filter, Some(row.at))),
        query: address(&filter, None),
        broken: broken.iter().map(|(writer, number)| format!("{writer}の{number}番")).collect(),
        filter,
    };
    show(&page, StatusCode::OK)
}

fn line(row: &AuditRow, actor: String) -> AuditLine {
    AuditLine {
        at: day_and_time(row.at),
        actor,
        action: row.action.clone(),
        person: row.person.map(|person| person.0.to_string()).unwrap_or_default(),
        subject: row.subject.map(|subject| subject.to_string()).unwrap_or_default(),
        place: format!("{}:{}", row.place.0, row.place.1),
    }
}

/// The part of an address that asks for these records.
fn address(filter: &AuditFilter, until: Option<Timestamp>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    let person = filter.person.map(|person| person.0.to_string());
    for (name, value) in [("actor", &filter.actor), ("action", &filter.action), ("person", &person)] {
        if let Some(value) = value {
            query.append_pair(name, value);
        }
    }
    if let Some(until) = until.or(filter.until) {
        query.append_pair("until", &until.as_millisecond().to_string());
    }
    query.finish()
}

/// A list that was taken away.
struct ExportLine {
    at: String,
    account: String,
    list: String,
    format: String,
    rows: u64,
    reason: String,
    /// What the records of whoever was in it name.
    id: Uuid,
}

#[derive(Template)]
#[template(path = "office/exports.html")]
struct ExportsHtml {
    frame: OfficeFrame,
    lines: Vec<ExportLine>,
}

/// Which lists were taken away, and why.
async fn exports(State(state): State<OfficeState>, Extension(visit): Extension<StaffVisit>) -> Result<Response, Error> {
    let accounts = AccountNames::read(&state).await?;
    let line = |export: ListExport| ExportLine {
        at: day_and_time(export.at),
        account: accounts.of(&export.account),
        list: export.list,
        format: export.format,
        rows: export.rows,
        reason: export.reason,
        id: export.id,
    };
    let lines = state.app.store.list_exports(EXPORTS_SHOWN).await?.into_iter().map(line).collect();
    show(&ExportsHtml { frame: OfficeFrame::new("書き出しの記録", "/audit", &visit), lines }, StatusCode::OK)
}

/// The same as a table of a file.
async fn export(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(query): Query<AuditQuery>,
) -> Result<Response, Error> {
    let rows = state.app.store.audit_records(&query.filter(), FILE_SIZE, &visit.actor()).await?;
    let cells = |row: &AuditRow| {
        let shown = line(row, row.actor.clone());
        let texts = [shown.actor, shown.action, shown.person, shown.subject, shown.place];
        [TableCell::Time(row.at)].into_iter().chain(texts.map(TableCell::Text)).collect()
    };
    let headings = ["時刻", "だれが", "何を", "だれの", "対象", "鎖の場所"].map(str::to_owned).into();
    let table = DataTable { headings, rows: rows.iter().map(cells).collect() };
    let mut headers = office_headers(TableFormat::Csv.content_type(), "sandbox; default-src 'none'");
    headers.push((axum::http::header::CONTENT_DISPOSITION, "attachment; filename=\"audit.csv\"".to_owned()));
    Ok(answer(StatusCode::OK, TableFormat::Csv.render(&table)?, &headers))
}
