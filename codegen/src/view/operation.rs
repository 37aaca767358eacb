//! The operations of a document, each with all that applies to it.

use std::collections::HashMap;

use super::media::Content;
use super::parameter::{self, Parameter};
use super::path::PathTemplate;
use super::place::Place;
use super::response::Responses;
use super::security::{self, Scheme, SecurityRequirements};
use super::server::Server;
use crate::document::Document;

/// The methods that a path item may have, as the document writes them and in capitals.
pub const METHODS: [(&str, &str); 8] = [
    ("get", "GET"),
    ("put", "PUT"),
    ("post", "POST"),
    ("delete", "DELETE"),
    ("options", "OPTIONS"),
    ("head", "HEAD"),
    ("patch", "PATCH"),
    ("trace", "TRACE"),
];

/// One operation of the document.
#[derive(Clone, Debug)]
pub struct Operation<'d> {
    /// The Operation Object.
    pub place: Place<'d>,
    /// The path item that contains it.
    pub path_item: Place<'d>,
    /// The template of its path.
    pub path: PathTemplate<'d>,
    /// The method in capitals.
    pub method: &'static str,
    /// The `operationId`.
    pub id: Option<&'d str>,
    /// The tags in the order of the document.
    pub tags: Vec<&'d str>,
    /// Whether it should not be used any more.
    pub deprecated: bool,
    /// Its parameters and those of its path.
    pub parameters: Vec<Parameter<'d>>,
    /// The body of its requests.
    pub request_body: Option<RequestBody<'d>>,
    /// Its responses by status; nothing if the document has none.
    pub responses: Option<Responses<'d>>,
    /// The credentials that its requests bear; nothing if neither the operation nor the document says so.
    pub security: Option<SecurityRequirements<'d>>,
    /// The list of servers in force: its own, that of its path, or that of the document.
    pub servers: Option<Place<'d>>,
    /// Which list of the [router](super::Router) these servers are.
    pub server_list: usize,
    /// Its parts that cannot be read.
    pub broken: Vec<Broken>,
}

/// The body of a request.
#[derive(Clone, Debug)]
pub struct RequestBody<'d> {
    /// The Request Body Object.
    pub place: Place<'d>,
    /// Whether it must be sent.
    pub required: bool,
    /// What it may be, by media type.
    pub content: Option<Content<'d>>,
}

/// A part of an operation that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Its JSON pointer.
    pub pointer: String,
    /// The `$ref` that leads nowhere; nothing if the part lacks what it must have.
    pub reference: Option<String>,
}

impl<'d> Operation<'d> {
    /// The `operationId`, or the method and the path template of an operation without one.
    pub fn name(&self) -> String {
        self.id
            .map_or_else(|| format!("{} {}", self.method, self.path.text), str::to_owned)
    }

    /// The parameters in the order in which a request is read: an object that takes any name comes last, since it takes the
    /// pairs of the query that no other parameter takes.
    pub fn parameters_to_read(&self) -> Vec<&Parameter<'d>> {
        let mut parameters: Vec<_> = self.parameters.iter().collect();
        parameters.sort_by_key(|parameter| parameter.takes_any_name());
        parameters
    }
}

/// All operations of a document, and the lists of servers that they are on.
pub(super) fn all<'d>(document: &'d Document, schemes: &[Scheme<'d>]) -> (Vec<Operation<'d>>, Vec<Vec<Server>>) {
    let root = Place::root(document);
    let mut all = Vec::new();
    let mut lists = Vec::new();
    let mut known = HashMap::new();
    let paths = root.get("paths");
    for (template, path_item) in paths.iter().flat_map(Place::members) {
        for (key, method) in METHODS {
            let Some(place) = path_item.get(key) else { continue };
            let owner = [&place, &path_item, &root]
                .into_iter()
                .find(|owner| owner.node.get("servers").is_some());
            let server_list = *known.entry(owner.map(|owner| owner.at("servers"))).or_insert_with(|| {
                let list = owner.and_then(Server::all).filter(|list| !list.is_empty());
                lists.push(list.unwrap_or_else(|| vec![Server::anywhere()]));
                lists.len() - 1
            });
            let servers = owner.and_then(|owner| owner.raw("servers"));
            let security = security::requirements(&place, &root, schemes);
            all.push(Operation {
                servers,
                server_list,
                security,
                ..read(template, method, place, path_item.clone())
            });
        }
    }
    (all, lists)
}

/// Reads what an operation says itself.
fn read<'d>(template: &'d str, method: &'static str, place: Place<'d>, path_item: Place<'d>) -> Operation<'d> {
    let mut broken = Vec::new();
    let mut note = |place: &Place<'_>| {
        broken.push(Broken {
            pointer: place.pointer.clone(),
            reference: place.broken_reference().map(str::to_owned),
        });
    };
    let parameters = parameter::merged(&place, &path_item, |place| note(&place));
    let request_body = place.get("requestBody").map(|place| RequestBody {
        required: place.is("required"),
        content: place.get("content").map(Content::of),
        place,
    });
    let responses = place.get("responses").map(Responses::of);
    let parts = request_body.iter().map(|body| &body.place).chain(
        responses
            .iter()
            .flat_map(|responses| &responses.entries)
            .flat_map(|response| {
                let headers = response.headers.iter().map(|header| &header.place);
                headers.chain([&response.place])
            }),
    );
    parts.filter(|part| part.broken_reference().is_some()).for_each(note);
    let tags = place.get("tags");
    let tags = tags.iter().flat_map(|tags| tags.node.items());
    Operation {
        path: PathTemplate::parse(template),
        method,
        id: place.str("operationId"),
        tags: tags.filter_map(|tag| tag.as_str()).collect(),
        deprecated: place.is("deprecated"),
        parameters,
        request_body,
        responses,
        security: None,
        servers: None,
        server_list: 0,
        broken,
        place,
        path_item,
    }
}
