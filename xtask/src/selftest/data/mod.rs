//! Makes values that conform to a schema, the same ones from the same seed.
//!
//! A value is made of the keywords of all schemas that apply, with alternatives chosen at random, and checked with the
//! contract engine before it is used. If no value that was tried conforms, that is an error with a reason, so that what
//! could not be tested is reported.

mod merged;
mod scalar;

use std::collections::BTreeSet;

use codegen::document::{Node as Raw, Value as RawValue};
use codegen::view::{Direction, Place};
use recording::json::{Member, Node, Value};

use crate::contract::Contract;
use merged::Merged;

/// How many values are tried.
const ATTEMPTS: usize = 12;
/// How many values are tried where alternatives are nested in a value.
const NESTED_ATTEMPTS: usize = 4;
/// How deep the properties are nested that need not be there.
const OPTIONAL_DEPTH: usize = 4;
/// How deep values are nested at most.
const DEPTH: usize = 24;
/// How many values a value consists of at most, as far as they need not be there.
const SIZE: usize = 400;

/// Which properties are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fill {
    /// Those that are required.
    Required,
    /// All.
    All,
    /// All, with `null` where it is allowed.
    Nulls,
}

/// Which characters strings have where the schema leaves them open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Texts {
    /// Those that have to be escaped somewhere.
    Any,
    /// Those that may stand in a part of a path.
    Path,
    /// Letters and digits.
    Plain,
}

/// Makes values.
pub(crate) struct Maker<'c, 'd> {
    contract: &'c Contract<'d>,
    direction: Direction,
    fill: Fill,
    rng: fastrand::Rng,
    attempt: usize,
    size: usize,
    /// How many items a list that is a property of the value has at least.
    items: usize,
}

/// A JSON value that is in no text.
pub(crate) fn json(value: Value) -> Node {
    Node {
        start: 0,
        end: 0,
        value,
    }
}

/// A member of an object.
pub(crate) fn member(key: impl Into<String>, node: Node) -> Member {
    Member {
        key: key.into(),
        start: 0,
        node,
    }
}

/// A value of the document as JSON.
pub(crate) fn of_document(node: &Raw) -> Node {
    json(match &node.value {
        RawValue::Null => Value::Null,
        RawValue::Bool(value) => Value::Bool(*value),
        RawValue::Number(text) => Value::Number(text.clone()),
        RawValue::String(text) => Value::String(text.clone()),
        RawValue::Array(items) => Value::Array(items.iter().map(of_document).collect()),
        RawValue::Object(members) => {
            let members = members.iter().map(|known| member(&known.key, of_document(&known.node)));
            Value::Object(members.collect())
        }
    })
}

impl<'c, 'd> Maker<'c, 'd> {
    /// Makes values that go in a direction, from a seed and the name of what they are for.
    pub(crate) fn new(contract: &'c Contract<'d>, direction: Direction, fill: Fill, seed: u64, name: &str) -> Self {
        // FNV-1a: the seed of one value must not depend on which others are made.
        let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self {
            contract,
            direction,
            fill,
            rng: fastrand::Rng::with_seed(seed ^ hash),
            attempt: 0,
            size: 0,
            items: 0,
        }
    }

    /// The same with lists as properties of the value that have so many items, if their schemas allow it.
    pub(crate) fn with_items(mut self, items: usize) -> Self {
        self.items = items;
        self
    }

    /// A value that conforms to a schema.
    ///
    /// # Errors
    /// The reason why none was found.
    pub(crate) fn make(&mut self, schema: &Place<'d>, texts: Texts) -> Result<Node, String> {
        self.make_where(schema, texts, &|_| Ok(()))
    }

    /// A value that conforms to a schema and fulfils a condition.
    pub(crate) fn make_where(
        &mut self,
        schema: &Place<'d>,
        texts: Texts,
        holds: &dyn Fn(&Node) -> Result<(), String>,
    ) -> Result<Node, String> {
        let mut reason = format!("no value of {} could be made", schema.pointer);
        for attempt in 0..ATTEMPTS {
            self.attempt = attempt;
            self.size = 0;
            let Some(value) = self.value(std::slice::from_ref(schema), texts, 0) else {
                continue;
            };
            match self.problem(schema, &value).map_or_else(|| holds(&value), Err) {
                Ok(()) => return Ok(value),
                // The first one is of the simplest value.
                Err(problem) if attempt == 0 => reason = problem,
                Err(_) => {}
            }
        }
        // What the document shows is better than nothing.
        let merged = Merged::of(std::slice::from_ref(schema), &mut |_| 0);
        let mut shown = merged.shown.iter().map(|node| of_document(node));
        shown
            .find(|value| self.problem(schema, value).is_none() && holds(value).is_ok())
            .ok_or(reason)
    }

    /// What is wrong with a value.
    fn problem(&self, schema: &Place<'d>, value: &Node) -> Option<String> {
        let checked = self.contract.check_value(schema, self.direction, value);
        let violation = checked.violations.first()?;
        Some(format!(
            "no value of {} could be made: {} at `{}`",
            schema.pointer, violation.message, violation.pointer
        ))
    }

    fn pick(&mut self, count: usize) -> usize {
        self.rng.usize(..count.max(1))
    }

    /// A value of all these schemas at once. Where they have alternatives, a few are tried: what is wrong within a large
    /// value would otherwise spoil all of it.
    fn value(&mut self, schemas: &[Place<'d>], texts: Texts, depth: usize) -> Option<Node> {
        let chooses = |schema: &Place<'_>| {
            schema
                .resolved()
                .has_any(&["oneOf", "anyOf", "not", "if", "discriminator"])
        };
        if depth == 0 || !schemas.iter().any(chooses) {
            return self.one(schemas, texts, depth);
        }
        let mut last = None;
        for _ in 0..NESTED_ATTEMPTS {
            if self.size > 3 * SIZE && last.is_some() {
                break;
            }
            let Some(value) = self.one(schemas, texts, depth) else {
                continue;
            };
            if schemas.iter().all(|schema| self.problem(schema, &value).is_none()) {
                return Some(value);
            }
            last = Some(value);
        }
        last
    }

    /// A value of all these schemas at once.
    fn one(&mut self, schemas: &[Place<'d>], texts: Texts, depth: usize) -> Option<Node> {
        if depth > DEPTH {
            return None;
        }
        self.size += 1;
        // The first attempts take one alternative after the other, so that each is tried.
        let (attempt, rng) = (self.attempt, &mut self.rng);
        let merged = Merged::of(schemas, &mut |count| match depth == 0 && attempt < count {
            true => attempt,
            false => rng.usize(..count.max(1)),
        });
        if merged.impossible {
            return None;
        }
        if merged.nullable && self.fill == Fill::Nulls && depth > 0 {
            return Some(json(Value::Null));
        }
        if let Some((first, others)) = merged.listed.split_first() {
            let text = |node: &&Raw| of_document(node);
            let in_all = |value: &Node| {
                others
                    .iter()
                    .all(|list| list.iter().any(|other| of_document(other).same(value)))
            };
            let values: Vec<Node> = first
                .iter()
                .map(text)
                .filter(in_all)
                .filter(|value| value.value != Value::Null)
                .collect();
            return match values.is_empty() {
                true => merged.nullable.then(|| json(Value::Null)),
                false => Some(values[self.pick(values.len())].clone()),
            };
        }
        match self.kind(&merged)? {
            "object" => self.object(&merged, texts, depth),
            "array" => self.list(&merged, texts, depth),
            "string" => self.string(&merged, texts),
            "boolean" => Some(json(Value::Bool(self.pick(2) == 0))),
            "integer" => self.number(&merged, true),
            "number" => self.number(&merged, false),
            _ => None,
        }
    }

    /// Which kind of value is made.
    fn kind(&mut self, merged: &Merged<'d>) -> Option<&'d str> {
        let Some(kinds) = &merged.kinds else {
            return Some(
                if !merged.properties.is_empty()
                    || !merged.required.is_empty()
                    || !merged.additional.is_empty()
                    || merged.closed
                {
                    "object"
                } else if !merged.items.is_empty() {
                    "array"
                } else if merged.minimum.is_some() || merged.maximum.is_some() || !merged.steps.is_empty() {
                    "number"
                } else {
                    "string"
                },
            );
        };
        let kinds: Vec<_> = kinds.iter().copied().collect();
        match kinds.is_empty() {
            true => None,
            false => Some(kinds[self.pick(kinds.len())]),
        }
    }

    /// Whether there may be more that need not be there.
    fn has_room(&self, depth: usize) -> bool {
        self.fill != Fill::Required && depth < OPTIONAL_DEPTH && self.size < SIZE
    }

    fn list(&mut self, merged: &Merged<'d>, texts: Texts, depth: usize) -> Option<Node> {
        let wanted = match (depth, self.has_room(depth)) {
            (0, _) | (_, true) => 2,
            // A list that may be empty ends what would otherwise go on for ever.
            (1..=6, _) if self.fill != Fill::Required => merged.first_items.len().max(1),
            (1, _) => merged.first_items.len().max(self.items),
            _ => merged.first_items.len(),
        };
        let count = merged.counts.clamp(wanted).min(2000);
        let mut items: Vec<Node> = Vec::new();
        for index in 0..count {
            let schemas = match merged.first_items.get(index) {
                Some(first) => std::slice::from_ref(first),
                None => &merged.items,
            };
            // A few tries give items that differ, where they have to.
            let item = (0..8).find_map(|_| {
                let item = match schemas.is_empty() {
                    true => Some(json(Value::String(format!("item{index}")))),
                    false => self.value(
                        schemas,
                        if texts == Texts::Any { texts } else { Texts::Plain },
                        depth + 1,
                    ),
                }?;
                let fresh = !merged.unique || items.iter().all(|known| !known.same(&item));
                fresh.then_some(item)
            });
            match item {
                Some(item) => items.push(item),
                None if items.len() >= merged.counts.least => break,
                None => return None,
            }
        }
        Some(json(Value::Array(items)))
    }

    fn object(&mut self, merged: &Merged<'d>, texts: Texts, depth: usize) -> Option<Node> {
        let mut members = Vec::new();
        let texts = if texts == Texts::Any { texts } else { Texts::Plain };
        let least = merged.sizes.least;
        let mut optional = Vec::new();
        for (name, schemas) in &merged.properties {
            let required = merged.required.contains(name);
            if Merged::goes_other_way(schemas, self.direction) {
                continue;
            }
            let is_tag = merged.chosen && Merged::has_one_value(schemas);
            if !(required || is_tag || self.has_room(depth)) {
                optional.push((name, schemas));
                continue;
            }
            let tag = merged.tags.iter().find(|tag| tag.property == *name);
            let value = match tag {
                Some(tag) => Some(json(Value::String(tag.value.clone()))),
                None => self.value(schemas, texts, depth + 1),
            };
            match value {
                Some(value) => members.push(member(*name, value)),
                None if required => return None,
                None => {}
            }
        }
        for (name, schemas) in optional {
            if members.len() >= least {
                break;
            }
            if let Some(value) = self.value(schemas, texts, depth + 1) {
                members.push(member(*name, value));
            }
        }
        let named: BTreeSet<&str> = merged.properties.iter().map(|(name, _)| *name).collect();
        for tag in merged.tags.iter().filter(|tag| !named.contains(tag.property)) {
            members.push(member(tag.property, json(Value::String(tag.value.clone()))));
        }
        // Required properties that the document does not describe.
        let known: BTreeSet<String> = members.iter().map(|member| member.key.clone()).collect();
        let undescribed = merged
            .required
            .iter()
            .filter(|name| !named.contains(*name) && !known.contains(**name));
        for name in undescribed.collect::<Vec<_>>() {
            let value = match merged.additional.is_empty() {
                true => json(Value::String("text".to_owned())),
                false => self.value(&merged.additional, texts, depth + 1)?,
            };
            members.push(member(*name, value));
        }
        let mut wanted = merged.sizes.clamp(members.len());
        let is_open =
            !merged.additional.is_empty() || (merged.properties.is_empty() && members.is_empty() && !merged.closed);
        if is_open && self.fill != Fill::Required && depth <= OPTIONAL_DEPTH + 2 {
            let more = if self.has_room(depth) { 2 } else { 1 };
            wanted = wanted.max(merged.sizes.clamp(members.len() + more));
        }
        for index in 0.. {
            if members.len() >= wanted || index > 1000 || merged.closed {
                break;
            }
            let value = match merged.additional.is_empty() {
                true => Some(json(Value::String(format!("more{index}")))),
                false => self.value(&merged.additional, texts, depth + 1),
            };
            let Some(value) = value else { break };
            members.push(member(format!("key{index}"), value));
        }
        Some(json(Value::Object(members)))
    }
}
