//! Bounds of values that are sent: numbers, lengths and numbers of items, as the document states them.
//!
//! Only what this client sends is checked, before it is sent. Responses are read whatever they hold, and patterns are left
//! to the service.

mod decimal;

use std::{cmp::Ordering, collections::BTreeSet};

use self::decimal::{aligned, compare};
use super::encode::Tree;

/// The bounds of one value.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// `minimum`.
    pub minimum: Option<Limit>,
    /// `maximum`.
    pub maximum: Option<Limit>,
    /// `multipleOf`.
    pub multiple_of: Option<&'static str>,
    /// `minLength`, in characters.
    pub min_length: Option<u64>,
    /// `maxLength`, in characters.
    pub max_length: Option<u64>,
    /// `minItems`.
    pub min_items: Option<u64>,
    /// `maxItems`.
    pub max_items: Option<u64>,
    /// `uniqueItems`.
    pub unique_items: bool,
    /// `minProperties`.
    pub min_properties: Option<u64>,
    /// `maxProperties`.
    pub max_properties: Option<u64>,
    /// The bounds of each item of a list, or of each value of a map.
    pub items: Option<&'static Bounds>,
    /// The bounds of the properties of an object.
    pub members: Option<&'static Members>,
}

/// The properties of an object that is sent, in the order of the document.
#[derive(Clone, Copy, Debug)]
pub struct Members(pub &'static [Member]);

/// A property of an object that is sent.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// Its name; empty for the properties that the document does not name.
    pub(super) name: &'static str,
    pub(super) required: bool,
    pub(super) bounds: Bounds,
}

impl Member {
    /// The properties that the document does not name.
    pub const REST: Self = Self::optional("");

    /// A property that must be set.
    pub const fn required(name: &'static str) -> Self {
        Self {
            name,
            required: true,
            bounds: Bounds::NONE,
        }
    }

    /// A property that may be absent.
    pub const fn optional(name: &'static str) -> Self {
        Self {
            name,
            required: false,
            bounds: Bounds::NONE,
        }
    }

    /// The same with bounds of its value.
    #[must_use]
    pub const fn within(mut self, bounds: Bounds) -> Self {
        self.bounds = bounds;
        self
    }
}

/// A bound of a number, as the document writes it.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// The number.
    pub value: &'static str,
    /// Whether the number itself is out of bounds.
    pub exclusive: bool,
}

/// A value that is out of bounds.
#[derive(Debug)]
pub(super) struct OutOfBounds {
    /// The JSON pointer of the value.
    pointer: String,
    message: String,
}

impl OutOfBounds {
    /// What is wrong, of the argument called `name`.
    pub(super) fn describe(&self, name: &str) -> String {
        if self.pointer.is_empty() {
            format!("`{name}` {}", self.message)
        } else {
            format!("`{name}`: the value at `{}` {}", self.pointer, self.message)
        }
    }
}

impl Bounds {
    /// No bounds.
    pub const NONE: Self = Self {
        minimum: None,
        maximum: None,
        multiple_of: None,
        min_length: None,
        max_length: None,
        min_items: None,
        max_items: None,
        unique_items: false,
        min_properties: None,
        max_properties: None,
        items: None,
        members: None,
    };

    /// The same with `minimum`.
    #[must_use]
    pub const fn min(mut self, value: &'static str) -> Self {
        self.minimum = Some(Limit {
            value,
            exclusive: false,
        });
        self
    }

    /// The same with a `minimum` that is excluded.
    #[must_use]
    pub const fn above(mut self, value: &'static str) -> Self {
        self.minimum = Some(Limit { value, exclusive: true });
        self
    }

    /// The same with `maximum`.
    #[must_use]
    pub const fn max(mut self, value: &'static str) -> Self {
        self.maximum = Some(Limit {
            value,
            exclusive: false,
        });
        self
    }

    /// The same with a `maximum` that is excluded.
    #[must_use]
    pub const fn below(mut self, value: &'static str) -> Self {
        self.maximum = Some(Limit { value, exclusive: true });
        self
    }

    /// The same with `multipleOf`.
    #[must_use]
    pub const fn step(mut self, step: &'static str) -> Self {
        self.multiple_of = Some(step);
        self
    }

    /// The same with `minLength`.
    #[must_use]
    pub const fn min_length(mut self, count: u64) -> Self {
        self.min_length = Some(count);
        self
    }

    /// The same with `maxLength`.
    #[must_use]
    pub const fn max_length(mut self, count: u64) -> Self {
        self.max_length = Some(count);
        self
    }

    /// The same with `minItems`.
    #[must_use]
    pub const fn min_items(mut self, count: u64) -> Self {
        self.min_items = Some(count);
        self
    }

    /// The same with `maxItems`.
    #[must_use]
    pub const fn max_items(mut self, count: u64) -> Self {
        self.max_items = Some(count);
        self
    }

    /// The same with `uniqueItems`.
    #[must_use]
    pub const fn unique(mut self) -> Self {
        self.unique_items = true;
        self
    }

    /// The same with `minProperties`.
    #[must_use]
    pub const fn min_properties(mut self, count: u64) -> Self {
        self.min_properties = Some(count);
        self
    }

    /// The same with `maxProperties`.
    #[must_use]
    pub const fn max_properties(mut self, count: u64) -> Self {
        self.max_properties = Some(count);
        self
    }

    /// The same with bounds of its items.
    #[must_use]
    pub const fn items(mut self, items: &'static Bounds) -> Self {
        self.items = Some(items);
        self
    }

    /// The same with properties.
    #[must_use]
    pub const fn members(mut self, members: &'static Members) -> Self {
        self.members = Some(members);
        self
    }

    /// Whether nothing is bounded, so that nothing needs to be looked at.
    pub(super) fn is_none(&self) -> bool {
        matches!(
            self,
            Self {
                minimum: None,
                maximum: None,
                multiple_of: None,
                min_length: None,
                max_length: None,
                min_items: None,
                max_items: None,
                unique_items: false,
                min_properties: None,
                max_properties: None,
                items: None,
                members: None,
            }
        )
    }

    /// Adds the JSON pointers of the required properties that are absent in `value`, which stands at `pointer`.
    pub(super) fn missing(&self, value: &Tree, pointer: &str, found: &mut Vec<String>) {
        match value {
            Tree::List(items) => {
                let Some(bounds) = self.items else { return };
                for (index, item) in items.iter().enumerate() {
                    bounds.missing(item, &format!("{pointer}/{index}"), found);
                }
            }
            Tree::Object(members) => {
                let Members(known) = self.members.unwrap_or(&Members(&[]));
                for member in known.iter().filter(|member| member.required) {
                    if !members.iter().any(|(name, _)| name == member.name) {
                        found.push(format!("{pointer}/{}", escaped(member.name)));
                    }
                }
                for (name, value) in members {
                    let known = known.iter().find(|member| member.name == name);
                    if let Some(bounds) = known.map(|member| &member.bounds).or(self.items) {
                        bounds.missing(value, &format!("{pointer}/{}", escaped(name)), found);
                    }
                }
            }
            Tree::Null | Tree::Bool(_) | Tree::Number(_) | Tree::String(_) => {}
        }
    }

    /// The first value that is out of bounds. `null` is in all of them: nothing is sent for it, or the document allows it.
    pub(super) fn check(&self, value: &Tree) -> Result<(), OutOfBounds> {
        self.check_at(value, "")
    }

    fn check_at(&self, value: &Tree, pointer: &str) -> Result<(), OutOfBounds> {
        let refuse = |message: Option<String>| match message {
            Some(message) => Err(OutOfBounds {
                pointer: pointer.to_owned(),
                message,
            }),
            None => Ok(()),
        };
        match value {
            Tree::Null | Tree::Bool(_) => Ok(()),
            Tree::Number(number) => refuse(self.number(&number.to_string())),
            Tree::String(text) => refuse(self.text(text)),
            Tree::List(items) => {
                refuse(self.list(items))?;
                let Some(bounds) = self.items else { return Ok(()) };
                let mut items = items.iter().enumerate();
                items.try_for_each(|(index, item)| bounds.check_at(item, &format!("{pointer}/{index}")))
            }
            Tree::Object(members) => {
                let count = members.len() as u64;
                refuse(counted(count, self.min_properties, self.max_properties, "properties"))?;
                members.iter().try_for_each(|(name, member)| {
                    let known = self
                        .members
                        .and_then(|known| known.0.iter().find(|known| known.name == name));
                    match known.map(|known| &known.bounds).or(self.items) {
                        Some(bounds) => bounds.check_at(member, &format!("{pointer}/{}", escaped(name))),
                        None => Ok(()),
                    }
                })
            }
        }
    }

    /// Checks a text that is a body of its own.
    pub(super) fn check_text(&self, text: &str) -> Result<(), OutOfBounds> {
        self.text(text).map_or(Ok(()), |message| {
            Err(OutOfBounds {
                pointer: String::new(),
                message,
            })
        })
    }

    fn number(&self, value: &str) -> Option<String> {
        if let Some(Limit {
            value: bound,
            exclusive,
        }) = self.minimum
        {
            match (compare(value, bound), exclusive) {
                (Some(Ordering::Less), false) => return Some(format!("is {value}, and must be at least {bound}")),
                (Some(Ordering::Less | Ordering::Equal), true) => {
                    return Some(format!("is {value}, and must be greater than {bound}"));
                }
                _ => {}
            }
        }
        if let Some(Limit {
            value: bound,
            exclusive,
        }) = self.maximum
        {
            match (compare(value, bound), exclusive) {
                (Some(Ordering::Greater), false) => return Some(format!("is {value}, and must be at most {bound}")),
                (Some(Ordering::Greater | Ordering::Equal), true) => {
                    return Some(format!("is {value}, and must be less than {bound}"));
                }
                _ => {}
            }
        }
        let step = self.multiple_of?;
        let is_multiple = match aligned(value, step) {
            Some((left, right)) => right == 0 || left % right == 0,
            // They are too far apart. The smaller one is no multiple of the other.
            None => {
                let (value, step) = (value.parse::<f64>().ok()?.abs(), step.parse::<f64>().ok()?.abs());
                value == 0.0 || value >= step
            }
        };
        (!is_multiple).then(|| format!("is {value}, and must be a multiple of {step}"))
    }

    /// A text may be a secret: errors show its length, never the text.
    fn text(&self, text: &str) -> Option<String> {
        if self.min_length.is_none() && self.max_length.is_none() {
            return None;
        }
        let length = text.chars().count() as u64;
        counted(length, self.min_length, self.max_length, "characters")
    }

    fn list(&self, items: &[Tree]) -> Option<String> {
        let count = counted(items.len() as u64, self.min_items, self.max_items, "items");
        if count.is_some() || !self.unique_items {
            return count;
        }
        let mut seen = BTreeSet::new();
        let repeated = items
            .iter()
            .position(|item| !seen.insert(item.to_value().to_string()))?;
        Some(format!(
            "has an item more than once, at position {repeated}, and all must differ"
        ))
    }
}

/// The step of a JSON pointer to a property.
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn counted(count: u64, minimum: Option<u64>, maximum: Option<u64>, what: &str) -> Option<String> {
    if let Some(minimum) = minimum.filter(|minimum| count < *minimum) {
        return Some(format!("has {count} {what}, and must have at least {minimum}"));
    }
    let maximum = maximum.filter(|maximum| count > *maximum)?;
    Some(format!("has {count} {what}, and must have at most {maximum}"))
}

#[cfg(test)]
#[path = "bounds_tests.rs"]
mod tests;
