//! What a message calls the value of a schema, by the schema's pointer.

use codegen::document::pointer;

/// A name for the value at a pointer: the nearest property, or the named schema. None if neither is known.
pub(super) fn name(pointer: &str) -> Option<String> {
    let steps: Vec<String> = pointer::steps(pointer).collect();
    let mut prefix = String::new();
    let mut end = steps.len();
    loop {
        let before = steps.get(end.checked_sub(2)?).map(String::as_str);
        let last = steps.get(end - 1)?.as_str();
        match (before, last) {
            (Some("properties" | "patternProperties" | "dependentSchemas"), name) => {
                return Some(format!("{prefix}`{name}`"));
            }
            (Some("schemas" | "$defs" | "definitions"), name) => return Some(format!("{prefix}`{name}`")),
            // What a list of schemas contains.
            (Some("prefixItems"), index) => {
                prefix.push_str(&format!("the item {index} of "));
                end -= 2;
            }
            (Some("oneOf" | "anyOf"), index) => {
                prefix.push_str(&format!("the alternative {index} of "));
                end -= 2;
            }
            (Some("allOf"), _) => end -= 2,
            (_, "items" | "unevaluatedItems") => {
                prefix.push_str("the items of ");
                end -= 1;
            }
            (_, "contains") => {
                prefix.push_str("the contained item of ");
                end -= 1;
            }
            (_, "additionalProperties" | "unevaluatedProperties") => {
                prefix.push_str("the other properties of ");
                end -= 1;
            }
            (_, "propertyNames") => {
                prefix.push_str("the names of the properties of ");
                end -= 1;
            }
            (_, "not" | "if" | "then" | "else" | "contentSchema") => {
                prefix.push_str(&format!("`{last}` of "));
                end -= 1;
            }
            _ => return None,
        }
    }
}

/// What stands before the name of a value that has no name of its own, such as "the items of ".
pub(super) fn within(pointer: &str, root: &str) -> String {
    if let Some(name) = name(pointer) {
        return name;
    }
    // An inline schema of a parameter or a body: everything behind its root.
    let marked = pointer.rfind("/schema/").map(|at| &pointer[at + "/schema/".len()..]);
    let inner = marked.and_then(|rest| name(&format!("/$defs/\u{0}/{rest}")));
    match inner {
        Some(name) => name.replace("`\u{0}`", root),
        None => root.to_owned(),
    }
}
