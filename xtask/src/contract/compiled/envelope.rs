//! The envelope of recordings, and lines of traffic as it was, which have the same form.
//!
//! What [`recording::Recording`] refuses is never accepted here; of what it takes, only what is ordinary.

use std::borrow::Cow;

use recording::har::Size;
use recording::headers::{HeaderPolicy, header_policy};
use recording::{Header, Kind, REDACTED, VERSION, is_date};

use super::body::Expected;
use super::traffic::{Body, Reader, Traffic};
use super::walk::text;
use crate::contract::source::Source;

/// How many headers or members are ordinary: they are compared one by one.
pub(super) const MANY: usize = 256;

/// How many bits record which members were in an object.
type Members = u8;

impl<'t> Reader<'_, '_, 't> {
    /// A recording.
    pub(super) fn recording(&mut self) -> Option<()> {
        self.interaction(true)
    }

    /// A line: a recording if it has a version, and then at its beginning.
    pub(super) fn line(&mut self) -> Option<()> {
        self.interaction(false)
    }

    fn interaction(&mut self, enveloped: bool) -> Option<()> {
        let mut traffic = Traffic::default();
        let (mut requested, mut in_response) = (false, false);
        let mut seen = Vec::new();
        self.object(|reader, name| {
            (!seen.contains(&name) && seen.len() < MANY).then(|| seen.push(name))?;
            match name {
                "version" => {
                    // What is before it would have been taken for traffic as it was.
                    (reader.cursor.number()?.text == VERSION && seen.len() == 1)
                        .then(|| traffic.source = Source::Recording)
                }
                "request" => {
                    requested = true;
                    reader.request(&mut traffic)
                }
                "response" => {
                    in_response = true;
                    reader.response(&mut traffic, requested)
                }
                "provenance" if traffic.source == Source::Recording => reader.provenance(),
                // Unobserved and redacted values are not ordinary.
                "unobserved" | "redacted" => reader.nothing(),
                _ if traffic.source == Source::Recording => None,
                _ => reader.anything(),
            }
        })?;
        let recording = traffic.source == Source::Recording;
        let whole =
            requested && in_response && (recording || !enveloped) && (!recording || seen.contains(&"provenance"));
        (whole && self.cursor.ended()).then_some(())?;
        (recording || self.has_announced_bodies(&traffic)).then_some(())?;
        self.finish(&traffic)
    }

    /// Whether a body is there wherever a header says that there is one.
    fn has_announced_bodies(&self, traffic: &Traffic<'t>) -> bool {
        let is_announced = |headers: &[Header]| Size::announced(headers).exceeds(0);
        let is_empty = match traffic.body {
            Body::Apart { .. } => self.checker.scratch.body.is_empty(),
            body => matches!(body, Body::Nothing),
        };
        !(matches!(traffic.sent, Body::Nothing) && is_announced(&traffic.sent_headers)
            || is_empty && is_announced(&traffic.headers))
    }

    /// Looks at the body of the response, if that was not done on the way.
    pub(super) fn finish(&mut self, traffic: &Traffic<'t>) -> Option<()> {
        if matches!(traffic.body, Body::Fine) {
            return Some(());
        }
        let text = self.cursor.text;
        let expected = self.checker.expected(text, traffic)?;
        (!traffic.must_be_json || matches!(expected, Expected::Json(_))).then_some(())?;
        self.checker.body(text, traffic.body, expected)
    }

    fn provenance(&mut self) -> Option<()> {
        let mut seen: Members = 0;
        self.object(|reader, name| {
            let bit = match name {
                "kind" => 1,
                "source" => 2,
                "date" => 4,
                _ => return None,
            };
            (seen & bit == 0).then(|| seen |= bit)?;
            let value = reader.text()?;
            let fine = match name {
                "kind" => Kind::ALL.iter().any(|kind| kind.word() == value),
                "date" => is_date(&value),
                _ => true,
            };
            fine.then_some(())
        })?;
        (seen == 7).then_some(())
    }

    fn request(&mut self, traffic: &mut Traffic<'t>) -> Option<()> {
        let mut seen: Members = 0;
        let source = traffic.source;
        self.object(|reader, name| {
            let bit = match name {
                "method" => 1,
                "url" => 2,
                "headers" => 4,
                "body" => 8,
                _ if source == Source::Recording => return None,
                // It is a body, too.
                "body_base64" => return None,
                _ => return reader.anything(),
            };
            (seen & bit == 0).then(|| seen |= bit)?;
            match name {
                "method" => traffic.method = reader.method()?,
                "url" => traffic.url = reader.url()?,
                "headers" => traffic.sent_headers = reader.headers(source)?,
                _ => traffic.sent = reader.body(source, false)?,
            }
            Some(())
        })?;
        (seen & 3 == 3).then_some(())
    }

    fn response(&mut self, traffic: &mut Traffic<'t>, requested: bool) -> Option<()> {
        let mut seen: Members = 0;
        let source = traffic.source;
        self.object(|reader, name| {
            let bit = match name {
                "status" => 1,
                "headers" => 2,
                "body" => 4,
                _ if source == Source::Recording => return None,
                // They are a body, too.
                "body_base64" | "content" => return None,
                _ => return reader.anything(),
            };
            (seen & bit == 0).then(|| seen |= bit)?;
            match name {
                "status" => traffic.status = reader.status()?,
                "headers" => traffic.headers = reader.headers(source)?,
                // All that says what it must be is known: it is looked at where it is.
                _ if requested && seen == 7 => traffic.body = reader.now(traffic)?,
                _ => traffic.body = reader.body(source, true)?,
            }
            Some(())
        })?;
        (seen & 1 == 1).then_some(())
    }

    /// The body of a response, looked at while it is passed if it is JSON.
    fn now(&mut self, traffic: &Traffic<'t>) -> Option<Body> {
        let here = self.cursor;
        if self.cursor.eat(b'{') && self.cursor.next() == Some(b'"') {
            let key = self.cursor.string()?;
            if &self.cursor.text[key.start..key.end] == "json" && self.cursor.eat(b':') {
                let expected = self.checker.expected(self.cursor.text, traffic)?;
                if let Expected::Json(_) = expected {
                    let schema = self.checker.schema(expected);
                    self.checker.walk(&mut self.cursor, schema)?;
                    return self.cursor.eat(b'}').then_some(Body::Fine);
                }
            }
        }
        self.cursor = here;
        self.body(traffic.source, true)
    }

    /// A body in one of its forms.
    fn body(&mut self, source: Source, in_response: bool) -> Option<Body> {
        if source == Source::Traffic && self.cursor.next()? == b'"' {
            return self.quoted(false, in_response);
        }
        let mut body = None;
        self.object(|reader, name| {
            body.is_none().then_some(())?;
            reader.cursor.next()?;
            body = Some(match name {
                "json" => {
                    let start = reader.cursor.at;
                    reader.cursor.pass()?;
                    Body::Inline(start, reader.cursor.at)
                }
                "text" => reader.quoted(false, in_response)?,
                "base64" => reader.quoted(true, in_response)?,
                _ => return None,
            });
            Some(())
        })?;
        body
    }

    /// A body that is in a string. That of the response, which is long, is extracted at once.
    pub(super) fn quoted(&mut self, base64: bool, in_response: bool) -> Option<Body> {
        if !in_response {
            let span = self.cursor.string()?;
            return Some(if base64 { Body::Base64(span) } else { Body::Text(span) });
        }
        let body = &mut self.checker.scratch.body;
        body.clear();
        self.cursor.string_into(body)?;
        Some(Body::Apart { base64 })
    }

    /// Headers: an object, or for traffic as it was a list as in a HAR.
    fn headers(&mut self, source: Source) -> Option<Vec<Header>> {
        let mut headers: Vec<Header> = Vec::new();
        if source == Source::Traffic && self.cursor.next()? == b'[' {
            return self.listed_headers();
        }
        let add = |headers: &mut Vec<Header>, header: Header| {
            // What a recording must not contain is refused without a check.
            let fine = source == Source::Traffic
                || header_policy(&header.name) == HeaderPolicy::Value
                || header.value == REDACTED;
            (fine && headers.len() < MANY).then(|| headers.push(header))
        };
        self.object(|reader, name| {
            Header::find(&headers, name).is_none().then_some(())?;
            if reader.cursor.next()? == b'"' {
                let value = reader.text()?;
                return add(&mut headers, Header::new(name, value));
            }
            reader.list(|reader| {
                let value = reader.text()?;
                add(&mut headers, Header::new(name, value))
            })
        })?;
        Some(headers)
    }

    /// A list of names and values.
    pub(super) fn listed_headers(&mut self) -> Option<Vec<Header>> {
        let mut headers = Vec::new();
        self.list(|reader| {
            let (mut name, mut value) = (None, None);
            reader.object(|reader, key| {
                let member = match key {
                    "name" => &mut name,
                    "value" => &mut value,
                    _ => return reader.anything(),
                };
                let text = reader.text()?;
                member.replace(text).is_none().then_some(())
            })?;
            let (name, value) = (name?, value?);
            // What HTTP/2 has in the place of the first line is no header.
            if !name.starts_with(':') {
                headers.push(Header::new(name, value));
            }
            (headers.len() <= MANY).then_some(())
        })?;
        Some(headers)
    }

    pub(super) fn method(&mut self) -> Option<Cow<'t, str>> {
        let method = self.text()?;
        let fine = !method.is_empty() && method.bytes().all(|byte| byte.is_ascii_uppercase());
        fine.then_some(method)
    }

    pub(super) fn url(&mut self) -> Option<Cow<'t, str>> {
        let url = self.text()?;
        let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
        let authority = rest.split(['/', '?', '#']).next()?;
        (!authority.contains('@')).then_some(url)
    }

    pub(super) fn status(&mut self) -> Option<u16> {
        self.cursor.next()?;
        let status = self.cursor.number()?.text.parse().ok()?;
        (100..600).contains(&status).then_some(status)
    }

    /// A string, its escapes resolved.
    pub(super) fn text(&mut self) -> Option<Cow<'t, str>> {
        self.cursor.next()?;
        Some(text(self.cursor.text, self.cursor.string()?))
    }

    /// An empty list.
    pub(super) fn nothing(&mut self) -> Option<()> {
        (self.cursor.eat(b'[') && self.cursor.eat(b']')).then_some(())
    }

    /// A value that is not used.
    pub(super) fn anything(&mut self) -> Option<()> {
        let anything = self.checker.compiled.anything;
        self.checker.walk(&mut self.cursor, anything)
    }

    /// The members of an object. What is written with escapes is nothing that is known here.
    pub(super) fn object(&mut self, mut member: impl FnMut(&mut Self, &'t str) -> Option<()>) -> Option<()> {
        self.cursor.eat(b'{').then_some(())?;
        if self.cursor.eat(b'}') {
            return Some(());
        }
        loop {
            self.cursor.next()?;
            let key = self.cursor.string().filter(|key| !key.escaped)?;
            self.cursor.eat(b':').then_some(())?;
            self.cursor.next()?;
            member(self, &self.cursor.text[key.start..key.end])?;
            if !self.cursor.eat(b',') {
                return self.cursor.eat(b'}').then_some(());
            }
        }
    }

    /// The items of a list.
    fn list(&mut self, mut item: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.cursor.eat(b'[').then_some(())?;
        if self.cursor.eat(b']') {
            return Some(());
        }
        loop {
            item(self)?;
            if !self.cursor.eat(b',') {
                return self.cursor.eat(b']').then_some(());
            }
        }
    }
}

impl Default for Traffic<'_> {
    fn default() -> Self {
        Self {
            source: Source::Traffic,
            method: Cow::Borrowed(""),
            url: Cow::Borrowed(""),
            sent_headers: Vec::new(),
            sent: Body::Nothing,
            status: 0,
            headers: Vec::new(),
            body: Body::Nothing,
            must_be_json: false,
        }
    }
}
