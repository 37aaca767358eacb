//! Which schemas apply to the same value as another one: what alternatives can share, and where a schema leads to itself.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use codegen::Document;
use codegen::view::Place;

/// What is known of a schema and of all that apply to the same value.
pub(crate) struct Reach {
    /// Their pointers; `None` if a discriminator may choose any, or where there are too many.
    schemas: Option<HashSet<String>>,
    /// The properties that go only the other way, by the `allOf` of the schema alone.
    elsewhere: BTreeSet<String>,
}

impl Reach {
    /// Whether a schema that is being applied to the value makes a difference to this one.
    pub(crate) fn has(&self, schema: &str) -> bool {
        self.schemas.as_ref().is_none_or(|schemas| schemas.contains(schema))
    }

    pub(crate) fn elsewhere(&self) -> &BTreeSet<String> {
        &self.elsewhere
    }
}

/// What was found out, by the pointers of the schemas.
#[derive(Default)]
pub(crate) struct Reaches(RefCell<HashMap<String, Rc<Reach>>>);

impl Reaches {
    /// What is known of the schema at a pointer. `keyword` says which properties go only the other way.
    pub(crate) fn of(&self, document: &Document, pointer: &str, keyword: &str) -> Rc<Reach> {
        if let Some(known) = self.0.borrow().get(pointer) {
            return Rc::clone(known);
        }
        let schema = Place::at_pointer(document, pointer);
        let reach = Rc::new(Reach {
            schemas: schema.as_ref().and_then(schemas),
            elsewhere: schema.map(|schema| elsewhere(&schema, keyword)).unwrap_or_default(),
        });
        self.0.borrow_mut().insert(pointer.to_owned(), Rc::clone(&reach));
        reach
    }
}

/// How many schemas are looked at around one. More is unusual, and only slower.
const MOST: usize = 256;

fn schemas(schema: &Place<'_>) -> Option<HashSet<String>> {
    let mut seen = HashSet::new();
    let mut open = vec![schema.resolved()];
    while let Some(place) = open.pop() {
        if !seen.insert(place.pointer.clone()) {
            continue;
        }
        if place.has_any(&["discriminator", "$dynamicRef"]) || seen.len() > MOST {
            return None;
        }
        open.extend(place.composed_of());
        open.extend(["not", "if"].iter().filter_map(|keyword| place.get(keyword)));
    }
    Some(seen)
}

fn elsewhere(schema: &Place<'_>, keyword: &str) -> BTreeSet<String> {
    let mut seen = HashSet::new();
    let mut names = BTreeSet::new();
    let mut open = vec![schema.resolved()];
    while let Some(place) = open.pop().filter(|_| seen.len() <= MOST) {
        if !seen.insert(place.pointer.clone()) {
            continue;
        }
        let properties = place.get("properties");
        let properties = properties.iter().flat_map(Place::members);
        names.extend(
            properties
                .filter(|(_, one)| one.marks(keyword))
                .map(|(name, _)| name.to_owned()),
        );
        open.extend(place.all_of());
    }
    names
}
