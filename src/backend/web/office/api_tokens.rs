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
use serde::Deserialize;
use uuid::Uuid;

use super::{
    account_names::AccountNames,
    api_token_words::{scope_label, token_fault},
    frame::{OfficeFrame, see_other, show},
    office_form::OfficeForm,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    path_id::path_id,
    programme_choice::{ProgrammeChoice, chosen_programme, programme_choices, programme_label},
    staff_visit::StaffVisit,
    times::{day, local_day, today},
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

#[derive(Debug, Deserialize)]
struct TokenQuery {
    done: Option<String>,
}

/// A token in the list.
struct TokenRow {
    id: Uuid,
    name: String,
    scopes: Vec<&'static str>,
    programme: String,
    made: String,
    used: String,
    ends: String,
    state: &'static str,
    is_good: bool,
}

/// A box for a scope.
struct ScopeBox {
    value: &'static str,
    text: &'static str,
    is_set: bool,
}

#[derive(Template)]
#[template(path = "office/api_tokens.html")]
struct TokensHtml {
    frame: OfficeFrame,
    tokens: Vec<TokenRow>,
    scopes: Vec<ScopeBox>,
    programmes: Vec<ProgrammeChoice>,
    typed: OfficeForm,
    fault: Option<&'static str>,
}

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
    Query(query): Query<TokenQuery>,
) -> Result<Response, Error> {
    draw(&state, &visit, query.done.as_deref().and_then(done_text), (None, OfficeForm::default())).await
}

async fn draw(
    state: &OfficeState,
    visit: &StaffVisit,
    done: Option<&'static str>,
    (fault, typed): (Option<&'static str>, OfficeForm),
) -> Result<Response, Error> {
    let (accounts, site) = (AccountNames::read(state).await?, state.app.site());
    let (tokens, now) = (state.app.store.api_tokens().await?, today(Timestamp::now()));
    let page = TokensHtml {
        frame: OfficeFrame::new("API", "/api-tokens", visit).with_done(done),
        tokens: tokens.into_iter().map(|token| row(token, &accounts, &site, now)).collect(),
        scopes: ApiScope::ALL.iter().map(|scope| scope_box(*scope, &typed)).collect(),
        programmes: programme_choices(state, visit, typed.text("programme")),
        typed,
        fault,
    };
    show(&page, if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK })
}

fn row(token: ApiTokenView, accounts: &AccountNames, site: &SiteSnapshot, today: Date) -> TokenRow {
    let is_good = token.is_good(today);
    let state = match (token.revoked_at, is_good) {
        (Some(_), _) => "取り消し済み",
        (None, false) => "期限切れ",
        (None, true) => "使えます",
    };
    let programme = token.grants.programme.as_deref();
    TokenRow {
        id: token.id,
        scopes: token.grants.scopes.iter().map(|scope| scope.name()).collect(),
        programme: programme.map_or("すべて", |programme| programme_label(site, programme)).to_owned(),
        made: format!("{}、{}", day(token.made_at), accounts.of(&token.made_by)),
        used: token.used_on.map_or_else(|| "まだありません".to_owned(), local_day),
        ends: local_day(token.ends_on),
        name: token.name,
        state,
        is_good,
    }
}

fn scope_box(scope: ApiScope, typed: &OfficeForm) -> ScopeBox {
    let is_set = typed.texts("scope").any(|name| name == scope.name());
    ScopeBox { value: scope.name(), text: scope_label(scope), is_set }
}

async fn make(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let terms = match read_terms(&state, &visit, &form) {
        Ok(terms) => terms,
        Err(fault) => return draw(&state, &visit, None, (Some(fault), form)).await,
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
