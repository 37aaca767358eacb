//! HARs of every kind of tool, and of no kind at all.
#![allow(clippy::unwrap_used, reason = "a helper of a test may panic as the test itself may")]

mod bodies;
mod entries;
mod entry;
mod hostile;
mod sizes;
mod writers;

use std::io::{self, Read};

use recording::har::{Entries, Place, interaction};
use recording::{Captured, Error};

/// Whatever is around entries in the files of strangers.
pub(crate) const FILE: &str = "\u{FEFF} {\"x\": [\"]\", {\"log\": 1}], \"l\\u006fg\": {\"pages\": [{\"a\\\"}\": 1}],\r\n \
    \"entries\": [ {\"a\":\"\\\\\"} ,\n\"é\\\"]\", 1.5,[],null],\"creator\":{\"name\":\"n\",\"version\":\"1\"}},\"y\":1e5}\n ";

/// Gives the bytes of a text in pieces of these lengths, over and over.
pub(crate) struct Pieces<'a> {
    pub(crate) text: &'a [u8],
    pub(crate) lengths: Vec<usize>,
    pub(crate) read: usize,
}

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.lengths[self.read % self.lengths.len()];
        self.read += 1;
        if length == 0 {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let length = length.min(buffer.len());
        self.text.read(&mut buffer[..length])
    }
}

/// All that is found: places and texts, and errors as a person sees them.
pub(crate) fn found(reader: impl Read) -> Vec<Result<(Place, Vec<u8>), String>> {
    Entries::new(reader)
        .map(|entry| match entry {
            Ok(entry) => Ok((entry.place, entry.text)),
            Err(error) => Err(seen(error)),
        })
        .collect()
}

pub(crate) fn seen(error: Error) -> String {
    error.named("f").to_string()
}

pub(crate) const REQUEST: &str = r#"{"method": "GET", "url": "https://a.example/x", "headers": [], "headersSize": 0}"#;
pub(crate) const RESPONSE: &str = r#"{"status": 200, "headers": [], "headersSize": 0, "content": {"size": 0}}"#;

pub(crate) fn entry(request: &str, response: &str) -> String {
    format!("{{\"request\": {request},\n \"response\": {response}}}")
}

pub(crate) fn read(request: &str, response: &str) -> Captured {
    let text = entry(request, response);
    interaction(text.as_bytes()).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

pub(crate) fn refused(request: &str, response: &str) -> Error {
    interaction(entry(request, response).as_bytes()).err().unwrap()
}

/// A response with these headers (`Name: value`) and this content.
pub(crate) fn response(status: u16, headers: &[&str], content: &str) -> String {
    let headers: Vec<_> = headers
        .iter()
        .map(|header| header.split_once(": ").unwrap())
        .map(|(name, value)| format!(r#"{{"name": "{name}", "value": "{value}"}}"#))
        .collect();
    let headers = headers.join(", ");
    format!(r#"{{"status": {status}, "headers": [{headers}], "content": {content}}}"#)
}
