//! Which role may do what: as the program has it, where nobody can change it by mistake.

use askama::Template;
use axum::{Extension, extract::State, http::StatusCode, response::Response};

use super::{
    frame::{OfficeFrame, show},
    office_routes::OfficeRoutes,
    office_state::OfficeState,
    right_words::{right_label, role_hint, role_label},
    settings::SETTINGS,
    staff_visit::StaffVisit,
};
use crate::{
    intake::staff::{StaffRight, StaffRole},
    web::Error,
};

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes.get("/settings/roles", SETTINGS, page)
}

/// A role, with who has it.
struct RoleRow {
    label: &'static str,
    hint: &'static str,
    /// How many accounts that may be used have it, whole or for a programme.
    holders: usize,
}

/// A right, with the roles that have it in the order of the headings.
struct RightRow {
    label: &'static str,
    roles: Vec<bool>,
}

#[derive(Template)]
#[template(path = "office/role_table.html")]
struct RoleTableHtml {
    frame: OfficeFrame,
    roles: Vec<RoleRow>,
    rights: Vec<RightRow>,
}

async fn page(State(state): State<OfficeState>, Extension(visit): Extension<StaffVisit>) -> Result<Response, Error> {
    let accounts = state.app.store.accounts().await?;
    let role = |role: &StaffRole| RoleRow {
        label: role_label(*role),
        hint: role_hint(*role),
        holders: accounts
            .iter()
            .filter(|account| account.disabled_at.is_none())
            .filter(|account| account.grants.0.iter().any(|grant| grant.role == *role))
            .count(),
    };
    let right = |right: &StaffRight| RightRow {
        label: right_label(*right),
        roles: StaffRole::ALL.iter().map(|role| role.has(*right)).collect(),
    };
    let page = RoleTableHtml {
        frame: OfficeFrame::new("役割と権限", "/settings", &visit),
        roles: StaffRole::ALL.iter().map(role).collect(),
        rights: StaffRight::ALL.iter().map(right).collect(),
    };
    show(&page, StatusCode::OK)
}
