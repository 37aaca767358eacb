//! What a request says of each parameter: every value that its text may encode.

use codegen::view::{Operation, Parameter, ParameterLocation, Place, Url, Variables, decode_query, is_json};
use recording::json::{self, Node};
use recording::{Header, Interaction};

use super::reading::{self, Reading};
use super::{parameter_encoding, security};

/// A parameter that was sent.
pub(crate) struct SentParameter<'d> {
    pub(crate) location: ParameterLocation,
    pub(crate) name: &'d str,
    /// The values that its text may encode by its style and its schema, the most literal one first.
    pub(crate) values: Vec<Node>,
}

/// The parameters of an operation that a request has.
pub(crate) fn parameters<'d>(
    operation: &Operation<'d>,
    variables: &Variables<'_, '_>,
    interaction: &Interaction,
) -> Vec<SentParameter<'d>> {
    let Some(url) = Url::parse(&interaction.request.url) else {
        return Vec::new();
    };
    let headers: &[Header] = &interaction.request.headers;
    let pairs = url.pairs();
    let mut claimed = vec![false; pairs.len()];
    let mut found = Vec::new();
    for parameter in operation.parameters_to_read() {
        let of_content = || {
            parameter
                .content
                .as_ref()
                .and_then(|content| content.entries.first()?.schema.clone())
        };
        let Some(schema) = parameter.schema.clone().or_else(of_content) else {
            continue;
        };
        let name = parameter.name;
        let read = |reading: Reading, pairs: &[(&str, &str)]| match parameter.location {
            ParameterLocation::Path => {
                let (_, text) = variables.iter().find(|(variable, _)| *variable == name)?;
                parameter_encoding::in_path(parameter, &schema, text, reading).ok()
            }
            ParameterLocation::Query if pairs.is_empty() => None,
            ParameterLocation::Query => parameter_encoding::in_query(parameter, &schema, pairs, reading).ok(),
            ParameterLocation::Header => {
                let lines = security::lines(headers, name);
                let sent = !lines.is_empty();
                sent.then(|| parameter_encoding::in_header(&parameter.place, &schema, &lines, reading))
            }
            ParameterLocation::Cookie => in_cookies(parameter, &schema, headers, reading),
        };
        let mine = match parameter.location {
            ParameterLocation::Query => parameter_encoding::claim(parameter, &pairs, &mut claimed),
            _ => Vec::new(),
        };
        // A client writes what the document says, and nothing that only a lenient reader takes.
        let literal = reading::readings(&schema).filter(|reading| !reading.lenient);
        let values = literal.filter_map(|reading| read(reading, &mine));
        let values: Vec<_> = values.map(|value| of_media_type(parameter, value)).collect();
        if !values.is_empty() {
            found.push(SentParameter {
                location: parameter.location,
                name,
                values,
            });
        }
    }
    found
}

/// The value of a cookie. One of several values may be in several cookies, since `&` does not separate them.
///
/// The request is one of the client, so an object with properties of any name has all of its cookies.
fn in_cookies(parameter: &Parameter<'_>, schema: &Place<'_>, headers: &[Header], reading: Reading) -> Option<Node> {
    let pairs: Vec<_> = security::cookies(headers).collect();
    let style = parameter.style;
    if parameter.content.is_none() && style.explode {
        let mut claimed = vec![false; pairs.len()];
        let mine = parameter_encoding::claim(parameter, &pairs, &mut claimed);
        return (!mine.is_empty())
            .then(|| parameter_encoding::in_query(parameter, schema, &mine, reading).ok())
            .flatten();
    }
    let own = |(key, _): &(&str, &str)| decode_query(key) == parameter.name;
    let mine: Vec<_> = pairs.into_iter().filter(own).collect();
    (!mine.is_empty()).then(|| parameter_encoding::in_cookie(parameter, schema, &mine, reading))
}

/// The value of a text of JSON, for a parameter with a `content`.
fn of_media_type(parameter: &Parameter<'_>, value: Node) -> Node {
    let json = parameter
        .content
        .as_ref()
        .and_then(|content| content.entries.first())
        .is_some_and(|entry| is_json(&entry.essence));
    let parsed = json.then(|| value.as_str().and_then(|text| json::parse(text.as_bytes()).ok()));
    parsed.flatten().map_or(value, |parsed| parsed.root)
}
