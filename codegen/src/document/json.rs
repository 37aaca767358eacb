//! A document as JSON, with all digits of its numbers.

use super::{Document, Node, Value};

impl Document {
    /// The files that it was read from, its own first.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.sources.iter().map(|source| &*source.name)
    }

    /// The document as one text of JSON, which YAML is a superset of: with what was read from other files, and what overlays
    /// changed. Comments and the style of the document are lost.
    pub fn to_json(&self) -> String {
        let mut text = String::new();
        write(&mut text, &self.root, 0);
        text.push('\n');
        text
    }
}

fn write(text: &mut String, node: &Node, level: usize) {
    let string = |value: &str| serde_json::Value::from(value).to_string();
    let line = |text: &mut String, level: usize| {
        text.push('\n');
        (0..level).for_each(|_| text.push_str("  "));
    };
    match &node.value {
        Value::Null => text.push_str("null"),
        Value::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
        Value::Number(number) => text.push_str(number),
        Value::String(value) => text.push_str(&string(value)),
        Value::Array(items) if items.is_empty() => text.push_str("[]"),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                text.push(if index == 0 { '[' } else { ',' });
                line(text, level + 1);
                write(text, item, level + 1);
            }
            line(text, level);
            text.push(']');
        }
        Value::Object(members) if members.is_empty() => text.push_str("{}"),
        Value::Object(members) => {
            for (index, member) in members.iter().enumerate() {
                text.push(if index == 0 { '{' } else { ',' });
                line(text, level + 1);
                text.push_str(&string(&member.key));
                text.push_str(": ");
                write(text, &member.node, level + 1);
            }
            line(text, level);
            text.push('}');
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::Document;

    #[test]
    fn nothing_is_lost() {
        let yaml = "a: 1.10\nb: [1e300, -0, yes, 'x\ty\"']\n200: {}\nc: []\nd: {e: null, f: true}\n";
        let document = Document::parse("a.yaml", yaml.as_bytes()).unwrap();
        let json = document.to_json();
        assert!(json.contains("\"a\": 1.10,\n") && json.contains("1e300"), "{json}");
        let again = Document::parse("b.json", json.as_bytes()).unwrap();
        assert_eq!(again.to_json(), json);
        assert!(crate::document::pointer::find(again.root(), "/d/f").is_some());
        assert_eq!(document.files().collect::<Vec<_>>(), ["a.yaml"]);
    }
}
