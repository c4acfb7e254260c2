//! Requests to the network: `load_data(url=…)`, and questions whether links lead anywhere.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

use ureq::{Agent, RequestExt, http};

use super::probe::Prober;
use tsubame_model::source::{Method, Network, ProbeAnswer, ProbeFault, ProbeRequest, Request, Response, Wording};

/// A site must not hang on a server that does not answer.
const TIMEOUT: Duration = Duration::from_secs(30);

/// No data file of a site is larger; a server that sends more is cut off.
const LARGEST_BODY_BYTES: u64 = 50 * 1024 * 1024;

/// As many as the client follows by itself.
const MOST_REDIRECTS: u32 = 10;

/// A preview builds at every save and need not ask the same server each time.
const KEPT_FOR: Duration = Duration::from_mins(5);

/// No more answers are held than these, nor more bytes of them; the oldest go first.
const MOST_ANSWERS: usize = 256;
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// The network for one project. It holds good answers for some minutes, so whoever builds the project again and again
/// lets all its builds use the same client.
#[derive(Default)]
pub(super) struct WebClient {
    prober: Prober,
    recent: Mutex<RecentAnswers>,
}

impl Network for WebClient {
    /// The answer to a request: a good one that came in the last minutes, else a new one.
    fn fetch(&self, request: &Request) -> Result<Response, Wording> {
        let recent = || self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(answer) = recent().find(request) {
            return Ok(answer);
        }
        let answer = send(request)?;
        if (200..300).contains(&answer.status) {
            recent().insert(request, &answer);
        }
        Ok(answer)
    }

    fn probe(&self, request: &ProbeRequest) -> Result<ProbeAnswer, ProbeFault> {
        self.prober.probe(request)
    }

    fn pause(&self, time: Duration) {
        thread::sleep(time);
    }
}

/// Answers and when they came, the oldest first.
#[derive(Default)]
struct RecentAnswers {
    answers: VecDeque<(Request, Instant, Response)>,
    /// Of all bodies together.
    bytes: usize,
}

impl RecentAnswers {
    /// An answer that is young enough.
    fn find(&self, request: &Request) -> Option<Response> {
        let (_, came, answer) = self.answers.iter().find(|(asked, ..)| asked == request)?;
        (came.elapsed() < KEPT_FOR).then(|| answer.clone())
    }

    /// Holds an answer in place of an older one to the same request.
    fn insert(&mut self, request: &Request, answer: &Response) {
        if let Some(at) = self.answers.iter().position(|(asked, ..)| asked == request) {
            self.remove(at);
        }
        self.bytes += answer.body.len();
        self.answers.push_back((request.clone(), Instant::now(), answer.clone()));
        while self.answers.len() > MOST_ANSWERS || self.bytes > MOST_BYTES {
            self.remove(0);
        }
    }

    fn remove(&mut self, at: usize) {
        if let Some((_, _, answer)) = self.answers.remove(at) {
            self.bytes -= answer.body.len();
        }
    }
}

/// Sends one request and reads the whole answer as text.
fn send(request: &Request) -> Result<Response, Wording> {
    let most_redirects = if request.follows_redirects { MOST_REDIRECTS } else { 0 };
    let agent: Agent = Agent::config_builder()
        .timeout_global(Some(TIMEOUT))
        .http_status_as_error(false)
        .max_redirects(most_redirects)
        .max_redirects_will_error(request.follows_redirects)
        .build()
        .into();
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
        .map_err(|error| Wording::of_library(&error))?
        .with_agent(&agent)
        .run();
    let mut answer = answer.map_err(|error| Wording::of_library(&error))?;
    let status = answer.status().as_u16();
    let location = answer.headers().get(http::header::LOCATION).and_then(|location| location.to_str().ok());
    let location = location.map(str::to_owned);
    let body = answer.body_mut().with_config().limit(LARGEST_BODY_BYTES).read_to_string();
    Ok(Response { status, location, body: body.map_err(|error| Wording::of_library(&error))? })
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read, Write},
        net::TcpListener,
        thread,
    };

    use super::*;

    fn get(url: &str) -> Request {
        let url = url.to_owned();
        Request { url, method: Method::Get, headers: Vec::new(), body: None, follows_redirects: true }
    }

    #[test]
    fn redirects_are_followed_or_told() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let server = thread::spawn(move || {
            for answer in ["302 Found\r\nlocation: /b", "200 OK", "302 Found\r\nlocation: /b"] {
                let (mut stream, _) = listener.accept().unwrap();
                let _ = stream.read(&mut [0; 1024]).unwrap();
                write!(stream, "HTTP/1.1 {answer}\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok").unwrap();
            }
        });
        let request = get(&format!("http://{address}/a"));
        assert_eq!(send(&request).unwrap().status, 200);
        let told = send(&Request { follows_redirects: false, ..request }).unwrap();
        assert_eq!((told.status, told.location.as_deref()), (302, Some("/b")));
        server.join().unwrap();
    }

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
        let request = get(&url);
        let client = WebClient::default();
        assert_eq!(client.fetch(&request).unwrap().status, 503);
        assert_eq!(client.fetch(&request).unwrap().status, 200);
        server.join().unwrap();
        assert_eq!(client.fetch(&request).unwrap().body, "ok", "nobody listens any more");
        assert!(WebClient::default().fetch(&request).is_err(), "another project's client knows nothing of it");
    }

    #[test]
    fn the_oldest_answers_go_when_there_are_too_many() {
        let request = |at: usize| get(&at.to_string());
        let answer = |length: usize| Response { status: 200, location: None, body: "x".repeat(length) };
        let mut answers = RecentAnswers::default();
        (0..=MOST_ANSWERS).for_each(|at| answers.insert(&request(at), &answer(1)));
        assert_eq!((answers.find(&request(0)), answers.bytes), (None, MOST_ANSWERS));
        assert_eq!(answers.find(&request(1)), Some(answer(1)));
        answers.insert(&request(1), &answer(2));
        assert_eq!((answers.answers.len(), answers.bytes), (MOST_ANSWERS, MOST_ANSWERS + 1), "one takes its own place");
        answers.insert(&request(2), &answer(MOST_BYTES - 2));
        assert_eq!((answers.answers.len(), answers.bytes), (2, MOST_BYTES));
        assert!(answers.find(&request(1)).is_some() && answers.find(&request(2)).is_some());
    }
}
