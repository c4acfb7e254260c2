//! Where somebody is signed in, and ending that elsewhere.

use askama::Template;
use axum::{
    Extension,
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use serde::Deserialize;

use super::{
    frame::{OfficeFrame, see_other, show},
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    right_words::role_label,
    staff_visit::StaffVisit,
    times::day_and_time,
};
use crate::{intake::staff::RoleGrant, store::SessionView, web::Error};

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes.get("/me", RouteAccess::SignedIn, page).post("/me/end-other-sessions", RouteAccess::SignedIn, end_others)
}

#[derive(Debug, Deserialize)]
struct SessionsQuery {
    ended: Option<u8>,
}

/// One place where somebody is signed in.
struct SessionRow {
    since: String,
    seen: String,
    is_this: bool,
}

#[derive(Template)]
#[template(path = "office/me.html")]
struct MeHtml {
    frame: OfficeFrame,
    roles: Vec<String>,
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
    let done = query.ended.map(|_| "ほかの場所のサインインを終わらせました。");
    let page = MeHtml {
        frame: OfficeFrame::new(visit.session.name.clone(), "/me", &visit).with_done(done),
        roles: visit.session.grants.0.iter().map(grant_text).collect(),
        sessions: sessions.iter().map(row).collect(),
    };
    show(&page, StatusCode::OK)
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
