//! The audit log, for the auditor alone: who did what, when, to whose data. It holds ids and no values, so nothing of a person is read
//! here.

use askama::Template;
use axum::{
    Extension,
    extract::{Query, State},
    http::StatusCode,
    response::Response,
};
use jiff::{Timestamp, ToSpan, civil::Date};
use serde::Deserialize;
use strum::VariantArray;
use tsubame_http::answer;
use url::form_urlencoded;
use uuid::Uuid;

use super::{
    account_names::AccountNames,
    action_words::{ACTIONS, ActionKind, KnownAction, action_text},
    frame::{OfficeFrame, office_headers, show},
    list_choice::{ListChoice, choices},
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    site_hosts::midnight,
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

/// What is asked for, in an address: names of kinds, ids, days.
#[derive(Clone, Debug, Default, Deserialize)]
struct AuditQuery {
    #[serde(default)]
    actor: String,
    #[serde(default)]
    person: String,
    #[serde(default)]
    kind: String,
    /// The first and the last day.
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    /// Whether what was only read is left out.
    changes: Option<String>,
    /// Where the page before ended, in milliseconds.
    until: Option<i64>,
}

impl AuditQuery {
    fn filter(&self) -> AuditFilter {
        let last = self.to.parse::<Date>().ok().map(|day| midnight(day.saturating_add(1.day())));
        let last = last.and_then(|end| end.checked_sub(1.millisecond()).ok());
        let page = self.until.and_then(|until| Timestamp::from_millisecond(until).ok());
        AuditFilter {
            actor: Some(self.actor.clone()).filter(|actor| !actor.is_empty()),
            person: self.person(),
            actions: self.actions(),
            from: self.from.parse::<Date>().ok().map(midnight),
            until: [last, page].into_iter().flatten().min(),
        }
    }

    fn person(&self) -> Option<PersonId> {
        Uuid::parse_str(self.person.trim()).ok().map(PersonId)
    }

    fn kind(&self) -> Option<ActionKind> {
        ActionKind::VARIANTS.iter().copied().find(|kind| kind.name() == self.kind)
    }

    /// The actions of the kind, with or without those that change nothing; `None` for all.
    fn actions(&self) -> Option<Vec<&'static str>> {
        let (kind, changes) = (self.kind(), self.changes.is_some());
        if kind.is_none() && !changes {
            return None;
        }
        let is_meant =
            |action: &&KnownAction| kind.is_none_or(|kind| kind == action.kind) && !(changes && action.is_reading);
        Some(ACTIONS.iter().filter(is_meant).map(|action| action.name).collect())
    }

    /// The part of an address that asks for the same.
    fn address(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let texts = [
            ("actor", &self.actor),
            ("person", &self.person),
            ("kind", &self.kind),
            ("from", &self.from),
            ("to", &self.to),
        ];
        for (name, value) in texts.into_iter().filter(|(_, value)| !value.is_empty()) {
            query.append_pair(name, value);
        }
        if self.changes.is_some() {
            query.append_pair("changes", "1");
        }
        if let Some(until) = self.until {
            query.append_pair("until", &until.to_string());
        }
        query.finish()
    }
}

/// To whose data something was done, or to what.
struct AuditSubject {
    text: String,
    /// Where it is looked at, or what else was done to it.
    link: Option<String>,
}

/// A record, as it is shown.
struct AuditLine {
    at: String,
    actor: String,
    action: String,
    is_reading: bool,
    person: Option<AuditSubject>,
    /// The page of the person, for whoever may open it.
    record: Option<String>,
    subject: Option<AuditSubject>,
}

#[derive(Template)]
#[template(path = "office/audit.html")]
struct AuditHtml {
    frame: OfficeFrame,
    query: AuditQuery,
    actors: Vec<ListChoice>,
    kinds: Vec<ListChoice>,
    /// Of whom alone records are shown, and the address of those of all.
    person: Option<(String, String)>,
    lines: Vec<AuditLine>,
    /// What of the address says so, for the file.
    export: String,
    /// The address of the page of earlier ones.
    older: Option<String>,
    broken: Vec<String>,
}

async fn page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(query): Query<AuditQuery>,
) -> Result<Response, Error> {
    let rows = state.app.store.audit_records(&query.filter(), PAGE_SIZE, &visit.actor()).await?;
    let accounts = AccountNames::read(&state).await?;
    let broken = state.app.store.broken_audit_chains().await?;
    let is_full = rows.len() as u64 == PAGE_SIZE;
    let older = |row: &AuditRow| AuditQuery { until: Some(row.at.as_millisecond()), ..query.clone() }.address();
    let whole = AuditQuery { person: String::new(), until: None, ..query.clone() }.address();
    let actors = accounts.all();
    let words = AuditWords { accounts: &accounts, visit: &visit };
    let page = AuditHtml {
        frame: OfficeFrame::new("操作の記録", "/audit", &visit),
        actors: choices(actors.iter().map(|(id, name)| (id.as_str(), name.as_str())), &query.actor),
        kinds: choices(ActionKind::VARIANTS.iter().map(|kind| (kind.name(), kind.label())), &query.kind),
        person: query.person().map(|person| (short_id(person.0), whole)),
        lines: rows.iter().map(|row| words.line(row)).collect(),
        older: rows.last().filter(|_| is_full).map(older),
        export: AuditQuery { until: None, ..query.clone() }.address(),
        broken: broken.iter().map(|(writer, number)| format!("{}の{number}番", short_id(*writer))).collect(),
        query,
    };
    show(&page, StatusCode::OK)
}

/// The end of an id, by which people tell it from others.
fn short_id(id: Uuid) -> String {
    let text = id.simple().to_string();
    text[text.len() - 8..].to_owned()
}

/// By what records are written.
struct AuditWords<'a> {
    accounts: &'a AccountNames,
    visit: &'a StaffVisit,
}

impl AuditWords<'_> {
    fn line(&self, row: &AuditRow) -> AuditLine {
        let is_reading = ACTIONS.iter().any(|action| action.name == row.action && action.is_reading);
        AuditLine {
            at: day_and_time(row.at),
            actor: self.accounts.of(&row.actor),
            action: action_text(&row.action),
            is_reading,
            person: row.person.map(|person| AuditSubject {
                text: format!("登録者 {}", short_id(person.0)),
                link: Some(format!("/audit?person={}", person.0)),
            }),
            record: row
                .person
                .filter(|_| self.may(StaffRight::OpenPerson))
                .map(|person| format!("/persons/{}", person.0)),
            subject: row.subject.map(|subject| self.subject(&row.action, subject)),
        }
    }

    /// Whoever reads the log sees all programmes, and pages of these only with a right for all of them.
    fn may(&self, right: StaffRight) -> bool {
        self.visit.session.grants.may(right, None)
    }

    fn subject(&self, action: &str, id: Uuid) -> AuditSubject {
        let noun = action.split('.').next().unwrap_or_default();
        let (label, page, right) = match noun {
            "account" => {
                let link = self.may(StaffRight::ManageAccounts).then(|| format!("/accounts/{id}"));
                return AuditSubject { text: self.accounts.of(&id.to_string()), link };
            }
            "approval" => ("承認の依頼", "approvals", StaffRight::SeeApprovals),
            "case" => ("案件", "cases", StaffRight::OpenPerson),
            "data_incident" => ("事故", "data-incidents", StaffRight::ManageIncidents),
            "mail" => ("メール", "outbox", StaffRight::SendMessages),
            "message" => ("メッセージ", "messages", StaffRight::SendMessages),
            "office_record" => ("業務の記録", "records", StaffRight::KeepRecords),
            "organisation" => ("企業・団体", "organisations", StaffRight::SeeOrganisations),
            _ => return AuditSubject { text: short_id(id), link: None },
        };
        let link = self.may(right).then(|| format!("/{page}/{id}"));
        AuditSubject { text: format!("{label} {}", short_id(id)), link }
    }
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
    id: String,
}

#[derive(Template)]
#[template(path = "office/exports.html")]
struct ExportsHtml {
    frame: OfficeFrame,
    lines: Vec<ExportLine>,
}

/// What a list is called, by the address of its page.
fn list_label(list: &str) -> &str {
    match list {
        "/persons" => "登録者",
        "/cases" => "案件",
        "/event" => "イベントの名簿",
        "/event/figures" => "イベントの集計",
        "/organisations" => "企業・団体",
        "/survey" => "アンケートの集計",
        "/messages" => "メッセージ",
        "/approvals" => "承認",
        "/records" => "業務の記録",
        "/data-incidents" => "個人情報の事故",
        "/accounts" => "アカウント",
        _ if list.starts_with("/persons/") => "1人の情報",
        _ => list,
    }
}

/// Which lists were taken away, and why.
async fn exports(State(state): State<OfficeState>, Extension(visit): Extension<StaffVisit>) -> Result<Response, Error> {
    let accounts = AccountNames::read(&state).await?;
    let line = |export: ListExport| ExportLine {
        at: day_and_time(export.at),
        account: accounts.of(&export.account),
        list: list_label(&export.list).to_owned(),
        format: export.format,
        rows: export.rows,
        reason: export.reason,
        id: short_id(export.id),
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
    let accounts = AccountNames::read(&state).await?;
    let id = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    let cells = |row: &AuditRow| {
        let person = id(row.person.map(|person| person.0));
        let place = format!("{}:{}", row.place.0, row.place.1);
        let texts = [
            accounts.of(&row.actor),
            action_text(&row.action),
            person,
            id(row.subject),
            row.actor.clone(),
            row.action.clone(),
            place,
        ];
        [TableCell::Time(row.at)].into_iter().chain(texts.map(TableCell::Text)).collect()
    };
    let headings = ["時刻", "だれが", "何を", "だれの", "対象", "だれが（番号）", "何を（記録の名前）", "鎖の場所"];
    let headings = headings.map(str::to_owned).into();
    let table = DataTable { headings, rows: rows.iter().map(cells).collect() };
    let mut headers = office_headers(TableFormat::Csv.content_type(), "sandbox; default-src 'none'");
    headers.push((axum::http::header::CONTENT_DISPOSITION, "attachment; filename=\"audit.csv\"".to_owned()));
    Ok(answer(StatusCode::OK, TableFormat::Csv.render(&table)?, &headers))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_japan_and_both_ends_belong_to_them() {
        let query = AuditQuery { from: "2026-12-01".to_owned(), to: "2026-12-02".to_owned(), ..AuditQuery::default() };
        let filter = query.filter();
        assert_eq!(filter.from, "2026-11-30T15:00:00Z".parse().ok());
        assert_eq!(filter.until, "2026-12-02T14:59:59.999Z".parse().ok());
        let before: Timestamp = "2026-12-01T00:00:00Z".parse().unwrap();
        let page = AuditQuery { until: Some(before.as_millisecond()), ..query };
        assert_eq!(page.filter().until, Some(before), "the next page ends where this one did");
        assert_eq!(AuditQuery { from: "x".to_owned(), ..AuditQuery::default() }.filter(), AuditFilter::default());
    }

    #[test]
    fn changes_alone_are_those_of_the_kind_that_read_nothing() {
        let query = AuditQuery { kind: "accounts".to_owned(), ..AuditQuery::default() };
        assert!(query.actions().is_some_and(|actions| actions.contains(&"account.signed_in")));
        let changes = AuditQuery { changes: Some("1".to_owned()), ..query };
        let actions = changes.actions().unwrap();
        assert!(actions.contains(&"account.invited") && !actions.contains(&"account.signed_in"));
        assert_eq!(changes.address(), "kind=accounts&changes=1");
    }
}
