//! Checks a request that the client sent: with the contract engine against the document, and against what it was given.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use codegen::view::{CredentialPlace, ParameterLocation, Scheme, Url, decode_query, essence};
use recording::json::{self, Node, Value};
use recording::{Header, Interaction};

use super::arguments::{BodyValue, Given, SECRET, USER, is_empty};
use super::compare::{Tolerance, difference, words};
use super::fields;
use crate::contract::{Contract, Location, Source};

/// What is wrong with a request.
pub(super) fn problems(
    contract: &Contract<'_>,
    operation: &str,
    interaction: &Interaction,
    given: &Given<'_>,
) -> Vec<String> {
    let mut problems = Vec::new();
    let checked = contract.check(interaction, Source::Traffic);
    match &checked.operation {
        Some(found) if found != operation => problems.push(format!("the request is one of `{found}`")),
        _ => {}
    }
    for violation in &checked.violations {
        if !matches!(
            violation.location,
            Location::Status | Location::ResponseBody | Location::ResponseHeader(_)
        ) {
            let at = match violation.pointer.is_empty() {
                true => String::new(),
                false => format!(" at `{}`", violation.pointer),
            };
            problems.push(format!(
                "{}{at}: {} ({})",
                violation.location, violation.message, violation.rule.id
            ));
        }
    }
    // What breaks the document would be reported twice.
    if problems.is_empty() {
        parameters(contract, interaction, given, &mut problems);
        body(interaction, given, &mut problems);
    }
    for scheme in &given.schemes {
        if !is_sent(scheme, interaction) {
            problems.push(format!(
                "security: the credentials of `{}` were not sent as given",
                scheme.name
            ));
        }
    }
    problems
}

fn parameters(contract: &Contract<'_>, interaction: &Interaction, given: &Given<'_>, problems: &mut Vec<String>) {
    let sent = contract.sent_parameters(interaction);
    let same = |location: ParameterLocation, a: &str, b: &str| {
        a == b || (location == ParameterLocation::Header && a.eq_ignore_ascii_case(b))
    };
    for (parameter, value) in &given.parameters {
        let (location, name) = (parameter.location, parameter.name);
        let at = format!("{}:{name}", location.name());
        let found = sent
            .iter()
            .find(|one| one.location == location && same(location, one.name, name));
        match found {
            None if is_empty(value) => {}
            None => problems.push(format!("{at}: the argument {} was not sent", words(value))),
            Some(found) if found.values.iter().any(|read| is_same(value, read)) => {}
            Some(found) => problems.push(format!(
                "{at}: the argument {} was sent as {}",
                words(value),
                found.values.first().map(words).unwrap_or_default()
            )),
        }
    }
    for one in &sent {
        let known = given
            .parameters
            .iter()
            .any(|(known, _)| known.location == one.location && same(one.location, known.name, one.name));
        // The client has a few headers of its own, and cookies and headers may be those of credentials.
        let own = matches!(one.location, ParameterLocation::Header | ParameterLocation::Cookie);
        if !known && !own {
            problems.push(format!(
                "{}:{}: it was sent, and no argument was given",
                one.location.name(),
                one.name
            ));
        }
    }
}

/// Whether a value that was read off a request is the one that was given. A text has no type.
fn is_same(given: &Node, read: &Node) -> bool {
    match (&given.value, &read.value) {
        (Value::Object(members), Value::Object(others)) => {
            members.len() == others.len()
                && members
                    .iter()
                    .all(|member| read.get(&member.key).is_some_and(|other| is_same(&member.node, other)))
        }
        (Value::Array(items), Value::Array(others)) => {
            items.len() == others.len() && items.iter().zip(others).all(|(item, other)| is_same(item, other))
        }
        (Value::String(text), Value::Number(other)) | (Value::Number(text), Value::String(other)) => text == other,
        (Value::Bool(value), Value::String(text)) | (Value::String(text), Value::Bool(value)) => {
            value.to_string() == *text
        }
        _ => difference(given, read, &Tolerance::default()).is_none(),
    }
}

fn body(interaction: &Interaction, given: &Given<'_>, problems: &mut Vec<String>) {
    let sent = interaction.request.body.as_deref().unwrap_or_default();
    let Some(body) = &given.body else {
        if !sent.is_empty() {
            problems.push(format!(
                "request.body: {} bytes were sent, and no body was given",
                sent.len()
            ));
        }
        return;
    };
    let media_type = Header::find(&interaction.request.headers, "Content-Type").unwrap_or_default();
    if !is_documented(media_type, body.entry.name) {
        problems.push(format!(
            "request.body: the body for `{}` was sent as `{media_type}`",
            body.entry.name
        ));
    }
    let problem = match &body.value {
        BodyValue::Bytes(bytes) => (bytes != sent).then(|| "the body was not sent as given".to_owned()),
        BodyValue::Json(value) => match json::parse(sent) {
            Ok(parsed) => difference(value, &parsed.root, &Tolerance::default())
                .map(|(pointer, what)| format!("`{pointer}`: {what}")),
            Err(broken) => Some(format!("the body is not JSON: {broken}")),
        },
        BodyValue::Fields(value) => fields::problem(body, media_type, value, sent),
    };
    problems.extend(problem.map(|problem| format!("request.body: {problem}")));
}

/// Whether a media type that was sent is the documented one: exactly, if that is no range.
fn is_documented(sent: &str, documented: &str) -> bool {
    let (sent_essence, essence) = (essence(sent), essence(documented));
    match essence.split_once('/') {
        // The client makes the boundary.
        Some(("multipart", _)) => sent_essence == essence || essence.contains('*'),
        Some(("*", _)) => true,
        Some((kind, "*")) => sent_essence.starts_with(&format!("{kind}/")),
        _ if essence.contains('*') => true,
        _ if essence == "application/x-www-form-urlencoded" => sent_essence == essence,
        _ => sent == documented,
    }
}

/// Whether the credentials of a scheme are in a request.
fn is_sent(scheme: &Scheme<'_>, interaction: &Interaction) -> bool {
    let request = &interaction.request;
    let header = |name: &str| Header::find(&request.headers, name).unwrap_or_default().to_owned();
    match scheme.credential {
        _ if scheme.signing.is_some() => !header("Authorization").is_empty(),
        Some(CredentialPlace::Header(name)) => header(name) == SECRET,
        Some(CredentialPlace::Query(name)) => Url::parse(&request.url).is_some_and(|url| {
            let mut pairs = url.pairs().into_iter();
            pairs.any(|(key, value)| decode_query(key) == name && decode_query(value) == SECRET)
        }),
        Some(CredentialPlace::Cookie(name)) => {
            let cookies = header("Cookie");
            let mut pairs = cookies.split(';').filter_map(|pair| pair.trim().split_once('='));
            pairs.any(|(key, value)| key == name && value == SECRET)
        }
        Some(CredentialPlace::Authorization(kind)) if kind.eq_ignore_ascii_case("basic") => {
            header("Authorization") == format!("Basic {}", STANDARD.encode(format!("{USER}:{SECRET}")))
        }
        Some(CredentialPlace::Authorization(kind)) if !kind.eq_ignore_ascii_case("bearer") => {
            header("Authorization") == format!("{kind} {SECRET}")
        }
        Some(CredentialPlace::Authorization(_)) => header("Authorization") == format!("Bearer {SECRET}"),
        None => true,
    }
}
