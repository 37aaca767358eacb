//! A server for a few requests.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread::JoinHandle;

/// A response: status, media type (empty: none) and body.
pub(crate) type CannedResponse = (&'static str, &'static str, &'static str);

/// Responds to one request and returns it as it was received: the lines of its head, then its body.
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
        let respond = |response| respond(listener.accept().unwrap().0, response);
        responses.into_iter().map(respond).collect()
    });
    (url, served)
}

fn respond(stream: TcpStream, (status, content_type, body): CannedResponse) -> String {
    let mut reader = BufReader::new(stream);
    let (mut request, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        request.push_str(&line);
    }
    let mut sent = vec![0; length];
    reader.read_exact(&mut sent).unwrap();
    request.push_str(&String::from_utf8(sent).unwrap());
    let kind = if content_type.is_empty() {
        String::new()
    } else {
        format!("content-type: {content_type}\r\n")
    };
    let head = format!(
        "HTTP/1.1 {status}\r\n{kind}content-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    let stream = reader.get_mut();
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body.as_bytes()).unwrap();
    request
}
