//! The crate verdict: what the regenerated crate does to those who import it, by comparing its public surfaces.
//!
//! ```text
//! frozen surface ──── generator, options ────▶ surface of the base ── document ──▶ surface of the revision
//! ```
//!
//! Each difference of the document's part is an [`Item`](super::Item) of the change that caused it, found by the place in the
//! document that the item is made of. Differences without such a change, and those of the other parts, are changes of
//! their own.

mod attach;
mod difference;
mod facts;
mod fit;
mod rename;
mod side;
mod topic;

use std::collections::BTreeMap;

use codegen::surface::{Kind, Surface};
use codegen::view::Place;
use codegen::{Diagnostics, Document, Model, Options, surface};

use super::rules::{CRATE_SURFACE, GENERATOR_CHANGED, OPTIONS_CHANGED, Rule};
use super::{Bump, Cause, Change, Item, Part, Side, Site};
use attach::Causes;
use difference::Difference;
use topic::Topic;

/// The crate verdict: what each part needs, and what could not be judged.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    pub(super) parts: Vec<Part>,
    pub(super) not_judged: Vec<String>,
}

/// Compares the crates of two sides, and adds what differs to the changes.
pub(super) fn judge(base: &Side<'_>, revision: &Side<'_>, changes: &mut Vec<Change>) -> Verdict {
    let (old, new) = surfaces(base, revision);
    let (old, new) = match (&old, new.as_ref().unwrap_or(&old)) {
        (Ok(old), Ok(new)) => (old, new),
        (old, new) => {
            let not_judged = [(base, old), (revision, new)].into_iter().filter_map(|(side, made)| {
                let why = made.as_ref().err()?;
                Some(format!("the crate: {} makes no client: {why}", side.document.name()))
            });
            // Two versions of one file mostly say the same.
            let mut not_judged: Vec<_> = not_judged.collect();
            not_judged.dedup();
            return Verdict {
                parts: Vec::new(),
                not_judged,
            };
        }
    };
    let mut parts = Vec::new();
    if let Some(frozen) = &base.released {
        parts.extend(generator(frozen, base, old, changes));
    }
    let differences = difference::compare(old, new);
    parts.push(Part {
        cause: Cause::Document,
        bump: largest(&differences),
    });
    explain(differences, base.document, revision.document, changes);
    Verdict {
        parts,
        not_judged: Vec::new(),
    }
}

/// From how many paths and schemas on the crates of both documents are generated one after the other: two at once take
/// twice the memory.
const MANY: usize = 5_000;

type Made = Result<Surface, String>;

/// The surfaces of the crates of both sides; that of the revision is none if it is the same.
fn surfaces(base: &Side<'_>, revision: &Side<'_>) -> (Made, Option<Made>) {
    let of = |side: &Side<'_>| surface_of(side.document, &side.options);
    // The same text makes the same crate.
    if base.options == revision.options && base.document.root() == revision.document.root() {
        return (of(base), None);
    }
    let size = |side: &Side<'_>| {
        let parts = ["/paths", "/components/schemas"].into_iter();
        let parts = parts.filter_map(|at| side.document.at(at));
        parts.map(|node| node.members().len()).sum::<usize>()
    };
    if size(base) + size(revision) > MANY {
        return (of(base), Some(of(revision)));
    }
    std::thread::scope(|scope| {
        let old = scope.spawn(|| of(base));
        let new = of(revision);
        let old = old.join().unwrap_or_else(|_| Err("the generator failed".to_owned()));
        (old, Some(new))
    })
}

/// The surface of the crate of a document, or why there is none.
fn surface_of(document: &Document, options: &Options) -> Result<Surface, String> {
    let first = |found: Diagnostics| {
        let first = found
            .iter()
            .find(|finding| finding.severity == codegen::Severity::Error);
        first.map_or_else(|| "it is refused".to_owned(), |finding| finding.message.clone())
    };
    let model = Model::new(document).map_err(first)?;
    surface(&model, options).map_err(first)
}

/// What the generator and its options changed since a release: the frozen surface against today's of the same document.
fn generator(frozen: &Surface, base: &Side<'_>, today: &Surface, changes: &mut Vec<Change>) -> Vec<Part> {
    let own = |rule: &'static Rule, message: String, differences: Vec<Difference>| {
        (!differences.is_empty()).then(|| {
            let mut change = Change::new(rule, message);
            change.items = differences.into_iter().map(|found| found.item).collect();
            change.bump = change.items.iter().map(|item| item.bump).max().unwrap_or_default();
            change
        })
    };
    let mut parts = Vec::new();
    let mut options = base.options.clone();
    options.features = frozen.features;
    // With the options of the release first, so that each part has its own.
    let between = (options.features != base.options.features)
        .then(|| surface_of(base.document, &options).ok())
        .flatten();
    let differences = difference::compare(frozen, between.as_ref().unwrap_or(today));
    parts.push(Part {
        cause: Cause::Generator,
        bump: largest(&differences),
    });
    let message = format!(
        "codegen {} makes another crate of the released document than codegen {} did",
        today.codegen, frozen.codegen
    );
    changes.extend(own(&GENERATOR_CHANGED, message, differences));
    if let Some(between) = between {
        let differences = difference::compare(&between, today);
        parts.push(Part {
            cause: Cause::Options,
            bump: largest(&differences),
        });
        let message = match today.features {
            true => "operations are behind features of cargo now",
            false => "operations are no longer behind features of cargo",
        };
        changes.extend(own(&OPTIONS_CHANGED, message.to_owned(), differences));
    }
    parts
}

fn largest(differences: &[Difference]) -> Bump {
    differences
        .iter()
        .map(|found| found.item.bump)
        .max()
        .unwrap_or_default()
}

/// Gives each difference to the change that caused it, or to a change of its own.
fn explain(differences: Vec<Difference>, base: &Document, revision: &Document, changes: &mut Vec<Change>) {
    let causes = Causes::new(base, revision, changes);
    let renamed = rename::of_types(&differences);
    let mut of_changes: BTreeMap<usize, Vec<&Difference>> = BTreeMap::new();
    let mut alone: BTreeMap<(Option<&String>, Option<&String>), Vec<&Difference>> = BTreeMap::new();
    let found: Vec<Option<usize>> = differences.iter().map(|found| causes.of(found)).collect();
    // What is exported goes with what takes or returns it.
    let with_export = |export: &Difference| {
        let name = export.item.path.rsplit("::").next().unwrap_or_default();
        // A file is made of a source, and a stream of events, which no signature names.
        let is_made_of = |word: &str| matches!((name, word), ("ByteSource", "FilePart") | ("Event", "EventStream"));
        let is_named = |word: &str| word == name || is_made_of(word);
        let names = |text: &str| text.split(|c: char| !c.is_alphanumeric()).any(is_named);
        let mut others = differences.iter().zip(&found);
        others.find_map(|(other, cause)| {
            cause.filter(|_| {
                let mut signatures = other.signatures.iter().chain(&other.of_parts);
                signatures.any(|signature| names(signature))
            })
        })
    };
    for (found, cause) in differences.iter().zip(&found) {
        let cause = cause.or_else(|| (found.kind == Kind::Export).then(|| with_export(found)).flatten());
        match cause {
            Some(index) => of_changes.entry(index).or_default().push(found),
            None => {
                let places = (found.base.first(), found.revision.first());
                alone.entry(places).or_default().push(found);
            }
        }
    }
    for (index, found) in of_changes {
        let Some(change) = changes.get_mut(index) else {
            continue;
        };
        give(change, &found, &renamed);
    }
    for ((old, new), found) in alone {
        let site = |document, at: Option<&String>| Some(Site::of(&Place::at_pointer(document, at?)?));
        let [first, ..] = &*found else { continue };
        let more = match found.len() - 1 {
            0 => String::new(),
            more => format!(", and {more} more"),
        };
        let message = format!("`{}`: {}{more}", first.item.path, first.item.what);
        let mut change = Change::new(&CRATE_SURFACE, message);
        change.base = site(base, old);
        change.revision = site(revision, new);
        give(&mut change, &found, &renamed);
        changes.push(change);
    }
}

/// Adds items to a change, with what they need.
fn give(change: &mut Change, found: &[&Difference], renamed: &BTreeMap<String, String>) {
    if change.proposal.is_none() {
        let of_type = || found.iter().find_map(|found| renamed.get(&found.item.path).cloned());
        change.proposal = rename::of_change(found).or_else(of_type);
    }
    change.items.extend(folded(found));
    let key = |item: &Item| (std::cmp::Reverse(item.bump), item.path.clone(), item.what.clone());
    change.items.sort_by_cached_key(key);
    change.bump = change.items.iter().map(|item| item.bump).max().unwrap_or_default();
}

/// How many items of one change may say the same.
const MOST_EQUAL: usize = 4;

/// What items say in common: all but their paths.
type Said<'s> = (Bump, bool, bool, bool, &'s str, &'s str);

/// The items of one change. Many that say the same of names that stay are one, such as those of all operations where a
/// credential changed.
fn folded(found: &[&Difference]) -> Vec<Item> {
    let mut equal: BTreeMap<Said<'_>, Vec<&Item>> = BTreeMap::new();
    let mut items = Vec::new();
    for Difference { item, kind, topic, .. } in found {
        if matches!(topic, Topic::Added | Topic::Removed | Topic::Type) {
            items.push(item.clone());
            continue;
        }
        let key = (
            item.bump,
            item.behaviour,
            item.fails,
            item.only_literals,
            kind.word(),
            item.what.as_str(),
        );
        equal.entry(key).or_default().push(item);
    }
    for same in equal.into_values() {
        match &*same {
            [first, .., _] if same.len() > MOST_EQUAL => items.push(Item {
                path: format!("{} and {} more", first.path, same.len() - 1),
                ..Item::clone(first)
            }),
            _ => items.extend(same.into_iter().cloned()),
        }
    }
    items
}
