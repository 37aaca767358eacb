//! A server that sends its responses in pieces, with pauses, and breaks them off.

use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::common::request;

/// A step of a response. After the last one the connection is closed.
#[derive(Clone)]
pub(crate) enum Step {
    Head(&'static str),
    /// A chunk of a body in chunks.
    Chunk(Vec<u8>),
    /// The end of a body in chunks.
    End,
    Raw(Vec<u8>),
    Wait(Duration),
    /// This chunk so many times.
    Repeat(Vec<u8>, usize),
}

/// A head of a response with a body in chunks.
pub(crate) fn head(media_type: &str) -> Step {
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: {media_type}\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n"
    );
    Step::Raw(head.into_bytes())
}

pub(crate) fn chunk(text: &str) -> Step {
    Step::Chunk(text.as_bytes().to_vec())
}

/// A server until the process ends.
pub(crate) struct Server {
    pub(crate) url: String,
    received: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Sends one response after the other, each on a connection of its own, and the last one again and again.
    pub(crate) fn start(responses: Vec<Vec<Step>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let received = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&received);
        std::thread::spawn(move || {
            let mut responses = responses.into_iter().peekable();
            for stream in listener.incoming() {
                let stream = stream.unwrap();
                seen.lock().unwrap().push(request::read(&stream).unwrap_or_default());
                let steps = match responses.next() {
                    Some(steps) if responses.peek().is_some() => steps,
                    Some(steps) => {
                        responses = vec![steps.clone()].into_iter().peekable();
                        steps
                    }
                    None => return,
                };
                std::thread::spawn(move || play(&stream, steps));
            }
        });
        Self { url, received }
    }

    /// The requests so far.
    pub(crate) fn received(&self) -> Vec<String> {
        self.received.lock().unwrap().clone()
    }
}

/// Plays a response as far as the client takes it.
fn play(mut stream: &TcpStream, steps: Vec<Step>) {
    let framed = |bytes: &[u8]| [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat();
    for step in steps {
        let sent = match step {
            Step::Head(head) => stream.write_all(head.as_bytes()),
            Step::Raw(bytes) => stream.write_all(&bytes),
            Step::Chunk(bytes) => stream.write_all(&framed(&bytes)),
            Step::End => stream.write_all(b"0\r\n\r\n"),
            Step::Wait(pause) => {
                std::thread::sleep(pause);
                Ok(())
            }
            Step::Repeat(bytes, times) => {
                let bytes = framed(&bytes);
                (0..times).try_for_each(|_| stream.write_all(&bytes))
            }
        };
        if sent.is_err() {
            return;
        }
    }
}
