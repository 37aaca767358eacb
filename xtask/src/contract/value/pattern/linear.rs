//! Translates patterns for an engine with time linear in the text. Conditions on what is ahead or behind and
//! references to groups have no counterpart there; all else means the same.

use regex_automata::meta::{Config, Regex};
use regex_syntax::hir::{Class, Hir, Look, Repetition};

use super::syntax::Node;

/// The states of the largest pattern that is compiled for this engine: `(a{1000}){1000}` would have a million.
const MAX_STATES: u64 = 50_000;
/// The bytes that a compiled pattern may take.
const MAX_BYTES: usize = 8 << 20;
/// How many steps may be expected of a match: the number of states times that of the bytes.
const MAX_STEPS: u64 = 8_000_000;
/// Patterns with fewer states match texts of any length.
const FEW_STATES: u64 = 1000;

/// A pattern for the linear-time engine.
#[derive(Debug)]
pub(super) struct Linear {
    regex: Regex,
    states: u64,
}

impl Linear {
    /// Translates a pattern; `None` if it has no counterpart, or would be too large.
    pub(super) fn compile(node: &Node) -> Option<Self> {
        let states = states(node);
        if states > MAX_STATES {
            return None;
        }
        let hir = translate(node)?;
        // An empty match is one between two characters, not between two bytes.
        let config = Config::new().utf8_empty(true).nfa_size_limit(Some(MAX_BYTES));
        let regex = Regex::builder().configure(config).build_from_hir(&hir).ok()?;
        Some(Self { regex, states })
    }

    /// Whether a text matches anywhere; `None` if the pattern is too large for a text of this length.
    pub(super) fn is_match(&self, text: &str) -> Option<bool> {
        let length = u64::try_from(text.len()).unwrap_or(u64::MAX);
        let affordable = self.states <= FEW_STATES || self.states.saturating_mul(length) <= MAX_STEPS;
        affordable.then(|| self.regex.is_match(text))
    }
}

/// About how many states the engine has for a pattern.
fn states(node: &Node) -> u64 {
    match node {
        Node::Set(set) if set.ranges.iter().all(|(_, high)| *high < 0x80) => 1,
        // A range of code points is a few sequences of bytes.
        Node::Set(set) => 4 + 2 * set.ranges.len() as u64,
        Node::Concat(nodes) | Node::Either(nodes) => nodes.iter().map(states).fold(1, u64::saturating_add),
        Node::Repeat(repeat) => {
            let copies = u64::from(repeat.max.unwrap_or(repeat.min.saturating_add(1)));
            states(&repeat.node).saturating_add(1).saturating_mul(copies.max(1))
        }
        Node::Group(_, node) => states(node),
        _ => 1,
    }
}

fn translate(node: &Node) -> Option<Hir> {
    let all = |nodes: &[Node]| nodes.iter().map(translate).collect::<Option<Vec<_>>>();
    Some(match node {
        Node::Empty => Hir::empty(),
        Node::Set(set) => Hir::class(Class::Unicode(set.to_class())),
        Node::Concat(nodes) => Hir::concat(all(nodes)?),
        Node::Either(nodes) => Hir::alternation(all(nodes)?),
        Node::Repeat(repeat) => Hir::repetition(Repetition {
            min: repeat.min,
            max: repeat.max,
            greedy: repeat.greedy,
            sub: Box::new(translate(&repeat.node)?),
        }),
        Node::Group(_, node) => translate(node)?,
        Node::Start => Hir::look(Look::Start),
        Node::End => Hir::look(Look::End),
        Node::WordBoundary(true) => Hir::look(Look::WordAscii),
        Node::WordBoundary(false) => Hir::look(Look::WordAsciiNegate),
        Node::Reference(_) | Node::Look(_) => return None,
    })
}
