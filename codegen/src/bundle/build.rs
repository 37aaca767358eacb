//! Writes the document again, with what its references lead to.

use std::collections::HashMap;

use super::files::Files;
use super::found::{Found, Problem, reference_in};
use super::{is_mapped_file, reference_to};
use crate::diagnostic::{Diagnostic, Position, Rule, rules};
use crate::document::{Document, MAX_DEPTH, MAX_NODES, Member, Node, Value, Version, pointer};
use crate::validate::table::{Kind, Others, Type};

/// The file number of references to components that have no name yet. Their text is the number of the component.
pub(super) const UNNAMED: u32 = u32::MAX;

/// A value of another file that becomes a component.
pub(super) struct Target {
    pub(super) file: usize,
    pub(super) pointer: String,
    pub(super) ty: Type,
    /// Where it begins in its file.
    pub(super) position: Position,
}

/// A place in the document that is being made.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    /// The component that it is in; none if it is in what the document itself says.
    pub(super) owner: Option<usize>,
    /// The pointer within that.
    pub(super) pointer: String,
}

pub(super) struct Builder<'d, 'l> {
    pub(super) document: &'d Document,
    pub(super) files: Files<'l>,
    pub(super) targets: Vec<Target>,
    by_value: HashMap<(usize, String, Type), usize>,
    /// What was found, each with its place.
    pub(super) found: Vec<(Place, Diagnostic)>,
    /// Where values of other files stand now.
    pub(super) origins: Vec<(usize, String, Place)>,
    /// The values that are being put in the place of their references.
    open: Vec<(usize, String)>,
    version: Version,
    place: Place,
    depth: usize,
    nodes: usize,
    is_full: bool,
}

impl<'d, 'l> Builder<'d, 'l> {
    pub(super) fn new(document: &'d Document, files: Files<'l>) -> Self {
        Self {
            document,
            files,
            targets: Vec::new(),
            by_value: HashMap::new(),
            found: Vec::new(),
            origins: Vec::new(),
            open: Vec::new(),
            version: document.version(),
            place: Place::default(),
            depth: 0,
            nodes: 0,
            is_full: false,
        }
    }

    /// What the document itself says.
    pub(super) fn document(&mut self) -> Node {
        self.write(Kind::Is(Type::OpenApi), self.document.root())
    }

    /// A component, and everything in it.
    pub(super) fn component(&mut self, number: usize) -> Option<Node> {
        let Target { file, pointer, ty, .. } = self.targets.get(number)?;
        let (file, pointer, ty) = (*file, pointer.clone(), *ty);
        let whole = self.files.get(file);
        let node = Self::value(&whole, &pointer)?;
        self.place = Place {
            owner: Some(number),
            pointer: String::new(),
        };
        self.origins.push((file, pointer, self.place.clone()));
        Some(match &node.value {
            Value::Object(_) => self.object(ty, node),
            _ => self.copy(node),
        })
    }

    fn at<T>(&mut self, step: &str, run: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.place.pointer.len();
        self.place.pointer.push('/');
        self.place.pointer.push_str(&pointer::escape(step));
        self.depth += 1;
        let result = run(self);
        self.depth -= 1;
        self.place.pointer.truncate(length);
        result
    }

    /// Writes a value again as what the standard says it is.
    fn write(&mut self, kind: Kind, node: &Node) -> Node {
        if !self.has_room(node) {
            return Node {
                position: node.position,
                value: Value::Null,
            };
        }
        let is_object = matches!(node.value, Value::Object(_));
        match kind {
            Kind::SchemaOrFlag if is_object => self.write(Kind::RefOr(Type::Schema), node),
            Kind::RefOr(Type::PathItem) if reference_in(node).is_some() => self.inline(kind, node),
            Kind::RefOr(ty) | Kind::Is(ty @ Type::Schema) if reference_in(node).is_some() => self.reference(ty, node),
            Kind::RefOr(ty) if is_object => self.object(ty, node),
            // The standard has no references here, but documents do.
            Kind::Is(_) | Kind::Map(_) | Kind::Named(_) | Kind::List(_) if reference_in(node).is_some() => {
                self.inline(kind, node)
            }
            _ => self.members(kind, node),
        }
    }

    fn members(&mut self, kind: Kind, node: &Node) -> Node {
        let value = match (kind, &node.value) {
            (Kind::Is(ty) | Kind::RefOr(ty), Value::Object(_)) => return self.object(ty, node),
            (Kind::Map(inner) | Kind::Named(inner), Value::Object(members)) => {
                Value::Object(members.iter().map(|member| self.member(*inner, member)).collect())
            }
            (Kind::List(inner), Value::Array(items)) => {
                let items = items.iter().enumerate();
                let items =
                    items.map(|(index, item)| self.at(&index.to_string(), |builder| builder.write(*inner, item)));
                Value::Array(items.collect())
            }
            _ => return self.copy(node),
        };
        Node {
            position: node.position,
            value,
        }
    }

    fn member(&mut self, kind: Kind, member: &Member) -> Member {
        Member {
            key: member.key.clone(),
            position: member.position,
            node: self.at(&member.key, |builder| builder.write(kind, &member.node)),
        }
    }

    /// Writes an object of the standard again.
    fn object(&mut self, ty: Type, node: &Node) -> Node {
        let is_foreign = node.position.file > 0;
        let mut members = Vec::with_capacity(node.members().len());
        for member in node.members() {
            if ty == Type::Schema && is_foreign && self.is_obsolete(member) {
                continue;
            }
            members.push(match self.kind_of(ty, &member.key) {
                Some(_) if ty == Type::Discriminator && member.key == "mapping" => self.mapping(member),
                Some(kind) => self.member(kind, member),
                None => Member {
                    node: self.copy(&member.node),
                    ..member.clone()
                },
            });
        }
        Node {
            position: node.position,
            value: Value::Object(members),
        }
    }

    /// Whether a keyword of a schema has no meaning any more, because every reference through it was rewritten.
    fn is_obsolete(&self, member: &Member) -> bool {
        match member.key.as_str() {
            "$id" | "id" => member.node.as_str().is_some(),
            "$schema" => !self.version.has_json_schema(),
            "$defs" | "definitions" => !has_dynamic_anchor(&member.node),
            _ => false,
        }
    }

    fn kind_of(&self, ty: Type, key: &str) -> Option<Kind> {
        if key.starts_with("x-") {
            return None;
        }
        // Files are shared between documents of several versions.
        let versions = [self.version, Version::V3_1];
        let versions = &versions[..if ty == Type::Schema { 2 } else { 1 }];
        for version in versions {
            let table = ty.table_of(*version);
            if let Some(field) = table.fields.iter().find(|field| field.name == key) {
                return Some(field.kind);
            }
            match table.others {
                Others::None | Others::Any => {}
                Others::Paths | Others::Expressions => return Some(Kind::RefOr(Type::PathItem)),
                Others::Statuses => return Some(Kind::RefOr(Type::Response)),
            }
        }
        None
    }

    /// A value that can be a component, and refers to one.
    fn reference(&mut self, ty: Type, node: &Node) -> Node {
        let mut written = self.object(ty, node);
        let Some(text) = reference_in(node) else { return written };
        if let Some(new) = self.rewritten(ty, text, "$ref")
            && let Value::Object(members) = &mut written.value
        {
            for member in members.iter_mut().filter(|member| member.key == "$ref") {
                member.node = new.clone();
            }
        }
        written
    }

    /// The text of a reference in the document that is being made; nothing if it stays as it is.
    fn rewritten(&mut self, ty: Type, text: &Node, key: &str) -> Option<Node> {
        let at = self.place.pointer.clone();
        match self.resolve(text, &at) {
            Ok(Found::AsWritten) => None,
            Ok(Found::InDocument(pointer)) => Some(reference_to(&pointer, text.position)),
            Ok(Found::InFile { file, pointer }) => {
                let number = self.target(file, pointer, ty);
                Some(Node {
                    position: Position {
                        file: UNNAMED,
                        ..text.position
                    },
                    value: Value::String(number.to_string()),
                })
            }
            Err(problem) => {
                self.report(key, text.position, problem);
                None
            }
        }
    }

    fn target(&mut self, file: usize, pointer: String, ty: Type) -> usize {
        let next = self.targets.len();
        let number = *self.by_value.entry((file, pointer.clone(), ty)).or_insert(next);
        if number == next {
            let whole = self.files.get(file);
            let place = pointer::find(&whole.root, &pointer);
            self.targets.push(Target {
                file,
                ty,
                position: place.map_or(whole.root.position, |place| place.position),
                pointer,
            });
        }
        number
    }

    /// What a reference leads to, in the place of the reference.
    fn inline(&mut self, kind: Kind, node: &Node) -> Node {
        let Some(text) = reference_in(node) else {
            return self.members(kind, node);
        };
        let at = self.place.pointer.clone();
        let (file, pointer) = match self.resolve(text, &at) {
            Ok(Found::InFile { file, pointer }) => (file, pointer),
            Ok(Found::AsWritten) => return self.members(kind, node),
            Ok(Found::InDocument(pointer)) => {
                let text = reference_to(&pointer, text.position);
                let mut written = self.members(kind, node);
                if let Value::Object(members) = &mut written.value {
                    members
                        .iter_mut()
                        .filter(|member| member.key == "$ref")
                        .for_each(|member| member.node = text.clone());
                }
                return written;
            }
            Err(problem) => {
                self.report("$ref", text.position, problem);
                return self.copy(node);
            }
        };
        let value = (file, pointer);
        if self.open.contains(&value) {
            let problem = Problem {
                rule: &rules::ENDLESS_CYCLE,
                message: format!("`{}` leads to what it is a part of", text.as_str().unwrap_or_default()),
                help: "replace one of these references by what is meant".to_owned(),
            };
            self.report("$ref", text.position, problem);
            return self.copy(node);
        }
        let whole = self.files.get(value.0);
        let Some(target) = Self::value(&whole, &value.1) else {
            return self.copy(node);
        };
        self.origins.push((value.0, value.1.clone(), self.place.clone()));
        self.open.push(value);
        let mut written = self.write(kind, target);
        self.open.pop();
        // What is beside the reference of a path item belongs to it, too.
        if let Value::Object(members) = &mut written.value {
            for member in node.members().iter().filter(|member| member.key != "$ref") {
                if !members.iter().any(|known| known.key == member.key) {
                    let kind = match kind {
                        Kind::RefOr(ty) | Kind::Is(ty) => self.kind_of(ty, &member.key),
                        Kind::Map(inner) | Kind::Named(inner) => Some(*inner),
                        _ => None,
                    };
                    members.push(self.member(kind.unwrap_or(Kind::Any), member));
                }
            }
        }
        written
    }

    /// The mapping of a discriminator: names of schemas, and references.
    fn mapping(&mut self, member: &Member) -> Member {
        let mut written = member.clone();
        let Value::Object(values) = &mut written.node.value else {
            return written;
        };
        for value in values {
            let Some(text) = value.node.as_str() else { continue };
            if text.starts_with("#/") || is_mapped_file(text) {
                let key = value.key.clone();
                let new = self.at("mapping", |builder| builder.rewritten(Type::Schema, &value.node, &key));
                value.node = new.unwrap_or_else(|| value.node.clone());
            }
        }
        written
    }

    /// A value as it is.
    fn copy(&mut self, node: &Node) -> Node {
        self.nodes += count(node);
        node.clone()
    }

    /// Whether a value can be added; where the limits are reached, that is reported once.
    fn has_room(&mut self, node: &Node) -> bool {
        self.nodes += 1;
        if self.depth > MAX_DEPTH {
            let message = format!("with the other files, values are nested more than {MAX_DEPTH} levels deep");
            let help = "refer to components instead of whole path items";
            self.stop(&rules::TOO_DEEP, node.position, message, help);
            return false;
        }
        if self.nodes > MAX_NODES {
            let message = format!("with the other files, the document has more than {MAX_NODES} values");
            self.stop(&rules::TOO_MANY_NODES, node.position, message, "split the document");
            return false;
        }
        true
    }

    fn stop(&mut self, rule: &'static Rule, position: Position, message: String, help: &str) {
        if !std::mem::replace(&mut self.is_full, true) {
            let finding = Diagnostic::of(rule, "", message, help).at(Some(position));
            self.found.push((Place::default(), finding));
        }
    }

    fn report(&mut self, key: &str, position: Position, problem: Problem) {
        let Problem { rule, message, help } = problem;
        let mut place = self.place.clone();
        place.pointer = pointer::child(&place.pointer, key);
        let finding = Diagnostic::of(rule, "", message, help).at(Some(position));
        self.found.push((place, finding));
    }
}

/// Whether a dynamic reference may lead into a value.
fn has_dynamic_anchor(node: &Node) -> bool {
    let within = |member: &Member| member.key == "$dynamicAnchor" || has_dynamic_anchor(&member.node);
    node.members().iter().any(within) || node.items().iter().any(has_dynamic_anchor)
}

fn count(node: &Node) -> usize {
    let members: usize = node.members().iter().map(|member| count(&member.node)).sum();
    let items: usize = node.items().iter().map(count).sum();
    1 + members + items
}
