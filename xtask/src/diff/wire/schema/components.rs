//! Schemas that have a name: which were added, removed or renamed, and those that no operation uses.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use codegen::Document;
use codegen::document::pointer;
use codegen::view::{Direction, Place};

use super::causes::Users;
use super::draft::Draft;
use super::effective::component;
use super::graph::{Graph, Node};
use super::pair::Next;
use super::side::Side;
use super::slot::Slot;
use super::text::{canonical, listed};
use super::way::{Meaning, Way};
use crate::diff::rules::{REFERENCE_CHANGED, SCHEMA_ADDED, SCHEMA_REMOVED, SCHEMA_RENAMED};
use crate::diff::{Change, Site, Wire};

/// How many differences that follow from a reference are named.
const MOST_NAMED: usize = 5;

const UNUSED: Way = Way {
    direction: Direction::Response,
    is_text: false,
    meaning: Meaning::Unused,
};

/// The named schemas of a document, by name.
fn named(document: &Document) -> BTreeMap<&str, Place<'_>> {
    let schemas = Place::root(document)
        .raw("components")
        .and_then(|components| components.raw("schemas"));
    let Some(schemas) = schemas else { return BTreeMap::new() };
    let names = schemas.node.members().iter().map(|member| member.key.as_str());
    names.zip(schemas.children()).collect()
}

/// The pairs of named schemas that no operation uses.
pub(super) fn unused<'b, 'r>(
    graph: &mut Graph<'b, 'r>,
    used: &[usize],
    documents: (&'b Document, &'r Document),
) -> Vec<usize> {
    // One that others build on with `allOf` may be used by itself, too.
    let mut compared = HashSet::new();
    for index in used {
        let node = &graph.nodes[*index];
        if let (Some(base), Some(revision)) = (node.base.place(), node.revision.place())
            && base.pointer == revision.pointer
        {
            compared.insert(base.pointer);
        }
    }
    let (base, mut revision) = (named(documents.0), named(documents.1));
    let mut pairs = Vec::new();
    for (name, before) in base {
        let Some(now) = revision.remove(name) else { continue };
        if !compared.contains(&before.resolved().pointer) {
            let next = Next {
                base: Side::one(before),
                revision: Side::one(now),
                way: UNUSED,
                slot: Slot::default(),
            };
            pairs.push(next);
        }
    }
    pairs
        .into_iter()
        .map(|next| graph.pair(next, &"the schema".into()))
        .collect()
}

/// Reports where a reference leads to a schema of another name, and adds the schemas that were added, removed or renamed.
pub(super) fn names(
    graph: &mut Graph<'_, '_>,
    reached: &[usize],
    documents: (&Document, &Document),
    operations: &[String],
) -> Vec<Change> {
    let (base, revision) = (named(documents.0), named(documents.1));
    let mut changes = Vec::new();
    let mut renamed: BTreeMap<String, String> = BTreeMap::new();
    let mut taken: HashSet<String> = HashSet::new();
    let mut moved: Vec<usize> = Vec::new();
    for index in reached.iter().copied().filter(|index| graph.nodes[*index].is_in_use()) {
        let (before, now) = &graph.nodes[index].names;
        if before.is_empty() && now.is_empty() {
            continue;
        }
        moved.push(index);
        let ([from], [to]) = (&before[..], &now[..]) else {
            continue;
        };
        let is_new = !revision.contains_key(from.as_str()) && !base.contains_key(to.as_str());
        let is_free = !renamed.contains_key(from) && !taken.contains(to);
        if is_new && is_free {
            taken.insert(to.clone());
            renamed.insert(from.clone(), to.clone());
        }
    }
    let mut gone: Vec<&str> = base
        .keys()
        .filter(|name| !revision.contains_key(*name))
        .copied()
        .collect();
    let mut fresh: Vec<&str> = revision
        .keys()
        .filter(|name| !base.contains_key(*name))
        .copied()
        .collect();
    gone.retain(|name| !renamed.contains_key(*name));
    fresh.retain(|name| !taken.contains(*name));
    // One that no operation uses has another name if what it says is the same.
    let mut by_content: HashMap<String, VecDeque<&str>> = HashMap::new();
    for to in &fresh {
        by_content
            .entry(canonical(revision[to].node))
            .or_default()
            .push_back(to);
    }
    gone.retain(|from| {
        let same = by_content.get_mut(&canonical(base[from].node));
        match same.and_then(VecDeque::pop_front) {
            Some(to) => {
                taken.insert(to.to_owned());
                renamed.insert((*from).to_owned(), to.to_owned());
                false
            }
            None => true,
        }
    });
    fresh.retain(|name| !taken.contains(*name));
    let users = (!renamed.is_empty()).then(|| Users::of(graph, reached));
    for (from, to) in &renamed {
        let message = format!("the schema `{from}` is `{to}` now");
        let mut change = Change::new(SCHEMA_RENAMED.request, message);
        change.base = base.get(from.as_str()).map(Site::of);
        change.revision = revision.get(to.as_str()).map(Site::of);
        change.proposal = Some(format!(
            "`x-rust-name: {from}` at `{to}` keeps the name of the type in Rust"
        ));
        let is_renamed = |index: &&usize| {
            let (before, now) = &graph.nodes[**index].names;
            before.contains(from) && now.contains(to)
        };
        let used: BTreeSet<usize> = users
            .iter()
            .flat_map(|users| {
                moved
                    .iter()
                    .filter(is_renamed)
                    .flat_map(|index| users.of_pair(graph, *index))
            })
            .collect();
        change.used_in = used.into_iter().map(|index| operations[index].clone()).collect();
        changes.push(change);
    }
    for name in gone {
        changes.push(Change::new(SCHEMA_REMOVED.request, format!("the schema `{name}` was removed")).from(&base[name]));
    }
    for name in fresh {
        changes.push(Change::new(SCHEMA_ADDED.request, format!("the schema `{name}` was added")).to(&revision[name]));
    }
    for index in moved {
        reference(&mut graph.nodes[index], &renamed);
    }
    changes
}

/// Reports that a reference leads to a schema of another name, or that there is one where was none.
fn reference(node: &mut Node<'_, '_>, renamed: &BTreeMap<String, String>) {
    let (before, now) = &node.names;
    if before.len() == now.len() && before.iter().zip(now).all(|(from, to)| renamed.get(from) == Some(to)) {
        return;
    }
    let of = |owner: &(Site, Site)| {
        component(&owner.1.pointer).map_or_else(|| "the schema".to_owned(), |name| format!("`{name}`"))
    };
    let message = match (before.is_empty(), now.is_empty(), &node.owner) {
        (true, _, Some(owner)) => format!("{} includes {} now (`allOf`)", of(owner), listed(now)),
        (_, true, Some(owner)) => format!("{} no longer includes {} (`allOf`)", of(owner), listed(before)),
        (true, _, None) => format!("the schema is {} now", listed(now)),
        (_, true, None) => format!("the schema is no longer {}", listed(before)),
        _ => format!("the schema was {} and is {}", listed(before), listed(now)),
    };
    let follows = follows(before, now);
    let (with_it, others): (Vec<Draft>, Vec<Draft>) = std::mem::take(&mut node.drafts).into_iter().partition(follows);
    node.drafts = others;
    let draft = together(Draft::new(&REFERENCE_CHANGED, node.way, message), &with_it);
    let (before, now) = match node.owner.clone() {
        Some((before, now)) => (Some(before), Some(now)),
        None => (
            node.base.places.first().map(Site::of),
            node.revision.places.first().map(Site::of),
        ),
    };
    node.drafts.push(draft.from(before).to(now));
}

/// Which differences follow from a reference that was added or removed, such as in `allOf`: those of what the named schemas
/// alone have.
fn follows(before: &[String], now: &[String]) -> impl Fn(&Draft) -> bool + use<> {
    let pointers = |names: &[String]| -> Vec<String> {
        let schemas = names.iter();
        schemas
            .map(|name| pointer::child("/components/schemas", name))
            .collect()
    };
    let (removed, added) = match (before.is_empty(), now.is_empty()) {
        (false, true) => (pointers(before), Vec::new()),
        (true, false) => (Vec::new(), pointers(now)),
        // What one schema has and the other one has not is a difference of theirs.
        _ => (Vec::new(), Vec::new()),
    };
    move |draft| {
        let is_within = |site: &Option<Site>, schemas: &[String]| {
            site.as_ref().is_some_and(|site| {
                let of = |schema: &String| site.pointer.strip_prefix(schema.as_str());
                let mut rests = schemas.iter().filter_map(of);
                // Of an inline part of it as well.
                rests.any(|rest| own(rest).starts_with("/properties/"))
            })
        };
        (draft.revision.is_none() && is_within(&draft.base, &removed))
            || (draft.base.is_none() && is_within(&draft.revision, &added))
    }
}

/// A pointer within a schema without the steps into its `allOf`.
fn own(rest: &str) -> &str {
    match rest
        .strip_prefix("/allOf/")
        .and_then(|inner| inner.find('/').map(|end| &inner[end..]))
    {
        Some(inner) => own(inner),
        None => rest,
    }
}

/// A change of a reference with what follows from it: as bad as the worst of that.
fn together(reference: Draft, with_it: &[Draft]) -> Draft {
    let Some(worst) = with_it.iter().max_by_key(|draft| draft.wire) else {
        return reference;
    };
    let mut messages: Vec<&str> = with_it.iter().map(|draft| draft.message.as_str()).collect();
    let more = messages.len().saturating_sub(MOST_NAMED);
    messages.truncate(MOST_NAMED);
    let more = match more {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    let message = format!("{} ({}{more})", reference.message, messages.join("; "));
    let mut conditions: Vec<&str> = with_it.iter().filter_map(|draft| draft.condition.as_deref()).collect();
    conditions.dedup();
    let conditions = (!conditions.is_empty()).then(|| conditions.join(", or "));
    Draft {
        wire: worst.wire,
        condition: conditions.filter(|_| worst.wire == Wire::BreakingIf),
        message,
        ..reference
    }
}
