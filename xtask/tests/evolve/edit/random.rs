//! Random documents in random styles, and random edits of them.

use fastrand::Rng;
use std::fmt::Write;
use xtask::edit::{Action, Edit, Value};

const WORDS: [&str; 16] = [
    "id",
    "name",
    "type",
    "string",
    "a b",
    "no",
    "1.0",
    "x: y",
    "it's",
    "#tag",
    "é 値",
    "200",
    "/a/{id}",
    "~x",
    "true",
    "say \"x\"",
];

/// A random value; the deeper, the rather a scalar.
pub(crate) fn value(rng: &mut Rng, depth: usize) -> Value {
    match rng.usize(0..if depth > 3 { 5 } else { 9 }) {
        0 => Value::Null,
        1 => Value::Bool(rng.bool()),
        2 => Value::Number(rng.i32(-9..300).to_string()),
        3 | 4 => Value::String(word(rng)),
        5 | 6 => Value::List((0..rng.usize(0..4)).map(|_| value(rng, depth + 1)).collect()),
        _ => {
            let count = rng.usize(0..5);
            map(rng, depth, count)
        }
    }
}

pub(crate) fn map(rng: &mut Rng, depth: usize, count: usize) -> Value {
    let mut members: Vec<(String, Value)> = Vec::new();
    for _ in 0..count {
        let key = word(rng);
        if members.iter().all(|(known, _)| *known != key) {
            members.push((key, value(rng, depth + 1)));
        }
    }
    Value::Map(members)
}

fn word(rng: &mut Rng) -> String {
    rng.choice(WORDS).unwrap_or("x").to_owned()
}

/// The choices of an author.
pub(crate) struct Style {
    step: usize,
    list_step: usize,
    dash: usize,
    flow: u8,
    quote: char,
    comments: bool,
    apart: bool,
    pub(crate) json: bool,
    json_indent: &'static str,
    end: &'static str,
    closed: bool,
}

impl Style {
    pub(crate) fn random(rng: &mut Rng) -> Self {
        let step = rng.choice([2, 2, 4, 3]).unwrap_or(2);
        Self {
            step,
            list_step: rng.choice([0, step]).unwrap_or(0),
            dash: rng.choice([2, 2, 4]).unwrap_or(2),
            flow: rng.u8(0..4),
            quote: rng.choice(['\'', '"']).unwrap_or('\''),
            comments: rng.bool(),
            apart: rng.u8(0..4) == 0,
            json: rng.u8(0..4) == 0,
            json_indent: rng.choice(["  ", "    ", "\t", ""]).unwrap_or("  "),
            end: rng.choice(["\n", "\n", "\r\n"]).unwrap_or("\n"),
            closed: rng.u8(0..5) > 0,
        }
    }

    /// A document that says a value.
    pub(crate) fn write(&self, rng: &mut Rng, value: &Value) -> String {
        let mut text = String::new();
        match (self.json, value) {
            (true, _) => self.json(&mut text, value, ""),
            (_, Value::Map(members)) if !members.is_empty() => self.members(rng, &mut text, members, 0),
            (_, Value::List(items)) if !items.is_empty() => self.items(rng, &mut text, items, 0),
            _ => self.flow(&mut text, value),
        }
        if self.closed {
            text.push('\n');
        }
        text.replace('\n', self.end)
    }

    fn members(&self, rng: &mut Rng, text: &mut String, members: &[(String, Value)], column: usize) {
        for (number, (key, value)) in members.iter().enumerate() {
            if number > 0 {
                text.push_str(if self.apart { "\n\n" } else { "\n" });
                if self.comments && rng.u8(0..4) == 0 {
                    let _ = writeln!(text, "{}# about {number}", " ".repeat(column));
                }
                text.push_str(&" ".repeat(column));
            }
            self.string(text, key);
            text.push(':');
            self.below(rng, text, value, column, self.step, self.list_step);
        }
    }

    fn items(&self, rng: &mut Rng, text: &mut String, items: &[Value], column: usize) {
        for (number, item) in items.iter().enumerate() {
            if number > 0 {
                text.push('\n');
                text.push_str(&" ".repeat(column));
            }
            text.push('-');
            let gap = " ".repeat(self.dash - 1);
            match item {
                Value::Map(members) if !members.is_empty() && rng.u8(0..4) >= self.flow => {
                    text.push_str(&gap);
                    self.members(rng, text, members, column + self.dash);
                }
                Value::List(inner) if !inner.is_empty() && rng.u8(0..4) >= self.flow => {
                    text.push_str(&gap);
                    self.items(rng, text, inner, column + self.dash);
                }
                _ => {
                    text.push_str(&gap);
                    self.flow(text, item);
                    self.comment(rng, text);
                }
            }
        }
    }

    fn below(&self, rng: &mut Rng, text: &mut String, value: &Value, column: usize, step: usize, list_step: usize) {
        match value {
            Value::Map(members) if !members.is_empty() && rng.u8(0..4) >= self.flow => {
                self.comment(rng, text);
                let _ = write!(text, "\n{}", " ".repeat(column + step));
                self.members(rng, text, members, column + step);
            }
            Value::List(items) if !items.is_empty() && rng.u8(0..4) >= self.flow => {
                self.comment(rng, text);
                let _ = write!(text, "\n{}", " ".repeat(column + list_step));
                self.items(rng, text, items, column + list_step);
            }
            Value::Null if rng.bool() => self.comment(rng, text),
            Value::String(string) if rng.u8(0..5) == 0 && !string.starts_with(' ') => {
                let header = rng.choice(["|-", ">-", "|- # c"]).unwrap_or("|-");
                let _ = write!(text, " {header}\n{}{string}", " ".repeat(column + step));
            }
            other => {
                text.push(' ');
                self.flow(text, other);
                self.comment(rng, text);
            }
        }
    }

    fn comment(&self, rng: &mut Rng, text: &mut String) {
        if self.comments && rng.u8(0..3) == 0 {
            text.push_str(" # c");
        }
    }

    fn flow(&self, text: &mut String, value: &Value) {
        match value {
            Value::Null => text.push_str("null"),
            Value::Bool(value) => text.push_str(&value.to_string()),
            Value::Number(number) => text.push_str(number),
            Value::String(string) => self.string(text, string),
            Value::List(items) => {
                text.push('[');
                for (number, item) in items.iter().enumerate() {
                    text.push_str(if number > 0 { ", " } else { "" });
                    self.flow(text, item);
                }
                text.push(']');
            }
            Value::Map(members) => {
                text.push('{');
                for (number, (key, value)) in members.iter().enumerate() {
                    text.push_str(if number > 0 { ", " } else { "" });
                    self.string(text, key);
                    text.push_str(": ");
                    self.flow(text, value);
                }
                text.push('}');
            }
        }
    }

    fn string(&self, text: &mut String, string: &str) {
        let is_word = string.chars().all(|c| c.is_ascii_alphabetic()) && !["no", "true", "null"].contains(&string);
        match self.quote {
            _ if is_word => text.push_str(string),
            '\'' => {
                let _ = write!(text, "'{}'", string.replace('\'', "''"));
            }
            _ => {
                let _ = write!(text, "{}", serde_json::Value::from(string));
            }
        }
    }

    fn json(&self, text: &mut String, value: &Value, indent: &str) {
        let (line, colon) = match self.json_indent {
            "" => (String::new(), ":"),
            unit => (format!("\n{indent}{unit}"), ": "),
        };
        let inner = format!("{indent}{}", self.json_indent);
        let close = if self.json_indent.is_empty() {
            String::new()
        } else {
            format!("\n{indent}")
        };
        match value {
            Value::String(string) => text.push_str(&serde_json::Value::from(string.as_str()).to_string()),
            Value::List(items) if !items.is_empty() => {
                for (number, item) in items.iter().enumerate() {
                    let _ = write!(text, "{}{line}", if number > 0 { ',' } else { '[' });
                    self.json(text, item, &inner);
                }
                let _ = write!(text, "{close}]");
            }
            Value::Map(members) if !members.is_empty() => {
                for (number, (key, value)) in members.iter().enumerate() {
                    let start = if number > 0 { ',' } else { '{' };
                    let _ = write!(text, "{start}{line}{}{colon}", serde_json::Value::from(key.as_str()));
                    self.json(text, value, &inner);
                }
                let _ = write!(text, "{close}}}");
            }
            other => self.flow(text, other),
        }
    }
}

/// The pointers of all values.
pub(crate) fn pointers(value: &Value, at: &str, out: &mut Vec<(String, Value)>) {
    out.push((at.to_owned(), value.clone()));
    match value {
        Value::List(items) => {
            for (number, item) in items.iter().enumerate() {
                pointers(item, &format!("{at}/{number}"), out);
            }
        }
        Value::Map(members) => {
            for (key, value) in members {
                pointers(
                    value,
                    &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")),
                    out,
                );
            }
        }
        _ => {}
    }
}

/// A random edit that fits a value.
pub(crate) fn edit(rng: &mut Rng, root: &Value) -> Option<Edit> {
    let mut all = Vec::new();
    pointers(root, "", &mut all);
    let (pointer, value) = all.swap_remove(rng.usize(0..all.len()));
    let action = match (rng.u8(0..3), &value) {
        (0, Value::Map(members)) => {
            let key = word(rng);
            if members.iter().any(|(known, _)| *known == key) {
                return None;
            }
            let after = rng.choice(members).filter(|_| rng.bool()).map(|(key, _)| key.clone());
            let value = self::value(rng, 2);
            Action::Insert { key, value, after }
        }
        (0, Value::List(_)) => Action::Append(self::value(rng, 2)),
        (1, _) if !pointer.is_empty() => Action::Remove,
        _ => Action::Replace(self::value(rng, 1)),
    };
    Some(Edit { pointer, action })
}

/// What an edit makes of a value: written apart from the engine's own model.
pub(crate) fn edited(value: &Value, steps: &[String], action: &Action) -> Value {
    let Some((step, rest)) = steps.split_first() else {
        return match (action, value) {
            (Action::Insert { key, value: new, after }, Value::Map(members)) => {
                let mut members = members.clone();
                let at = members.iter().position(|(known, _)| Some(known) == after.as_ref());
                members.insert(at.map_or(members.len(), |at| at + 1), (key.clone(), new.clone()));
                Value::Map(members)
            }
            (Action::Append(new), Value::List(items)) => {
                Value::List([items.as_slice(), std::slice::from_ref(new)].concat())
            }
            (Action::Replace(new), _) => new.clone(),
            _ => value.clone(),
        };
    };
    let goes = rest.is_empty() && *action == Action::Remove;
    match value {
        Value::Map(members) => Value::Map(
            members
                .iter()
                .filter(|(key, _)| !(goes && key == step))
                .map(|(key, value)| match key == step {
                    true => (key.clone(), edited(value, rest, action)),
                    false => (key.clone(), value.clone()),
                })
                .collect(),
        ),
        Value::List(items) => Value::List(
            items
                .iter()
                .enumerate()
                .filter(|(number, _)| !(goes && number.to_string() == *step))
                .map(|(number, item)| match number.to_string() == *step {
                    true => edited(item, rest, action),
                    false => item.clone(),
                })
                .collect(),
        ),
        other => other.clone(),
    }
}
