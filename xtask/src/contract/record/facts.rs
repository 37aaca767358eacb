//! What the document says of an operation that is to be called.

use codegen::view::{self, Api, Content, Operation, Shape, is_json, may_be};

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
    /// The media types of its responses, in the form of the header `Accept`.
    pub accept: Option<String>,
    /// The media type of a body, if it takes one.
    pub body: Option<String>,
    /// The headers of responses that the document declares.
    pub headers: Vec<String>,
}

/// A parameter of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Where it is: `path`, `query`, `header` or `cookie`.
    pub place: String,
    /// Its name there.
    pub name: String,
    /// Whether it must be sent.
    pub required: bool,
    /// Whether the client knows its value: `x-client-parameter`.
    pub of_client: bool,
}

/// The names of all operations that have one.
pub(crate) fn operation_ids<'a>(api: &'a Api<'_>) -> impl Iterator<Item = &'a str> {
    api.operations.iter().filter_map(|operation| operation.id)
}

/// What is needed to call an operation, by its `operationId`.
pub(crate) fn facts(api: &Api<'_>, id: &str) -> Option<Facts> {
    let operation = api.by_id(id)?;
    let alternatives = operation.security.iter().flat_map(|security| &security.alternatives);
    let names = |requirements: &[view::Requirement<'_>]| requirements.iter().map(|one| one.name.to_owned()).collect();
    let content = operation.request_body.as_ref().and_then(|body| body.content.as_ref());
    Some(Facts {
        method: operation.method.to_owned(),
        path: operation.path.text.to_owned(),
        parameters: operation.parameters.iter().map(parameter).collect(),
        open_query: operation.parameters.iter().any(is_open),
        security: alternatives
            .map(|alternative| names(&alternative.requirements))
            .collect(),
        accept: accept(operation),
        body: content.and_then(first).map(str::to_owned),
        headers: headers(operation),
    })
}

fn parameter(parameter: &view::Parameter<'_>) -> Parameter {
    Parameter {
        place: parameter.location.name().to_owned(),
        name: parameter.name.to_owned(),
        required: parameter.required,
        of_client: parameter.of_client,
    }
}

/// Whether a parameter is an object whose members are parameters of the query.
fn is_open(parameter: &view::Parameter<'_>) -> bool {
    let is_object = parameter
        .schema
        .as_ref()
        .is_some_and(|schema| may_be(schema, Shape::Object));
    parameter.location == view::ParameterLocation::Query && is_object
}

/// The media types of the responses: JSON where that is one of them, otherwise all.
fn accept(operation: &Operation<'_>) -> Option<String> {
    let mut names: Vec<&str> = Vec::new();
    let responses = operation.responses.iter().flat_map(|responses| &responses.entries);
    for entry in responses
        .flat_map(|response| &response.content)
        .flat_map(|content| &content.entries)
    {
        if !names.contains(&entry.name) {
            names.push(entry.name);
        }
    }
    let json = names.iter().find(|name| is_json(&view::essence(name)));
    let all = (!names.is_empty()).then(|| names.join(", "));
    json.map(|name| (*name).to_owned()).or(all)
}

/// The media type to send: JSON where that is taken, otherwise the first one.
fn first<'d>(content: &Content<'d>) -> Option<&'d str> {
    content
        .assumed()
        .or_else(|| content.entries.first())
        .map(|entry| entry.name)
}

/// The headers that the responses declare.
fn headers(operation: &Operation<'_>) -> Vec<String> {
    let responses = operation.responses.iter().flat_map(|responses| &responses.entries);
    let mut names: Vec<String> = responses
        .flat_map(|response| &response.headers)
        .map(|header| header.name.to_owned())
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}
