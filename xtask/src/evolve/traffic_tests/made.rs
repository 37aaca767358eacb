//! Traffic of a document, made of its schemas, and exchanges of it that drift.

use codegen::Document;
use codegen::view::{Api, CredentialPlace, Direction, Operation, ParameterLocation, Place, StatusKey, is_json};
use fastrand::Rng;
use recording::{Header, Interaction};
use serde_json::{Value, json};

use super::super::test_samples::interaction;
use crate::contract::{Contract, Source};
use crate::selftest::data::{Fill, Maker, Texts};

/// The ways in which traffic drifts.
const WAYS: [Way; 7] = [
    Way::Property,
    Way::Null,
    Way::Value,
    Way::Kind,
    Way::Missing,
    Way::Status,
    Way::Operation,
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Property,
    Null,
    Value,
    Kind,
    Missing,
    Status,
    Operation,
}

/// A request that conforms, as far as one can be made.
fn request<'d>(
    operation: &Operation<'d>,
    contract: &Contract<'d>,
    seed: u64,
) -> Option<(String, Vec<Header>, Option<Vec<u8>>)> {
    let make = |schema: &Place<'d>, texts| -> Option<Value> {
        let mut maker = Maker::new(contract, Direction::Request, Fill::Required, seed, &operation.name());
        let made = maker.make(schema, texts).ok()?;
        serde_json::from_str(&recording::json::to_text(&made)).ok()
    };
    let text = |value: Value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    let mut path = operation.path.text.to_owned();
    let mut query = Vec::new();
    let mut headers = Vec::new();
    for parameter in &operation.parameters {
        let is_variable = parameter.location == ParameterLocation::Path;
        if !parameter.required && !is_variable {
            continue;
        }
        let value = parameter.schema.as_ref().and_then(|schema| make(schema, Texts::Path));
        let value = text(value.unwrap_or_else(|| json!("x1")));
        match parameter.location {
            ParameterLocation::Path => path = path.replace(&format!("{{{}}}", parameter.name), &value),
            ParameterLocation::Query => query.push(format!("{}={value}", parameter.name)),
            ParameterLocation::Header => headers.push(Header::new(parameter.name, &value)),
            ParameterLocation::Cookie => headers.push(Header::new("Cookie", format!("{}={value}", parameter.name))),
        }
    }
    let alternatives = operation.security.iter().flat_map(|security| &security.alternatives);
    for requirement in alternatives.take(1).flat_map(|alternative| &alternative.requirements) {
        match requirement.scheme.as_ref().and_then(|scheme| scheme.credential) {
            Some(CredentialPlace::Header(name)) => headers.push(Header::new(name, "synthetic-credential")),
            Some(CredentialPlace::Query(name)) => query.push(format!("{name}=synthetic-credential")),
            Some(CredentialPlace::Cookie(name)) => {
                headers.push(Header::new("Cookie", format!("{name}=synthetic-credential")))
            }
            Some(CredentialPlace::Authorization(scheme)) => {
                headers.push(Header::new(
                    "Authorization",
                    format!("{scheme} c3ludGhldGljOmNyZWRlbnRpYWw="),
                ));
            }
            None => {}
        }
    }
    let body = operation.request_body.as_ref();
    let body = body.and_then(|body| {
        body.content
            .as_ref()?
            .entries
            .iter()
            .find(|entry| is_json(&entry.essence))
    });
    let body = body.and_then(|entry| make(entry.schema.as_ref()?, Texts::Plain));
    if body.is_some() {
        headers.push(Header::new("Content-Type", "application/json"));
    }
    let separator = match (query.is_empty(), path.contains('?')) {
        (true, _) => "",
        (false, true) => "&",
        (false, false) => "?",
    };
    let url = format!("{}{path}{separator}{}", server(operation), query.join("&"));
    Some((url, headers, body.map(|body| body.to_string().into_bytes())))
}

/// The address of the first server, with the defaults of its variables.
fn server(operation: &Operation<'_>) -> String {
    let first = operation.servers.as_ref().and_then(|servers| servers.items().next());
    let mut url = first
        .as_ref()
        .and_then(|server| server.str("url"))
        .unwrap_or("")
        .to_owned();
    let variables = first.as_ref().and_then(|server| server.get("variables"));
    for (name, variable) in variables.iter().flat_map(Place::members) {
        url = url.replace(&format!("{{{name}}}"), variable.str("default").unwrap_or("x1"));
    }
    let url = url.trim_end_matches('/');
    match url.strip_prefix("//") {
        // Of any scheme.
        Some(host) => format!("https://{host}"),
        None if url.contains("://") => url.to_owned(),
        None => format!("https://api.example.com{url}"),
    }
}

/// An exchange that conforms, and the address of the server that it is of.
struct Made {
    exchange: Interaction,
    server: String,
}

/// Exchanges of all operations that conform to their document, of each two with different values.
fn conforming(document: &Document) -> Vec<Made> {
    let contract = Contract::new(document);
    let mut all = Vec::new();
    for operation in &Api::of(document).operations {
        for response in operation.responses.iter().flat_map(|responses| &responses.entries) {
            let StatusKey::Exact(status) = response.status else {
                continue;
            };
            let mut entries = response.content.iter().flat_map(|content| &content.entries);
            let entry = entries.find(|entry| is_json(&entry.essence));
            if entry.is_none() && response.content.is_some() {
                continue;
            }
            for seed in [1, 2] {
                let mut maker = Maker::new(&contract, Direction::Response, Fill::All, seed, &operation.name());
                let schema = entry.and_then(|entry| entry.schema.as_ref());
                let body = schema.map_or(Ok(String::new()), |schema| {
                    let made = maker.make(schema, Texts::Plain);
                    made.map(|body| recording::json::to_text(&body))
                });
                let (Ok(body), Some((url, headers, sent))) = (body, request(operation, &contract, seed)) else {
                    continue;
                };
                let mut exchange = interaction(&body);
                if body.is_empty() {
                    exchange.response.headers.clear();
                }
                exchange.request.method = operation.method.to_owned();
                (exchange.request.url, exchange.request.headers, exchange.request.body) = (url, headers, sent);
                exchange.response.status = status;
                if contract.check(&exchange, Source::Traffic).violations.is_empty() {
                    let server = server(operation);
                    all.push(Made { exchange, server });
                }
            }
        }
    }
    all
}

/// The pointers of the values that fulfil a condition.
fn places(value: &Value, at: &str, holds: &dyn Fn(&Value) -> bool, found: &mut Vec<String>) {
    if holds(value) {
        found.push(at.to_owned());
    }
    match value {
        Value::Object(members) => {
            let escaped = |name: &str| name.replace('~', "~0").replace('/', "~1");
            members
                .iter()
                .for_each(|(name, member)| places(member, &format!("{at}/{}", escaped(name)), holds, found));
        }
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items.for_each(|(index, item)| places(item, &format!("{at}/{index}"), holds, found));
        }
        _ => {}
    }
}

/// An exchange that drifts in one way, at a place of a body that a number chooses: the one that was returned, or else the
/// one that was sent.
fn drifted(from: &Made, way: Way, number: u64) -> Option<Interaction> {
    let mut made = from.exchange.clone();
    match way {
        Way::Status => {
            made.response.status = 418;
            return Some(made);
        }
        Way::Operation => {
            // Another number each time, as the ids of things are.
            let id = 1000 + number * 2 + made.response.body.len() as u64;
            made.request.url = format!("{}/unheard/things/{id}", from.server);
            return Some(made);
        }
        _ => {}
    }
    let sent = made.request.body.as_mut();
    let bytes = match made.response.body.is_empty() {
        true => sent?,
        false => &mut made.response.body,
    };
    let mut body: Value = serde_json::from_slice(bytes).ok()?;
    let holds: &dyn Fn(&Value) -> bool = match way {
        Way::Property => &Value::is_object,
        Way::Missing => &|value| value.as_object().is_some_and(|members| !members.is_empty()),
        Way::Value => &Value::is_string,
        _ => &|value| !value.is_null(),
    };
    let mut found = Vec::new();
    places(&body, "", holds, &mut found);
    found.retain(|at| !at.is_empty() || matches!(way, Way::Property | Way::Missing));
    let place = found.get(Rng::with_seed(number).usize(..found.len().max(1)))?;
    let value = body.pointer_mut(place)?;
    match way {
        Way::Property => value["seen_in_traffic"] = json!({"level": number}),
        Way::Null => *value = Value::Null,
        Way::Value => *value = json!("unheard-of"),
        Way::Kind if value.is_number() => *value = json!(true),
        Way::Kind => *value = json!(number),
        Way::Missing => {
            let members = value.as_object_mut()?;
            let name = members.keys().next()?.clone();
            members.remove(&name);
        }
        Way::Status | Way::Operation => {}
    }
    *bytes = body.to_string().into_bytes();
    Some(made)
}

/// The traffic of a document: what conforms, and of each of these exchanges some that drift. Two drift at the same place.
pub(super) fn traffic(document: &Document) -> Vec<Interaction> {
    let base = conforming(document);
    let mut all: Vec<_> = base.iter().map(|made| made.exchange.clone()).collect();
    // Of a small document, each drifts in every way.
    let each = if base.len() < 60 { WAYS.len() } else { 2 };
    for (number, from) in base.iter().enumerate() {
        let pair = number / 2;
        for way in (0..each).map(|next| WAYS[(pair + next) % WAYS.len()]) {
            all.extend(drifted(from, way, pair as u64));
        }
    }
    all
}

pub(super) fn ndjson(interaction: &Interaction) -> String {
    let headers = |all: &[Header]| -> Value {
        all.iter()
            .map(|header| (header.name.clone(), json!(header.value)))
            .collect()
    };
    let body = |bytes: &[u8]| json!({"json": serde_json::from_slice::<Value>(bytes).unwrap()});
    let (request, response) = (&interaction.request, &interaction.response);
    let mut line = json!({
        "request": {"method": request.method, "url": request.url, "headers": headers(&request.headers)},
        "response": {"status": response.status, "headers": headers(&response.headers)},
    });
    if !response.body.is_empty() {
        line["response"]["body"] = body(&response.body);
    }
    if let Some(sent) = &request.body {
        line["request"]["body"] = body(sent);
    }
    line.to_string()
}
