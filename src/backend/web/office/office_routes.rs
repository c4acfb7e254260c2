//! The routes of the office, each with the right that it takes. A route cannot be added without saying so, and what is said is both what
//! the guard goes by and what a test walks through with every role.

use axum::{
    Router,
    handler::Handler,
    middleware::from_fn_with_state,
    routing::{MethodRouter, get, post},
};

use super::{
    guard::{Gate, guard_file_post, guard_page, guard_post, guard_sign_in},
    office_state::OfficeState,
};
use crate::intake::staff::StaffRight;

/// Who a route answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::web) enum RouteAccess {
    /// Everybody: signing in, style sheets.
    Open,
    /// Everybody who has signed in.
    SignedIn,
    /// Who has this right for any programme; for which one, the handler looks.
    Right(StaffRight),
    /// Who has it for every programme: what belongs to none of them alone.
    Whole(StaffRight),
}

/// A route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::web) struct OfficeRoute {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// As axum writes it.
    pub path: &'static str,
    pub access: RouteAccess,
}

/// Routes, being gathered.
pub(super) struct OfficeRoutes {
    state: OfficeState,
    router: Router<OfficeState>,
    /// Those that take files, which may be longer.
    with_files: Router<OfficeState>,
    table: Vec<OfficeRoute>,
}

impl OfficeRoutes {
    /// None yet.
    pub fn new(state: OfficeState) -> Self {
        Self { state, router: Router::new(), with_files: Router::new(), table: Vec::new() }
    }

    /// A page. It changes nothing.
    #[must_use]
    pub fn get<H, T>(self, path: &'static str, access: RouteAccess, handler: H) -> Self
    where
        H: Handler<T, OfficeState>,
        T: 'static,
    {
        let route = match access {
            RouteAccess::Open => get(handler),
            _ => get(handler).layer(from_fn_with_state(self.gate(access), guard_page)),
        };
        self.add("GET", path, access, route)
    }

    /// What a form is sent to. Its handler is given the form, which came from a page that the same person was shown.
    #[must_use]
    pub fn post<H, T>(self, path: &'static str, access: RouteAccess, handler: H) -> Self
    where
        H: Handler<T, OfficeState>,
        T: 'static,
    {
        let route = match access {
            RouteAccess::Open => post(handler).layer(from_fn_with_state(self.state.clone(), guard_sign_in)),
            _ => post(handler).layer(from_fn_with_state(self.gate(access), guard_post)),
        };
        self.add("POST", path, access, route)
    }

    /// The same for a form that may bring files along. Its handler is given them too.
    #[must_use]
    pub fn post_with_files<H, T>(mut self, path: &'static str, access: RouteAccess, handler: H) -> Self
    where
        H: Handler<T, OfficeState>,
        T: 'static,
    {
        let route = post(handler).layer(from_fn_with_state(self.gate(access), guard_file_post));
        self.table.push(OfficeRoute { method: "POST", path, access });
        self.with_files = self.with_files.route(path, route);
        self
    }

    fn gate(&self, access: RouteAccess) -> Gate {
        let (right, is_whole) = match access {
            RouteAccess::Open | RouteAccess::SignedIn => (None, false),
            RouteAccess::Right(right) => (Some(right), false),
            RouteAccess::Whole(right) => (Some(right), true),
        };
        Gate { state: self.state.clone(), right, is_whole }
    }

    fn add(
        mut self,
        method: &'static str,
        path: &'static str,
        access: RouteAccess,
        route: MethodRouter<OfficeState>,
    ) -> Self {
        self.table.push(OfficeRoute { method, path, access });
        self.router = self.router.route(path, route);
        self
    }

    /// What there is.
    #[cfg(test)]
    pub fn table(&self) -> &[OfficeRoute] {
        &self.table
    }

    /// The routes as routers: those without files, and those that take some.
    pub fn into_routers(self) -> (Router, Router) {
        (self.router.with_state(self.state.clone()), self.with_files.with_state(self.state))
    }
}
