//! Compositions: `allOf`, `anyOf`, `oneOf` and `not`.

use std::collections::BTreeSet;
use std::rc::Rc;

use recording::json::Node;

use codegen::view::Place;

use super::found::Found;
use super::schema::{SchemaKey, Walk};
use crate::contract::findings::rules::{self, Rule};

impl Walk<'_> {
    /// The keywords that combine schemas.
    pub(crate) fn compositions(&self, schema: &Place<'_>, value: &Node, pointer: &str, found: &mut Found) {
        if let Some(all) = schema.raw("allOf") {
            for branch in all.items() {
                self.value(&branch, value, pointer, found);
            }
        }
        if self.context.keywords.json_schema {
            for target in [schema.reference(), self.scope.dynamic_reference(schema)] {
                target
                    .iter()
                    .for_each(|target| self.value(target, value, pointer, found));
            }
            self.condition(schema, value, pointer, found);
        }
        let chosen = self.discriminated(schema, value, pointer, found);
        if !chosen {
            self.any_of(schema, value, pointer, found);
            self.one_of(schema, value, pointer, found);
        }
        if let Some(excluded) = schema.raw("not") {
            let result = self.try_schema(&excluded, value, pointer, found);
            if result.fits() && !result.unsure {
                let message = "the value fits what the document excludes".to_owned();
                self.report(&rules::NOT, pointer, message, excluded.pointer, found);
            } else if result.fits() {
                found.absorb_notes(&result);
            }
        }
        if self.try_depth.get() == 0 {
            self.results.borrow_mut().clear();
        }
    }

    /// Checks a value against a schema, without reporting what is found.
    pub(super) fn try_schema(&self, schema: &Place<'_>, value: &Node, pointer: &str, found: &Found) -> Rc<Found> {
        let key = self.cache_key(schema, pointer, found);
        if let Some(known) = self.results.borrow().get(&key) {
            return Rc::clone(known);
        }
        let mut result = Found::nested(found, pointer);
        self.try_depth.set(self.try_depth.get() + 1);
        self.value(schema, value, pointer, &mut result);
        self.try_depth.set(self.try_depth.get() - 1);
        let result = Rc::new(result);
        self.results.borrow_mut().insert(key, Rc::clone(&result));
        result
    }

    /// Returns what the result of a schema depends on.
    fn cache_key(&self, schema: &Place<'_>, pointer: &str, found: &Found) -> SchemaKey {
        let schema = match self.context.keywords.json_schema {
            true => schema.clone(),
            false => schema.resolved(),
        };
        let reach = |pointer: &str| self.reaches.of(schema.document, pointer, self.other_way());
        let own = reach(&schema.pointer);
        let outer: Vec<_> = found.entered.iter().filter(|(_, at)| at == pointer).collect();
        let outer = || outer.iter().map(|(entered, _)| entered);
        let mut entered: Vec<_> = outer().filter(|entered| own.has(entered)).cloned().collect();
        entered.sort_unstable();
        let elsewhere: BTreeSet<_> = outer().flat_map(|entered| reach(entered).elsewhere().clone()).collect();
        SchemaKey {
            schema: schema.pointer,
            value: pointer.to_owned(),
            entered,
            elsewhere: elsewhere.into_iter().collect(),
            decided: found.decided_at(pointer),
            scope: self.scope.key(),
        }
    }

    fn any_of(&self, schema: &Place<'_>, value: &Node, pointer: &str, found: &mut Found) {
        let Some(any) = schema.raw("anyOf") else { return };
        let results: Vec<_> = any
            .items()
            .map(|branch| self.try_schema(&branch, value, pointer, found))
            .collect();
        if results.iter().any(|result| result.fits()) {
            results
                .into_iter()
                .filter(|result| result.fits())
                .for_each(|result| found.absorb(&result));
        } else {
            self.none(&rules::ANY_OF, &any, results, pointer, found);
        }
    }

    fn one_of(&self, schema: &Place<'_>, value: &Node, pointer: &str, found: &mut Found) {
        let Some(one) = schema.raw("oneOf") else { return };
        let branches: Vec<_> = one.items().collect();
        let results: Vec<_> = branches
            .iter()
            .map(|branch| self.try_schema(branch, value, pointer, found))
            .collect();
        let mut fitting: Vec<_> = results
            .iter()
            .zip(&branches)
            .filter(|(result, _)| result.fits())
            .collect();
        if fitting.len() > 1
            && let Some(named) = self.named(&branches, value)
        {
            // The branches build on a schema whose discriminator distinguishes them.
            fitting.retain(|(_, branch)| branch.pointer == named);
        }
        match fitting.as_slice() {
            [] => self.none(&rules::ONE_OF, &one, results, pointer, found),
            [(result, _)] => found.absorb(result),
            _ => {
                // Of those that fit only because a value was replaced, it is unknown whether they do.
                let sure = fitting.iter().filter(|(result, _)| !result.unsure).count();
                if sure > 1 {
                    let names: Vec<_> = fitting.iter().map(|(_, branch)| name(branch)).collect();
                    let message = format!("the value fits several alternatives, not one: {}", names.join(", "));
                    self.report(&rules::ONE_OF, pointer, message, one.pointer.clone(), found);
                }
                for (result, _) in fitting {
                    found.absorb_documented(result);
                    if result.unsure {
                        found.absorb_notes(result);
                    }
                }
            }
        }
    }

    /// Reports that no alternative matches, with the first problem of the nearest one.
    fn none(&self, rule: &'static Rule, list: &Place<'_>, results: Vec<Rc<Found>>, pointer: &str, found: &mut Found) {
        let mut message = format!("the value fits none of {} alternatives", results.len());
        // The nearest is the one that was followed farthest before it failed.
        let depth = |result: &&Rc<Found>| {
            let pointers = result.obstacles().map(|violation| violation.pointer.len());
            (pointers.min(), std::cmp::Reverse(result.violations.len()))
        };
        let nearest = results
            .iter()
            .max_by_key(depth)
            .and_then(|result| result.obstacles().next());
        if let Some(violation) = nearest {
            let at = if violation.pointer.is_empty() {
                "the whole body"
            } else {
                &violation.pointer
            };
            message = format!("{message}; of the nearest one, at {at}: {}", violation.message);
        }
        self.report(rule, pointer, message, list.pointer.clone(), found);
        // The problem is reported once: its properties are not also reported as undocumented.
        results.into_iter().for_each(|result| found.absorb_documented(&result));
    }
}

/// What to call a schema in a message.
pub(super) fn name(schema: &Place<'_>) -> String {
    let last = schema.pointer.rsplit('/').next().unwrap_or_default();
    if schema.pointer.starts_with("/components/schemas/") {
        format!("`{last}`")
    } else {
        format!("number {last}")
    }
}
