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

use super::{answer::plain, change::Message, guard::Guard, scene::Stage};

/// Pages have nothing to say, so nothing long is taken from them.
const LONGEST_MESSAGE_BYTES: usize = 1024;

/// Opens the socket for the preview's own pages.
pub(super) async fn open(State(stage): State<Arc<Stage>>, headers: HeaderMap, upgrade: WebSocketUpgrade) -> Response {
    if !Guard::allows_origin(&headers) {
        return plain(StatusCode::FORBIDDEN, "ほかのサイトからは接続できません。");
    }
    upgrade.max_message_size(LONGEST_MESSAGE_BYTES).on_upgrade(move |socket| talk(stage, socket))
}

/// Sends what is served now, then every change, until the page or the server goes.
async fn talk(stage: Arc<Stage>, mut socket: WebSocket) {
    let mut closing = stage.closing.subscribe();
    // Subscribed before the stamp is read, so that no change falls between the two.
    let mut messages = stage.subscribe();
    if send_stamp(&stage, &mut socket).await.is_err() {
        return;
    }
    loop {
        let sent = tokio::select! {
            () = async { drop(closing.wait_for(|is_closing| *is_closing).await) } => break,
            message = messages.recv() => match message {
                Ok(text) => socket.send(ws::Message::Text(text)).await,
                // Messages were lost on a slow page, which finds out by the stamp.
                Err(RecvError::Lagged(_)) => send_stamp(&stage, &mut socket).await,
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

async fn send_stamp(stage: &Stage, socket: &mut WebSocket) -> Result<(), axum::Error> {
    let hello = Message::Hello { stamp: &stage.scene().stamp }.to_json();
    socket.send(ws::Message::Text(hello.into())).await
}
