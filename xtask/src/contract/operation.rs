//! The operations of the document, and which of them an interaction is an example of.

use codegen::Document;
use codegen::document::pointer;
use recording::Interaction;

use super::place::Place;
use super::rules;
use super::server::Server;
use super::url::{Url, decode};
use super::{Location, Violation};

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// One operation of the document.
pub(super) struct Operation<'d> {
    pub(super) place: Place<'d>,
    /// The path item in which it stands.
    pub(super) path_item: Place<'d>,
    /// The path as the document writes it.
    pub(super) template: &'d str,
    /// In capitals.
    pub(super) method: String,
    segments: Vec<Vec<Piece<'d>>>,
    servers: Vec<Server>,
}

/// A piece of one segment of a path.
enum Piece<'d> {
    Text(&'d str),
    Variable(&'d str),
}

/// The values of a path's variables, by name, still percent-encoded.
pub(super) type Variables = Vec<(String, String)>;

/// Which operation an interaction is an example of.
pub(super) enum Match<'a, 'd> {
    /// This one. The problem is told besides, and the rest is still looked at.
    Operation {
        operation: &'a Operation<'d>,
        variables: Variables,
        problem: Option<Violation>,
    },
    /// None.
    Nothing(Violation),
}

impl<'d> Operation<'d> {
    /// All operations of a document.
    pub(super) fn all(document: &'d Document) -> Vec<Self> {
        let root = Place::root(document);
        let mut all = Vec::new();
        let paths = root.get("paths");
        for (template, path_item) in paths.iter().flat_map(Place::members) {
            for method in METHODS {
                let Some(place) = path_item.get(method) else { continue };
                let servers = [&place, &path_item, &root]
                    .into_iter()
                    .find_map(|owner| Server::all(owner));
                all.push(Self {
                    place,
                    path_item: path_item.clone(),
                    template,
                    method: method.to_ascii_uppercase(),
                    segments: segments(template),
                    servers: servers
                        .filter(|list| !list.is_empty())
                        .unwrap_or_else(|| vec![Server::anywhere()]),
                });
            }
        }
        // A path without variables is meant before one with them, as the standard wants it.
        all.sort_by_key(|operation| operation.variables());
        all
    }

    /// The `operationId`, or the method and the path where it has none.
    pub(super) fn id(&self) -> Option<String> {
        let id = self.place.str("operationId");
        Some(id.map_or_else(|| format!("{} {}", self.method, self.template), str::to_owned))
    }

    fn variables(&self) -> usize {
        self.segments
            .iter()
            .flatten()
            .filter(|piece| matches!(piece, Piece::Variable(_)))
            .count()
    }

    /// The values of the variables, if the path of a URL, after the server's part of it, is this one's.
    pub(super) fn matches(&self, path: &str) -> Option<Variables> {
        let mut variables = Variables::new();
        let mut texts = path.split('/').skip(1);
        for segment in &self.segments {
            one_segment(segment, texts.next()?, &mut variables)?;
        }
        texts.next().is_none().then_some(variables)
    }
}

/// The segments of a path's template in their pieces.
fn segments(template: &str) -> Vec<Vec<Piece<'_>>> {
    let path = template.split(['?', '#']).next().unwrap_or_default();
    let one = |segment| {
        let mut pieces = Vec::new();
        let mut rest: &str = segment;
        while let Some((text, after)) = rest.split_once('{') {
            let Some((name, after)) = after.split_once('}') else {
                break;
            };
            if !text.is_empty() {
                pieces.push(Piece::Text(text));
            }
            pieces.push(Piece::Variable(name));
            rest = after;
        }
        if !rest.is_empty() {
            pieces.push(Piece::Text(rest));
        }
        pieces
    };
    path.split('/').skip(1).map(one).collect()
}

/// Matches the text of a segment with its pieces; a variable takes at least one character, and no more than it must.
fn one_segment(pieces: &[Piece<'_>], text: &str, variables: &mut Variables) -> Option<()> {
    match pieces {
        [] => text.is_empty().then_some(()),
        [Piece::Text(literal)] => (decode(text) == decode(literal)).then_some(()),
        [Piece::Text(literal), rest @ ..] => one_segment(rest, text.strip_prefix(literal)?, variables),
        [Piece::Variable(name)] => {
            variables.push(((*name).to_owned(), text.to_owned()));
            (!text.is_empty()).then_some(())
        }
        [Piece::Variable(name), rest @ ..] => {
            let known = variables.len();
            for (end, _) in text.char_indices().skip(1) {
                variables.push(((*name).to_owned(), text[..end].to_owned()));
                if one_segment(rest, &text[end..], variables).is_some() {
                    return Some(());
                }
                variables.truncate(known);
            }
            None
        }
    }
}

/// Which operation an interaction is an example of.
pub(super) fn find<'a, 'd>(operations: &'a [Operation<'d>], interaction: &Interaction) -> Match<'a, 'd> {
    let request = &interaction.request;
    let Some(url) = Url::parse(&request.url) else {
        return Match::Nothing(problem(
            &rules::PATH,
            Location::Url,
            "the URL is not absolute".to_owned(),
            "/paths",
        ));
    };
    let host = url.host();
    // No path is the path of the root.
    let path = if url.path.is_empty() { "/" } else { url.path };
    // All operations of the path; those on a server of the document first.
    let mut candidates = Vec::new();
    for operation in operations {
        for server in &operation.servers {
            let rests = server.base.rests(path);
            if let Some(variables) = rests.into_iter().find_map(|rest| operation.matches(rest)) {
                candidates.push((!server.has_origin(url.scheme, &host), operation, variables));
            }
        }
    }
    candidates.sort_by_key(|(foreign, ..)| *foreign);
    let fitting = candidates
        .iter()
        .position(|(_, operation, _)| operation.method == request.method);
    match (fitting, candidates.first()) {
        (Some(index), _) => {
            let (foreign, operation, variables) = candidates.swap_remove(index);
            let server = || {
                let origin = format!("{}://{}", url.scheme, url.authority);
                let owner = [&operation.place, &operation.path_item]
                    .into_iter()
                    .find(|o| o.node.get("servers").is_some());
                let pointer = owner.map_or_else(|| "/servers".to_owned(), |owner| owner.at("servers"));
                problem(
                    &rules::SERVER,
                    Location::Url,
                    format!("no server of the document is `{origin}`"),
                    &pointer,
                )
            };
            Match::Operation {
                operation,
                variables,
                problem: foreign.then(server),
            }
        }
        (None, Some((_, operation, _))) => {
            let message = format!("the path `{}` has no operation {}", operation.template, request.method);
            Match::Nothing(problem(
                &rules::METHOD,
                Location::Method,
                message,
                &operation.path_item.pointer,
            ))
        }
        (None, None) => {
            let mut message = format!("no path of the document is `{}`", url.path);
            if let Some(bare) = url.path.strip_suffix('/')
                && let Some(near) = operations.iter().find(|operation| operation.matches(bare).is_some())
            {
                message = format!("{message}: `{}` has no `/` at its end", near.template);
            }
            Match::Nothing(problem(
                &rules::PATH,
                Location::Url,
                message,
                &pointer::child("", "paths"),
            ))
        }
    }
}

fn problem(rule: &'static super::Rule, location: Location, message: String, document: &str) -> Violation {
    Violation {
        rule,
        location,
        pointer: String::new(),
        general: String::new(),
        message,
        document: Some(document.to_owned()),
    }
}
