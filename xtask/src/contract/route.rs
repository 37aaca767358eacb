//! What the document says of the request of an interaction that is to be recorded: which operation it is of, and what of
//! its URL is the document's own.

use recording::Interaction;
use recording::redaction::{Piece, Route, Vocabulary};

use super::Contract;
use super::operation::{Operation, Variables};
use super::place::Place;
use super::url::Url;

/// Where something was sent that the document knows no server for. It is nobody's (RFC 2606).
const NOWHERE: &str = "https://redacted.invalid";

/// Where the document is served, if its servers are paths without a host.
const ANYWHERE: &str = "https://api.example.com";

impl Contract<'_> {
    /// The operation of an interaction, and the way its URL is written in a recording; nothing if it is of no operation of
    /// the document.
    ///
    /// What was sent to `endpoint` is written under a server of the document: the one that lists the values `given` of its
    /// variables, or else the first one with its defaults. What was sent to a server of the
    /// document stays there; of the values of its variables those stay that the document lists. What was sent anywhere
    /// else is written under a host that is nobody's.
    pub fn route<'v>(
        &self,
        interaction: &Interaction,
        endpoint: Option<&str>,
        given: &[(&str, &str)],
        vocabulary: &'v Vocabulary,
    ) -> Option<Route<'v>> {
        let request = &interaction.request;
        let url = Url::parse(&request.url)?;
        let of_method = || {
            self.operations
                .iter()
                .filter(|operation| operation.method == request.method)
        };
        if let Some(path) = endpoint.and_then(|endpoint| beneath(&request.url, endpoint)) {
            let found = of_method().find_map(|operation| Some((operation, operation.matches(path)?)));
            let (operation, variables) = found?;
            let listed = templates(operation).iter().any(|template| template.lists(given));
            let address = address(operation, if listed { given } else { &[] });
            return Some(route(operation, variables, address, vocabulary));
        }
        let at = |foreign| of_method().find_map(|operation| at(operation, &url, foreign));
        let (operation, variables, server) = at(false).or_else(|| at(true))?;
        Some(route(operation, variables, server, vocabulary))
    }
}

fn route<'v>(operation: &Operation<'_>, variables: Variables, server: String, vocabulary: &'v Vocabulary) -> Route<'v> {
    Route {
        operation: operation.id().unwrap_or_default(),
        server,
        path: path(operation, variables),
        vocabulary,
    }
}

/// What of a URL is the path beneath an address.
fn beneath<'u>(url: &'u str, endpoint: &str) -> Option<&'u str> {
    let endpoint = endpoint.trim_end_matches('/');
    let (start, rest) = url.split_at_checked(endpoint.len())?;
    let path = rest.split(['?', '#']).next().unwrap_or_default();
    (start.eq_ignore_ascii_case(endpoint) && (path.is_empty() || path.starts_with('/'))).then_some(path)
}

/// The values of the variables of a URL's path and the address to write it under, if it is of an operation at one of its
/// servers, or, where the origin is `foreign`, at any other.
fn at<'a, 'd>(
    operation: &'a Operation<'d>,
    url: &Url<'_>,
    foreign: bool,
) -> Option<(&'a Operation<'d>, Variables, String)> {
    let splits = || url.path.match_indices('/').map(|(at, _)| at).chain([url.path.len()]);
    templates(operation).iter().find_map(|template| {
        let origin = match (foreign, &template.origin) {
            (true, _) => NOWHERE.to_owned(),
            (false, None) => ANYWHERE.to_owned(),
            (false, Some((scheme, _))) if !scheme.eq_ignore_ascii_case(url.scheme) => return None,
            (false, Some((scheme, authority))) => format!("{scheme}://{}", template.filled(authority, &url.host())?),
        };
        splits().find_map(|split| {
            let (base, rest) = url.path.split_at(split);
            let base = template.filled(template.base, base)?;
            Some((operation, operation.matches(rest)?, format!("{origin}{base}")))
        })
    })
}

fn address(operation: &Operation<'_>, given: &[(&str, &str)]) -> String {
    let templates = templates(operation);
    let template = templates
        .iter()
        .find(|template| template.lists(given))
        .unwrap_or(&templates[0]);
    let filled = |text: &str| template.with(text, given);
    match &template.origin {
        Some((scheme, authority)) => format!("{scheme}://{}{}", filled(authority), filled(template.base)),
        None => format!("{ANYWHERE}{}", filled(template.base)),
    }
}

/// The servers of an operation: its own, or those of its path, or those of the document; at least one.
fn templates<'d>(operation: &Operation<'d>) -> Vec<Template<'d>> {
    let root = Place::root(operation.place.document);
    let nearest = [&operation.place, &operation.path_item, &root]
        .into_iter()
        .find_map(|owner| owner.raw("servers"));
    let servers: Vec<_> = nearest.iter().flat_map(Place::items).map(Some).collect();
    let servers = if servers.is_empty() { vec![None] } else { servers };
    servers.iter().map(|server| Template::of(server.as_ref())).collect()
}

/// The URL of a server as the document writes it.
struct Template<'d> {
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
        let variables = server.and_then(|server| server.get("variables"));
        match url.split_once("://") {
            Some((scheme, rest)) => {
                let (authority, base) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
                Self {
                    origin: Some((scheme, authority)),
                    base,
                    variables,
                }
            }
            None => Self {
                origin: None,
                base: url,
                variables,
            },
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

    /// A part of the template with what `text` has in the place of its variables, as far as the document lists that, and
    /// otherwise with their defaults; nothing if the text is none of this template.
    fn filled(&self, template: &str, text: &str) -> Option<String> {
        let Some((before, name, after)) = variable(template) else {
            return template.eq_ignore_ascii_case(text).then(|| template.to_owned());
        };
        let rest = text
            .get(before.len()..)
            .filter(|_| text[..before.len()].eq_ignore_ascii_case(before))?;
        let mut values = self.values(name);
        let default = values.first().copied().unwrap_or_default();
        // Of values that begin alike the longest is meant.
        values.sort_by_key(|value| std::cmp::Reverse(value.len()));
        let listed = values.iter().find_map(|value| {
            let rest = rest
                .get(value.len()..)
                .filter(|_| rest[..value.len()].eq_ignore_ascii_case(value))?;
            Some(format!("{before}{value}{}", self.filled(after, rest)?))
        });
        listed.or_else(|| {
            // As the check of the server has it: any value of the characters that hosts are made of.
            let dotted = |character| character == '.' && values.iter().any(|value| value.contains('.'));
            let is_host =
                |character: char| character.is_ascii_alphanumeric() || "-_".contains(character) || dotted(character);
            let most = rest.find(|character| !is_host(character)).unwrap_or(rest.len());
            let filled = (1..=most).find_map(|end| self.filled(after, &rest[end..]))?;
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

/// What stands before the first variable of a template, its name, and what stands after it.
fn variable(template: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = template.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

/// The path of an operation with the values of its variables.
fn path(operation: &Operation<'_>, variables: Variables) -> Vec<Piece> {
    let mut variables = variables.into_iter();
    let mut pieces: Vec<Piece> = Vec::new();
    let mut literal = String::new();
    let mut rest = operation.template.split(['?', '#']).next().unwrap_or_default();
    while let Some((before, _, after)) = variable(rest) {
        literal.push_str(before);
        if let Some((name, text)) = variables.next() {
            pieces.extend((!literal.is_empty()).then(|| Piece::Text(std::mem::take(&mut literal))));
            pieces.push(Piece::Value { name, text });
        }
        rest = after;
    }
    literal.push_str(rest);
    pieces.extend((!literal.is_empty()).then_some(Piece::Text(literal)));
    pieces
}
