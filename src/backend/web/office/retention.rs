//! How long everything is kept, and who says so: what forms received, what each of their fields says, and what the program keeps besides.

use askama::Template;
use axum::{Extension, extract::State, http::StatusCode, response::Response};
use tsubame_model::schema::{Form, Retention};

use super::{
    frame::{OfficeFrame, show},
    office_routes::OfficeRoutes,
    office_state::OfficeState,
    setting_words::SettingFacts,
    settings::SETTINGS,
    staff_visit::StaffVisit,
    times::local_day,
};
use crate::{
    intake::programme_settings::SettingKey,
    web::{Error, KeptTable},
};

/// What is said where nobody has said how long.
pub(super) const NO_TERM: &str = "決まっていません（消しません）";

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes.get("/settings/retention", SETTINGS, page)
}

/// A form with its term.
struct TermRow {
    form: String,
    label: String,
    term: String,
    source: String,
    /// Fields that are kept for a shorter time, with how long.
    fields: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "office/retention.html")]
struct RetentionHtml {
    frame: OfficeFrame,
    forms: Vec<TermRow>,
    tables: Vec<KeptTable>,
    /// The last day of the contract, up to which some of it is kept.
    contract_end: String,
}

async fn page(State(state): State<OfficeState>, Extension(visit): Extension<StaffVisit>) -> Result<Response, Error> {
    let (site, facts) = (state.app.site(), SettingFacts::read(&state).await?);
    let row = |form: &Form| TermRow {
        form: form.form.clone(),
        label: form.label.clone(),
        term: term_text(facts.rules.term_of(&form.form, form.retention)),
        source: source_of(&facts, form),
        fields: form.fields().filter_map(|field| Some((field.label.clone(), field.retention?.in_japanese()))).collect(),
    };
    let page = RetentionHtml {
        frame: OfficeFrame::new("保管期間", "/settings", &visit),
        forms: site.forms.values().map(row).collect(),
        tables: state.app.settings.kept_tables.clone(),
        contract_end: facts.rules.contract.last_day.map(local_day).unwrap_or_default(),
    };
    show(&page, StatusCode::OK)
}

/// A term in words.
pub(super) fn term_text(term: Option<Retention>) -> String {
    term.map_or_else(|| NO_TERM.to_owned(), Retention::in_japanese)
}

/// Who says how long a form's submissions are kept.
pub(super) fn source_of(facts: &SettingFacts, form: &Form) -> String {
    if facts.is_set(&SettingKey::Retention(form.form.clone()).name()) {
        "事務局で設定".to_owned()
    } else {
        format!("フォームのファイル（data/forms/{}.yaml）", form.form)
    }
}
