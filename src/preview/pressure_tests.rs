//! Open pages that do not read, do not answer, or have gone: real sockets with short limits.

use std::{
    io::{Read, Write},
    net::{IpAddr, TcpStream},
    thread,
    time::{Duration, Instant},
};

use tsubame_http::{ConnectionLimits, Listener};
use tsubame_model::source::MessageLanguage;

use super::{BaseAddress, BuildFailure, PreviewServer, live_site::LiveSite};

/// Nothing here takes so long on any machine; a test that waits for it fails.
const TOO_LONG: Duration = Duration::from_mins(1);

/// A preview without a site, and what belongs to it.
fn start(ask_every: Duration, connections: ConnectionLimits) -> PreviewServer {
    let listener = Listener::bind_next_free(IpAddr::from([127, 0, 0, 1]), 0).unwrap();
    let base = BaseAddress::of(listener.address());
    let first = Some(Err(BuildFailure::Error("nothing yet".to_owned())));
    let mut live = LiveSite::new(&base, first, MessageLanguage::Japanese);
    live.ask_every = ask_every;
    PreviewServer::start_with(listener, live, connections).unwrap()
}

fn open_socket(server: &PreviewServer) -> TcpStream {
    let mut stream = TcpStream::connect(server.address()).unwrap();
    stream.set_read_timeout(Some(TOO_LONG)).unwrap();
    write!(
        stream,
        "GET /__tsubame/socket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    .unwrap();
    let mut head = [0; 12];
    stream.read_exact(&mut head).unwrap();
    assert_eq!(&head, b"HTTP/1.1 101");
    stream
}

fn wait_for_listeners(server: &PreviewServer, count: usize) {
    let began = Instant::now();
    while server.listeners() != count {
        assert!(began.elapsed() < TOO_LONG, "{} pages listen instead of {count}", server.listeners());
        thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_page_that_does_not_read_is_closed_and_holds_no_messages() {
    let limits = ConnectionLimits { stall: Duration::from_millis(300), ..ConnectionLimits::default() };
    let server = start(TOO_LONG, limits);
    let _stalled = open_socket(&server);
    wait_for_listeners(&server, 1);
    let long = "x".repeat(1024 * 1024);
    let began = Instant::now();
    for number in 0.. {
        if server.listeners() == 0 {
            break;
        }
        assert!(began.elapsed() < TOO_LONG, "a page that reads nothing is still told of everything");
        server.show_failure(&BuildFailure::Error(format!("{number} {long}")));
        thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_page_that_has_gone_without_a_word_is_missed() {
    let server = start(Duration::from_millis(100), ConnectionLimits::default());
    let _silent = open_socket(&server);
    wait_for_listeners(&server, 1);
    // It reads, but does not answer when it is asked whether it is there.
    wait_for_listeners(&server, 0);
}

#[test]
fn a_page_that_answers_stays() {
    // Long beside the pauses below, since a busy machine makes these longer.
    let server = start(Duration::from_secs(2), ConnectionLimits::default());
    let mut stream = open_socket(&server);
    wait_for_listeners(&server, 1);
    // Pongs on its own account count as well.
    for _ in 0..50 {
        stream.write_all(&[0x8A, 0x80, 0, 0, 0, 0]).unwrap();
        thread::sleep(Duration::from_millis(100));
    }
    assert_eq!(server.listeners(), 1);
}

#[test]
fn a_page_that_talks_too_much_is_closed() {
    for frame in [&[0x81, 0x81, 0, 0, 0, 0, b'x'][..], &[0x82, 0xFE, 0xFF, 0xFF, 0, 0, 0, 0]] {
        let server = start(TOO_LONG, ConnectionLimits::default());
        let mut stream = open_socket(&server);
        wait_for_listeners(&server, 1);
        let sent = (0..10_000).take_while(|_| stream.write_all(frame).is_ok()).count();
        assert!(sent > 0);
        wait_for_listeners(&server, 0);
    }
}
