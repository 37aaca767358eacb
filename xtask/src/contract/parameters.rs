//! The parameters of a request: in the path, the query, the headers and the cookies.

use recording::json::{self, Node};
use recording::{Header, REDACTED, Unobserved};

use super::operation::Variables;
use super::place::Place;
use super::schema::{self, Direction};
use super::style::{self, Separator, Shape, Style};
use super::url::{Url, decode, decode_query};
use super::{Checked, Location, Subject, Violation, rules, security};

/// The parameters of an operation: its own, and those of its path that it does not replace.
fn declared<'d>(subject: &Subject<'_, 'd>) -> Vec<Place<'d>> {
    let operation = subject.operation;
    let key = |place: &Place<'d>| (place.str("in"), place.str("name"));
    let mut all: Vec<Place<'d>> = operation
        .place
        .raw("parameters")
        .iter()
        .flat_map(Place::items)
        .collect();
    let shared: Vec<_> = operation
        .path_item
        .raw("parameters")
        .iter()
        .flat_map(Place::items)
        .collect();
    all.extend(
        shared
            .into_iter()
            .filter(|place| !all.iter().any(|own| key(own) == key(place)))
            .collect::<Vec<_>>(),
    );
    all
}

/// Looks at all parameters of a request.
pub(super) fn check(subject: &Subject<'_, '_>, url: &Url<'_>, variables: &Variables, checked: &mut Checked) {
    let declared = declared(subject);
    let pairs = url.pairs();
    let mut claimed = vec![false; pairs.len()];
    let headers = &subject.interaction.request.headers;
    let sees = |part| !subject.interaction.is_unobserved(part);
    for parameter in &declared {
        let (Some(name), Some(place)) = (parameter.str("name"), parameter.str("in")) else {
            continue;
        };
        let name = name.to_owned();
        match place {
            "path" => {
                let text = variables
                    .iter()
                    .find(|(variable, _)| *variable == name)
                    .map(|(_, text)| text.as_str());
                if let Some(text) = text {
                    one(subject, parameter, Location::Path(name), checked, |schema| {
                        in_path(parameter, schema, text)
                    });
                }
            }
            "query" if sees(Unobserved::RequestQuery) => {
                let mine = claim(parameter, &name, &pairs, &mut claimed);
                if mine.is_empty() {
                    missing(parameter, Location::Query(name), checked);
                } else {
                    let empty = mine.iter().all(|(_, value)| value.is_empty()) && parameter.is("allowEmptyValue");
                    if !empty {
                        let location = Location::Query(name.clone());
                        one(subject, parameter, location, checked, |schema| {
                            in_query(parameter, schema, &name, &mine)
                        });
                    }
                }
            }
            // The standard gives these to other parts of the document.
            "header" if ["accept", "content-type", "authorization"].contains(&name.to_ascii_lowercase().as_str()) => {}
            "header" if sees(Unobserved::RequestHeaders) => match Header::find(headers, &name) {
                None => missing(parameter, Location::Header(name), checked),
                Some(REDACTED) => {}
                Some(text) => {
                    one(subject, parameter, Location::Header(name), checked, |schema| {
                        in_header(parameter, schema, text)
                    });
                }
            },
            "cookie" if sees(Unobserved::RequestHeaders) => match Header::find(headers, "Cookie") {
                Some(REDACTED) => {}
                cookies => {
                    let pairs = cookies
                        .unwrap_or_default()
                        .split(';')
                        .filter_map(|pair| pair.trim().split_once('='));
                    match pairs.into_iter().find(|(key, _)| *key == name) {
                        None => missing(parameter, Location::Cookie(name), checked),
                        Some((_, text)) => one(subject, parameter, Location::Cookie(name), checked, |schema| {
                            style::whole(schema, text, Separator(&[","]), false, true)
                        }),
                    }
                }
            },
            _ => {}
        }
    }
    if sees(Unobserved::RequestQuery) {
        let unknown = pairs.iter().zip(&claimed).filter(|(_, claimed)| !**claimed);
        let mut names: Vec<_> = unknown.map(|((name, _), _)| decode_query(name)).collect();
        names.dedup();
        names
            .into_iter()
            .for_each(|name| undocumented(subject, Location::Query(name), checked));
    }
    if sees(Unobserved::RequestHeaders) {
        let known = |header: &&Header| {
            let is = |place: &Place<'_>| {
                place.str("in") == Some("header")
                    && place
                        .str("name")
                        .is_some_and(|name| name.eq_ignore_ascii_case(&header.name))
            };
            !is_standard(&header.name) && !declared.iter().any(is)
        };
        for header in headers.iter().filter(known) {
            undocumented(subject, Location::Header(header.name.clone()), checked);
        }
    }
}

/// Holds one parameter that was sent against its schema, or against that of its `content`.
fn one<'d>(
    subject: &Subject<'_, 'd>,
    parameter: &Place<'d>,
    location: Location,
    checked: &mut Checked,
    read: impl FnOnce(&Place<'d>) -> Node,
) {
    let content = parameter
        .get("content")
        .and_then(|content| content.members().next().map(|(_, entry)| entry));
    let Some(schema) = parameter
        .get("schema")
        .or_else(|| content.as_ref().and_then(|entry| entry.get("schema")))
    else {
        return;
    };
    let value = read(&schema);
    let value = match (&content, value.as_str()) {
        // The text itself is JSON, whatever the schema says.
        (Some(_), Some(text)) => match json::parse(text.as_bytes()) {
            Ok(parsed) => parsed.root,
            Err(broken) => {
                let message = format!("the value is no JSON: {broken}");
                tell(&rules::JSON, location, message, parameter.at("content"), checked);
                return;
            }
        },
        _ => value,
    };
    let first = checked.violations.len();
    schema::check(
        checked,
        &schema,
        &value,
        location,
        Direction::Request,
        &subject.contract.patterns,
        &|_| false,
    );
    // Pointers lead into bodies; what is wrong within a parameter is told of the parameter.
    for violation in &mut checked.violations[first..] {
        if !violation.pointer.is_empty() {
            violation.message = format!("at {}: {}", std::mem::take(&mut violation.pointer), violation.message);
        }
    }
}

fn in_path(parameter: &Place<'_>, schema: &Place<'_>, text: &str) -> Node {
    let style = Style::of(parameter, "path");
    let name = parameter.str("name").unwrap_or_default();
    match style.name {
        "label" => {
            let separator = if style.explode {
                Separator(&["."])
            } else {
                Separator(&[","])
            };
            style::whole(
                schema,
                text.strip_prefix('.').unwrap_or(text),
                separator,
                style.explode,
                false,
            )
        }
        "matrix" => {
            let text = text.strip_prefix(';').unwrap_or(text);
            if style.explode && style::shape(schema) == Shape::Object {
                return style::whole(schema, text, Separator(&[";"]), true, false);
            }
            let prefix = format!("{name}=");
            if style.explode && style::shape(schema) == Shape::List {
                let items = text.split(';').map(|item| item.strip_prefix(&prefix).unwrap_or(item));
                return style::list(schema, items, false);
            }
            style::whole(
                schema,
                text.strip_prefix(&prefix).unwrap_or(text),
                Separator(&[","]),
                false,
                false,
            )
        }
        _ if parameter.node.get("content").is_some() => style::scalar(schema, &decode(text)),
        _ => style::whole(schema, text, Separator(&[","]), style.explode, false),
    }
}

fn in_header(parameter: &Place<'_>, schema: &Place<'_>, text: &str) -> Node {
    header_value(parameter, schema, text)
}

/// The value of a header, which is never percent-encoded but may have spaces after its commas.
pub(super) fn header_value(declared: &Place<'_>, schema: &Place<'_>, text: &str) -> Node {
    if declared.node.get("content").is_some() || style::shape(schema) == Shape::Scalar {
        return style::scalar(schema, text.trim());
    }
    let trimmed: Vec<_> = text.split(',').map(str::trim).collect();
    // A `%` of a header is a `%`: written so that reading it as a part of a path gives it back.
    let text = trimmed.join(",").replace('%', "%25");
    style::whole(
        schema,
        &text,
        Separator(&[","]),
        Style::of(declared, "header").explode,
        false,
    )
}

/// The pairs of a query that belong to a parameter.
fn claim<'u>(
    parameter: &Place<'_>,
    name: &str,
    pairs: &[(&'u str, &'u str)],
    claimed: &mut [bool],
) -> Vec<(&'u str, &'u str)> {
    let style = Style::of(parameter, "query");
    let schema = parameter.get("schema");
    let is_object = schema
        .as_ref()
        .is_some_and(|schema| style::shape(schema) == Shape::Object);
    let deep = format!("{name}[");
    let belongs = |key: &str| match (&schema, style.name) {
        (_, "deepObject") => key.starts_with(&deep) && key.ends_with(']'),
        (Some(schema), "form") if is_object && style.explode => {
            let known = schema
                .get("properties")
                .is_some_and(|properties| properties.node.get(key).is_some());
            let open = schema
                .node
                .get("additionalProperties")
                .is_some_and(|node| node.as_bool() != Some(false));
            known || open
        }
        _ => key == name,
    };
    let mut mine = Vec::new();
    for (pair, claimed) in pairs.iter().zip(claimed) {
        if !*claimed && belongs(&decode_query(pair.0)) {
            *claimed = true;
            mine.push(*pair);
        }
    }
    mine
}

fn in_query(parameter: &Place<'_>, schema: &Place<'_>, name: &str, pairs: &[(&str, &str)]) -> Node {
    let style = Style::of(parameter, "query");
    let last = pairs.last().map_or("", |(_, value)| value);
    if parameter.node.get("content").is_some() {
        return style::scalar(schema, &decode_query(last));
    }
    match (style.name, style::shape(schema)) {
        ("deepObject", _) => {
            let inner = |key: &str| {
                let key = decode_query(key);
                key.strip_prefix(name)
                    .unwrap_or(&key)
                    .trim_matches(['[', ']'])
                    .to_owned()
            };
            let pairs: Vec<_> = pairs.iter().map(|(key, value)| (inner(key), *value)).collect();
            style::object(schema, pairs.iter().map(|(key, value)| (key.as_str(), *value)), true)
        }
        ("form", Shape::Object) if style.explode => style::object(schema, pairs.iter().copied(), true),
        (_, Shape::List) if style.explode => style::list(schema, pairs.iter().map(|(_, value)| *value), true),
        ("spaceDelimited", _) => style::whole(schema, last, Separator(&["%20", "+", " "]), false, true),
        ("pipeDelimited", _) => style::whole(schema, last, Separator(&["|", "%7C", "%7c"]), false, true),
        _ => style::whole(schema, last, Separator(&[","]), false, true),
    }
}

fn missing(parameter: &Place<'_>, location: Location, checked: &mut Checked) {
    if parameter.is("required") {
        let message = "the required parameter was not sent".to_owned();
        tell(
            &rules::PARAM_MISSING,
            location,
            message,
            parameter.pointer.clone(),
            checked,
        );
    }
}

fn undocumented(subject: &Subject<'_, '_>, location: Location, checked: &mut Checked) {
    if security::owns(subject, &location) {
        return;
    }
    let message = match &location {
        Location::Query(name) => format!("the query parameter `{name}` is not documented"),
        _ => "the header is neither documented nor a standard one".to_owned(),
    };
    let document = subject.operation.place.nearest(&["parameters"]);
    tell(&rules::PARAM_UNDOCUMENTED, location, message, document, checked);
}

fn tell(rule: &'static super::Rule, location: Location, message: String, document: String, checked: &mut Checked) {
    checked.violations.push(Violation {
        rule,
        location,
        pointer: String::new(),
        message,
        document: Some(document),
    });
}

/// Whether a header is one that any request may have: of RFC 9110 and its neighbours, of Fetch, or of W3C's tracing.
fn is_standard(name: &str) -> bool {
    const NAMES: &[&str] = &[
        "accept",
        "accept-charset",
        "accept-encoding",
        "accept-language",
        "authorization",
        "baggage",
        "cache-control",
        "connection",
        "content-encoding",
        "content-language",
        "content-length",
        "content-location",
        "content-range",
        "content-type",
        "cookie",
        "date",
        "dnt",
        "dpr",
        "expect",
        "forwarded",
        "from",
        "host",
        "http2-settings",
        "if-match",
        "if-modified-since",
        "if-none-match",
        "if-range",
        "if-unmodified-since",
        "keep-alive",
        "last-event-id",
        "max-forwards",
        "origin",
        "pragma",
        "prefer",
        "priority",
        "purpose",
        "range",
        "referer",
        "save-data",
        "te",
        "traceparent",
        "tracestate",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "upgrade-insecure-requests",
        "user-agent",
        "via",
        "viewport-width",
        "warning",
        "x-forwarded-for",
        "x-forwarded-host",
        "x-forwarded-proto",
    ];
    let name = name.to_ascii_lowercase();
    name.starts_with(':')
        || ["sec-", "proxy-", "access-control-"]
            .iter()
            .any(|prefix| name.starts_with(prefix))
        || NAMES.contains(&name.as_str())
}
