//! What the document says of the request of an interaction that is to be recorded: which operation it is of, and what of
//! its URL is the document's own.

use recording::Interaction;
use recording::redaction::{Piece, Route, Vocabulary};

use super::Contract;
use super::operation::{self, Operation, Variables};
use super::place::Place;
use super::server::Server;
use super::url::Url;

/// Where something was sent that the document knows no server for. It is nobody's (RFC 2606).
const NOWHERE: &str = "https://redacted.invalid";

/// Where the document is served, if its servers are paths without a host.
const ANYWHERE: &str = "https://api.example.com";

impl Contract<'_> {
    /// The operation of an interaction and the way its URL is written in a recording; nothing if it is of no operation of
    /// the document.
    ///
    /// What was sent to `endpoint` is written under a server of the document, with the values of its variables in `given`
    /// and otherwise their defaults. What was sent to a server of the document stays there; of the values of its variables
    /// those stay that the document lists. Everything else is written under a host that is nobody's.
    pub fn route<'v>(
        &self,
        interaction: &Interaction,
        endpoint: Option<&str>,
        given: &[(&str, &str)],
        vocabulary: &'v Vocabulary,
    ) -> Option<Route<'v>> {
        let request = &interaction.request;
        let url = Url::parse(&request.url)?;
        let mut operations = self
            .operations
            .iter()
            .filter(|operation| operation.method == request.method);
        let (operation, variables, server) = match endpoint.and_then(|endpoint| beneath(&request.url, endpoint)) {
            Some(path) => {
                let (operation, variables) =
                    operations.find_map(|operation| Some((operation, operation.matches(path)?)))?;
                (operation, variables, operation.address(given))
            }
            None => {
                let operations: Vec<_> = operations.collect();
                let of = |foreign| operations.iter().find_map(|operation| at(operation, &url, foreign));
                of(false).or_else(|| of(true))?
            }
        };
        Some(Route {
            operation: operation.id().unwrap_or_default(),
            server,
            path: path(operation, variables),
            vocabulary,
        })
    }
}

/// What of a URL is the path beneath an address.
fn beneath<'u>(url: &'u str, endpoint: &str) -> Option<&'u str> {
    let endpoint = endpoint.trim_end_matches('/');
    let rest = url
        .get(endpoint.len()..)
        .filter(|_| url[..endpoint.len()].eq_ignore_ascii_case(endpoint))?;
    let path = rest.split(['?', '#']).next().unwrap_or_default();
    (path.is_empty() || path.starts_with('/')).then_some(path)
}

/// The values of the variables of a URL's path and the address to write it under, if it is of an operation at one of its
/// servers, or, where those are `foreign`, at any other.
fn at<'a, 'd>(
    operation: &'a Operation<'d>,
    url: &Url<'_>,
    foreign: bool,
) -> Option<(&'a Operation<'d>, Variables, String)> {
    operation.servers().find_map(|(server, place)| {
        if server.has_origin(url) == foreign {
            return None;
        }
        server.rests(url.path).into_iter().find_map(|rest| {
            let variables = operation.matches(rest)?;
            let base = &url.path[..url.path.len() - rest.len()];
            let template = Template::of(place.as_ref());
            let origin = match (foreign, &template.origin) {
                (true, _) => NOWHERE.to_owned(),
                (false, None) => ANYWHERE.to_owned(),
                (false, Some((scheme, authority))) => format!("{scheme}://{}", template.fill(authority, &url.host())),
            };
            Some((
                operation,
                variables,
                format!("{origin}{}", template.fill(template.base, base)),
            ))
        })
    })
}

impl<'d> Operation<'d> {
    fn servers(&self) -> impl Iterator<Item = (&Server, Option<Place<'d>>)> {
        let places = operation::servers(&self.place, &self.path_item);
        self.servers
            .iter()
            .enumerate()
            .map(move |(index, server)| (server, places.get(index).cloned()))
    }

    /// The address of the first server that lists the values given of its variables, or else of the first one.
    pub(super) fn address(&self, given: &[(&str, &str)]) -> String {
        let places = operation::servers(&self.place, &self.path_item);
        let templates: Vec<_> = places.iter().map(|place| Template::of(Some(place))).collect();
        let lists = |template: &&Template<'_>| given.iter().all(|(name, value)| template.values(name).contains(value));
        let Some(template) = templates.iter().find(lists).or(templates.first()) else {
            return ANYWHERE.to_owned();
        };
        let filled = |text: &str| template.with(text, given);
        match &template.origin {
            Some((scheme, authority)) => format!("{scheme}://{}{}", filled(authority), filled(template.base)),
            None => format!("{ANYWHERE}{}", filled(template.base)),
        }
    }
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

    /// A part of the template with what `text` has in the place of its variables, as far as the document lists that.
    fn fill(&self, template: &str, text: &str) -> String {
        self.filled(template, text).unwrap_or_else(|| self.with(template, &[]))
    }

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
            let ends = rest.char_indices().map(|(at, _)| at).skip(1).chain([rest.len()]);
            let filled = ends.filter_map(|end| self.filled(after, &rest[end..])).next()?;
            Some(format!("{before}{default}{filled}"))
        })
    }

    /// A part of the template with the values given of its variables, and otherwise their defaults.
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
