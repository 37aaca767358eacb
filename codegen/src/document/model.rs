//! From the raw tree to the model of the `openapiv3` crate, by way of `serde_yaml`.
//!
//! The tree is the one source of truth: the text is never parsed a second time.

use super::node::{Node, Value};
use super::pointer;
use crate::validate::METHODS;
use openapiv3::{
    Header, OpenAPI, Operation, Parameter, PathItem, ReferenceOr, RequestBody, Response, Schema, SecurityScheme,
};
use serde::de::DeserializeOwned;
use serde_yaml::{Mapping, Number, Value as Yaml};

/// The tree as `serde_yaml` holds it. Numbers beyond 64 bits become doubles.
pub(super) fn to_yaml(node: &Node) -> Yaml {
    match &node.value {
        Value::Null => Yaml::Null,
        Value::Bool(value) => Yaml::Bool(*value),
        Value::Number(text) => number(text),
        Value::String(text) => Yaml::String(text.clone()),
        Value::Array(items) => Yaml::Sequence(items.iter().map(to_yaml).collect()),
        Value::Object(members) => {
            let mut mapping = Mapping::with_capacity(members.len());
            for member in members {
                mapping.insert(Yaml::String(member.key.clone()), to_yaml(&member.node));
            }
            Yaml::Mapping(mapping)
        }
    }
}

fn number(text: &str) -> Yaml {
    let number = if let Ok(value) = text.parse::<u64>() {
        Number::from(value)
    } else if let Ok(value) = text.parse::<i64>() {
        Number::from(value)
    } else {
        Number::from(text.parse::<f64>().unwrap_or_default())
    };
    Yaml::Number(number)
}

/// How much stack the model may take: a schema takes some 40 KiB of it in a build that is not optimised.
const STACK: usize = 16 << 20;

/// Why the crate refuses a tree that passed all rules.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refused {
    /// Where, as near as that can be told.
    pub(super) pointer: String,
    pub(super) message: String,
}

/// The model, or why the crate refuses the tree.
///
/// It is read on a thread of its own, because the crate reads schemas recursively and the caller's stack may be small.
/// The model has no callbacks: the crate cannot hold a reference to one, and no client calls them. The tree has them.
pub(super) fn read(root: &Node) -> Result<OpenAPI, Refused> {
    let whole = |message: String| Refused {
        pointer: String::new(),
        message,
    };
    std::thread::scope(|scope| {
        let reader = std::thread::Builder::new()
            .name("openapiv3".to_owned())
            .stack_size(STACK)
            .spawn_scoped(scope, || {
                let yaml = without_callbacks(to_yaml(root));
                serde_yaml::from_value(yaml).map_err(|error| locate(root).unwrap_or_else(|| whole(error.to_string())))
            })
            .map_err(|error| whole(format!("no thread to read it on: {error}")))?;
        reader
            .join()
            .unwrap_or_else(|_| Err(whole("the openapiv3 crate gave up on it".to_owned())))
    })
}

fn without_callbacks(mut root: Yaml) -> Yaml {
    if let Some(Yaml::Mapping(components)) = root.get_mut("components") {
        components.remove("callbacks");
    }
    if let Some(Yaml::Mapping(paths)) = root.get_mut("paths") {
        for operation in paths
            .values_mut()
            .filter_map(Yaml::as_mapping_mut)
            .flat_map(Mapping::values_mut)
        {
            if let Yaml::Mapping(operation) = operation {
                operation.remove("callbacks");
            }
        }
    }
    root
}

/// The part that the crate refuses on its own: an operation, a path, or a component.
fn locate(root: &Node) -> Option<Refused> {
    for path in root.get("paths").map_or(&[][..], Node::members) {
        let pointer = pointer::child("/paths", &path.key);
        let mut parts = path
            .node
            .members()
            .iter()
            .filter(|part| METHODS.contains(&part.key.as_str()));
        let operation = parts.find_map(|part| refusal::<Operation>(pointer::child(&pointer, &part.key), &part.node));
        if let Some(refused) = operation.or_else(|| refusal::<ReferenceOr<PathItem>>(pointer, &path.node)) {
            return Some(refused);
        }
    }
    for section in root.get("components").map_or(&[][..], Node::members) {
        let judge = match section.key.as_str() {
            "schemas" => refusal::<ReferenceOr<Schema>>,
            "responses" => refusal::<ReferenceOr<Response>>,
            "parameters" => refusal::<ReferenceOr<Parameter>>,
            "requestBodies" => refusal::<ReferenceOr<RequestBody>>,
            "headers" => refusal::<ReferenceOr<Header>>,
            "securitySchemes" => refusal::<ReferenceOr<SecurityScheme>>,
            _ => continue,
        };
        for component in section.node.members() {
            let pointer = format!("/components/{}/{}", section.key, pointer::escape(&component.key));
            if let Some(refused) = judge(pointer, &component.node) {
                return Some(refused);
            }
        }
    }
    None
}

fn refusal<T: DeserializeOwned>(pointer: String, node: &Node) -> Option<Refused> {
    let message = serde_yaml::from_value::<T>(to_yaml(node)).err()?.to_string();
    Some(Refused { pointer, message })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;

    /// Reads a tree that was not validated, as no document is.
    fn refused(text: &str) -> Refused {
        let root = super::super::tree::read(text, &mut Diagnostics::default()).unwrap();
        read(&root).unwrap_err()
    }

    const HEAD: &str = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\n";

    #[test]
    fn what_the_crate_refuses_has_a_place() {
        let path = refused(&format!("{HEAD}paths: {{/a/b: {{get: {{tags: 1, responses: {{}}}}}}}}"));
        assert_eq!(path.pointer, "/paths/~1a~1b/get");
        assert!(path.message.contains("sequence"), "{}", path.message);
        let schema = refused(&format!(
            "{HEAD}paths: {{}}\ncomponents: {{schemas: {{A: {{required: 1}}}}}}"
        ));
        assert_eq!(schema.pointer, "/components/schemas/A");
        assert_eq!(refused(&format!("{HEAD}paths: 1")).pointer, "");
    }

    #[test]
    fn callbacks_stay_out_of_the_model() {
        let text = format!(
            "{HEAD}paths: {{/a: {{get: {{callbacks: {{c: {{$ref: '#/components/callbacks/C'}}}}, responses: {{}}}}}}}}"
        );
        let root = super::super::tree::read(&text, &mut Diagnostics::default()).unwrap();
        let model = read(&root).unwrap();
        assert_eq!(model.operations().count(), 1);
    }
}
