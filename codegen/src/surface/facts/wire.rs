//! What each part of the model means on the wire, as pairs of texts.

use std::collections::BTreeSet;

use super::Facts;
use crate::model::{
    Body, Bounds, Field, Location, Operation, Parameter, Requirement, Response, SchemeKind, Server, Status,
};

pub(super) fn fact(key: &str, value: impl Into<String>) -> (String, String) {
    (key.to_owned(), value.into())
}

pub(super) fn operation_facts(operation: &Operation) -> Facts {
    let Operation { responses, .. } = operation;
    let mut facts = vec![
        fact("method", &operation.method),
        fact("path", without_names(&operation.path)),
        fact("servers", servers(&operation.servers)),
        fact("accept", sorted(&responses.accept).join(", ")),
    ];
    let statuses = responses
        .successes()
        .map(|response| response.status.to_string().replace('`', ""));
    facts.push(fact("success", statuses.collect::<Vec<_>>().join(" ")));
    facts.push(fact("security", ways(&operation.security)));
    let key = operation.idempotency_key.as_ref();
    facts.extend(key.map(|header| fact("idempotency key", header.to_ascii_lowercase())));
    let undecoded = responses.documented.iter().flat_map(|response| &response.undecoded);
    // Their order in the document says nothing.
    let undecoded: BTreeSet<_> = undecoded.map(String::as_str).collect();
    facts.push(fact("undecoded", Vec::from_iter(undecoded).join(" ")));
    facts.extend(
        operation
            .pagination
            .as_ref()
            .map(|paging| fact("paging", format!("{paging:?}"))),
    );
    facts.extend(
        operation
            .chained
            .as_ref()
            .map(|paging| fact("paging", format!("{paging:?}"))),
    );
    facts.extend(
        operation
            .streams
            .iter()
            .map(|stream| fact("stream", format!("{stream:?}"))),
    );
    facts.retain(|(_, value)| !value.is_empty());
    facts
}

/// The ways to authenticate: the alternatives in their order, each a set of schemes with their scopes.
pub(super) fn ways(security: &[Vec<Requirement>]) -> String {
    let sets = security.iter().map(|set| {
        let one = set.iter().map(|requirement| match requirement.scopes.is_empty() {
            true => requirement.scheme.clone(),
            false => format!("{} ({})", requirement.scheme, sorted(&requirement.scopes).join(" ")),
        });
        match set.is_empty() {
            true => "nothing".to_owned(),
            false => sorted(&one.collect::<Vec<_>>()).join(" and "),
        }
    });
    sets.collect::<Vec<_>>().join(" or ")
}

/// What has no order.
pub(super) fn sorted(texts: &[String]) -> Vec<String> {
    let mut texts = texts.to_vec();
    texts.sort();
    texts
}

/// How a credential is sent.
pub(super) fn credential(kind: &SchemeKind) -> String {
    match kind {
        SchemeKind::Header(name) => format!("header {name}"),
        SchemeKind::Query(name) => format!("query {name}"),
        SchemeKind::Cookie(name) => format!("cookie {name}"),
        SchemeKind::Basic => "user and password".to_owned(),
        SchemeKind::Bearer => "bearer token".to_owned(),
        SchemeKind::ClientCredentials { token_url } => format!("bearer token from {token_url}"),
        SchemeKind::Authorization => "header Authorization".to_owned(),
        SchemeKind::MutualTls => "certificate of the client".to_owned(),
        SchemeKind::Signing { header, algorithm } => format!("signature {algorithm} in the header {header}"),
    }
}

/// A path without the names of its variables, which nobody sends.
pub(super) fn without_names(path: &str) -> String {
    let mut pieces = path.split('{');
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |path, piece| {
        let rest = piece.split_once('}').map_or("", |(_, rest)| rest);
        format!("{path}{{}}{rest}")
    })
}

pub(super) fn servers(servers: &[Server]) -> String {
    let urls = servers.iter().map(|server| {
        let mut url = server.url.clone();
        for variable in &server.variables {
            let Some(default) = variable.default.as_deref() else {
                continue;
            };
            url = url.replace(
                &format!("{{{}}}", variable.name),
                &format!("{{{}={default}}}", variable.name),
            );
        }
        url
    });
    urls.collect::<Vec<_>>().join(" ")
}

/// The errors without a body that would otherwise have that of their hundred, or that of `default`.
pub(super) fn without_body(responses: &[Response]) -> String {
    let has_body = |response: &&Response| response.fails && response.body != Body::Empty;
    let empty = responses
        .iter()
        .filter(|response| response.fails && response.body == Body::Empty);
    let covered = empty.filter(|response| {
        let mut others = responses.iter().filter(has_body);
        others.any(|other| match other.status {
            Status::Exact(_) => false,
            Status::Range(_) => other.status.hundred() == response.status.hundred(),
            Status::Default => response.status != Status::Default,
        })
    });
    let statuses: BTreeSet<String> = covered
        .map(|response| response.status.to_string().replace('`', ""))
        .collect();
    Vec::from_iter(statuses).join(" ")
}

pub(super) fn parameter_facts(parameter: &Parameter) -> Facts {
    let place = match parameter.location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
    };
    let mut facts = vec![
        fact("wire", format!("{place} {}", parameter.name)),
        fact("style", format!("{:?}", parameter.style)),
    ];
    facts.extend((parameter.required && !parameter.of_client).then(|| fact("required", "yes")));
    facts.extend(
        parameter
            .allow_reserved
            .then(|| fact("reserved characters", "as they are")),
    );
    facts.extend(
        parameter
            .allow_empty
            .then(|| fact("null and empty", "the name without a value")),
    );
    facts.extend(parameter.default.as_ref().map(|default| fact("default", default)));
    bounds(&parameter.bounds, "", &mut facts);
    facts
}

pub(super) fn wire_of(field: &Field) -> (String, String) {
    match &field.wire_name {
        Some(name) => fact("wire", format!("property {name}")),
        None => fact("wire", "all other properties"),
    }
}

/// The facts of a property that is received. Its type does not always say whether it may be absent: a list is a `Vec`.
pub(super) fn received(field: &Field) -> Facts {
    let mut facts = vec![wire_of(field)];
    facts.extend((field.required && field.wire_name.is_some()).then(|| fact("expected", "yes")));
    facts
}

/// The facts of a property that is sent.
pub(super) fn sent(field: &Field) -> Facts {
    let mut facts = vec![wire_of(field)];
    facts.extend(field.required.then(|| fact("required", "yes")));
    facts.extend(field.default.as_ref().map(|default| fact("default", default)));
    bounds(&field.bounds, "", &mut facts);
    facts
}

/// The bounds that are checked before a value is sent.
pub(super) fn bounds(bounds_: &Bounds, of: &str, facts: &mut Facts) {
    for (limit, inclusive, exclusive) in [
        (&bounds_.minimum, "minimum", "above"),
        (&bounds_.maximum, "maximum", "below"),
    ] {
        if let Some(limit) = limit {
            let key = if limit.exclusive { exclusive } else { inclusive };
            facts.push(fact(&format!("{of}{key}"), &limit.value));
        }
    }
    for (key, count) in [
        ("minimum length", bounds_.min_length),
        ("maximum length", bounds_.max_length),
        ("minimum number of items", bounds_.min_items),
        ("maximum number of items", bounds_.max_items),
        ("minimum number of properties", bounds_.min_properties),
        ("maximum number of properties", bounds_.max_properties),
    ] {
        facts.extend(count.map(|count| fact(&format!("{of}{key}"), count.to_string())));
    }
    facts.extend(
        bounds_
            .multiple_of
            .as_ref()
            .map(|step| fact(&format!("{of}multiple of"), step)),
    );
    facts.extend(bounds_.unique_items.then(|| fact(&format!("{of}unique items"), "yes")));
    facts.extend(
        bounds_
            .pattern
            .as_ref()
            .map(|pattern| fact(&format!("{of}pattern"), pattern)),
    );
    if let Some(items) = &bounds_.items {
        bounds(items, &format!("{of}items: "), facts);
    }
}
