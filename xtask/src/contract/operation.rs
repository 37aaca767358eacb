//! The operations of the document, and the templates of their paths.

use std::collections::HashMap;

use codegen::Document;

use super::place::Place;
use super::server::Server;
use super::url::decode;

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
    pub(super) segments: Vec<Vec<Piece<'d>>>,
    /// Which of the lists of servers is its own.
    pub(super) servers: usize,
}

/// A piece of one segment of a path.
pub(super) enum Piece<'d> {
    Text(&'d str),
    Variable(&'d str),
}

/// The values of a path's variables, by name, still percent-encoded.
pub(super) type Variables<'d, 'u> = Vec<(&'d str, &'u str)>;

impl<'d> Operation<'d> {
    /// All operations of a document, and the lists of servers that they stand on.
    pub(super) fn all(document: &'d Document) -> (Vec<Self>, Vec<Vec<Server>>) {
        let root = Place::root(document);
        let mut all = Vec::new();
        let mut lists = Vec::new();
        let mut known = HashMap::new();
        let paths = root.get("paths");
        for (template, path_item) in paths.iter().flat_map(Place::members) {
            for method in METHODS {
                let Some(place) = path_item.get(method) else { continue };
                let owner = [&place, &path_item, &root]
                    .into_iter()
                    .find(|owner| owner.node.get("servers").is_some());
                let servers = *known.entry(owner.map(|owner| owner.at("servers"))).or_insert_with(|| {
                    let list = owner.and_then(Server::all).filter(|list| !list.is_empty());
                    lists.push(list.unwrap_or_else(|| vec![Server::anywhere()]));
                    lists.len() - 1
                });
                all.push(Self {
                    place,
                    path_item: path_item.clone(),
                    template,
                    method: method.to_ascii_uppercase(),
                    segments: segments(template),
                    servers,
                });
            }
        }
        // A path without variables is meant before one with them, as the standard wants it.
        all.sort_by_key(|operation| operation.variables());
        (all, lists)
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
    pub(super) fn matches<'u>(&self, path: &'u str) -> Option<Variables<'d, 'u>> {
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
fn one_segment<'d, 'u>(pieces: &[Piece<'d>], text: &'u str, variables: &mut Variables<'d, 'u>) -> Option<()> {
    match pieces {
        [] => text.is_empty().then_some(()),
        [Piece::Text(literal)] => (text == *literal || decode(text) == decode(literal)).then_some(()),
        [Piece::Text(literal), rest @ ..] => one_segment(rest, text.strip_prefix(literal)?, variables),
        [Piece::Variable(name)] => {
            variables.push((name, text));
            (!text.is_empty()).then_some(())
        }
        [Piece::Variable(name), rest @ ..] => {
            let known = variables.len();
            for (end, _) in text.char_indices().skip(1) {
                variables.push((name, &text[..end]));
                if one_segment(rest, &text[end..], variables).is_some() {
                    return Some(());
                }
                variables.truncate(known);
            }
            None
        }
    }
}
