//! The tokens by which programs come into the office: made, shown once, and revoked by administrators.

use std::collections::BTreeSet;

use askama::Template;
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::StatusCode,
    response::Response,
};
use jiff::{Timestamp, civil::Date};

use super::{
    account_names::AccountNames,
    api_token_words::{scope_label, token_fault},
    frame::{OfficeFrame, see_other, show},
    integrations::{
        IntegrationField, IntegrationNews, IntegrationQuery, IntegrationRow, IntegrationWords, draw_integrations,
        made_text, programme_text,
    },
    office_form::OfficeForm,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    path_id::path_id,
    programme_choice::chosen_programme,
    staff_visit::StaffVisit,
    times::{local_day, today},
};
use crate::{
    intake::{
        office_api::{ApiGrants, ApiScope, ApiTokenTerms},
        staff::StaffRight,
    },
    store::{ApiTokenView, RevokeOutcome},
    web::{Error, SiteSnapshot},
};

const ACCESS: RouteAccess = RouteAccess::Whole(StaffRight::ManageSettings);

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes.get("/api-tokens", ACCESS, list).post("/api-tokens", ACCESS, make).post(
        "/api-tokens/{token}/revoke",
        ACCESS,
        revoke,
    )
}

const WORDS: IntegrationWords = IntegrationWords {
    heading: "API",
    address: "/api-tokens",
    none: "トークンは、まだありません。",
    label: "トークンの一覧",
    columns: &["名前", "範囲", "プログラム", "作成", "最後に使われた日", "使える最後の日", "状態", "操作"],
    has_actions: true,
    below: "控えからデータを戻したあとは、どのトークンも使えません。作り直してください。",
    making: "トークンを作る",
    above: &[IntegrationField {
        name: "name",
        label: "名前（何に使うか。個人の名前は書かないでください）",
        kind: "text",
        most: Some(60),
    }],
    after: &[IntegrationField {
        name: "ends_on", label: "使える最後の日（1年まで）", kind: "date", most: None
    }],
    legend: "範囲（要るものだけを選んでください）",
    field: "scope",
    boxes: || ApiScope::ALL.iter().map(|scope| (scope.name(), scope_label(*scope))).collect(),
};

#[derive(Template)]
#[template(path = "office/api_token.html")]
struct TokenHtml {
    frame: OfficeFrame,
    name: String,
    token: String,
    /// Where it can be tried.
    address: String,
}

async fn list(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(query): Query<IntegrationQuery>,
) -> Result<Response, Error> {
    draw(&state, &visit, query.news(done_text)).await
}

async fn draw(state: &OfficeState, visit: &StaffVisit, news: IntegrationNews) -> Result<Response, Error> {
    let (accounts, site) = (AccountNames::read(state).await?, state.app.site());
    let (tokens, now) = (state.app.store.api_tokens().await?, today(Timestamp::now()));
    let rows = tokens.into_iter().map(|token| row(token, &accounts, &site, now)).collect();
    draw_integrations(state, visit, &WORDS, rows, news)
}

fn row(token: ApiTokenView, accounts: &AccountNames, site: &SiteSnapshot, today: Date) -> IntegrationRow {
    let is_good = token.is_good(today);
    let state = match (token.revoked_at, is_good) {
        (Some(_), _) => "取り消し済み",
        (None, false) => "期限切れ",
        (None, true) => "使えます",
    };
    let used = token.used_on.map_or_else(|| "まだありません".to_owned(), local_day);
    IntegrationRow {
        page: None,
        uses: token.grants.scopes.iter().map(|scope| scope.name()).collect(),
        programme: programme_text(site, token.grants.programme.as_deref()),
        made: made_text(token.made_at, &token.made_by, accounts),
        facts: vec![used, local_day(token.ends_on)],
        name: token.name,
        state: state.to_owned(),
        is_wrong: false,
        revoke: is_good.then(|| format!("/api-tokens/{}/revoke", token.id)),
    }
}

async fn make(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let terms = match read_terms(&state, &visit, &form) {
        Ok(terms) => terms,
        Err(fault) => {
            let news = IntegrationNews { done: None, fault: Some(fault), typed: form };
            return draw(&state, &visit, news).await;
        }
    };
    let name = terms.name.clone();
    let made = state.app.store.make_api_token(terms, &visit.actor()).await?;
    let page = TokenHtml {
        frame: OfficeFrame::new("新しいトークン", "/api-tokens", &visit),
        name,
        token: made.token.as_str().to_owned(),
        address: state.settings.address.clone(),
    };
    show(&page, StatusCode::OK)
}

fn read_terms(state: &OfficeState, visit: &StaffVisit, form: &OfficeForm) -> Result<ApiTokenTerms, &'static str> {
    let programme = chosen_programme(state, visit, form)?;
    let scopes: BTreeSet<ApiScope> = form.texts("scope").filter_map(ApiScope::parse).collect();
    let grants = ApiGrants { scopes, programme };
    let terms = ApiTokenTerms::read(form.text("name"), grants, form.parsed("ends_on"), today(Timestamp::now()));
    terms.map_err(token_fault)
}

async fn revoke(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(token): Path<String>,
) -> Result<Response, Error> {
    match state.app.store.revoke_api_token(path_id(&token)?, &visit.actor()).await? {
        RevokeOutcome::Unknown => Err(Error::NotFound),
        RevokeOutcome::Revoked | RevokeOutcome::Before => Ok(see_other("/api-tokens?done=revoked")),
    }
}

fn done_text(done: &str) -> Option<&'static str> {
    match done {
        "revoked" => Some("トークンを取り消しました。もう使えません。"),
        _ => None,
    }
}
