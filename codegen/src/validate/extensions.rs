//! The extensions that this generator reads. All others are allowed, whatever they hold.
//!
//! An extension with one of these names and none of the members below belongs to another tool: it is ignored, with a
//! warning.

use super::Context;
use super::advice::one_of;
use super::chained;
use super::extension_names::{Members, is_ours, page, parameters_in, properties_of};
use super::findings::{Findings, shown};
use super::index::Visit;
use super::nearest::nearest;
use super::objects::Type;
use crate::diagnostic::rules;
use crate::document::Node;
use crate::document::pointer;
use std::collections::BTreeSet;

/// The members of `x-pagination` of the style `offset`.
const PAGINATION: Members = &[
    ("style", true),
    ("limit", true),
    ("offset", true),
    ("items", true),
    ("total", false),
    ("key", false),
    ("from", false),
    ("to", false),
];
/// Headers that the client sets itself.
const OF_CLIENT: [&str; 10] = [
    "Accept",
    "Accept-Encoding",
    "Authorization",
    "Connection",
    "Content-Length",
    "Content-Type",
    "Cookie",
    "Host",
    "Transfer-Encoding",
    "X-Auth-Token",
];
/// The only supported way of signing.
const SIGNING: &str = "sdk-hmac-sha256";

pub(super) fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    for visit in context.index.all(Type::Operation) {
        if let Some((pointer, pagination)) = extension(visit, "x-pagination") {
            paged(context, visit, &pointer, pagination, findings);
        }
        if let Some((pointer, header)) = extension(visit, "x-idempotency-key") {
            idempotency_key(&pointer, header, findings);
        }
    }
    for visit in context.index.all(Type::Parameter) {
        if let Some((pointer, flag)) = extension(visit, "x-client-parameter")
            && flag.as_bool().is_none()
        {
            findings.push(
                &rules::BAD_EXTENSION,
                &pointer,
                format!("`x-client-parameter` must be `true` or `false`, not {}", shown(flag)),
                "write `x-client-parameter: true`",
            );
        }
    }
    for visit in context.index.all(Type::ServerVariable) {
        if let Some((pointer, flag)) = extension(visit, "x-no-client-default")
            && flag.as_bool().is_none()
        {
            findings.push(
                &rules::BAD_EXTENSION,
                &pointer,
                format!("`x-no-client-default` must be `true` or `false`, not {}", shown(flag)),
                "write `x-no-client-default: true`",
            );
        }
    }
    for visit in context.index.all(Type::SecurityScheme) {
        if let Some((pointer, signing)) = extension(visit, "x-signing") {
            signed(visit, &pointer, signing, findings);
        }
    }
}

fn extension<'a>(visit: &Visit<'a>, name: &str) -> Option<(String, &'a Node)> {
    let node = visit.node.get(name)?;
    Some((pointer::child(&visit.pointer, name), node))
}

/// `x-pagination`: the names in it are those of parameters of the operation and properties of its response.
pub(super) fn paged(context: &Context<'_>, visit: &Visit<'_>, pointer: &str, node: &Node, findings: &mut Findings<'_>) {
    if chained::check(context, visit, pointer, node, findings) || !is_ours(pointer, node, PAGINATION, findings) {
        return;
    }
    let parameters = parameters_in(context, visit, &["query"]);
    let page = page(context, visit.node);
    let properties = page.map(|page| properties_of(context, page)).unwrap_or_default();
    let records = properties
        .iter()
        .find(|(name, _)| Some(*name) == node.get("items").and_then(Node::as_str))
        .and_then(|(_, list)| context.resolve(list)?.get("items"))
        .and_then(|record| context.resolve(record))
        .map(|record| properties_of(context, record))
        .unwrap_or_default();
    let names = |properties: &[(&str, &Node)]| properties.iter().map(|(name, _)| (*name).to_owned()).collect();
    for (member, _) in PAGINATION {
        let Some(value) = node.get(member) else { continue };
        let at = pointer::child(pointer, member);
        let Some(text) = value.as_str() else {
            findings.push(
                &rules::BAD_EXTENSION,
                &at,
                format!("`{member}` must be a name, not {}", shown(value)),
                "write the name of a parameter or a property",
            );
            continue;
        };
        let (known, what): (BTreeSet<String>, &str) = match *member {
            "style" => continue,
            "items" | "total" => (names(&properties), "property of the successful response"),
            "key" => (names(&records), "property of the records"),
            _ => (parameters.clone(), "query parameter of the operation"),
        };
        if !known.contains(text) {
            findings.push(
                &rules::BAD_EXTENSION,
                &at,
                format!("`{text}` is not a {what}"),
                match nearest(text, known.iter().map(String::as_str)) {
                    Some(meant) => format!("write `{meant}`"),
                    None if known.is_empty() => format!("there are none: add one, or remove `{member}`"),
                    None => one_of(&known.iter().map(String::as_str).collect::<Vec<_>>()),
                },
            );
        }
    }
}

/// `x-idempotency-key`: a header that the client does not set itself.
fn idempotency_key(pointer: &str, header: &Node, findings: &mut Findings<'_>) {
    let name = header.as_str().unwrap_or_default();
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    let of_client = OF_CLIENT.iter().any(|known| known.eq_ignore_ascii_case(name));
    if name.is_empty() || !name.bytes().all(is_token) || of_client {
        let why = match of_client {
            true => "which the client sets itself",
            false => "which is not the name of a header",
        };
        findings.push(
            &rules::BAD_EXTENSION,
            pointer,
            format!("`x-idempotency-key` is {}, {why}", shown(header)),
            "write the header that the service reads the key from, such as `x-idempotency-key: Idempotency-Key`",
        );
    }
}

fn signed(visit: &Visit<'_>, pointer: &str, signing: &Node, findings: &mut Findings<'_>) {
    if signing.as_str() != Some(SIGNING) {
        findings.push(
            &rules::BAD_EXTENSION,
            pointer,
            format!("{} is not a supported way of signing", shown(signing)),
            format!("write `x-signing: {SIGNING}`"),
        );
    }
    let text = |key| visit.node.get(key).and_then(Node::as_str).unwrap_or_default();
    if text("type") != "apiKey" || text("in") != "header" || !text("name").eq_ignore_ascii_case("authorization") {
        findings.push(
            &rules::BAD_EXTENSION,
            pointer,
            "`x-signing` needs a scheme of type `apiKey` in the header `Authorization`",
            "write `type: apiKey`, `in: header` and `name: Authorization`",
        );
    }
}
