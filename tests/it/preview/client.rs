//! The other end of HTTP and of a WebSocket, by hand: what is sent is exactly what the test says.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use serde_json::Value;

use super::running::PATIENCE;

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Names in small letters, and values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// A header's value; empty if it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value)
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("a body in UTF-8")
    }
}

/// `GET path`, with more headers if need be, each ending with a line break.
pub fn get(address: SocketAddr, path: &str, headers: &str) -> Answer {
    request(address, "GET", path, &format!("Host: {address}\r\n{headers}"))
}

/// Sends a request with exactly these headers.
pub fn request(address: SocketAddr, method: &str, path: &str, headers: &str) -> Answer {
    request_with(address, method, path, headers, "")
}

/// The same, with a body, whose length the headers say.
pub fn request_with(address: SocketAddr, method: &str, path: &str, headers: &str, body: &str) -> Answer {
    let mut stream = connect(address);
    write!(stream, "{method} {path} HTTP/1.1\r\n{headers}Connection: close\r\n\r\n{body}").expect("a request is sent");
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).expect("an answer");
    parse(&bytes)
}

fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).expect("a connection");
    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    stream
}

fn parse(bytes: &[u8]) -> Answer {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").expect("the end of the headers");
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok());
    let headers = lines.filter_map(|line| line.split_once(": "));
    let headers = headers.map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect();
    Answer { status: status.expect("a status"), headers, body: bytes[end + 4..].to_vec() }
}

/// An open page's connection.
pub struct Socket(TcpStream);

impl Socket {
    /// Opens it and takes the greeting, whose stamp is the result too.
    pub fn open(address: SocketAddr) -> (Self, String) {
        let mut stream = connect(address);
        write!(
            stream,
            "GET /__tsubame/socket HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        .expect("a handshake is sent");
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).expect("an answer to the handshake");
            head.push(byte[0]);
        }
        let head = String::from_utf8_lossy(&head).to_lowercase();
        assert!(head.starts_with("http/1.1 101"), "{head}");
        assert!(head.contains("s3pplmbitxaq9kygzzhzrbk+xoo="), "{head}");
        let mut socket = Self(stream);
        let hello = socket.message();
        assert_eq!(hello["kind"], "hello");
        (socket, hello["stamp"].as_str().expect("a stamp").to_owned())
    }

    /// The next message.
    pub fn message(&mut self) -> Value {
        match self.frame() {
            (1, text) => serde_json::from_slice(&text).expect("a message in JSON"),
            (code, _) => panic!("a frame of kind {code} instead of a text"),
        }
    }

    /// Whether nothing is said for this long.
    pub fn is_silent_for(&mut self, time: Duration) -> bool {
        self.0.set_read_timeout(Some(time)).expect("a timeout");
        let is_silent = self.0.peek(&mut [0]).is_err();
        self.0.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        is_silent
    }

    /// The kind of the next frame, and what it holds.
    pub fn frame(&mut self) -> (u8, Vec<u8>) {
        let [first, second] = self.read();
        assert_eq!(first & 0x80, 0x80, "messages come in one piece");
        let length = match second {
            126 => usize::from(u16::from_be_bytes(self.read())),
            127 => usize::try_from(u64::from_be_bytes(self.read())).expect("a length"),
            short => usize::from(short),
        };
        let mut text = vec![0; length];
        self.0.read_exact(&mut text).expect("a frame");
        (first & 0x0F, text)
    }

    fn read<const COUNT: usize>(&mut self) -> [u8; COUNT] {
        let mut bytes = [0; COUNT];
        self.0.read_exact(&mut bytes).expect("a frame");
        bytes
    }
}
