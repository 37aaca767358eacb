//! Makes a text that matches a pattern, where the pattern has no conditions on what is around it: these are passed over, so
//! that the text has to be checked.

use super::syntax::Node;

/// How long a text may become.
const LONGEST: usize = 10_000;

/// Appends a text for a part of a pattern. `pick(n)` is any number below `n`, and `repeats` is how often something is
/// repeated if it may be.
pub(super) fn write(node: &Node, repeats: u32, pick: &mut dyn FnMut(usize) -> usize, text: &mut String) {
    match node {
        Node::Set(set) => {
            // Characters that are easy to read, where there are some.
            let printable = |(low, high): &(u32, u32)| (*(low.max(&0x21)), *(high.min(&0x7E)));
            let plain: Vec<_> = set
                .ranges
                .iter()
                .map(printable)
                .filter(|(low, high)| low <= high)
                .collect();
            let ranges = if plain.is_empty() { &set.ranges } else { &plain };
            if ranges.is_empty() {
                return;
            }
            let (low, high) = ranges[pick(ranges.len())];
            let width = usize::try_from(high - low).unwrap_or_default() + 1;
            let offset = u32::try_from(pick(width)).unwrap_or_default();
            text.extend(char::from_u32(low + offset).or_else(|| char::from_u32(low)));
        }
        Node::Concat(nodes) => nodes.iter().for_each(|node| write(node, repeats, pick, text)),
        Node::Either(nodes) if nodes.is_empty() => {}
        Node::Either(nodes) => {
            let chosen = pick(nodes.len());
            write(&nodes[chosen], repeats, pick, text);
        }
        Node::Repeat(repeat) => {
            let most = repeat.max.unwrap_or(u32::MAX);
            for _ in 0..repeat.min.max(repeats.min(most)) {
                if text.len() > LONGEST {
                    return;
                }
                write(&repeat.node, repeats, pick, text);
            }
        }
        Node::Group(_, node) => write(node, repeats, pick, text),
        Node::Empty | Node::Reference(_) | Node::Start | Node::End | Node::WordBoundary(_) | Node::Look(_) => {}
    }
}
