//! Findings about texts that cannot be read, or that have no counterpart in JSON.

use super::{Builder, MAX_DEPTH, Step};
use crate::diagnostic::{Diagnostic, Position, Rule, rules};
use crate::document::node::Member;
use crate::document::pointer;
use crate::document::scalar::Refused;
use saphyr_parser::{ScanError, Tag};
use std::collections::HashMap;

impl Builder<'_> {
    /// Reports each member whose key an earlier one has, and leaves it out, so that a pointer names one value only.
    pub(super) fn without_duplicates(&mut self, members: Vec<Member>) -> Vec<Member> {
        let mut first: HashMap<&str, Position> = HashMap::with_capacity(members.len());
        let mut later = Vec::new();
        for (index, member) in members.iter().enumerate() {
            let Some(earlier) = first.get(member.key.as_str()) else {
                first.insert(&member.key, member.position);
                continue;
            };
            let (line, column) = (earlier.line, earlier.column);
            self.report(
                &rules::DUPLICATE_KEY,
                pointer::child(&self.pointer(), &member.key),
                member.position,
                format!(
                    "the key `{}` occurs twice in one object, first at {line}:{column}",
                    member.key
                ),
                "remove or rename one of them".to_owned(),
            );
            later.push(index);
        }
        if later.is_empty() {
            return members;
        }
        let mut later = later.into_iter().peekable();
        let kept = members.into_iter().enumerate();
        kept.filter_map(|(index, member)| later.next_if_eq(&index).is_none().then_some(member))
            .collect()
    }

    pub(super) fn refused(&mut self, text: &str, tag: Option<&Tag>, position: Position, refused: &Refused) {
        let tag = tag.map(|tag| match tag.is_yaml_core_schema() {
            true => format!("!!{}", tag.suffix),
            false => tag.to_string(),
        });
        let tag = tag.unwrap_or_default();
        let (message, help) = match refused {
            Refused::Number => (
                format!("JSON has no number `{text}`"),
                "write a finite number; if a string is meant, quote it",
            ),
            Refused::Tag => (format!("the tag `{tag}` has no counterpart in JSON"), "remove the tag"),
            Refused::Mismatch(kind) => (
                format!("the tag `{tag}` requires {kind}, not `{text}`"),
                "remove the tag, or correct the value",
            ),
        };
        self.report(&rules::NOT_JSON, self.pointer(), position, message, help.to_owned());
    }

    pub(super) fn complex_key(&mut self, at: Position) -> Step {
        self.stop(
            &rules::NOT_JSON,
            at,
            "a key is a list or an object, which JSON does not allow",
            "write a string as the key; a value in braces, such as `{id}`, must be quoted",
        )
    }

    pub(super) fn too_deep(&mut self, at: Position) -> Step {
        self.stop(
            &rules::TOO_DEEP,
            at,
            &format!("values are nested more than {MAX_DEPTH} levels deep"),
            "move inner schemas into `components` and refer to them",
        )
    }

    pub(super) fn syntax(&mut self, error: &ScanError) -> Step {
        let mark = error.marker();
        let at = self.place(mark);
        // The parser has its own limit for lists within lists on one line, which it reads to the end before it fails.
        if error.info().contains("recursion limit") {
            return self.too_deep(at);
        }
        self.stop(
            &rules::NOT_YAML,
            at,
            &format!("syntax error: {}", error.info()),
            "check the indentation, the quotes and the brackets here and just before",
        )
    }

    pub(super) fn stop(&mut self, rule: &Rule, position: Position, message: &str, help: &str) -> Step {
        self.report(rule, self.pointer(), position, message.to_owned(), help.to_owned());
        None
    }

    pub(super) fn report(&mut self, rule: &Rule, pointer: String, position: Position, message: String, help: String) {
        self.diagnostics
            .push(Diagnostic::of(rule, pointer, message, help).at(Some(position)));
    }
}
