//! Which values of a document a JSONPath matches.

use serde_json::{Map, Number, Value as Json};
use serde_json_path::JsonPath;

use crate::document::{Node, Value, pointer};

/// The document as the JSON that expressions look through.
pub(super) struct Selectable(Json);

impl Selectable {
    pub(super) fn new(root: &Node) -> Self {
        Self(json(root))
    }

    /// The pointers of what matches, each once.
    pub(super) fn select(&self, path: &JsonPath) -> Vec<String> {
        let found = path.query_located(&self.0).dedup();
        found.locations().map(|location| location.to_json_pointer()).collect()
    }

    /// Takes over a value that was changed.
    pub(super) fn refresh(&mut self, root: &Node, at: &str) {
        if let (Some(place), Some(old)) = (pointer::find(root, at), self.0.pointer_mut(at)) {
            *old = json(place.node);
        }
    }
}

fn json(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        // Expressions compare numbers; digits beyond those of a double do not matter there.
        Value::Number(text) => text.parse::<Number>().map_or(Json::Null, Json::Number),
        Value::String(text) => Json::String(text.clone()),
        Value::Array(items) => Json::Array(items.iter().map(json).collect()),
        Value::Object(members) => {
            let members = members.iter().map(|member| (member.key.clone(), json(&member.node)));
            Json::Object(members.collect::<Map<_, _>>())
        }
    }
}
