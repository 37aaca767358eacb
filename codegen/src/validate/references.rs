//! Every `$ref`: whether its target exists, and whether it is of the right kind.

use super::findings::Findings;
use super::index::{Index, Visit};
use super::nearest::nearest;
use super::objects::Type;
use super::walk::Walk;
use crate::diagnostic::rules;
use crate::document::pointer;
use crate::document::reference;
use crate::document::resources::is_schema;
use crate::document::{Document, Node, Value};
use std::collections::HashMap;

/// Where each reference leads at last.
pub(super) type Found<'a> = HashMap<*const Node, &'a Node>;

/// Follows all references. What only a reference gives a meaning to (a schema within an extension) is walked over, too.
pub(super) fn follow<'a>(
    document: &'a Document,
    index: Index<'a>,
    findings: &mut Findings<'_>,
) -> (Index<'a>, Found<'a>) {
    let mut follower = Follower {
        document,
        root: document.root(),
        index,
        steps: HashMap::new(),
        found: HashMap::new(),
        ends: HashMap::new(),
        broken: 0,
    };
    let mut next = 0;
    // The walk over what a reference leads to may add references.
    while let Some(site) = follower.index.references.get(next).cloned() {
        next += 1;
        if let Some((pointer, target)) = follower.end_of_chain(&site, findings) {
            follower.found.insert(std::ptr::from_ref(site.node), target);
            follower.check_kind(&site, (&pointer, target), findings);
        }
    }
    (follower.index, follower.found)
}

struct Follower<'a> {
    document: &'a Document,
    root: &'a Node,
    index: Index<'a>,
    /// What each text of a reference leads to directly, with its pointer; by the schema resource that contains it.
    steps: HashMap<(usize, &'a str), Option<(String, &'a Node)>>,
    found: Found<'a>,
    /// Where the references that were followed end; nowhere, if they break or turn in a circle.
    ends: HashMap<*const Node, Option<(String, &'a Node)>>,
    /// How many references are broken.
    broken: usize,
}

/// For how many broken references a name is looked for that may have been meant: each costs a look at all names.
const SUGGESTIONS: usize = 200;

impl<'a> Follower<'a> {
    /// The value that a reference at a pointer leads to directly.
    fn step(&mut self, from: &str, text: &'a str) -> Option<&(String, &'a Node)> {
        let (document, root) = (self.document, self.root);
        self.steps
            .entry((document.resource(from), text))
            .or_insert_with(|| {
                let target = document.target(from, text)?;
                let node = pointer::find(root, &target)?.node;
                Some((target, node))
            })
            .as_ref()
    }

    /// Whether a schema says more than its reference: a reference to it ends there.
    fn is_end(&self, node: &Node) -> bool {
        self.document.version().has_json_schema() && is_schema(node)
    }

    /// The value at the end of the references that begin at `site`.
    fn end_of_chain(&mut self, site: &Visit<'a>, findings: &mut Findings<'_>) -> Option<(String, &'a Node)> {
        let text = reference::of(site.node)?;
        if self.step(&site.pointer, text).is_none() {
            self.report_broken(&site.pointer, text, findings);
        }
        if self.is_end(site.node) {
            let (pointer, node) = self.step(&site.pointer, text).cloned()?;
            return self.end_of(pointer, node, findings);
        }
        self.end_of(site.pointer.clone(), site.node, findings)
    }

    /// The same, from a value on.
    fn end_of(
        &mut self,
        mut pointer: String,
        mut node: &'a Node,
        findings: &mut Findings<'_>,
    ) -> Option<(String, &'a Node)> {
        let mut chain = Vec::new();
        let mut places = HashMap::new();
        let end = loop {
            let address = std::ptr::from_ref(node);
            if let Some(known) = self.ends.get(&address) {
                break known.clone();
            }
            let Some(text) = reference::of(node).filter(|_| !self.is_end(node)) else {
                break Some((pointer, node));
            };
            if let Some(first) = places.insert(address, chain.len()) {
                // Each circle is met once: from then on its references have a known end, which is none.
                self.report_circle(node, chain.len() - first, findings);
                break None;
            }
            chain.push(address);
            match self.step(&pointer, text).cloned() {
                Some(next) => (pointer, node) = next,
                // Reported at that reference.
                None => break None,
            }
        };
        self.ends
            .extend(chain.into_iter().map(|address| (address, end.clone())));
        end
    }

    fn report_circle(&self, node: &Node, length: usize, findings: &mut Findings<'_>) {
        let site = self.index.references.iter().find(|site| std::ptr::eq(site.node, node));
        let pointer = site.map(|site| pointer::child(&site.pointer, "$ref"));
        let through = match length {
            1 => String::new(),
            more => format!(", over {more} references"),
        };
        findings.push(
            &rules::ENDLESS_CYCLE,
            &pointer.unwrap_or_default(),
            format!("the reference leads back to itself{through}"),
            "replace one of these references by what is meant",
        );
    }

    /// Whether the target is of the kind that the place of the reference requires.
    fn check_kind(&mut self, site: &Visit<'a>, (pointer, target): (&str, &'a Node), findings: &mut Findings<'_>) {
        let json_schema = site.ty == Type::Schema && self.document.version().has_json_schema();
        if json_schema && matches!(target.value, Value::Bool(_)) {
            return;
        }
        if let Some(visit) = self.index.visit(target) {
            if visit.ty != site.ty {
                let message = format!("the reference leads to {}, not to {}", visit.ty.a(), site.ty.a());
                self.report_kind(site, message, findings);
            }
            return;
        }
        let mut steps = pointer::steps(pointer);
        let unknown_root = steps.next().is_some_and(|step| {
            Type::OpenApi
                .table_of(self.document.version())
                .fields
                .iter()
                .all(|field| field.name != step)
        });
        if json_schema || unknown_root || steps.any(|step| step.starts_with("x-")) {
            let mut walk = Walk::new(self.document.version(), findings);
            walk.index = std::mem::take(&mut self.index);
            walk.start(site.ty, pointer, target);
            self.index = walk.index;
        } else {
            let message = format!("the target of the reference is not {}", site.ty.a());
            self.report_kind(site, message, findings);
        }
    }

    fn report_kind(&self, site: &Visit<'a>, message: String, findings: &mut Findings<'_>) {
        let help = match section(site.ty) {
            Some(section) => format!("refer to `#/components/{section}/…`"),
            None => "refer to an object of that kind".to_owned(),
        };
        let pointer = pointer::child(&site.pointer, "$ref");
        findings.push(&rules::REF_TO_WRONG_KIND, &pointer, message, help);
    }

    fn report_broken(&mut self, site: &str, text: &str, findings: &mut Findings<'_>) {
        let pointer = pointer::child(site, "$ref");
        // Whoever looked for its file has said why it leads nowhere.
        if self.document.flaws().iter().any(|flaw| flaw.pointer == pointer) {
            return;
        }
        let uri = text.split('#').next().unwrap_or_default();
        if !uri.is_empty() && !self.document.has_resource(site, uri) {
            findings.push(
                &rules::EXTERNAL_REF,
                &pointer,
                format!("`{text}` is in another file"),
                "bundle the files into one first, for example with `npx @redocly/cli bundle`",
            );
            return;
        }
        self.broken += 1;
        let meant = match self.broken <= SUGGESTIONS {
            true => self.nearest(text),
            false => None,
        };
        let help = meant.map_or_else(
            || "define the target, or correct the reference".to_owned(),
            |meant| format!("write `{meant}`"),
        );
        findings.push(
            &rules::UNRESOLVED_REF,
            &pointer,
            format!("`{text}` does not exist"),
            help,
        );
    }

    /// The reference that was probably meant: the same one with the name that is nearest to the first that is not there.
    fn nearest(&self, text: &str) -> Option<String> {
        let target = reference::target(text)?;
        let mut node = self.root;
        let mut meant = String::from("#");
        for step in pointer::steps(&target) {
            let next = match &node.value {
                Value::Object(members) if node.get(&step).is_none() => {
                    nearest(&step, members.iter().map(|member| member.key.as_str()))?.to_owned()
                }
                _ => step,
            };
            meant = pointer::child(&meant, &next);
            let pointer = meant.strip_prefix('#')?;
            node = pointer::find(self.root, pointer)?.node;
        }
        Some(meant)
    }
}

/// The section of the components for objects of this kind.
fn section(ty: Type) -> Option<&'static str> {
    match ty {
        Type::Schema => Some("schemas"),
        Type::Response => Some("responses"),
        Type::Parameter => Some("parameters"),
        Type::Example => Some("examples"),
        Type::RequestBody => Some("requestBodies"),
        Type::Header => Some("headers"),
        Type::SecurityScheme => Some("securitySchemes"),
        Type::Link => Some("links"),
        Type::Callback => Some("callbacks"),
        Type::PathItem => Some("pathItems"),
        _ => None,
    }
}
