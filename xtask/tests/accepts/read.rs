//! Another reader of lines and of entries of a HAR: by way of a tree, as plainly as it can be written.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use recording::json::{self, Node, Value};
use recording::{Header, Interaction, Kind, Provenance, Recording, Request, Response};
use xtask::contract::Kept;

fn tree(text: &[u8]) -> Option<Node> {
    let parsed = json::parse_within(text, json::MAX_DEPTH + 3).ok()?;
    parsed.flaws.is_empty().then_some(parsed.root)
}

fn headers(node: &Node) -> Option<Vec<Header>> {
    let mut headers = Vec::new();
    for item in node.items() {
        headers.push(Header::new(item.get("name")?.as_str()?, item.get("value")?.as_str()?));
    }
    for member in node.members() {
        match &member.node.value {
            Value::Array(values) => {
                for value in values {
                    headers.push(Header::new(&member.key, value.as_str()?));
                }
            }
            _ => headers.push(Header::new(&member.key, member.node.as_str()?)),
        }
    }
    Some(headers)
}

fn body(text: &[u8], part: &Node) -> Option<Vec<u8>> {
    if let Some(encoded) = part.get("body_base64") {
        return STANDARD.decode(encoded.as_str()?).ok();
    }
    let Some(body) = part.get("body") else {
        return Some(Vec::new());
    };
    if let Some(plain) = body.as_str() {
        return Some(plain.as_bytes().to_vec());
    }
    let [member] = body.members() else { return None };
    match member.key.as_str() {
        "json" => Some(text[member.node.start..member.node.end].to_vec()),
        "text" => Some(member.node.as_str()?.as_bytes().to_vec()),
        "base64" => STANDARD.decode(member.node.as_str()?).ok(),
        _ => None,
    }
}

fn whole(request: &Node, response: &Node, sent: Vec<u8>, body: Vec<u8>) -> Option<Interaction> {
    let list = |part: &Node| part.get("headers").map_or(Some(Vec::new()), headers);
    Some(Interaction {
        provenance: Provenance {
            kind: Kind::Live,
            source: String::new(),
            date: String::new(),
        },
        unobserved: Vec::new(),
        request: Request {
            method: request.get("method")?.as_str()?.to_owned(),
            url: request.get("url")?.as_str()?.to_owned(),
            headers: list(request)?,
            body: (!sent.is_empty()).then_some(sent),
        },
        response: Response {
            status: response.get("status")?.as_number()?.parse().ok()?,
            headers: list(response)?,
            body,
        },
        redacted: Vec::new(),
    })
}

/// A line of NDJSON.
pub(crate) fn line(text: &[u8]) -> (Option<Interaction>, Kept) {
    let Some(root) = tree(text) else {
        return (None, Kept::All);
    };
    if root.get("version").is_some() {
        let recording = Recording::parse(text).ok();
        return (recording.map(Recording::into_interaction), Kept::Recording);
    }
    let read = || {
        let (request, response) = (root.get("request")?, root.get("response")?);
        whole(request, response, body(text, request)?, body(text, response)?)
    };
    (read(), Kept::All)
}

/// An entry of a HAR.
pub(crate) fn entry(text: &[u8]) -> Option<Interaction> {
    let root = tree(text)?;
    let content = |content: &Node| {
        let text = content.get("text")?.as_str()?;
        match content.get("encoding").map(Node::as_str) {
            Some(Some("base64")) => STANDARD.decode(text).ok(),
            None | Some(Some("")) => Some(text.as_bytes().to_vec()),
            _ => None,
        }
    };
    let (request, response) = (root.get("request")?, root.get("response")?);
    let sent = request.get("postData").map_or(Some(Vec::new()), content)?;
    whole(request, response, sent, content(response.get("content")?)?)
}
