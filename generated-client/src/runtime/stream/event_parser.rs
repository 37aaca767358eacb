//! The text of server-sent events, as the HTML standard defines it.

use std::{collections::VecDeque, time::Duration};

/// An event as it was sent.
#[derive(Debug, PartialEq)]
pub(super) struct Parsed {
    pub(super) event: String,
    pub(super) data: String,
    pub(super) id: Option<String>,
}

/// The event or the line is longer than the limit.
#[derive(Debug, PartialEq)]
pub(super) struct TooLong;

/// What was received of events that are not whole yet.
#[derive(Debug, Default)]
pub(super) struct Parser {
    line: Vec<u8>,
    /// Whether the last line ended with `\r`, so that a `\n` is a part of its end.
    after_return: bool,
    is_behind_first_line: bool,
    event: String,
    data: String,
    has_data: bool,
    id: Option<String>,
    /// The events that were received.
    pub(super) whole: VecDeque<Parsed>,
    /// How long to wait before the connection is made again, if the server said so.
    pub(super) retry: Option<Duration>,
}

impl Parser {
    /// A parser for the events behind the one with this ID.
    pub(super) fn after(id: Option<String>) -> Self {
        Self { id, ..Self::default() }
    }

    /// Adds what was received, up to `limit` bytes for an event.
    pub(super) fn add(&mut self, chunk: &[u8], limit: usize) -> Result<(), TooLong> {
        for &byte in chunk {
            let is_second_half = byte == b'\n' && self.after_return;
            self.after_return = byte == b'\r';
            match byte {
                _ if is_second_half => {}
                b'\r' | b'\n' => {
                    let line = std::mem::take(&mut self.line);
                    self.end_line(&line);
                    self.line = line;
                    self.line.clear();
                }
                _ if self.line.len() + self.data.len() >= limit => return Err(TooLong),
                _ => self.line.push(byte),
            }
        }
        Ok(())
    }

    fn end_line(&mut self, line: &[u8]) {
        let mut line = line;
        if !self.is_behind_first_line {
            self.is_behind_first_line = true;
            line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        }
        let line = String::from_utf8_lossy(line);
        if line.is_empty() {
            return self.end_event();
        }
        let (field, value) = line.split_once(':').unwrap_or((&line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.event),
            "data" => {
                if self.has_data {
                    self.data.push('\n');
                }
                self.data.push_str(value);
                self.has_data = true;
            }
            "id" if !value.contains('\0') => self.id = Some(value.to_owned()).filter(|id| !id.is_empty()),
            "retry" if value.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.retry = value.parse().ok().map(Duration::from_millis).or(self.retry);
            }
            // A comment, or a field that there will be.
            _ => {}
        }
    }

    fn end_event(&mut self) {
        let event = std::mem::take(&mut self.event);
        let data = std::mem::take(&mut self.data);
        // Without data there is no event.
        if !std::mem::take(&mut self.has_data) {
            return;
        }
        let event = if event.is_empty() { "message".to_owned() } else { event };
        self.whole.push_back(Parsed {
            event,
            data,
            id: self.id.clone(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str, chunk: usize) -> Vec<(String, String, Option<String>)> {
        let mut parser = Parser::default();
        for chunk in text.as_bytes().chunks(chunk) {
            parser.add(chunk, 1000).expect("a short text");
        }
        parser
            .whole
            .into_iter()
            .map(|parsed| (parsed.event, parsed.data, parsed.id))
            .collect()
    }

    /// The examples of the HTML standard, section 9.2.6, and its rules on ends of lines.
    #[test]
    fn events_are_parsed_however_they_are_cut() {
        let event =
            |event: &str, data: &str, id: Option<&str>| (event.to_owned(), data.to_owned(), id.map(str::to_owned));
        for (text, events) in [
            (
                "data: YHOO\ndata: +2\ndata: 10\n\n",
                vec![event("message", "YHOO\n+2\n10", None)],
            ),
            (
                ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n",
                vec![
                    event("message", "first event", Some("1")),
                    event("message", "second event", None),
                    event("message", " third event", None),
                ],
            ),
            (
                "data\n\ndata\ndata\n\ndata:",
                vec![event("message", "", None), event("message", "\n", None)],
            ),
            (
                "\u{feff}event: add\r\ndata: 1\r\n\r\nid: 7\rdata: ä\r\revent: x\n\ndata: 2\n\n",
                vec![
                    event("add", "1", None),
                    event("message", "ä", Some("7")),
                    event("message", "2", Some("7")),
                ],
            ),
            ("data: not ended", vec![]),
        ] {
            for chunk in 1..=text.len() {
                assert_eq!(parsed(text, chunk), events, "{text:?} in pieces of {chunk}");
            }
        }
    }

    #[test]
    fn an_event_beyond_the_limit_is_refused() {
        let mut parser = Parser::default();
        assert_eq!(parser.add(b"data: 123\ndata: 4567", 12), Err(TooLong));
        let mut parser = Parser::default();
        assert_eq!(parser.add(b"retry: 1500\nretry: x\ndata: 1\n\ndata: 2\n\n", 12), Ok(()));
        assert_eq!(
            (parser.retry, parser.whole.len()),
            (Some(Duration::from_millis(1500)), 2)
        );
    }
}
