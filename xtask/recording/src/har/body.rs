//! Reads the bodies in an entry of a HAR: the bytes that were sent, or that the tool did not capture them.

use super::sizes::{self, Size, Sizes, Whole};
use crate::encoding::{GZIP, base64, decoded};
use crate::json::Flaw;
use crate::part::Part;
use crate::traffic::{has_bytes, optional, required};
use crate::{Error, Header};

/// A body.
pub(super) enum Body {
    /// There is no body.
    None,
    /// Its bytes.
    Bytes(Vec<u8>),
    /// The tool did not capture all of it.
    Unobserved,
}

/// The body of a request.
pub(super) fn of_request(request: &Part<'_>, method: &str, headers: &[Header], flaws: &[Flaw]) -> Result<Body, Error> {
    let sizes = Sizes {
        transfer: Size::member(request.node, "bodySize"),
        content: Size::Unknown,
    };
    let Some(data) = optional(request, "postData")? else {
        return Ok(missing(sizes, method, headers));
    };
    if let Some(bytes) = content(&data, flaws)?.filter(|bytes| !bytes.is_empty()) {
        return Ok(checked(bytes, sizes, headers));
    }
    if data.node.get("_file").is_some() {
        return Ok(Body::Unobserved);
    }
    match form(&data)? {
        Some(body) => Ok(match body {
            Body::Bytes(bytes) if is_part_of_form(&bytes, sizes, headers) => Body::Unobserved,
            body => body,
        }),
        None => Ok(missing(sizes, method, headers)),
    }
}

/// Decides about a request whose body has no text.
fn missing(sizes: Sizes, method: &str, headers: &[Header]) -> Body {
    let may_have = !matches!(method, "GET" | "HEAD" | "OPTIONS" | "TRACE");
    let coming = Header::find(headers, "Transfer-Encoding").is_some();
    if sizes.any(headers) || coming || (may_have && !sizes.none(headers)) {
        Body::Unobserved
    } else {
        Body::None
    }
}

/// The body of a response. `empty` says that HTTP has none for this method and status.
pub(super) fn of_response(
    response: &Part<'_>,
    status: u16,
    empty: bool,
    headers: &[Header],
    flaws: &[Flaw],
) -> Result<Body, Error> {
    let content = optional(response, "content")?;
    let sizes = Sizes {
        transfer: Size::member(response.node, "bodySize"),
        content: content
            .as_ref()
            .map_or(Size::Unknown, |content| Size::member(content.node, "size")),
    };
    let text = match &content {
        Some(content) => self::content(content, flaws)?,
        None => None,
    };
    // What the cache had: the server has only said that it is still current.
    let text = text.filter(|_| status != 304 || sizes.transfer.exceeds(0));
    let is_unknown = |content: &Part<'_>| {
        let negative = content.node.get("size").is_some() && sizes.content == Size::Unknown;
        negative || content.node.get("_file").is_some()
    };
    let body = match text {
        Some(bytes) if !bytes.is_empty() => checked(bytes, sizes, headers),
        // An empty text with a size is a body that was not captured.
        Some(_) if !sizes.any(headers) && !content.as_ref().is_some_and(is_unknown) => Body::None,
        None if sizes.none(headers) && !content.as_ref().is_some_and(is_unknown) => Body::None,
        _ => Body::Unobserved,
    };
    Ok(match body {
        Body::Unobserved if empty => Body::None,
        body => body,
    })
}

/// Returns the body if the sizes say that it is complete.
fn checked(bytes: Vec<u8>, sizes: Sizes, headers: &[Header]) -> Body {
    let coding = Header::find(headers, "Content-Encoding").filter(|coding| !coding.trim().is_empty());
    // Compressed bytes that were taken for UTF-8: what was none is lost.
    if coding.is_some() && bytes.starts_with("\u{1F}\u{FFFD}".as_bytes()) {
        return Body::Unobserved;
    }
    let packed = coding.is_some() && (bytes.starts_with(&GZIP) || std::str::from_utf8(&bytes).is_err());
    match sizes.whole(bytes.len() as u64, packed, headers) {
        Whole::Yes => Body::Bytes(bytes),
        Whole::UnlessCut => {
            let cut = match packed {
                true => decoded(&bytes, coding).is_ok_and(|text| sizes::is_cut(&text)),
                false => sizes::is_cut(&bytes),
            };
            if cut { Body::Unobserved } else { Body::Bytes(bytes) }
        }
        Whole::No => Body::Unobserved,
    }
}

/// The bytes of a text, if there is one.
fn content(part: &Part<'_>, flaws: &[Flaw]) -> Result<Option<Vec<u8>>, Error> {
    part.object()?;
    let Some(text) = optional(part, "text")? else {
        return Ok(None);
    };
    has_bytes(&text, flaws)?;
    let encoding = match optional(part, "encoding")? {
        Some(encoding) => encoding.string()?,
        None => "",
    };
    match encoding.to_ascii_lowercase().as_str() {
        "base64" => base64(text.string()?)
            .map(Some)
            .map_err(|what| text.error(what, "capture it again")),
        "" | "utf-8" | "utf8" | "text" => Ok(Some(bytes(text.string()?))),
        _ => Err(required(part, "encoding")?.error("this encoding is not known", "known is base64")),
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

/// The body of a form whose fields the tool has split; `None` if there are no fields.
fn form(data: &Part<'_>) -> Result<Option<Body>, Error> {
    let fields = match optional(data, "params")? {
        Some(params) => params.items()?,
        None => return Ok(None),
    };
    if fields.is_empty() {
        return Ok(None);
    }
    let media = match optional(data, "mimeType")? {
        Some(media) => media.string()?.to_ascii_lowercase(),
        None => String::new(),
    };
    // For other types it is unknown how the fields were written, nor what was between the parts of a multipart body.
    let is_form = media.is_empty() || media.trim_start().starts_with("application/x-www-form-urlencoded");
    let is_file = |field: &Part<'_>| field.node.get("fileName").is_some();
    if !is_form || fields.iter().any(is_file) {
        return Ok(Some(Body::Unobserved));
    }
    let mut text = String::new();
    for field in fields {
        if !text.is_empty() {
            text.push('&');
        }
        encode(&mut text, required(&field, "name")?.string()?);
        text.push('=');
        if let Some(value) = optional(&field, "value")? {
            encode(&mut text, value.string()?);
        }
    }
    Ok(Some(Body::Bytes(text.into_bytes())))
}

/// Whether a reassembled form is shorter than the original in any encoding.
fn is_part_of_form(bytes: &[u8], sizes: Sizes, headers: &[Header]) -> bool {
    let plain = |byte: &&u8| matches!(byte, b'+' | b'*' | b'-' | b'.' | b'_');
    let longest = bytes.len() + 2 * bytes.iter().filter(plain).count();
    sizes.whole(longest as u64, false, headers) == Whole::No
}

/// Appends a name or a value of a form (`application/x-www-form-urlencoded`).
pub(super) fn encode(text: &mut String, value: &str) {
    for byte in value.bytes() {
        match byte {
            b' ' => text.push('+'),
            b'*' | b'-' | b'.' | b'_' => text.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => text.push(char::from(byte)),
            byte => text.push_str(&format!("%{byte:02X}")),
        }
    }
}
