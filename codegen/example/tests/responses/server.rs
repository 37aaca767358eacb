//! A server that responds once, over a real socket.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::Write;
use std::net::TcpListener;
use std::thread::JoinHandle;

use example_build_script::Client;

use super::common::request;

/// Responds to one request. The thread returns the request, in lower case.
pub(crate) fn respond(status: u16, headers: &[(&str, &str)], body: &str) -> (Client, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let mut response = format!("HTTP/1.1 {status} Status\r\nconnection: close\r\n");
    for (name, value) in headers {
        response.push_str(&format!("{name}: {value}\r\n"));
    }
    // HTTP allows no length beside these.
    if !matches!(status, 204 | 304) {
        response.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    response.push_str(&format!("\r\n{body}"));
    let served = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let request = request::read(&stream).unwrap();
        stream.write_all(response.as_bytes()).unwrap();
        request.to_ascii_lowercase()
    });
    let client = Client::builder()
        .endpoint(url)
        .key("a key of this test")
        .build()
        .unwrap();
    (client, served)
}

/// The same with a media type.
pub(crate) fn respond_as(status: u16, media_type: &str, body: &str) -> (Client, JoinHandle<String>) {
    respond(status, &[("content-type", media_type)], body)
}

/// The same with JSON.
pub(crate) fn respond_json(status: u16, body: &str) -> (Client, JoinHandle<String>) {
    respond_as(status, "application/json", body)
}
