//! The routes, over a workspace of values.

use axum::{
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use tower::ServiceExt;
use tsubame_model::{
    schema::{Form, parse_form},
    source::{Diagnostic, MessageLanguage, SourcePath},
};

use super::*;

const FORM: &str = "form: ask\nlabel: 質問\nversion: '1'\ngroups:\n- legend: 内容\n  fields:\n  - name: text\n    \
    type: textarea\n    label: 質問\nconsent: {version: '1', label: 同意します, link: /privacy/}\nsubmit: 送る\nthanks: 届きました\n";

/// A site that has one form, or faults.
struct FakeWorkspace {
    is_broken: bool,
}

impl Workspace for FakeWorkspace {
    fn base_url(&self) -> Result<String, WorkspaceError> {
        Ok("https://example.jp".to_owned())
    }

    fn forms(&self) -> Result<Vec<Form>, WorkspaceError> {
        if self.is_broken {
            let secret = Diagnostic::error("x", "a secret of the house");
            return Err(WorkspaceError::Faults(vec![secret.in_language(MessageLanguage::English)]));
        }
        Ok(parse_form(&SourcePath::new("data/forms/ask.yaml"), FORM).0.into_iter().collect())
    }

    fn published_page(&self, _path: &str) -> Result<Option<Vec<u8>>, WorkspaceError> {
        Ok(None)
    }
}

async fn send(is_broken: bool, request: Request<Body>) -> (StatusCode, String) {
    let response = router(Arc::new(FakeWorkspace { is_broken })).oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    assert_eq!(parts.headers[header::CACHE_CONTROL], "no-store");
    let bytes = to_bytes(body, usize::MAX).await.unwrap();
    (parts.status, String::from_utf8(bytes.to_vec()).unwrap())
}

#[tokio::test]
async fn health_says_whether_the_workspace_answers() {
    let ask = || Request::get("/api/health").body(Body::empty()).unwrap();
    assert_eq!(send(false, ask()).await, (StatusCode::OK, r#"{"forms":1,"status":"ok"}"#.to_owned()));
    let (status, text) = send(true, ask()).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(text.contains("もう一度") && !text.contains("secret"), "{text}");
}

#[tokio::test]
async fn what_is_wrong_has_one_form() {
    for (method, path, length, status) in [
        ("GET", "/", 0, 404),
        ("GET", "/api/none", 0, 404),
        ("DELETE", "/api/health", 0, 405),
        ("POST", "/api/health", 70_000, 413),
    ] {
        let request = Request::builder().method(method).uri(path).header(header::CONTENT_LENGTH, length);
        let (found, text) = send(false, request.body(Body::from(vec![b'x'; length])).unwrap()).await;
        assert_eq!(found.as_u16(), status, "{method} {path}");
        let start = format!("{{\"status\":{status},\"title\":\"");
        assert!(text.starts_with(&start), "{method} {path}: {text}");
    }
}
