//! From the text of a recording to an interaction. What the envelope does not know is refused, never passed over.

use std::collections::HashSet;

use super::{VERSION, forbidden, is_pointer};
use crate::Error;
use crate::interaction::{
    Header, Interaction, Kind, PATH, Provenance, QUERY, REQUEST_BODY, Request, Response, Unobserved,
};
use crate::json::{self, FlawKind, Node, Parsed, Value};
use crate::part::{Part, parsed};

/// How deep a body is in the envelope.
pub(crate) const BODY_DEPTH: usize = 3;

/// Reads a recording: the interaction, and the tree of the envelope.
pub(super) fn interaction(text: &[u8]) -> Result<(Interaction, Node), Error> {
    let parsed = parsed(text, json::MAX_DEPTH + BODY_DEPTH)?;
    Ok((of(text, &parsed)?, parsed.root))
}

/// The interaction in a recording whose text was read.
pub(crate) fn of(text: &[u8], parsed: &Parsed) -> Result<Interaction, Error> {
    if let Some(flaw) = parsed.flaws.first() {
        let (what, help) = match flaw.kind {
            FlawKind::DuplicateKey => (
                "a member occurs twice",
                "remove one of the two; if the body was received like this, write it under `text`, which loses nothing",
            ),
            FlawKind::LoneSurrogate => (
                "half of a surrogate pair is in a string",
                "if the body was received like this, write it under `text`, which loses nothing",
            ),
        };
        return Err(Error::new(&flaw.pointer, what, help).at(json::position(text, flaw.offset)));
    }
    Part::whole(text, &parsed.root).interaction()
}

impl Part<'_> {
    fn interaction(&self) -> Result<Interaction, Error> {
        // The version comes first: of another one, nothing else can be said.
        self.object()?;
        let version = self.member("version")?;
        if version.node.as_number() != Some(VERSION) {
            return Err(version.error(
                format!("the version of this recording is not {VERSION}"),
                format!("this program reads version {VERSION}; use the one that wrote the file"),
            ));
        }
        self.only(&["version", "provenance", "unobserved", "request", "response", "redacted"])?;
        let request = self.member("request")?.request()?;
        let response = self.member("response")?.response()?;
        Ok(Interaction {
            provenance: self.member("provenance")?.provenance()?,
            unobserved: self.list("unobserved", Self::unobserved)?,
            redacted: {
                // Where a member occurs twice, a pointer leads to either.
                let body = |bytes: &[u8]| {
                    let parsed = json::parse(bytes).ok().filter(|parsed| parsed.flaws.is_empty());
                    parsed.map(|parsed| parsed.root)
                };
                let request_body = request.body.as_deref().and_then(body);
                let response_body = body(&response.body);
                self.list("redacted", |part| {
                    part.redacted(request_body.as_ref(), response_body.as_ref())
                })?
            },
            request,
            response,
        })
    }

    fn provenance(&self) -> Result<Provenance, Error> {
        self.only(&["kind", "source", "date"])?;
        let kind = self.member("kind")?;
        let date = self.member("date")?;
        if !is_date(date.string()?) {
            return Err(date.error("this is not a date", "write it as in 2026-04-03"));
        }
        Ok(Provenance {
            kind: kind.one_of(&Kind::ALL, Kind::word)?,
            source: self.member("source")?.string()?.to_owned(),
            date: date.string()?.to_owned(),
        })
    }

    fn unobserved(&self) -> Result<Unobserved, Error> {
        self.one_of(&Unobserved::ALL, Unobserved::word)
    }

    fn redacted(&self, request_body: Option<&Node>, response_body: Option<&Node>) -> Result<String, Error> {
        let text = self.string()?;
        if text.starts_with(PATH) || text.starts_with(QUERY) {
            return Ok(text.to_owned());
        }
        let (pointer, body, whose) = match text.strip_prefix(REQUEST_BODY) {
            Some(pointer) => (pointer, request_body, "request"),
            None => (text, response_body, "response"),
        };
        if !is_pointer(pointer) {
            let help = "write it as in /items/0/name, request.body:/name, path:name or query:name";
            return Err(self.error("this is not a JSON pointer", help));
        }
        if body.is_some_and(|body| body.at(pointer).is_none()) {
            let what = format!("nothing is there in the {whose}'s body");
            return Err(self.error(what, "remove the pointer, or fix it"));
        }
        Ok(text.to_owned())
    }

    fn request(&self) -> Result<Request, Error> {
        self.only(&["method", "url", "headers", "body"])?;
        let method = self.member("method")?;
        if !method.string()?.bytes().all(|byte| byte.is_ascii_uppercase()) || method.string()?.is_empty() {
            return Err(method.error("this is not an HTTP method", "write it in capitals, as in GET"));
        }
        let url = self.member("url")?;
        let authority = match url.string()?.split_once("://") {
            Some(("http" | "https", rest)) => rest.split(['/', '?', '#']).next().unwrap_or_default(),
            _ => return Err(url.error("this is not an absolute URL", "write it with https:// and the host")),
        };
        if authority.contains('@') {
            return Err(url.error("the URL contains credentials", "remove what is before the `@`"));
        }
        Ok(Request {
            method: method.string()?.to_owned(),
            url: url.string()?.to_owned(),
            headers: self.headers()?,
            body: self.optional("body").map(|body| body.body()).transpose()?,
        })
    }

    fn response(&self) -> Result<Response, Error> {
        self.only(&["status", "headers", "body"])?;
        let status = self.member("status")?;
        let number = status.node.as_number().and_then(|text| text.parse::<u16>().ok());
        let Some(number) = number.filter(|number| (100..600).contains(number)) else {
            return Err(status.error("this is not an HTTP status", "write a number from 100 to 599"));
        };
        Ok(Response {
            status: number,
            headers: self.headers()?,
            body: self
                .optional("body")
                .map(|body| body.body())
                .transpose()?
                .unwrap_or_default(),
        })
    }

    fn headers(&self) -> Result<Vec<Header>, Error> {
        let Some(part) = self.optional("headers") else {
            return Ok(Vec::new());
        };
        part.object()?;
        let mut headers: Vec<Header> = Vec::new();
        let mut names = HashSet::new();
        for member in part.node.members() {
            let values = part.down(&member.key, &member.node);
            if !names.insert(member.key.to_ascii_lowercase()) {
                return Err(values.error("the header occurs twice", "write its values as one list"));
            }
            let list = match member.node.value {
                Value::Array(_) => values.items()?,
                _ => vec![part.down(&member.key, &member.node)],
            };
            for value in list {
                let header = Header::new(&member.key, value.string()?);
                if let Some((what, help)) = forbidden(&header) {
                    return Err(value.error(what, help));
                }
                headers.push(header);
            }
        }
        Ok(headers)
    }
}

/// Whether a text is a day as in `2026-04-03`.
pub fn is_date(text: &str) -> bool {
    let parts: Vec<_> = text.split('-').collect();
    let [year, month, day] = parts[..] else { return false };
    let within = |part: &str, length, least: u32, most: u32| {
        part.len() == length
            && part.bytes().all(|byte| byte.is_ascii_digit())
            && part.parse().is_ok_and(|n| (least..=most).contains(&n))
    };
    within(year, 4, 1, 9999) && within(month, 2, 1, 12) && within(day, 2, 1, 31)
}
