//! `Document` → [`Model`], a pass in each file. What cannot be expressed is left out, with a diagnostic at its place.
//!
//! What is authored stays as it is: `check` and `diff` read the document, never the model. Bounds, patterns, formats and
//! defaults become documentation on purpose: a client that enforces them on what it receives breaks when the API grows.

mod annotations;
mod authored;
mod body_properties;
mod bounds;
mod chained;
mod compose;
mod coverage;
mod direction;
mod enums;
mod inheritance;
mod intersection;
mod listed;
mod media_type;
mod names;
mod operation_names;
mod operations;
mod other_bodies;
mod other_responses;
mod pagination;
mod parameter_styles;
mod parameters;
mod parts;
mod path_parameters;
mod progenitor;
mod prose;
mod recursion;
mod request_bodies;
mod response_body;
mod response_headers;
mod responses;
mod rust_names;
mod schemas;
mod security;
mod selection;
mod servers;
mod shape;
mod streams;
mod unions;
mod virtual_pointer;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use elsa::FrozenMap;

use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, rules};
use crate::dialect;
use crate::document::{Document, Node, pointer, reference};
use crate::model::{Model, Type};
use crate::validate::{apply_paging, validate};
use inheritance::Hierarchy;
pub(crate) use names::{BUILDER_METHODS, Names, snake};
use schemas::Schemas;

impl Model {
    /// Checks a document and makes the model of its client.
    ///
    /// What is valid but cannot be generated is left out, and reported as a warning: see [`Model::coverage`].
    ///
    /// # Errors
    /// Returns everything in the document that is not OpenAPI 3.0.3, with all warnings, each with its place and how to fix
    /// it.
    pub fn new(document: &Document) -> Result<Self, Diagnostics> {
        model(document, Invalid::Refused)
    }

    /// The same, but what is not OpenAPI is left out and reported as a warning, too: for the document of somebody else.
    ///
    /// # Errors
    /// Returns why the document cannot be used at all: it cannot be read, is no OpenAPI document, or one of another version.
    pub fn lossy(document: &Document) -> Result<Self, Diagnostics> {
        model(document, Invalid::LeftOut)
    }
}

/// What becomes of the parts of a document that are not OpenAPI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Invalid {
    Refused,
    LeftOut,
}

fn model(document: &Document, invalid: Invalid) -> Result<Model, Diagnostics> {
    let authored = document;
    let translated = dialect::translate(authored);
    let (document, losses) = match &translated {
        Some((document, losses)) => (document, losses.clone()),
        None => (authored, authored.diagnostics()),
    };
    let paged = apply_paging(document);
    let document = paged.as_ref().unwrap_or(document);
    let mut found = validate(document);
    found.append(losses);
    if found.is_unusable() {
        return Err(found);
    }
    let mistakes = found.iter().filter(|finding| finding.severity == Severity::Error);
    let mistakes: HashSet<String> = mistakes.map(|finding| finding.pointer.clone()).collect();
    if invalid == Invalid::LeftOut {
        found = found.leave_out_invalid();
    }
    let is_valid = found.errors() == 0;
    let intersections = FrozenMap::new();
    let lower = |names: BTreeMap<String, String>| {
        let mut lowering = Lowering {
            document,
            components: components(document),
            diagnostics: document.diagnostics(),
            schemas: Schemas::with_names(names),
            parts_are_bytes: authored.version().has_json_schema(),
            of_client: BTreeMap::new(),
            relative_servers: BTreeSet::new(),
            lost: lost(&found),
            hierarchy: Hierarchy::default(),
            choices: BTreeMap::new(),
            intersections: &intersections,
            meeting: RefCell::default(),
        };
        lowering.hierarchy = lowering.hierarchy();
        lowering.check_rust_names();
        let model = lowering.model();
        (lowering, model)
    };
    let (mut lowering, mut model) = lower(BTreeMap::new());
    // The first time every place gets the name that it wants. Where two want the same one, all is done again.
    if let Some(names) = lowering.distinct_names() {
        (lowering, model) = lower(names);
    }
    if is_valid
        && lowering.diagnostics.errors() == 0
        && let Err(fault) = progenitor::resolve(&mut model.types)
    {
        let help = "report this as a bug of the generator, with the document";
        lowering.find(&rules::INTERNAL_ERROR, "", fault, help);
    }
    recursion::put_boxes(&mut model.types);
    direction::compute(&model.operations, &mut model.types);
    body_properties::name_setters(&mut model.operations, &model.types);
    // All findings at once: who corrects the document need not run again to see the rest. A warning at a mistake may follow
    // from it, and is left out.
    let is_kept = |finding: &Diagnostic| finding.severity == Severity::Error || !mistakes.contains(&finding.pointer);
    found.append(lowering.diagnostics.filtered(is_kept));
    found.sort();
    if found.errors() > 0 {
        return Err(found);
    }
    if translated.is_some() {
        authored::restore(&mut model, document, authored);
    }
    model.warnings = found;
    Ok(model)
}

/// Reads a document and makes the model of its client: [`Document::parse`] and [`Model::new`] in one step.
///
/// # Errors
/// Returns everything that is wrong with the document, in both steps at once.
pub fn load(name: &str, bytes: &[u8]) -> Result<(Document, Model), Diagnostics> {
    let document = Document::parse(name, bytes)?;
    let model = Model::new(&document)?;
    Ok((document, model))
}

/// The places of what the client lacks.
fn lost(found: &Diagnostics) -> BTreeSet<String> {
    let losses = found.iter().filter(|finding| finding.is_loss);
    losses.map(|finding| finding.pointer.clone()).collect()
}

/// The components of a document by their pointers.
fn components(document: &Document) -> HashMap<String, &Node> {
    let kinds = document.root().get("components").map(Node::members).unwrap_or_default();
    let of = |kind: &str, name: &str| pointer::child(&pointer::child("/components", kind), name);
    let members = kinds
        .iter()
        .flat_map(|kind| kind.node.members().iter().map(move |member| (kind, member)));
    members
        .map(|(kind, member)| (of(&kind.key, &member.key), &member.node))
        .collect()
}

/// The state of one run: the document, what was found wrong with it, and the types met so far.
struct Lowering<'d> {
    document: &'d Document,
    /// The components by their pointers: a document may have thousands, and each is looked up often.
    components: HashMap<String, &'d Node>,
    diagnostics: Diagnostics,
    schemas: Schemas,
    /// Whether a part of a body is bytes if its schema does not say what it is: from OpenAPI 3.1 on.
    parts_are_bytes: bool,
    /// The types of the parameters that are set on the client, by the name of their setter.
    of_client: BTreeMap<String, Type>,
    /// Places of servers that no client can use and that were reported.
    relative_servers: BTreeSet<String>,
    /// Places of what the client lacks, as far as the rules of documents have found it.
    lost: BTreeSet<String>,
    /// The schemas that inherit a discriminator.
    hierarchy: Hierarchy,
    /// Whether the values of each choice have a type, by the pointer of the schema.
    choices: BTreeMap<String, bool>,
    /// The schemas that were made of several schemas that apply to one value, by their pointers.
    intersections: &'d FrozenMap<String, Box<Node>>,
    /// The pointers of those of which the shape is being found out.
    meeting: RefCell<Vec<String>>,
}

impl<'d> Lowering<'d> {
    fn model(&mut self) -> Model {
        let root = self.document.root();
        let info = root.get("info");
        let text = |key: &str| {
            info.and_then(|info| info.get(key))
                .and_then(Node::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        self.name_components();
        let found = self.found_operations();
        let mut operations = self.operations(&found);
        if found.is_empty() {
            self.find(
                &rules::NO_OPERATIONS,
                "/paths",
                "the document has no operation, so the client has no method",
                "describe operations under `paths`",
            );
        }
        self.lower_components();
        self.other_bodies(&found, &mut operations);
        self.other_responses(&found, &mut operations);
        self.paginate(&mut operations);
        let mut servers = self.servers();
        servers::name_setters(&mut servers, &mut operations);
        let mut security_schemes = self.security_schemes();
        security::name_setters(&mut security_schemes, &servers, &operations);
        let coverage = self.coverage(&found, &operations);
        Model {
            name: self.document.name().to_owned(),
            sha256: self.document.sha256().to_owned(),
            title: text("title"),
            // It is sent in a header.
            version: text("version").chars().filter(|c| matches!(c, ' '..='~')).collect(),
            docs: info
                .and_then(|info| prose::words(info, "description"))
                .map(str::to_owned)
                .into_iter()
                .chain(prose::external_docs(root))
                .collect(),
            servers,
            security: self.security_of_all(&operations),
            security_schemes,
            error_body: self.error_body(),
            types: std::mem::take(&mut self.schemas.types),
            headers: response_headers::of_all(&operations),
            operations,
            coverage,
            warnings: Diagnostics::default(),
        }
    }

    /// Reports a finding of `rule` at `pointer`.
    fn find(&mut self, rule: &Rule, pointer: &str, message: impl Into<String>, help: impl Into<String>) {
        let pointer = &*virtual_pointer::place(pointer);
        let at = self.document.nearest_position(pointer);
        self.diagnostics
            .push(Diagnostic::of(rule, pointer, message, help).at(Some(at)));
    }

    /// The value at a pointer.
    fn at(&self, at: &str) -> Option<&'d Node> {
        if virtual_pointer::is_intersection(at) {
            return self.intersections.get(at);
        }
        let at = &*virtual_pointer::place(at);
        self.components.get(at).copied().or_else(|| self.document.at(at))
    }

    /// The value that a chain of references leads to at last, and its pointer.
    fn resolve(&self, at: &str, node: &'d Node) -> (String, &'d Node) {
        let (mut at, mut node) = (at.to_owned(), node);
        if !virtual_pointer::is_of_document(&at) {
            return (at, node);
        }
        let mut seen = Vec::new();
        while let Some(target) = reference::of(node).and_then(reference::target) {
            seen.push(std::ptr::from_ref(node));
            match self.at(&target) {
                Some(next) if !seen.contains(&std::ptr::from_ref(next)) => (at, node) = (target, next),
                _ => break,
            }
        }
        (at, node)
    }

    /// Returns the value at `key` of `node` and its pointer, after following every `$ref`.
    fn child(&self, pointer: &str, node: &'d Node, key: &str) -> Option<(String, &'d Node)> {
        let value = node.get(key)?;
        Some(self.resolve(&pointer::child(pointer, key), value))
    }
}
