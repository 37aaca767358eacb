//! Compares two trees of JSON: a response, and what the client encodes after decoding it.
//!
//! As members of an object, absence, null and an empty list are equal: the client does not distinguish them. Numbers are
//! equal if they are the same number, whatever their text. They are compared digit by digit, never as floats.

use std::collections::HashSet;

use recording::json::{Node, Value, child};

/// A place where the client does not return what the response contained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// The JSON pointer to it.
    pub pointer: String,
    /// A description of what is lost.
    pub message: String,
}

/// Returns every place where `written` differs from `received`. What is at one of the `unknown` pointers is ignored.
#[must_use]
pub fn losses(received: &Node, written: &Node, unknown: &[String]) -> Vec<Loss> {
    let mut losses = Vec::new();
    let unknown = unknown.iter().map(String::as_str).collect();
    Comparison {
        unknown,
        losses: &mut losses,
    }
    .values("", received, written);
    losses
}

struct Comparison<'a> {
    unknown: HashSet<&'a str>,
    losses: &'a mut Vec<Loss>,
}

impl Comparison<'_> {
    fn lost(&mut self, pointer: &str, message: String) {
        self.losses.push(Loss {
            pointer: pointer.to_owned(),
            message,
        });
    }

    fn values(&mut self, pointer: &str, received: &Node, written: &Node) {
        match (&received.value, &written.value) {
            (Value::Object(_), Value::Object(_)) => self.members(pointer, received, written),
            (Value::Array(items), Value::Array(again)) => {
                if items.len() != again.len() {
                    self.lost(
                        pointer,
                        format!(
                            "the response has {} items, and the client returns {}",
                            items.len(),
                            again.len()
                        ),
                    );
                }
                for (index, (item, again)) in items.iter().zip(again).enumerate() {
                    self.values(&child(pointer, &index.to_string()), item, again);
                }
            }
            (Value::Number(number), Value::Number(again)) if Decimal::of(number) == Decimal::of(again) => {}
            (before, after) if before == after => {}
            _ => self.lost(
                pointer,
                format!(
                    "the response has {}, and the client returns {}",
                    words(received),
                    words(written)
                ),
            ),
        }
    }

    fn members(&mut self, pointer: &str, received: &Node, written: &Node) {
        for member in received.members() {
            let pointer = child(pointer, &member.key);
            match written.get(&member.key) {
                // The type decides which of two members of one name counts; they are compared once.
                _ if received
                    .member(&member.key)
                    .is_some_and(|last| last.start != member.start) => {}
                _ if self.unknown.contains(pointer.as_str()) => {}
                Some(again) if is_nothing(&member.node) && is_nothing(again) => {}
                Some(again) => self.values(&pointer, &member.node, again),
                None if is_nothing(&member.node) => {}
                None => self.lost(
                    &pointer,
                    format!("the response has {}, and the client drops it", words(&member.node)),
                ),
            }
        }
        for member in written.members() {
            if received.get(&member.key).is_none() && !is_nothing(&member.node) {
                let message = format!(
                    "the response has nothing there, and the client adds {}",
                    words(&member.node)
                );
                self.lost(&child(pointer, &member.key), message);
            }
        }
    }
}

/// Returns whether a member is equal to its absence.
fn is_nothing(node: &Node) -> bool {
    matches!(node.value, Value::Null) || matches!(&node.value, Value::Array(items) if items.is_empty())
}

/// Describes a value; a short one is shown.
fn words(node: &Node) -> String {
    const MOST: usize = 60;
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(text) if text.len() <= MOST => text.clone(),
        Value::String(text) if text.len() <= MOST => format!("{text:?}"),
        Value::Number(_) => "a long number".to_owned(),
        Value::String(_) => "a long text".to_owned(),
        Value::Array(items) => format!("a list of {}", items.len()),
        Value::Object(_) => "an object".to_owned(),
    }
}

/// A number of JSON by its digits: without zeros at either end, and with the power of ten that the last digit has.
#[derive(Debug, PartialEq, Eq)]
struct Decimal {
    negative: bool,
    digits: String,
    exponent: i128,
}

impl Decimal {
    /// `None` for what is no number, or has an exponent that no one counts to.
    fn of(text: &str) -> Option<Self> {
        let (negative, text) = text.strip_prefix('-').map_or((false, text), |text| (true, text));
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let exponent = exponent.strip_prefix('+').unwrap_or(exponent).parse::<i64>().ok()?;
        let digits = format!("{whole}{fraction}");
        let significant = digits.trim_end_matches('0');
        let dropped = digits.len() - significant.len();
        let significant = significant.trim_start_matches('0');
        if significant.is_empty() {
            return Some(Self {
                negative: false,
                digits: String::new(),
                exponent: 0,
            });
        }
        let exponent = i128::from(exponent) - fraction.len() as i128 + dropped as i128;
        Some(Self {
            negative,
            digits: significant.to_owned(),
            exponent,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(received: &str, written: &str, unknown: &[&str]) -> Vec<(String, String)> {
        let read = |text: &str| recording::json::parse(text.as_bytes()).expect("JSON").root;
        let unknown: Vec<_> = unknown.iter().map(ToString::to_string).collect();
        losses(&read(received), &read(written), &unknown)
            .into_iter()
            .map(|loss| (loss.pointer, loss.message))
            .collect()
    }

    #[test]
    fn null_and_empty_lists_are_equal_to_absence() {
        for received in [r#"{"a":null}"#, r#"{"a":[]}"#, "{}"] {
            for written in [r#"{"a":null}"#, r#"{"a":[]}"#, "{}"] {
                assert_eq!(found(received, written, &[]), [], "{received} {written}");
            }
        }
        assert_eq!(found(r#"{"a":0}"#, "{}", &[]).len(), 1);
        assert_eq!(found(r#"{"a":""}"#, "{}", &[]).len(), 1);
        assert_eq!(found(r#"{"a":{}}"#, "{}", &[]).len(), 1);
        assert_eq!(found("[null]", "[]", &[]).len(), 1);
    }

    #[test]
    fn numbers_are_compared_digit_by_digit() {
        for (a, b) in [
            ("1", "1.0"),
            ("1e2", "100"),
            ("0.10", "0.1"),
            ("-0", "0"),
            ("12e-1", "1.2"),
            ("1E+3", "1000.0"),
        ] {
            assert_eq!(found(a, b, &[]), [], "{a} {b}");
        }
        for (a, b) in [
            ("1737465650731", "1737465650732"),
            ("9007199254740993", "9007199254740992"),
            ("9007199254740993", "9007199254740992.0"),
            ("1", "-1"),
            ("0.12345678901234567890", "0.12345678901234568"),
            ("1", "10"),
        ] {
            assert_eq!(found(a, b, &[]).len(), 1, "{a} {b}");
        }
    }

    #[test]
    fn every_loss_has_its_pointer() {
        let received = r#"{"list":[{"a":1,"b~/c":"x"},{"a":2,"new":true}],"other":1}"#;
        let written = r#"{"list":[{"a":1},{"a":3}],"other":"1","made":7}"#;
        let pointers: Vec<_> = found(received, written, &["/list/1/new"])
            .into_iter()
            .map(|loss| loss.0)
            .collect();
        assert_eq!(pointers, ["/list/0/b~0~1c", "/list/1/a", "/other", "/made"]);
    }

    #[test]
    fn a_shortened_list_is_a_loss() {
        assert_eq!(
            found("[1,2]", "[1]", &[]),
            [(
                String::new(),
                "the response has 2 items, and the client returns 1".to_owned()
            )]
        );
    }
}
