//! What every request of the office goes through: who asks, whether they may, and whether a form came from a page of their session.

use axum::{
    body::to_bytes,
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use tsubame_http::answer;

use super::{
    frame::notice, office_form::OfficeForm, office_state::OfficeState, right_words::right_label, sent_files::SentFiles,
    staff_visit::StaffVisit,
};
use crate::{
    intake::staff::StaffRight,
    web::{
        Error, OriginVerdict,
        client::find_client,
        file_forms::{discard_files, read_file_form},
        judge_origin,
    },
};

/// The most that a form of the office may send.
const FORM_BYTES: usize = 256 * 1024;

/// The name under which forms send the token of their session.
pub(super) const TOKEN_FIELD: &str = "csrf";

/// What a route asks for.
#[derive(Clone)]
pub(super) struct Gate {
    pub state: OfficeState,
    pub right: Option<StaffRight>,
    /// Whether it has to be a right for every programme.
    pub is_whole: bool,
}

/// Lets through who has signed in and has the right.
pub(super) async fn guard_page(State(gate): State<Gate>, mut request: Request, next: Next) -> Response {
    match enter(&gate, Asked::of(&request)).await {
        Ok(visit) => {
            request.extensions_mut().insert(visit);
            next.run(request).await
        }
        Err(answer) => answer,
    }
}

/// The same for a form, which has to come from a page of the same session.
pub(super) async fn guard_post(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let visit = match enter(&gate, Asked::of(&request)).await {
        Ok(visit) => visit,
        Err(answer) => return answer,
    };
    let (mut request, form) = match read_form(&gate.state, request).await {
        Ok(read) => read,
        Err(answer) => return answer,
    };
    if !is_same(form.raw(TOKEN_FIELD), visit.session.csrf.as_str()) {
        return foreign_page();
    }
    request.extensions_mut().insert(visit);
    request.extensions_mut().insert(form);
    next.run(request).await
}

/// The same for a form that may bring files along. They are stored while they arrive, once it is known who sends them; what its handler does
/// not keep is ended with the answer.
pub(super) async fn guard_file_post(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let visit = match enter(&gate, Asked::of(&request)).await {
        Ok(visit) => visit,
        Err(answer) => return answer,
    };
    if judge_origin(request.headers(), &gate.state.origins) != OriginVerdict::Allowed {
        return foreign_page();
    }
    let (parts, body) = request.into_parts();
    let sent = match read_file_form(&gate.state.app, &parts.headers, body).await {
        Ok(sent) => sent,
        Err(error) => return error.into_response(),
    };
    let (form, files) = (OfficeForm::of(sent.texts), SentFiles::new(sent.files, sent.refused));
    let mut request = Request::from_parts(parts, axum::body::Body::empty());
    let response = if is_same(form.raw(TOKEN_FIELD), visit.session.csrf.as_str()) {
        request.extensions_mut().insert(visit);
        request.extensions_mut().insert(form);
        request.extensions_mut().insert(files.clone());
        next.run(request).await
    } else {
        foreign_page()
    };
    discard_files(&gate.state.app, files.take()).await;
    response
}

/// The same for forms of people who have not signed in: nobody else's page may send them.
pub(super) async fn guard_sign_in(State(state): State<OfficeState>, request: Request, next: Next) -> Response {
    match read_form(&state, request).await {
        Ok((mut request, form)) => {
            request.extensions_mut().insert(form);
            next.run(request).await
        }
        Err(answer) => answer,
    }
}

/// What is asked for; a request itself cannot be looked at while something is waited for.
struct Asked {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
}

impl Asked {
    fn of(request: &Request) -> Self {
        Self { method: request.method().clone(), uri: request.uri().clone(), headers: request.headers().clone() }
    }
}

/// Who asks, or what they are answered instead.
async fn enter(gate: &Gate, asked: Asked) -> Result<StaffVisit, Response> {
    let found = match gate.state.cookies.session(&asked.headers) {
        Some(token) => gate.state.app.store.session(&token, Timestamp::now()).await,
        None => Ok(None),
    };
    let Some(session) = found.map_err(|error| Error::from(error).into_response())? else {
        return Err(ask_to_sign_in(&asked));
    };
    let visit = StaffVisit { session, right: gate.right, token: None };
    match gate.right {
        Some(right) if gate.is_whole && !visit.session.grants.may(right, None) => Err(not_allowed(right, &visit)),
        Some(right) if !visit.may(right) => Err(not_allowed(right, &visit)),
        _ => Ok(visit),
    }
}

/// Whoever wanted to see a page is led back to it; what a form sent is not, and the page says so.
fn ask_to_sign_in(asked: &Asked) -> Response {
    if asked.method != Method::GET {
        let text = "サインインの期限が切れたため、送信した内容は保存されていません。前の画面に戻って内容を控え、サインインしてからもう一度お送りください。";
        return notice(
            StatusCode::UNAUTHORIZED,
            "もう一度サインインしてください",
            &[text],
            Some(("/sign-in", "サインインする")),
        );
    }
    let path = asked.uri.path_and_query().map_or("/", |path| path.as_str());
    let next: String = url::form_urlencoded::byte_serialize(path.as_bytes()).collect();
    let target = if path == "/" { "/sign-in".to_owned() } else { format!("/sign-in?next={next}") };
    answer(StatusCode::SEE_OTHER, "", &[(header::LOCATION, target), (header::CACHE_CONTROL, "no-store".to_owned())])
}

fn not_allowed(right: StaffRight, visit: &StaffVisit) -> Response {
    let text = format!(
        "この画面には「{}」の権限が必要です。{}さんのアカウントにはありません。必要なときは、管理者にご相談ください。",
        right_label(right),
        visit.session.name
    );
    notice(StatusCode::FORBIDDEN, "この画面は開けません", &[&text], Some(("/", "はじめの画面へ")))
}

fn foreign_page() -> Response {
    let text = "画面を開いてから時間がたったか、ほかのサイトの画面から送られました。何も変更していません。画面を開き直して、もう一度お試しください。";
    notice(StatusCode::FORBIDDEN, "送信を受け付けませんでした", &[text], Some(("/", "はじめの画面へ")))
}

/// The form of a request from a page of the office, beside what is left of the request, which knows who has sent it.
async fn read_form(state: &OfficeState, request: Request) -> Result<(Request, OfficeForm), Response> {
    if judge_origin(request.headers(), &state.origins) != OriginVerdict::Allowed {
        return Err(foreign_page());
    }
    if !is_urlencoded(request.headers()) {
        return Err(Error::UnsupportedMediaType.into_response());
    }
    let (mut parts, body) = request.into_parts();
    let client = find_client(&parts, &state.app.settings, Timestamp::now());
    parts.extensions.insert(client);
    let body = to_bytes(body, FORM_BYTES).await.map_err(|_| Error::BodyTooLarge.into_response())?;
    let form = OfficeForm::parse(&body);
    Ok((Request::from_parts(parts, axum::body::Body::empty()), form))
}

fn is_urlencoded(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

/// Whether two tokens are the same, in a time that does not tell where they differ.
fn is_same(given: &str, expected: &str) -> bool {
    let differences = given.bytes().zip(expected.bytes()).fold(0, |all, (one, other)| all | (one ^ other));
    given.len() == expected.len() && differences == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_compared_whole() {
        for (given, is_right) in [("abcd", true), ("abce", false), ("abc", false), ("abcde", false), ("", false)] {
            assert_eq!(is_same(given, "abcd"), is_right, "{given}");
        }
    }
}
