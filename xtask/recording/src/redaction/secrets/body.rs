//! Credentials in bodies.

use std::borrow::Cow;

use super::{Found, is_credential, url};
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
    let media_type = media_type.unwrap_or_default().to_ascii_lowercase();
    let text = String::from_utf8_lossy(bytes);
    if media_type.contains("multipart/") {
        return multipart(&text, found);
    }
    let start = text.trim_start_matches(['\u{FEFF}', ' ', '\t', '\r', '\n']);
    if start.starts_with('<') {
        return markup(start, found);
    }
    if !start.starts_with(['{', '[', '"']) && start.contains('=') {
        return url::pairs(start.trim_end(), false, &Vocabulary::default(), found);
    }
    members(bytes, found);
    for_each(bytes, &mut |way, scalar| {
        let around = |pointer: &str, secret: &String| {
            pointer
                .strip_prefix(secret.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        if !facts.secrets.is_empty() {
            let pointer = way.iter().fold(String::new(), |pointer, step| child(&pointer, step));
            if facts.secrets.iter().any(|secret| around(&pointer, secret)) {
                add(scalar, found);
            }
        }
    });
}

fn for_each(bytes: &[u8], each: &mut dyn FnMut(&[Cow<'_, str>], Scalar<'_>)) {
    scalars(bytes, each);
}

/// Collects the members of JSON, or of what is nearly JSON, whose names are those of credentials; also where JSON is in
/// a text of it.
pub(super) fn members(bytes: &[u8], found: &mut Found) {
    for_each(bytes, &mut |way, scalar| {
        let is_index = |step: &&Cow<'_, str>| step.bytes().all(|byte| byte.is_ascii_digit());
        let name = way.iter().rev().find(|step| !is_index(step));
        if name.is_some_and(|name| is_credential(name)) {
            return add(scalar, found);
        }
        let Scalar::Text(text) = scalar else { return };
        let text = text.trim();
        if text.len() > 2 && text.starts_with(['{', '[']) {
            // Deeper than the outer text, it ends somewhere: each is shorter than what encloses it.
            members(text.as_bytes(), found);
        } else if text.contains("://") {
            url::collect(text, true, &Vocabulary::default(), found);
        }
    });
}

/// Adds a scalar under the name of a credential. Numbers there are mostly counts and times, but for long ones.
fn add(scalar: Scalar<'_>, found: &mut Found) {
    match scalar {
        Scalar::Text(text) => found.add(text),
        Scalar::Number(text) if text.len() >= super::search::SHORT => found.add(text),
        _ => {}
    }
}

/// The parts of a multipart body.
fn multipart(text: &str, found: &mut Found) {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("name=\"") {
        let Some((name, after)) = after.split_once('"') else {
            return;
        };
        rest = after;
        let body = after.split_once("\r\n\r\n").or_else(|| after.split_once("\n\n"));
        if let Some((_, body)) = body.filter(|_| is_credential(name)) {
            found.add(
                body.split("\r\n--")
                    .next()
                    .unwrap_or_default()
                    .split("\n--")
                    .next()
                    .unwrap_or_default(),
            );
        }
    }
}

/// The elements and attributes of XML and HTML.
fn markup(text: &str, found: &mut Found) {
    for tag in text.split('<').skip(1) {
        let Some((head, content)) = tag.split_once('>') else {
            continue;
        };
        let mut parts = head.split(char::is_whitespace);
        let name = parts.next().unwrap_or_default();
        if is_credential(name.rsplit(':').next().unwrap_or_default()) {
            found.add(content);
        }
        let named = ["name=\"", "id=\""].iter().any(|mark| {
            let value = head.split_once(mark).and_then(|(_, rest)| rest.split('"').next());
            value.is_some_and(is_credential)
        });
        for part in parts {
            if let Some((attribute, value)) = part.split_once('=')
                && (is_credential(attribute) || (named && attribute == "value"))
            {
                found.add(value.trim_end_matches('/').trim_matches(['"', '\'']));
            }
        }
    }
}
