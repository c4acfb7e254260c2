//! The office of a server on a fresh database, with staff who are signed in.

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode},
};
use jiff::Timestamp;
use tempfile::TempDir;
use tower::ServiceExt;

use super::setup::TestServer;
use crate::{
    store::{DatabaseLocation, SignInOutcome, Store, staff_support},
    web::{OfficeSettings, ServerSettings, Workspace, office},
};

pub const OFFICE: &str = "https://office.example.jp";

/// An office.
pub struct TestOffice {
    pub server: TestServer,
    routes: Router,
    /// Where its database lies, unless that is the server's.
    _folder: Option<TempDir>,
}

/// Somebody who is signed in, with what their pages send.
pub struct SignedIn {
    pub account: String,
    pub cookie: String,
    pub csrf: String,
}

/// What the office answered.
pub struct OfficeAnswer {
    pub status: StatusCode,
    pub text: String,
    pub bytes: Vec<u8>,
    pub headers: HeaderMap,
}

impl OfficeAnswer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl TestOffice {
    pub async fn start() -> Self {
        Self::start_with(ServerSettings::default()).await
    }

    /// One with settings of its own.
    pub async fn start_with(settings: ServerSettings) -> Self {
        let office = Some(OfficeSettings { address: OFFICE.to_owned(), key: None });
        let server = TestServer::start_with(ServerSettings { office, ..settings }).await;
        let routes = server.backend.office().unwrap().routes;
        Self { server, routes, _folder: None }
    }

    /// One on a database that others may serve too.
    pub async fn on(location: &DatabaseLocation) -> Self {
        let office = Some(OfficeSettings { address: OFFICE.to_owned(), key: None });
        let server = TestServer::open(location, ServerSettings { office, ..ServerSettings::default() }).await;
        let routes = server.backend.office().unwrap().routes;
        Self { server, routes, _folder: None }
    }

    /// That of another site.
    pub async fn of_site(site: Arc<dyn Workspace>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let location = DatabaseLocation::Sqlite(folder.path().join("data.sqlite"));
        let office = Some(OfficeSettings { address: OFFICE.to_owned(), key: None });
        let settings = ServerSettings { office, ..ServerSettings::default() };
        let server = TestServer::of(site, &location, settings).await;
        let routes = server.backend.office().unwrap().routes;
        Self { server, routes, _folder: Some(folder) }
    }

    pub fn store(&self) -> &Store {
        &self.server.backend.state.store
    }

    /// All routes, with what each takes.
    pub fn table(&self) -> Vec<office::OfficeRoute> {
        let settings = OfficeSettings { address: OFFICE.to_owned(), key: None };
        office::route_table(self.server.backend.state.clone(), settings)
    }

    /// All resources of its API, with what each takes.
    pub fn api_table(&self) -> Vec<office::ApiRoute> {
        let settings = OfficeSettings { address: OFFICE.to_owned(), key: None };
        office::api_table(self.server.backend.state.clone(), settings)
    }

    /// Somebody with a role, such as `coordinator` or `coordinator@shibuya`.
    pub async fn sign_in(&self, name: &str, role: &str) -> SignedIn {
        self.sign_in_with(name, &[role]).await
    }

    /// Somebody with several roles.
    pub async fn sign_in_with(&self, name: &str, roles: &[&str]) -> SignedIn {
        let mail = format!("{name}@example.jp");
        staff_support::member(self.store(), &mail, roles).await;
        // The code of the moment was used for taking the account over.
        let now = staff_support::later(60);
        let signed = self.store().sign_in(staff_support::attempt(&mail, now), now).await.unwrap();
        let SignInOutcome::Signed(session) = signed else { panic!("{signed:?}") };
        let found = self.store().session(session.token.as_str(), Timestamp::now()).await.unwrap().unwrap();
        SignedIn {
            account: found.account.0.to_string(),
            cookie: format!("__Host-tsubame_session={}", session.token.as_str()),
            csrf: found.csrf.as_str().to_owned(),
        }
    }

    pub async fn send(&self, request: Request<Body>) -> OfficeAnswer {
        let (parts, body) = self.routes.clone().oneshot(request).await.unwrap().into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        OfficeAnswer { status: parts.status, text, bytes, headers: parts.headers }
    }

    /// A page, as a browser asks for it.
    pub async fn get(&self, path: &str, who: Option<&SignedIn>) -> OfficeAnswer {
        let mut request = Request::get(path).header("accept", "text/html");
        if let Some(who) = who {
            request = request.header("cookie", &who.cookie);
        }
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// A form of a page of somebody.
    pub async fn post(&self, path: &str, who: &SignedIn, fields: &[(&str, &str)]) -> OfficeAnswer {
        let all = fields.iter().copied().chain([("csrf", who.csrf.as_str())]);
        self.post_raw(path, Some(who), OFFICE, &encode(all)).await
    }

    /// The same with everything chosen.
    pub async fn post_raw(&self, path: &str, who: Option<&SignedIn>, origin: &str, body: &str) -> OfficeAnswer {
        let mut request = Request::post(path)
            .header("accept", "text/html")
            .header("origin", origin)
            .header("content-type", "application/x-www-form-urlencoded");
        if let Some(who) = who {
            request = request.header("cookie", &who.cookie);
        }
        self.send(request.body(Body::from(body.to_owned())).unwrap()).await
    }
}

/// Fields as browsers write them.
pub fn encode<'a>(fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}
