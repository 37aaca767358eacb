//! The smallest edits that make the document describe what was seen, a file for each kind of change.

mod body;
mod evidence;
mod kind;
mod loosen;
mod operation;
mod parameter;
mod property;
mod values;

use std::collections::{BTreeMap, BTreeSet};

use codegen::Document;
use codegen::view::Place;

use super::composed::Composed;
use super::drift::{Drift, Occurrence};
use super::infer::Inference;
use super::locate::other_file;
use super::observe::Observed;
use super::sample::Held;
use super::secrets::Gate;
use super::target::Target;
use crate::contract::{Contract, Location};
use crate::edit::{Action, Edit, Value};

/// What proposals are made of.
pub(super) struct Proposer<'p, 'd> {
    pub(super) document: &'d Document,
    pub(super) contract: &'p Contract<'d>,
    pub(super) sample: &'p [&'p Held],
    pub(super) inference: Inference,
    pub(super) gate: &'p Gate<'p>,
    pub(super) composed: &'p Composed,
    /// How many interactions there were of each operation.
    pub(super) totals: &'p BTreeMap<Option<String>, usize>,
}

/// A change of the document, before it has a fingerprint.
#[derive(Debug, Default)]
pub(super) struct Change {
    pub(super) kind: &'static str,
    /// The pointer of the part of the document that is changed.
    pub(super) place: String,
    /// What distinguishes it from others of its kind at the place.
    pub(super) name: String,
    pub(super) title: String,
    pub(super) evidence: Vec<String>,
    pub(super) review: Vec<String>,
    pub(super) edits: Vec<Edit>,
    /// Why a part of the drift is left for a person.
    pub(super) left: Vec<String>,
    /// Why there is no change for other drift that asked for one at the same place.
    pub(super) refused: Vec<String>,
    /// Whether it only allows more.
    pub(super) is_loosening: bool,
}

/// Drifts that ask for the same change.
pub(super) struct Asked<'a> {
    pub(super) drifts: Vec<&'a Drift>,
}

impl Asked<'_> {
    pub(super) fn occurrences(&self) -> impl Iterator<Item = &Occurrence> {
        self.drifts.iter().flat_map(|drift| &drift.occurrences)
    }

    /// The numbers of the interactions.
    pub(super) fn interactions(&self) -> BTreeSet<usize> {
        self.occurrences().map(|occurrence| occurrence.interaction).collect()
    }

    /// The operations, each once.
    pub(super) fn operations(&self) -> BTreeSet<&Option<String>> {
        self.drifts.iter().flat_map(|drift| &drift.operations).collect()
    }

    /// The name of one of the operations.
    pub(super) fn operation(&self) -> &str {
        self.operations()
            .into_iter()
            .flatten()
            .next()
            .map_or("", String::as_str)
    }
}

/// What follows from drift: changes, each with the numbers of its drifts, or why there is none.
pub(super) type Proposed = Result<Vec<Change>, String>;

impl<'d> Proposer<'_, 'd> {
    /// The changes that drifts ask for.
    ///
    /// # Errors
    /// Returns why a person must decide.
    pub(super) fn changes(&self, target: &Target, asked: &Asked<'_>) -> Proposed {
        let mut changes = match target {
            Target::Properties { schema } => self.properties(schema, asked),
            Target::Required { list } => self.required(list, asked),
            Target::Values { keyword } => self.values(keyword, asked),
            Target::Keyword { pointer } => self.keyword(pointer, asked),
            Target::Null { .. } => self.null(asked),
            Target::Type { schema } => self.types(schema, asked),
            Target::Status { responses, status } => self.status(responses, status.0, asked),
            Target::MediaType { content } => self.media_types(content, asked),
            Target::Body { owner, is_request } => self.body(owner, *is_request, asked),
            Target::Parameter { operation, place, name } => self.parameter(operation, place, name, asked),
            Target::Optional { owner } => self.optional(owner, asked),
            Target::Path { .. } => self.path(asked),
            Target::Method { path_item, .. } => self.method(path_item, asked),
        }?;
        for change in &mut changes {
            if let Some(file) = change
                .edits
                .iter()
                .find_map(|edit| other_file(self.document, &edit.pointer))
            {
                return Err(format!("it is in {file}, and only the document itself is edited"));
            }
            let adds = matches!(change.kind, "add-property" | "add-keys");
            let loosens = |edit: &Edit| self.composed.loosens(&edit.pointer, adds);
            change.is_loosening = change.is_loosening && change.edits.iter().all(loosens);
        }
        Ok(changes)
    }

    /// The part of the document at a pointer.
    fn at(&self, pointer: &str) -> Result<Place<'d>, String> {
        Place::at_pointer(self.document, pointer).ok_or_else(|| format!("`{pointer}` is not in the document"))
    }

    /// The value of an occurrence in a body.
    fn value_of(&self, occurrence: &Occurrence) -> Option<&recording::json::Node> {
        let body = self.sample[occurrence.interaction].body(&occurrence.location)?;
        super::locate::value(body, &occurrence.pointer)
    }

    /// The values of occurrences in bodies, together.
    fn observe<'o>(&self, occurrences: impl Iterator<Item = &'o Occurrence>) -> Observed {
        let mut sorted: Vec<_> = occurrences.collect();
        sorted.sort_by_key(|occurrence| occurrence.interaction);
        let mut observed = Observed::default();
        for occurrence in sorted {
            if let Some(value) = self.value_of(occurrence) {
                observed.add(value, occurrence.interaction);
            }
        }
        observed
    }
}

/// An edit that adds a member.
fn insert(pointer: impl Into<String>, key: &str, value: Value) -> Edit {
    Edit {
        pointer: pointer.into(),
        action: Action::Insert {
            key: key.to_owned(),
            value,
            after: None,
        },
    }
}

/// An edit that removes a member or an item.
fn remove(pointer: impl Into<String>) -> Edit {
    Edit {
        pointer: pointer.into(),
        action: Action::Remove,
    }
}

fn replace(pointer: impl Into<String>, value: Value) -> Edit {
    Edit {
        pointer: pointer.into(),
        action: Action::Replace(value),
    }
}

fn append(pointer: impl Into<String>, value: Value) -> Edit {
    Edit {
        pointer: pointer.into(),
        action: Action::Append(value),
    }
}

/// Whether a location is a body.
fn is_body(location: &Location) -> bool {
    matches!(location, Location::RequestBody | Location::ResponseBody)
}

/// A value of the document as one to write.
fn written(node: &codegen::document::Node) -> Value {
    use codegen::document::Value as Written;
    match &node.value {
        Written::Null => Value::Null,
        Written::Bool(truth) => Value::Bool(*truth),
        Written::Number(text) => Value::Number(text.clone()),
        Written::String(text) => Value::String(text.clone()),
        Written::Array(items) => Value::List(items.iter().map(written).collect()),
        Written::Object(members) => {
            let members = members.iter().map(|member| (member.key.clone(), written(&member.node)));
            Value::Map(members.collect())
        }
    }
}
