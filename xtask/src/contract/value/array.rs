//! Lists: how many items, which of them are equal, and the schemas of the items.

use codegen::view::Place;
use recording::json::{Node, child};

use super::found::Found;
use super::schema::Walk;
use super::unique;
use crate::contract::findings::rules;

impl Walk<'_> {
    /// The keywords of lists.
    pub(super) fn array(&self, schema: &Place<'_>, items: &[Node], pointer: &str, found: &mut Found) {
        if self.asserts(schema) {
            self.count(schema, items.len(), pointer, found);
            if schema.is("uniqueItems")
                && let Some((first, second)) = unique::twice(items)
            {
                let message = format!("the items {first} and {second} of the list are equal");
                self.report(&rules::UNIQUE, pointer, message, schema.at("uniqueItems"), found);
            }
        }
        let mut rest = items.iter().enumerate();
        if self.context.keywords.json_schema {
            let tuple = schema.raw("prefixItems");
            let schemas = tuple.iter().flat_map(Place::items);
            let first = schemas.zip(&mut rest).map(|(of_item, (index, item))| {
                self.value(&of_item, item, &child(pointer, &index.to_string()), found);
            });
            let first = first.count();
            found.evaluate_items(pointer, |evaluated| evaluated.first = evaluated.first.max(first));
            self.contains(schema, items, pointer, found);
        }
        if let Some(of_items) = schema.raw("items") {
            for (index, item) in rest {
                self.value(&of_items, item, &child(pointer, &index.to_string()), found);
            }
            if self.context.keywords.json_schema {
                found.evaluate_items(pointer, |evaluated| evaluated.all = true);
            }
        }
    }

    /// What is said of how many items a list has.
    pub(crate) fn count(&self, schema: &Place<'_>, count: usize, pointer: &str, found: &mut Found) {
        for (keyword, word) in [("minItems", "fewer"), ("maxItems", "more")] {
            let Some(limit) = schema.count(keyword) else { continue };
            if (keyword == "minItems" && count < limit) || (keyword == "maxItems" && count > limit) {
                let message = format!("the list has {count} items, {word} than {limit}");
                self.report(&rules::ITEMS, pointer, message, schema.at(keyword), found);
            }
        }
    }

    /// `contains`, with `minContains` and `maxContains`.
    fn contains(&self, schema: &Place<'_>, items: &[Node], pointer: &str, found: &mut Found) {
        let Some(wanted) = schema.get("contains") else { return };
        // Of an item that was replaced, it is unknown whether it fits.
        let (mut fitting, mut sure) = (0, 0);
        for (index, item) in items.iter().enumerate() {
            let result = self.try_schema(&wanted, item, &child(pointer, &index.to_string()), found);
            if result.fits() {
                fitting += 1;
                sure += usize::from(!result.unsure);
                found.absorb(&result);
                found.evaluate_items(pointer, |evaluated| _ = evaluated.others.insert(index));
            }
        }
        if !self.asserts(schema) {
            return;
        }
        let least = schema.count("minContains").unwrap_or(1);
        let most = schema.count("maxContains").unwrap_or(usize::MAX);
        let (limit, keyword) = match (fitting < least, sure > most) {
            (true, _) => (
                format!("fewer than {least}"),
                schema.nearest(&["minContains", "contains"]),
            ),
            (_, true) => (format!("more than {most}"), schema.at("maxContains")),
            _ => return,
        };
        let message = format!("of the items, {fitting} are as `contains` describes them, {limit}");
        self.report(&rules::CONTAINS, pointer, message, keyword, found);
    }
}
