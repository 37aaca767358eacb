//! Which operation a URL and a method mean: an index over the paths of the document.

use std::borrow::Cow;
use std::collections::HashMap;

use codegen::Document;
use codegen::document::pointer;
use recording::Interaction;

use super::operation::{Operation, Piece, Variables};
use super::rules;
use super::server::{Base, Server};
use super::url::{Url, decode};
use super::{Location, Violation};

/// Which operation an interaction is an example of.
pub(super) enum Match<'d, 'u> {
    /// That of this index. The problem is told besides, and the rest is still looked at.
    Operation {
        index: usize,
        variables: Variables<'d, 'u>,
        problem: Option<Violation>,
    },
    /// None.
    Nothing(Violation),
}

/// The operations of a document, and how to find one.
pub(super) struct Operations<'d> {
    pub(super) all: Vec<Operation<'d>>,
    /// The lists of servers; each operation has one of them.
    lists: Vec<Vec<Listed>>,
    /// What the paths of the servers begin with, each once.
    bases: Vec<Base>,
    /// A tree by the segments of the paths. The first node is its root.
    nodes: Vec<Step>,
}

/// A server of a list.
struct Listed {
    server: Server,
    base: usize,
}

/// One segment of the paths.
#[derive(Default)]
struct Step {
    /// By the decoded text of the segment.
    literals: HashMap<String, usize>,
    /// A segment that has variables.
    variable: Option<usize>,
    /// The operations whose paths end here.
    ends: Vec<usize>,
}

/// Where a URL and a method lead.
pub(super) enum Target<'d, 'u> {
    /// To the operation of this index; on a server that is not the document's, if it is foreign.
    Operation {
        index: usize,
        variables: Variables<'d, 'u>,
        foreign: bool,
    },
    /// To the path of this operation, which has none of the method.
    OtherMethod(usize),
    /// Nowhere.
    Nothing,
}

/// Which servers of the lists have an origin: asked again and again for the few that there are.
#[derive(Debug, Default)]
pub(super) struct Origins(HashMap<String, HashMap<usize, Vec<bool>>>);

/// How many origins are kept in mind.
const MAX_ORIGINS: usize = 64;

impl Origins {
    fn of(&mut self, url: &Url<'_>, index: usize, list: &[Listed]) -> &[bool] {
        let origin = format!("{}://{}", url.scheme, url.authority);
        if self.0.len() >= MAX_ORIGINS && !self.0.contains_key(&origin) {
            self.0.clear();
        }
        self.0.entry(origin).or_default().entry(index).or_insert_with(|| {
            let host = url.host();
            list.iter()
                .map(|listed| listed.server.has_origin(url.scheme, &host))
                .collect()
        })
    }
}

impl<'d> Operations<'d> {
    /// The operations of a document.
    pub(super) fn of(document: &'d Document) -> Self {
        let (all, lists) = Operation::all(document);
        let mut bases: Vec<Base> = Vec::new();
        let lists = lists.into_iter().map(|list| {
            let listed = |server: Server| {
                let known = bases.iter().position(|base| *base == server.base);
                let base = known.unwrap_or_else(|| {
                    bases.push(server.base.clone());
                    bases.len() - 1
                });
                Listed { server, base }
            };
            list.into_iter().map(listed).collect()
        });
        let lists = lists.collect();
        let mut operations = Self {
            all: Vec::new(),
            lists,
            bases,
            nodes: vec![Step::default()],
        };
        for (index, operation) in all.iter().enumerate() {
            let end = operation
                .segments
                .iter()
                .fold(0, |node, segment| operations.step(node, segment));
            operations.nodes[end].ends.push(index);
        }
        operations.all = all;
        operations
    }

    /// The node after `node` for a segment of a path.
    fn step(&mut self, node: usize, segment: &[Piece<'_>]) -> usize {
        let next = self.nodes.len();
        let known = match segment {
            [] => *self.nodes[node].literals.entry(String::new()).or_insert(next),
            [Piece::Text(text)] => *self.nodes[node].literals.entry(decode(text)).or_insert(next),
            _ => *self.nodes[node].variable.get_or_insert(next),
        };
        if known == next {
            self.nodes.push(Step::default());
        }
        known
    }

    /// The operations whose paths may be `rest`, a path after the server's part of it; their templates decide.
    fn candidates(&self, rest: &str, found: &mut Vec<usize>) {
        let mut open = vec![(0, (!rest.is_empty()).then(|| &rest[1..]))];
        while let Some((node, rest)) = open.pop() {
            let node = &self.nodes[node];
            let Some(rest) = rest else {
                found.extend(&node.ends);
                continue;
            };
            let (text, rest) = match rest.split_once('/') {
                Some((text, rest)) => (text, Some(rest)),
                None => (rest, None),
            };
            let decoded = match text.contains('%') {
                true => Cow::Owned(decode(text)),
                false => Cow::Borrowed(text),
            };
            open.extend(node.literals.get(&*decoded).map(|&next| (next, rest)));
            open.extend(node.variable.map(|next| (next, rest)));
        }
    }

    /// Where a URL and a method lead. Among the operations of one path, those on a server of the document come first;
    /// a path without variables comes before one with them.
    pub(super) fn target<'u>(&self, method: &str, url: &Url<'u>, origins: &mut Origins) -> Target<'d, 'u> {
        // No path is the path of the root.
        let path = if url.path.is_empty() { "/" } else { url.path };
        let rests: Vec<Vec<&'u str>> = self.bases.iter().map(|base| base.rests(path)).collect();
        let mut candidates = Vec::new();
        for (at, rest) in rests.iter().flatten().enumerate() {
            if !rests.iter().flatten().take(at).any(|before| before == rest) {
                self.candidates(rest, &mut candidates);
            }
        }
        candidates.sort_unstable();
        candidates.dedup();
        let mut other: Option<(bool, usize)> = None;
        let mut best: Option<(bool, usize, Variables<'d, 'u>)> = None;
        for index in candidates {
            let operation = &self.all[index];
            let Some((foreign, variables)) = self.on_servers(operation, &rests, url, origins) else {
                continue;
            };
            if operation.method == method && best.as_ref().is_none_or(|(worse, ..)| *worse && !foreign) {
                best = Some((foreign, index, variables));
            }
            if other.is_none_or(|(worse, _)| worse && !foreign) {
                other = Some((foreign, index));
            }
        }
        match (best, other) {
            (Some((foreign, index, variables)), _) => Target::Operation {
                index,
                variables,
                foreign,
            },
            (None, Some((_, index))) => Target::OtherMethod(index),
            (None, None) => Target::Nothing,
        }
    }

    /// Whether the path is the operation's on a server of its own: then if the origin is foreign to it, and the variables.
    fn on_servers<'u>(
        &self,
        operation: &Operation<'d>,
        rests: &[Vec<&'u str>],
        url: &Url<'_>,
        origins: &mut Origins,
    ) -> Option<(bool, Variables<'d, 'u>)> {
        let list = &self.lists[operation.servers];
        let own = origins.of(url, operation.servers, list);
        let matched = |listed: &Listed| rests[listed.base].iter().find_map(|rest| operation.matches(rest));
        let on = |own_wanted: bool| {
            list.iter()
                .zip(own)
                .filter(|(_, own)| **own == own_wanted)
                .find_map(|(listed, _)| matched(listed))
        };
        on(true)
            .map(|variables| (false, variables))
            .or_else(|| on(false).map(|variables| (true, variables)))
    }

    /// Which operation an interaction is an example of.
    pub(super) fn find<'u>(&self, interaction: &'u Interaction) -> Match<'d, 'u> {
        let request = &interaction.request;
        let Some(url) = Url::parse(&request.url) else {
            let message = "the URL is not absolute".to_owned();
            return Match::Nothing(problem(&rules::PATH, Location::Url, message, "/paths"));
        };
        match self.target(&request.method, &url, &mut Origins::default()) {
            Target::Operation {
                index,
                variables,
                foreign,
            } => {
                let problem = foreign.then(|| foreign_server(&self.all[index], &url));
                Match::Operation {
                    index,
                    variables,
                    problem,
                }
            }
            Target::OtherMethod(index) => {
                let operation = &self.all[index];
                let message = format!("the path `{}` has no operation {}", operation.template, request.method);
                let place = &operation.path_item.pointer;
                Match::Nothing(problem(&rules::METHOD, Location::Method, message, place))
            }
            Target::Nothing => {
                let mut message = format!("no path of the document is `{}`", url.path);
                if let Some(bare) = url.path.strip_suffix('/')
                    && let Some(near) = self.all.iter().find(|operation| operation.matches(bare).is_some())
                {
                    message = format!("{message}: `{}` has no `/` at its end", near.template);
                }
                let paths = pointer::child("", "paths");
                Match::Nothing(problem(&rules::PATH, Location::Url, message, &paths))
            }
        }
    }
}

fn foreign_server(operation: &Operation<'_>, url: &Url<'_>) -> Violation {
    let origin = format!("{}://{}", url.scheme, url.authority);
    let owner = [&operation.place, &operation.path_item]
        .into_iter()
        .find(|owner| owner.node.get("servers").is_some());
    let pointer = owner.map_or_else(|| "/servers".to_owned(), |owner| owner.at("servers"));
    let message = format!("no server of the document is `{origin}`");
    problem(&rules::SERVER, Location::Url, message, &pointer)
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
