//! Puts a box where a type contains itself: a Rust type that holds itself by value has no size.
//!
//! Every reference between types that contain each other gets one, not only as many as are needed: which one could do
//! without would depend on the other types of the document, and change with them.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::model::{Type, Types};

/// Boxes each value of a named type that contains, through whatever types, the type that it is part of.
pub(super) fn put_boxes(types: &mut Types) {
    let groups = groups(&edges(types));
    for (name, structure) in &mut types.structs {
        for field in &mut structure.fields {
            put(&mut field.ty, name, &groups);
        }
    }
    for (name, union) in types.unions.iter_mut().filter(|(_, union)| union.distinct) {
        for branch in &mut union.branches {
            put(&mut branch.ty, name, &groups);
        }
    }
}

fn put(ty: &mut Type, within: &str, groups: &HashMap<String, usize>) {
    match ty {
        Type::Named(name) => {
            let group = groups.get(name);
            if group.is_some() && group == groups.get(within) {
                let inner = std::mem::replace(ty, Type::Any);
                *ty = Type::Boxed(Box::new(inner));
            }
        }
        Type::Nullable(inner) => put(inner, within, groups),
        _ => {}
    }
}

/// The types that each type holds by value.
fn edges(types: &Types) -> BTreeMap<&str, Vec<&str>> {
    fn contained(ty: &Type) -> Option<&str> {
        match ty {
            Type::Named(name) => Some(name),
            Type::Nullable(inner) => contained(inner),
            _ => None,
        }
    }
    let structs = types.structs.iter().map(|(name, structure)| {
        let fields = structure.fields.iter().filter_map(|field| contained(&field.ty));
        (name.as_str(), fields.collect())
    });
    let unions = types.unions.iter().filter(|(_, union)| union.distinct);
    let unions = unions.map(|(name, union)| {
        let branches = union.branches.iter().filter_map(|branch| contained(&branch.ty));
        (name.as_str(), branches.collect())
    });
    structs.chain(unions).collect()
}

/// The number of the group of each type that contains itself: types that contain each other are of one group.
///
/// Tarjan's algorithm for strongly connected components, without recursion.
fn groups(edges: &BTreeMap<&str, Vec<&str>>) -> HashMap<String, usize> {
    let mut state = Search::default();
    for start in edges.keys() {
        if state.index.contains_key(start) {
            continue;
        }
        state.enter(start);
        let mut path: Vec<(&str, usize)> = vec![(start, 0)];
        while let Some((name, next)) = path.last_mut() {
            let name = *name;
            match edges.get(name).and_then(|targets| targets.get(*next)) {
                Some(target) => {
                    *next += 1;
                    if !state.index.contains_key(target) {
                        state.enter(target);
                        path.push((target, 0));
                    } else if state.is_open.contains(target) {
                        state.reach(name, state.index[target]);
                    }
                }
                None => {
                    path.pop();
                    let low = state.low[name];
                    if let Some((parent, _)) = path.last() {
                        state.reach(parent, low);
                    }
                    if low == state.index[name] {
                        let holds_itself = edges.get(name).is_some_and(|targets| targets.contains(&name));
                        state.close(name, holds_itself);
                    }
                }
            }
        }
    }
    state.groups
}

/// The state of the search for groups.
#[derive(Default)]
struct Search<'t> {
    index: HashMap<&'t str, usize>,
    low: HashMap<&'t str, usize>,
    open: Vec<&'t str>,
    is_open: HashSet<&'t str>,
    groups: HashMap<String, usize>,
}

impl<'t> Search<'t> {
    fn enter(&mut self, name: &'t str) {
        let index = self.index.len();
        self.index.insert(name, index);
        self.low.insert(name, index);
        self.open.push(name);
        self.is_open.insert(name);
    }

    fn reach(&mut self, name: &'t str, index: usize) {
        let low = self.low.entry(name).or_insert(index);
        *low = (*low).min(index);
    }

    /// Closes the group whose first type is `name`.
    fn close(&mut self, name: &str, holds_itself: bool) {
        let first = self.open.iter().rposition(|open| *open == name).unwrap_or_default();
        let members = self.open.split_off(first);
        members.iter().for_each(|member| {
            self.is_open.remove(member);
        });
        if members.len() > 1 || holds_itself {
            let group = self.index[name];
            self.groups
                .extend(members.into_iter().map(|member| (member.to_owned(), group)));
        }
    }
}
