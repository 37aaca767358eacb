//! The keywords of a schema that says what several schemas say together.

use super::super::annotations::is_deprecated;
use super::{Leaf, Operand, is_nullable, kind_of_all, same, says_type};
use crate::diagnostic::Position;
use crate::document::{Member, Node, Value};

/// Keywords that are neither copied nor described: what they say is in the types of the parts.
const OF_PARTS: &[&str] = &[
    "$ref",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "discriminator",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "type",
    "enum",
    "format",
    "nullable",
];

/// The names and the texts of the values of an enum, in the order of its values.
const OF_VALUES: &[&str] = &[
    "x-enum-varnames",
    "x-enumNames",
    "x-enum-names",
    "x-enum-descriptions",
    "x-enumDescriptions",
];

/// Bounds, with the keywords that exclude them; the greatest applies.
const LOWER: &[(&str, &str)] = &[
    ("minimum", "exclusiveMinimum"),
    ("minLength", ""),
    ("minItems", ""),
    ("minProperties", ""),
];

/// Bounds, with the keywords that exclude them; the least applies.
const UPPER: &[(&str, &str)] = &[
    ("maximum", "exclusiveMaximum"),
    ("maxLength", ""),
    ("maxItems", ""),
    ("maxProperties", ""),
];

/// Keywords that apply to all as soon as one schema has them.
const FLAGS: &[&str] = &["readOnly", "writeOnly", "deprecated", "uniqueItems"];

/// Formats of integers, the narrowest first.
const INTEGERS: &[&str] = &["int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"];

/// The schema of the values that all of these schemas allow, without what is said of the parts of objects and lists.
pub(super) fn intersect(operands: &[Operand<'_>], position: Position) -> Node {
    let all: Vec<&Leaf<'_>> = operands.iter().flat_map(|operand| &operand.leaves).collect();
    let mut made = Members {
        members: Vec::new(),
        position,
    };
    // What a schema says at this place goes before what it refers to.
    let (referenced, own): (Vec<&Leaf<'_>>, Vec<&Leaf<'_>>) = all.iter().partition(|leaf| leaf.referenced);
    for leaf in referenced.iter().chain(&own) {
        for member in leaf.node.members() {
            let key = member.key.as_str();
            let is_bound = |bounds: &[(&str, &str)]| bounds.iter().any(|(bound, flag)| *bound == key || *flag == key);
            let is_other = OF_PARTS.contains(&key) || OF_VALUES.contains(&key) || FLAGS.contains(&key);
            // An extension is about the place where it is.
            let is_elsewhere = leaf.referenced && key.starts_with("x-");
            if !(is_other || is_elsewhere || is_bound(LOWER) || is_bound(UPPER)) {
                made.set(key, member.node.clone());
            }
        }
    }
    for key in FLAGS {
        let has = |leaf: &&Leaf<'_>| match *key {
            "deprecated" => is_deprecated(leaf.node),
            key => leaf.node.get(key).and_then(Node::as_bool) == Some(true),
        };
        if all.iter().any(has) {
            made.set_value(key, Value::Bool(true));
        }
    }
    made.bounds(&all, LOWER, |known, other| other > known);
    made.bounds(&all, UPPER, |known, other| other < known);
    made.types(operands, &all);
    Node {
        position,
        value: Value::Object(made.members),
    }
}

/// The values that all of these schemas list; none if no schema lists values.
pub(super) fn values<'l, 'd: 'l>(leaves: impl Iterator<Item = &'l Leaf<'d>>) -> Option<Vec<&'d Node>> {
    let mut all: Option<Vec<&'d Node>> = None;
    for leaf in leaves {
        let Some(listed) = leaf.node.get("enum").map(Node::items) else {
            continue;
        };
        all = Some(match all {
            None => listed.iter().collect(),
            Some(mut known) => {
                known.retain(|value| listed.iter().any(|other| same(value, other)));
                known
            }
        });
    }
    all
}

struct Members {
    members: Vec<Member>,
    position: Position,
}

impl Members {
    fn set(&mut self, key: &str, node: Node) {
        self.members.retain(|member| member.key != key);
        self.members.push(Member {
            key: key.to_owned(),
            position: node.position,
            node,
        });
    }

    fn set_value(&mut self, key: &str, value: Value) {
        let position = self.position;
        self.set(key, Node { position, value });
    }

    /// The tightest of each bound.
    fn bounds(&mut self, leaves: &[&Leaf<'_>], bounds: &[(&str, &str)], is_tighter: fn(f64, f64) -> bool) {
        for (key, exclusive) in bounds {
            let mut tightest: Option<(f64, &Leaf<'_>)> = None;
            for leaf in leaves {
                let number = leaf.node.get(key).and_then(Node::as_number);
                let Some(number) = number.and_then(|text| text.parse().ok()) else {
                    continue;
                };
                if tightest.is_none_or(|(known, _)| is_tighter(known, number)) {
                    tightest = Some((number, leaf));
                }
            }
            for key in [key, exclusive] {
                let value = tightest.and_then(|(_, leaf)| leaf.node.get(key));
                if let Some(value) = value {
                    self.set(key, value.clone());
                }
            }
        }
    }

    /// Type, format, values, and whether `null` is one.
    fn types(&mut self, operands: &[Operand<'_>], leaves: &[&Leaf<'_>]) {
        let kind = kind_of_all(leaves.iter().copied()).ok().flatten();
        if let Some(kind) = kind {
            self.set_value("type", Value::String(kind.to_owned()));
        }
        let mut formats = leaves.iter().filter_map(|leaf| leaf.node.get("format"));
        let width = |node: &Node| INTEGERS.iter().position(|known| node.as_str() == Some(known));
        let format = match kind {
            Some("integer") => formats.min_by_key(|format| width(format).unwrap_or(INTEGERS.len())),
            _ => formats.next_back(),
        };
        // Objects and choices stay where they are.
        if kind == Some("object") || operands.iter().any(|operand| operand.is_choice) {
            let position = self.position;
            let reference = |place: &(String, &Node)| {
                let target = format!("#{}", place.0.replace('%', "%25"));
                let value = Value::String(target);
                let member = Member {
                    key: "$ref".to_owned(),
                    position,
                    node: Node { position, value },
                };
                let value = Value::Object(vec![member]);
                Node { position, value }
            };
            let parts = operands.iter().filter_map(|operand| operand.place.as_ref());
            self.set_value("allOf", Value::Array(parts.map(reference).collect()));
        }
        if let Some(format) = format {
            self.set("format", format.clone());
        }
        self.values(leaves);
        match kind {
            Some("array") => self.copy_last("items", leaves),
            Some("object") if leaves.iter().all(|leaf| leaf.node.get("properties").is_none()) => {
                self.copy_last("additionalProperties", leaves);
            }
            _ => {}
        }
        let mut typed = operands
            .iter()
            .filter(|operand| operand.leaves.iter().any(|leaf| says_type(leaf.node)))
            .peekable();
        if typed.peek().is_none() {
            let nullable = operands
                .iter()
                .any(|operand| operand.leaves.iter().any(|leaf| is_nullable(leaf.node)));
            if nullable {
                self.set_value("nullable", Value::Bool(true));
            }
        } else if typed.clone().all(|operand| operand.nullable) {
            self.set_value("nullable", Value::Bool(true));
        } else if typed.any(|operand| !operand.nullable && !operand.is_choice) {
            self.set_value("nullable", Value::Bool(false));
        }
    }

    /// The values that all schemas list, with their names and texts.
    fn values(&mut self, leaves: &[&Leaf<'_>]) {
        let Some(values) = values(leaves.iter().copied()).filter(|values| !values.is_empty()) else {
            return;
        };
        let lists = |leaf: &&&Leaf<'_>| leaf.node.get("enum").is_some();
        let describes = |leaf: &&&Leaf<'_>| lists(leaf) && OF_VALUES.iter().any(|key| leaf.node.get(key).is_some());
        let source = leaves
            .iter()
            .find(describes)
            .or_else(|| leaves.iter().rev().find(lists));
        let Some(source) = source else { return };
        let listed = source.node.get("enum").map(Node::items).unwrap_or_default();
        let remain = |index: &usize| {
            let value = &listed[*index];
            values.iter().any(|known| same(known, value))
        };
        let indexes: Vec<usize> = (0..listed.len()).filter(remain).collect();
        let pick = |list: &Node| Node {
            position: list.position,
            value: Value::Array(
                indexes
                    .iter()
                    .filter_map(|index| list.items().get(*index).cloned())
                    .collect(),
            ),
        };
        for key in OF_VALUES.iter().chain(&["enum"]) {
            if let Some(list) = source.node.get(key) {
                self.set(key, pick(list));
            }
        }
    }

    fn copy_last(&mut self, key: &str, leaves: &[&Leaf<'_>]) {
        let last = leaves.iter().rev().find_map(|leaf| leaf.node.get(key));
        if let Some(last) = last {
            self.set(key, last.clone());
        }
    }
}
