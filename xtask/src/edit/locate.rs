//! From a pointer to the node, and what an alias repeats.

use super::error::{EditErrorKind, Problem, Result};
use super::model::{index, steps};
use super::syntax::{Entry, Kind, Syntax};

/// A node and the way to it.
pub(super) struct Place {
    /// The node.
    pub(super) node: usize,
    /// The nodes around it, the root first, each with the number of the entry that leads on.
    pub(super) around: Vec<(usize, usize)>,
    /// The step that leads to each entry, the root's first.
    pub(super) steps: Vec<String>,
}

impl Place {
    /// The mapping or sequence that the node is in, and the number of its entry there.
    pub(super) fn parent(&self) -> Option<(usize, usize)> {
        self.around.last().copied()
    }

    /// The name of the member that the node is the value of; for an item, that of the list.
    pub(super) fn key(&self, syntax: &Syntax<'_>) -> Option<&str> {
        let around = self.around.iter().zip(&self.steps).rev();
        let mut keys = around.filter(|((node, _), _)| syntax.node(*node).is_map());
        keys.next().map(|(_, step)| step.as_str())
    }
}

/// Finds the node at a pointer.
pub(super) fn find(syntax: &Syntax<'_>, pointer: &str) -> Result<Place> {
    let steps = steps(pointer)?;
    let mut place = Place {
        node: syntax.root(),
        around: Vec::new(),
        steps: Vec::new(),
    };
    for step in steps {
        let node = place.node;
        if syntax.node(node).kind == Kind::Alias {
            return Err(shared(syntax, node, "is the alias of a value elsewhere"));
        }
        let mut entries = syntax.entries(node).enumerate();
        let found = match syntax.node(node).is_map() {
            true => entries.find(|(_, entry)| is_named(syntax, *entry, &step)),
            false => index(&step).and_then(|index| entries.nth(index)),
        };
        let Some((number, entry)) = found else {
            if let Some(merge) = merge_of(syntax, node, &step) {
                return Err(shared(syntax, merge, "merges it from elsewhere"));
            }
            let message = format!("the document has no `{step}` there");
            return Err(Problem::new(
                EditErrorKind::NoSuchPlace,
                message,
                "name a value that exists",
            ));
        };
        place.around.push((node, number));
        place.steps.push(step);
        place.node = entry.value;
    }
    Ok(place)
}

fn is_named(syntax: &Syntax<'_>, entry: Entry, name: &str) -> bool {
    let key = entry.key.filter(|key| !is_merge(syntax, *key));
    key.is_some_and(|key| syntax.scalar(key) == name)
}

/// What an alias stands for; another node is itself.
pub(super) fn target_of(syntax: &Syntax<'_>, node: usize) -> usize {
    let alias = syntax.node(node).alias;
    match alias {
        0 => node,
        _ => syntax
            .nodes()
            .iter()
            .position(|node| node.anchor == alias)
            .unwrap_or(node),
    }
}

/// Whether a key is a merge key, as [`codegen::Document`] reads it.
fn is_merge(syntax: &Syntax<'_>, key: usize) -> bool {
    let node = syntax.node(key);
    node.kind == Kind::Plain && !node.has_tag && node.alias == 0 && syntax.scalar(key) == "<<"
}

/// The members that a mapping has itself.
pub(super) fn own<'s>(syntax: &'s Syntax<'_>, map: usize) -> impl Iterator<Item = (&'s str, usize)> {
    let entries = syntax.entries(map);
    entries.filter_map(|entry| {
        let key = entry.key.filter(|key| !is_merge(syntax, *key))?;
        Some((syntax.scalar(key), entry.value))
    })
}

/// The mappings that are merged into a mapping, those that count first in front.
pub(super) fn merged(syntax: &Syntax<'_>, map: usize) -> Vec<usize> {
    let mut entries = syntax.entries(map);
    let merge = entries.find(|entry| entry.key.is_some_and(|key| is_merge(syntax, key)));
    let Some(value) = merge.map(|merge| target_of(syntax, merge.value)) else {
        return Vec::new();
    };
    match syntax.node(value).is_map() {
        true => vec![value],
        false => syntax
            .entries(value)
            .map(|item| target_of(syntax, item.value))
            .collect(),
    }
}

/// The value of a member that a mapping has itself, or that is merged into it.
pub(super) fn own_or_merged(syntax: &Syntax<'_>, map: usize, name: &str) -> Option<usize> {
    let found = own(syntax, map).find(|(key, _)| *key == name).map(|(_, value)| value);
    found.or_else(|| merged_member(syntax, map, name))
}

/// The value of a member that is merged into a mapping.
pub(super) fn merged_member(syntax: &Syntax<'_>, map: usize, name: &str) -> Option<usize> {
    let mut merged = merged(syntax, map).into_iter();
    merged.find_map(|merged| own_or_merged(syntax, merged, name))
}

/// The way to a node in the text.
pub(super) fn way(syntax: &Syntax<'_>, node: usize) -> Place {
    let mut place = Place {
        node: syntax.root(),
        around: Vec::new(),
        steps: Vec::new(),
    };
    while place.node != node {
        let mut entries = syntax.entries(place.node).enumerate();
        let Some((number, entry)) = entries.find(|(_, entry)| node < syntax.node(entry.value).next) else {
            break;
        };
        place.steps.push(match entry.key {
            Some(key) => syntax.scalar(key).to_owned(),
            None => number.to_string(),
        });
        place.around.push((place.node, number));
        place.node = entry.value;
    }
    place
}

/// The value of the merge key by which a mapping has a member.
fn merge_of(syntax: &Syntax<'_>, map: usize, name: &str) -> Option<usize> {
    merged_member(syntax, map, name)?;
    let mut entries = syntax.entries(map);
    let merge = entries.find(|entry| entry.key.is_some_and(|key| is_merge(syntax, key)))?;
    Some(merge.value)
}

/// Refuses to remove a member that hides one which a merge key adds.
pub(super) fn check_hidden(syntax: &Syntax<'_>, map: usize, name: &str) -> Result<()> {
    match merge_of(syntax, map, name).filter(|_| syntax.node(map).is_map()) {
        Some(merge) => Err(shared(syntax, merge, "merges another value of this name")),
        None => Ok(()),
    }
}

/// The entry of a member.
pub(super) fn member(syntax: &Syntax<'_>, map: usize, name: &str) -> Option<usize> {
    syntax.entries(map).position(|entry| is_named(syntax, entry, name))
}

/// Refuses an edit of a value that an alias repeats; if all of these places are changed, only one that removes what an alias
/// repeats elsewhere. `removed` is the node that will be gone, if any.
pub(super) fn check_shared(syntax: &Syntax<'_>, place: &Place, removed: Option<usize>, are_all: bool) -> Result<()> {
    let aliases: Vec<(usize, usize)> = syntax
        .nodes()
        .iter()
        .enumerate()
        .filter(|(_, node)| node.alias > 0)
        .map(|(number, node)| (number, node.alias))
        .collect();
    if aliases.is_empty() {
        return Ok(());
    }
    let alias_of = |anchor: usize| aliases.iter().find(|(_, of)| anchor > 0 && *of == anchor);
    let around = place.around.iter().map(|(node, _)| *node);
    let own = removed.is_none().then_some(place.node);
    for node in around.chain(own).filter(|_| !are_all) {
        if let Some((alias, _)) = alias_of(syntax.node(node).anchor) {
            return Err(shared(syntax, *alias, "repeats the value, or one around it"));
        }
    }
    // What is removed may have anchors of aliases that stay.
    for node in removed
        .into_iter()
        .flat_map(|removed| removed..syntax.node(removed).next)
    {
        let within = removed.map_or(0..0, |removed| removed..syntax.node(removed).next);
        let anchor = syntax.node(node).anchor;
        let outside = aliases
            .iter()
            .find(|(alias, of)| anchor > 0 && *of == anchor && !within.contains(alias));
        if let Some((alias, _)) = outside {
            return Err(shared(syntax, *alias, "repeats a part of it"));
        }
    }
    Ok(())
}

fn shared(syntax: &Syntax<'_>, alias: usize, what: &str) -> Problem {
    let line = |node: usize| syntax.text[..syntax.node(node).start].matches('\n').count() + 1;
    let message = format!("`{}` on line {} {what}", syntax.written(alias), line(alias));
    let help = "write the values out where they differ, and remove the anchor";
    Problem::new(EditErrorKind::Shared, message, help).on_line(line(alias))
}
