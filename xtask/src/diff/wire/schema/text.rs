//! Values of the document as text: to compare them, and to show them.

use codegen::document::{Node, Value};

use crate::contract::Decimal;

/// The most characters of a value that a message shows.
const MOST_SHOWN: usize = 60;

/// A text that is the same for equal values: order of members and spelling of numbers do not count.
pub(super) fn canonical(node: &Node) -> String {
    let mut text = String::new();
    write(node, &mut text);
    text
}

fn write(node: &Node, text: &mut String) {
    match &node.value {
        Value::Null => text.push_str("null"),
        Value::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
        Value::Number(number) => match Decimal::parse(number) {
            Some(decimal) => text.push_str(&format!("{decimal:?}")),
            None => text.push_str(number),
        },
        Value::String(string) => text.push_str(&format!("{string:?}")),
        Value::Array(items) => {
            text.push('[');
            for item in items {
                write(item, text);
                text.push(',');
            }
            text.push(']');
        }
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by(|one, other| one.key.cmp(&other.key));
            text.push('{');
            for member in members {
                text.push_str(&format!("{:?}:", member.key));
                write(&member.node, text);
                text.push(',');
            }
            text.push('}');
        }
    }
}

/// A value for a message, without quotes.
pub(super) fn shown(node: &Node) -> String {
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => cut(number),
        Value::String(string) => cut(string),
        Value::Array(items) => cut(&format!(
            "[{}]",
            items.iter().take(20).map(shown).collect::<Vec<_>>().join(", ")
        )),
        Value::Object(members) => {
            let members = members.iter().take(20);
            let members = members.map(|member| format!("{}: {}", member.key, shown(&member.node)));
            cut(&format!("{{{}}}", members.collect::<Vec<_>>().join(", ")))
        }
    }
}

/// The beginning of a text, on one line.
pub(super) fn cut(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = if text.contains(['\n', '\r', '\t']) { &line } else { text };
    match text.char_indices().nth(MOST_SHOWN) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// Several things, at most so many of them, for a message.
pub(super) fn listed(names: &[String]) -> String {
    const MOST: usize = 5;
    let quoted: Vec<_> = names.iter().take(MOST).map(|name| format!("`{name}`")).collect();
    match names.len().checked_sub(MOST) {
        None | Some(0) => quoted.join(", "),
        Some(others) => format!("{} and {others} more", quoted.join(", ")),
    }
}
