//! How long what a form received is kept is said otherwise. Before it holds, the page tells how much would be over now; nothing is
//! deleted by pressing the button, but by the sweep that comes every hour.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::StatusCode,
    response::Response,
};
use jiff::Timestamp;
use serde::Deserialize;
use tsubame_model::schema::{Form, Retention};

use super::{
    frame::{OfficeFrame, see_other, show},
    list_choice::{ListChoice, choices},
    office_form::OfficeForm,
    office_routes::OfficeRoutes,
    office_state::OfficeState,
    retention::{source_of, term_text},
    setting_words::SettingFacts,
    settings::SETTINGS,
    staff_visit::StaffVisit,
    times::day,
};
use crate::{
    intake::{
        calendar::calendar_in_japan,
        programme_settings::{SettingKey, check_setting},
    },
    store::{OverTerm, SettingOutcome},
    web::Error,
};

/// The units of terms, by the names that files have for them.
const UNITS: [(&str, &str); 3] = [("days", "日"), ("months", "か月"), ("years", "年")];

/// What is told to the second of two.
const STALE: &str = "ほかの人が先に変えました。今の期間を確かめて、もう一度お試しください。何も変更していません。";

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes.get("/settings/retention/{form}", SETTINGS, page).post("/settings/retention/{form}", SETTINGS, change).post(
        "/settings/retention/{form}/file",
        SETTINGS,
        back_to_file,
    )
}

/// A term that somebody thinks of.
#[derive(Debug, Default, Deserialize)]
struct TermQuery {
    count: Option<String>,
    #[serde(default)]
    unit: String,
    done: Option<String>,
}

/// What a term would do.
struct TermPreview {
    /// As files write it.
    value: String,
    text: String,
    submissions: u64,
    records: u64,
    /// The day on which the next of the others would be over at the earliest.
    next: String,
    is_shorter: bool,
}

#[derive(Template)]
#[template(path = "office/retention_form.html")]
struct RetentionFormHtml {
    frame: OfficeFrame,
    form: String,
    label: String,
    term: String,
    source: String,
    /// What the file says, if staff have set another.
    file: Option<String>,
    version: i32,
    count: String,
    units: Vec<ListChoice>,
    preview: Option<TermPreview>,
    fault: Option<String>,
}

/// The form that an address names.
fn find(state: &OfficeState, form: &str) -> Result<Form, Error> {
    state.app.site().forms.get(form).cloned().ok_or(Error::NotFound)
}

async fn page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(form): Path<String>,
    Query(query): Query<TermQuery>,
) -> Result<Response, Error> {
    let form = find(&state, &form)?;
    let done = match query.done.as_deref() {
        Some("set") => Some("保管期間を変更しました。次の整理（1時間ごと）から使います。"),
        Some("same") => Some("同じ期間なので、何も変更していません。"),
        Some("file") => Some("ファイルの期間に戻しました。次の整理（1時間ごと）から使います。"),
        _ => None,
    };
    let asked = query.count.as_ref().map(|count| format!("{} {}", count.trim(), query.unit));
    draw(&state, &visit, &form, TermNews { done, asked, fault: None }).await
}

/// What is told beside the form.
#[derive(Default)]
struct TermNews {
    done: Option<&'static str>,
    /// The term that somebody thinks of, as files write it.
    asked: Option<String>,
    fault: Option<(StatusCode, String)>,
}

async fn draw(state: &OfficeState, visit: &StaffVisit, form: &Form, news: TermNews) -> Result<Response, Error> {
    let facts = SettingFacts::read(state).await?;
    let key = SettingKey::Retention(form.form.clone());
    let holds = facts.rules.term_of(&form.form, form.retention);
    let checked = news.asked.as_deref().map(|asked| check_setting(&key, asked));
    let (status, fault) = match (news.fault, &checked) {
        (Some((status, fault)), _) => (status, Some(fault)),
        (None, Some(Err(fault))) => (StatusCode::UNPROCESSABLE_ENTITY, Some(fault.clone())),
        (None, _) => (StatusCode::OK, None),
    };
    let preview = match checked.and_then(Result::ok).and_then(|value| Retention::parse(&value).ok()) {
        Some(term) => Some(preview(state, form, term, holds).await?),
        None => None,
    };
    let shown = news.asked.or_else(|| holds.map(|term| term.to_string())).unwrap_or_else(|| "13 months".to_owned());
    let (count, unit) = shown.split_once(' ').unwrap_or((&shown, "months"));
    let unit = if unit.ends_with('s') { unit.to_owned() } else { format!("{unit}s") };
    let page = RetentionFormHtml {
        frame: OfficeFrame::new("保管期間の変更", "/settings", visit).with_done(news.done),
        form: form.form.clone(),
        label: form.label.clone(),
        term: term_text(holds),
        source: source_of(&facts, form),
        file: facts.is_set(&key.name()).then(|| term_text(form.retention)),
        version: facts.version(&key),
        count: count.to_owned(),
        units: choices(UNITS, &unit),
        preview,
        fault,
    };
    show(&page, status)
}

/// What a term would do, were it to hold now.
async fn preview(
    state: &OfficeState,
    form: &Form,
    term: Retention,
    holds: Option<Retention>,
) -> Result<TermPreview, Error> {
    let cutoff = term.cutoff(&calendar_in_japan(Timestamp::now()));
    let OverTerm { submissions, records, next_received } = state.app.store.count_over_term(&form.form, cutoff).await?;
    let next = next_received.and_then(|received| term.end(&calendar_in_japan(received)));
    Ok(TermPreview {
        value: term.to_string(),
        text: term.in_japanese(),
        submissions,
        records,
        next: next.map(|end| day(end.timestamp())).unwrap_or_default(),
        is_shorter: holds.is_none_or(|holds| term.is_shorter_than(holds)),
    })
}

async fn change(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(form): Path<String>,
    Extension(typed): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let form = find(&state, &form)?;
    let asked = typed.text("term").to_owned();
    match check_setting(&SettingKey::Retention(form.form.clone()), &asked) {
        Ok(value) => apply(&state, &visit, &form, Some(value), &typed).await,
        Err(fault) => {
            let fault = Some((StatusCode::UNPROCESSABLE_ENTITY, fault));
            draw(&state, &visit, &form, TermNews { fault, ..TermNews::default() }).await
        }
    }
}

async fn back_to_file(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(form): Path<String>,
    Extension(typed): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let form = find(&state, &form)?;
    apply(&state, &visit, &form, None, &typed).await
}

/// Has a term hold, or the file's, from the next sweep on, unless somebody else was first.
async fn apply(
    state: &OfficeState,
    visit: &StaffVisit,
    form: &Form,
    value: Option<String>,
    typed: &OfficeForm,
) -> Result<Response, Error> {
    let key = SettingKey::Retention(form.form.clone());
    let done = if value.is_some() { "set" } else { "file" };
    let (asked, seen) = (value.clone(), typed.parsed("version").unwrap_or(-1));
    match state.app.store.change_setting(&key, value, seen, &visit.actor()).await? {
        SettingOutcome::Set => Ok(see_other(&format!("/settings/retention/{}?done={done}", form.form))),
        SettingOutcome::Same => Ok(see_other(&format!("/settings/retention/{}?done=same", form.form))),
        SettingOutcome::Stale => {
            let fault = Some((StatusCode::CONFLICT, STALE.to_owned()));
            draw(state, visit, form, TermNews { asked, fault, ..TermNews::default() }).await
        }
    }
}
