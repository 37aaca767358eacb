//! What can go wrong with one response, as data.
//!
//! A fault is what a client sees on the wire. It is made from the correct response, so that a client
//! that takes a broken response for a whole one is found out. What concerns a whole connection rather than a response,
//! a certificate that is not trusted, is the server's: [`Server::start_tls`](super::Server::start_tls).

use std::{
    io::Write,
    time::{Duration, SystemTime},
};

use flate2::{Compression, write::GzEncoder};

use super::{CannedResponse, Handler, Received, Step};

/// What goes wrong with a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The response ends before it is whole.
    Break(Place, Ending),
    /// The response pauses, and then goes on.
    Slow(Place, Duration),
    /// Well-formed HTTP with a part of the body: the length is that of the part.
    Part(Share),
    /// The right response in two chunks, without a length; what follows the first one may be missing.
    Chunks(Share, Option<Ending>),
    /// A part of the body, and then the page of a gateway, as one response.
    HtmlAmid(Share),
    /// The service refuses, with a body of JSON.
    Refuse(u16, RetryAfter),
    /// The page of a gateway, instead of the service's response.
    Html(u16),
    /// The right response under another `Content-Type`.
    Label(&'static str),
    /// The right response, compressed.
    Gzip,
    /// The right response, compressed, and only a part of that: the length is that of the part.
    PartGzip(Share),
    /// The right response, compressed, with one byte of that changed.
    DamagedGzip(Share),
    /// The right response, said to be compressed and not.
    NoGzip,
    /// A redirect with this status to this URL.
    Redirect(u16, String),
    /// JSON without end, and without a length.
    Endless,
    /// Something else altogether.
    Instead(CannedResponse),
}

/// A place in a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Before anything.
    BeforeHead,
    /// Amid the status line and the headers.
    InHead,
    /// After the headers, before the body.
    AfterHead,
    /// Amid the body.
    InBody(Share),
}

/// How far into a body, in thousandths of the way from its first byte to its last: never nothing of it, and never all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share(pub u16);

impl Share {
    /// About half.
    pub const HALF: Self = Self(500);

    /// How many bytes lie before, of so many.
    fn of(self, length: usize) -> usize {
        let thousandths = usize::from(self.0.min(999));
        (1 + length.saturating_sub(1) * thousandths / 1000).min(length)
    }
}

/// How a response ends too early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The connection is reset.
    Reset,
    /// The connection is closed in good order.
    Close,
    /// Nothing more comes, and the connection stays open.
    Stall,
}

/// The header `Retry-After`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryAfter {
    /// None is sent.
    Absent,
    /// A number of seconds.
    Seconds(u64),
    /// A date so long after the response. Dates have whole seconds; the fraction is dropped.
    Date(Duration),
}

impl Fault {
    /// The response to `request` with this fault. `right` returns the correct response, and is not called where the
    /// fault takes place before the service.
    #[must_use]
    pub fn respond(&self, request: &Received, right: &dyn Handler) -> CannedResponse {
        let right = || right.respond(request);
        match self {
            Self::Break(place, ending) => {
                let whole = right().bytes();
                CannedResponse::steps([Step::Send(whole[..place.offset(&whole)].to_vec()), ending.step()])
            }
            Self::Slow(place, pause) => {
                let whole = right().bytes();
                let (early, late) = whole.split_at(place.offset(&whole));
                CannedResponse::steps([
                    Step::Send(early.to_vec()),
                    Step::Wait(*pause),
                    Step::Send(late.to_vec()),
                ])
            }
            Self::Part(share) => Parts::of(&right()).with_body(|body| body[..share.of(body.len())].to_vec()),
            Self::Chunks(share, ending) => Parts::of(&right()).chunks(*share, *ending),
            Self::HtmlAmid(share) => Parts::of(&right()).with_body(|body| {
                let html = b"<html><head><title>502 Bad Gateway</title></head></html>\r\n";
                [&body[..share.of(body.len())], html].concat()
            }),
            Self::Refuse(status, retry_after) => refusal(*status, *retry_after),
            Self::Html(status) => {
                let html = format!("<html><head><title>{status}</title></head><body>{status}</body></html>\r\n");
                CannedResponse::new(*status, &[("Content-Type", "text/html; charset=utf-8")], html)
            }
            Self::Label(label) => Parts::of(&right()).set("Content-Type", label).into_response(),
            Self::Gzip => Parts::of(&right()).set("Content-Encoding", "gzip").with_body(gzip),
            Self::PartGzip(share) => Parts::of(&right()).set("Content-Encoding", "gzip").with_body(|body| {
                let packed = gzip(body);
                packed[..share.of(packed.len())].to_vec()
            }),
            Self::DamagedGzip(share) => Parts::of(&right()).set("Content-Encoding", "gzip").with_body(|body| {
                let mut packed = gzip(body);
                let place = share.of(packed.len()) - 1;
                packed[place] ^= 0xff;
                packed
            }),
            Self::NoGzip => Parts::of(&right()).set("Content-Encoding", "gzip").into_response(),
            Self::Redirect(status, to) => CannedResponse::new(*status, &[("Location", to)], ""),
            Self::Endless => CannedResponse::steps([
                Step::Send(b"HTTP/1.1 200 Played\r\nContent-Type: application/json\r\n\r\n[0".to_vec()),
                Step::Forever(b",0".repeat(4 << 10)),
            ]),
            Self::Instead(response) => response.clone(),
        }
    }
}

impl Ending {
    fn step(self) -> Step {
        match self {
            Self::Reset => Step::Reset,
            Self::Close => Step::Close,
            Self::Stall => Step::Stall,
        }
    }
}

impl Place {
    /// Where this is in a response.
    fn offset(self, whole: &[u8]) -> usize {
        let head = head_length(whole);
        match self {
            Self::BeforeHead => 0,
            Self::InHead => head / 2,
            Self::AfterHead => head,
            Self::InBody(share) => head + share.of(whole.len() - head),
        }
    }
}

/// The length of the status line and the headers, the empty line after them included.
fn head_length(whole: &[u8]) -> usize {
    let end = whole.windows(4).position(|window| window == b"\r\n\r\n");
    end.map_or(whole.len(), |end| end + 4)
}

fn refusal(status: u16, retry_after: RetryAfter) -> CannedResponse {
    let value = match retry_after {
        RetryAfter::Absent => None,
        RetryAfter::Seconds(seconds) => Some(seconds.to_string()),
        RetryAfter::Date(after) => Some(httpdate::fmt_http_date(SystemTime::now() + after)),
    };
    let mut headers = vec![("Content-Type", "application/json")];
    headers.extend(value.as_deref().map(|value| ("Retry-After", value)));
    let body = format!(r#"{{"error_code":"TEST.{status:04}","error_msg":"refused by the schedule"}}"#);
    CannedResponse::new(status, &headers, body)
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    // Writing to memory does not fail.
    encoder
        .write_all(body)
        .and_then(|()| encoder.finish())
        .unwrap_or_default()
}

/// A well-formed response taken apart.
struct Parts {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Parts {
    fn of(response: &CannedResponse) -> Self {
        let whole = response.bytes();
        let (head, body) = whole.split_at(head_length(&whole));
        let mut headers = [httparse::EMPTY_HEADER; 100];
        let mut response = httparse::Response::new(&mut headers);
        // What is no HTTP has neither a status nor headers.
        let _ = response.parse(head);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self {
            status: response.code.unwrap_or(500),
            headers: response
                .headers
                .iter()
                .filter(|header| !header.name.is_empty() && !header.name.eq_ignore_ascii_case("content-length"))
                .map(|header| (header.name.to_owned(), text(header.value)))
                .collect(),
            body: body.to_vec(),
        }
    }

    fn set(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    fn with_body(mut self, change: impl FnOnce(&[u8]) -> Vec<u8>) -> CannedResponse {
        self.body = change(&self.body);
        self.into_response()
    }

    fn chunks(self, share: Share, ending: Option<Ending>) -> CannedResponse {
        let (first, second) = self.body.split_at(share.of(self.body.len()));
        let mut text = format!("HTTP/1.1 {} Played\r\nTransfer-Encoding: chunked\r\n", self.status).into_bytes();
        for (name, value) in &self.headers {
            text.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
        }
        text.extend_from_slice(b"\r\n");
        let mut chunk = |bytes: &[u8]| {
            text.extend_from_slice(format!("{:x}\r\n", bytes.len()).as_bytes());
            text.extend_from_slice(bytes);
            text.extend_from_slice(b"\r\n");
        };
        chunk(first);
        if let Some(ending) = ending {
            return CannedResponse::steps([Step::Send(text), ending.step()]);
        }
        // A chunk without bytes would be the end.
        if !second.is_empty() {
            chunk(second);
        }
        text.extend_from_slice(b"0\r\n\r\n");
        CannedResponse::steps([Step::Send(text)])
    }

    fn into_response(self) -> CannedResponse {
        let headers: Vec<_> = self.headers.iter().map(|(name, value)| (&**name, &**value)).collect();
        CannedResponse::new(self.status, &headers, self.body)
    }
}
