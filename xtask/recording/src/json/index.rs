//! Finds members by their names, however many an object has.

use std::cell::RefCell;
use std::collections::HashMap;

use super::{Member, Node, steps};

/// From this many members on, an object is worth an index.
const WIDE: usize = 32;

/// Remembers where the members of wide objects are, so that to look for many of them does not read all of them for
/// each. It belongs to one tree, which was read from a text.
#[derive(Debug, Default)]
pub struct Index(RefCell<HashMap<usize, HashMap<String, usize>>>);

impl Index {
    /// The member of this name with its place, as [`Node::member`] finds it.
    pub fn member<'n>(&self, node: &'n Node, key: &str) -> Option<&'n Member> {
        let members = node.members();
        // What was not read from a text is nowhere.
        if members.len() < WIDE || node.start == node.end {
            return node.member(key);
        }
        let mut known = self.0.borrow_mut();
        let names = known.entry(node.start).or_insert_with(|| {
            let names = members.iter().enumerate();
            names.map(|(index, member)| (member.key.clone(), index)).collect()
        });
        names.get(key).and_then(|index| members.get(*index))
    }

    /// The member or the item at one step of a pointer: where its text begins, and itself.
    pub fn step<'n>(&self, node: &'n Node, step: &str) -> Option<(usize, &'n Node)> {
        match self.member(node, step) {
            Some(member) => Some((member.start, &member.node)),
            None => {
                let item = step.parse::<usize>().ok().and_then(|index| node.items().get(index));
                item.map(|item| (item.start, item))
            }
        }
    }

    /// Where the text of the value at a JSON pointer begins, as [`Node::place`] has it.
    pub fn place(&self, root: &Node, pointer: &str) -> usize {
        let (mut node, mut place) = (root, root.start);
        for step in steps(pointer) {
            let Some(next) = self.step(node, &step) else { break };
            (place, node) = next;
        }
        place
    }
}

#[cfg(test)]
mod tests {
    use super::Index;
    use crate::json::parse;

    #[test]
    fn an_index_finds_the_same_as_a_linear_search() {
        let members: Vec<_> = (0..100)
            .map(|n| format!("\"k{}\": [{n}, {{\"a\": {n}}}]", n % 90))
            .collect();
        let text = format!("{{\"few\": {{\"b\": 1, \"b\": 2}}, {}}}", members.join(", "));
        let root = parse(text.as_bytes()).unwrap().root;
        let index = Index::default();
        for pointer in [
            "", "/few/b", "/k5", "/k5/1/a", "/k89/0", "/none", "/k5/2", "/k5/x", "/few/c/d",
        ] {
            assert_eq!(index.place(&root, pointer), root.place(pointer), "{pointer}");
        }
        assert_eq!(index.member(&root, "k3"), root.member("k3"));
        assert_eq!(
            index.member(&root, "k3").unwrap().node.items()[0].as_number(),
            Some("93")
        );
    }
}
