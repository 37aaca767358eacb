//! An interaction on its way through the pass: what of it was read, and what its bodies must be by that.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use codegen::view::{Target, Url, Variables, decode, decode_query};
use recording::{Header, REDACTED};

use super::body::Expected;
use super::cursor::{Cursor, Span, unescape};
use super::endpoint::Endpoint;
use super::engine::Compiled;
use super::program::Id;
use super::scalar;
use super::scratch::Scratch;
use super::walk::Walk;
use crate::contract::message::security;
use crate::contract::prepared::Prepared;
use crate::contract::source::Source;

/// What was read of an interaction.
pub(super) struct Traffic<'t> {
    pub(super) source: Source,
    pub(super) method: Cow<'t, str>,
    pub(super) url: Cow<'t, str>,
    pub(super) sent_headers: Vec<Header>,
    pub(super) sent: Body,
    pub(super) status: u16,
    pub(super) headers: Vec<Header>,
    pub(super) body: Body,
    /// Whether the body of the response is only known to be whole if it is JSON that ends.
    pub(super) must_be_json: bool,
}

/// A body, where it is in the text.
#[derive(Clone, Copy, Debug)]
pub(super) enum Body {
    /// There is none.
    Nothing,
    /// JSON, from here to there.
    Inline(usize, usize),
    /// The text of a string.
    Text(Span),
    /// The text of a string, in base64.
    Base64(Span),
    /// It was extracted, its escapes resolved: a text, or in base64.
    Apart { base64: bool },
    /// It was looked at already, and there are no findings.
    Fine,
}

/// Reads the text of an interaction.
pub(super) struct Reader<'j, 'd, 't> {
    pub(super) cursor: Cursor<'t>,
    pub(super) checker: Checker<'j, 'd>,
}

/// What an interaction is checked against.
pub(super) struct Checker<'j, 'd> {
    pub(super) prepared: &'j Prepared<'d>,
    pub(super) compiled: &'j Compiled<'d>,
    pub(super) scratch: &'j mut Scratch,
}

impl Checker<'_, '_> {
    /// What the body of the response must be, if the rest has no findings.
    pub(super) fn expected(&mut self, text: &str, traffic: &Traffic<'_>) -> Option<Expected> {
        // Some redirections come from no server.
        (!(300..400).contains(&traffic.status)).then_some(())?;
        let url = Url::parse(&traffic.url)?;
        let api = &self.prepared.api;
        let target = api.target(&traffic.method, &url, &mut self.scratch.origins);
        let Target::Operation {
            index,
            variables,
            foreign,
        } = target
        else {
            return None;
        };
        let compiled = self.compiled;
        let endpoint = &compiled.endpoints[index];
        self.scratch.counts.add(endpoint.interactions);
        // A mistake in a request that the service refused is no violation.
        if !(400..500).contains(&traffic.status) {
            (!foreign).then_some(())?;
            self.request(text, endpoint, traffic, &url, &variables)?;
        }
        let Some(response) = endpoint.response(traffic.status)? else {
            return Some(Expected::Unsaid);
        };
        self.scratch.counts.add(response.counter);
        for header in response.headers(&traffic.headers, traffic.source) {
            let (header, text) = header?;
            let sent = [(header.name, text)];
            header.takes(text.trim(), &sent, &compiled.program, &self.prepared.keywords)?;
        }
        endpoint.expected(response, traffic.status, &traffic.headers)
    }

    fn request(
        &mut self,
        text: &str,
        endpoint: &Endpoint<'_>,
        traffic: &Traffic<'_>,
        url: &Url<'_>,
        variables: &Variables<'_, '_>,
    ) -> Option<()> {
        let (program, keywords) = (&self.compiled.program, &self.prepared.keywords);
        for parameter in &endpoint.path {
            if let Some((name, text)) = variables.iter().find(|(name, _)| *name == parameter.name) {
                parameter.takes(&decode(text), &[(name, text)], program, keywords)?;
            }
        }
        self.query(endpoint, url)?;
        let headers = &traffic.sent_headers;
        for parameter in &endpoint.headers {
            match Header::find(headers, parameter.name) {
                None => (!parameter.required).then_some(())?,
                Some(REDACTED) => {}
                Some(text) => parameter.takes(text.trim(), &[(parameter.name, text)], program, keywords)?,
            }
        }
        if let Some(required) = endpoint.cookies {
            (!required && Header::find(headers, "Cookie").is_none()).then_some(())?;
        }
        if !headers.iter().all(|header| endpoint.knows_header(&header.name)) {
            return None;
        }
        let mut alternatives = endpoint.security.iter();
        let borne = alternatives.any(|all| all.iter().all(|one| security::is_in(*one, headers, url)));
        if !endpoint.security.is_empty() && !borne {
            return None;
        }
        let expected = match (&endpoint.body, traffic.sent.is_empty()) {
            (None, true) => return Some(()),
            (None, false) => return None,
            (Some((required, _)), true) => return (!required).then_some(()),
            (Some((_, None)), false) => Expected::Unsaid,
            (Some((_, Some(content))), false) => content.expected(headers)?,
        };
        self.body(text, traffic.sent, expected)
    }

    fn query(&mut self, endpoint: &Endpoint<'_>, url: &Url<'_>) -> Option<()> {
        let pairs = url.pairs();
        let mut claimed = vec![false; pairs.len()];
        for parameter in &endpoint.query {
            let mine = match endpoint.odd_query {
                true => parameter.claim(&pairs, &mut claimed),
                false => named(parameter.name, &pairs, &mut claimed),
            };
            let Some((_, last)) = mine.last() else {
                (!parameter.required).then_some(())?;
                continue;
            };
            self.scratch.counts.add(parameter.counter?);
            let empty = mine.iter().all(|(_, value)| value.is_empty());
            if !(empty && parameter.allows_empty) {
                let (program, keywords) = (&self.compiled.program, &self.prepared.keywords);
                parameter.takes(&decode_query(last), &mine, program, keywords)?;
            }
        }
        let own = |name: &str| endpoint.credentials.iter().any(|own| decode_query(name) == *own);
        let mut others = pairs.iter().zip(&claimed).filter(|(_, claimed)| !**claimed);
        others.all(|((name, _), _)| own(name)).then_some(())
    }

    /// Whether there are no findings for a body.
    pub(super) fn body(&mut self, text: &str, body: Body, expected: Expected) -> Option<()> {
        match body {
            Body::Fine => return Some(()),
            Body::Inline(start, end) => {
                // It is JSON whatever is expected: otherwise the enclosing text could not be read.
                let mut cursor = Cursor { text, at: start };
                self.walk(&mut cursor, self.schema(expected))?;
                return match expected {
                    Expected::Nothing => None,
                    Expected::Text(schema) => self.text(&text[start..end], schema),
                    _ => (cursor.at == end).then_some(()),
                };
            }
            _ if self.is_empty(body) => {
                return matches!(expected, Expected::Nothing | Expected::Unsaid).then_some(());
            }
            _ => {}
        }
        match body {
            Body::Apart { base64 } => {
                let unescaped = std::mem::take(&mut self.scratch.body);
                let fine = self.bytes(&unescaped, base64, expected);
                self.scratch.body = unescaped;
                fine
            }
            Body::Text(span) | Body::Base64(span) => {
                let mut unescaped = String::new();
                unescape(text, span, &mut unescaped);
                self.bytes(unescaped.as_bytes(), matches!(body, Body::Base64(_)), expected)
            }
            _ => None,
        }
    }

    fn is_empty(&self, body: Body) -> bool {
        match body {
            Body::Apart { .. } => self.scratch.body.is_empty(),
            _ => body.is_empty(),
        }
    }

    /// The same for one that was in a string.
    fn bytes(&mut self, bytes: &[u8], base64: bool, expected: Expected) -> Option<()> {
        let bytes = match base64 {
            true => Cow::Owned(STANDARD.decode(bytes).ok()?),
            false => Cow::Borrowed(bytes),
        };
        if matches!(expected, Expected::Opaque | Expected::Unsaid) {
            return Some(());
        }
        let text = std::str::from_utf8(&bytes).ok()?;
        // Compressed bytes that a tool took for text.
        (!text.starts_with("\u{1F}\u{8B}")).then_some(())?;
        match expected {
            Expected::Text(schema) => self.text(text, schema),
            Expected::Json(_) => {
                let mut cursor = Cursor::new(text);
                self.walk(&mut cursor, self.schema(expected))?;
                cursor.ended().then_some(())
            }
            _ => None,
        }
    }

    /// The schema that a body of JSON has.
    pub(super) fn schema(&self, expected: Expected) -> Id {
        match expected {
            Expected::Json(Some(schema)) => schema,
            _ => self.compiled.anything,
        }
    }

    /// Passes a value of JSON.
    pub(super) fn walk(&mut self, cursor: &mut Cursor<'_>, schema: Id) -> Option<()> {
        let mut walk = Walk::new(self.prepared, &self.compiled.program, self.scratch, *cursor);
        walk.root(schema)?;
        *cursor = Cursor {
            at: walk.cursor.at,
            ..*cursor
        };
        Some(())
    }

    fn text(&mut self, text: &str, schema: Id) -> Option<()> {
        let node = &self.compiled.program.nodes[schema as usize];
        (!node.exact).then_some(())?;
        // What is not JSON is no evidence.
        scalar::string(node, text, &mut |_| {})
    }
}

impl Body {
    fn is_empty(self) -> bool {
        match self {
            Self::Nothing => true,
            Self::Inline(..) | Self::Apart { .. } | Self::Fine => false,
            Self::Text(span) | Self::Base64(span) => span.start == span.end,
        }
    }
}

/// The pairs of a query that have a name.
fn named<'u>(name: &str, pairs: &[(&'u str, &'u str)], claimed: &mut [bool]) -> Vec<(&'u str, &'u str)> {
    let mut mine = Vec::new();
    for (pair, claimed) in pairs.iter().zip(claimed) {
        let plain = !pair.0.contains(['%', '+']);
        if (plain && pair.0 == name) || (!plain && decode_query(pair.0) == name) {
            *claimed = true;
            mine.push(*pair);
        }
    }
    mine
}
