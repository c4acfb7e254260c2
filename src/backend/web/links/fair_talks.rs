//! The talks of a visitor at a fair: `/api/l/TOKEN/talks` lists them, `/api/l/TOKEN/talks/TALK` has one button that gives one back.

use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::Response,
    routing::get,
};
use jiff::Timestamp;
use uuid::Uuid;

use super::{
    answer::page,
    words::{expired_link, talk_line, unknown_link},
};
use crate::{
    intake::{LinkToken, fair::FairTalkStatus},
    store::{FairTalkOutcome, FairTalkView, RegistrationView},
    web::{
        Error, OriginVerdict, judge_origin,
        page::{NoticePage, PageButton, PageLink},
        state::AppState,
    },
};

/// The routes of talks.
pub(super) fn router() -> Router<AppState> {
    Router::new().route("/api/l/{token}/talks", get(list)).route("/api/l/{token}/talks/{talk}", get(show).post(act))
}

/// What a link leads to.
enum LinkedVisit {
    /// A registration.
    Known(LinkToken, Box<RegistrationView>),
    /// A page that says why there is none.
    Told(Response),
}

async fn find(state: &AppState, text: &str) -> Result<LinkedVisit, Error> {
    let unknown = || LinkedVisit::Told(page(state, &unknown_link(), StatusCode::NOT_FOUND));
    let Some(token) = LinkToken::parse(text, &state.keys.index) else { return Ok(unknown()) };
    let Some(registration) = state.store.registration(token.submission).await? else { return Ok(unknown()) };
    if !token.is_usable(Timestamp::now()) {
        return Ok(LinkedVisit::Told(page(state, &expired_link(text), StatusCode::OK)));
    }
    Ok(LinkedVisit::Known(token, Box::new(registration)))
}

async fn list(State(state): State<AppState>, Path(text): Path<String>) -> Result<Response, Error> {
    match find(&state, &text).await? {
        LinkedVisit::Known(_, registration) => Ok(page(&state, &all_talks(&registration, &text), StatusCode::OK)),
        LinkedVisit::Told(told) => Ok(told),
    }
}

async fn show(State(state): State<AppState>, Path((text, talk)): Path<(String, String)>) -> Result<Response, Error> {
    let registration = match find(&state, &text).await? {
        LinkedVisit::Known(_, registration) => registration,
        LinkedVisit::Told(told) => return Ok(told),
    };
    let found = registration.visit.talks.iter().find(|known| known.id.to_string() == talk);
    let found = found.filter(|talk| can_change(talk));
    Ok(match found {
        Some(talk) => page(&state, &may_give_back(talk), StatusCode::OK),
        None => page(&state, &all_talks(&registration, &text), StatusCode::OK),
    })
}

async fn act(
    State(state): State<AppState>,
    Path((text, talk)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    if judge_origin(&headers, &state.site().origins) == OriginVerdict::Foreign {
        return Err(Error::ForeignOrigin);
    }
    let token = match find(&state, &text).await? {
        LinkedVisit::Known(token, _) => token,
        LinkedVisit::Told(told) => return Ok(told),
    };
    let Ok(talk) = Uuid::parse_str(&talk) else { return Ok(page(&state, &unknown_link(), StatusCode::NOT_FOUND)) };
    match state.store.give_back_talk(token.submission, talk).await? {
        FairTalkOutcome::Unknown => Ok(page(&state, &unknown_link(), StatusCode::NOT_FOUND)),
        FairTalkOutcome::Done => Ok(page(&state, &given_back(&text), StatusCode::OK)),
        _ => Ok(page(&state, &too_late(), StatusCode::OK)),
    }
}

fn can_change(talk: &FairTalkView) -> bool {
    FairTalkStatus { state: talk.state, starts_at: talk.starts_at }.can_change(Timestamp::now())
}

fn all_talks(registration: &RegistrationView, token: &str) -> NoticePage {
    let visit = &registration.visit;
    let links = visit.talks.iter().filter(|talk| can_change(talk)).map(|talk| PageLink {
        text: format!("{}を取り消す", talk_line(talk)),
        address: format!("/api/l/{token}/talks/{}", talk.id),
    });
    let first = if visit.talks.is_empty() {
        format!("「{}」での面談の予定は、ありません。", registration.title)
    } else {
        format!("「{}」での面談の予定です。取り消すときは、下から選んでください。", registration.title)
    };
    let without = (!visit.without_time.is_empty())
        .then(|| format!("時間を用意できなかった企業：{}", visit.without_time.join("、")));
    let lines = visit.talks.iter().map(talk_line);
    NoticePage::new("企業のテーブルでの面談", [first].into_iter().chain(lines).chain(without), None).with_links(links)
}

fn may_give_back(talk: &FairTalkView) -> NoticePage {
    let paragraphs = [
        talk_line(talk),
        "ボタンを1回押すと、この面談だけを取り消します。イベントの申し込みと、ほかの面談はそのままです。".to_owned(),
    ];
    let button = PageButton { text: "この面談を取り消す", action: None };
    NoticePage::new("面談の取り消し", paragraphs, Some(button))
}

fn given_back(token: &str) -> NoticePage {
    let link =
        PageLink { text: "ほかの面談の予定を見る".to_owned(), address: format!("/api/l/{token}/talks") };
    NoticePage::new("面談を取り消しました", ["空いた時間は、ほかの方にご案内します。".to_owned()], None)
        .with_links([link])
}

fn too_late() -> NoticePage {
    let paragraphs = ["この面談は始まったか、終わっているため、取り消せません。".to_owned()];
    NoticePage::new("取り消せませんでした", paragraphs, None)
}
