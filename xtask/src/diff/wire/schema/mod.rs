//! Compares schemas where they are used, in the direction in which their values go.

mod additional;
mod alternatives;
mod annotations;
mod arrays;
mod as_string;
mod causes;
mod choices;
mod compare;
mod components;
mod conditions;
mod discriminators;
mod draft;
mod effective;
mod formats;
mod graph;
mod keywords;
mod limits;
mod listed;
mod objects;
mod overlap;
mod pair;
mod properties;
mod side;
mod slot;
mod subject;
mod text;
mod types;
mod unchanged;
mod values;
mod way;

use codegen::Document;
use codegen::view::{Direction, Discriminators, Place};

pub(in crate::diff) use self::draft::DEPENDS;
pub(super) use self::slot::{Separator, Slot};

use self::discriminators::Both;
use self::graph::Graph;
use self::pair::Next;
use self::side::Side;
use self::unchanged::Unchanged;
use self::way::{Meaning, Way};
use crate::diff::rules::XML_CHANGED;
use crate::diff::{Change, Wire};

/// Where a schema is used.
#[derive(Clone, Copy, Debug)]
pub(super) struct Use<'u> {
    /// The name of the operation.
    pub(super) operation: &'u str,
    /// The direction in which values go.
    pub(super) direction: Direction,
    /// What the value is, for a message: "the parameter `limit`", "the body", "the response 200".
    pub(super) subject: &'u str,
    /// How the value is written.
    pub(super) kind: Subject,
    pub(super) slot: Slot,
}

/// How a value is written on the wire. A text has no type of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Subject {
    /// A parameter, as text. A parameter with a media type of JSON is like a request body.
    Parameter,
    /// A body that is sent. One of a form is text, like a parameter.
    RequestBody,
    /// A body that is received.
    ResponseBody,
    /// A header that is received, as text, and that the generated clients read as a number or a boolean.
    Header,
    /// A header or a body that is received and that the generated clients hand over as text or bytes.
    Text,
}

/// The comparison of all schemas of two documents.
///
/// ```text
/// compare: pairs that operations use ─▶ graph: pairs and those that they lead to ─▶ causes: one change each
/// ```
pub(super) struct Schemas<'b, 'r> {
    documents: (&'b Document, &'r Document),
    graph: Graph<'b, 'r>,
    /// The pairs that operations use directly.
    roots: Vec<usize>,
    /// Whether a body is written as XML anywhere.
    has_xml: bool,
    /// The names of the operations, in the order in which they come.
    operations: Vec<String>,
}

impl<'b, 'r> Schemas<'b, 'r> {
    pub(super) fn new(base: &'b Document, revision: &'r Document) -> Self {
        let both = Both {
            base: Discriminators::of(base),
            revision: Discriminators::of(revision),
        };
        Self {
            documents: (base, revision),
            graph: Graph::new(both, Unchanged::of(base, revision)),
            roots: Vec::new(),
            has_xml: false,
            operations: Vec::new(),
        }
    }

    /// Compares two schemas where they are used.
    pub(super) fn compare(&mut self, base: &Place<'b>, revision: &Place<'r>, use_: &Use<'_>) {
        if self.operations.last().is_none_or(|name| name != use_.operation) {
            self.operations.push(use_.operation.to_owned());
        }
        let next = Next {
            base: Side::one(base.clone()),
            revision: Side::one(revision.clone()),
            way: Way {
                direction: use_.direction,
                is_text: matches!(use_.kind, Subject::Parameter | Subject::Header | Subject::Text),
                meaning: match use_.kind {
                    // A header that is no number of the type that clients have is read as absent.
                    Subject::Header | Subject::Text => Meaning::Opaque,
                    _ => Meaning::Plain,
                },
            },
            slot: use_.slot,
        };
        let index = self.graph.pair(next, &use_.subject.into());
        let operation = self.operations.len() - 1;
        let users = &mut self.graph.nodes[index].users;
        if users.last() != Some(&operation) {
            users.push(operation);
        }
        self.roots.push(index);
    }

    /// Notes that a body may be of a media type.
    pub(super) fn media_type(&mut self, essence: &str) {
        self.has_xml |= essence.ends_with("/xml") || essence.ends_with("+xml") || essence.contains('*');
    }

    /// The changes: one entry for each cause, with the operations that it is used in.
    pub(super) fn finish(mut self) -> Vec<Change> {
        self.graph.compare();
        let used = self.graph.reached(self.roots.iter().copied());
        let unused = components::unused(&mut self.graph, &used, self.documents);
        self.graph.compare();
        let mut changes = components::names(&mut self.graph, &used, self.documents, &self.operations);
        let reached = self.graph.reached(self.roots.iter().copied().chain(unused));
        changes.extend(causes::changes(&self.graph, &reached, &self.operations));
        if !self.has_xml {
            for change in changes
                .iter_mut()
                .filter(|change| change.rule.id == XML_CHANGED.of(Direction::Response).id)
            {
                change.wire = Wire::Safe;
                change.condition = None;
            }
        }
        changes
    }
}
