//! A server that reads requests whole, by their length or in chunks, and responds with one status after the other.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A request as it was received.
#[derive(Clone, Debug, Default, PartialEq)]
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

type OnRequest = Box<dyn Fn(usize) + Send>;

/// A server until the process ends.
pub(crate) struct Server {
    pub(crate) url: String,
    pub(crate) received: Arc<Mutex<Vec<Request>>>,
    body: Arc<Mutex<&'static str>>,
    on_request: Arc<Mutex<Option<OnRequest>>>,
    reads: Arc<Mutex<bool>>,
}

impl Server {
    /// Responds with one status after the other, each on a connection of its own, and with the last one from then on. 0
    /// closes the connection instead.
    pub(crate) fn start(statuses: &[u16]) -> Self {
        Self::start_at(([127, 0, 0, 1], 0).into(), statuses)
    }

    pub(crate) fn start_at(address: SocketAddr, statuses: &[u16]) -> Self {
        let listener = TcpListener::bind(address).unwrap();
        let server = Self {
            url: format!("http://{}", listener.local_addr().unwrap()),
            received: Arc::default(),
            body: Arc::default(),
            on_request: Arc::default(),
            reads: Arc::new(Mutex::new(true)),
        };
        let reads = Arc::clone(&server.reads);
        let (received, body, on_request) = (
            Arc::clone(&server.received),
            Arc::clone(&server.body),
            Arc::clone(&server.on_request),
        );
        let statuses = statuses.to_vec();
        std::thread::spawn(move || {
            for (number, stream) in listener.incoming().enumerate() {
                let stream = stream.unwrap();
                let request = match *reads.lock().unwrap() {
                    true => read(&stream),
                    false => read_head(&mut BufReader::new(&stream)),
                };
                let is_whole = request.is_whole;
                received.lock().unwrap().push(request);
                if let Some(on_request) = &*on_request.lock().unwrap() {
                    on_request(number);
                }
                let status = statuses.get(number).or(statuses.last()).copied().unwrap();
                if status != 0 && (is_whole || !*reads.lock().unwrap()) {
                    let body = *body.lock().unwrap();
                    let length = body.len();
                    let head = format!("HTTP/1.1 {status} X\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
                    let _ = (&stream).write_all(format!("{head}{body}").as_bytes());
                    let _ = std::io::copy(&mut &stream, &mut std::io::sink());
                }
            }
        });
        server
    }

    /// Responds with this body.
    pub(crate) fn with_body(self, body: &'static str) -> Self {
        *self.body.lock().unwrap() = body;
        self
    }

    /// Responds when the head has come, and reads the rest afterwards.
    pub(crate) fn without_reading(self) -> Self {
        *self.reads.lock().unwrap() = false;
        self
    }

    /// Calls a function with the number of each request, before it responds.
    pub(crate) fn on_request(&self, call: impl Fn(usize) + Send + 'static) {
        *self.on_request.lock().unwrap() = Some(Box::new(call));
    }

    /// The requests so far.
    pub(crate) fn received(&self) -> Vec<Request> {
        self.received.lock().unwrap().clone()
    }
}

fn read_head(reader: &mut impl BufRead) -> Request {
    let mut request = Request {
        is_whole: true,
        ..Request::default()
    };
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            request.is_whole = false;
            return request;
        }
        if line == "\r\n" {
            return request;
        }
        match line.split_once(':') {
            Some((name, value)) => request.head.push_str(&format!("{}:{value}", name.to_ascii_lowercase())),
            None => request.head.push_str(&line),
        }
    }
}

fn read(stream: &TcpStream) -> Request {
    let mut reader = BufReader::new(stream);
    let mut request = read_head(&mut reader);
    if !request.is_whole {
        return request;
    }
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
