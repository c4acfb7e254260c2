//! Small answers, and what caches may do with answers.

use axum::{
    Router,
    body::Body,
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware,
    response::Response,
};

/// An answer with these headers.
pub fn answer(status: StatusCode, body: impl Into<Body>, headers: &[(HeaderName, String)]) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    let found = response.headers_mut();
    for (name, value) in headers {
        // Values are made of visible ASCII here, so none is left out.
        if let Ok(value) = HeaderValue::from_str(value) {
            found.insert(name, value);
        }
    }
    response
}

/// A short text.
pub fn plain(status: StatusCode, text: impl Into<Body>) -> Response {
    answer(status, text, &[(header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned())])
}

/// Has every answer of a router say what caches may do with it, if it does not say so itself: `no-cache` is kept only to
/// ask again whether it is still the same, `no-store` is not kept at all.
pub fn with_cache_control<S: Clone + Send + Sync + 'static>(router: Router<S>, policy: &'static str) -> Router<S> {
    router.layer(middleware::map_response(move |mut response: Response| {
        response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static(policy));
        std::future::ready(response)
    }))
}
