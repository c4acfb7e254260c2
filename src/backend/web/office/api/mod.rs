//! The API of the office, for programs: the same rules as the pages, by tokens that administrators make. It lies at the host of the office
//! below `/api/office/v1/`; cookies do not count there, and no token counts on a page.
//!
//! | file | holds |
//! |---|---|
//! | `api_routes` | resources, each with the right that it takes and what the document says of it |
//! | `api_guard` | who asks, how often, for what |
//! | `api_problem` | what went wrong, as data |
//! | `api_query` | what an address and a body say |
//! | `api_parameters` | parameters that many resources have |
//! | `json_shapes` | shapes that answers are made of |
//! | `api_document` | the document, made of the resources |
//! | `api_persons`, `api_person` | finding persons; one of them |
//! | `api_person_changes` | what is written of one |
//! | `api_events`, `api_check_in` | events, who comes, what is counted; the door |
//! | `api_bookings`, `api_cases`, `api_organisations` | these |
//! | `api_exports` | lists with whole addresses, for a reason |

mod api_bookings;
mod api_cases;
mod api_check_in;
mod api_document;
mod api_events;
mod api_exports;
mod api_guard;
mod api_organisations;
mod api_parameters;
mod api_person;
mod api_person_changes;
mod api_persons;
mod api_problem;
mod api_query;
mod api_routes;
mod json_shapes;

use axum::{Router, routing::any};
use tsubame_http::with_cache_control;

#[cfg(test)]
pub(in crate::web) use self::api_routes::ApiRoute;
use self::api_routes::ApiRoutes;
use super::office_state::OfficeState;
use crate::web::Error;

/// All of the API. What is not there is answered as data, too.
pub(super) fn router(state: OfficeState) -> Router {
    let router = routes(state).into_router();
    let nothing = any(async || Error::NotFound);
    let router = router.route("/api/office/v1/{*rest}", nothing);
    with_cache_control(router.method_not_allowed_fallback(async || Error::MethodNotAllowed), "no-store")
}

/// The resources, for whoever walks through them.
#[cfg(test)]
pub(super) fn table(state: OfficeState) -> Vec<ApiRoute> {
    routes(state).table().to_vec()
}

fn routes(state: OfficeState) -> ApiRoutes {
    let parts: &[fn(ApiRoutes) -> ApiRoutes] = &[
        api_document::add,
        api_persons::add,
        api_person::add,
        api_person_changes::add,
        api_events::add,
        api_check_in::add,
        api_bookings::add,
        api_cases::add,
        api_organisations::add,
        api_exports::add,
    ];
    parts.iter().fold(ApiRoutes::new(state), |routes, add| add(routes))
}
