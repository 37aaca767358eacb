//! Entries of a HAR 1.2. Parts that the tool may not have saved are left to the exact check, which knows what a missing part
//! means.

use recording::Header;
use recording::har::{Size, Sizes, Whole, lists_all};

use super::cursor::unescape;
use super::envelope::MANY;
use super::traffic::{Body, Reader, Traffic};

/// What is said beside the parts of a request or a response: evidence of whether they are whole.
#[derive(Default)]
struct Evidence {
    headers: Size,
    sizes: Sizes,
    cookies: bool,
    /// The list of pairs that is beside a URL, or the target of a redirection.
    beside: bool,
    /// Whether a body has a separate media type.
    content: bool,
}

impl<'t> Reader<'_, '_, 't> {
    /// An entry.
    pub(super) fn entry(&mut self) -> Option<()> {
        let mut traffic = Traffic::default();
        let (mut requests, mut responses) = (Evidence::default(), Evidence::default());
        let mut seen = Vec::new();
        self.object(|reader, name| {
            (!seen.contains(&name) && seen.len() < MANY).then(|| seen.push(name))?;
            match name {
                "request" => reader.har_request(&mut traffic, &mut requests),
                "response" => reader.har_response(&mut traffic, &mut responses),
                // The headers are those that a browser would have sent.
                "_fromCache" | "_fetchedViaServiceWorker" => None,
                _ => reader.anything(),
            }
        })?;
        let whole = seen.contains(&"request") && seen.contains(&"response") && self.cursor.ended();
        whole.then_some(())?;
        self.is_whole_request(&traffic, &requests)?;
        self.is_whole_response(&mut traffic, &responses)?;
        self.finish(&traffic)
    }

    fn har_request(&mut self, traffic: &mut Traffic<'t>, evidence: &mut Evidence) -> Option<()> {
        let mut seen = Vec::new();
        self.object(|reader, name| {
            (!seen.contains(&name) && seen.len() < MANY).then(|| seen.push(name))?;
            match name {
                "method" => traffic.method = reader.method()?,
                "url" => traffic.url = reader.url()?,
                "headers" => traffic.sent_headers = reader.listed_headers()?,
                "headersSize" => evidence.headers = reader.size()?,
                "bodySize" => evidence.sizes.transfer = reader.size()?,
                "cookies" => evidence.cookies = reader.has_items()?,
                "queryString" => evidence.beside = reader.has_items()?,
                "postData" => {
                    evidence.content = true;
                    traffic.sent = reader.content(false)?.0;
                }
                _ => reader.anything()?,
            }
            Some(())
        })?;
        ["method", "url", "headers"]
            .iter()
            .all(|name| seen.contains(name))
            .then_some(())
    }

    fn har_response(&mut self, traffic: &mut Traffic<'t>, evidence: &mut Evidence) -> Option<()> {
        let mut seen = Vec::new();
        self.object(|reader, name| {
            (!seen.contains(&name) && seen.len() < MANY).then(|| seen.push(name))?;
            match name {
                "status" => traffic.status = reader.status()?,
                "headers" => traffic.headers = reader.listed_headers()?,
                "headersSize" => evidence.headers = reader.size()?,
                "bodySize" => evidence.sizes.transfer = reader.size()?,
                "cookies" => evidence.cookies = reader.has_items()?,
                "redirectURL" => {
                    let start = reader.cursor.at;
                    reader.anything()?;
                    evidence.beside = !matches!(&reader.cursor.text[start..reader.cursor.at], "\"\"" | "null");
                }
                "content" => {
                    evidence.content = true;
                    (traffic.body, evidence.sizes.content) = reader.content(true)?;
                }
                _ => reader.anything()?,
            }
            Some(())
        })?;
        ["status", "headers", "content"]
            .iter()
            .all(|name| seen.contains(name))
            .then_some(())
    }

    /// Whether a request is as it was sent.
    fn is_whole_request(&mut self, traffic: &Traffic<'t>, evidence: &Evidence) -> Option<()> {
        let headers = &traffic.sent_headers;
        let first = traffic.method.len() + traffic.url.len();
        has_headers(headers, first, evidence, "Cookie")?;
        (!evidence.beside || traffic.url.contains('?')).then_some(())?;
        let length = match traffic.sent {
            Body::Text(span) if span.start < span.end => {
                let mut text = String::new();
                unescape(self.cursor.text, span, &mut text);
                text.len()
            }
            Body::Base64(span) => shortest(span.end - span.start),
            _ => {
                // Elsewhere the exact check knows whether there was none, or it was not captured.
                let without = ["GET", "HEAD", "OPTIONS"].contains(&&*traffic.method);
                let may_come = evidence.sizes.any(headers) || Header::find(headers, "Transfer-Encoding").is_some();
                return (!may_come && (without || evidence.sizes.none(headers))).then_some(());
            }
        };
        (evidence.sizes.whole(length as u64, false, headers) == Whole::Yes).then_some(())
    }

    /// Whether a response is as it was sent.
    fn is_whole_response(&mut self, traffic: &mut Traffic<'t>, evidence: &Evidence) -> Option<()> {
        let headers = &traffic.headers;
        has_headers(headers, 0, evidence, "Set-Cookie")?;
        (!evidence.beside || Header::find(headers, "Location").is_some()).then_some(())?;
        let length = self.checker.scratch.body.len();
        let is_empty = match traffic.body {
            Body::Apart { .. } => length == 0,
            body => matches!(body, Body::Nothing),
        };
        if is_empty {
            // As for requests.
            let without = matches!(traffic.status, 204 | 205) || traffic.method == "HEAD";
            return (without || evidence.sizes.none(headers)).then_some(());
        }
        let length = match traffic.body {
            Body::Apart { base64 } => {
                if base64 {
                    shortest(length)
                } else {
                    length
                }
            }
            _ => return Some(()),
        };
        match evidence.sizes.whole(length as u64, false, headers) {
            Whole::Yes => Some(()),
            Whole::UnlessCut => {
                traffic.must_be_json = true;
                Some(())
            }
            Whole::No => None,
        }
    }

    /// A body, one in pieces is not ordinary; and what is said of its size.
    fn content(&mut self, in_response: bool) -> Option<(Body, Size)> {
        let (mut text, mut base64, mut size) = (None, false, Size::Unknown);
        let mut seen = Vec::new();
        self.object(|reader, name| {
            (!seen.contains(&name) && seen.len() < MANY).then(|| seen.push(name))?;
            match name {
                "text" => text = Some(reader.quoted(false, in_response)?),
                "encoding" => match &*reader.text()? {
                    "" => {}
                    "base64" => base64 = true,
                    _ => return None,
                },
                "size" => size = reader.size()?,
                "params" => reader.nothing()?,
                _ => reader.anything()?,
            }
            Some(())
        })?;
        let body = match text {
            Some(Body::Text(span)) if base64 => Body::Base64(span),
            Some(Body::Apart { .. }) => Body::Apart { base64 },
            other => other.unwrap_or(Body::Nothing),
        };
        Some((body, size))
    }

    /// A size.
    fn size(&mut self) -> Option<Size> {
        match self.cursor.next()? {
            b'-' | b'0'..=b'9' => Some(Size::of(self.cursor.number()?.text)),
            _ => {
                self.anything()?;
                Some(Size::Unknown)
            }
        }
    }

    /// Whether a list has items.
    fn has_items(&mut self) -> Option<bool> {
        let start = self.cursor.at;
        self.anything()?;
        let text = &self.cursor.text[start..self.cursor.at];
        Some(!matches!(text, "[]" | "null"))
    }
}

/// Whether all headers of a request or a response are there. `cookies` is the one that a list may be beside.
fn has_headers(headers: &[Header], first: usize, evidence: &Evidence, cookies: &str) -> Option<()> {
    let typed = !evidence.content || Header::find(headers, "Content-Type").is_some();
    let cookies = !evidence.cookies || Header::find(headers, cookies).is_some();
    (typed && cookies && lists_all(headers, first, evidence.headers)).then_some(())
}

/// The least number of bytes that this many characters of Base64 encode.
fn shortest(characters: usize) -> usize {
    (characters / 4 * 3).saturating_sub(2)
}
