//! Forms with files: kept, encrypted, given out as something to save, and refused without anything being lost.

use std::{fs, path::PathBuf, sync::Arc};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode, header},
};
use futures_util::stream;
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;
use tower::ServiceExt;
use tsubame_model::{
    schema::{Form, parse_form},
    source::SourcePath,
};

use crate::{
    intake::UploadId,
    store::{DatabaseLocation, UploadState, test_support::keys},
    uploads::{UploadSettings, sweep_uploads},
    web::{BackendServer, FormContent, ServerSettings, SiteMail, Workspace, WorkspaceError, answer_upload},
};

const FORM: &str = "form: entry\nlabel: 応募\nversion: '1'\ngroups:\n- legend: 応募\n  fields:\n  - {name: paper, type: file, label: \
                    職務経歴書, required: true, accept: [pdf], max_megabytes: 1}\n  - {name: name, type: text, label: お名前, required: \
                    true, max_length: 20}\n  - {name: email, type: email, label: メール, required: true, max_length: 254}\nconsent: \
                    {version: '1', label: 同意します, link: /privacy/}\nsubmit: 送る\nhoneypot: remark\nthanks: 届きました。\n";

const PAGE: &str = "<!doctype html><html lang=ja><head><title>応募</title></head><body><form data-form=entry method=post \
                    enctype=multipart/form-data><div data-errors hidden></div><div data-field=paper><input id=f-paper name=paper \
                    type=file></div><div data-field=name><input id=f-name name=name></div><div data-field=email><input id=f-email \
                    name=email type=email></div><button>送る</button></form></body></html>";

struct EntrySite;

impl Workspace for EntrySite {
    fn base_url(&self) -> Result<String, WorkspaceError> {
        Ok("https://site.example.jp".to_owned())
    }

    fn forms(&self) -> Result<Vec<Form>, WorkspaceError> {
        let (form, faults) = parse_form(&SourcePath::new("data/forms/entry.yaml"), FORM);
        assert!(faults.is_empty(), "{faults:?}");
        Ok(form.into_iter().collect())
    }

    fn content(&self) -> Result<FormContent, WorkspaceError> {
        Ok(FormContent::default())
    }

    fn mail(&self) -> Result<SiteMail, WorkspaceError> {
        Ok(SiteMail::default())
    }

    fn published_pages(&self) -> Result<Vec<String>, WorkspaceError> {
        Ok(vec!["entry/index.html".to_owned()])
    }

    fn published_page(&self, _path: &str) -> Result<Option<Vec<u8>>, WorkspaceError> {
        Ok(Some(PAGE.as_bytes().to_vec()))
    }
}

/// A server that keeps files.
struct EntryServer {
    backend: BackendServer,
    router: Router,
    uploads: PathBuf,
    _folder: TempDir,
}

struct EntryAnswer {
    status: StatusCode,
    headers: HeaderMap,
    bytes: Vec<u8>,
}

impl EntryAnswer {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

impl EntryServer {
    async fn start(change: impl FnOnce(&mut UploadSettings)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let location = DatabaseLocation::Sqlite(folder.path().join("data.sqlite"));
        let uploads = folder.path().join("uploads");
        let mut settings = UploadSettings::new(uploads.clone());
        change(&mut settings);
        let settings = ServerSettings { uploads: Some(settings), ..ServerSettings::default() };
        let backend = BackendServer::open(Arc::new(EntrySite), &location, keys(), settings, None).await.unwrap();
        Self { router: backend.router(), backend, uploads, _folder: folder }
    }

    async fn send(&self, accept: &str, body: Body) -> EntryAnswer {
        let request = Request::post("/api/forms/entry")
            .header(header::ORIGIN, "https://site.example.jp")
            .header(header::ACCEPT, accept)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=XX");
        let answer = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let (parts, body) = answer.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        EntryAnswer { status: parts.status, headers: parts.headers, bytes }
    }

    async fn post(&self, parts: &[(&str, &[u8])]) -> EntryAnswer {
        self.send("text/html", Body::from(multipart(parts))).await
    }

    /// What lies in the folder.
    fn files(&self) -> usize {
        fs::read_dir(&self.uploads).unwrap().count()
    }

    async fn newest_upload(&self) -> (UploadId, UploadState) {
        let store = &self.backend.state.store;
        let uploads = store.uploads_of(store.newest_submission().await).await.unwrap();
        assert_eq!(uploads.len(), 1);
        (uploads[0].id, uploads[0].state)
    }

    async fn download(&self, id: UploadId) -> Result<EntryAnswer, StatusCode> {
        use axum::response::IntoResponse;
        let state = &self.backend.state;
        let answer = answer_upload(&state.store, state.uploads().unwrap(), id, "account-1").await;
        let (parts, body) = answer.map_err(|error| error.into_response().status())?.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Ok(EntryAnswer { status: parts.status, headers: parts.headers, bytes })
    }
}

/// A body of texts and files; a name such as `paper; a.pdf` is that of a field and a file.
fn multipart(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, content) in parts {
        let (name, file) = name.split_once("; ").unwrap_or((name, ""));
        let file = if file.is_empty() { String::new() } else { format!("; filename=\"{file}\"") };
        let head = format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n");
        body.extend(head.bytes().chain(content.iter().copied()).chain(*b"\r\n"));
    }
    body.extend(b"--XX--\r\n");
    body
}

fn pdf(length: usize) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    bytes.resize(length, b'x');
    bytes
}

/// Somebody with this number applies: the file first, as the form has it, and the texts behind it.
fn application<'a>(file: &'a [u8], email: &'a str) -> Vec<(&'a str, &'a [u8])> {
    let texts =
        [("name", "山田".as_bytes()), ("email", email.as_bytes()), ("consent", b"yes"), ("consent_version", b"1")];
    [("paper; 経歴 \u{1F600}'1.pdf", file)].into_iter().chain(texts).collect()
}

#[tokio::test]
async fn a_file_before_the_texts_is_kept_and_given_out_as_something_to_save() {
    let server = EntryServer::start(|_| {}).await;
    let file = pdf(300_000);
    let sent = server.post(&application(&file, "taro@example.jp")).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    let (id, state) = server.newest_upload().await;
    assert_eq!((state, server.files()), (UploadState::Unscanned, 1));
    let saved = server.download(id).await.unwrap();
    assert!(saved.bytes == file);
    let header = |name: &str| saved.headers[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "application/octet-stream", "never what it says of itself");
    assert_eq!(header("content-disposition"), "attachment; filename*=UTF-8''%E7%B5%8C%E6%AD%B4%20%F0%9F%98%80%271.pdf");
    assert_eq!((header("x-content-type-options"), header("content-length")), ("nosniff".into(), "300000".into()));
    assert_eq!(server.download(UploadId(uuid::Uuid::new_v4())).await.err(), Some(StatusCode::NOT_FOUND));
}

#[tokio::test]
async fn where_clamd_is_set_nothing_is_given_out_before_it_was_asked() {
    let server = EntryServer::start(|settings| {
        settings.clamd = Some(crate::uploads::ClamdAddress::Tcp("127.0.0.1:1".to_owned()));
    })
    .await;
    server.post(&application(&pdf(1_000), "taro@example.jp")).await;
    let (id, state) = server.newest_upload().await;
    assert_eq!(state, UploadState::Quarantined);
    assert_eq!(server.download(id).await.err(), Some(StatusCode::NOT_FOUND));
}

#[tokio::test]
async fn the_page_again_says_that_files_must_be_chosen_again_and_keeps_none() {
    let server = EntryServer::start(|_| {}).await;
    let again = server.post(&application(&pdf(1_000), "taro@@example.jp")).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.text().contains("ファイルは、もう一度選んでください。"), "{}", again.text());
    assert!(again.text().contains("taro@@example.jp"));
    assert_eq!(server.files(), 0);
    // A program that is called a document, and a file that is too large.
    for (file, words) in [(&b"MZ program"[..], "f-paper-error"), (&pdf(1_000_001)[..], "f-paper-error")] {
        let again = server.post(&application(file, "taro@example.jp")).await;
        assert!(again.text().contains(words), "{}", again.text());
        assert_eq!((again.status, server.files()), (StatusCode::UNPROCESSABLE_ENTITY, 0));
    }
}

#[tokio::test]
async fn r08_a_repeat_keeps_one_file() {
    let server = EntryServer::start(|_| {}).await;
    let file = pdf(1_000);
    let mut parts = application(&file, "taro@example.jp");
    parts.push(("request_id", b"a1"));
    for _ in 0..3 {
        assert_eq!(server.post(&parts).await.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(server.files(), 1);
}

#[tokio::test]
async fn an_address_that_has_sent_its_share_is_told_so() {
    let server = EntryServer::start(|settings| settings.most_bytes_per_address = 1_500).await;
    let file = pdf(1_000);
    for (id, status) in [("a1", StatusCode::OK), ("a2", StatusCode::TOO_MANY_REQUESTS)] {
        let mut parts = application(&file, "taro@example.jp");
        parts.push(("request_id", id.as_bytes()));
        let sent = server.send("application/json", Body::from(multipart(&parts))).await;
        assert_eq!(sent.status, status, "{}", sent.text());
        assert_eq!(server.files(), 1);
    }
}

#[tokio::test]
async fn where_no_room_is_left_nothing_is_kept_and_the_sender_is_asked_to_come_again() {
    let server = EntryServer::start(|settings| settings.most_bytes = 500_000).await;
    let small = server.post(&application(&pdf(1_000), "taro@example.jp")).await;
    assert_eq!(small.status, StatusCode::SEE_OTHER);
    let refused = server.post(&application(&pdf(600_000), "hanako@example.jp")).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(refused.headers.contains_key(header::RETRY_AFTER));
    assert!(refused.text().contains("ファイルを受け取れません"), "{}", refused.text());
    let (id, _) = server.newest_upload().await;
    assert_eq!(server.download(id).await.unwrap().bytes.len(), 1_000, "what was kept before is whole");
}

#[tokio::test]
async fn a_folder_that_takes_nothing_is_503_and_what_came_before_stays() {
    let server = EntryServer::start(|_| {}).await;
    server.post(&application(&pdf(1_000), "taro@example.jp")).await;
    // As a disk that fails: the folder is gone, and a file stands in its place.
    let aside = server.uploads.with_extension("aside");
    fs::rename(&server.uploads, &aside).unwrap();
    fs::write(&server.uploads, "").unwrap();
    let refused = server.post(&application(&pdf(1_000), "hanako@example.jp")).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    fs::remove_file(&server.uploads).unwrap();
    fs::rename(&aside, &server.uploads).unwrap();
    let (id, _) = server.newest_upload().await;
    assert!(server.download(id).await.is_ok());
    let sent = server.post(&application(&pdf(1_000), "hanako@example.jp")).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "it goes on by itself");
}

#[tokio::test]
async fn r09_a_line_that_drops_leaves_nothing_behind_once_it_is_swept() {
    let server = EntryServer::start(|_| {}).await;
    let file = pdf(200_000);
    let whole = multipart(&application(&file, "taro@example.jp"));
    // The first is cut off in the file, the second behind it.
    for length in [150_000, whole.len() - 60] {
        let pieces = vec![Ok(whole[..length].to_vec()), Err(std::io::Error::other("gone"))];
        let cut_off = server.send("text/html", Body::from_stream(stream::iter(pieces))).await;
        assert_eq!(cut_off.status, StatusCode::BAD_REQUEST);
    }
    let state = &server.backend.state;
    let (vault, later) = (state.uploads().unwrap(), Timestamp::now() + SignedDuration::from_hours(2));
    sweep_uploads(vault, &state.store, later).await.unwrap();
    assert_eq!(server.files(), 0);
}
