//! Paths that match the same URL although neither is more specific: `/{entity}/me` and `/books/{id}`.
//!
//! Each path is looked up in a tree of those before it, which takes time in proportion to the paths that it could overlap
//! with, not to all of them.

use std::collections::BTreeMap;

use super::Context;
use super::findings::Findings;
use crate::diagnostic::rules;
use crate::document::{Node, pointer};

pub(super) fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let mut tree = Tree::default();
    for member in context.root.get("paths").map_or(&[][..], Node::members) {
        let path = member.key.as_str();
        let Some(segments) = path.strip_prefix('/').map(segments) else {
            continue;
        };
        if let Some(other) = tree.overlapping(&segments, (false, false)) {
            let place = findings.place(&pointer::child("/paths", other));
            findings.push(
                &rules::OVERLAPPING_PATHS,
                &pointer::child("/paths", path),
                format!("`{path}` and `{other}` (at {place}) match the same URL"),
                "nothing needs to change if the service never sees such a URL",
            );
        }
        tree.insert(&segments, path);
    }
}

/// The segments of a path; `None` for one that is a variable. One with a variable in it counts as fixed.
fn segments(path: &str) -> Vec<Option<&str>> {
    let is_variable = |segment: &str| {
        let name = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        name.is_some_and(|name| !name.contains(['{', '}']))
    };
    let all = path.split('/');
    all.map(|segment| (!is_variable(segment)).then_some(segment)).collect()
}

/// Paths by their segments.
#[derive(Default)]
struct Tree<'p> {
    fixed: BTreeMap<&'p str, Tree<'p>>,
    variable: Option<Box<Tree<'p>>>,
    path: Option<&'p str>,
}

impl<'p> Tree<'p> {
    fn insert(&mut self, segments: &[Option<&'p str>], path: &'p str) {
        let mut node = self;
        for segment in segments {
            node = match segment {
                Some(fixed) => node.fixed.entry(fixed).or_default(),
                None => node.variable.get_or_insert_default(),
            };
        }
        node.path.get_or_insert(path);
    }

    /// A path that matches the same URL as these segments, where each of the two has a fixed segment in the place of a
    /// variable of the other. `fixed` says which of them had one so far: these segments, and the path.
    fn overlapping(&self, segments: &[Option<&str>], fixed: (bool, bool)) -> Option<&'p str> {
        let Some((first, rest)) = segments.split_first() else {
            return self.path.filter(|_| fixed == (true, true));
        };
        let variable = self.variable.as_deref();
        match first {
            Some(segment) => {
                let same = self.fixed.get(segment);
                let same = same.and_then(|node| node.overlapping(rest, fixed));
                same.or_else(|| variable?.overlapping(rest, (true, fixed.1)))
            }
            None => {
                let same = variable.and_then(|node| node.overlapping(rest, fixed));
                same.or_else(|| {
                    let mut others = self.fixed.values();
                    others.find_map(|node| node.overlapping(rest, (fixed.0, true)))
                })
            }
        }
    }
}
