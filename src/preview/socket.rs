//! The connection over which an open page hears of changes.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{
        State, WebSocketUpgrade,
        ws::{self, WebSocket},
    },
    http::{HeaderMap, StatusCode},
    response::Response,
};
use tokio::{
    sync::broadcast::error::RecvError,
    time::{Instant, interval_at},
};
use tsubame_http::{is_same_origin, plain};

use super::{change::PageMessage, live_site::LiveSite};

/// Pages have nothing to say, so nothing long is taken from them.
const LONGEST_MESSAGE_BYTES: usize = 1024;

/// Nor are so many frames of one page in the time between two questions whether it is still there.
const MOST_FRAMES: usize = 64;

/// Opens the socket for the preview's own pages.
pub(super) async fn open(State(live): State<Arc<LiveSite>>, headers: HeaderMap, upgrade: WebSocketUpgrade) -> Response {
    if !is_same_origin(&headers) {
        let refusal = live.language().choose("Other sites cannot connect.", "ほかのサイトからは接続できません。");
        return plain(StatusCode::FORBIDDEN, refusal);
    }
    upgrade
        .max_message_size(LONGEST_MESSAGE_BYTES)
        .max_frame_size(LONGEST_MESSAGE_BYTES)
        .read_buffer_size(2 * LONGEST_MESSAGE_BYTES)
        .write_buffer_size(0)
        .on_upgrade(move |socket| talk(live, socket))
}

/// Sends what is served now, then every change, until the page or the server goes. A page that does not answer when it
/// is asked whether it is there has gone; one that does not read is cut off as every reader is.
async fn talk(live: Arc<LiveSite>, mut socket: WebSocket) {
    let mut closing = live.shutdown.signal();
    let mut asking = interval_at(Instant::now() + live.ask_every, live.ask_every);
    let (mut is_there, mut frames) = (true, 0);
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
            _ = asking.tick() => {
                frames = 0;
                if !std::mem::take(&mut is_there) {
                    return;
                }
                socket.send(ws::Message::Ping(Bytes::new())).await
            }
            received = socket.recv() => match received {
                Some(Ok(ws::Message::Close(_)) | Err(_)) | None => return,
                Some(Ok(_)) if frames >= MOST_FRAMES => return,
                Some(Ok(_)) => {
                    is_there = true;
                    frames += 1;
                    Ok(())
                }
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
    socket.send(ws::Message::Text(hello.into())).await?;
    match live.working_seconds() {
        Some(seconds) => socket.send(ws::Message::Text(PageMessage::Working { seconds }.to_json().into())).await,
        None => Ok(()),
    }
}
