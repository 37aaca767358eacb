//! URLs: the parts that the document has stay, the values between them are replaced.
//!
//! A user, a password and a fragment are dropped. What separates the items of a list stays as it was written.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::json::{REST, redact};
use super::names::Names;
use super::placeholder::Placeholders;
use super::policy::Allows;
use super::secrets::{Secrets, is_credential};
use super::{Piece, Route};
use crate::interaction::{PATH, QUERY};

/// Everything but the unreserved characters of RFC 3986 is encoded.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What separates the items of a list in a parameter, whatever its style; `.` and `;` only where the text begins with
/// one.
const SEPARATORS: [&str; 9] = [",", "|", "%7C", "%7c", "+", "%20", " ", ".", ";"];

/// A URL without its values, and which parameters have lost theirs: `path:NAME` and `query:NAME`.
pub(super) struct Redacted {
    pub(super) url: String,
    pub(super) parameters: Vec<String>,
}

/// The URL of a request on its route.
pub(super) struct Url<'a> {
    pub(super) route: &'a Route<'a>,
    pub(super) query: Option<&'a str>,
    pub(super) allows: Allows<'a>,
    pub(super) secrets: &'a Secrets,
}

impl<'a> Url<'a> {
    /// Marks the names that are data: those of a parameter that is a map.
    pub(super) fn find_data(&self, names: &mut Names<'_>) {
        for (name, _) in self.pairs() {
            let name = decoded(name, true);
            match name.strip_suffix(']').and_then(|name| name.split_once('[')) {
                Some((base, inner)) if self.route.maps.contains(base) => {
                    inner.split("][").for_each(|part| names.is_data(part));
                }
                _ if self.route.open_query => names.is_data(&name),
                _ => {}
            }
        }
    }

    /// Reserves the kept values, so that no placeholder equals one, and numbers the names.
    pub(super) fn reserve(&self, names: &mut Names<'_>, placeholders: &mut Placeholders) {
        for piece in &self.route.path {
            if let Piece::Value { name, text } = piece
                && self.keeps_path(name, text)
            {
                placeholders.reserve(&decoded(text, false));
            }
        }
        for (name, value) in self.pairs() {
            let name = decoded(name, true);
            query_name(&name, names);
            if self.keeps_query(&name, value) {
                placeholders.reserve(&decoded(value.unwrap_or_default(), true));
            }
        }
    }

    /// The URL without its values.
    pub(super) fn redact(&self, names: &mut Names<'_>, placeholders: &mut Placeholders) -> Redacted {
        let mut url = self.route.server.clone();
        let mut parameters = Vec::new();
        for piece in &self.route.path {
            match piece {
                Piece::Text(text) => url.push_str(text),
                Piece::Value { name, text } => {
                    let kept = self.keeps_path(name, text);
                    match (!kept).then(|| value(text, false, names, placeholders)).flatten() {
                        Some(replaced) => {
                            url.push_str(&replaced);
                            parameters.push(format!("{PATH}{name}"));
                        }
                        None => url.push_str(text),
                    }
                }
            }
        }
        let mut mark = '?';
        for (name, text) in self.pairs() {
            let old = decoded(name, true);
            let new = query_name(&old, names);
            url.push(mark);
            mark = '&';
            url.push_str(&encoded(&new));
            let Some(text) = text else { continue };
            url.push('=');
            let kept = self.keeps_query(&old, Some(text));
            match (!kept).then(|| value(text, true, names, placeholders)).flatten() {
                Some(replaced) => {
                    url.push_str(&replaced);
                    parameters.push(format!("{QUERY}{new}"));
                }
                None => url.push_str(text),
            }
        }
        Redacted { url, parameters }
    }

    fn pairs(&self) -> impl Iterator<Item = (&'a str, Option<&'a str>)> + use<'a> {
        let pairs = self
            .query
            .unwrap_or_default()
            .split('&')
            .filter(|pair| !pair.is_empty());
        pairs.map(|pair| {
            pair.split_once('=')
                .map_or((pair, None), |(name, value)| (name, Some(value)))
        })
    }

    fn keeps_path(&self, name: &str, text: &str) -> bool {
        !is_credential(name) && self.allows.path(name) && !self.secrets.are_in(&decoded(text, false))
    }

    fn keeps_query(&self, name: &str, text: Option<&str>) -> bool {
        let credential = is_credential(name) || self.route.vocabulary.credentials.contains(name);
        !credential && self.allows.query(name) && !self.secrets.are_in(&decoded(text.unwrap_or_default(), true))
    }
}

/// A value without what it says, encoded; `None` if it stays as it is.
fn value(text: &str, query: bool, names: &mut Names<'_>, placeholders: &mut Placeholders) -> Option<String> {
    let whole = decoded(text, query);
    if whole.starts_with(['{', '[']) && crate::json::parse(whole.as_bytes()).is_ok() {
        let redacted = redact(whole.as_bytes(), &|_, _| false, names, placeholders);
        let text = String::from_utf8_lossy(&redacted.bytes).into_owned();
        return (text != whole).then(|| encoded(&text));
    }
    let is_separator = |mark: &&&str| ![".", ";"].contains(*mark) || text.starts_with(**mark);
    let separators: Vec<_> = SEPARATORS.iter().filter(is_separator).collect();
    let mut new = String::new();
    let mut rest = text;
    let mut replaced = false;
    while !rest.is_empty() {
        let found = separators
            .iter()
            .filter_map(|mark| Some((rest.find(**mark)?, mark.len())));
        let (at, length) = found.min().unwrap_or((rest.len(), 0));
        let mut item = &rest[..at];
        // Of an object, as in `name,value` or `name=value`, the names that the document declares are no values.
        if let Some((name, value)) = item.split_once('=')
            && names.is_declared(name)
        {
            new.push_str(&item[..=name.len()]);
            item = value;
        }
        let is_name = item != text && names.is_declared(item);
        match (!is_name).then(|| placeholders.text(&decoded(item, query))).flatten() {
            Some(placeholder) => {
                replaced = true;
                new.push_str(&encoded(&placeholder));
            }
            None if !is_name && names.is_secret(&decoded(item, query)) => {
                replaced = true;
                new.push_str(REST);
            }
            None => new.push_str(item),
        }
        new.push_str(&rest[at..at + length]);
        rest = &rest[at + length..];
    }
    replaced.then_some(new)
}

/// The name of a parameter, or of a member in it, as in `filter[name]`.
fn query_name(name: &str, names: &mut Names<'_>) -> String {
    match name.strip_suffix(']').and_then(|name| name.split_once('[')) {
        Some((base, inner)) => {
            let inner: Vec<_> = inner
                .split("][")
                .map(|part| {
                    if part.is_empty() {
                        String::new()
                    } else {
                        names.name(part)
                    }
                })
                .collect();
            format!("{}[{}]", names.name(base), inner.join("]["))
        }
        None => names.name(name),
    }
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// A part of a URL, decoded; in a query a `+` is a space.
fn decoded(text: &str, query: bool) -> String {
    let spaced = if query { text.replace('+', " ") } else { text.to_owned() };
    percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
}
