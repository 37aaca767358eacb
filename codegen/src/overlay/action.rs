//! What an overlay says: its actions, and what is wrong with them.

use serde_json_path::JsonPath;

use super::member;
use crate::diagnostic::{Diagnostic, Diagnostics, Position, rules};
use crate::document::{Member, Node, Value, pointer};

/// One action.
pub(super) struct Action<'o> {
    /// Its pointer in the overlay.
    pub(super) pointer: String,
    pub(super) target: Expression<'o>,
    pub(super) change: Change<'o>,
    /// Where the value of `update` or `copy` is.
    pub(super) update: Option<Position>,
}

pub(super) enum Change<'o> {
    Remove,
    Update(&'o Node),
    Copy(Expression<'o>),
}

/// A JSONPath.
pub(super) struct Expression<'o> {
    pub(super) text: &'o str,
    pub(super) path: JsonPath,
    pub(super) position: Position,
}

/// How long an expression may be, and how deep its brackets: its parser recurses.
const LONGEST: usize = 10_000;
const DEEPEST: usize = 32;

/// Reads the actions of an overlay.
pub(super) fn read<'o>(root: &'o Node, diagnostics: &mut Diagnostics) -> Vec<Action<'o>> {
    let mut reader = Reader { diagnostics };
    let Some(version) = member(root, "overlay").and_then(|member| member.node.as_str()) else {
        let message = "this is not an overlay: it has no `overlay` with a version";
        reader.fail(
            "",
            root.position,
            message.to_owned(),
            "write `overlay: 1.1.0` at its top",
        );
        return Vec::new();
    };
    if !["1.0", "1.1"]
        .iter()
        .any(|known| version == *known || version.starts_with(&format!("{known}.")))
    {
        let position = member(root, "overlay").map_or(root.position, |member| member.position);
        let message = format!("`{version}` is no version of OpenAPI Overlay that is known");
        reader.fail("/overlay", position, message, "write an overlay of version 1.0 or 1.1");
        return Vec::new();
    }
    reader.fields("", root, &["overlay", "info", "extends", "actions"]);
    match root.get("info") {
        Some(info) => {
            for key in ["title", "version"] {
                if info.get(key).and_then(Node::as_str).is_none() {
                    let message = format!("`info` has no `{key}`, which must be a string");
                    reader.fail("/info", info.position, message, "add it");
                }
            }
        }
        None => reader.fail(
            "",
            root.position,
            "`info` is missing".to_owned(),
            "add it, with `title` and `version`",
        ),
    }
    let actions = root.get("actions").filter(|actions| !actions.items().is_empty());
    let Some(actions) = actions else {
        let position = member(root, "actions").map_or(root.position, |member| member.position);
        let message = "`actions` must be a list with at least one action".to_owned();
        reader.fail("/actions", position, message, "add an action");
        return Vec::new();
    };
    let actions = actions.items().iter().enumerate();
    actions
        .filter_map(|(index, node)| reader.action(format!("/actions/{index}"), node))
        .collect()
}

struct Reader<'r> {
    diagnostics: &'r mut Diagnostics,
}

impl Reader<'_> {
    fn action<'o>(&mut self, at: String, node: &'o Node) -> Option<Action<'o>> {
        if !matches!(node.value, Value::Object(_)) {
            let message = format!("an action must be an object, not {}", node.kind());
            self.fail(
                &at,
                node.position,
                message,
                "write `target`, and `update`, `remove` or `copy`",
            );
            return None;
        }
        self.fields(&at, node, &["target", "description", "update", "remove", "copy"]);
        let Some(target) = member(node, "target") else {
            let help = "add a JSONPath, such as `$.paths['/things'].get`";
            self.fail(&at, node.position, "the action has no `target`".to_owned(), help);
            return None;
        };
        let target = self.expression(&at, target);
        let removes = match member(node, "remove").map(|member| (member.position, &member.node)) {
            None => false,
            Some((
                _,
                Node {
                    value: Value::Bool(removes),
                    ..
                },
            )) => *removes,
            Some((position, other)) => {
                let message = format!("`remove` must be true or false, not {}", other.kind());
                self.fail(
                    &pointer::child(&at, "remove"),
                    position,
                    message,
                    "write `remove: true`",
                );
                return None;
            }
        };
        let (update, copy) = (member(node, "update"), member(node, "copy"));
        let several = [removes, update.is_some(), copy.is_some()]
            .iter()
            .filter(|is| **is)
            .count()
            > 1;
        if several {
            let message = "the action has several of `update`, `remove` and `copy`".to_owned();
            self.fail(&at, node.position, message, "write an action for each of them");
            return None;
        }
        let change = match (removes, update, copy) {
            (true, ..) => Change::Remove,
            (_, Some(update), _) => Change::Update(&update.node),
            (_, _, Some(copy)) => Change::Copy(self.expression(&at, copy)?),
            _ => {
                let message = "the action does nothing".to_owned();
                self.fail(&at, node.position, message, "add `update`, `remove: true` or `copy`");
                return None;
            }
        };
        Some(Action {
            pointer: at,
            target: target?,
            change,
            update: update.or(copy).map(|member| member.node.position),
        })
    }

    fn expression<'o>(&mut self, at: &str, member: &'o Member) -> Option<Expression<'o>> {
        let at = pointer::child(at, &member.key);
        let position = member.node.position;
        let help = "write a JSONPath of RFC 9535, such as `$.paths['/things'].get`";
        let Some(text) = member.node.as_str() else {
            let message = format!("`{}` must be a JSONPath, not {}", member.key, member.node.kind());
            self.fail(&at, position, message, help);
            return None;
        };
        if text.len() > LONGEST || depth(text) > DEEPEST {
            let message =
                format!("the JSONPath is longer than {LONGEST} bytes, or has more than {DEEPEST} nested brackets");
            self.fail(&at, position, message, help);
            return None;
        }
        match JsonPath::parse(text) {
            Ok(path) => Some(Expression { text, path, position }),
            Err(error) => {
                let message = format!("`{text}` is not a JSONPath: {error}");
                self.fail(&at, position, message, help);
                None
            }
        }
    }

    /// Reports members that the standard does not define.
    fn fields(&mut self, at: &str, node: &Node, known: &[&str]) {
        for member in node.members() {
            if !known.contains(&member.key.as_str()) && !member.key.starts_with("x-") {
                let message = format!("`{}` has no meaning here", member.key);
                let help = format!("write one of {}, or begin the name with `x-`", known.join(", "));
                self.fail(&pointer::child(at, &member.key), member.position, message, &help);
            }
        }
    }

    fn fail(&mut self, at: &str, position: Position, message: String, help: &str) {
        let finding = Diagnostic::of(&rules::BAD_OVERLAY, at, message, help);
        self.diagnostics.push(finding.at(Some(position)));
    }
}

/// How deep brackets and parentheses nest, counting those within strings as well.
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for character in text.chars() {
        match character {
            '(' | '[' | '!' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}
