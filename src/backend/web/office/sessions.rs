//! One's own account: roles, passkeys, where somebody is signed in, and ending that elsewhere.

use askama::Template;
use axum::{
    Extension,
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    frame::{OfficeFrame, see_other, show},
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    right_words::role_label,
    staff_visit::StaffVisit,
    times::day_and_time,
};
use crate::{
    intake::staff::{MOST_PASSKEYS, RoleGrant},
    store::{PasskeyView, SessionView},
    web::Error,
};

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes.get("/me", RouteAccess::SignedIn, page).post("/me/end-other-sessions", RouteAccess::SignedIn, end_others)
}

#[derive(Debug, Deserialize)]
struct SessionsQuery {
    ended: Option<u8>,
    passkey: Option<String>,
}

/// One place where somebody is signed in.
struct SessionRow {
    since: String,
    seen: String,
    is_this: bool,
}

/// A passkey.
struct PasskeyRow {
    id: Uuid,
    name: String,
    added: String,
    used: String,
    /// Since when it may be a copy.
    suspect: Option<String>,
}

#[derive(Template)]
#[template(path = "office/me.html")]
struct MeHtml {
    frame: OfficeFrame,
    roles: Vec<String>,
    passkeys: Vec<PasskeyRow>,
    /// Whether there can be any.
    has_passkeys: bool,
    most: usize,
    sessions: Vec<SessionRow>,
}

async fn page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(query): Query<SessionsQuery>,
) -> Result<Response, Error> {
    let sessions = state.app.store.sessions_of(visit.account()).await?;
    let row = |session: &SessionView| SessionRow {
        since: day_and_time(session.created_at),
        seen: day_and_time(session.seen_at),
        is_this: session.id == visit.session.id,
    };
    let passkeys = state.app.store.passkeys_of(visit.account()).await?;
    let done = match (query.ended, query.passkey.as_deref()) {
        (Some(_), _) => Some("ほかの場所のサインインを終わらせました。"),
        (_, Some("added")) => Some("パスキーを追加しました。次のサインインから使えます。"),
        (_, Some("removed")) => Some("パスキーを削除しました。端末に残っているものは、端末の設定で削除してください。"),
        _ => None,
    };
    let page = MeHtml {
        frame: OfficeFrame::new(visit.session.name.clone(), "/me", &visit).with_done(done),
        roles: visit.session.grants.0.iter().map(grant_text).collect(),
        passkeys: passkeys.into_iter().map(passkey_row).collect(),
        has_passkeys: state.passkeys.is_some(),
        most: MOST_PASSKEYS,
        sessions: sessions.iter().map(row).collect(),
    };
    show(&page, StatusCode::OK)
}

fn passkey_row(passkey: PasskeyView) -> PasskeyRow {
    PasskeyRow {
        id: passkey.id,
        name: passkey.name,
        added: day_and_time(passkey.added_at),
        used: passkey.used_at.map_or_else(|| "まだありません".to_owned(), day_and_time),
        suspect: passkey.suspect_at.map(day_and_time),
    }
}

async fn end_others(State(state): State<OfficeState>, headers: HeaderMap) -> Result<Response, Error> {
    if let Some(token) = state.cookies.session(&headers) {
        state.app.store.end_other_sessions(&token).await?;
    }
    Ok(see_other("/me?ended=1"))
}

/// A role, and for which programme.
pub(super) fn grant_text(grant: &RoleGrant) -> String {
    match &grant.programme {
        Some(programme) => format!("{}（{programme}）", role_label(grant.role)),
        None => role_label(grant.role).to_owned(),
    }
}
