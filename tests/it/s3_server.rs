//! A server that speaks S3 over a folder, and holds signatures against its key as S3 does. It can be told to be open to everybody,
//! or to break off. The tests of the backend take this file too, so it knows nothing of the program and of the store.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header::AUTHORIZATION},
    response::{IntoResponse, Response},
};
use s3s::{
    auth::SimpleAuth,
    service::{S3Service, S3ServiceBuilder},
};
use s3s_fs::FileSystem;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tower::ServiceExt;

/// The key that the server knows.
pub const KEY_ID: &str = "AKIAEXAMPLE";
pub const SECRET: &str = "a-secret-of-tests";

/// A server, until the runtime of its test ends.
pub struct S3Server {
    root: TempDir,
    endpoint: String,
    faults: Arc<S3Faults>,
}

/// What is wrong with the server.
#[derive(Default)]
struct S3Faults {
    /// Who does not sign may read.
    is_public: bool,
    /// How many requests that write it takes still, if that is limited.
    writes_left: Option<AtomicUsize>,
    /// It answers nothing.
    is_down: AtomicBool,
    /// What is removed stays as an older version, as it says of each object that is put.
    keeps_versions: AtomicBool,
    /// It does not say whether an object is there.
    hides_names: AtomicBool,
}

#[derive(Clone)]
struct S3Answers {
    signed: S3Service,
    unsigned: S3Service,
    root: PathBuf,
    faults: Arc<S3Faults>,
}

impl S3Server {
    /// One that is as it should be.
    pub async fn start() -> Self {
        Self::start_with(S3Faults::default()).await
    }

    /// One that everybody may read.
    pub async fn start_public() -> Self {
        Self::start_with(S3Faults { is_public: true, ..S3Faults::default() }).await
    }

    /// One that takes so many requests that write, and refuses all after them, but for those that take back.
    pub async fn start_breaking(writes: usize) -> Self {
        Self::start_with(S3Faults { writes_left: Some(AtomicUsize::new(writes)), ..S3Faults::default() }).await
    }

    async fn start_with(faults: S3Faults) -> Self {
        let (root, faults) = (tempfile::tempdir().expect("a folder"), Arc::new(faults));
        let builder = || S3ServiceBuilder::new(FileSystem::new(root.path()).expect("a folder of buckets"));
        let mut signed = builder();
        signed.set_auth(SimpleAuth::from_single(KEY_ID, SECRET));
        let (signed, unsigned, folder) = (signed.build(), builder().build(), root.path().to_owned());
        let answers = S3Answers { signed, unsigned, root: folder, faults: Arc::clone(&faults) };
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
        let app = Router::new().fallback(answer).with_state(answers);
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { root, endpoint, faults }
    }

    /// From now on it answers nothing, or does again.
    pub fn set_down(&self, is_down: bool) {
        self.faults.is_down.store(is_down, Ordering::SeqCst);
    }

    /// From now on it keeps what is removed.
    pub fn keep_versions(&self) {
        self.faults.keeps_versions.store(true, Ordering::SeqCst);
    }

    /// From now on it does not say whether an object is there.
    pub fn hide_names(&self) {
        self.faults.hides_names.store(true, Ordering::SeqCst);
    }

    /// Where it answers.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The folder of a bucket, which is made if it is not there.
    pub fn bucket_folder(&self, bucket: &str) -> PathBuf {
        let folder = self.root.path().join(bucket);
        fs::create_dir_all(&folder).expect("the folder of a bucket");
        folder
    }

    /// How many parts of objects the server keeps that were never ended.
    pub fn parts(&self) -> usize {
        names_below(self.root.path()).iter().filter(|name| name.contains(".part-")).count()
    }

    /// How many requests that write it takes still.
    pub fn writes_left(&self) -> usize {
        self.faults.writes_left.as_ref().map_or(usize::MAX, |left| left.load(Ordering::SeqCst))
    }
}

/// The names of what lies directly in a folder, sorted; none if it is not there.
pub fn names_below(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let names = entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

async fn answer(State(answers): State<S3Answers>, request: Request) -> Response {
    let faults = &answers.faults;
    if faults.is_down.load(Ordering::SeqCst) {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    // What lies below would make the bucket that is written to.
    let bucket = request.uri().path().trim_start_matches('/').split('/').next().unwrap_or_default();
    if !answers.root.join(bucket).is_dir() {
        return StatusCode::NOT_FOUND.into_response();
    }
    let is_put = request.method() == Method::PUT;
    let is_listing = request.uri().query().is_some_and(|query| query.contains("list-type="));
    let is_question = request.method() == Method::HEAD || is_listing;
    if is_question && faults.hides_names.load(Ordering::SeqCst) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let is_write = is_put || request.method() == Method::POST;
    if let Some(left) = faults.writes_left.as_ref().filter(|_| is_write) {
        let less = |left: usize| left.checked_sub(1);
        if left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, less).is_err() {
            // An answer after which nobody tries again.
            return StatusCode::FORBIDDEN.into_response();
        }
    }
    let is_signed = request.headers().contains_key(AUTHORIZATION);
    let service = if faults.is_public && !is_signed { answers.unsigned } else { answers.signed };
    let names_version = is_put && faults.keeps_versions.load(Ordering::SeqCst);
    match service.oneshot(request).await {
        Ok(response) => {
            let mut response = response.map(Body::new);
            if names_version {
                response.headers_mut().insert("x-amz-version-id", HeaderValue::from_static("3sL4kqtJlcpXroDTDmJ"));
            }
            response
        }
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{error:?}")).into_response(),
    }
}
