//! Reads one entry of a HAR: the bodies are the bytes that were sent, and what the tool did not capture is unobserved.

use super::body::{self, Body, encode};
use super::sizes::{Size, lists_all};
use crate::Error;
use crate::captured::{Captured, Shape};
use crate::envelope::is_date;
use crate::interaction::{Header, Interaction, Kind, Provenance, Request, Response, Unobserved};
use crate::json::{self, Flaw, Node, Parsed, Value};
use crate::part::Part;
use crate::traffic::{from_server, headers, method, optional, parsed, required, status, url};

/// Reads one entry of a HAR.
///
/// # Errors
/// Returns the first error, with its pointer and its place in the entry
/// ([`Error::within`] makes them those of the file). An entry without a response of a server is an error too
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
    let (request_part, response_part) = (required(&entry, "request")?, required(&entry, "response")?);
    let status = status(&response_part)?;
    let mut unobserved = Vec::new();
    let request = request(&request_part, provisional(&entry), &parsed.flaws, &mut unobserved)?;
    let response = response(&response_part, status, &request.method, &parsed.flaws, &mut unobserved)?;
    from_server(&response_part, &response)?;
    let started = optional(&entry, "startedDateTime")?.and_then(|part| part.node.as_str());
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

/// Returns whether the headers of the request are provisional: Chrome exports such headers if the response came from its
/// cache or from a service worker.
fn provisional(entry: &Part<'_>) -> bool {
    let member = |name| entry.node.get(name).map(|node| &node.value);
    matches!(member("_fromCache"), Some(Value::String(cache)) if !cache.is_empty())
        || matches!(member("_fetchedViaServiceWorker"), Some(Value::Bool(true)))
}

fn request(
    part: &Part<'_>,
    provisional: bool,
    flaws: &[Flaw],
    unobserved: &mut Vec<Unobserved>,
) -> Result<Request, Error> {
    let (method, url) = (method(part)?, whole_url(part)?);
    let mut headers = listed(
        part,
        method.len() + url.len(),
        provisional,
        Unobserved::RequestHeaders,
        unobserved,
    )?;
    let cookies = cookies(part)?;
    if !cookies.is_empty() && Header::find(&headers, "Cookie").is_none() {
        headers.push(Header::new("Cookie", cookies.join("; ")));
    }
    if let Some(data) = optional(part, "postData")? {
        typed(&mut headers, &data)?;
    }
    let body = match body::of_request(part, &method, &headers, flaws)? {
        Body::Bytes(bytes) => Some(bytes),
        Body::None => None,
        Body::Unobserved => {
            unobserved.push(Unobserved::RequestBody);
            None
        }
    };
    Ok(Request {
        method,
        url,
        headers,
        body,
    })
}

fn response(
    part: &Part<'_>,
    status: u16,
    method: &str,
    flaws: &[Flaw],
    unobserved: &mut Vec<Unobserved>,
) -> Result<Response, Error> {
    let mut headers = listed(part, 0, false, Unobserved::ResponseHeaders, unobserved)?;
    if Header::find(&headers, "Set-Cookie").is_none() {
        let cookies = cookies(part)?.into_iter();
        headers.extend(cookies.map(|cookie| Header::new("Set-Cookie", cookie)));
    }
    if let Some(target) = optional(part, "redirectURL")?.and_then(|part| part.node.as_str())
        && !target.is_empty()
        && Header::find(&headers, "Location").is_none()
    {
        headers.push(Header::new("Location", target));
    }
    if let Some(content) = optional(part, "content")? {
        typed(&mut headers, &content)?;
    }
    let empty = matches!(status, 100..200 | 204 | 205 | 304) || method == "HEAD";
    let body = match body::of_response(part, status, empty, &headers, flaws)? {
        Body::Bytes(bytes) => bytes,
        Body::None => Vec::new(),
        Body::Unobserved => {
            unobserved.push(Unobserved::ResponseBody);
            Vec::new()
        }
    };
    Ok(Response { status, headers, body })
}

/// Reads the URL of a request, with the query that some tools list in `queryString` only.
fn whole_url(request: &Part<'_>) -> Result<String, Error> {
    let mut url = url(request)?;
    let Some(list) = optional(request, "queryString")?.filter(|_| !url.contains('?')) else {
        return Ok(url);
    };
    let mut mark = '?';
    for (name, value) in pairs(&list) {
        url.push(mark);
        mark = '&';
        encode(&mut url, name);
        url.push('=');
        encode(&mut url, value);
    }
    Ok(url)
}

/// The names and values of a list. What has no name is passed over: the list is only looked at where a better source is
/// missing.
fn pairs<'p>(list: &Part<'p>) -> impl Iterator<Item = (&'p str, &'p str)> + use<'p> {
    let items: &'p [Node] = match &list.node.value {
        Value::Array(items) => items,
        _ => &[],
    };
    items.iter().filter_map(|item| {
        let text = |key| item.get(key).and_then(Node::as_str);
        Some((text("name")?, text("value").unwrap_or_default()))
    })
}

/// Reads the list of headers, and marks it as unobserved if it is incomplete: the listed headers are checked, but no header
/// is reported as missing. `first` is the length of the parts of the first line.
fn listed(
    part: &Part<'_>,
    first: usize,
    provisional: bool,
    which: Unobserved,
    unobserved: &mut Vec<Unobserved>,
) -> Result<Vec<Header>, Error> {
    let headers = headers(part)?;
    let size = Size::member(part.node, "headersSize");
    if provisional || !headers.as_ref().is_some_and(|headers| lists_all(headers, first, size)) {
        unobserved.push(which);
    }
    Ok(headers.unwrap_or_default())
}

/// The cookies that are listed, as `name=value`.
fn cookies(part: &Part<'_>) -> Result<Vec<String>, Error> {
    let list = optional(part, "cookies")?;
    let pairs = list.iter().flat_map(pairs);
    Ok(pairs.map(|(name, value)| format!("{name}={value}")).collect())
}

/// Adds `mimeType` as the Content-Type if there is no such header.
fn typed(headers: &mut Vec<Header>, content: &Part<'_>) -> Result<(), Error> {
    content.object()?;
    if Header::find(headers, "Content-Type").is_some() {
        return Ok(());
    }
    if let Some(media) = optional(content, "mimeType")? {
        let media = media.string()?;
        // A browser's word for a response without a type.
        if !matches!(media, "" | "x-unknown") {
            headers.push(Header::new("Content-Type", media));
        }
    }
    Ok(())
}
