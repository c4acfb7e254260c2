//! A record is written down and edited. What looks like a password is refused: whoever reads these lists is not who may use the account.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::StatusCode,
    response::Response,
};
use jiff::{Timestamp, civil::Date};
use serde::Deserialize;
use strum::VariantArray;

use super::{
    frame::{OfficeFrame, see_other, show},
    list_choice::{ListChoice, choices},
    office_form::OfficeForm,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    programme_choice::{ProgrammeChoice, chosen_programme, programme_choices},
    record_words::{day_label, field_words, hand_over_label, record_kind_label, title_label},
    records::find_record,
    staff_visit::StaffVisit,
    times::today,
};
use crate::{
    intake::{
        office_records::{HandOverState, OfficeRecordId, OfficeRecordKind, looks_like_secret},
        staff::StaffRight,
    },
    store::{NewOfficeRecord, OfficeRecordContent, OfficeRecordEdit, RecordOutcome},
    web::Error,
};

const KEEP: RouteAccess = RouteAccess::Right(StaffRight::KeepRecords);

/// The longest title, and the longest text of a field, in characters.
const LONGEST_TITLE: usize = 120;
const LONGEST_TEXT: usize = 20_000;

/// A day has so many hours.
const MOST_HOURS: f64 = 24.0;

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes
        .get("/records/new", KEEP, new_page)
        .post("/records", KEEP, create)
        .get("/records/{record}/edit", KEEP, edit_page)
        .post("/records/{record}", KEEP, edit)
}

#[derive(Debug, Default, Deserialize)]
struct NewRecordQuery {
    #[serde(default)]
    kind: String,
}

/// A field of the form.
struct FieldRow {
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    takes_lines: bool,
    value: String,
}

#[derive(Template)]
#[template(path = "office/record_form.html")]
struct RecordFormHtml {
    frame: OfficeFrame,
    action: String,
    back: String,
    kind: &'static str,
    /// The version that is edited; none of a record that is new.
    version: Option<i32>,
    programmes: Vec<ProgrammeChoice>,
    day_label: &'static str,
    day: String,
    title_label: &'static str,
    title: String,
    fields: Vec<FieldRow>,
    states: Vec<ListChoice>,
    faults: Vec<&'static str>,
}

/// What stands in the form.
struct TypedRecord {
    kind: OfficeRecordKind,
    day: String,
    state: String,
    content: OfficeRecordContent,
}

impl TypedRecord {
    fn of_form(kind: OfficeRecordKind, form: &OfficeForm) -> Self {
        let text = |name: &str| form.lines(name);
        let fields: BTreeMap<String, String> =
            kind.fields().iter().map(|name| ((*name).to_owned(), text(name))).collect();
        let content = OfficeRecordContent { title: text("title"), fields };
        Self { kind, day: text("day"), state: text("state"), content }
    }

    /// When and how far, or all that is wrong.
    fn check(&self) -> Result<(Date, Option<HandOverState>), Vec<&'static str>> {
        let mut faults = Vec::new();
        let day: Option<Date> = self.day.parse().ok();
        if day.is_none() {
            faults.push("日を入力してください。");
        }
        let OfficeRecordContent { title, fields } = &self.content;
        if title.is_empty() || title.chars().count() > LONGEST_TITLE {
            faults.push("見出しを、120文字までで入力してください。");
        }
        if fields.values().any(|text| text.chars().count() > LONGEST_TEXT) {
            faults.push("各欄は、20,000文字までにしてください。");
        }
        let hours = fields.get("hours").filter(|hours| !hours.is_empty());
        if hours.is_some_and(|hours| !hours.parse().is_ok_and(|hours: f64| (0.0..=MOST_HOURS).contains(&hours))) {
            faults.push("時間は、0から24までの数で入力してください。");
        }
        if looks_like_secret(title) || fields.values().any(|text| looks_like_secret(text)) {
            faults.push(
                "パスワードのような文字が入っています。パスワードそのものは保存できません。置き場所だけを書いてください。何も保存していません。",
            );
        }
        let state = HandOverState::parse(&self.state);
        if self.kind == OfficeRecordKind::HandOver && state.is_none() {
            faults.push("引き継ぎの状態を選んでください。");
        }
        match (day, faults.is_empty()) {
            (Some(day), true) => Ok((day, state.filter(|_| self.kind == OfficeRecordKind::HandOver))),
            _ => Err(faults),
        }
    }
}

/// What is drawn.
struct RecordDraft {
    of: Option<(OfficeRecordId, i32)>,
    typed: TypedRecord,
    programme: String,
    faults: Vec<&'static str>,
}

fn draw(state: &OfficeState, visit: &StaffVisit, draft: RecordDraft) -> Result<Response, Error> {
    let RecordDraft { of, typed, programme, faults } = draft;
    let kind = typed.kind;
    let (title, action, back) = match of {
        None => (
            format!("{}を記録する", record_kind_label(kind)),
            "/records".to_owned(),
            format!("/records?kind={}", kind.name()),
        ),
        Some((id, _)) => {
            let path = format!("/records/{}", id.0);
            (format!("{}の変更", record_kind_label(kind)), path.clone(), path)
        }
    };
    let field = |name: &&'static str| {
        let (label, hint, takes_lines) = field_words(name);
        let value = typed.content.fields.get(*name).cloned().unwrap_or_default();
        FieldRow { name, label, hint, takes_lines, value }
    };
    let states = HandOverState::VARIANTS.iter().map(|state| (state.name(), hand_over_label(*state)));
    let is_hand_over = kind == OfficeRecordKind::HandOver;
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = RecordFormHtml {
        frame: OfficeFrame::new(title, "/records", visit),
        action,
        back,
        kind: kind.name(),
        version: of.map(|(_, version)| version),
        programmes: if of.is_none() { programme_choices(state, visit, &programme) } else { Vec::new() },
        day_label: day_label(kind),
        day: typed.day.clone(),
        title_label: title_label(kind),
        title: typed.content.title.clone(),
        fields: kind.fields().iter().map(field).collect(),
        states: if is_hand_over { choices(states, &typed.state) } else { Vec::new() },
        faults,
    };
    show(&page, status)
}

async fn new_page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(query): Query<NewRecordQuery>,
) -> Result<Response, Error> {
    let kind = OfficeRecordKind::parse(&query.kind).unwrap_or(OfficeRecordKind::Meeting);
    let day = today(Timestamp::now()).to_string();
    let title = if kind == OfficeRecordKind::Daily { "日報".to_owned() } else { String::new() };
    let content = OfficeRecordContent { title, fields: BTreeMap::new() };
    let typed = TypedRecord { kind, day, state: HandOverState::Open.name().to_owned(), content };
    draw(&state, &visit, RecordDraft { of: None, typed, programme: String::new(), faults: Vec::new() })
}

async fn create(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let kind = OfficeRecordKind::parse(form.text("kind")).unwrap_or(OfficeRecordKind::Meeting);
    let typed = TypedRecord::of_form(kind, &form);
    let chosen = chosen_programme(&state, &visit, &form);
    let mut faults: Vec<&'static str> = chosen.as_ref().err().copied().into_iter().collect();
    let checked = typed.check();
    faults.extend(checked.as_ref().err().into_iter().flatten());
    let (Ok((day, how_far)), Ok(programme)) = (checked, chosen) else {
        let programme = form.text("programme").to_owned();
        return draw(&state, &visit, RecordDraft { of: None, typed, programme, faults });
    };
    let new = NewOfficeRecord { programme, kind, day, state: how_far, content: typed.content };
    let id = state.app.store.add_office_record(new, &visit.actor()).await?;
    Ok(see_other(&format!("/records/{}?done=added", id.0)))
}

async fn edit_page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(record): Path<String>,
) -> Result<Response, Error> {
    let id = find_record(&state, &visit, &record).await?;
    let (record, _) = state.app.store.office_record(id, &visit.actor()).await?.ok_or(Error::NotFound)?;
    let how_far = record.state.map(|state| state.name().to_owned()).unwrap_or_default();
    let typed = TypedRecord { kind: record.kind, day: record.day.to_string(), state: how_far, content: record.content };
    let of = Some((id, record.version));
    draw(&state, &visit, RecordDraft { of, typed, programme: String::new(), faults: Vec::new() })
}

async fn edit(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(record): Path<String>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let id = find_record(&state, &visit, &record).await?;
    let (record, _) = state.app.store.office_record(id, &visit.actor()).await?.ok_or(Error::NotFound)?;
    let typed = TypedRecord::of_form(record.kind, &form);
    let version = form.parsed("version").unwrap_or_default();
    let faults = match typed.check() {
        Err(faults) => faults,
        Ok((day, how_far)) => {
            let edit = OfficeRecordEdit { id, version, day, state: how_far, content: typed.content.clone() };
            match state.app.store.edit_office_record(edit, &visit.actor()).await? {
                RecordOutcome::Edited => return Ok(see_other(&format!("/records/{}?done=edited", id.0))),
                RecordOutcome::Stale => vec![
                    "先にほかの人が変更しました。入力した内容は残っています。今の内容と見比べて、もう一度保存してください。",
                ],
                RecordOutcome::Unknown => return Err(Error::NotFound),
            }
        }
    };
    let of = Some((id, record.version));
    draw(&state, &visit, RecordDraft { of, typed, programme: String::new(), faults })
}
