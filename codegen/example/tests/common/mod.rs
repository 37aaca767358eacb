//! Servers for the tests of generated clients.

#![allow(dead_code, reason = "each test uses a part of it")]

pub(crate) mod request;
pub(crate) mod server;

use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::thread::JoinHandle;

/// A response: status, media type (empty: none) and body.
pub(crate) type CannedResponse = (&'static str, &'static str, &'static str);

/// Responds to one request, and returns it as it was received.
pub(crate) fn answer_once(
    status: &'static str,
    content_type: &'static str,
    body: &'static str,
) -> (String, JoinHandle<String>) {
    let (url, served) = answer_each(&[(status, content_type, body)]);
    (url, std::thread::spawn(|| served.join().unwrap().remove(0)))
}

/// Responds to one request after the other, each on a connection of its own.
pub(crate) fn answer_each(responses: &[CannedResponse]) -> (String, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let responses = responses.to_vec();
    let served = std::thread::spawn(move || {
        let respond = |response| respond(&listener.accept().unwrap().0, response);
        responses.into_iter().map(respond).collect()
    });
    (url, served)
}

fn respond(mut stream: &TcpStream, (status, content_type, body): CannedResponse) -> String {
    let request = request::read(stream).unwrap();
    let kind = if content_type.is_empty() {
        String::new()
    } else {
        format!("content-type: {content_type}\r\n")
    };
    let head = format!(
        "HTTP/1.1 {status}\r\n{kind}content-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body.as_bytes()).unwrap();
    request
}

/// Sends a call of `Client`, and returns the request as it was received.
#[allow(unused_macros, reason = "each test uses a part of it")]
macro_rules! sent {
    (|$client:ident| $call:expr) => {{
        let (url, served) = $crate::common::answer_once("204 No Content", "", "");
        let $client = Client::builder().endpoint(url).build().unwrap();
        $call.send().await.unwrap();
        served.join().unwrap()
    }};
}
