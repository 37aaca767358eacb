//! The properties of an object as a value that goes one way has them: which there are, and which are required.

use std::collections::HashMap;

use codegen::document::Node;
use codegen::view::Place;

use super::draft::keyword_site;
use super::effective::Effective;
use super::side::Side;
use super::way::Way;
use crate::diff::Site;

/// A property of an object.
pub(super) struct Property<'d> {
    pub(super) name: &'d str,
    /// The schemas that declare it, their references not followed; none where it is only required.
    pub(super) declared: Vec<Place<'d>>,
    /// Whether `readOnly` and `writeOnly` mark it.
    pub(super) read_only: bool,
    pub(super) write_only: bool,
    /// Where it is required, if it is.
    pub(super) required: Option<Site>,
    /// The schema that mentions it first.
    schema: Place<'d>,
}

/// The properties in the order of the document, and their places in the list.
pub(super) struct Properties<'d> {
    pub(super) all: Vec<Property<'d>>,
    by_name: HashMap<&'d str, usize>,
}

impl<'d> Properties<'d> {
    pub(super) fn of(effective: &Effective<'d>) -> Self {
        let mut properties = Self {
            all: Vec::new(),
            by_name: HashMap::new(),
        };
        for stated in effective.all("properties") {
            let schema = effective.schema(stated);
            let Some(map) = schema.raw("properties") else { continue };
            for (member, declared) in stated.node.members().iter().zip(map.children()) {
                let resolved = declared.resolved();
                let property = properties.entry(&member.key, schema);
                property.read_only |= resolved.marks("readOnly");
                property.write_only |= resolved.marks("writeOnly");
                property.declared.push(declared);
            }
        }
        for stated in effective.all("required") {
            let schema = effective.schema(stated);
            for name in stated.node.items().iter().filter_map(Node::as_str) {
                let property = properties.entry(name, schema);
                if property.required.is_none() {
                    property.required = Some(keyword_site(schema, "required"));
                }
            }
        }
        properties
    }

    fn entry(&mut self, name: &'d str, schema: &Place<'d>) -> &mut Property<'d> {
        let index = *self.by_name.entry(name).or_insert_with(|| {
            self.all.push(Property {
                name,
                declared: Vec::new(),
                read_only: false,
                write_only: false,
                required: None,
                schema: schema.clone(),
            });
            self.all.len() - 1
        });
        &mut self.all[index]
    }

    pub(super) fn get(&self, name: &str) -> Option<&Property<'d>> {
        self.by_name.get(name).map(|index| &self.all[*index])
    }
}

impl<'d> Property<'d> {
    /// Whether a value that goes this way has it.
    pub(super) fn goes(&self, way: Way) -> bool {
        !(if way.is_request() {
            self.read_only
        } else {
            self.write_only
        })
    }

    /// Whether a value that goes this way has to have it.
    pub(super) fn is_required(&self, way: Way) -> bool {
        self.required.is_some() && self.goes(way)
    }

    pub(super) fn side(&self) -> Side<'d> {
        Side::all(self.declared.clone())
    }

    /// Where it is declared, or else the schema that requires it.
    pub(super) fn place(&self) -> &Place<'d> {
        self.declared.first().unwrap_or(&self.schema)
    }

    pub(super) fn site(&self) -> Site {
        match self.declared.first() {
            Some(place) => Site::of(place),
            None => self.required.clone().unwrap_or_else(|| Site::of(&self.schema)),
        }
    }
}
