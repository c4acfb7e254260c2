//! What pages of the office are drawn with: one style sheet, and the scripts of the door, of writing and of passkeys.

use axum::{
    http::{StatusCode, header},
    response::Response,
};
use tsubame_http::answer;

use super::office_routes::{OfficeRoutes, RouteAccess};

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes
        .get("/office.css", RouteAccess::Open, async || file("text/css", include_str!("../pages/office/office.css")))
        .get("/check-in.js", RouteAccess::Open, async || {
            file("text/javascript", include_str!("../pages/office/check-in.js"))
        })
        .get("/insert.js", RouteAccess::Open, async || {
            file("text/javascript", include_str!("../pages/office/insert.js"))
        })
        .get("/passkey.js", RouteAccess::Open, async || {
            file("text/javascript", include_str!("../pages/office/passkey.js"))
        })
}

fn file(content_type: &str, text: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, format!("{content_type}; charset=utf-8")),
        (header::CACHE_CONTROL, "public, max-age=300".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    answer(StatusCode::OK, text, &headers)
}
