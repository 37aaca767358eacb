//! Bounds of values that are sent: numbers, lengths and numbers of items, as the document states them.
//!
//! Only what this client sends is checked, before it is sent. Responses are read whatever they hold, and patterns are left
//! to the service.

use std::{cmp::Ordering, collections::BTreeSet};

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

/// Compares two numbers exactly, or as floating-point numbers where they are too far apart for that.
fn compare(left: &str, right: &str) -> Option<Ordering> {
    if let Some((left, right)) = aligned(left, right) {
        return Some(left.cmp(&right));
    }
    left.parse::<f64>().ok()?.partial_cmp(&right.parse::<f64>().ok()?)
}

/// Two numbers as multiples of one power of ten.
fn aligned(left: &str, right: &str) -> Option<(i128, i128)> {
    let ((left, of_left), (right, of_right)) = (decimal(left)?, decimal(right)?);
    let least = of_left.min(of_right);
    let scaled = |digits: i128, exponent: i32| {
        let power = u32::try_from(exponent.checked_sub(least)?).ok()?;
        digits.checked_mul(10_i128.checked_pow(power)?)
    };
    Some((scaled(left, of_left)?, scaled(right, of_right)?))
}

/// A number in JSON as digits and a power of ten.
fn decimal(text: &str) -> Option<(i128, i32)> {
    if let Ok(integer) = text.parse() {
        return Some((integer, 0));
    }
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let fraction = fraction.trim_end_matches('0');
    let digits = format!("{whole}{fraction}").parse().ok()?;
    Some((digits, exponent.checked_sub(i32::try_from(fraction.len()).ok()?)?))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const fn at(value: &'static str) -> Option<Limit> {
        Some(Limit {
            value,
            exclusive: false,
        })
    }

    const fn beyond(value: &'static str) -> Option<Limit> {
        Some(Limit { value, exclusive: true })
    }

    fn said(bounds: &Bounds, value: &Value) -> String {
        let tree = Tree::of(value).unwrap_or(Tree::Null);
        bounds
            .check(&tree)
            .map_or_else(|fault| fault.describe("a"), |()| String::new())
    }

    #[test]
    fn numbers_are_compared_exactly() {
        let none = Bounds::NONE;
        for (bounds, value, message) in [
            (
                Bounds {
                    minimum: at("0"),
                    ..none
                },
                json!(-1),
                "`a` is -1, and must be at least 0",
            ),
            (
                Bounds {
                    minimum: at("0"),
                    ..none
                },
                json!(0),
                "",
            ),
            (
                Bounds {
                    minimum: beyond("0"),
                    ..none
                },
                json!(0),
                "`a` is 0, and must be greater than 0",
            ),
            (
                Bounds {
                    maximum: at("200"),
                    ..none
                },
                json!(201),
                "`a` is 201, and must be at most 200",
            ),
            (
                Bounds {
                    maximum: at("2e2"),
                    ..none
                },
                json!(200),
                "",
            ),
            (
                Bounds {
                    maximum: beyond("1.5"),
                    ..none
                },
                json!(1.5),
                "`a` is 1.5, and must be less than 1.5",
            ),
            (
                Bounds {
                    maximum: at("9007199254740992"),
                    ..none
                },
                json!(9_007_199_254_740_993_u64),
                "`a` is 9007199254740993, and must be at most 9007199254740992",
            ),
            (
                Bounds {
                    maximum: at("18446744073709551614"),
                    ..none
                },
                json!(u64::MAX),
                "`a` is 18446744073709551615, and must be at most 18446744073709551614",
            ),
            (
                Bounds {
                    maximum: at("1e300"),
                    ..none
                },
                json!(1e301),
                "`a` is 1e+301, and must be at most 1e300",
            ),
            (
                Bounds {
                    multiple_of: Some("0.1"),
                    ..none
                },
                json!(0.3),
                "",
            ),
            (
                Bounds {
                    multiple_of: Some("0.1"),
                    ..none
                },
                json!(0.35),
                "`a` is 0.35, and must be a multiple of 0.1",
            ),
            (
                Bounds {
                    multiple_of: Some("5"),
                    ..none
                },
                json!(12),
                "`a` is 12, and must be a multiple of 5",
            ),
            (
                Bounds {
                    minimum: at("5"),
                    ..none
                },
                json!(null),
                "",
            ),
        ] {
            assert_eq!(said(&bounds, &value), message, "{value}");
        }
    }

    #[test]
    fn lengths_are_counted_in_characters_and_texts_are_not_shown() {
        let bounds = Bounds {
            min_length: Some(2),
            max_length: Some(3),
            ..Bounds::NONE
        };
        assert_eq!(said(&bounds, &json!("äöü")), "");
        assert_eq!(
            said(&bounds, &json!("hush")),
            "`a` has 4 characters, and must have at most 3"
        );
        assert_eq!(
            said(&bounds, &json!("ä")),
            "`a` has 1 characters, and must have at least 2"
        );
    }

    #[test]
    fn the_properties_of_objects_are_counted() {
        let bounds = Bounds {
            min_properties: Some(1),
            max_properties: Some(2),
            ..Bounds::NONE
        };
        for (value, message) in [
            (json!({}), "`a` has 0 properties, and must have at least 1"),
            (json!({"a": null}), ""),
            (json!({"a": 1, "b": 2}), ""),
            (
                json!({"a": 1, "b": 2, "c": 3}),
                "`a` has 3 properties, and must have at most 2",
            ),
            (json!([1, 2, 3]), ""),
        ] {
            assert_eq!(said(&bounds, &value), message, "{value}");
        }
    }

    #[test]
    fn a_value_within_another_is_named_by_its_pointer() {
        static LIMITED: Bounds = Bounds {
            maximum: at("1"),
            ..Bounds::NONE
        };
        static NODE: Members = Members(&[
            Member::optional("n/m").within(Bounds::NONE.items(&LIMITED).max_items(2).unique()),
            Member::optional("next").within(Bounds::NONE.members(&NODE)),
        ]);
        let bounds = Bounds {
            members: Some(&NODE),
            ..Bounds::NONE
        };
        for (value, message) in [
            (
                json!({ "next": { "n/m": [0, 2] } }),
                "`a`: the value at `/next/n~1m/1` is 2, and must be at most 1",
            ),
            (
                json!({ "n/m": [0, 1, 2] }),
                "`a`: the value at `/n~1m` has 3 items, and must have at most 2",
            ),
            (
                json!({ "n/m": [1, 1] }),
                "`a`: the value at `/n~1m` has an item more than once, at position 1, and all must differ",
            ),
            (json!({ "other": 7, "n/m": [0, 1] }), ""),
        ] {
            assert_eq!(said(&bounds, &value), message, "{value}");
        }
    }

    #[test]
    fn all_missing_properties_are_found_by_their_pointers() {
        static ITEM: Members = Members(&[Member::required("a/b"), Member::optional("c")]);
        static ITEMS: Bounds = Bounds::NONE.members(&ITEM);
        static WHOLE: Members = Members(&[
            Member::required("id"),
            Member::optional("list").within(Bounds::NONE.items(&ITEMS)),
            Member::required("one").within(Bounds::NONE.members(&ITEM)),
        ]);
        let missing = |value: Value| {
            let mut found = Vec::new();
            let tree = Tree::of(&value).unwrap();
            Bounds::NONE.members(&WHOLE).missing(&tree, "", &mut found);
            found
        };
        assert_eq!(
            missing(json!({ "list": [{ "a/b": null }, { "c": 1 }], "one": {} })),
            ["/id", "/list/1/a~1b", "/one/a~1b"]
        );
        assert!(missing(json!({ "id": 1, "one": { "a/b": 1 }, "more": {} })).is_empty());
        assert!(missing(json!([1])).is_empty());
    }
}
