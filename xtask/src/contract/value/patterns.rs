//! The patterns of a document, compiled.

use std::collections::HashMap;
use std::sync::Arc;

use codegen::Document;
use codegen::document::Node;

use super::pattern::Pattern;

/// The patterns of the document, compiled; none where the document's text is no pattern.
pub(crate) struct Patterns(HashMap<String, Option<Arc<Pattern>>>);

impl Patterns {
    /// Compiles the patterns of a document, wherever they stand.
    pub(crate) fn of(document: &Document) -> Self {
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
    pub(crate) fn get(&self, pattern: &str) -> Option<&Arc<Pattern>> {
        self.0.get(pattern)?.as_ref()
    }
}
