//! The outbox as pages: every mail as it would be sent at this moment, with links that work, for whoever tries the program on
//! their own machine and has no mail server yet.
//!
//! Only `tsubame up` has these routes ([`BackendServer::trial_router`](super::BackendServer::trial_router)), and they want a key
//! that is made at each start and printed there: mails are other people's letters. Nothing here changes anything.
//!
//! | file | holds |
//! |---|---|
//! | `mail_reading` | a mail of the outbox with its words and files |
//! | `pages` | the list and a mail as HTML |
//! | `text_pieces` | a text in pieces that are links, and others |

mod mail_reading;
mod pages;
mod text_pieces;

use std::sync::Arc;

use axum::{
    Extension, Router,
    extract::{Path, State},
    http::{HeaderName, StatusCode, header},
    middleware::from_fn_with_state,
    response::Response,
    routing::get,
};
use tsubame_http::answer;
use uuid::Uuid;

use self::{
    mail_reading::{MailReading, OutboxReader},
    pages::{MailHtml, OutboxHtml, frame_document},
};
use super::{
    Error,
    state::AppState,
    trial_key::{KeyGate, TrialKey, ask_for_key},
};
use crate::outbox::MailSender;

/// Where the pages lie.
const PLACE: &str = "/api/outbox";

/// What stands in for a sender as long as none is set. Nothing is sent in its name.
const TRIAL_SENDER: &str = "trial@localhost";

/// What browsers may do on these pages: show their style sheets and the frame of a mail.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src data:; frame-src 'self'; form-action 'none'; base-uri 'none'; \
                      frame-ancestors 'none'";

/// The same for a mail in its frame: it is foreign to the server, and its links open beside it.
const FRAME_POLICY: &str = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; \
                            img-src data:; form-action 'none'; frame-ancestors 'self'";

/// Who may look at the outbox, and what there is to say of it.
#[derive(Debug)]
pub struct MailViewer {
    key: Arc<TrialKey>,
    sender: MailSender,
    is_sent: bool,
}

impl MailViewer {
    /// For whoever has the key. Mails are shown in the name of `sender`, if there is one; `is_sent` says whether they are sent too.
    pub fn new(sender: Option<MailSender>, is_sent: bool, key: Arc<TrialKey>) -> Self {
        let trial =
            || MailSender { name: String::new(), address: TRIAL_SENDER.to_owned(), reply_to: None, reports_to: None };
        Self { key, sender: sender.unwrap_or_else(trial), is_sent }
    }

    /// The link that leads in, for a server at this address (`http://127.0.0.1:1111`).
    pub fn link(&self, address: &str) -> String {
        self.key.link(&format!("{address}{PLACE}"))
    }
}

/// The routes.
pub(super) fn router(viewer: Arc<MailViewer>) -> Router<AppState> {
    Router::new()
        .route(PLACE, get(list))
        .route("/api/outbox/outbox.css", get(style_sheet))
        .route("/api/outbox/{mail}", get(show))
        .route("/api/outbox/{mail}/html", get(show_frame))
        .route("/api/outbox/{mail}/message.eml", get(download))
        .route("/api/outbox/{mail}/files/{number}", get(download_file))
        .route_layer(from_fn_with_state(KeyGate { key: Arc::clone(&viewer.key), path: PLACE }, ask_for_key))
        .layer(Extension(viewer))
}

async fn list(State(state): State<AppState>, Extension(viewer): Extension<Arc<MailViewer>>) -> Result<Response, Error> {
    let reader = OutboxReader::open(&state, &viewer.sender).await;
    let mails = reader.newest().await?;
    page(&OutboxHtml::new(&mails, reader.faults(), viewer.is_sent))
}

async fn show(
    State(state): State<AppState>,
    Extension(viewer): Extension<Arc<MailViewer>>,
    Path(mail): Path<String>,
) -> Result<Response, Error> {
    let (reader, mail) = read(&state, &viewer, &mail).await?;
    page(&MailHtml::new(&mail, reader.sender(), viewer.is_sent))
}

async fn show_frame(
    State(state): State<AppState>,
    Extension(viewer): Extension<Arc<MailViewer>>,
    Path(mail): Path<String>,
) -> Result<Response, Error> {
    let (_, mail) = read(&state, &viewer, &mail).await?;
    let words = mail.words.ok_or(Error::NotFound)?;
    Ok(answer(StatusCode::OK, frame_document(&words.content.html), &headers("text/html; charset=utf-8", FRAME_POLICY)))
}

/// The mail as a mail server would be given it.
async fn download(
    State(state): State<AppState>,
    Extension(viewer): Extension<Arc<MailViewer>>,
    Path(mail): Path<String>,
) -> Result<Response, Error> {
    let (reader, mail) = read(&state, &viewer, &mail).await?;
    let words = mail.words.ok_or(Error::NotFound)?;
    let message = words.render(reader.sender()).map_err(anyhow::Error::from)?;
    Ok(attachment("message.eml", "message/rfc822", message.bytes().to_vec()))
}

async fn download_file(
    State(state): State<AppState>,
    Extension(viewer): Extension<Arc<MailViewer>>,
    Path((mail, number)): Path<(String, usize)>,
) -> Result<Response, Error> {
    let (_, mail) = read(&state, &viewer, &mail).await?;
    let file = mail.words.and_then(|words| words.attachments.into_iter().nth(number)).ok_or(Error::NotFound)?;
    Ok(attachment(&file.name, &file.content_type, file.bytes))
}

async fn read<'a>(
    state: &'a AppState,
    viewer: &MailViewer,
    mail: &str,
) -> Result<(OutboxReader<'a>, MailReading), Error> {
    let reader = OutboxReader::open(state, &viewer.sender).await;
    let mail = reader.find(Uuid::parse_str(mail).map_err(|_| Error::NotFound)?).await?.ok_or(Error::NotFound)?;
    Ok((reader, mail))
}

fn page(html: &impl askama::Template) -> Result<Response, Error> {
    let html = html.render().map_err(anyhow::Error::from)?;
    Ok(answer(StatusCode::OK, html, &headers("text/html; charset=utf-8", POLICY)))
}

fn headers(content_type: &str, policy: &str) -> Vec<(HeaderName, String)> {
    let headers = [
        (header::CONTENT_TYPE, content_type),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (HeaderName::from_static("x-robots-tag"), "noindex"),
    ];
    headers.map(|(name, value)| (name, value.to_owned())).into()
}

/// A file to be kept, never shown.
fn attachment(name: &str, content_type: &str, bytes: Vec<u8>) -> Response {
    let plain: String =
        name.chars().map(|letter| if letter.is_ascii_alphanumeric() || letter == '.' { letter } else { '_' }).collect();
    let mut headers = headers(content_type, "sandbox; default-src 'none'");
    headers.push((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{plain}\"")));
    answer(StatusCode::OK, bytes, &headers)
}

async fn style_sheet() -> Response {
    let headers = [(header::CONTENT_TYPE, "text/css; charset=utf-8".to_owned())];
    answer(StatusCode::OK, include_str!("../pages/outbox.css"), &headers)
}
