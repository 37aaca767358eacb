//! What the document says of an operation that is to be called.

use super::Contract;
use super::media;
use super::operation::Operation;
use super::place::Place;
use super::shape::{self, Shape};

/// What is needed to call an operation.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The method, in capitals.
    pub method: String,
    /// The path, with its variables in braces.
    pub path: String,
    /// The parameters that can be sent.
    pub parameters: Vec<Parameter>,
    /// Whether the query takes parameters of names that are not declared.
    pub open_query: bool,
    /// Alternatives, each the names of the security schemes that go together.
    pub security: Vec<Vec<String>>,
    /// The media types of its answers, in the form of the header `Accept`.
    pub accept: Option<String>,
    /// The media type of a body, if it takes one.
    pub body: Option<String>,
    /// The headers of answers that the document declares.
    pub headers: Vec<String>,
}

/// A parameter of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Where it stands: `path`, `query`, `header` or `cookie`.
    pub place: String,
    /// Its name there.
    pub name: String,
    /// Whether it must be sent.
    pub required: bool,
    /// Whether the client knows its value: `x-client-parameter`.
    pub of_client: bool,
}

impl Contract<'_> {
    /// The names of all operations.
    pub fn operation_ids(&self) -> impl Iterator<Item = &str> {
        self.operations
            .all
            .iter()
            .filter_map(|operation| operation.place.str("operationId"))
    }

    /// What is needed to call an operation, by its `operationId`.
    pub fn facts(&self, id: &str) -> Option<Facts> {
        let operation = self
            .operations
            .all
            .iter()
            .find(|known| known.place.str("operationId") == Some(id))?;
        let root = Place::root(self.document);
        let security = operation.place.raw("security").or_else(|| root.raw("security"));
        let names = |place: Place<'_>| place.node.members().iter().map(|member| member.key.clone()).collect();
        let content = operation.place.get("requestBody").and_then(|body| body.get("content"));
        Some(Facts {
            method: operation.method.clone(),
            path: operation.template.to_owned(),
            parameters: parameters(operation).iter().filter_map(parameter).collect(),
            open_query: parameters(operation).iter().any(is_open),
            security: security.iter().flat_map(Place::items).map(names).collect(),
            accept: accept(operation),
            body: content.as_ref().and_then(first).map(str::to_owned),
            headers: headers(operation),
        })
    }
}

/// The parameters of an operation: its own, and those of its path.
fn parameters<'d>(operation: &Operation<'d>) -> Vec<Place<'d>> {
    let of = |place: &Place<'d>| {
        place
            .raw("parameters")
            .iter()
            .flat_map(Place::items)
            .collect::<Vec<_>>()
    };
    [of(&operation.place), of(&operation.path_item)].concat()
}

fn parameter(place: &Place<'_>) -> Option<Parameter> {
    Some(Parameter {
        place: place.str("in")?.to_owned(),
        name: place.str("name")?.to_owned(),
        required: place.is("required"),
        of_client: place.is("x-client-parameter"),
    })
}

/// Whether a parameter is an object whose members are parameters of the query.
fn is_open(place: &Place<'_>) -> bool {
    let schema = place.get("schema");
    place.str("in") == Some("query") && schema.is_some_and(|schema| shape::may_be(&schema, Shape::Object))
}

/// The media types of the answers: JSON where that is one of them, otherwise all.
fn accept(operation: &Operation<'_>) -> Option<String> {
    let mut names: Vec<&str> = Vec::new();
    for (_, response) in operation.place.get("responses").iter().flat_map(Place::members) {
        let content = response.get("content");
        for (name, _) in content.iter().flat_map(Place::members) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    let json = names.iter().find(|name| media::is_json(&media::essence(name)));
    let all = (!names.is_empty()).then(|| names.join(", "));
    json.map(|name| (*name).to_owned()).or(all)
}

/// The media type to send: JSON where that is taken, otherwise the first one.
fn first<'d>(content: &Place<'d>) -> Option<&'d str> {
    let mut names = content.members().map(|(name, _)| name);
    media::assumed(content).map(|(name, _)| name).or_else(|| names.next())
}

/// The headers that the answers declare.
fn headers(operation: &Operation<'_>) -> Vec<String> {
    let responses = operation.place.get("responses");
    let declared = responses
        .iter()
        .flat_map(Place::members)
        .filter_map(|(_, response)| response.get("headers"));
    let mut names: Vec<String> = declared
        .flat_map(|headers| headers.members().map(|(name, _)| name.to_owned()).collect::<Vec<_>>())
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}
