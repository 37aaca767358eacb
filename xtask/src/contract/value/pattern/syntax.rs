//! The syntax tree of a pattern.

use super::set::Set;

/// A pattern, or a part of one.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    /// Matches the empty text.
    Empty,
    /// One character of a set.
    Set(Set),
    /// One after the other.
    Concat(Vec<Node>),
    /// One of several, the first that leads to a match.
    Either(Vec<Node>),
    /// A repetition.
    Repeat(Box<Repeat>),
    /// A capturing group, by its number from 0 on.
    Group(usize, Box<Node>),
    /// The text that a group has captured.
    Reference(usize),
    /// `^`
    Start,
    /// `$`
    End,
    /// `\b`, or `\B` if false.
    WordBoundary(bool),
    /// `(?=…)`, `(?!…)`, `(?<=…)`, `(?<!…)`
    Look(Box<Look>),
}

/// A repetition.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Repeat {
    pub(super) node: Node,
    pub(super) min: u32,
    /// Without a limit, if there is none.
    pub(super) max: Option<u32>,
    pub(super) greedy: bool,
    /// The capturing groups within: from the first on, up to before the last.
    pub(super) groups: (usize, usize),
}

/// A condition on the text ahead of a position, or behind it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Look {
    pub(super) node: Node,
    pub(super) behind: bool,
    pub(super) negative: bool,
}

/// A pattern that was parsed.
#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) node: Node,
    /// How many capturing groups there are.
    pub(super) groups: usize,
}
