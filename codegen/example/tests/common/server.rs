//! A server that responds to each request by a function, on a thread for each connection.

use std::io::{BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use super::request;

/// A response.
#[derive(Clone)]
pub(crate) struct Reply {
    head: String,
    body: String,
}

impl Reply {
    pub(crate) fn new(status: &str) -> Self {
        Self {
            head: format!("HTTP/1.1 {status}\r\n"),
            body: String::new(),
        }
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.head.push_str(&format!("{name}: {value}\r\n"));
        self
    }

    pub(crate) fn json(mut self, body: &str) -> Self {
        self.body = body.to_owned();
        self.header("content-type", "application/json")
    }
}

/// A server until the process ends.
pub(crate) struct Server {
    pub(crate) url: String,
    received: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// `reply` gets each request with the number of requests before it.
    pub(crate) fn start(reply: impl Fn(&str, usize) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let received = Arc::new(Mutex::new(Vec::new()));
        let (seen, reply) = (Arc::clone(&received), Arc::new(reply));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (seen, reply) = (Arc::clone(&seen), Arc::clone(&reply));
                std::thread::spawn(move || serve(&stream.unwrap(), &seen, &*reply));
            }
        });
        Self { url, received }
    }

    /// The requests so far.
    pub(crate) fn received(&self) -> Vec<String> {
        self.received.lock().unwrap().clone()
    }

    /// The requests to a path.
    pub(crate) fn received_at(&self, path: &str) -> Vec<String> {
        let is_at = |request: &String| request.split([' ', '?']).nth(1) == Some(path);
        self.received().into_iter().filter(is_at).collect()
    }
}

/// Responds to the requests of a connection, until the client closes it.
fn serve(mut stream: &TcpStream, seen: &Mutex<Vec<String>>, reply: &dyn Fn(&str, usize) -> Reply) {
    let mut reader = BufReader::new(stream);
    while let Some(request) = request::read_next(&mut reader) {
        let number = {
            let mut seen = seen.lock().unwrap();
            seen.push(request.clone());
            seen.len() - 1
        };
        let Reply { head, body } = reply(&request, number);
        let response = format!("{head}content-length: {}\r\n\r\n{body}", body.len());
        if stream.write_all(response.as_bytes()).is_err() {
            return;
        }
    }
}
