//! What the document says of the request of an interaction that is to be recorded: which operation it is of, and what
//! of its URL is the document's own.

use codegen::view::{Operation, Parameter, ParameterLocation, Place, Url, Variables, takes_any_name};
use recording::redaction::{Facts, Piece, Route, Vocabulary};
use recording::{Header, Interaction};

use super::body;
use crate::contract::message::response;
use crate::contract::message::routing::{self, Match};
use crate::contract::prepared::Prepared;
use crate::contract::value::Keywords;

/// Where something was sent that the document knows no server for. The domain is reserved (RFC 2606).
const NOWHERE: &str = "https://redacted.invalid";

/// Where the document is served, if its servers are paths without a host.
const ANYWHERE: &str = "https://api.example.com";

/// The operation of an interaction, and the way its URL is written in a recording; `None` if it is of no operation of
/// the document.
///
/// What was sent to `endpoint` is written under a server of the document: the one that lists the values `given` of its
/// variables, or else the first one with its defaults. What was sent to a server of the document stays there; of the
/// values of its variables those stay that the document lists. What was sent anywhere else is written under a host
/// that is reserved.
pub(crate) fn route<'v>(
    prepared: &Prepared<'_>,
    interaction: &Interaction,
    endpoint: Option<&str>,
    given: &[(&str, &str)],
    vocabulary: &'v Vocabulary,
) -> Option<Route<'v>> {
    let (api, keywords) = (&prepared.api, &prepared.keywords);
    let url = Url::parse(&interaction.request.url)?;
    if let Some(path) = endpoint.and_then(|endpoint| beneath(&interaction.request.url, endpoint)) {
        let (index, variables) = api.by_path(&interaction.request.method, path)?;
        let operation = &api.operations[index];
        let templates = templates(operation);
        let listed = templates.iter().any(|template| template.lists(given));
        let address = address(&templates, if listed { given } else { &[] });
        return Some(written(
            keywords,
            operation,
            interaction,
            variables,
            (address, vocabulary),
        ));
    }
    let Match::Operation {
        index,
        variables,
        problem,
    } = routing::find(api, interaction)
    else {
        return None;
    };
    let operation = &api.operations[index];
    let server = server(operation, &url, problem.is_some());
    Some(written(
        keywords,
        operation,
        interaction,
        variables,
        (server, vocabulary),
    ))
}

/// What the document says of the bodies of the request and of the response, if it says of any value that it is secret.
pub(crate) fn body_facts(prepared: &Prepared<'_>, interaction: &Interaction) -> [Facts; 2] {
    if !prepared.secrets.any {
        return [Facts::default(), Facts::default()];
    }
    let Match::Operation { index, .. } = routing::find(&prepared.api, interaction) else {
        return [Facts::default(), Facts::default()];
    };
    of_bodies(&prepared.keywords, &prepared.api.operations[index], interaction)
}

fn of_bodies(keywords: &Keywords, operation: &Operation<'_>, interaction: &Interaction) -> [Facts; 2] {
    let (request, response) = (&interaction.request, &interaction.response);
    let sent = request.body.as_deref().unwrap_or_default();
    [
        body::facts(keywords, request_schema(operation, interaction), sent, &request.headers),
        body::facts(
            keywords,
            response::schema(operation, response),
            &response.body,
            &response.headers,
        ),
    ]
}

fn written<'v>(
    keywords: &Keywords,
    operation: &Operation<'_>,
    interaction: &Interaction,
    variables: Variables<'_, '_>,
    (server, vocabulary): (String, &'v Vocabulary),
) -> Route<'v> {
    let [request, response] = of_bodies(keywords, operation, interaction);
    Route {
        operation: operation.name(),
        server,
        path: path(operation, variables),
        vocabulary,
        request,
        response,
        maps: operation
            .parameters
            .iter()
            .filter(|one| is_map(one))
            .map(|one| one.name.to_owned())
            .collect(),
        open_query: operation.parameters.iter().any(Parameter::takes_any_name),
    }
}

/// The schema of a request's body, if the document has one.
fn request_schema<'d>(operation: &Operation<'d>, interaction: &Interaction) -> Option<Place<'d>> {
    let content = operation.request_body.as_ref()?.content.as_ref()?;
    let entry = match Header::find(&interaction.request.headers, "Content-Type") {
        Some(name) => content.find(name)?,
        None => content.assumed()?,
    };
    entry.schema.clone()
}

/// Whether a parameter of the query is an object whose names are data.
fn is_map(parameter: &Parameter<'_>) -> bool {
    parameter.location == ParameterLocation::Query && parameter.schema.as_ref().is_some_and(takes_any_name)
}

/// What of a URL is the path beneath an address.
fn beneath<'u>(url: &'u str, endpoint: &str) -> Option<&'u str> {
    let endpoint = endpoint.trim_end_matches('/');
    let (start, rest) = url.split_at_checked(endpoint.len())?;
    let path = rest.split(['?', '#']).next().unwrap_or_default();
    (start.eq_ignore_ascii_case(endpoint) && (path.is_empty() || path.starts_with('/'))).then_some(path)
}

/// The address that a URL is written under: that of the server that it was sent to, or, where that is `foreign`,
/// the reserved one with the path of the document's server.
fn server(operation: &Operation<'_>, url: &Url<'_>, foreign: bool) -> String {
    let templates = templates(operation);
    let splits = || url.path.match_indices('/').map(|(at, _)| at).chain([url.path.len()]);
    let written = templates.iter().find_map(|template| {
        let origin = match (foreign, &template.origin) {
            (true, _) => NOWHERE.to_owned(),
            (false, None) => ANYWHERE.to_owned(),
            (false, Some((scheme, authority))) => {
                let scheme = template.filled(scheme, url.scheme)?;
                format!("{scheme}://{}", template.filled(authority, &url.host())?)
            }
        };
        splits().find_map(|split| {
            let (base, rest) = url.path.split_at(split);
            operation.path.matches(rest)?;
            Some(format!("{origin}{}", template.filled(template.base, base)?))
        })
    });
    // A server that is written in another way than this knows of: its default is one of the document's as well.
    written.unwrap_or_else(|| match address(&templates, &[]).split_once("://") {
        Some((_, rest)) if foreign => format!("{NOWHERE}{}", &rest[rest.find('/').unwrap_or(rest.len())..]),
        Some((scheme, rest)) => format!("{scheme}://{rest}"),
        None => NOWHERE.to_owned(),
    })
}

/// The address of the first server that lists the values given of its variables, or else of the first one: with these
/// values, and otherwise the defaults.
fn address(templates: &[Template<'_>], given: &[(&str, &str)]) -> String {
    let template = templates
        .iter()
        .find(|template| template.lists(given))
        .unwrap_or(&templates[0]);
    let url = template.with(template.url, given);
    let url = url.trim_end_matches('/');
    match (url.contains("://"), url.strip_prefix("//")) {
        (true, _) => url.to_owned(),
        (false, Some(rest)) => format!("https://{rest}"),
        (false, None) => format!(
            "{ANYWHERE}{}{url}",
            if url.is_empty() || url.starts_with('/') {
                ""
            } else {
                "/"
            }
        ),
    }
}

/// The servers of an operation: its own, or those of its path, or those of the document; at least one.
fn templates<'d>(operation: &Operation<'d>) -> Vec<Template<'d>> {
    let servers: Vec<_> = operation.servers.iter().flat_map(Place::items).map(Some).collect();
    let servers = if servers.is_empty() { vec![None] } else { servers };
    servers.iter().map(|server| Template::of(server.as_ref())).collect()
}

/// The URL of a server as the document writes it.
struct Template<'d> {
    url: &'d str,
    /// The scheme and the host.
    origin: Option<(&'d str, &'d str)>,
    base: &'d str,
    variables: Option<Place<'d>>,
}

impl<'d> Template<'d> {
    fn of(server: Option<&Place<'d>>) -> Self {
        let url = server
            .and_then(|server| server.str("url"))
            .unwrap_or("/")
            .trim_end_matches('/');
        let (origin, base) = match url.split_once("://") {
            Some((scheme, rest)) => {
                let (authority, base) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
                (Some((scheme, authority)), base)
            }
            None => (None, url),
        };
        Self {
            url,
            origin,
            base,
            variables: server.and_then(|server| server.get("variables")),
        }
    }

    /// The values that the document has of a variable, its default first.
    fn values(&self, name: &str) -> Vec<&'d str> {
        let Some(variable) = self.variables.as_ref().and_then(|variables| variables.get(name)) else {
            return Vec::new();
        };
        let listed = variable.node.get("enum").map(|list| list.items()).unwrap_or_default();
        let text = |node: &'d codegen::document::Node| node.as_str().or_else(|| node.as_number());
        let default = variable.node.get("default").into_iter();
        default.chain(listed).filter_map(text).collect()
    }

    /// Whether the document lists these values of variables.
    fn lists(&self, given: &[(&str, &str)]) -> bool {
        given.iter().all(|(name, value)| self.values(name).contains(value))
    }

    /// A part of the template with what `text` has in the place of its variables, as far as the document lists that,
    /// and otherwise with their defaults; `None` if the text does not match this template.
    fn filled(&self, template: &str, text: &str) -> Option<String> {
        let Some((before, name, after)) = variable(template) else {
            return template.eq_ignore_ascii_case(text).then(|| template.to_owned());
        };
        let rest = text
            .get(before.len()..)
            .filter(|_| text[..before.len()].eq_ignore_ascii_case(before))?;
        let mut values = self.values(name);
        let default = values.first().copied().unwrap_or_default();
        // Of values with a common prefix the longest is used.
        values.sort_by_key(|value| std::cmp::Reverse(value.len()));
        let listed = values.iter().find_map(|value| {
            let rest = rest
                .get(value.len()..)
                .filter(|_| rest[..value.len()].eq_ignore_ascii_case(value))?;
            Some(format!("{before}{value}{}", self.filled(after, rest)?))
        });
        listed.or_else(|| {
            // The check of the server has said that another value may be here.
            let mut ends = rest.char_indices().map(|(at, _)| at).skip(1).chain([rest.len()]);
            let filled = ends.find_map(|end| self.filled(after, &rest[end..]))?;
            Some(format!("{before}{default}{filled}"))
        })
    }

    /// A part of the template with values of its variables, and otherwise their defaults.
    fn with(&self, template: &str, given: &[(&str, &str)]) -> String {
        let Some((before, name, after)) = variable(template) else {
            return template.to_owned();
        };
        let given_value = given.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
        let value = given_value
            .or_else(|| self.values(name).first().copied())
            .unwrap_or_default();
        format!("{before}{value}{}", self.with(after, given))
    }
}

/// What is before the first variable of a template, its name, and what is after it.
fn variable(template: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = template.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

/// The path of an operation with the values of its variables.
fn path(operation: &Operation<'_>, variables: Variables<'_, '_>) -> Vec<Piece> {
    let mut variables = variables.into_iter();
    let mut pieces: Vec<Piece> = Vec::new();
    let mut literal = String::new();
    let mut rest = operation.path.text.split(['?', '#']).next().unwrap_or_default();
    while let Some((before, _, after)) = variable(rest) {
        literal.push_str(before);
        if let Some((name, text)) = variables.next() {
            pieces.extend((!literal.is_empty()).then(|| Piece::Text(std::mem::take(&mut literal))));
            pieces.push(Piece::Value {
                name: name.to_owned(),
                text: text.to_owned(),
            });
        }
        rest = after;
    }
    literal.push_str(rest);
    pieces.extend((!literal.is_empty()).then_some(Piece::Text(literal)));
    pieces
}
