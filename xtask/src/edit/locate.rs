//! From a pointer to the node, and what an alias repeats.

use super::error::{EditErrorKind, Problem, Result};
use super::model::{index, steps};
use super::syntax::{Around, Kind, Syntax};

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
        let found = match syntax.node(node).is_map() {
            true => syntax.member(node, &step),
            false => index(&step).and_then(|index| syntax.entries(node).enumerate().nth(index)),
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

/// The mappings that are merged into a mapping, those that count first in front.
pub(super) fn merged(syntax: &Syntax<'_>, map: usize) -> Vec<usize> {
    let Some(value) = syntax.merge(map).map(|merge| syntax.target_of(merge.value)) else {
        return Vec::new();
    };
    match syntax.node(value).is_map() {
        true => vec![value],
        false => syntax.entries(value).map(|item| syntax.target_of(item.value)).collect(),
    }
}

/// The value of a member that a mapping has itself, or that is merged into it.
pub(super) fn own_or_merged(syntax: &Syntax<'_>, map: usize, name: &str) -> Option<usize> {
    let found = syntax.member(map, name).map(|(_, entry)| entry.value);
    found.or_else(|| merged_member(syntax, map, name))
}

/// The value of a member that is merged into a mapping.
pub(super) fn merged_member(syntax: &Syntax<'_>, map: usize, name: &str) -> Option<usize> {
    let mut merged = merged(syntax, map).into_iter();
    merged.find_map(|merged| own_or_merged(syntax, merged, name))
}

/// The way to a node in the text.
pub(super) fn way(syntax: &Syntax<'_>, node: usize) -> Place {
    let up = std::iter::successors(syntax.around(node), |around| syntax.around(around.node));
    let mut around: Vec<_> = up.collect();
    around.reverse();
    Place {
        node,
        steps: around.iter().map(|around| step(syntax, around)).collect(),
        around: around.iter().map(|around| (around.node, around.number)).collect(),
    }
}

/// The step of a pointer that leads to an entry.
pub(super) fn step(syntax: &Syntax<'_>, around: &Around) -> String {
    match around.entry.key {
        Some(key) => syntax.scalar(key).to_owned(),
        None => around.number.to_string(),
    }
}

/// The value of the merge key by which a mapping has a member.
fn merge_of(syntax: &Syntax<'_>, map: usize, name: &str) -> Option<usize> {
    merged_member(syntax, map, name)?;
    syntax.merge(map).map(|merge| merge.value)
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
    syntax.member(map, name).map(|(number, _)| number)
}

/// Refuses an edit of a value that an alias repeats; if all of these places are changed, only one that removes what an alias
/// repeats elsewhere. `removed` is the node that will be gone, if any.
pub(super) fn check_shared(syntax: &Syntax<'_>, place: &Place, removed: Option<usize>, are_all: bool) -> Result<()> {
    if !syntax.has_aliases() {
        return Ok(());
    }
    let aliases_of = |node: usize| syntax.aliases_of(syntax.node(node).anchor).iter().copied();
    let around = place.around.iter().map(|(node, _)| *node);
    let own = removed.is_none().then_some(place.node);
    for node in around.chain(own).filter(|_| !are_all) {
        if let Some(alias) = aliases_of(node).next() {
            return Err(shared(syntax, alias, "repeats the value, or one around it"));
        }
    }
    // What is removed may have anchors of aliases that stay.
    let within = removed.map_or(0..0, |removed| removed..syntax.node(removed).next);
    for node in within.clone() {
        if let Some(alias) = aliases_of(node).find(|alias| !within.contains(alias)) {
            return Err(shared(syntax, alias, "repeats a part of it"));
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
