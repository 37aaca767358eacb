//! References of JSON Schema 2020-12: `$ref` beside other keywords, and `$dynamicRef`, which leads to another schema
//! depending on the resources that led to it.

use std::cell::RefCell;

use codegen::view::Place;

/// The schema resources with which a value is being checked, each once, in the order in which they were entered.
///
/// It stays empty in a document without dynamic anchors, where it would decide nothing.
pub(super) struct Scope {
    is_needed: bool,
    entered: RefCell<Vec<usize>>,
}

impl Scope {
    pub(super) fn new(is_needed: bool) -> Self {
        Self {
            is_needed,
            // The document itself comes first.
            entered: RefCell::new(if is_needed { vec![0] } else { Vec::new() }),
        }
    }

    /// Enters the resource of a schema. Returns whether it has to be left.
    pub(super) fn enter(&self, schema: &Place<'_>) -> bool {
        if !self.is_needed {
            return false;
        }
        let resource = schema.document.resource(&schema.pointer);
        let mut entered = self.entered.borrow_mut();
        let is_new = !entered.contains(&resource);
        if is_new {
            entered.push(resource);
        }
        is_new
    }

    /// Leaves the resource that was entered last.
    pub(super) fn leave(&self) {
        self.entered.borrow_mut().pop();
    }

    /// What identifies a scope.
    pub(super) fn key(&self) -> Vec<usize> {
        self.entered.borrow().clone()
    }

    /// The schema to which a `$dynamicRef` leads: that of the outermost resource that has such a dynamic anchor, if what it
    /// leads to at first is one; otherwise that.
    pub(super) fn dynamic_reference<'d>(&self, schema: &Place<'d>) -> Option<Place<'d>> {
        let reference = schema.str("$dynamicRef")?;
        let target = schema.target(reference)?;
        let name = target.str("$dynamicAnchor");
        let Some(name) = name.filter(|name| reference.ends_with(&format!("#{name}"))) else {
            return Some(target);
        };
        let entered = self.entered.borrow();
        let outermost = entered
            .iter()
            .find_map(|resource| schema.document.dynamic_anchor(*resource, name))?;
        Place::at_pointer(schema.document, outermost)
    }
}
