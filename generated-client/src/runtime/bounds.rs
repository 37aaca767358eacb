//! Bounds of values that are sent: numbers, lengths and numbers of items, as the document states them.
//!
//! Only what this client sends is checked, before it is sent. Responses are read whatever they hold, and patterns are left
//! to the service.

use std::{cmp::Ordering, collections::BTreeSet};

use serde_json::Value;

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

/// The bounds of the properties of an object, by their names.
#[derive(Clone, Copy, Debug)]
pub struct Members(pub &'static [(&'static str, Bounds)]);

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

    /// The first value that is out of bounds. `null` is in all of them: nothing is sent for it, or the document allows it.
    pub(super) fn check(&self, value: &Value) -> Result<(), OutOfBounds> {
        self.check_at(value, "")
    }

    fn check_at(&self, value: &Value, pointer: &str) -> Result<(), OutOfBounds> {
        let refuse = |message: Option<String>| match message {
            Some(message) => Err(OutOfBounds {
                pointer: pointer.to_owned(),
                message,
            }),
            None => Ok(()),
        };
        match value {
            Value::Null | Value::Bool(_) => Ok(()),
            Value::Number(number) => refuse(self.number(&number.to_string())),
            Value::String(text) => refuse(self.text(text)),
            Value::Array(items) => {
                refuse(self.list(items))?;
                let Some(bounds) = self.items else { return Ok(()) };
                let mut items = items.iter().enumerate();
                items.try_for_each(|(index, item)| bounds.check_at(item, &format!("{pointer}/{index}")))
            }
            Value::Object(members) => {
                let count = members.len() as u64;
                refuse(counted(count, self.min_properties, self.max_properties, "properties"))?;
                members.iter().try_for_each(|(name, member)| {
                    let known = self
                        .members
                        .and_then(|known| known.0.iter().find(|(known, _)| known == name));
                    match known.map(|(_, bounds)| bounds).or(self.items) {
                        Some(bounds) => {
                            let step = name.replace('~', "~0").replace('/', "~1");
                            bounds.check_at(member, &format!("{pointer}/{step}"))
                        }
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
        let (left, right) = aligned(value, step)?;
        (right != 0 && left % right != 0).then(|| format!("is {value}, and must be a multiple of {step}"))
    }

    /// A text may be a secret: errors show its length, never the text.
    fn text(&self, text: &str) -> Option<String> {
        if self.min_length.is_none() && self.max_length.is_none() {
            return None;
        }
        let length = text.chars().count() as u64;
        counted(length, self.min_length, self.max_length, "characters")
    }

    fn list(&self, items: &[Value]) -> Option<String> {
        let count = counted(items.len() as u64, self.min_items, self.max_items, "items");
        if count.is_some() || !self.unique_items {
            return count;
        }
        let mut seen = BTreeSet::new();
        let repeated = items.iter().position(|item| !seen.insert(item.to_string()))?;
        Some(format!(
            "has an item more than once, at position {repeated}, and all must differ"
        ))
    }
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
    use serde_json::json;

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
        bounds
            .check(value)
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
            (
                "n/m",
                Bounds {
                    items: Some(&LIMITED),
                    max_items: Some(2),
                    unique_items: true,
                    ..Bounds::NONE
                },
            ),
            (
                "next",
                Bounds {
                    members: Some(&NODE),
                    ..Bounds::NONE
                },
            ),
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
}
