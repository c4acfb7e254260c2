//! Requests to the network, for `load_data(url=…)`.

use std::{
    collections::HashMap,
    sync::{LazyLock, Mutex, PoisonError},
    time::{Duration, Instant},
};

use ureq::{Agent, RequestExt, http};

use tsubame_model::source::{Method, Request, Response};

/// A site must not hang on a server that does not answer.
const TIMEOUT: Duration = Duration::from_secs(30);

/// No data file of a site is larger; a server that sends more is cut off.
const LARGEST_BODY_BYTES: u64 = 50 * 1024 * 1024;

/// A preview builds at every save and need not ask the same server each time.
const KEPT_FOR: Duration = Duration::from_mins(5);

/// Good answers of this run, and when they came.
static ANSWERS: LazyLock<Mutex<HashMap<Request, (Instant, Response)>>> = LazyLock::new(Mutex::default);

/// The answer to a request: a good one that came in the last minutes, else a new one. The error is the reason in words.
pub(super) fn fetch(request: &Request) -> Result<Response, String> {
    let answers = || ANSWERS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((came, answer)) = answers().get(request)
        && came.elapsed() < KEPT_FOR
    {
        return Ok(answer.clone());
    }
    let answer = send(request)?;
    if (200..300).contains(&answer.status) {
        answers().insert(request.clone(), (Instant::now(), answer.clone()));
    }
    Ok(answer)
}

/// Sends one request and reads the whole answer as text.
fn send(request: &Request) -> Result<Response, String> {
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

#[cfg(test)]
mod tests {
    use std::{
        io::{Read, Write},
        net::TcpListener,
        thread,
    };

    use super::*;

    #[test]
    fn good_answers_are_asked_for_once_and_others_again() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let server = thread::spawn(move || {
            for status in ["503 Later", "200 OK"] {
                let (mut stream, _) = listener.accept().unwrap();
                let _ = stream.read(&mut [0; 1024]).unwrap();
                write!(stream, "HTTP/1.1 {status}\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok").unwrap();
            }
        });
        let url = format!("http://{address}/");
        let request = Request { url, method: Method::Get, headers: Vec::new(), body: None };
        assert_eq!(fetch(&request).unwrap().status, 503);
        assert_eq!(fetch(&request).unwrap().status, 200);
        server.join().unwrap();
        assert_eq!(fetch(&request).unwrap().body, "ok", "nobody listens any more");
    }
}
