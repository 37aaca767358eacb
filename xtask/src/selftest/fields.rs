//! Checks that a form or a body of several parts has the properties that it was given, each as the document has it.

use codegen::view::{MediaType, Place, decode_query, essence, is_json};
use recording::json::{self, Node, Value};

use super::arguments::GivenBody;
use super::compare::{Tolerance, difference, words};
use super::plain::text;
use super::uploads::{self, SentFile};

/// What is wrong with a body; nothing if it has these properties.
pub(super) fn problem(body: &GivenBody<'_>, media_type: &str, given: &Node, sent: &[u8]) -> Option<String> {
    match essence(media_type).starts_with("multipart/") {
        true => multipart(body, media_type, given, sent),
        false => form(&body.entry, given, sent),
    }
}

fn encoding<'d>(entry: &MediaType<'d>, name: &str) -> Option<Place<'d>> {
    entry.place.get("encoding")?.get(name)
}

fn is_json_of(value: &Node, text: &str) -> bool {
    let parsed = json::parse(text.as_bytes());
    parsed.is_ok_and(|parsed| difference(value, &parsed.root, &Tolerance::default()).is_none())
}

fn form(entry: &MediaType<'_>, given: &Node, sent: &[u8]) -> Option<String> {
    let sent = String::from_utf8_lossy(sent);
    let pairs = sent.split('&').filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    let mut pairs: Vec<_> = pairs
        .map(|(name, value)| (decode_query(name), decode_query(value)))
        .collect();
    for member in given.members() {
        let name = member.key.as_str();
        let encoding = encoding(entry, name);
        let expected = pairs_of(name, &member.node, encoding.as_ref());
        // All of the pairs that are expected, in their order.
        let mut open = expected.iter().peekable();
        let mut claimed = vec![false; pairs.len()];
        for (pair, claimed) in pairs.iter().zip(&mut claimed) {
            if open
                .peek()
                .is_some_and(|(name, value)| pair.0 == *name && value.is(&pair.1))
            {
                open.next();
                *claimed = true;
            }
        }
        if open.next().is_some() {
            let found: Vec<_> = pairs
                .iter()
                .filter(|(key, _)| key.starts_with(name))
                .map(|(key, value)| format!("{key}={value}"))
                .collect();
            return Some(format!(
                "`{name}`: {} was sent as `{}`",
                words(&member.node),
                found.join("&")
            ));
        }
        let mut claimed = claimed.into_iter();
        pairs.retain(|_| !claimed.next().unwrap_or_default());
    }
    pairs
        .first()
        .map(|(name, _)| format!("`{name}` was sent, and not given"))
}

/// What a pair of a form should have as its value.
enum Expected {
    Text(String),
    Json(Node),
}

impl Expected {
    fn is(&self, text: &str) -> bool {
        match self {
            Self::Text(expected) => expected == text,
            Self::Json(value) => is_json_of(value, text),
        }
    }
}

/// The pairs by which a property is sent.
fn pairs_of(name: &str, value: &Node, encoding: Option<&Place<'_>>) -> Vec<(String, Expected)> {
    let style = encoding.and_then(|place| place.str("style"));
    let explode = encoding.and_then(|place| place.node.get("explode")?.as_bool());
    let of_style = style.is_some() || explode.is_some();
    let wants_json = encoding
        .and_then(|place| place.str("contentType"))
        .is_some_and(|kind| is_json(&essence(kind)));
    let one = |value: Expected| vec![(name.to_owned(), value)];
    if wants_json && !of_style {
        return one(Expected::Json(value.clone()));
    }
    let style = style.unwrap_or("form");
    let explode = explode.unwrap_or(style == "form");
    let leaf = |node: &Node| match &node.value {
        Value::Array(_) | Value::Object(_) | Value::Null => Expected::Json(node.clone()),
        _ => Expected::Text(text(node)),
    };
    let separator = match style {
        "spaceDelimited" => " ",
        "pipeDelimited" => "|",
        _ => ",",
    };
    match &value.value {
        Value::Array(items) if explode => items.iter().map(|item| (name.to_owned(), leaf(item))).collect(),
        Value::Array(items) => {
            let texts: Vec<_> = items.iter().map(text).collect();
            one(Expected::Text(texts.join(separator)))
        }
        Value::Object(members) if style == "deepObject" => {
            let pairs = members
                .iter()
                .map(|member| (format!("{name}[{}]", member.key), leaf(&member.node)));
            pairs.collect()
        }
        Value::Object(members) if of_style && explode => members
            .iter()
            .map(|member| (member.key.clone(), leaf(&member.node)))
            .collect(),
        Value::Object(members) if of_style => {
            let texts = members
                .iter()
                .flat_map(|member| [member.key.clone(), text(&member.node)]);
            one(Expected::Text(texts.collect::<Vec<_>>().join(separator)))
        }
        _ => one(leaf(value)),
    }
}

/// A part of a body.
struct Part {
    name: String,
    media_type: String,
    head: String,
    body: Vec<u8>,
}

impl Part {
    fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(':'));
        lines.find_map(|(known, value)| known.eq_ignore_ascii_case(name).then(|| value.trim()))
    }

    /// Whether it is what a part is that has no media type in the document and is no file: a text, or JSON.
    fn is_value(&self) -> bool {
        let essence = essence(&self.media_type);
        let is_of_value = essence.is_empty() || essence == "text/plain" || is_json(&essence);
        is_of_value && self.file().file_name.is_none()
    }

    fn file(&self) -> SentFile<'_> {
        SentFile {
            content: &self.body,
            file_name: disposition(self.header("Content-Disposition").unwrap_or_default(), "filename"),
            media_type: &self.media_type,
        }
    }
}

fn multipart(body: &GivenBody<'_>, media_type: &str, given: &Node, sent: &[u8]) -> Option<String> {
    let boundary = media_type
        .split(';')
        .filter_map(|parameter| parameter.trim().strip_prefix("boundary="))
        .next();
    let Some(boundary) = boundary else {
        return Some(format!("the Content-Type `{media_type}` has no boundary"));
    };
    let mut parts = parts(sent, boundary.trim_matches('"'));
    for member in given.members() {
        let name = member.key.as_str();
        let of_name: Vec<Part>;
        (of_name, parts) = parts.into_iter().partition(|part| part.name == name);
        let stated = encoding(&body.entry, name).and_then(|place| place.str("contentType"));
        let wanted = stated.or_else(|| uploads::media_type_of_encoded(&body.entry, name));
        if let Some(wanted) = wanted.filter(|wanted| !wanted.contains(['*', ',']))
            && let Some(other) = of_name.iter().find(|part| essence(&part.media_type) != essence(wanted))
        {
            return Some(format!(
                "the part `{name}` has the Content-Type `{}` instead of `{wanted}`",
                other.media_type
            ));
        }
        let headers = body.headers.iter().filter(|(part, ..)| part == name);
        for (_, header, value) in headers {
            let is_sent = |part: &Part| {
                part.header(header).is_some_and(|sent| {
                    !matches!(value.value, Value::Number(_) | Value::String(_)) || sent == text(value)
                })
            };
            if !of_name.iter().all(is_sent) {
                return Some(format!(
                    "the header `{header}` of the part `{name}` is not {}",
                    words(value)
                ));
            }
        }
        let files = body.files.as_slice();
        if files.iter().any(|file| file.is_of(name)) {
            let sent: Vec<_> = of_name.iter().map(Part::file).collect();
            if let Some(problem) = uploads::problem(name, files, &sent) {
                return Some(problem);
            }
        } else if !is_in(&member.node, &of_name) {
            return Some(format!("the part `{name}` is not {}", words(&member.node)));
        } else if uploads::is_value(&body.entry, name, &member.node)
            && let Some(part) = of_name.iter().find(|part| !part.is_value())
        {
            return Some(format!(
                "the part `{name}` is a value, and was sent as a file or as `{}`",
                part.media_type
            ));
        }
    }
    parts
        .first()
        .map(|part| format!("the part `{}` was sent, and not given", part.name))
}

/// Whether parts have a value: as one part, or each item of a list as one of its own.
fn is_in(value: &Node, parts: &[Part]) -> bool {
    let is = |value: &Node, part: &Part| {
        text(value).as_bytes() == part.body || is_json_of(value, &String::from_utf8_lossy(&part.body))
    };
    match (&value.value, parts) {
        (_, [part]) if is(value, part) => true,
        (Value::Array(items), parts) => {
            items.len() == parts.len() && items.iter().zip(parts).all(|(item, part)| is(item, part))
        }
        _ => false,
    }
}

/// The parts of a body.
fn parts(sent: &[u8], boundary: &str) -> Vec<Part> {
    let mark = format!("--{boundary}").into_bytes();
    let mut starts: Vec<usize> = Vec::new();
    let mut at = 0;
    while let Some(next) = sent
        .get(at..)
        .and_then(|rest| rest.windows(mark.len()).position(|window| window == mark))
    {
        starts.push(at + next);
        at += next + mark.len();
    }
    let between = starts
        .windows(2)
        .filter_map(|pair| sent.get(pair[0] + mark.len() + 2..pair[1].checked_sub(2)?));
    between.filter_map(part).collect()
}

fn part(bytes: &[u8]) -> Option<Part> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let mut part = Part {
        name: String::new(),
        media_type: String::new(),
        head: String::from_utf8_lossy(&bytes[..end]).into_owned(),
        body: bytes[end + 4..].to_vec(),
    };
    part.name = disposition(part.header("Content-Disposition")?, "name")?;
    part.media_type = part.header("Content-Type").unwrap_or_default().to_owned();
    Some(part)
}

/// A parameter of a `Content-Disposition`, whose quotation marks are written as browsers do.
fn disposition(value: &str, parameter: &str) -> Option<String> {
    let (_, rest) = value.split_once(&format!("; {parameter}=\""))?;
    let (value, _) = rest.split_once('"')?;
    Some(value.replace("%22", "\""))
}
