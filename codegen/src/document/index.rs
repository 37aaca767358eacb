//! Where the members of large objects are, by their keys: references lead into the same large objects again and again, and
//! a search of all members for each would take the square of their number.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::node::{Member, Node, Value};

/// Objects with fewer members are searched.
const LARGE: usize = 32;

/// The large objects of a tree, made when the first one is searched. It belongs to one tree: a copy is empty.
#[derive(Debug, Default)]
pub(super) struct Index(OnceLock<HashMap<usize, Box<[u32]>>>);

impl Clone for Index {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Index {
    /// The member of an object of the tree.
    pub(super) fn member<'n>(&self, root: &Node, members: &'n [Member], key: &str) -> Option<&'n Member> {
        let search = || members.iter().find(|member| member.key == key);
        if members.len() < LARGE {
            return search();
        }
        match self.0.get_or_init(|| of(root)).get(&address(members)) {
            Some(sorted) => {
                let at = sorted.binary_search_by(|at| members[*at as usize].key.as_str().cmp(key));
                at.ok().map(|at| &members[sorted[at] as usize])
            }
            None => search(),
        }
    }
}

/// What an object is known by: where its members are, which do not move.
fn address(members: &[Member]) -> usize {
    members.as_ptr().addr()
}

/// The members of each large object, in the order of their keys.
fn of(root: &Node) -> HashMap<usize, Box<[u32]>> {
    let mut found = HashMap::new();
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        match &node.value {
            Value::Array(items) => open.extend(items),
            Value::Object(members) => {
                if members.len() >= LARGE
                    && let Ok(count) = u32::try_from(members.len())
                {
                    let mut sorted: Box<[u32]> = (0..count).collect();
                    sorted.sort_by(|one, other| members[*one as usize].key.cmp(&members[*other as usize].key));
                    found.insert(address(members), sorted);
                }
                open.extend(members.iter().map(|member| &member.node));
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;

    #[test]
    fn every_member_of_a_large_object_is_found_also_in_a_copy() {
        let count = 3 * LARGE;
        let members: String = (0..count)
            .map(|index| format!("  k{}: {index}\n", index * 7 % count))
            .collect();
        let document = Document::parse("d.yaml", format!("large:\n{members}").as_bytes()).unwrap();
        let copy = document.with_root(document.root().clone());
        for document in [&document, &document.clone(), &copy] {
            for index in 0..count {
                let node = document.at(&format!("/large/k{index}")).unwrap();
                assert!(std::ptr::eq(
                    node,
                    document.root().get("large").unwrap().get(&format!("k{index}")).unwrap()
                ));
            }
            assert!(document.at("/large/k").is_none());
            assert!(document.at("/large/none/k1").is_none());
        }
    }
}
