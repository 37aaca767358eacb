//! A server on this machine that records requests, and sends the responses that it was given.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use recording::{Header, Request, Response};

/// The longest head and body that are read.
const HEAD: u64 = 1 << 20;
const BODY: u64 = 64 << 20;

/// A server.
pub(super) struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    state: Mutex<State>,
    stopped: AtomicBool,
}

struct State {
    response: Response,
    received: Vec<Request>,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Server {
    /// Starts a server on a free port of this machine.
    pub(super) fn start() -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let response = Response {
            status: 500,
            headers: Vec::new(),
            body: Vec::new(),
        };
        let shared = Arc::new(Shared {
            state: Mutex::new(State {
                response,
                received: Vec::new(),
            }),
            stopped: AtomicBool::new(false),
        });
        let for_thread = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming() {
                if for_thread.stopped.load(Ordering::Relaxed) {
                    return;
                }
                let Ok(stream) = stream else { continue };
                let shared = Arc::clone(&for_thread);
                // A connection that breaks is seen by the client.
                thread::spawn(move || drop(serve(stream, &shared)));
            }
        });
        Ok(Self { address, shared })
    }

    /// The address that requests are sent to.
    pub(super) fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Sets the response to all requests from now on, and forgets those that were received.
    pub(super) fn respond(&self, response: Response) {
        let mut state = self.shared.state();
        state.response = response;
        state.received.clear();
    }

    /// What was received since the response was set.
    pub(super) fn received(&self) -> Vec<Request> {
        self.shared.state().received.clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::Relaxed);
        // The thread waits for a connection.
        drop(TcpStream::connect(self.address));
    }
}

fn serve(stream: TcpStream, shared: &Shared) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let host = stream.local_addr()?;
    let mut reader = BufReader::new(stream);
    while let Some(request) = read(&mut reader, host)? {
        let is_head = request.method == "HEAD";
        let response = {
            let mut state = shared.state();
            state.received.push(request);
            state.response.clone()
        };
        write(reader.get_mut(), &response, is_head)?;
    }
    Ok(())
}

/// Reads a request; none if the connection was closed before it.
fn read(reader: &mut BufReader<TcpStream>, host: SocketAddr) -> io::Result<Option<Request>> {
    let mut head = Vec::new();
    let mut limited = reader.by_ref().take(HEAD);
    loop {
        let before = head.len();
        limited.read_until(b'\n', &mut head)?;
        match &head[before..] {
            [] => return Ok(None),
            b"\r\n" | b"\n" => break,
            _ => {}
        }
    }
    let head = String::from_utf8_lossy(&head);
    let mut lines = head.lines();
    let mut words = lines.next().unwrap_or_default().split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let headers: Vec<Header> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| Header::new(name.trim(), value.trim()))
        .collect();
    let length = Header::find(&headers, "Content-Length").and_then(|length| length.parse().ok());
    let is_chunked = Header::find(&headers, "Transfer-Encoding").is_some();
    let body = match length {
        _ if is_chunked => Some(chunks(reader)?),
        Some(0) | None => length.map(|_: u64| Vec::new()),
        Some(length) => {
            let mut body = Vec::new();
            reader.take(length.min(BODY)).read_to_end(&mut body)?;
            Some(body)
        }
    };
    Ok(Some(Request {
        method: method.to_owned(),
        url: format!("http://{host}{target}"),
        headers,
        body,
    }))
}

/// Reads a body in chunks.
fn chunks(reader: &mut BufReader<TcpStream>) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let mut line = String::new();
        reader.by_ref().take(HEAD).read_line(&mut line)?;
        let size = line.split(';').next().unwrap_or_default().trim();
        let size = u64::from_str_radix(size, 16).map_err(io::Error::other)?;
        if size > 0 {
            reader.take(size.min(BODY)).read_to_end(&mut body)?;
        }
        // The end of the chunk, or of the body.
        line.clear();
        reader.read_line(&mut line)?;
        if size == 0 {
            return Ok(body);
        }
    }
}

fn write(stream: &mut TcpStream, response: &Response, is_head: bool) -> io::Result<()> {
    let mut text = format!("HTTP/1.1 {} Status\r\n", response.status).into_bytes();
    for header in &response.headers {
        text.extend(format!("{}: {}\r\n", header.name, header.value).into_bytes());
    }
    let has_body = !matches!(response.status, 100..200 | 204 | 304);
    if has_body {
        text.extend(format!("Content-Length: {}\r\n", response.body.len()).into_bytes());
    }
    text.extend(b"\r\n");
    if has_body && !is_head {
        text.extend(&response.body);
    }
    stream.write_all(&text)?;
    stream.flush()
}
