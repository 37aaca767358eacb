//! Edits as an [OpenAPI Overlay](https://spec.openapis.org/overlay/) 1.1: for a document that is not one's own to edit.
//!
//! An overlay merges: what replaces a list or a mapping is removed first. The order of members is not part of it.

use super::error::{EditErrorKind, Problem, Result};
use super::style::Facts;
use super::write::Writer;
use super::{Action, Edit, Value, model};
use std::fmt::Write;

/// What an overlay says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverlayInfo {
    /// What it is for.
    pub title: String,
    /// Its own version.
    pub version: String,
    /// The URI reference of the document that it is for.
    pub extends: Option<String>,
    /// Other members of its `info`, with names that begin with `x-`.
    pub extensions: Vec<(String, String)>,
}

/// Writes edits of a document, which `root` is the value of, as the text of an overlay.
pub(super) fn write(root: &Value, info: &OverlayInfo, edits: &[Edit]) -> Result<String> {
    let mut root = root.clone();
    let mut actions = Vec::new();
    for edit in edits {
        let at = |problem: Problem| problem.at(&edit.pointer);
        actions.extend(self::actions(&root, edit).map_err(at)?);
        model::edit(&mut root, edit).map_err(at)?;
    }
    if actions.is_empty() {
        let message = "an overlay has at least one action, and there is no edit";
        return Err(Problem::new(EditErrorKind::Unsupported, message, "write no overlay"));
    }
    let text = |text: &str| Value::String(text.to_owned());
    let mut about = vec![
        ("title".to_owned(), text(&info.title)),
        ("version".to_owned(), text(&info.version)),
    ];
    about.extend(info.extensions.iter().map(|(key, value)| (key.clone(), text(value))));
    let mut members = vec![
        ("overlay".to_owned(), text("1.1.0")),
        ("info".to_owned(), Value::Map(about)),
    ];
    members.extend(info.extends.iter().map(|uri| ("extends".to_owned(), text(uri))));
    members.push(("actions".to_owned(), Value::List(actions)));
    let facts = Facts::default();
    let mut out = Writer::new(&facts, false).members(&members, 0);
    out.push('\n');
    Ok(out)
}

/// The actions that an edit is.
fn actions(root: &Value, edit: &Edit) -> Result<Vec<Value>> {
    let steps = model::steps(&edit.pointer)?;
    let target = Target::of(root, &steps)?;
    match &edit.action {
        Action::Insert { key, value, .. } => {
            let member = Value::Map(vec![(key.clone(), value.clone())]);
            Ok(vec![update(&target.path, member)])
        }
        // A list is added as the items of one.
        Action::Append(item @ Value::List(_)) => Ok(vec![update(&target.path, Value::List(vec![item.clone()]))]),
        Action::Append(item) if *target.value == Value::Null => {
            Ok(vec![update(&target.path, Value::List(vec![item.clone()]))])
        }
        Action::Append(item) => Ok(vec![update(&target.path, item.clone())]),
        Action::Remove => Ok(vec![remove(&target.path)]),
        Action::Replace(new) => target.replace(new),
    }
}

/// The value that an edit is about.
struct Target<'v> {
    path: String,
    value: &'v Value,
    /// What it is in, with the path of that and the last step.
    around: Option<(&'v Value, String, String)>,
}

impl<'v> Target<'v> {
    fn of(root: &'v Value, steps: &[String]) -> Result<Self> {
        let mut target = Self {
            path: "$".to_owned(),
            value: root,
            around: None,
        };
        for step in steps {
            let (found, name) = match target.value {
                Value::Map(members) => (
                    members.iter().find(|(key, _)| key == step).map(|(_, value)| value),
                    name(step),
                ),
                Value::List(items) => (
                    model::index(step).and_then(|index| items.get(index)),
                    format!("[{step}]"),
                ),
                _ => (None, String::new()),
            };
            let Some(value) = found else {
                let message = format!("the document has no `{step}` there");
                return Err(Problem::new(
                    EditErrorKind::NoSuchPlace,
                    message,
                    "name a value that exists",
                ));
            };
            target = Self {
                path: format!("{}{name}", target.path),
                value,
                around: Some((target.value, target.path, step.clone())),
            };
        }
        Ok(target)
    }

    fn replace(&self, new: &Value) -> Result<Vec<Value>> {
        let member = |path: &str, key: &str| update(path, Value::Map(vec![(key.to_owned(), new.clone())]));
        // What is merged in takes the place of a scalar, and of null whatever it is.
        let is_plain = self.value.is_scalar() && (new.is_scalar() || *self.value == Value::Null);
        match (&self.around, self.value, new) {
            (Some((Value::Map(_), path, key)), ..) if is_plain => Ok(vec![member(path, key)]),
            (Some((Value::Map(_), path, key)), ..) => Ok(vec![remove(&self.path), member(path, key)]),
            (Some(_), ..) if is_plain => Ok(vec![update(&self.path, new.clone())]),
            // The value itself stays, at its place in a list or as the document, and becomes empty first.
            (_, Value::List(_), Value::List(_)) | (_, Value::Map(_), Value::Map(_)) => {
                let mut actions = Vec::new();
                if !self.value.is_empty() {
                    actions.push(remove(&format!("{}[*]", self.path)));
                }
                if !new.is_empty() || actions.is_empty() {
                    actions.push(update(&self.path, new.clone()));
                }
                Ok(actions)
            }
            (Some((Value::List(items), path, step)), ..) if model::index(step) == items.len().checked_sub(1) => {
                let item = match new {
                    Value::List(_) => Value::List(vec![new.clone()]),
                    other => other.clone(),
                };
                Ok(vec![remove(&self.path), update(path, item)])
            }
            // All items are written again.
            (Some((Value::List(items), path, step)), ..) => {
                let mut items = items.clone();
                if let Some(item) = model::index(step).and_then(|index| items.get_mut(index)) {
                    *item = new.clone();
                }
                Ok(vec![remove(&format!("{path}[*]")), update(path, Value::List(items))])
            }
            _ => {
                let message = "an overlay cannot replace the document by a value of another kind";
                Err(Problem::new(
                    EditErrorKind::Unsupported,
                    message,
                    "edit the document instead",
                ))
            }
        }
    }
}

fn update(target: &str, value: Value) -> Value {
    Value::Map(vec![
        ("target".to_owned(), Value::String(target.to_owned())),
        ("update".to_owned(), value),
    ])
}

fn remove(target: &str) -> Value {
    Value::Map(vec![
        ("target".to_owned(), Value::String(target.to_owned())),
        ("remove".to_owned(), Value::Bool(true)),
    ])
}

/// A step of a JSONPath (RFC 9535) to a member.
fn name(key: &str) -> String {
    let is_word = key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if is_word {
        return format!(".{key}");
    }
    let mut out = String::from("['");
    for c in key.chars() {
        match c {
            '\'' => out.push_str("\\'"),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push_str("']");
    out
}
