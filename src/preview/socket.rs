//! The connection over which an open page hears of changes.

use std::sync::Arc;

use axum::{
    extract::{
        State, WebSocketUpgrade,
        ws::{self, WebSocket},
    },
    http::{HeaderMap, StatusCode},
    response::Response,
};
use tokio::sync::broadcast::error::RecvError;
use tsubame_http::{is_same_origin, plain};

use super::{change::PageMessage, live_site::LiveSite};

/// Pages have nothing to say, so nothing long is taken from them.
const LONGEST_MESSAGE_BYTES: usize = 1024;

/// Opens the socket for the preview's own pages.
pub(super) async fn open(State(live): State<Arc<LiveSite>>, headers: HeaderMap, upgrade: WebSocketUpgrade) -> Response {
    if !is_same_origin(&headers) {
        return plain(StatusCode::FORBIDDEN, "ほかのサイトからは接続できません。");
    }
    upgrade.max_message_size(LONGEST_MESSAGE_BYTES).on_upgrade(move |socket| talk(live, socket))
}

/// Sends what is served now, then every change, until the page or the server goes.
async fn talk(live: Arc<LiveSite>, mut socket: WebSocket) {
    let mut closing = live.shutdown.signal();
    // Subscribed before the stamp is read, so that no change falls between the two.
    let mut messages = live.subscribe();
    if send_stamp(&live, &mut socket).await.is_err() {
        return;
    }
    loop {
        let sent = tokio::select! {
            () = closing.received() => break,
            message = messages.recv() => match message {
                Ok(text) => socket.send(ws::Message::Text(text)).await,
                // Messages were lost on a slow page, which finds out by the stamp.
                Err(RecvError::Lagged(_)) => send_stamp(&live, &mut socket).await,
                Err(RecvError::Closed) => break,
            },
            received = socket.recv() => match received {
                Some(Ok(ws::Message::Close(_)) | Err(_)) | None => return,
                Some(Ok(_)) => Ok(()),
            },
        };
        if sent.is_err() {
            return;
        }
    }
    let _ = socket.send(ws::Message::Close(None)).await;
}

async fn send_stamp(live: &LiveSite, socket: &mut WebSocket) -> Result<(), axum::Error> {
    let hello = PageMessage::Hello { stamp: &live.state().stamp }.to_json();
    socket.send(ws::Message::Text(hello.into())).await
}
