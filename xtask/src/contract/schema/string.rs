//! Strings: lengths in characters, patterns and formats.

use std::collections::HashMap;
use std::sync::Arc;

use codegen::Document;
use codegen::document::Node;

use super::super::pattern::Pattern;
use super::{Found, Patterns, Place, Walk, cut, format, rules};

impl Walk<'_> {
    /// The keywords of strings.
    pub(super) fn string(&self, schema: &Place<'_>, text: &str, pointer: &str, found: &mut Found) {
        let keywords = ["format", "minLength", "maxLength", "pattern"];
        if !schema.has_any(&keywords) || self.is_masked(pointer, found) {
            return;
        }
        let length = text.chars().count();
        for (keyword, word) in [("minLength", "fewer"), ("maxLength", "more")] {
            let Some(limit) = schema.count(keyword) else { continue };
            if (keyword == "minLength" && length < limit) || (keyword == "maxLength" && length > limit) {
                let message = match self.is_secret(pointer) {
                    true => format!("the value has {word} characters than {limit}"),
                    false => format!("`{}` has {length} characters, {word} than {limit}", cut(text)),
                };
                self.tell(&rules::LENGTH, pointer, message, schema.at(keyword), found);
            }
        }
        if let Some(pattern) = schema.str("pattern") {
            let compiled = self.context.patterns.get(pattern);
            match compiled.map(|compiled| compiled.is_match(text)) {
                Some(Some(true)) => {}
                Some(Some(false)) => {
                    let message = format!("{} does not match `{}`", self.quoted(text, pointer), cut(pattern));
                    self.tell(&rules::PATTERN, pointer, message, schema.at("pattern"), found);
                }
                Some(None) => {
                    let message = format!(
                        "the value was not checked against the pattern `{}`, which takes over a million steps for it",
                        cut(pattern)
                    );
                    found.unsure = true;
                    found.note(pointer, message);
                }
                None => {
                    let message = format!(
                        "the value was not checked against the pattern `{}`, which is not a regular expression of ECMA-262",
                        cut(pattern)
                    );
                    found.unsure = true;
                    found.note(pointer, message);
                }
            }
        }
        if let Some(name) = schema.str("format")
            && !format::string(name, text)
        {
            let message = format!("{} is no {name}", self.quoted(text, pointer));
            self.tell(&rules::FORMAT, pointer, message, schema.at("format"), found);
        }
    }
}

impl Patterns {
    /// Compiles the patterns of a document, wherever they stand.
    pub(in crate::contract) fn of(document: &Document) -> Self {
        let mut compiled = HashMap::new();
        let mut open = vec![document.root()];
        while let Some(node) = open.pop() {
            if let Some(pattern) = node.get("pattern").and_then(Node::as_str)
                && !compiled.contains_key(pattern)
            {
                compiled.insert(pattern.to_owned(), Pattern::parse(pattern).map(Arc::new));
            }
            open.extend(node.items());
            open.extend(node.members().iter().map(|member| &member.node));
        }
        Self(compiled)
    }

    /// A compiled pattern; nothing if it cannot be read.
    pub(in crate::contract) fn get(&self, pattern: &str) -> Option<&Arc<Pattern>> {
        self.0.get(pattern)?.as_ref()
    }
}
