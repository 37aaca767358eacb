//! Reads one entry of a HAR exactly: the bytes of its bodies are those that the server and the client sent.

use crate::Error;
use crate::captured::{Captured, Shape};
use crate::encoding::{GZIP, base64};
use crate::envelope::is_date;
use crate::interaction::{Header, Interaction, Kind, Provenance, Request, Response, Unobserved};
use crate::json::{self, Flaw, FlawKind, Node, Parsed, Value};
use crate::part::Part;
use crate::traffic::{headers, method, needed, parsed, said, status, url};

/// Reads one entry of a HAR.
///
/// # Errors
/// The first thing that is wrong with it, with its pointer and its place in the entry
/// ([`Error::within`] makes them those of the file). One that no server answered is an error too, which says so
/// ([`Error::is_no_exchange`]).
pub fn interaction(entry: &[u8]) -> Result<Captured, Error> {
    // Browsers nest the calls that led to a request.
    let parsed = parsed(entry, json::DEEPEST)?;
    let interaction = of(entry, &parsed)?;
    Ok(Captured::new(interaction, true, parsed.root, Shape::Entry))
}

/// The interaction in an entry whose text was read.
pub(crate) fn of(text: &[u8], parsed: &Parsed) -> Result<Interaction, Error> {
    let entry = Part::whole(text, &parsed.root);
    let (asked, answered) = (needed(&entry, "request")?, needed(&entry, "response")?);
    let status = status(&answered)?;
    let mut unobserved = Vec::new();
    let request = request(&asked, &parsed.flaws, &mut unobserved)?;
    let response = response(&answered, status, &request.method, &parsed.flaws, &mut unobserved)?;
    let started = said(&entry, "startedDateTime")?.and_then(|part| part.node.as_str());
    let day = started.and_then(|time| time.get(..10)).filter(|day| is_date(day));
    Ok(Interaction {
        provenance: Provenance {
            kind: Kind::Capture,
            source: "a HAR".to_owned(),
            date: day.unwrap_or_default().to_owned(),
        },
        unobserved,
        request,
        response,
        redacted: Vec::new(),
    })
}

fn request(part: &Part<'_>, flaws: &[Flaw], unobserved: &mut Vec<Unobserved>) -> Result<Request, Error> {
    let (method, url) = (method(part)?, url(part)?);
    let headers = headers(part)?;
    if headers.is_none() {
        unobserved.push(Unobserved::RequestHeaders);
    }
    let mut headers = headers.unwrap_or_default();
    let mut body = None;
    match said(part, "postData")? {
        Some(data) => {
            let media = media(&data)?;
            if let Some(media) = media.filter(|_| Header::find(&headers, "Content-Type").is_none()) {
                headers.push(Header::new("Content-Type", media));
            }
            body = content(&data, flaws)?.filter(|bytes| !bytes.is_empty());
            if body.is_none() {
                body = form(&data, media, unobserved)?;
            }
        }
        None => {
            let may_have = matches!(method.as_str(), "POST" | "PUT" | "PATCH");
            match size(part, "bodySize") {
                Size::Some => unobserved.push(Unobserved::RequestBody),
                Size::Unknown if may_have && Header::find(&headers, "Content-Length") != Some("0") => {
                    unobserved.push(Unobserved::RequestBody);
                }
                _ => {}
            }
        }
    }
    Ok(Request {
        method,
        url,
        headers,
        body,
    })
}

/// The body of a form whose fields the tool has taken apart.
fn form(data: &Part<'_>, media: Option<&str>, unobserved: &mut Vec<Unobserved>) -> Result<Option<Vec<u8>>, Error> {
    let fields = match said(data, "params")? {
        Some(params) => params.items()?,
        None => return Ok(None),
    };
    if fields.is_empty() {
        return Ok(None);
    }
    // What stood between the parts is lost.
    if media.is_some_and(|media| media.trim_start().to_ascii_lowercase().starts_with("multipart/")) {
        unobserved.push(Unobserved::RequestBody);
        return Ok(None);
    }
    let mut text = String::new();
    for field in fields {
        if !text.is_empty() {
            text.push('&');
        }
        encode(&mut text, needed(&field, "name")?.string()?);
        text.push('=');
        if let Some(value) = said(&field, "value")? {
            encode(&mut text, value.string()?);
        }
    }
    Ok(Some(text.into_bytes()))
}

/// Appends a name or a value of a form (`application/x-www-form-urlencoded`).
fn encode(text: &mut String, value: &str) {
    for byte in value.bytes() {
        match byte {
            b' ' => text.push('+'),
            b'*' | b'-' | b'.' | b'_' => text.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => text.push(char::from(byte)),
            byte => text.push_str(&format!("%{byte:02X}")),
        }
    }
}

fn response(
    part: &Part<'_>,
    status: u16,
    method: &str,
    flaws: &[Flaw],
    unobserved: &mut Vec<Unobserved>,
) -> Result<Response, Error> {
    let headers = headers(part)?;
    let mut seen = headers.is_some();
    let mut headers = headers.unwrap_or_default();
    let content = said(part, "content")?;
    // A tool that shows no headers at all, but the type of the content, has seen that one.
    if headers.is_empty()
        && let Some(content) = &content
        && let Some(media) = media(content)?
    {
        headers.push(Header::new("Content-Type", media));
        seen = false;
    }
    if !seen {
        unobserved.push(Unobserved::ResponseHeaders);
    }
    let compressed = Header::find(&headers, "Content-Encoding").is_some();
    let announced = Header::find(&headers, "Content-Length").is_some_and(|length| length.trim() != "0");
    let has_none = matches!(status, 100..200 | 204 | 205 | 304) || method == "HEAD";
    let whole = size(part, "bodySize");
    let (body, kept) = match &content {
        None => (None, whole == Size::None),
        Some(content) => {
            let body = self::content(content, flaws)?;
            let size = size(content, "size");
            let kept = match &body {
                // `text: ""` beside a size is a body that the tool has not kept.
                Some(body) if body.is_empty() => size != Size::Some,
                Some(body) => !is_cut(content, body, compressed),
                None => size == Size::None && whole != Size::Some && !announced,
            };
            (body, kept)
        }
    };
    let body = body.filter(|_| kept).unwrap_or_default();
    if !kept && !has_none {
        unobserved.push(Unobserved::ResponseBody);
    }
    Ok(Response { status, headers, body })
}

/// The media type beside a body, if it says one.
fn media<'a>(part: &Part<'a>) -> Result<Option<&'a str>, Error> {
    let Some(media) = said(part, "mimeType")? else {
        return Ok(None);
    };
    // A browser's word for a response without a type.
    Ok(Some(media.string()?).filter(|media| !matches!(*media, "" | "x-unknown")))
}

/// The bytes of a body, if it is there.
fn content(part: &Part<'_>, flaws: &[Flaw]) -> Result<Option<Vec<u8>>, Error> {
    part.object()?;
    let Some(text) = said(part, "text")? else {
        return Ok(None);
    };
    let lone = |flaw: &&Flaw| flaw.kind == FlawKind::LoneSurrogate && flaw.pointer == text.pointer;
    if flaws.iter().any(|flaw| lone(&flaw)) {
        let what = "half of a surrogate pair stands in the body's text: which bytes that was, nobody can say";
        return Err(text.error(what, "capture it with a tool that keeps such a body in base64"));
    }
    let encoding = match said(part, "encoding")? {
        Some(encoding) => encoding.string()?,
        None => "",
    };
    match encoding.to_ascii_lowercase().as_str() {
        "base64" => base64(text.string()?)
            .map(Some)
            .map_err(|what| text.error(what, "capture it again")),
        "" | "utf-8" | "utf8" | "text" => Ok(Some(bytes(text.string()?))),
        _ => Err(needed(part, "encoding")?.error("this encoding is not known", "known is base64")),
    }
}

/// The bytes of a text. A tool that takes compressed bytes for text writes each as the character of its number.
fn bytes(text: &str) -> Vec<u8> {
    let mut characters = text.chars().map(u32::from);
    let gzip = GZIP.map(u32::from);
    if characters.next() == Some(gzip[0]) && characters.next() == Some(gzip[1]) {
        let bytes: Result<Vec<u8>, _> = text.chars().map(u8::try_from).collect();
        if let Ok(bytes) = bytes {
            return bytes;
        }
    }
    text.as_bytes().to_owned()
}

/// Whether the tool has kept only the start of this body, as browsers do with long ones, or has broken its bytes.
fn is_cut(content: &Part<'_>, body: &[u8], compressed: bool) -> bool {
    // Compressed bytes that were taken for UTF-8: what was none is lost.
    if compressed && body.starts_with("\u{1F}\u{FFFD}".as_bytes()) {
        return true;
    }
    let size = content
        .node
        .get("size")
        .and_then(Node::as_number)
        .and_then(|size| size.parse::<usize>().ok());
    size.is_some_and(|size| body.len() < size) && json::parse(body).is_err_and(|broken| broken.offset >= body.len())
}

/// What a HAR says of a length.
#[derive(Clone, Copy, PartialEq)]
enum Size {
    None,
    Some,
    Unknown,
}

fn size(part: &Part<'_>, key: &str) -> Size {
    match part.node.get(key).map(|node| &node.value) {
        None | Some(Value::Null) => Size::None,
        Some(Value::Number(text)) => match text.parse::<f64>() {
            Ok(size) if size > 0.0 => Size::Some,
            Ok(0.0) => Size::None,
            _ => Size::Unknown,
        },
        Some(_) => Size::Unknown,
    }
}
