//! The nodes of a text with the ranges of their bytes, of YAML and of JSON.

mod json;
mod lex;
mod links;
mod yaml;

use super::error::Result;
pub(super) use lex::{line_end, line_start, next_line, skip_blanks, skip_space};
pub(super) use links::Around;
use links::Links;
use std::borrow::Cow;

/// How a node is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A scalar without quotes, among them one without any text.
    Plain,
    /// A scalar in single quotes.
    Single,
    /// A scalar in double quotes.
    Double,
    /// A scalar behind `|`.
    Literal,
    /// A scalar behind `>`.
    Folded,
    /// `*name`
    Alias,
    /// A mapping.
    Map(Form),
    /// A sequence.
    Seq(Form),
}

/// How a mapping or a sequence is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// One entry below the other.
    Block,
    /// In braces or brackets.
    Flow,
    /// A single member without braces, as an item of a sequence in brackets.
    Pair,
}

/// A node; keys are nodes, too.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) kind: Kind,
    /// Where its entry begins: the dash of an item, the key or the `?` of a member.
    pub(super) entry: usize,
    /// The place behind the dash or colon; for a key, an item in brackets or the root, where it begins.
    pub(super) after: usize,
    /// Where its anchor and tag begin; `start` without them.
    pub(super) props: usize,
    /// Where its own text begins.
    pub(super) start: usize,
    /// Where its own text ends.
    pub(super) end: usize,
    /// The number of the first node behind it and its parts.
    pub(super) next: usize,
    /// The number of its anchor, or 0.
    pub(super) anchor: usize,
    /// The number of the anchor that an alias refers to, or 0.
    pub(super) alias: usize,
    /// Whether it has a tag.
    pub(super) has_tag: bool,
}

impl Node {
    pub(super) fn is_map(&self) -> bool {
        matches!(self.kind, Kind::Map(_))
    }

    pub(super) fn is_seq(&self) -> bool {
        matches!(self.kind, Kind::Seq(_))
    }

    pub(super) fn is_block(&self) -> bool {
        matches!(self.kind, Kind::Map(Form::Block) | Kind::Seq(Form::Block))
    }

    pub(super) fn is_flow(&self) -> bool {
        matches!(self.kind, Kind::Map(Form::Flow) | Kind::Seq(Form::Flow))
    }

    /// Whether nothing is written for it.
    pub(super) fn is_absent(&self) -> bool {
        self.kind == Kind::Plain && self.start == self.end
    }
}

/// A text and its nodes.
pub(super) struct Syntax<'t> {
    pub(super) text: &'t str,
    /// Each before its parts, in the order of the text; the root is the first. Of a member, first the key.
    nodes: Vec<Node>,
    /// What the scalars among the nodes say.
    scalars: Vec<Cow<'t, str>>,
    /// Whether the text is JSON.
    pub(super) is_json: bool,
    links: Links,
}

/// An entry of a mapping or a sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// The key of a member.
    pub(super) key: Option<usize>,
    /// The value of a member, or the item.
    pub(super) value: usize,
}

impl<'t> Syntax<'t> {
    /// Reads a text that has no line ends but `\n`.
    pub(super) fn parse(text: &'t str) -> Result<Self> {
        match json::parse(text) {
            Some(syntax) => Ok(syntax),
            None => yaml::parse(text),
        }
    }

    pub(super) fn root(&self) -> usize {
        0
    }

    pub(super) fn node(&self, node: usize) -> &Node {
        &self.nodes[node]
    }

    pub(super) fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// What a scalar says, without quotes and escapes. Of a key, it is the name.
    pub(super) fn scalar(&self, node: usize) -> &str {
        &self.scalars[node]
    }

    /// The entries of a mapping or a sequence.
    pub(super) fn entries(&self, node: usize) -> impl Iterator<Item = Entry> + '_ {
        let Node { kind, next: end, .. } = self.nodes[node];
        let mut at = match kind {
            Kind::Map(_) | Kind::Seq(_) => node + 1,
            _ => end,
        };
        std::iter::from_fn(move || {
            if at >= end {
                return None;
            }
            let entry = match kind {
                Kind::Map(_) => {
                    let value = self.nodes[at].next;
                    Entry { key: Some(at), value }
                }
                _ => Entry { key: None, value: at },
            };
            at = self.nodes[entry.value].next;
            Some(entry)
        })
    }

    /// The text of a node, with neither anchor nor tag.
    pub(super) fn written(&self, node: usize) -> &'t str {
        &self.text[self.nodes[node].start..self.nodes[node].end]
    }

    /// The column of a place, in bytes.
    pub(super) fn column(&self, at: usize) -> usize {
        at - line_start(self.text, at)
    }

    /// Whether a node is written on one line.
    pub(super) fn is_one_line(&self, node: usize) -> bool {
        !self.written(node).contains('\n')
    }
}
