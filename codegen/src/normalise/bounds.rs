//! The bounds that a schema states of its values.

use super::Lowering;
use crate::document::{Node, pointer};
use crate::model::{Bounds, Limit};

/// How many schemas may be nested without an object between them.
const MOST_LEVELS: usize = 16;

impl<'d> Lowering<'d> {
    /// The bounds of the schema at `at`: its own, those of its `allOf`, and those of its items. A choice has none.
    pub(super) fn bounds(&self, at: &str, node: &'d Node) -> Bounds {
        let mut bounds = Bounds::default();
        self.collect_bounds(at, node, &mut bounds, 0);
        bounds
    }

    fn collect_bounds(&self, at: &str, node: &'d Node, bounds: &mut Bounds, level: usize) {
        let (at, node) = self.resolve(at, node);
        if level > MOST_LEVELS {
            return;
        }
        let number = |key: &str| node.get(key).and_then(Node::as_number).map(str::to_owned);
        let count = |key: &str| number(key).and_then(|text| text.parse().ok());
        let flag = |key: &str| node.get(key).and_then(Node::as_bool) == Some(true);
        let limit = |key: &str, exclusive: &str| {
            let inclusive = number(key).map(|value| Limit {
                value,
                exclusive: flag(exclusive),
            });
            // A number is a mistake in OpenAPI 3.0, and means what it does in 3.1.
            let open = || number(exclusive).map(|value| Limit { value, exclusive: true });
            inclusive.or_else(open)
        };
        // Of several parts that state a bound, the first one counts; the service refuses what another does not allow.
        let known = &mut *bounds;
        known.min_properties = known.min_properties.or_else(|| count("minProperties"));
        known.max_properties = known.max_properties.or_else(|| count("maxProperties"));
        // All else of an object is in the bounds of its properties, which belong to its type.
        if node.get("properties").is_some() {
            return self.collect_bounds_of_parts(&at, node, bounds, level);
        }
        known.minimum = known.minimum.take().or_else(|| limit("minimum", "exclusiveMinimum"));
        known.maximum = known.maximum.take().or_else(|| limit("maximum", "exclusiveMaximum"));
        known.multiple_of = known.multiple_of.take().or_else(|| number("multipleOf"));
        known.min_length = known.min_length.or_else(|| count("minLength"));
        known.max_length = known.max_length.or_else(|| count("maxLength"));
        known.min_items = known.min_items.or_else(|| count("minItems"));
        known.max_items = known.max_items.or_else(|| count("maxItems"));
        known.unique_items |= flag("uniqueItems");
        let pattern = || node.get("pattern").and_then(Node::as_str).map(str::to_owned);
        known.pattern = known.pattern.take().or_else(pattern);
        let values = |key: &str| {
            node.get(key)
                .filter(|values| values.as_bool().is_none())
                .map(|values| (key.to_owned(), values))
        };
        if let Some((key, values)) = values("items").or_else(|| values("additionalProperties")) {
            let mut inner = known.items.take().map_or_else(Bounds::default, |inner| *inner);
            self.collect_bounds(&pointer::child(&at, &key), values, &mut inner, level + 1);
            bounds.items = (inner != Bounds::default()).then(|| Box::new(inner));
        }
        self.collect_bounds_of_parts(&at, node, bounds, level);
    }

    fn collect_bounds_of_parts(&self, at: &str, node: &'d Node, bounds: &mut Bounds, level: usize) {
        let parts = node.get("allOf").map(Node::items).unwrap_or_default();
        for (index, part) in parts.iter().enumerate() {
            self.collect_bounds(&format!("{at}/allOf/{index}"), part, bounds, level + 1);
        }
    }
}
