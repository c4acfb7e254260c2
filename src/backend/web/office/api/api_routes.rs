//! The resources of the API: one registration makes the route, its guard, and its part of the document, so that none is without.

use std::sync::Arc;

use axum::{
    Extension, Router,
    handler::Handler,
    middleware::from_fn_with_state,
    routing::{get, post},
};

use super::{
    super::office_state::OfficeState,
    api_guard::{ApiGate, guard_api},
};
use crate::{
    intake::staff::StaffRight,
    web::operation::{ApiOperation, OperationMethod},
};

/// A resource.
#[derive(Clone, Copy)]
pub(in crate::web) struct ApiRoute {
    /// What it takes, as pages say it; nothing for what everybody may see.
    pub right: Option<StaffRight>,
    /// What the document says of it.
    pub operation: ApiOperation,
}

/// Resources, being gathered.
pub(super) struct ApiRoutes {
    state: OfficeState,
    router: Router<OfficeState>,
    table: Vec<ApiRoute>,
}

impl ApiRoutes {
    /// None yet.
    pub fn new(state: OfficeState) -> Self {
        Self { state, router: Router::new(), table: Vec::new() }
    }

    /// A resource that takes a right.
    #[must_use]
    pub fn add<H, T>(self, right: StaffRight, operation: ApiOperation, handler: H) -> Self
    where
        H: Handler<T, OfficeState>,
        T: 'static,
    {
        self.put(ApiRoute { right: Some(right), operation }, handler)
    }

    /// One that everybody may see.
    #[must_use]
    pub fn add_open<H, T>(self, operation: ApiOperation, handler: H) -> Self
    where
        H: Handler<T, OfficeState>,
        T: 'static,
    {
        self.put(ApiRoute { right: None, operation }, handler)
    }

    fn put<H, T>(mut self, route: ApiRoute, handler: H) -> Self
    where
        H: Handler<T, OfficeState>,
        T: 'static,
    {
        let method = match route.operation.method {
            OperationMethod::Get => get(handler),
            OperationMethod::Post => post(handler),
        };
        let method = match route.right {
            Some(right) => {
                let gate = ApiGate { state: self.state.clone(), right, operation: route.operation };
                method.layer(from_fn_with_state(gate, guard_api))
            }
            None => method,
        };
        self.router = self.router.route(route.operation.path, method);
        self.table.push(route);
        self
    }

    /// What there is.
    #[cfg(test)]
    pub fn table(&self) -> &[ApiRoute] {
        &self.table
    }

    /// The resources as a router, which the document of all of them goes with.
    pub fn into_router(self) -> Router {
        let table = Extension(Arc::<[ApiRoute]>::from(self.table));
        self.router.layer(table).with_state(self.state)
    }
}
