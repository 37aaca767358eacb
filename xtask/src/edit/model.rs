//! What edits mean, apart from any text: the tree that the new text must have.

use super::error::{EditErrorKind, Problem, Result};
use super::{Action, Edit, Value};
use codegen::document::{Node, Value as Raw, pointer};

impl From<&Node> for Value {
    fn from(node: &Node) -> Self {
        match &node.value {
            Raw::Null => Self::Null,
            Raw::Bool(value) => Self::Bool(*value),
            Raw::Number(text) => Self::Number(text.clone()),
            Raw::String(text) => Self::String(text.clone()),
            Raw::Array(items) => Self::List(items.iter().map(Self::from).collect()),
            Raw::Object(members) => {
                let members = members.iter().map(|member| (member.key.clone(), (&member.node).into()));
                Self::Map(members.collect())
            }
        }
    }
}

impl Value {
    /// The value at a step: a member or an item.
    pub(super) fn child_mut(&mut self, step: &str) -> Option<&mut Self> {
        match self {
            Self::Map(members) => members.iter_mut().find(|(key, _)| key == step).map(|(_, value)| value),
            Self::List(items) => items.get_mut(index(step)?),
            _ => None,
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::List(_) => "a list",
            Self::Map(_) => "a mapping",
        }
    }

    /// Whether this is a value without parts.
    pub(super) fn is_scalar(&self) -> bool {
        !matches!(self, Self::List(_) | Self::Map(_))
    }

    /// Whether this is a list or a mapping without parts.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::List(items) => items.is_empty(),
            Self::Map(members) => members.is_empty(),
            _ => false,
        }
    }
}

/// The index that a step of a pointer is: digits without a leading zero.
pub(super) fn index(step: &str) -> Option<usize> {
    let is_canonical = step == "0" || (!step.starts_with('0') && step.bytes().all(|byte| byte.is_ascii_digit()));
    is_canonical.then(|| step.parse().ok()).flatten()
}

/// The steps of a pointer, unescaped.
pub(super) fn steps(pointer: &str) -> Result<Vec<String>> {
    let is_pointer = pointer.is_empty() || pointer.starts_with('/');
    match is_pointer {
        true => Ok(pointer::steps(pointer).collect()),
        false => Err(Problem::new(
            EditErrorKind::NoSuchPlace,
            format!("`{pointer}` is not a JSON pointer"),
            "begin it with `/`",
        )),
    }
}

fn missing() -> Problem {
    Problem::new(
        EditErrorKind::NoSuchPlace,
        "the document has no value there",
        "name a value that exists",
    )
}

/// Changes a tree as an edit says.
pub(super) fn edit(root: &mut Value, edit: &Edit) -> Result<()> {
    let mut steps = steps(&edit.pointer)?;
    let last = match edit.action {
        Action::Remove => Some(steps.pop().ok_or_else(|| {
            let message = "the whole document cannot be removed";
            Problem::new(EditErrorKind::NoSuchPlace, message, "name a part of it")
        })?),
        _ => None,
    };
    let mut value = root;
    for step in &steps {
        value = value.child_mut(step).ok_or_else(missing)?;
    }
    match (&edit.action, value, last) {
        (Action::Insert { .. }, value @ Value::Null, _) => {
            *value = Value::Map(Vec::new());
            insert(value, &edit.action)
        }
        (Action::Insert { .. }, value, _) => insert(value, &edit.action),
        (Action::Append(item), Value::List(items), _) => {
            items.push(item.clone());
            Ok(())
        }
        (Action::Append(item), value @ Value::Null, _) => {
            *value = Value::List(vec![item.clone()]);
            Ok(())
        }
        (Action::Append(_), value, _) => Err(mismatch(value, "an item cannot be added to it")),
        (Action::Replace(new), value, _) => {
            *value = new.clone();
            Ok(())
        }
        (Action::Remove, Value::Map(members), Some(step)) => {
            let at = members.iter().position(|(key, _)| *key == step).ok_or_else(missing)?;
            members.remove(at);
            Ok(())
        }
        (Action::Remove, Value::List(items), Some(step)) => {
            let at = index(&step).filter(|at| *at < items.len()).ok_or_else(missing)?;
            items.remove(at);
            Ok(())
        }
        (Action::Remove, _, _) => Err(missing()),
    }
}

fn insert(value: &mut Value, action: &Action) -> Result<()> {
    let Action::Insert { key, value: new, after } = action else {
        return Ok(());
    };
    let Value::Map(members) = value else {
        return Err(mismatch(value, "a member cannot be added to it"));
    };
    if members.iter().any(|(known, _)| known == key) {
        let message = format!("the mapping has a member `{key}` already");
        return Err(Problem::new(
            EditErrorKind::Duplicate,
            message,
            "replace its value instead",
        ));
    }
    let after = after
        .as_ref()
        .and_then(|after| members.iter().position(|(known, _)| known == after));
    let at = after.map_or(members.len(), |after| after + 1);
    members.insert(at, (key.clone(), new.clone()));
    Ok(())
}

fn mismatch(value: &Value, message: &str) -> Problem {
    let message = format!("the value there is {}, and {message}", value.kind());
    Problem::new(EditErrorKind::NoSuchPlace, message, "name a value of the right kind")
}
