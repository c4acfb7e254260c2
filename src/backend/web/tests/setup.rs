//! A server on a fresh database, for a site with one form and one event with one seat.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode},
};
use tempfile::TempDir;
use tower::ServiceExt;
use tsubame_model::{
    schema::{Casework, Form, KnownReferences, parse_form, parse_pipeline, parse_support_offices},
    source::{Diagnostic, MessageLanguage, SourcePath, Wording},
};

use crate::{
    intake::{LinkToken, SubmissionId},
    outbox::ProgrammeValues,
    store::{
        DatabaseLocation, EventFacts,
        test_support::{event, keys},
    },
    web::{
        BackendServer, FormContent, MailViewer, ReferenceWords, ServerSettings, SiteMail, Workspace, WorkspaceError,
    },
};

const FORM: &str = "form: event\nlabel: イベント申込\nversion: '1'\nreferences: [event, event_mode]\ngroups:\n- legend: お名前\n  fields:\n  \
                    - {name: name, type: text, label: お名前, required: true, max_length: 20}\n  - {name: email, type: email, label: メール, \
                    required: true, max_length: 254}\nconsent: {version: '1', label: 同意します, link: /privacy/}\nsubmit: 送る\nretention: 1 year\nhoneypot: \
                    remark\nthanks: 確認のメールをお送りしました。\n";

pub const PAGE: &str = "<!doctype html><html lang=ja><head><title>渋谷の夜</title></head><body><main><form data-form=event \
                        method=post><div data-errors hidden></div><input type=hidden name=event value=shibuya><div data-field=name \
                        data-label=お名前><input id=f-name name=name></div><div data-field=email><input id=f-email name=email \
                        type=email></div><button>送る</button></form></main></body></html>";

/// What the host of the site sends with its pages.
pub const HEADERS: &str = "/*\n  Content-Security-Policy: default-src 'none'; style-src 'self'\n";

/// The policy in it, for a page that the server shows.
pub const POLICY: &str = "default-src 'none'; style-src 'self' https://site.example.jp";

/// What the form asks to agree to.
const PRIVACY: &str = "<!doctype html><main><h1>個人情報の取り扱い</h1><p>何をするか</p></main>";

/// The site of the tests.
#[derive(Default)]
pub struct EventSite {
    is_broken: AtomicBool,
    has_broken_mails: AtomicBool,
}

impl Workspace for EventSite {
    fn base_url(&self) -> Result<String, WorkspaceError> {
        Ok("https://site.example.jp".to_owned())
    }

    fn forms(&self) -> Result<Vec<Form>, WorkspaceError> {
        if self.is_broken.load(Ordering::Relaxed) {
            let secret = Diagnostic::error("x", Wording::of_site("a secret of the house"));
            return Err(WorkspaceError::Faults(vec![secret.in_language(MessageLanguage::English)]));
        }
        let (form, faults) = parse_form(&SourcePath::new("data/forms/event.yaml"), FORM);
        assert!(faults.is_empty(), "{faults:?}");
        Ok(form.into_iter().collect())
    }

    fn content(&self) -> Result<FormContent, WorkspaceError> {
        let mut references = KnownReferences::default();
        references.insert("event", "shibuya", [("event_mode".to_owned(), "venue".to_owned())]);
        let event = EventFacts { id: "shibuya".to_owned(), ..event(1) };
        let mut words = ReferenceWords::default();
        words.name("event", "イベント");
        words.name("event_mode", "開き方");
        words.name_value("event", "shibuya", &event.title);
        words.name_value("event_mode", "venue", "会場");
        references.insert("company", "aoba", []);
        words.name_value("company", "aoba", "株式会社あおば（架空）");
        let pages = [(("company".to_owned(), "aoba".to_owned()), "companies/aoba/".to_owned())].into();
        Ok(FormContent { references, words, events: vec![event], pages })
    }

    fn casework(&self) -> Result<Casework, WorkspaceError> {
        Ok(casework())
    }

    fn mail(&self) -> Result<SiteMail, WorkspaceError> {
        let programme = ProgrammeValues {
            name: "CROSS SENDAI".to_owned(),
            operator: "事務局（見本）".to_owned(),
            url: "https://site.example.jp/".to_owned(),
            contact: String::new(),
        };
        let mut templates = templates();
        if self.has_broken_mails.load(Ordering::Relaxed) {
            templates.retain(|(name, _)| name != "seat-offered.txt");
        }
        Ok(SiteMail { programme, templates })
    }

    fn published_pages(&self) -> Result<Vec<String>, WorkspaceError> {
        Ok(vec!["events/shibuya/index.html".to_owned()])
    }

    fn published_page(&self, path: &str) -> Result<Option<Vec<u8>>, WorkspaceError> {
        let page = match path {
            "privacy/index.html" => PRIVACY,
            "_headers" => HEADERS,
            _ => PAGE,
        };
        Ok(Some(page.as_bytes().to_vec()))
    }
}

/// The pipelines of this repository that tests go by, and its offices.
fn casework() -> Casework {
    let read = |name: &str, text: &str| {
        let path = SourcePath::new(format!("data/pipelines/{name}.yaml"));
        let (pipeline, faults) = parse_pipeline(&path, text, &|mail| mail == "case-arranging");
        assert_eq!(faults, []);
        (name.to_owned(), pipeline.unwrap())
    };
    let interview = include_str!("../../../../data/pipelines/casual-interview.yaml");
    let organisation = include_str!("../../../../data/pipelines/organisation.yaml");
    let placement = include_str!("../../../../data/pipelines/placement.yaml");
    let offices = include_str!("../../../../data/support.yaml");
    Casework {
        pipelines: [
            read("casual-interview", interview),
            read("organisation", organisation),
            read("placement", placement),
        ]
        .into(),
        phases: Vec::new(),
        offices: parse_support_offices(&SourcePath::new("data/support.yaml"), offices).0,
    }
}

/// The templates of this repository.
fn templates() -> Vec<(String, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/mail");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| {
        let path = entry.unwrap().path();
        (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(&path).unwrap())
    });
    files.collect()
}

/// A server.
pub struct TestServer {
    pub backend: BackendServer,
    router: Router,
    site: Arc<EventSite>,
    /// Where its database lies, unless the test keeps that.
    #[expect(dead_code, reason = "it is removed with the server")]
    folder: Option<TempDir>,
}

/// What it answered.
pub struct ServerAnswer {
    pub status: StatusCode,
    pub text: String,
    headers: HeaderMap,
}

impl ServerAnswer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl TestServer {
    pub async fn start() -> Self {
        Self::start_with(ServerSettings::default()).await
    }

    /// One with these settings, on SQLite.
    pub async fn start_with(settings: ServerSettings) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let location = DatabaseLocation::Sqlite(folder.path().join("data.sqlite"));
        Self { folder: Some(folder), ..Self::open(&location, settings).await }
    }

    /// One on a database that the test keeps.
    pub async fn open(location: &DatabaseLocation, settings: ServerSettings) -> Self {
        let site = Arc::new(EventSite::default());
        let workspace = Arc::clone(&site) as Arc<dyn Workspace>;
        Self { site, ..Self::of(workspace, location, settings).await }
    }

    /// A server of another site, on a database that others may serve too.
    pub async fn of(workspace: Arc<dyn Workspace>, location: &DatabaseLocation, settings: ServerSettings) -> Self {
        let backend = BackendServer::open(workspace, location, keys(), settings, None);
        let backend = backend.await.unwrap();
        Self { router: backend.router(), backend, site: Arc::default(), folder: None }
    }

    /// The same server with the outbox as pages.
    pub fn showing_mails(mut self, viewer: MailViewer) -> Self {
        self.router = self.backend.trial_router(Arc::new(viewer));
        self
    }

    /// From now on, a template of a mail is missing.
    pub fn break_mails(&self) {
        self.site.has_broken_mails.store(true, Ordering::Relaxed);
    }

    /// What is behind it, to be served otherwise.
    pub fn into_backend(self) -> BackendServer {
        self.backend
    }

    /// What its figures say.
    pub async fn metrics(&self) -> String {
        let request = Request::get("/metrics").body(Body::empty()).unwrap();
        let answer = self.backend.metrics_router().oneshot(request).await.unwrap();
        String::from_utf8(to_bytes(answer.into_body(), usize::MAX).await.unwrap().to_vec()).unwrap()
    }

    /// From now on, the site has a fault.
    pub fn break_site(&self) {
        self.site.is_broken.store(true, Ordering::Relaxed);
    }

    pub async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> ServerAnswer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.answer(request.body(Body::from(body.to_owned())).unwrap()).await
    }

    pub async fn answer(&self, request: Request<Body>) -> ServerAnswer {
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        let text = String::from_utf8(to_bytes(body, usize::MAX).await.unwrap().to_vec()).unwrap();
        ServerAnswer { status: parts.status, text, headers: parts.headers }
    }

    pub async fn get(&self, path: &str) -> ServerAnswer {
        self.send("GET", path, &[], "").await
    }

    /// What a browser without scripts sends from a page of the site.
    pub async fn post(&self, path: &str, body: &str) -> ServerAnswer {
        let headers = [
            ("origin", "https://site.example.jp"),
            ("content-type", "application/x-www-form-urlencoded"),
            ("accept", "text/html"),
        ];
        self.send("POST", path, &headers, body).await
    }

    /// Somebody with this number registers for the event, and gives back what the submission is called.
    pub async fn register(&self, number: usize) -> SubmissionId {
        let answer = self.post("/api/forms/event", &body(number)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        self.backend.state.store.newest_submission().await
    }
}

/// The path of a link to what somebody sent so many hours ago.
pub fn link(submission: SubmissionId, action: &str, hours: i64) -> String {
    let sent_at = jiff::Timestamp::now() - jiff::SignedDuration::from_hours(hours);
    format!("/api/l/{}/{action}", LinkToken { submission, sent_at }.render(&keys().index))
}

/// A form as a browser sends it.
pub fn body(number: usize) -> String {
    format!(
        "event=shibuya&name=%E5%B1%B1%E7%94%B0{number}&email=visitor{number}%40example.jp&consent=yes&consent_version=1"
    )
}
