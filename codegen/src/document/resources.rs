//! Schema resources: what `$id`, `$anchor`, `$dynamicAnchor` and `$schema` say about references and keywords in a document
//! whose schemas are JSON Schema 2020-12.
//!
//! A schema with an `$id` is a resource of its own: references within it are relative to its URI, and others refer to it by
//! that URI, wherever it is in the document. The whole document is the outermost resource.

use std::collections::HashMap;

use fluent_uri::{Iri, IriRef};

use super::node::{Node, Value};
use super::{Document, pointer, reference};

/// The URI of the document itself: nothing can refer to it from elsewhere.
const DOCUMENT: &str = "https://document.invalid/";

/// The dialect that `$schema` names for JSON Schema 2020-12 itself.
const JSON_SCHEMA: &str = "https://json-schema.org/draft/2020-12/schema";

/// The beginning of the URIs of the dialects of OpenAPI.
const OPENAPI_DIALECTS: &str = "https://spec.openapis.org/oas/3.";

/// The vocabularies of a dialect that decide whether keywords assert something.
const VALIDATION: &str = "https://json-schema.org/draft/2020-12/vocab/validation";
const FORMAT_ASSERTION: &str = "https://json-schema.org/draft/2020-12/vocab/format-assertion";

/// The keywords of a schema that hold schemas by name.
const MAPS: &[&str] = &[
    "properties",
    "patternProperties",
    "dependentSchemas",
    "$defs",
    "definitions",
];

/// The keywords of a schema that hold a schema, or a list of schemas.
const SCHEMAS: &[&str] = &[
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "if",
    "then",
    "else",
    "items",
    "prefixItems",
    "contains",
    "unevaluatedItems",
    "additionalProperties",
    "propertyNames",
    "unevaluatedProperties",
    "contentSchema",
];

/// The keywords that give a `$ref` beside them an effect of their own. What only people read is not among them, nor is what
/// objects other than schemas may have there.
const ASSERTIONS: &[&str] = &[
    "$id",
    "$anchor",
    "$dynamicAnchor",
    "$dynamicRef",
    "$defs",
    "$schema",
    "type",
    "enum",
    "const",
    "multipleOf",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "format",
    "maxItems",
    "minItems",
    "uniqueItems",
    "minContains",
    "maxContains",
    "maxProperties",
    "minProperties",
    "dependentRequired",
    "discriminator",
    "readOnly",
    "writeOnly",
];

/// Members of the OpenAPI objects whose members have names that the document gives them.
const NAMED: &[&str] = &[
    "paths",
    "webhooks",
    "responses",
    "parameters",
    "requestBodies",
    "headers",
    "callbacks",
    "pathItems",
    "content",
    "encoding",
    "mediaTypes",
    "additionalOperations",
];

/// Members of the OpenAPI objects that hold data, whatever it looks like.
const DATA: &[&str] = &[
    "example",
    "examples",
    "value",
    "dataValue",
    "default",
    "links",
    "security",
];

/// Which keywords of a schema assert something, by the dialect that it is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keywords {
    /// The keywords of the vocabulary for validation: `type`, `minimum`, `required`.
    pub validation: bool,
    /// `format`. JSON Schema 2020-12 itself says that it is an annotation; documents of OpenAPI mean it.
    pub format: bool,
}

impl Keywords {
    /// Those of OpenAPI.
    pub const ALL: Self = Self {
        validation: true,
        format: true,
    };
}

/// The resources of a document.
#[derive(Clone, Debug)]
pub(crate) struct Resources {
    /// The first one is the document.
    all: Vec<Resource>,
    /// The resources but for the document, by their pointers and by their URIs.
    by_pointer: HashMap<String, usize>,
    by_uri: HashMap<String, usize>,
    /// The pointers of schemas by their resource and the name of an anchor.
    anchors: HashMap<(usize, String), String>,
    dynamic_anchors: HashMap<(usize, String), String>,
    /// The schemas that name their dialect, by their pointers.
    dialects: HashMap<String, Keywords>,
}

#[derive(Clone, Debug)]
struct Resource {
    pointer: String,
    uri: String,
}

/// What a value of the document is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Context {
    OpenApi,
    /// Objects of OpenAPI by name.
    Objects,
    Schema,
    /// Schemas by name.
    Schemas,
}

impl Resources {
    pub(super) fn of(root: &Node) -> Self {
        let uri = root.get("$self").and_then(Node::as_str).unwrap_or_default();
        let mut resources = Self {
            all: vec![Resource {
                pointer: String::new(),
                uri: absolute(DOCUMENT, uri),
            }],
            by_pointer: HashMap::new(),
            by_uri: HashMap::new(),
            anchors: HashMap::new(),
            dynamic_anchors: HashMap::new(),
            dialects: HashMap::new(),
        };
        let uri = resources.all[0].uri.clone();
        resources.by_uri.insert(uri, 0);
        let mut named = Vec::new();
        if let Some(dialect) = root.get("jsonSchemaDialect").and_then(Node::as_str) {
            named.push((String::new(), dialect.to_owned()));
        }
        let mut open = vec![(String::new(), root, Context::OpenApi, 0)];
        while let Some((at, node, context, mut resource)) = open.pop() {
            if context == Context::Schema {
                resource = resources.schema(&at, node, resource);
                if let Some(dialect) = node.get("$schema").and_then(Node::as_str) {
                    named.push((at.clone(), dialect.to_owned()));
                }
            }
            // In the order of the text: the first of two with one URI is meant.
            for member in node.members().iter().rev() {
                if let Some(inner) = context.of_member(&member.key) {
                    open.push((pointer::child(&at, &member.key), &member.node, inner, resource));
                }
            }
            let items = node.items().iter().enumerate().rev();
            open.extend(items.map(|(index, item)| (format!("{at}/{index}"), item, context, resource)));
        }
        for (at, dialect) in named {
            let keywords = resources.keywords_of(root, &dialect);
            resources.dialects.insert(at, keywords);
        }
        resources
    }

    /// Adds the identifiers of a schema, and returns the resource that contains it.
    fn schema(&mut self, at: &str, node: &Node, around: usize) -> usize {
        let text = |key: &str| node.get(key).and_then(Node::as_str);
        let mut resource = around;
        if let Some(id) = text("$id") {
            let uri = absolute(&self.all[around].uri, id);
            resource = self.all.len();
            self.by_pointer.insert(at.to_owned(), resource);
            self.by_uri.entry(uri.clone()).or_insert(resource);
            self.all.push(Resource {
                pointer: at.to_owned(),
                uri,
            });
        }
        for key in ["$anchor", "$dynamicAnchor"] {
            if let Some(name) = text(key) {
                let key = (resource, name.to_owned());
                self.anchors.entry(key).or_insert_with(|| at.to_owned());
            }
        }
        if let Some(name) = text("$dynamicAnchor") {
            let key = (resource, name.to_owned());
            self.dynamic_anchors.entry(key).or_insert_with(|| at.to_owned());
        }
        resource
    }

    /// Which keywords assert something in a dialect. One that is not in the document has all of them.
    fn keywords_of(&self, root: &Node, dialect: &str) -> Keywords {
        let uri = absolute(&self.all[0].uri, dialect);
        let described = self.by_uri.get(&uri).map(|resource| &self.all[*resource].pointer);
        let vocabularies = described
            .and_then(|at| pointer::find(root, at))
            .and_then(|place| place.node.get("$vocabulary"));
        match vocabularies {
            Some(vocabularies) => Keywords {
                validation: vocabularies.get(VALIDATION).is_some(),
                format: vocabularies.get(FORMAT_ASSERTION).is_some(),
            },
            None => Keywords {
                validation: true,
                format: uri != JSON_SCHEMA,
            },
        }
    }

    /// Which keywords assert something in the schema at a pointer.
    pub(super) fn keywords(&self, at: &str) -> Keywords {
        if self.dialects.is_empty() {
            return Keywords::ALL;
        }
        let found = around(at).find_map(|at| self.dialects.get(at));
        found.copied().unwrap_or(Keywords::ALL)
    }

    /// Whether a dialect is one that is read here, or is described in the document.
    pub(super) fn knows_dialect(&self, dialect: &str) -> bool {
        let uri = absolute(&self.all[0].uri, dialect);
        uri == JSON_SCHEMA || uri.starts_with(OPENAPI_DIALECTS) || self.by_uri.contains_key(&uri)
    }

    /// Whether references may lead to different schemas, depending on which others led to them.
    pub(super) fn has_dynamic_anchors(&self) -> bool {
        !self.dynamic_anchors.is_empty()
    }

    /// Returns the resource that contains the value at a pointer.
    pub(super) fn at(&self, at: &str) -> usize {
        if self.by_pointer.is_empty() {
            return 0;
        }
        let found = around(at).find_map(|at| self.by_pointer.get(at));
        found.copied().unwrap_or_default()
    }

    /// The pointer of the schema with a dynamic anchor of this name in a resource.
    pub(super) fn dynamic_anchor(&self, resource: usize, name: &str) -> Option<&str> {
        let found = self.dynamic_anchors.get(&(resource, name.to_owned()));
        found.map(String::as_str)
    }

    /// The resource of a URI, as the value at a pointer refers to it.
    pub(super) fn by_uri(&self, from: &str, uri: &str) -> Option<usize> {
        let own = self.at(from);
        match uri {
            "" => Some(own),
            uri => self.by_uri.get(&absolute(&self.all[own].uri, uri)).copied(),
        }
    }

    /// The pointer to which a reference at a pointer leads, if that is within the document. Whether there is a value
    /// is not looked at.
    pub(super) fn target(&self, from: &str, text: &str) -> Option<String> {
        let (uri, fragment) = text.split_once('#').unwrap_or((text, ""));
        let resource = self.by_uri(from, uri)?;
        let fragment = reference::percent_decode(fragment);
        match fragment.as_str() {
            "" => Some(self.all[resource].pointer.clone()),
            pointer if pointer.starts_with('/') => Some(format!("{}{pointer}", self.all[resource].pointer)),
            name => self.anchors.get(&(resource, name.to_owned())).cloned(),
        }
    }

    /// The value and the pointer that a `$ref` leads to at last. A reference beside keywords that have an effect of their own
    /// is not followed: both count.
    pub(super) fn resolve<'a>(&self, document: &'a Document, from: &str, node: &'a Node) -> (String, &'a Node) {
        let (mut pointer, mut node) = (from.to_owned(), node);
        let mut seen: Vec<*const Node> = Vec::new();
        while let Some(text) = reference::of(node).filter(|_| !is_schema(node)) {
            // Every resource on the way may decide where a dynamic reference leads.
            if !seen.is_empty() && self.has_dynamic_anchors() && self.at(&pointer) != 0 {
                break;
            }
            seen.push(node);
            let next = self.target(&pointer, text);
            let next = next.and_then(|target| Some((document.at(&target)?, target)));
            match next {
                Some((next, target)) if !seen.contains(&std::ptr::from_ref(next)) => (pointer, node) = (target, next),
                _ => break,
            }
        }
        (pointer, node)
    }
}

impl Context {
    /// What a member is; nothing if it holds no schema.
    fn of_member(self, key: &str) -> Option<Self> {
        match self {
            Self::Schemas => Some(Self::Schema),
            Self::Schema if MAPS.contains(&key) => Some(Self::Schemas),
            Self::Schema => SCHEMAS.contains(&key).then_some(Self::Schema),
            Self::Objects => Some(Self::OpenApi),
            Self::OpenApi => match key {
                "schema" | "itemSchema" => Some(Self::Schema),
                "schemas" => Some(Self::Schemas),
                key if NAMED.contains(&key) => Some(Self::Objects),
                key => (!DATA.contains(&key)).then_some(Self::OpenApi),
            },
        }
    }
}

/// Whether a value is a schema by its keywords, if it has a `$ref`.
pub(crate) fn is_schema(node: &Node) -> bool {
    node.members().iter().any(|member| {
        let key = member.key.as_str();
        let is_list = || matches!(member.node.value, Value::Array(_));
        ASSERTIONS.contains(&key) || SCHEMAS.contains(&key) || MAPS.contains(&key) || (key == "required" && is_list())
    })
}

/// A pointer, and those of all that is around it, from the inside out.
fn around(at: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(at), |at| at.rsplit_once('/').map(|(above, _)| above))
}

/// A reference relative to a URI, without its fragment. What is no reference stays as it is.
fn absolute(base: &str, text: &str) -> String {
    let text = text.split('#').next().unwrap_or_default();
    let resolved = || {
        let base = Iri::parse(base).ok()?;
        let resolved = IriRef::parse(text).ok()?.resolve_against(&base).ok()?;
        Some(resolved.normalize().into_string())
    };
    resolved().unwrap_or_else(|| text.to_owned())
}
