//! What the office writes down of its work: lists by kind, narrowed by what stands in the records, and one record with what it said
//! before.

use std::collections::BTreeSet;

use askama::Template;
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::{StatusCode, Uri},
    response::Response,
};
use serde::Deserialize;
use strum::VariantArray;
use url::form_urlencoded;
use uuid::Uuid;

use super::{
    account_names::AccountNames,
    export::{self, ExportOrder, ExportedList, MOST_ROWS},
    frame::{OfficeFrame, see_other, show},
    office_form::OfficeForm,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    path_id::path_id,
    programme_choice::{find_own, programme_label},
    record_words::{day_label, field_words, hand_over_label, record_kind_label},
    staff_visit::StaffVisit,
    times::{day_and_time, local_day},
};
use crate::{
    intake::{
        office_records::{HandOverState, OfficeRecordId, OfficeRecordKind},
        staff::StaffRight,
    },
    store::{DataTable, OfficeRecordContent, OfficeRecordView, TableCell},
    web::Error,
};

const KEEP: RouteAccess = RouteAccess::Right(StaffRight::KeepRecords);

/// What is written down may name anybody.
const EXPORT: RouteAccess = RouteAccess::Right(StaffRight::ExportPersons);

/// The most that are listed at once: three years of days.
const MOST_LISTED: u64 = 1_000;

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    let routes = routes.get("/records/export", EXPORT, export::ask).post("/records/export", EXPORT, export);
    routes.get("/records", KEEP, list).post("/records/search", KEEP, search).get("/records/{record}", KEEP, page)
}

/// Which list is asked for. What was typed is sealed for whoever typed it: it may name somebody.
#[derive(Debug, Default, Deserialize)]
struct RecordQuery {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    s: String,
}

impl RecordQuery {
    /// An address that asks for the same.
    fn address(&self, path: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("kind", kind_of(&self.kind).name());
        if !self.s.is_empty() {
            query.append_pair("s", &self.s);
        }
        format!("{path}?{}", query.finish())
    }
}

/// The way to the records of a kind.
struct KindLink {
    name: &'static str,
    label: &'static str,
    is_current: bool,
}

/// A record in a list.
struct RecordRow {
    id: Uuid,
    day: String,
    title: String,
    state: &'static str,
    author: String,
    /// What is shown of the rest: who holds an account, who takes something over.
    summary: String,
}

#[derive(Template)]
#[template(path = "office/records.html")]
struct RecordsHtml {
    frame: OfficeFrame,
    kinds: Vec<KindLink>,
    kind: &'static str,
    label: &'static str,
    day_label: &'static str,
    typed: String,
    has_state: bool,
    rows: Vec<RecordRow>,
    /// Where the list is taken away, by whoever may.
    export: Option<String>,
}

/// What a record says, as it is shown.
struct RecordText {
    day: String,
    state: &'static str,
    author: String,
    written: String,
    title: String,
    fields: Vec<(&'static str, String)>,
}

#[derive(Template)]
#[template(path = "office/record.html")]
struct RecordHtml {
    frame: OfficeFrame,
    id: Uuid,
    kind: &'static str,
    label: &'static str,
    day_label: &'static str,
    programme: String,
    now: RecordText,
    earlier: Vec<RecordText>,
}

fn kind_of(name: &str) -> OfficeRecordKind {
    OfficeRecordKind::parse(name).unwrap_or(OfficeRecordKind::Meeting)
}

async fn list(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(query): Query<RecordQuery>,
) -> Result<Response, Error> {
    let kind = kind_of(&query.kind);
    let accounts = AccountNames::read(&state).await?;
    let (records, typed) = asked_records(&state, &visit, &query, MOST_LISTED).await?;
    let link = |known: &OfficeRecordKind| KindLink {
        name: known.name(),
        label: record_kind_label(*known),
        is_current: *known == kind,
    };
    let page = RecordsHtml {
        frame: OfficeFrame::new("業務の記録", "/records", &visit),
        kinds: OfficeRecordKind::VARIANTS.iter().map(link).collect(),
        kind: kind.name(),
        label: record_kind_label(kind),
        day_label: day_label(kind),
        typed,
        has_state: kind == OfficeRecordKind::HandOver,
        rows: records.iter().map(|record| row(record, &accounts)).collect(),
        export: visit.may(StaffRight::ExportPersons).then(|| query.address("/records/export")),
    };
    show(&page, StatusCode::OK)
}

/// The records that are asked for, at most so many of the kind, with what was typed.
async fn asked_records(
    state: &OfficeState,
    visit: &StaffVisit,
    query: &RecordQuery,
    most: u64,
) -> Result<(Vec<OfficeRecordView>, String), Error> {
    let typed = state.app.keys.master.open_search(&query.s, visit.account()).unwrap_or_default();
    let kind = kind_of(&query.kind);
    let mut records = state.app.store.office_records(kind, &visit.scope(), (&visit.actor(), most)).await?;
    records.retain(|record| record.content.holds(&typed));
    Ok((records, typed))
}

/// The records of the page as a table.
async fn export(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(query): Query<RecordQuery>,
    uri: Uri,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let order = match ExportOrder::read(&form, uri, &visit) {
        Ok(order) => order,
        Err(page) => return page,
    };
    let (records, _) = asked_records(&state, &visit, &query, MOST_ROWS as u64 + 1).await?;
    let (accounts, kind) = (AccountNames::read(&state).await?, kind_of(&query.kind));
    let has_state = kind == OfficeRecordKind::HandOver;
    let state_column = |text: &str| has_state.then(|| text.to_owned());
    let cells = |record: &OfficeRecordView| {
        let row = row(record, &accounts);
        let before = [row.day, row.title, row.summary].into_iter();
        before.chain(state_column(row.state)).chain([row.author]).map(TableCell::Text).collect()
    };
    let headings = [day_label(kind), "見出し", "概要"].map(str::to_owned).into_iter();
    let headings = headings.chain(state_column("状態")).chain(["書いた人".to_owned()]).collect();
    let table = DataTable { headings, rows: records.iter().map(cells).collect() };
    order.send(&state, &visit, ExportedList { stem: "records", table, persons: BTreeSet::new() }).await
}

fn row(record: &OfficeRecordView, accounts: &AccountNames) -> RecordRow {
    let field = match record.kind {
        OfficeRecordKind::Meeting => "place",
        OfficeRecordKind::Daily => "hours",
        OfficeRecordKind::Account => "holder",
        OfficeRecordKind::HandOver => "receiver",
    };
    RecordRow {
        id: record.id.0,
        day: local_day(record.day),
        title: record.content.title.clone(),
        state: state_text(record.state),
        author: accounts.of(&record.made_by),
        summary: record.content.fields.get(field).cloned().unwrap_or_default(),
    }
}

fn state_text(state: Option<HandOverState>) -> &'static str {
    state.map(hand_over_label).unwrap_or_default()
}

/// What was typed does not belong into an address: it is sealed for whoever typed it.
async fn search(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let (kind, typed) = (kind_of(form.text("kind")), form.text("q"));
    if typed.is_empty() {
        return Ok(see_other(&format!("/records?kind={}", kind.name())));
    }
    let sealed = state.app.keys.master.seal_search(typed, visit.account())?;
    Ok(see_other(&format!("/records?kind={}&s={sealed}", kind.name())))
}

/// The record that an address names, as far as it is of somebody's programmes.
pub(super) async fn find_record(
    state: &OfficeState,
    visit: &StaffVisit,
    record: &str,
) -> Result<OfficeRecordId, Error> {
    let id = OfficeRecordId(path_id(record)?);
    find_own(visit, state.app.store.owner_of_office_record(id).await?)?;
    Ok(id)
}

#[derive(Debug, Deserialize)]
struct RecordAddress {
    done: Option<String>,
}

async fn page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(record): Path<String>,
    Query(query): Query<RecordAddress>,
) -> Result<Response, Error> {
    let id = find_record(&state, &visit, &record).await?;
    let (record, earlier) = state.app.store.office_record(id, &visit.actor()).await?.ok_or(Error::NotFound)?;
    let (accounts, site) = (AccountNames::read(&state).await?, state.app.site());
    let now = RecordText {
        day: local_day(record.day),
        state: state_text(record.state),
        author: accounts.of(&record.edited_by),
        written: day_and_time(record.edited_at),
        title: record.content.title.clone(),
        fields: fields(record.kind, &record.content),
    };
    let before = earlier.iter().map(|earlier| RecordText {
        day: local_day(earlier.day),
        state: state_text(earlier.state),
        author: accounts.of(&earlier.edited_by),
        written: day_and_time(earlier.edited_at),
        title: earlier.content.title.clone(),
        fields: fields(record.kind, &earlier.content),
    });
    let programme = record.programme.as_deref();
    let page = RecordHtml {
        frame: OfficeFrame::new(record.content.title.clone(), "/records", &visit)
            .with_done(query.done.as_deref().and_then(done_text)),
        id: id.0,
        kind: record.kind.name(),
        label: record_kind_label(record.kind),
        day_label: day_label(record.kind),
        programme: programme.map(|name| programme_label(&site, name).to_owned()).unwrap_or_default(),
        now,
        earlier: before.collect(),
    };
    show(&page, StatusCode::OK)
}

/// What stands in a record, by the order of its kind.
fn fields(kind: OfficeRecordKind, content: &OfficeRecordContent) -> Vec<(&'static str, String)> {
    let written = |name: &&str| content.fields.get(*name).filter(|text| !text.is_empty()).cloned();
    let named = kind.fields().iter().filter_map(|name| Some((field_words(name).0, written(name)?)));
    named.collect()
}

fn done_text(done: &str) -> Option<&'static str> {
    match done {
        "added" => Some("記録しました。"),
        "edited" => Some("変更しました。前の内容は、下に残っています。"),
        _ => None,
    }
}
