//! The ways into the newsletters and out of them. `/api/u/TOKEN` stands in every newsletter: its page has one button, and a
//! mail program may press it by itself with `List-Unsubscribe=One-Click` (RFC 8058), for which it sends neither an origin nor
//! anything else that a browser would.

use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::Response,
    routing::get,
};

use super::{answer::page, words::unknown_link};
use crate::{
    intake::{UnsubscribeLink, UnsubscribeWay},
    web::{
        Error, OriginVerdict, judge_origin,
        page::{NoticePage, PageButton},
        state::AppState,
    },
};

/// What a mail program posts.
const ONE_CLICK: &str = "List-Unsubscribe=One-Click";

/// The route of the way out.
pub(super) fn router() -> Router<AppState> {
    Router::new().route("/api/u/{token}", get(show).post(leave))
}

async fn show(State(state): State<AppState>, Path(token): Path<String>) -> Result<Response, Error> {
    let subscribed = match UnsubscribeLink::parse(&token, &state.keys.index) {
        Some(link) => state.store.is_subscribed_by(link.mail).await?,
        None => None,
    };
    Ok(match subscribed {
        Some(true) => page(&state, &may_leave(), StatusCode::OK),
        Some(false) => page(&state, &left(), StatusCode::OK),
        None => page(&state, &unknown_link(), StatusCode::NOT_FOUND),
    })
}

async fn leave(
    State(state): State<AppState>,
    Path(token): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Error> {
    if judge_origin(&headers, &state.site().origins) == OriginVerdict::Foreign {
        return Err(Error::ForeignOrigin);
    }
    let link = UnsubscribeLink::parse(&token, &state.keys.index);
    // The words stand in a form of either type; whatever else stands there, the mail program is served.
    let body = String::from_utf8_lossy(&body);
    let is_one_click = body.contains(ONE_CLICK) || body.contains("\"List-Unsubscribe\"");
    let way = if is_one_click { UnsubscribeWay::OneClick } else { UnsubscribeWay::Button };
    let is_known = match link {
        Some(link) => state.store.unsubscribe(link.mail, way).await?,
        None => false,
    };
    Ok(if is_known {
        page(&state, &left(), StatusCode::OK)
    } else {
        page(&state, &unknown_link(), StatusCode::NOT_FOUND)
    })
}

fn may_leave() -> NoticePage {
    let paragraphs = [
        "ボタンを1回押すと、お知らせのメールを止めます。".to_owned(),
        "お申し込みやご予約と、それについてのメールは、そのままです。".to_owned(),
    ];
    NoticePage::new("お知らせのメールを止める", paragraphs, Some(PageButton { text: "お知らせを止める", action: None }))
}

fn left() -> NoticePage {
    let paragraphs = [
        "お知らせのメールを止めました。これからはお送りしません。".to_owned(),
        "お申し込みやご予約についてのメールは、これまでどおりお送りします。".to_owned(),
    ];
    NoticePage::new("お知らせを止めました", paragraphs, None)
}

/// The page that asks whether somebody wants newsletters.
pub(super) fn may_subscribe() -> NoticePage {
    let paragraphs = [
        "ボタンを1回押すと、このメールアドレスにお知らせをお送りします。".to_owned(),
        "お知らせは、いつでも1回ボタンを押すだけで止められます。".to_owned(),
    ];
    let button = PageButton { text: "お知らせを受け取る", action: None };
    NoticePage::new("お知らせのメール", paragraphs, Some(button))
}

/// Once somebody wants them.
pub(super) fn subscribed() -> NoticePage {
    let paragraphs = ["これから、お知らせをメールでお送りします。".to_owned()];
    NoticePage::new("お知らせを受け付けました", paragraphs, None)
}
