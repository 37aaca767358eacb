//! Checks which media types of its responses a client requests: what it sends as `Accept`, and what it never requests.

use codegen::view::{MediaType, Operation, Response, StatusKey, is_json};
use codegen::{Callable, Reading};

use super::data::of_document;

/// The media types whose lines are values of JSON.
const LINES: [&str; 5] = [
    "application/x-ndjson",
    "application/ndjson",
    "application/jsonl",
    "application/jsonlines",
    "application/x-jsonlines",
];

/// What is wrong with the header `Accept` of a request: it names what no successful response of the document has, or nothing
/// although a response has a body.
pub(super) fn problem(operation: &Operation<'_>, accept: Option<&str>) -> Option<String> {
    let documented: Vec<&str> = entries(operation).map(|(_, entry)| entry.name).collect();
    let requested = accept.map(media_types).unwrap_or_default();
    let is_documented = |one: &String| {
        documented
            .iter()
            .any(|name| same(name, one) || media_types(name).contains(one))
    };
    if documented.is_empty() {
        let is_anything = requested.iter().all(|one| one == "*/*");
        return (!is_anything).then(|| {
            format!(
                "the client accepts `{}`, and no response has a body",
                requested.join(", ")
            )
        });
    }
    if let Some(other) = requested.iter().find(|one| !is_documented(one)) {
        return Some(format!(
            "the client accepts `{other}`, and the successful responses have: {}",
            documented.join(", ")
        ));
    }
    requested.is_empty().then(|| {
        format!(
            "the client sends no `Accept`, and the responses have: {}",
            documented.join(", ")
        )
    })
}

/// The media types of successful responses that the client neither requests in `accept` nor by a method of their own, and
/// does not report as left out either.
pub(super) fn never_requested<'d>(
    operation: &Operation<'d>,
    callable: &Callable,
    accept: &str,
    is_left_out: &dyn Fn(&str) -> bool,
) -> Vec<&'d str> {
    if operation.method == "HEAD" {
        return Vec::new();
    }
    let requested = media_types(accept);
    let is_requested = |entry: &MediaType<'_>| {
        let mut methods = callable.methods.iter().filter_map(|method| method.media_type.as_ref());
        media_types(entry.name).iter().any(|name| requested.contains(name)) || methods.any(|one| same(one, entry.name))
    };
    let is_reported = |entry: &MediaType<'_>| {
        let schema = entry.schema.as_ref();
        let resolved = schema.map(|schema| schema.resolved().pointer);
        let schema = schema.map(|schema| schema.pointer.clone());
        let own = [Some(entry.place.pointer.clone()), schema, resolved];
        own.iter().flatten().any(|pointer| is_left_out(pointer))
    };
    let mut found = Vec::new();
    for (response, entry) in entries(operation) {
        let others = response.content.iter().flat_map(|content| &content.entries);
        let mut json = others.filter(|other| is_json(&other.essence) && is_requested(other));
        if !is_requested(entry)
            && !is_reported(entry)
            && !json.any(|json| is_other_name(entry, json))
            && !found.contains(&entry.name)
        {
            found.push(entry.name);
        }
    }
    found
}

/// The media types of successful responses that hold values one after another, lines of JSON or server-sent events, and that
/// no method of the client reads so.
pub(super) fn never_streamed<'d>(operation: &Operation<'d>, callable: &Callable) -> Vec<&'d str> {
    let reads = |wanted: Reading| callable.methods.iter().any(|method| method.reads == wanted);
    let is_unread = |entry: &MediaType<'_>| match entry.essence.as_str() {
        "text/event-stream" => !reads(Reading::Events) || !reads(Reading::EventsAfter),
        essence => LINES.contains(&essence) && !reads(Reading::Lines),
    };
    let unread = entries(operation).filter(|(_, entry)| is_unread(entry));
    unread.map(|(_, entry)| entry.name).collect()
}

/// Whether an entry is JSON under a name that says less, as some frameworks list it for each response.
fn is_other_name(entry: &MediaType<'_>, json: &MediaType<'_>) -> bool {
    let says_nothing = entry.essence == "text/plain" || entry.essence.ends_with("/*");
    let schema = |entry: &MediaType<'_>| entry.schema.as_ref().map(|schema| of_document(schema.node));
    match (schema(entry), schema(json)) {
        (Some(one), Some(other)) => says_nothing && one.same(&other),
        (None, None) => says_nothing,
        _ => false,
    }
}

/// The media types of the responses with which a call succeeds: those of 2xx; where there are none, redirects; and where
/// there are none of these either, `default`.
fn entries<'o, 'd>(operation: &'o Operation<'d>) -> impl Iterator<Item = (&'o Response<'d>, &'o MediaType<'d>)> {
    let all = operation.responses.iter().flat_map(|responses| &responses.entries);
    let hundred = |response: &Response<'_>| match response.status {
        StatusKey::Exact(status) => Some(status / 100),
        StatusKey::Range(hundred) => Some(hundred),
        StatusKey::Default => None,
        StatusKey::Other => Some(0),
    };
    let found = [Some(2), Some(3), None]
        .map(|wanted| -> Vec<_> { all.clone().filter(|response| hundred(response) == wanted).collect() });
    let successes = found.into_iter().find(|found| !found.is_empty()).unwrap_or_default();
    let has_body = |response: &&Response<'_>| {
        operation.method != "HEAD" && !matches!(response.status, StatusKey::Exact(204 | 205 | 304))
    };
    let with_body = successes.into_iter().filter(has_body);
    with_body.flat_map(|response| {
        let entries = response.content.iter().flat_map(|content| &content.entries);
        entries.map(move |entry| (response, entry))
    })
}

/// The media types of a list, in lower case.
fn media_types(list: &str) -> Vec<String> {
    let parts = list.split(',').map(|part| part.trim().to_ascii_lowercase());
    parts.filter(|part| !part.is_empty()).collect()
}

fn same(one: &str, other: &str) -> bool {
    one.trim().eq_ignore_ascii_case(other.trim())
}
