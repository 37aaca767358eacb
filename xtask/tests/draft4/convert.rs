//! From schemas of draft 4 to documents of OpenAPI 3.0, where it can say the same.

use std::collections::BTreeMap;

use recording::json::{Member, Node, Value, escape, steps};

/// Why a schema or a test has no counterpart in OpenAPI 3.0.
pub(crate) type Reason = &'static str;

pub(crate) const TUPLES: Reason = "a list of schemas under `items`";
pub(crate) const PATTERN_PROPERTIES: Reason = "`patternProperties`";
pub(crate) const BASE: Reason = "an `id` that changes what references are relative to";
pub(crate) const REMOTE: Reason = "a reference to another document";
pub(crate) const FORMAT: Reason = "a format that OpenAPI 3.0 does not define";
pub(crate) const ANNOTATION: Reason = "a format as an annotation: OpenAPI 3.0 defines what it means";

/// A document with one operation whose response has this schema.
pub(crate) fn document(schema: &Node) -> Result<Node, Reason> {
    let mut references = Vec::new();
    find_references(schema, &mut references);
    if references.iter().any(|reference| !reference.starts_with('#')) {
        return Err(REMOTE);
    }
    let definitions = schema.get("definitions").map(Node::members).unwrap_or_default();
    let mut converter = Converter {
        names: BTreeMap::new(),
        any_reference: !references.is_empty(),
    };
    for (index, member) in definitions.iter().enumerate() {
        converter.names.insert(member.key.clone(), format!("D{index}"));
    }
    let mut schemas = vec![member("S", converter.converted(schema, true)?)];
    for definition in definitions {
        let name = converter.names[&definition.key].clone();
        schemas.push(member(&name, converter.schema(&definition.node)?));
    }
    let reference = object(vec![member("$ref", text("#/components/schemas/S"))]);
    let content = object(vec![member(
        "application/json",
        object(vec![member("schema", reference)]),
    )]);
    let response = object(vec![member("description", text("d")), member("content", content)]);
    let operation = object(vec![
        member("operationId", text("x")),
        member("responses", object(vec![member("200", response)])),
    ]);
    Ok(object(vec![
        member("openapi", text("3.0.3")),
        member(
            "info",
            object(vec![member("title", text("t")), member("version", text("1"))]),
        ),
        member(
            "paths",
            object(vec![member("/x", object(vec![member("get", operation)]))]),
        ),
        member("components", object(vec![member("schemas", object(schemas))])),
    ]))
}

/// The references of a schema. What is in `enum` and `default` is data, and `properties` has names.
fn find_references<'s>(schema: &'s Node, found: &mut Vec<&'s str>) {
    found.extend(schema.get("$ref").and_then(Node::as_str));
    for member in schema.members() {
        match member.key.as_str() {
            "enum" | "default" => {}
            "properties" | "patternProperties" | "definitions" | "dependencies" => {
                member
                    .node
                    .members()
                    .iter()
                    .for_each(|inner| find_references(&inner.node, found));
            }
            _ => {
                find_references(&member.node, found);
                member.node.items().iter().for_each(|item| find_references(item, found));
            }
        }
    }
}

struct Converter {
    /// The name of each definition among the components, where names have fewer characters to choose from.
    names: BTreeMap<String, String>,
    any_reference: bool,
}

impl Converter {
    fn schema(&self, schema: &Node) -> Result<Node, Reason> {
        self.converted(schema, false)
    }

    /// Schemas by name.
    fn schemas(&self, named: &Node) -> Result<Node, Reason> {
        let all = named.members().iter();
        let all = all.map(|one| Ok::<_, Reason>(member(&one.key, self.schema(&one.node)?)));
        Ok(object(all.collect::<Result<_, _>>()?))
    }

    fn converted(&self, schema: &Node, is_root: bool) -> Result<Node, Reason> {
        if let Some(reference) = schema.get("$ref").and_then(Node::as_str) {
            return Ok(object(vec![member("$ref", text(&self.reference(reference)))]));
        }
        if self.any_reference && schema.get("id").is_some() {
            return Err(BASE);
        }
        let mut members = Vec::new();
        // What is said in another way is added to `allOf`, so that everything else stays where references find it.
        let mut also = Vec::new();
        for Member { key, node, .. } in schema.members() {
            let converted = match key.as_str() {
                "$schema" | "$comment" => continue,
                // Those of the root are components.
                "definitions" if is_root => continue,
                "definitions" => {
                    members.push(member("x-definitions", self.schemas(node)?));
                    continue;
                }
                "id" => continue,
                "patternProperties" => return Err(PATTERN_PROPERTIES),
                // Without a list of schemas under `items` it says nothing.
                "additionalItems" => continue,
                "items" if matches!(node.value, Value::Array(_)) => return Err(TUPLES),
                "type" => match &node.value {
                    Value::String(name) if name != "null" => node.clone(),
                    Value::String(_) => {
                        also.push(of_type(node));
                        continue;
                    }
                    _ => {
                        let types = node.items().iter().map(of_type).collect();
                        also.push(object(vec![member("anyOf", list(types))]));
                        continue;
                    }
                },
                "dependencies" => {
                    for dependency in node.members() {
                        also.push(self.dependency(dependency)?);
                    }
                    continue;
                }
                "properties" => self.schemas(node)?,
                "allOf" | "anyOf" | "oneOf" => self.all(node)?,
                "items" | "not" => self.schema(node)?,
                "additionalProperties" if matches!(node.value, Value::Object(_)) => self.schema(node)?,
                "enum" | "default" | "additionalProperties" | "title" | "description" | "format" | "pattern" => {
                    node.clone()
                }
                "maximum" | "minimum" | "exclusiveMaximum" | "exclusiveMinimum" | "multipleOf" | "maxLength"
                | "minLength" | "maxItems" | "minItems" | "uniqueItems" | "maxProperties" | "minProperties"
                | "required" => node.clone(),
                other => panic!("the keyword `{other}` is not known to the conversion"),
            };
            members.push(member(key, converted));
        }
        // An array must say what its items are.
        if members
            .iter()
            .any(|member| member.key == "type" && member.node.as_str() == Some("array"))
            && schema.get("items").is_none()
        {
            members.push(member("items", object(Vec::new())));
        }
        if !also.is_empty() {
            match members.iter_mut().find(|member| member.key == "allOf") {
                Some(all) => {
                    let branches = all.node.items().iter().cloned().chain(also);
                    all.node = list(branches.collect());
                }
                None => members.push(member("allOf", list(also))),
            }
        }
        Ok(object(members))
    }

    fn all(&self, schemas: &Node) -> Result<Node, Reason> {
        let all = schemas.items().iter().map(|schema| self.schema(schema));
        Ok(list(all.collect::<Result<_, _>>()?))
    }

    /// A dependency: either the property is not there, or what it demands holds.
    fn dependency(&self, dependency: &Member) -> Result<Node, Reason> {
        let required = |names: Vec<Node>| object(vec![member("required", list(names))]);
        let demanded = match &dependency.node.value {
            Value::Array(names) if names.is_empty() => object(Vec::new()),
            Value::Array(names) => required(names.clone()),
            _ => self.schema(&dependency.node)?,
        };
        let is_object = object(vec![member("type", text("object"))]);
        let there = object(vec![member(
            "allOf",
            list(vec![is_object, required(vec![text(&dependency.key)])]),
        )]);
        let absent = object(vec![member("not", there)]);
        Ok(object(vec![member("anyOf", list(vec![absent, demanded]))]))
    }

    /// Where a reference leads among the components.
    fn reference(&self, reference: &str) -> String {
        let pointer = decoded(reference.trim_start_matches('#'));
        let mut steps = steps(&pointer).peekable();
        let mut target = "#/components/schemas/S".to_owned();
        if steps.next_if(|step| step == "definitions").is_some() {
            let name = steps.next().expect("the name of a definition");
            target = format!("#/components/schemas/{}", self.names[&name]);
        }
        let mut before = String::new();
        for step in steps {
            let is_keyword = step == "definitions" && before != "properties";
            before.clone_from(&step);
            let step = if is_keyword { "x-definitions".to_owned() } else { step };
            target = format!("{target}/{}", escape(&step).replace('%', "%25"));
        }
        target
    }
}

/// A schema of one type. OpenAPI 3.0 has no type for `null`, but a list of values may hold it.
fn of_type(name: &Node) -> Node {
    let null = Node {
        start: 0,
        end: 0,
        value: Value::Null,
    };
    match name.as_str() {
        Some("null") => object(vec![member("enum", list(vec![null]))]),
        Some("array") => object(vec![member("type", name.clone()), member("items", object(Vec::new()))]),
        _ => object(vec![member("type", name.clone())]),
    }
}

/// Decodes `%25`.
fn decoded(fragment: &str) -> String {
    let mut text = String::new();
    let mut parts = fragment.split('%');
    text.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let code = u8::from_str_radix(&part[..2], 16).expect("two hexadecimal digits");
        text.push(char::from(code));
        text.push_str(&part[2..]);
    }
    text
}

fn node(value: Value) -> Node {
    Node {
        start: 0,
        end: 0,
        value,
    }
}

fn object(members: Vec<Member>) -> Node {
    node(Value::Object(members))
}

fn list(items: Vec<Node>) -> Node {
    node(Value::Array(items))
}

fn text(text: &str) -> Node {
    node(Value::String(text.to_owned()))
}

fn member(key: &str, node: Node) -> Member {
    Member {
        key: key.to_owned(),
        start: 0,
        node,
    }
}
