//! A raw client: it sends a request, and returns every byte and how the connection ended.

use std::{
    io::{ErrorKind, Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

use driver::server::Server;

/// Longer than any pause of these tests, so that a stall is distinguished from a pause.
const SILENCE: Duration = Duration::from_millis(700);

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// The announced length came, and the connection is open.
    Whole,
    Closed,
    Reset,
    /// Neither a byte nor an end for a while.
    Silence,
    /// More than any response of these tests.
    TooMuch,
}

/// What came.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
    pub(crate) end: End,
    /// When the first byte came, and the last.
    pub(crate) first: Duration,
    pub(crate) last: Duration,
}

impl Seen {
    pub(crate) fn status(&self) -> Option<u16> {
        self.head.split(' ').nth(1)?.parse().ok()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.head.lines().filter_map(|line| line.split_once(": "));
        headers
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("text")
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }
}

/// Sends a request on a new connection.
pub(crate) fn exchange(server: &Server, target: &str) -> Seen {
    let endpoint = server.endpoint();
    let address = endpoint.strip_prefix("http://").expect("no TLS");
    let mut stream = TcpStream::connect(address).expect("it listens");
    stream.set_read_timeout(Some(SILENCE)).expect("a timeout");
    write!(stream, "GET {target} HTTP/1.1\r\nHost: {address}\r\n\r\n").expect("it reads");
    let began = Instant::now();
    let (mut first, mut last) = (None, Duration::ZERO);
    let mut bytes = Vec::new();
    let mut buffer = [0; 64 << 10];
    let end = loop {
        if is_whole(&bytes) {
            break End::Whole;
        }
        if bytes.len() > 1 << 20 {
            break End::TooMuch;
        }
        match stream.read(&mut buffer) {
            Ok(0) => break End::Closed,
            Ok(length) => {
                bytes.extend_from_slice(&buffer[..length]);
                last = began.elapsed();
                first.get_or_insert(last);
            }
            Err(error) if error.kind() == ErrorKind::ConnectionReset => break End::Reset,
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => break End::Silence,
            Err(error) => panic!("{error}"),
        }
    };
    let split = head_length(&bytes).unwrap_or(bytes.len());
    let body = bytes.split_off(split);
    let head = String::from_utf8(bytes).expect("text");
    Seen {
        head,
        body,
        end,
        first: first.unwrap_or_default(),
        last,
    }
}

fn head_length(bytes: &[u8]) -> Option<usize> {
    bytes
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .map(|end| end + 4)
}

fn is_whole(bytes: &[u8]) -> bool {
    let Some(head) = head_length(bytes) else { return false };
    let text = String::from_utf8_lossy(&bytes[..head]).to_lowercase();
    let length = text
        .split("content-length: ")
        .nth(1)
        .and_then(|rest| rest.lines().next());
    length.is_some_and(|length| bytes.len() - head == length.parse::<usize>().expect("a number"))
}
