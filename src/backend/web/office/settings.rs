//! The settings of the office: what holds, who says so, and where it is changed.

use askama::Template;
use axum::{Extension, extract::State, http::StatusCode, response::Response};

use super::{
    account_names::AccountNames,
    frame::{OfficeFrame, show},
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    setting_words::{SettingFacts, setting_label, source_text, told_value, written_label},
    staff_visit::StaffVisit,
    times::day_and_time,
};
use crate::{
    intake::{programme_settings::SettingKey, staff::StaffRight},
    web::Error,
};

/// Who may look at settings and change them: what belongs to no programme alone.
pub(super) const SETTINGS: RouteAccess = RouteAccess::Whole(StaffRight::ManageSettings);

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes.get("/settings", SETTINGS, page)
}

/// A setting in the table.
struct SettingRow {
    name: String,
    label: String,
    value: String,
    source: String,
    /// Who changed it last, and when.
    changed: String,
}

/// Something that only the file or the environment says.
struct WrittenRow {
    label: &'static str,
    value: String,
    source: String,
}

#[derive(Template)]
#[template(path = "office/settings.html")]
struct SettingsHtml {
    frame: OfficeFrame,
    rows: Vec<SettingRow>,
    written: Vec<WrittenRow>,
    /// How many terms of forms and how many mails staff have changed.
    term_count: usize,
    mail_count: usize,
}

async fn page(State(state): State<OfficeState>, Extension(visit): Extension<StaffVisit>) -> Result<Response, Error> {
    let facts = SettingFacts::read(&state).await?;
    let accounts = AccountNames::read(&state).await?;
    let row = |key: &SettingKey| {
        let changed = facts.changed.get(key.name().as_ref());
        SettingRow {
            name: key.name().into_owned(),
            label: setting_label(key).to_owned(),
            value: facts.value_text(key),
            source: facts.source_text(key),
            changed: changed.map_or_else(String::new, |view| {
                format!("{}、{}", day_and_time(view.changed_at), accounts.of(&view.changed_by))
            }),
        }
    };
    let settings = &state.app.settings;
    let only_written = settings.written.iter().filter(|written| SettingKey::parse(written.name).is_none());
    let written = only_written.map(|written| WrittenRow {
        label: written_label(written.name),
        value: told_value(&written.value),
        source: source_text(written.source),
    });
    let is_term =
        |name: &String| matches!(SettingKey::parse(name), Some(SettingKey::Retention(_))) && facts.is_set(name);
    let page = SettingsHtml {
        frame: OfficeFrame::new("設定", "/settings", &visit),
        rows: SettingKey::plain().map(|key| row(&key)).collect(),
        written: written.collect(),
        term_count: facts.changed.keys().filter(|name| is_term(name)).count(),
        mail_count: state.app.store.template_overrides().await?.len(),
    };
    show(&page, StatusCode::OK)
}
