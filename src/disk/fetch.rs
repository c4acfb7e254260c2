//! Requests to the network, for `load_data(url=…)`.

use std::time::Duration;

use ureq::{Agent, RequestExt, http};

use crate::source::{Method, Request, Response};

/// A site must not hang on a server that does not answer.
const TIMEOUT: Duration = Duration::from_secs(30);

/// No data file of a site is larger; a server that sends more is cut off.
const LARGEST_BODY_BYTES: u64 = 50 * 1024 * 1024;

/// Sends one request and reads the whole answer as text. The error is the reason in words.
pub(super) fn fetch(request: &Request) -> Result<Response, String> {
    let agent: Agent = Agent::config_builder().timeout_global(Some(TIMEOUT)).http_status_as_error(false).build().into();
    let method = match request.method {
        Method::Get => http::Method::GET,
        Method::Post => http::Method::POST,
    };
    let mut builder = http::Request::builder().method(method).uri(&request.url);
    for (name, value) in &request.headers {
        builder = builder.header(name, value);
    }
    let answer = builder
        .body(request.body.clone().unwrap_or_default())
        .map_err(|error| error.to_string())?
        .with_agent(&agent)
        .run();
    let mut answer = answer.map_err(|error| error.to_string())?;
    let status = answer.status().as_u16();
    let body = answer.body_mut().with_config().limit(LARGEST_BODY_BYTES).read_to_string();
    Ok(Response { status, body: body.map_err(|error| error.to_string())? })
}
