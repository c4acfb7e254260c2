//! A server under pressure: real sockets that send or read too slowly, too much, or nothing at all.

use std::{
    io::{ErrorKind, Read, Write},
    net::{IpAddr, TcpStream},
    sync::{Arc, mpsc},
    thread,
    time::Instant,
};

use axum::{
    body::{Body, Bytes},
    routing::get,
};
use futures_util::{StreamExt, stream};

use super::*;

/// Nothing here takes so long on any machine; a test that waits for it fails.
const TOO_LONG: Duration = Duration::from_mins(1);

/// What the system may hold for a reader on its own, several times over.
const LONG_BODY_BYTES: usize = 64 * 1024 * 1024;

const PIECE: &[u8] = &[b'x'; 16 * 1024];

fn short_limits() -> ConnectionLimits {
    ConnectionLimits {
        most: 8,
        head: Duration::from_millis(300),
        head_bytes: 16 * 1024,
        stall: Duration::from_millis(500),
        stall_bytes: 16 * 1024,
    }
}

fn start(router: Router, connections: ConnectionLimits) -> Server {
    let listener = Listener::bind_next_free(IpAddr::from([127, 0, 0, 1]), 0).unwrap();
    let options = ServerOptions { name: "test", threads: 2, patience: Duration::from_millis(100), connections };
    Server::start(listener, router, &options, Shutdown::default()).unwrap()
}

fn connect(server: &Server) -> TcpStream {
    let stream = TcpStream::connect(server.address()).unwrap();
    stream.set_read_timeout(Some(TOO_LONG)).unwrap();
    stream
}

/// Asks as any visitor does.
fn visit(server: &Server) -> String {
    let mut stream = connect(server);
    stream.write_all(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}

/// Waits until the other end has closed, by an end or an error.
fn wait_for_end(stream: &mut TcpStream) {
    let mut rest = [0; 1024];
    loop {
        match stream.read(&mut rest) {
            Ok(0) => return,
            Ok(_) => {}
            Err(error) => {
                assert!(!matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut), "it stays open");
                return;
            }
        }
    }
}

/// Says when it is dropped.
struct Dropped(mpsc::Sender<()>);

impl Drop for Dropped {
    fn drop(&mut self) {
        let _ = self.0.send(());
    }
}

/// `/` is short, `/long` is long, and says when its body is given up.
fn router() -> (Router, mpsc::Receiver<()>) {
    let (said, heard) = mpsc::channel();
    let long = move || {
        let dropped = Arc::new(Dropped(said.clone()));
        let pieces = stream::iter(0..LONG_BODY_BYTES / PIECE.len());
        let body = pieces.map(move |_| {
            let _ = &dropped;
            Ok::<_, std::io::Error>(Bytes::from_static(PIECE))
        });
        std::future::ready(Body::from_stream(body))
    };
    (Router::new().route("/", get(async || "short")).route("/long", get(long)), heard)
}

#[test]
fn whoever_sends_no_head_or_a_slow_one_is_closed_and_others_are_served() {
    let server = start(router().0, short_limits());
    let mut silent = connect(&server);
    let mut slow = connect(&server);
    let writer = slow.try_clone().unwrap();
    thread::spawn(move || {
        for byte in b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ".iter().chain([b'x'; 10_000].iter()) {
            if (&writer).write_all(&[*byte]).is_err() {
                return;
            }
            thread::sleep(Duration::from_millis(20));
        }
    });
    assert!(visit(&server).ends_with("short"));
    wait_for_end(&mut silent);
    wait_for_end(&mut slow);
    // A connection that has been answered may rest as long, and no longer.
    let mut resting = connect(&server);
    resting.write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
    wait_for_end(&mut resting);
    assert!(visit(&server).ends_with("short"));
}

#[test]
fn thousands_of_idle_connections_keep_nobody_out() {
    // As patient as the defaults: what keeps the server free is how many there may be.
    let limits = ConnectionLimits { head: TOO_LONG, ..short_limits() };
    let server = start(router().0, limits);
    let mut idle: Vec<TcpStream> = Vec::new();
    for number in 0..2_000 {
        idle.push(connect(&server));
        if number % 100 == 99 {
            assert!(visit(&server).ends_with("short"), "after {number}");
            // Those that were closed need no more room here either.
            let kept = idle.split_off(idle.len() - limits.most);
            idle.iter_mut().take(1).for_each(wait_for_end);
            idle = kept;
        }
    }
}

#[test]
fn a_connection_that_is_used_outlasts_those_that_are_not() {
    let limits = ConnectionLimits { head: TOO_LONG, ..short_limits() };
    let server = start(router().0, limits);
    let mut used = connect(&server);
    for _ in 0..4 {
        used.write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        while !answer.ends_with(b"short") {
            let mut byte = [0];
            used.read_exact(&mut byte).expect("the connection is still open");
            answer.push(byte[0]);
        }
        let idle: Vec<TcpStream> = (0..limits.most - 1).map(|_| connect(&server)).collect();
        // All of them are known to the server once one more is answered.
        visit(&server);
        drop(idle);
    }
}

#[test]
fn readers_that_take_nothing_or_a_byte_at_a_time_are_closed() {
    let (router, given_up) = router();
    let server = start(router.clone(), short_limits());
    let ask = || {
        let mut stream = connect(&server);
        stream.write_all(b"GET /long HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
        stream
    };
    let stalled = ask();
    given_up.recv_timeout(TOO_LONG).expect("a reader that takes nothing is given up");
    drop(stalled);
    // It is the limit that has ended it.
    let patient = start(router.clone(), ConnectionLimits { stall: TOO_LONG, ..short_limits() });
    let mut stalled = connect(&patient);
    stalled.write_all(b"GET /long HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
    assert!(given_up.recv_timeout(Duration::from_secs(2)).is_err());
    drop(stalled);
    given_up.recv_timeout(TOO_LONG).expect("a reader that has gone is given up");

    let mut slow = ask();
    let reader = thread::spawn(move || {
        let began = Instant::now();
        while began.elapsed() < TOO_LONG && matches!(slow.read(&mut [0]), Ok(1)) {
            thread::sleep(Duration::from_millis(20));
        }
    });
    given_up.recv_timeout(TOO_LONG).expect("a reader that takes a byte at a time is given up");
    assert!(visit(&server).ends_with("short"));
    drop(reader);
}

#[test]
fn a_reader_that_is_only_slow_gets_everything() {
    let limits = ConnectionLimits { stall: Duration::from_secs(5), ..short_limits() };
    let server = start(router().0, limits);
    let mut stream = connect(&server);
    stream.write_all(b"GET /long HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").unwrap();
    let mut bytes = vec![0; 1024 * 1024];
    let mut taken = 0;
    loop {
        let count = stream.read(&mut bytes).unwrap();
        if count == 0 {
            break;
        }
        taken += count;
        thread::sleep(Duration::from_millis(2));
    }
    assert!(taken > LONG_BODY_BYTES, "{taken}");
}

#[test]
fn huge_requests_are_refused_without_being_taken_in() {
    let server = start(router().0, short_limits());
    let mut head = connect(&server);
    let written = head
        .write_all(b"GET / HTTP/1.1\r\nHost: a\r\n")
        .and_then(|()| (0..1_000).try_for_each(|number| write!(head, "X-{number}: {}\r\n", "x".repeat(1_000))));
    let mut answer = Vec::new();
    let read = head.read_to_end(&mut answer);
    let is_refused = answer.starts_with(b"HTTP/1.1 431") || answer.is_empty() && (read.is_err() || written.is_err());
    assert!(is_refused, "{}", String::from_utf8_lossy(&answer));

    let mut body = connect(&server);
    body.write_all(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1099511627776\r\n\r\n").unwrap();
    let mut sent = 0;
    while sent < LONG_BODY_BYTES && body.write_all(PIECE).is_ok() {
        sent += PIECE.len();
    }
    assert!(sent < LONG_BODY_BYTES, "the body is taken in though nobody wants it");
    assert!(visit(&server).ends_with("short"));
}
