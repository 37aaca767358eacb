//! How a document is written: what its authors chose where YAML and JSON leave a choice.

mod facts;

pub(super) use facts::{Facts, Tally};

use super::Value;
use super::quote::Quote;
use super::syntax::{Entry, Kind, Syntax};

/// The longest line that is written in braces or brackets, unless a sibling is longer.
const MAX_LINE: usize = 100;

/// How the siblings of a new entry are written.
#[derive(Clone, Debug, Default)]
pub(super) struct Siblings {
    /// How their strings are quoted where quotes are a choice.
    pub(super) chosen: Tally<Quote>,
    /// How their strings are quoted where quotes are required.
    pub(super) required: Tally<Quote>,
    /// How their keys are quoted: those that are strings without quotes, and numbers.
    pub(super) keys: Tally<Quote>,
    pub(super) number_keys: Tally<Quote>,
    /// Whether those that are collections of scalars, and others, are in one line.
    flat_maps: Tally<bool>,
    deep_maps: Tally<bool>,
    flat_lists: Tally<bool>,
    deep_lists: Tally<bool>,
    longest: usize,
}

impl Siblings {
    /// Looks at the entries of a node, save one.
    pub(super) fn of(syntax: &Syntax<'_>, node: usize, except: Option<usize>) -> Self {
        let mut siblings = Self::default();
        for entry in syntax.entries(node).filter(|entry| Some(entry.value) != except) {
            siblings.add(syntax, entry);
        }
        siblings
    }

    fn add(&mut self, syntax: &Syntax<'_>, Entry { key, value }: Entry) {
        if let Some(key) = key {
            facts::count_key(syntax, key, &mut self.keys, &mut self.number_keys);
        }
        facts::count_string(facts::quote_of(syntax, value), &mut self.chosen, &mut self.required);
        let is_one_line = syntax.node(value).is_flow() && syntax.is_one_line(value);
        if let Some(is_flat) = facts::is_flat(syntax, value) {
            let tally = match (syntax.node(value).is_map(), is_flat) {
                (true, true) => &mut self.flat_maps,
                (true, false) => &mut self.deep_maps,
                (false, true) => &mut self.flat_lists,
                (false, false) => &mut self.deep_lists,
            };
            tally.add(is_one_line);
            if is_one_line {
                let line = super::syntax::line_end(syntax.text, syntax.node(value).end)
                    - super::syntax::line_start(syntax.text, syntax.node(value).start);
                self.longest = self.longest.max(line);
            }
        }
    }

    /// Whether siblings like a new value are in one line; nothing if there are none.
    fn is_one_line(&self, value: &Value) -> Option<bool> {
        let (same, other) = match (value, is_flat(value)) {
            (Value::Map(_), true) => (&self.flat_maps, &self.deep_maps),
            (Value::Map(_), false) => (&self.deep_maps, &self.flat_maps),
            (_, true) => (&self.flat_lists, &self.deep_lists),
            (_, false) => (&self.deep_lists, &self.flat_lists),
        };
        same.most().or(other.most()).copied()
    }
}

/// Whether the parts of a value are scalars.
fn is_flat(value: &Value) -> bool {
    match value {
        Value::List(items) => items.iter().all(Value::is_scalar),
        Value::Map(members) => members.iter().all(|(_, value)| value.is_scalar() || value.is_empty()),
        _ => true,
    }
}

/// Whether a new list or mapping is written in one line, of a length if so, at a column.
pub(super) fn is_one_line(
    facts: &Facts<'_>,
    siblings: &Siblings,
    key: Option<&str>,
    value: &Value,
    end: usize,
) -> bool {
    if value.is_empty() {
        return true;
    }
    let fits = end <= MAX_LINE.max(siblings.longest);
    let chosen = siblings.is_one_line(value).or_else(|| facts.is_one_line(key, value));
    fits && chosen.unwrap_or(false)
}

impl Facts<'_> {
    /// Whether the document has lists or mappings like a new one in one line; nothing if it has none.
    fn is_one_line(&self, key: Option<&str>, value: &Value) -> Option<bool> {
        let flat = is_flat(value);
        let by_key = key.and_then(|key| self.lines_of_key(key, matches!(value, Value::Map(_)), flat));
        let by_first = match value {
            Value::Map(members) => members.first().and_then(|(first, _)| self.lines_of_first(first, flat)),
            _ => None,
        };
        let all = match value {
            Value::List(_) if flat => self.flat_lists.most().copied(),
            _ => None,
        };
        by_key.or(by_first).or(all)
    }
}

/// Whether a node is a scalar that is a string.
pub(super) fn is_string(syntax: &Syntax<'_>, node: usize) -> bool {
    match syntax.node(node).kind {
        Kind::Plain => {
            let text = syntax.scalar(node);
            // What begins with most letters is neither null, nor a boolean, nor a number.
            text.starts_with(|c: char| c.is_alphabetic() && !"tfnTFN".contains(c))
                || matches!(
                    codegen::document::plain_scalar(text),
                    Some(codegen::document::Value::String(_))
                )
        }
        Kind::Single | Kind::Double | Kind::Literal | Kind::Folded => true,
        _ => false,
    }
}
