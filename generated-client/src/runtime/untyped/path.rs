//! The path of a request that the document does not have: it stays behind the address of the client, whatever it contains.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::super::{
    encode::{Style, Tree, path as encode_segment},
    error::Error,
};

/// What a path has as it is: what RFC 3986 allows in one, the percent sign of an escape, and what separates its segments.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b':')
    .remove(b'@')
    .remove(b'%');

/// A part of a path.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part<'a> {
    Text(&'a str),
    Parameter(&'a str),
}

fn refuse(why: &str) -> Error {
    // Never shows the path: it may contain a secret.
    Error::invalid(format!("the path of the request {why}"))
}

/// The parts of a path, checked each by itself.
pub(super) fn parse(path: &str) -> Result<Vec<Part<'_>>, Error> {
    if !path.starts_with('/') {
        return Err(refuse(
            "must begin with `/`: it follows the address of the client, which a request cannot change",
        ));
    }
    if path.starts_with("//") {
        return Err(refuse("begins with `//`, which would be another host in a link"));
    }
    for (bad, why) in [
        (
            '\\',
            "has a backslash, which is read as `/` in some places: write `%5C`",
        ),
        ('?', "has a `?`: set the parameters of the query with `query(…)`"),
        ('#', "has a `#`, and a fragment is not sent: write `%23`"),
    ] {
        if path.contains(bad) {
            return Err(refuse(why));
        }
    }
    if path.chars().any(char::is_control) {
        return Err(refuse("has a control character"));
    }
    let mut parts = Vec::new();
    let mut rest = path;
    while let Some(at) = rest.find(['{', '}']) {
        let named = rest[at..].strip_prefix('{').and_then(|after| after.split_once('}'));
        match named {
            Some((name, after)) if !name.is_empty() && !name.contains(['/', '{', '%']) => {
                parts.extend([Part::Text(&rest[..at]), Part::Parameter(name)]);
                rest = after;
            }
            _ => {
                return Err(refuse(
                    "has a brace that begins or ends no parameter such as `{id}`: write `%7B` and `%7D`",
                ));
            }
        }
    }
    parts.push(Part::Text(rest));
    let bad_escape = |part: &Part<'_>| match part {
        Part::Text(text) => text.split('%').skip(1).any(|after| {
            let is_hex = |at: usize| after.as_bytes().get(at).is_some_and(u8::is_ascii_hexdigit);
            !(is_hex(0) && is_hex(1))
        }),
        Part::Parameter(_) => false,
    };
    if parts.iter().any(bad_escape) {
        return Err(refuse("has a percent sign that begins no escape: write `%25`"));
    }
    Ok(parts)
}

/// Encodes a text of a path. Escapes stay as they are.
pub(super) fn encode_text(text: &str) -> String {
    utf8_percent_encode(text, PLAIN).to_string()
}

/// Encodes the value of a parameter, which remains within its segment.
pub(super) fn encode_parameter(name: &str, value: &Tree) -> Result<(String, String), Error> {
    encode_segment(name, Style::Simple, value).map_err(|refusal| Error::invalid(format!("`{name}` {refusal}")))
}

/// Checks that no segment of a whole path, encoded, leads to another place. Some servers decode escapes before they look for
/// such segments, and some leave out what follows a `;`.
pub(super) fn check_segments(path: &str) -> Result<(), Error> {
    let decoded = percent_decode_str(path).decode_utf8_lossy();
    let name = |segment: &str| segment.split(';').next().unwrap_or_default().to_owned();
    if decoded
        .split(['/', '\\'])
        .any(|segment| matches!(&*name(segment), "." | ".."))
    {
        return Err(refuse(
            "has a segment `.` or `..`, also as `%2e` or before a `;`, which would change the path: write where it leads",
        ));
    }
    Ok(())
}
