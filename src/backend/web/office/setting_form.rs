//! One setting is changed, or what the file says holds again. The form says which version it was made from, so that of two who
//! change the same the second is told.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;

use super::{
    approval_words::approval_kind_label,
    frame::{OfficeFrame, see_other, show},
    list_choice::{ListChoice, choices},
    office_form::OfficeForm,
    office_routes::OfficeRoutes,
    office_state::OfficeState,
    setting_words::{SettingFacts, setting_hint, setting_label},
    settings::SETTINGS,
    staff_visit::StaffVisit,
};
use crate::{
    intake::{
        approvals::ApprovalKind,
        programme_settings::{SettingKey, check_setting},
    },
    store::SettingOutcome,
    web::Error,
};

/// What is told to the second of two.
const STALE: &str = "ほかの人が先に変えました。今の内容を確かめて、もう一度お試しください。何も変更していません。";

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes.get("/settings/edit/{setting}", SETTINGS, page).post("/settings/edit/{setting}", SETTINGS, change).post(
        "/settings/edit/{setting}/file",
        SETTINGS,
        back_to_file,
    )
}

#[derive(Debug, Deserialize)]
struct SettingQuery {
    done: Option<String>,
}

/// How a value is typed.
enum SettingInput {
    Text { kind: &'static str, least: &'static str },
    Choice(Vec<ListChoice>),
    Boxes(Vec<ListChoice>),
}

#[derive(Template)]
#[template(path = "office/setting.html")]
struct SettingHtml {
    frame: OfficeFrame,
    name: String,
    label: &'static str,
    hint: &'static str,
    version: i32,
    /// What was typed, or what holds.
    value: String,
    now: String,
    source: String,
    /// What would hold without it, if staff have set it.
    file: Option<String>,
    input: SettingInput,
    fault: Option<String>,
}

/// The setting that an address names. Terms of forms have a page of their own.
fn find(name: &str) -> Result<SettingKey, Error> {
    SettingKey::parse(name).filter(|key| !matches!(key, SettingKey::Retention(_))).ok_or(Error::NotFound)
}

async fn page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(setting): Path<String>,
    Query(query): Query<SettingQuery>,
) -> Result<Response, Error> {
    let key = find(&setting)?;
    let done = match query.done.as_deref() {
        Some("set") => Some("変更しました。もう有効です。"),
        Some("same") => Some("同じ内容なので、何も変更していません。"),
        Some("file") => Some("ファイルの内容に戻しました。もう有効です。"),
        _ => None,
    };
    draw(&state, &visit, &key, done, None).await
}

async fn draw(
    state: &OfficeState,
    visit: &StaffVisit,
    key: &SettingKey,
    done: Option<&'static str>,
    fault: Option<(String, StatusCode, String)>,
) -> Result<Response, Error> {
    let facts = SettingFacts::read(state).await?;
    let (typed, status, fault) = match fault {
        Some((typed, status, fault)) => (Some(typed), status, Some(fault)),
        None => (None, StatusCode::OK, None),
    };
    let value = typed.unwrap_or_else(|| facts.value(key));
    let page = SettingHtml {
        frame: OfficeFrame::new(setting_label(key), "/settings", visit).with_done(done),
        name: key.name().into_owned(),
        label: setting_label(key),
        hint: setting_hint(key),
        version: facts.version(key),
        now: facts.value_text(key),
        source: facts.source_text(key),
        file: facts.is_set(&key.name()).then(|| facts.file_text(key)),
        input: input_of(key, &value),
        value,
        fault,
    };
    show(&page, status)
}

fn input_of(key: &SettingKey, value: &str) -> SettingInput {
    match key {
        SettingKey::SenderName | SettingKey::Retention(_) => SettingInput::Text { kind: "text", least: "" },
        SettingKey::ReplyTo => SettingInput::Text { kind: "email", least: "" },
        SettingKey::MessagesPerMinute
        | SettingKey::OfferHours
        | SettingKey::ReminderHours
        | SettingKey::ConfirmHours => SettingInput::Text { kind: "number", least: "1" },
        SettingKey::ContractStart | SettingKey::ContractEnd => SettingInput::Text { kind: "date", least: "" },
        SettingKey::FirstMonth => {
            let months: Vec<(String, String)> =
                (1..=12).map(|month| (month.to_string(), format!("{month}月"))).collect();
            SettingInput::Choice(choices(months.iter().map(|(value, label)| (value.as_str(), label.as_str())), value))
        }
        SettingKey::ApprovalRequired => {
            let set: Vec<&str> = value.split(',').collect();
            let choice = |kind: &ApprovalKind| ListChoice {
                value: kind.name().to_owned(),
                label: approval_kind_label(*kind).to_owned(),
                is_set: set.contains(&kind.name()),
            };
            SettingInput::Boxes(ApprovalKind::ALL.iter().map(choice).collect())
        }
    }
}

async fn change(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(setting): Path<String>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let key = find(&setting)?;
    let typed = typed_value(&key, &form);
    let checked = match check_setting(&key, &typed) {
        Ok(value) => check_contract(&state, &key, &value).await?.map_or(Ok(value), Err),
        Err(fault) => Err(fault),
    };
    match checked {
        Ok(value) => apply(&state, &visit, &key, Some(value), &form).await,
        Err(fault) => draw(&state, &visit, &key, None, Some((typed, StatusCode::UNPROCESSABLE_ENTITY, fault))).await,
    }
}

/// What a form says of a setting.
fn typed_value(key: &SettingKey, form: &OfficeForm) -> String {
    match key {
        SettingKey::ApprovalRequired => form.texts("value").collect::<Vec<_>>().join(","),
        _ => form.text("value").to_owned(),
    }
}

/// A contract does not end before it begins.
async fn check_contract(state: &OfficeState, key: &SettingKey, value: &str) -> Result<Option<String>, Error> {
    let mut contract = state.app.rules().await?.contract;
    match key {
        SettingKey::ContractStart => contract.first_day = value.parse().ok(),
        SettingKey::ContractEnd => contract.last_day = value.parse().ok(),
        _ => return Ok(None),
    }
    let is_turned = contract.first_day.zip(contract.last_day).is_some_and(|(first, last)| last < first);
    Ok(is_turned.then(|| "契約の最後の日が、最初の日より前になります。もう一方の日も確かめてください。".to_owned()))
}

async fn back_to_file(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(setting): Path<String>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let key = find(&setting)?;
    apply(&state, &visit, &key, None, &form).await
}

/// Has a value hold, or the file, unless somebody else was first.
async fn apply(
    state: &OfficeState,
    visit: &StaffVisit,
    key: &SettingKey,
    value: Option<String>,
    form: &OfficeForm,
) -> Result<Response, Error> {
    let (done, typed) = if value.is_some() { ("set", typed_value(key, form)) } else { ("file", String::new()) };
    let seen = form.parsed("version").unwrap_or(-1);
    match state.app.store.change_setting(key, value, seen, &visit.actor()).await? {
        SettingOutcome::Set => Ok(see_other(&format!("/settings/edit/{}?done={done}", key.name()))),
        SettingOutcome::Same => Ok(see_other(&format!("/settings/edit/{}?done=same", key.name()))),
        SettingOutcome::Stale => {
            let fault = Some((typed, StatusCode::CONFLICT, STALE.to_owned()));
            draw(state, visit, key, None, fault).await
        }
    }
}
