//! Writes JSON for people to read: two spaces a level, a member a line.

use super::{Node, Value};

/// The text of a value, with a line's end at its own.
pub fn to_text(node: &Node) -> String {
    let mut text = String::new();
    write_pretty(&mut text, node, 0);
    text.push('\n');
    text
}

/// Appends the text of a value whose first line is already indented by `level` levels.
pub fn write_pretty(text: &mut String, node: &Node, level: usize) {
    match &node.value {
        Value::Null => text.push_str("null"),
        Value::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
        Value::Number(number) => text.push_str(number),
        Value::String(value) => write_string(text, value),
        Value::Array(items) if items.is_empty() => text.push_str("[]"),
        Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                line(text, index, level + 1);
                write_pretty(text, item, level + 1);
            }
            line(text, 0, level);
            text.push(']');
        }
        Value::Object(members) if members.is_empty() => text.push_str("{}"),
        Value::Object(members) => {
            text.push('{');
            for (index, member) in members.iter().enumerate() {
                line(text, index, level + 1);
                write_string(text, &member.key);
                text.push_str(": ");
                write_pretty(text, &member.node, level + 1);
            }
            line(text, 0, level);
            text.push('}');
        }
    }
}

fn line(text: &mut String, index: usize, level: usize) {
    if index > 0 {
        text.push(',');
    }
    text.push('\n');
    text.extend(std::iter::repeat_n("  ", level));
}

/// Appends a string in its quotes.
pub(crate) fn write_string(text: &mut String, value: &str) {
    text.push('"');
    for character in value.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            character if hidden(character) => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    text.push_str(&format!("\\u{unit:04x}"));
                }
            }
            character => text.push(character),
        }
    }
    text.push('"');
}

/// What a reviewer would not see, or would see at another place than it is: written as an escape.
fn hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{AD}' | '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}
