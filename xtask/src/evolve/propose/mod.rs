//! The smallest edits that make the document describe what was seen, a file for each kind of change.

mod alternatives;
mod body;
mod evidence;
mod kind;
mod loosen;
mod operation;
mod parameter;
mod property;
mod union;
mod values;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use codegen::Document;
use codegen::view::Place;
use recording::json::Node;

use super::composed::Composed;
use super::drift::{Drift, Occurrence};
use super::files::Files;
use super::held::{Held, ParsedBudget};
use super::infer::Inference;
use super::locate::name;
use super::observe::Observed;
use super::proposal::fingerprint;
pub(super) use super::refusal::Refusal;
use super::secrets::Gate;
use super::target::Target;
use super::totals::Totals;
use crate::contract::{Contract, Location};
use crate::edit::{Action, Edit, Value};
pub(super) use values::{ADD_VALUE, added_values};

/// How many places are named that change because the text repeats what is changed.
const MOST_PLACES: usize = 3;

/// What proposals are made of.
pub(super) struct Proposer<'p, 'd> {
    pub(super) document: &'d Document,
    /// The files of the document.
    pub(super) files: &'p Files<'p>,
    pub(super) contract: &'p Contract<'d>,
    pub(super) sample: &'p [&'p Held],
    pub(super) inference: Inference,
    pub(super) gate: &'p Gate<'p>,
    pub(super) composed: &'p Composed,
    pub(super) parsed: &'p ParsedBudget,
    /// Whether the sample is a part of what drifted.
    pub(super) is_part: bool,
    /// How much was read.
    pub(super) totals: &'p Totals,
}

/// A change of the document, before it has a fingerprint.
#[derive(Debug, Default)]
pub(super) struct Change {
    pub(super) kind: &'static str,
    /// The pointer of the part of the document that is changed.
    pub(super) place: String,
    /// The first of the places that are made of the same lines, where there are several: whichever of them drifts, it is one
    /// change.
    first_place: Option<String>,
    /// What distinguishes it from others of its kind at the place.
    pub(super) name: String,
    pub(super) title: String,
    pub(super) evidence: Vec<String>,
    pub(super) review: Vec<String>,
    pub(super) edits: Vec<Edit>,
    /// What of it is left for a person, such as names that must not enter the document.
    pub(super) left: Vec<Refusal>,
    /// Whether the drift is gone with it, although something is left.
    pub(super) is_whole: bool,
    /// Whether it is for all drift that asked for it, whatever its kind.
    pub(super) is_for_all: bool,
    /// Whether it only allows more.
    pub(super) is_loosening: bool,
}

/// Changes, and why there are none for other drift that asked for one at the same place.
#[derive(Debug, Default)]
pub(super) struct Offer {
    pub(super) changes: Vec<Change>,
    pub(super) refused: Vec<Refusal>,
}

impl Change {
    /// What identifies it: the same whichever recordings show the drift, and at whichever of the places that change with it.
    pub(super) fn fingerprint(&self) -> String {
        fingerprint(self.kind, self.first_place.as_ref().unwrap_or(&self.place), &self.name)
    }
}

impl From<Change> for Offer {
    fn from(change: Change) -> Self {
        Self {
            changes: vec![change],
            refused: Vec::new(),
        }
    }
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

/// What follows from drift: changes, or why there is none.
pub(super) type Proposed = Result<Offer, Refusal>;

impl<'d> Proposer<'_, 'd> {
    /// The changes that drifts ask for.
    ///
    /// # Errors
    /// Returns why a person must decide.
    pub(super) fn changes(&self, target: &Target, asked: &Asked<'_>) -> Proposed {
        match target {
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
            Target::Alternatives { stated } => self.alternatives(stated, asked),
        }
    }

    /// Adds to changes the places that change, too, because they are made of the same lines. An offer of which that is not
    /// known is refused.
    pub(super) fn include_shared(&self, offers: &mut [Proposed]) {
        let changes = offers.iter().flatten().flat_map(|offer| &offer.changes);
        let edits: Vec<&[Edit]> = changes.map(|change| change.edits.as_slice()).collect();
        let mut everywhere = self.files.everywhere(&edits).into_iter();
        for offered in offers {
            let Ok(offer) = offered else { continue };
            let edits: Vec<_> = everywhere.by_ref().take(offer.changes.len()).collect();
            let all: Result<Vec<_>, String> = edits.into_iter().collect();
            match all {
                Ok(all) => {
                    let changes = offer.changes.iter_mut().zip(all);
                    changes.for_each(|(change, edits)| self.include(change, edits));
                }
                Err(problem) => *offered = Err(problem.into()),
            }
        }
    }

    /// Makes a change at all places that change with it, which edits are of.
    fn include(&self, change: &mut Change, edits: Vec<Edit>) {
        let is_other = |edit: &&Edit| !change.edits.contains(edit);
        let others: BTreeSet<_> = edits.iter().filter(is_other).map(|edit| name(&edit.pointer)).collect();
        if !others.is_empty() {
            let named: Vec<_> = others
                .iter()
                .take(MOST_PLACES)
                .map(|place| format!("`{place}`"))
                .collect();
            let more = match others.len().checked_sub(MOST_PLACES) {
                None | Some(0) => String::new(),
                Some(more) => format!(" and {more} more"),
            };
            change.review.push(format!(
                "these lines are used more than once, so the change is also made at {}{more}",
                named.join(", ")
            ));
            change.first_place = first_place(&change.place, &edits);
            change.edits = edits;
        }
        let adds = matches!(change.kind, "add-property" | "add-keys");
        let loosens = |edit: &Edit| self.composed.loosens(&edit.pointer, adds);
        change.is_loosening = change.is_loosening && change.edits.iter().all(loosens);
    }

    /// The part of the document at a pointer.
    fn at(&self, pointer: &str) -> Result<Place<'d>, Refusal> {
        Place::at_pointer(self.document, pointer).ok_or_else(|| format!("`{pointer}` is not in the document").into())
    }

    /// What a reader makes of the value of an occurrence in a body.
    fn read<R>(&self, occurrence: &Occurrence, reader: impl FnOnce(&Node) -> R) -> Option<R> {
        let body = self.sample[occurrence.interaction].body(&occurrence.location, self.parsed)?;
        super::locate::value(&body, &occurrence.pointer).map(reader)
    }

    /// The values of occurrences in bodies, together.
    fn observe<'o>(&self, occurrences: impl Iterator<Item = &'o Occurrence>) -> Observed {
        let all = self.observe_each(occurrences.map(|occurrence| ((), occurrence)));
        all.into_values().next().unwrap_or_default()
    }

    /// The values of occurrences in bodies, those of each group together. Each body is parsed at most once.
    fn observe_each<'o, G: Ord>(
        &self,
        occurrences: impl Iterator<Item = (G, &'o Occurrence)>,
    ) -> BTreeMap<G, Observed> {
        let mut sorted: Vec<_> = occurrences.collect();
        sorted.sort_by(|(_, one), (_, other)| {
            (one.interaction, &one.location).cmp(&(other.interaction, &other.location))
        });
        let mut groups: BTreeMap<G, Observed> = BTreeMap::new();
        let mut last: Option<(usize, &Location, Option<Arc<Node>>)> = None;
        for (group, occurrence) in sorted {
            let Occurrence {
                interaction, location, ..
            } = occurrence;
            if last
                .as_ref()
                .is_none_or(|(number, at, _)| (number, *at) != (interaction, location))
            {
                let body = self.sample[*interaction].body(location, self.parsed);
                last = Some((*interaction, location, body));
            }
            let body = last.as_ref().and_then(|(_, _, body)| body.as_deref());
            if let Some(value) = body.and_then(|body| super::locate::value(body, &occurrence.pointer)) {
                groups.entry(group).or_default().add(value, *interaction);
            }
        }
        groups
    }
}

/// The first of the places that are made of the same lines as a place in which the first of the edits is made.
fn first_place(place: &str, edits: &[Edit]) -> Option<String> {
    let made = edits.first()?;
    let inner = made.pointer.strip_prefix(place)?;
    let same = edits.iter().filter(|edit| edit.action == made.action);
    same.filter_map(|edit| edit.pointer.strip_suffix(inner))
        .min()
        .map(str::to_owned)
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
