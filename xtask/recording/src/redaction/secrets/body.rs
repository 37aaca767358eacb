//! Credentials in bodies.

use std::borrow::Cow;

use super::credential_name::Paths;
use super::search::{LONG, entities};
use super::{Found, header, is_credential, text, url};
use crate::json::child;
use crate::redaction::Vocabulary;
use crate::redaction::json::{Scalar, scalars};

/// What the document says of the values in a body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// JSON pointers of the objects that are maps: their names are data.
    pub maps: Vec<String>,
    /// JSON pointers of the values that are secret.
    pub secrets: Vec<String>,
}

/// Collects the credentials in a body.
pub(super) fn collect(bytes: &[u8], media_type: Option<&str>, facts: &Facts, found: &mut Found) {
    let media_type = media_type.unwrap_or_default();
    let text = String::from_utf8_lossy(bytes);
    if media_type.to_ascii_lowercase().contains("multipart/") {
        return multipart(&text, found);
    }
    let start = text.trim_start_matches(['\u{FEFF}', ' ', '\t', '\r', '\n']);
    if start.starts_with('<') {
        markup(start, found);
        return text::collect(start, found);
    }
    if !start.starts_with(['{', '[', '"']) {
        if start.contains('=') && !start.trim_end().contains('\n') {
            url::pairs(start.trim_end(), false, &Vocabulary::default(), found);
        }
        return text::collect(start, found);
    }
    let is_json = members(bytes, found);
    // What is behind the end of the JSON, such as more lines of it, or behind the point from which it is none.
    if !is_json {
        for line in text.lines().skip(1) {
            members(line.as_bytes(), found);
        }
        text::collect(start, found);
    }
    if facts.secrets.is_empty() {
        return;
    }
    let around = |pointer: &str, secret: &String| {
        pointer
            .strip_prefix(secret.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    scalars(bytes, &mut |way, scalar| {
        let pointer = way.iter().fold(String::new(), |pointer, step| child(&pointer, step));
        if facts.secrets.iter().any(|secret| around(&pointer, secret)) {
            add(scalar, found);
        }
    });
}

/// Collects the members of JSON, or of what is nearly JSON, whose names are those of credentials; also where JSON is in
/// a text of it. Returns whether it is JSON as a whole.
pub(super) fn members(bytes: &[u8], found: &mut Found) -> bool {
    let mut pair = Pair::default();
    let mut paths = Paths::default();
    scalars(bytes, &mut |way, scalar| {
        pair.see(way, scalar, found);
        if paths.are_at_credential(way) {
            // Such as `Bearer …` under `Authorization`.
            if let Scalar::Text(text) = scalar {
                text::collect(text, found);
            }
            return add(scalar, found);
        }
        let Scalar::Text(text) = scalar else { return };
        let text = text.trim();
        if text.len() > 2 && text.starts_with(['{', '[']) {
            // Deeper than the outer text, it ends somewhere: each is shorter than what encloses it.
            members(text.as_bytes(), found);
        }
        text::collect(text, found);
    })
}

/// Collects all longer values of JSON, such as of a cookie.
pub(super) fn long_values(bytes: &[u8], found: &mut Found) {
    scalars(bytes, &mut |_, scalar| {
        if let Scalar::Text(text) = scalar
            && text.len() >= LONG
        {
            found.add(text);
        }
    });
}

/// An object that has a name and a value as members: `{"name": "password", "value": "…"}`, in any order.
#[derive(Default)]
struct Pair {
    object: Vec<String>,
    is_credential: bool,
    value: Option<String>,
}

impl Pair {
    fn see(&mut self, way: &[Cow<'_, str>], scalar: Scalar<'_>, found: &mut Found) {
        const NAMES: [&str; 8] = ["attribute", "field", "header", "id", "key", "name", "parameter", "type"];
        const VALUES: [&str; 5] = ["content", "data", "text", "val", "value"];
        let (Some((member, object)), Scalar::Text(text)) = (way.split_last(), scalar) else {
            return;
        };
        if !object.iter().eq(&self.object) {
            *self = Self {
                object: object.iter().map(|step| step.to_string()).collect(),
                ..Self::default()
            };
        }
        let is = |names: &[&str]| names.iter().any(|name| member.eq_ignore_ascii_case(name));
        if is(&NAMES) && text.len() <= LONGEST_NAME {
            self.is_credential |= is_credential(text);
        } else if is(&VALUES) {
            self.value = Some(text.to_owned());
        }
        if self.is_credential
            && let Some(value) = self.value.take()
        {
            found.add(&value);
        }
    }
}

/// A longer text is not the name of something.
const LONGEST_NAME: usize = 64;

/// Adds a scalar under the name of a credential. Numbers there are mostly counts and times, but for long ones.
fn add(scalar: Scalar<'_>, found: &mut Found) {
    match scalar {
        Scalar::Text(text) => {
            found.add(text);
            // Also `{"auth": "…"}`, which is written like the credentials of Basic.
            header::basic(text, found);
        }
        Scalar::Number(text) if text.len() >= super::search::SHORT => found.add(text),
        _ => {}
    }
}

/// The parts of a multipart body.
fn multipart(text: &str, found: &mut Found) {
    let Some(boundary) = text.lines().map(str::trim_end).find(|line| line.starts_with("--")) else {
        return text::collect(text, found);
    };
    for part in text.split(boundary.trim_end_matches('-')) {
        let Some((head, body)) = part.split_once("\r\n\r\n").or_else(|| part.split_once("\n\n")) else {
            continue;
        };
        let body = body.trim_end_matches(['\r', '\n']);
        let named = head
            .split([';', '\r', '\n'])
            .filter_map(|pair| pair.trim().split_once('='));
        let mut names = named.filter(|(name, _)| name.trim().eq_ignore_ascii_case("name"));
        if names.any(|(_, name)| is_credential(name.trim().trim_matches('"'))) {
            found.add(body);
        }
        collect(body.as_bytes(), None, &Facts::default(), found);
    }
}

/// The elements and attributes of XML and HTML.
fn markup(text: &str, found: &mut Found) {
    let plain = text.replace("<![CDATA[", "").replace("]]>", "");
    for tag in plain.split('<').skip(1) {
        let (head, content) = tag.split_once('>').unwrap_or((tag, ""));
        let name = head.split(char::is_whitespace).next().unwrap_or_default();
        if is_credential(name.rsplit(':').next().unwrap_or_default()) {
            found.add(&entities(content));
        }
        let attributes = attributes(&head[name.len()..]);
        let local = |name: &str| name.rsplit(':').next().unwrap_or_default().to_ascii_lowercase();
        let is_named = attributes.iter().any(|(attribute, value)| {
            ["id", "key", "name"].contains(&local(attribute).as_str()) && is_credential(value)
        });
        for (attribute, value) in &attributes {
            if is_credential(&local(attribute))
                || (is_named && ["content", "value"].contains(&local(attribute).as_str()))
            {
                found.add(&entities(value));
            }
        }
        // The text of an element that an attribute names: `<string name="api_key">…</string>`.
        if is_named && !content.trim().is_empty() {
            found.add(&entities(content));
        }
    }
}

/// The names and values of the attributes in a tag.
fn attributes(mut rest: &str) -> Vec<(&str, &str)> {
    let mut all = Vec::new();
    while let Some((name, after)) = rest.split_once('=') {
        let name = name.split_whitespace().next_back().unwrap_or_default();
        let after = after.trim_start();
        let value;
        (value, rest) = match after.chars().next() {
            Some(quote @ ('"' | '\'')) => after[1..].split_once(quote).unwrap_or((&after[1..], "")),
            _ => after.split_once(char::is_whitespace).unwrap_or((after, "")),
        };
        all.push((name, value));
    }
    all
}
