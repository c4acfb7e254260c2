//! Moving to another date of a series: `/api/l/TOKEN/move` lists the dates, `/api/l/TOKEN/move/DATE` has one button.

use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::Response,
    routing::get,
};
use jiff::Timestamp;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::{answer::page, words::unknown_link};
use crate::{
    intake::{LinkToken, RegistrationState, SeriesMoveDecision},
    outbox::JapanTime,
    store::{OtherDate, RegistrationView, SeriesMoveOutcome},
    web::{
        Error, OriginVerdict, judge_origin,
        page::{NoticePage, PageButton, PageLink},
        state::AppState,
    },
};

/// The routes of dates.
pub(super) fn router() -> Router<AppState> {
    Router::new().route("/api/l/{token}/move", get(list)).route("/api/l/{token}/move/{date}", get(show).post(act))
}

async fn list(State(state): State<AppState>, Path(text): Path<String>) -> Result<Response, Error> {
    let Some(token) = find(&text, &state) else { return Ok(unknown(&state)) };
    let Some(registration) = state.store.registration(token.submission).await? else { return Ok(unknown(&state)) };
    if !token.is_usable(Timestamp::now()) {
        return Ok(page(&state, &past_its_term(&text), StatusCode::OK));
    }
    let dates = state.store.other_dates(token.submission).await?;
    Ok(page(&state, &choice(&registration, &text, &dates), StatusCode::OK))
}

async fn show(State(state): State<AppState>, Path((text, date)): Path<(String, String)>) -> Result<Response, Error> {
    let Some(token) = find(&text, &state) else { return Ok(unknown(&state)) };
    if !token.is_usable(Timestamp::now()) {
        return Ok(page(&state, &past_its_term(&text), StatusCode::OK));
    }
    let Some(registration) = state.store.registration(token.submission).await? else { return Ok(unknown(&state)) };
    let dates = state.store.other_dates(token.submission).await?;
    match dates.iter().find(|other| other.event == date) {
        Some(date) => Ok(page(&state, &may_move(registration.state, date), StatusCode::OK)),
        None => Ok(page(&state, &no_such_date(), StatusCode::NOT_FOUND)),
    }
}

async fn act(
    State(state): State<AppState>,
    Path((text, date)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    if judge_origin(&headers, &state.site().origins) == OriginVerdict::Foreign {
        return Err(Error::ForeignOrigin);
    }
    let Some(token) = find(&text, &state) else { return Ok(unknown(&state)) };
    if !token.is_usable(Timestamp::now()) {
        return Ok(page(&state, &past_its_term(&text), StatusCode::OK));
    }
    // Pressed again, it is where it was moved to.
    let registration = state.store.registration(token.submission).await?;
    if let Some(there) = registration.filter(|registration| registration.event == date) {
        return Ok(page(&state, &moved(&there.title), StatusCode::OK));
    }
    let offer_hours = state.rules().await?.offer_hours;
    let outcome = state.store.move_registration(token.submission, &date, offer_hours).await?;
    Ok(match outcome {
        Some(outcome) => page(&state, &told(&outcome), StatusCode::OK),
        None => page(&state, &no_such_date(), StatusCode::NOT_FOUND),
    })
}

fn find(text: &str, state: &AppState) -> Option<LinkToken> {
    LinkToken::parse(text, &state.keys.index)
}

fn unknown(state: &AppState) -> Response {
    page(state, &unknown_link(), StatusCode::NOT_FOUND)
}

fn choice(registration: &RegistrationView, token: &str, dates: &[OtherDate]) -> NoticePage {
    let (title, seats) = (&registration.title, registration.seats);
    let full =
        if seats > 1 { format!("（{seats}人分の席はありません）") } else { "（満席）".to_owned() };
    if dates.is_empty() {
        let paragraphs = [format!("「{title}」から移れる別の日は、いまはありません。")];
        return NoticePage::new("別の日はありません", paragraphs, None);
    }
    let links = dates.iter().map(|date| PageLink {
        text: format!("{}{}", label(date), if date.has_seat { "" } else { full.as_str() }),
        address: format!("/api/l/{token}/move/{}", utf8_percent_encode(&date.event, NON_ALPHANUMERIC)),
    });
    let paragraphs = [
        format!("「{title}」から移る日をお選びください。"),
        "次のページでボタンを1回押すまで、いまのお申し込みはそのままです。".to_owned(),
    ];
    NoticePage::new("別の日に移る", paragraphs, None).with_links(links)
}

fn label(date: &OtherDate) -> String {
    format!("{} {}", JapanTime::between(date.starts_at, date.ends_at).as_str(), date.title)
}

fn may_move(state: RegistrationState, date: &OtherDate) -> NoticePage {
    let then = match (state, date.has_seat) {
        (RegistrationState::Waiting, true) => "ボタンを1回押すと移り、いまのキャンセル待ちは終わります。",
        (RegistrationState::Waiting, false) => {
            "ボタンを1回押すと移り、いまのキャンセル待ちは終わります。席が空いていなければ、この日のキャンセル待ちになります。"
        }
        (_, true) => "ボタンを1回押すと移り、いまの席は次の方にご案内します。",
        (_, false) => {
            "ボタンを1回押すと、席が空いていれば移り、いまの席は次の方にご案内します。空いていなければ、いまのお申し込みはそのままです。"
        }
    };
    let paragraphs = [format!("{}（{}）に移ります。", label(date), date.place), then.to_owned()];
    NoticePage::new("別の日に移る", paragraphs, Some(PageButton { text: "この日に移る", action: None }))
}

fn told(outcome: &SeriesMoveOutcome) -> NoticePage {
    let stays = |reason: &str| {
        let paragraphs = [reason.to_owned(), format!("「{}」のお申し込みはそのままです。", outcome.view.title)];
        NoticePage::new("移れませんでした", paragraphs, None)
    };
    match outcome.decision {
        SeriesMoveDecision::Moved { .. } => moved(&outcome.view.title),
        SeriesMoveDecision::Full if outcome.view.seats > 1 => {
            stays(&format!("この日には、{}人分の席が空いていません。", outcome.view.seats))
        }
        SeriesMoveDecision::Full => stays("この日は満席になりました。"),
        SeriesMoveDecision::AlreadyThere => stays("この日には、すでにお申し込みいただいています。"),
        SeriesMoveDecision::Closed => stays("この日の受け付けは終わりました。"),
        SeriesMoveDecision::NotPossible => stays("いまのお申し込みは移せません。"),
    }
}

fn moved(title: &str) -> NoticePage {
    let paragraphs =
        [format!("お申し込みは「{title}」に移りました。"), "くわしくは、お送りするメールをご覧ください。".to_owned()];
    NoticePage::new("移りました", paragraphs, None)
}

fn no_such_date() -> NoticePage {
    let paragraphs = ["この日は、もう選べません。メールのリンクから、ほかの日をお選びください。".to_owned()];
    NoticePage::new("この日には移れません", paragraphs, None)
}

fn past_its_term(token: &str) -> NoticePage {
    let paragraphs = ["下のボタンを1回押すと、同じメールアドレスに新しいリンクをお送りします。".to_owned()];
    let button = PageButton { text: "新しいメールを送る", action: Some(format!("/api/l/{token}/fresh")) };
    NoticePage::new("リンクの期限が切れています", paragraphs, Some(button))
}
