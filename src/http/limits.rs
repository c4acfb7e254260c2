//! How much a request may send, and how long its answer may take.

use std::time::Duration;

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    http::header,
    middleware::{self, Next},
    response::Response,
};
use tokio::time::timeout;

/// Why a request was not left to its handler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It says of itself that it is longer than allowed.
    BodyTooLarge,
    /// Reading and answering it took longer than allowed. What the handler waited for is given up.
    TimedOut,
}

/// What every request of a router keeps to.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The longest body, in bytes.
    pub body_bytes: usize,
    /// The longest time from the end of a request's headers to the head of its answer.
    pub time: Duration,
}

impl Limits {
    /// Puts the limits before the handlers; `refuse` makes the answer to what goes beyond them. A body that does not
    /// tell its length is cut off at the limit by extractors such as `Bytes` and `Form`.
    pub fn apply<S>(self, router: Router<S>, refuse: fn(Refusal) -> Response) -> Router<S>
    where
        S: Clone + Send + Sync + 'static,
    {
        let guard = move |request: Request, next: Next| async move {
            if told_length(&request).is_some_and(|length| length > self.body_bytes as u64) {
                return refuse(Refusal::BodyTooLarge);
            }
            timeout(self.time, next.run(request)).await.unwrap_or_else(|_| refuse(Refusal::TimedOut))
        };
        router.layer(DefaultBodyLimit::max(self.body_bytes)).layer(middleware::from_fn(guard))
    }
}

fn told_length(request: &Request) -> Option<u64> {
    request.headers().get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use axum::{
        body::{Body, Bytes},
        http::StatusCode,
        routing::post,
    };
    use tower::ServiceExt;

    use super::*;
    use crate::plain;

    fn refuse(refusal: Refusal) -> Response {
        match refusal {
            Refusal::BodyTooLarge => plain(StatusCode::PAYLOAD_TOO_LARGE, "too large"),
            Refusal::TimedOut => plain(StatusCode::SERVICE_UNAVAILABLE, "too slow"),
        }
    }

    #[tokio::test]
    async fn long_bodies_and_slow_answers_are_refused() {
        let router = Router::new()
            .route("/echo", post(async |body: Bytes| body))
            .route("/never", post(std::future::pending::<()>));
        let router = Limits { body_bytes: 4, time: Duration::from_millis(50) }.apply(router, refuse);
        let began = Instant::now();
        for (path, length, body, status) in [
            ("/echo", None, "1234", 200),
            ("/echo", Some("4"), "1234", 200),
            ("/echo", None, "12345", 413),
            ("/echo", Some("5"), "12345", 413),
            ("/echo", Some("99999999999"), "", 413),
            ("/never", None, "", 503),
        ] {
            let mut request = Request::post(path);
            if let Some(length) = length {
                request = request.header(header::CONTENT_LENGTH, length);
            }
            let request = request.body(Body::from(body)).unwrap();
            let response = router.clone().oneshot(request).await.unwrap();
            assert_eq!(response.status().as_u16(), status, "{path} {length:?} {body}");
        }
        assert!(began.elapsed() < Duration::from_secs(10));
    }
}
