//! A server that reads requests whole, by their length or in chunks, and responds with one status after the other.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A request as it was received.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Request {
    /// The lines of the head, the names of headers in lower case.
    pub(crate) head: String,
    /// The body, without the framing of chunks.
    pub(crate) body: Vec<u8>,
    /// Whether the body came to its end.
    pub(crate) is_whole: bool,
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }
}

/// A server until the process ends.
pub(crate) struct Server {
    pub(crate) url: String,
    received: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    /// Responds with one status after the other, each on a connection of its own, and with the last one from then on. 0
    /// closes the connection instead.
    pub(crate) fn start(statuses: &[u16]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let received = Arc::new(Mutex::new(Vec::new()));
        let (seen, statuses) = (Arc::clone(&received), statuses.to_vec());
        std::thread::spawn(move || {
            for (number, stream) in listener.incoming().enumerate() {
                let stream = stream.unwrap();
                let request = read(&stream);
                let is_whole = request.is_whole;
                seen.lock().unwrap().push(request);
                let status = statuses.get(number).or(statuses.last()).copied().unwrap();
                if status != 0 && is_whole {
                    let head = format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                    let _ = (&stream).write_all(head.as_bytes());
                }
            }
        });
        Self { url, received }
    }

    /// The requests so far.
    pub(crate) fn received(&self) -> Vec<Request> {
        self.received.lock().unwrap().clone()
    }
}

fn read(stream: &TcpStream) -> Request {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 || line == "\r\n" {
            break;
        }
        match line.split_once(':') {
            Some((name, value)) => head.push_str(&format!("{}:{value}", name.to_ascii_lowercase())),
            None => head.push_str(&line),
        }
    }
    let mut request = Request {
        head,
        body: Vec::new(),
        is_whole: true,
    };
    if request.header("transfer-encoding") == Some("chunked") {
        request.is_whole = read_chunks(&mut reader, &mut request.body).is_some();
    } else if let Some(length) = request.header("content-length") {
        let length = length.parse().unwrap();
        let read = reader.take(length).read_to_end(&mut request.body);
        request.is_whole = read.is_ok_and(|read| read as u64 == length);
    }
    request
}

/// Reads a body in chunks; `None` if it does not come to its end.
fn read_chunks(reader: &mut impl BufRead, body: &mut Vec<u8>) -> Option<()> {
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let length = u64::from_str_radix(line.trim(), 16).ok()?;
        let before = body.len();
        reader.take(length).read_to_end(body).ok()?;
        let mut end = [0; 2];
        reader.read_exact(&mut end).ok()?;
        if (body.len() - before) as u64 != length || end != *b"\r\n" {
            return None;
        }
        if length == 0 {
            return Some(());
        }
    }
}
