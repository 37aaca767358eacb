//! The prepared keywords of schemas: patterns, compiled, and what discriminators choose among.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use codegen::Document;
use codegen::document::Node;
use codegen::view::Discriminators;

use super::pattern::Pattern;

/// What is prepared of the keywords of a document's schemas.
pub(crate) struct Keywords {
    /// Whether they are those of JSON Schema 2020-12.
    pub(crate) json_schema: bool,
    /// Whether a reference may lead to different schemas.
    pub(crate) dynamic: bool,
    /// The patterns, compiled; none where the document's text is no pattern.
    patterns: HashMap<String, Option<Arc<Pattern>>>,
    pub(crate) discriminators: Discriminators,
    /// The pointers of the schemas under observation: the values that they apply to are reported.
    pub(crate) observed: HashSet<String>,
}

impl Keywords {
    /// Prepares all keywords of a document.
    pub(crate) fn of(document: &Document) -> Self {
        let json_schema = document.version().has_json_schema();
        let mut compiled = HashMap::new();
        let mut open = vec![document.root()];
        while let Some(node) = open.pop() {
            let names = node.get("patternProperties").filter(|_| json_schema);
            let names = names
                .into_iter()
                .flat_map(Node::members)
                .map(|member| member.key.as_str());
            for pattern in node.get("pattern").and_then(Node::as_str).into_iter().chain(names) {
                if !compiled.contains_key(pattern) {
                    compiled.insert(pattern.to_owned(), Pattern::parse(pattern).map(Arc::new));
                }
            }
            open.extend(node.items());
            open.extend(node.members().iter().map(|member| &member.node));
        }
        Self {
            json_schema,
            dynamic: document.has_dynamic_anchors(),
            patterns: compiled,
            discriminators: Discriminators::of(document),
            observed: HashSet::new(),
        }
    }

    /// A compiled pattern; `None` if it cannot be read.
    pub(crate) fn pattern(&self, pattern: &str) -> Option<&Arc<Pattern>> {
        self.patterns.get(pattern)?.as_ref()
    }
}
