//! NDJSON of interactions: a line for each, which is a recording, or traffic as it was. Read, never written.
//!
//! A line that has a `version` is a recording. Raw traffic is
//!
//! ```text
//! {"request": {"method": "GET", "url": "https://…", "headers": {"Accept": "…"}, "body": …},
//!  "response": {"status": 200, "headers": {"Content-Type": "…"}, "body": …}}
//! ```
//!
//! in one line. `headers` takes the forms that tools write:
//!
//! ```text
//! {"Accept": "text/html", "Via": ["a", "b"]}                   an object, its values strings or lists of strings
//! [{"name": "Accept", "value": "text/html"}]                  a list of objects, as in a HAR
//! [["Accept", "text/html"], ["Via", "a"]]                     a list of pairs
//! ```
//!
//! Where it is missing, it is unobserved. `body` is a string, the text itself, or one of `{"json": …}`, `{"text": …}`
//! and `{"base64": …}`; instead of it `body_base64` may be. An entry of a HAR is taken too. Other members are passed
//! over. A line of an access log is read by the names of its fields, which `access_log.rs` lists.

use crate::access_log;
use crate::captured::{Captured, Shape};
use crate::encoding::base64;
use crate::envelope::{BODY_DEPTH, interaction_of};
use crate::interaction::{Header, Interaction, Kind, Provenance, Request, Response, Unobserved};
use crate::json::{self, Flaw, Value};
use crate::part::Part;
use crate::traffic::{from_server, has_bytes, headers, method, optional, parsed, required, status, url};
use crate::{Error, har};

/// Reads one line.
///
/// # Errors
/// The first thing that is wrong with it, with its pointer and its place in the line ([`Error::within`] makes them
/// those of the file). Traffic without a response of a server is an error too
/// ([`Error::is_no_exchange`]).
pub fn interaction(line: &[u8]) -> Result<Captured, Error> {
    let parsed = parsed(line, json::MAX_DEPTH + BODY_DEPTH)?;
    if parsed.root.get("version").is_some() {
        let interaction = interaction_of(line, &parsed)?;
        return Ok(Captured::new(interaction, false, parsed.root, Shape::Envelope));
    }
    let root = Part::whole(line, &parsed.root);
    if access_log::is_line(&parsed.root) {
        let interaction = access_log::interaction(&root)?;
        return Ok(Captured::new(interaction, true, parsed.root, Shape::Envelope));
    }
    let response_part = required(&root, "response")?;
    if response_part.node.get("content").is_some() && response_part.node.get("body").is_none() {
        let interaction = har::of(line, &parsed)?;
        return Ok(Captured::new(interaction, true, parsed.root, Shape::Entry));
    }
    let interaction = raw(&required(&root, "request")?, &response_part, &parsed.flaws)?;
    Ok(Captured::new(interaction, true, parsed.root, Shape::Envelope))
}

fn raw(request_part: &Part<'_>, response_part: &Part<'_>, flaws: &[Flaw]) -> Result<Interaction, Error> {
    let status = status(response_part)?;
    let mut unobserved = Vec::new();
    let mut headers_of = |part, which| -> Result<Vec<Header>, Error> {
        let headers = headers(part)?;
        if headers.is_none() {
            unobserved.push(which);
        }
        Ok(headers.unwrap_or_default())
    };
    let request = Request {
        method: method(request_part)?,
        url: url(request_part)?,
        headers: headers_of(request_part, Unobserved::RequestHeaders)?,
        body: body(request_part, flaws)?,
    };
    let response = Response {
        status,
        headers: headers_of(response_part, Unobserved::ResponseHeaders)?,
        body: body(response_part, flaws)?.unwrap_or_default(),
    };
    from_server(response_part, &response)?;
    // A length without a body: the body was not saved.
    let announced = |headers: &[Header]| har::Size::announced(headers).exceeds(0);
    if request.body.is_none() && announced(&request.headers) {
        unobserved.push(Unobserved::RequestBody);
    }
    let empty = matches!(status, 100..200 | 204 | 205 | 304) || request.method == "HEAD";
    if response.body.is_empty() && announced(&response.headers) && !empty {
        unobserved.push(Unobserved::ResponseBody);
    }
    Ok(Interaction {
        provenance: Provenance {
            kind: Kind::Capture,
            source: "a line of NDJSON".to_owned(),
            date: String::new(),
        },
        unobserved,
        request,
        response,
        redacted: Vec::new(),
    })
}

/// The bytes of a body, if there is one.
fn body(part: &Part<'_>, flaws: &[Flaw]) -> Result<Option<Vec<u8>>, Error> {
    let (body, packed) = (optional(part, "body")?, optional(part, "body_base64")?);
    match (body, packed) {
        (None, None) => Ok(None),
        (Some(_), Some(packed)) => Err(packed.error("a body has one form", "keep one of `body` and `body_base64`")),
        (None, Some(packed)) => base64(packed.string()?)
            .map(Some)
            .map_err(|what| packed.error(what, "encode the bytes again")),
        (Some(body), None) => match &body.node.value {
            Value::String(text) => {
                has_bytes(&body, flaws)?;
                Ok(Some(text.as_bytes().to_owned()))
            }
            Value::Object(members) if matches!(&members[..], [form] if FORMS.contains(&form.key.as_str())) => {
                if let Some(text) = body.optional("text") {
                    has_bytes(&text, flaws)?;
                }
                body.body().map(Some)
            }
            _ => Err(body.error(
                format!("a body that is {} is not supported", body.kind()),
                "write {\"json\": …} around it, which keeps its bytes, or its text as a string",
            )),
        },
    }
}

/// What may be in an object that is a body.
const FORMS: [&str; 3] = ["json", "text", "base64"];
