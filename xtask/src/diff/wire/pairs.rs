//! Which operation of the base is which of the revision: by method and path, then by operationId, so that what was moved or
//! renamed is seen as such.
//!
//! Where both say something different, as when two operations swap, the one counts whose operations have more in common.

use std::collections::{HashMap, HashSet};

use codegen::document::{Node, Value};
use codegen::view::{Api, Operation, Parameter, ParameterLocation};

/// An operation in both documents.
pub(super) struct Pair<'a, 'b, 'r> {
    pub(super) base: &'a Operation<'b>,
    pub(super) revision: &'a Operation<'r>,
    /// The names of the path's variables in both, where they differ.
    pub(super) renamed: Vec<(&'b str, &'r str)>,
}

/// The operations of two documents.
pub(super) struct Pairs<'a, 'b, 'r> {
    /// In the order of the revision.
    pub(super) both: Vec<Pair<'a, 'b, 'r>>,
    pub(super) removed: Vec<&'a Operation<'b>>,
    pub(super) added: Vec<&'a Operation<'r>>,
}

impl<'a, 'b, 'r> Pair<'a, 'b, 'r> {
    /// What a parameter of the base is called in the revision, as far as the path says.
    pub(super) fn renamed<'n>(&self, parameter: &Parameter<'n>) -> &'n str
    where
        'r: 'n,
        'b: 'n,
    {
        let is_path = parameter.location == ParameterLocation::Path;
        let renamed = self.renamed.iter().filter(|_| is_path);
        let mut renamed = renamed.filter(|(base, _)| *base == parameter.name);
        renamed.next().map_or(parameter.name, |(_, revision)| revision)
    }
}

/// Two operations that may be the same one: their indexes, and how much they have in common.
struct Candidate {
    base: usize,
    revision: usize,
    in_common: f64,
    by_route: bool,
}

/// Finds the operations that are in both documents.
pub(super) fn of<'a, 'b, 'r>(base: &'a Api<'b>, revision: &'a Api<'r>) -> Pairs<'a, 'b, 'r> {
    let candidates = candidates(&base.operations, &revision.operations);
    let mut of_base = vec![None; base.operations.len()];
    let mut of_revision = vec![None; revision.operations.len()];
    for candidate in candidates {
        if of_base[candidate.base].is_none() && of_revision[candidate.revision].is_none() {
            of_base[candidate.base] = Some(candidate.revision);
            of_revision[candidate.revision] = Some(candidate.base);
        }
    }
    let unpaired = |paired: &[Option<usize>]| -> Vec<usize> {
        (0..paired.len()).filter(|index| paired[*index].is_none()).collect()
    };
    let both = revision
        .operations
        .iter()
        .zip(&of_revision)
        .filter_map(|(revision, paired)| {
            let base = &base.operations[(*paired)?];
            Some(Pair {
                base,
                revision,
                renamed: renamed(base, revision),
            })
        });
    Pairs {
        both: both.collect(),
        removed: unpaired(&of_base)
            .into_iter()
            .map(|index| &base.operations[index])
            .collect(),
        added: unpaired(&of_revision)
            .into_iter()
            .map(|index| &revision.operations[index])
            .collect(),
    }
}

/// All candidates, the best ones first. There are at most three for an operation.
fn candidates(base: &[Operation<'_>], revision: &[Operation<'_>]) -> Vec<Candidate> {
    let by_text = unique(revision, |one| Some((one.method, one.path.text.to_owned())));
    let by_route = unique(revision, |one| Some(route(one)));
    let by_id = unique(revision, |one| one.id);
    let base_ids = unique(base, |one| one.id);
    let base_routes = unique(base, |one| Some(route(one)));
    let mut all = Vec::new();
    for (index, one) in base.iter().enumerate() {
        let same_text = by_text.get(&(one.method, one.path.text.to_owned())).copied();
        let same_route = same_text.or_else(|| by_route.get(&route(one)).copied());
        // Of several with one operationId, none is meant.
        let own_id = one.id.filter(|id| base_ids.contains_key(id));
        let same_id = own_id.and_then(|id| by_id.get(id)).copied();
        if let Some(at) = same_route {
            // It is certain where no other operation has a claim to it.
            let other_id = revision[at].id.filter(|id| by_id.contains_key(id));
            let is_certain =
                same_id == Some(at) || (same_id.is_none() && other_id.is_none_or(|id| !base_ids.contains_key(id)));
            all.push(Candidate {
                base: index,
                revision: at,
                in_common: if is_certain { 2.0 } else { in_common(one, &revision[at]) },
                by_route: true,
            });
        }
        if let Some(at) = same_id.filter(|at| Some(*at) != same_route) {
            let is_certain = same_route.is_none() && !base_routes.contains_key(&route(&revision[at]));
            all.push(Candidate {
                base: index,
                revision: at,
                in_common: if is_certain { 2.0 } else { in_common(one, &revision[at]) },
                by_route: false,
            });
        }
    }
    // The sort is stable.
    all.sort_by(|one, other| {
        let order = other.in_common.total_cmp(&one.in_common);
        order.then(other.by_route.cmp(&one.by_route))
    });
    all
}

/// The indexes of the operations by a key, without those that share one.
fn unique<'o, 'd, K: std::hash::Hash + Eq>(
    operations: &'o [Operation<'d>],
    key: impl Fn(&'o Operation<'d>) -> Option<K>,
) -> HashMap<K, usize> {
    let mut known: HashMap<K, Option<usize>> = HashMap::new();
    for (index, operation) in operations.iter().enumerate() {
        if let Some(key) = key(operation) {
            known
                .entry(key)
                .and_modify(|known| *known = None)
                .or_insert(Some(index));
        }
    }
    known
        .into_iter()
        .filter_map(|(key, index)| Some((key, index?)))
        .collect()
}

/// How much two operations have in common: the share of the values that both state.
fn in_common(base: &Operation<'_>, revision: &Operation<'_>) -> f64 {
    let mut before = HashMap::new();
    values(&base.place.node, "", &mut |value| {
        *before.entry(value).or_insert(0_usize) += 1
    });
    let (mut common, mut all) = (0_usize, before.values().sum::<usize>());
    values(&revision.place.node, "", &mut |value| match before.get_mut(&value) {
        Some(count) if *count > 0 => {
            *count -= 1;
            common += 1;
        }
        _ => all += 1,
    });
    if all == 0 { 1.0 } else { common as f64 / all as f64 }
}

/// The plain values of a node with the names of their members, without its operationId.
fn values<'n>(node: &'n Node, key: &'n str, emit: &mut dyn FnMut((&'n str, String))) {
    match &node.value {
        Value::Object(members) => {
            for member in members.iter().filter(|member| member.key != "operationId") {
                values(&member.node, &member.key, emit);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| values(item, key, emit)),
        Value::String(text) | Value::Number(text) => emit((key, text.clone())),
        Value::Bool(value) => emit((key, value.to_string())),
        Value::Null => emit((key, "null".to_owned())),
    }
}

/// Method and path without the names of the path's variables, which are not sent.
pub(super) fn route(operation: &Operation<'_>) -> (&'static str, String) {
    let mut path = String::new();
    let mut rest = operation.path.text;
    while let Some((before, after)) = rest.split_once('{') {
        path.push_str(before);
        path.push_str("{}");
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    path.push_str(rest);
    (operation.method, path)
}

/// The names of the variables of a path, in order.
pub(super) fn variables<'d>(operation: &Operation<'d>) -> Vec<&'d str> {
    let after = operation.path.text.split('{').skip(1);
    after.filter_map(|text| Some(text.split_once('}')?.0)).collect()
}

/// The variables of a path with another name: those in the place of one that is not in the other path.
fn renamed<'b, 'r>(base: &Operation<'b>, revision: &Operation<'r>) -> Vec<(&'b str, &'r str)> {
    let (before, after) = (variables(base), variables(revision));
    let known_before: HashSet<_> = before.iter().copied().collect();
    let known_after: HashSet<_> = after.iter().copied().collect();
    if before.len() == after.len() && route(base) == route(revision) {
        let pairs = before.into_iter().zip(after);
        return pairs
            .filter(|(one, other)| !known_after.contains(one) && !known_before.contains(other))
            .collect();
    }
    // The path is another one: what is left on each side is paired in order.
    let gone = before.into_iter().filter(|name| !known_after.contains(name));
    let new = after.into_iter().filter(|name| !known_before.contains(name));
    gone.zip(new).collect()
}
