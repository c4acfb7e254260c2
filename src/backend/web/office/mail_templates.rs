//! All templates of mails: what each is for, and whose words hold.

use askama::Template;
use axum::{Extension, extract::State, http::StatusCode, response::Response};

use super::{
    account_names::AccountNames,
    frame::{OfficeFrame, show},
    office_routes::OfficeRoutes,
    office_state::OfficeState,
    settings::SETTINGS,
    staff_visit::StaffVisit,
    template_words::{template_hint, template_label},
    times::day_and_time,
};
use crate::{
    outbox::{kind_of_template, template_names},
    web::{
        Error,
        mailing::{site_mail, unusable_overrides},
    },
};

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes.get("/settings/mails", SETTINGS, page)
}

/// A template in the list.
struct TemplateRow {
    name: String,
    label: String,
    hint: &'static str,
    /// Whose words hold, since when.
    source: String,
    is_unusable: bool,
}

#[derive(Template)]
#[template(path = "office/mail_templates.html")]
struct MailTemplatesHtml {
    frame: OfficeFrame,
    mails: Vec<TemplateRow>,
    parts: Vec<TemplateRow>,
}

async fn page(State(state): State<OfficeState>, Extension(visit): Extension<StaffVisit>) -> Result<Response, Error> {
    let accounts = AccountNames::read(&state).await?;
    let overrides = state.app.store.template_overrides().await?;
    let unusable = unusable_overrides(&state.app).await;
    let row = |name: String| {
        let source = overrides.get(&name).map_or_else(
            || "ファイルのまま".to_owned(),
            |version| format!("事務局で変更（{}、{}）", day_and_time(version.made_at), accounts.of(&version.made_by)),
        );
        TemplateRow {
            label: template_label(&name),
            hint: template_hint(&name),
            source,
            is_unusable: unusable.contains(&name),
            name,
        }
    };
    let names = template_names(&site_mail(&state.app).await?.templates);
    let (mails, parts) = names.into_iter().map(row).partition(|row| kind_of_template(&row.name).is_some());
    let page =
        MailTemplatesHtml { frame: OfficeFrame::new("メールのひな型", "/settings", &visit), mails, parts };
    show(&page, StatusCode::OK)
}
