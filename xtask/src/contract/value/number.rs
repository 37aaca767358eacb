//! Numbers: whole ones, bounds and steps, exactly.

use std::cmp::Ordering;

use codegen::view::Place;

use super::decimal::Decimal;
use super::format;
use super::found::Found;
use super::schema::Walk;
use crate::contract::findings::rules;

impl Walk<'_> {
    /// `type: integer`. Says whether the value is one.
    ///
    /// `1.0` and `1e2` are none: OpenAPI 3.0 takes the meaning from a draft of JSON Schema that excludes them, and the
    /// client refuses them.
    pub(crate) fn integer(&self, schema: &Place<'_>, text: &str, pointer: &str, found: &mut Found) -> bool {
        if !text.contains(['.', 'e', 'E']) {
            return true;
        }
        // Whether a replaced value fitted is unknown.
        if (self.context.redacted)(pointer) || self.width(schema, text, pointer, found) {
            let message = format!(
                "the value is {}, written as a fraction, but the document declares an integer",
                self.number_shown(text, pointer)
            );
            self.report(&rules::TYPE, pointer, message, schema.at("type"), found);
        }
        false
    }

    /// The keywords of numbers.
    pub(crate) fn number(&self, schema: &Place<'_>, text: &str, pointer: &str, found: &mut Found) {
        let keywords = ["format", "minimum", "maximum", "multipleOf"];
        if !schema.has_any(&keywords) || self.is_masked(pointer, found) {
            return;
        }
        self.width(schema, text, pointer, found);
        let Some(number) = Decimal::parse(text) else { return };
        for (keyword, exclusive, wrong) in [
            ("minimum", "exclusiveMinimum", Ordering::Less),
            ("maximum", "exclusiveMaximum", Ordering::Greater),
        ] {
            let Some(bound) = schema.number(keyword) else { continue };
            let Some(order) = Decimal::parse(bound).map(|bound| number.cmp(&bound)) else {
                continue;
            };
            let closed = schema.is(exclusive);
            if order == wrong || (closed && order == Ordering::Equal) {
                let relation = match (wrong, closed) {
                    (Ordering::Less, false) => "less than",
                    (Ordering::Less, true) => "not greater than",
                    (_, false) => "greater than",
                    (_, true) => "not less than",
                };
                let message = format!("{} is {relation} {bound}", self.number_shown(text, pointer));
                self.report(&rules::BOUNDS, pointer, message, schema.at(keyword), found);
            }
        }
        if let Some(step) = schema.number("multipleOf")
            && Decimal::parse(step).and_then(|step| number.is_multiple_of(&step)) == Some(false)
        {
            let message = format!("{} is not a multiple of {step}", self.number_shown(text, pointer));
            self.report(&rules::MULTIPLE_OF, pointer, message, schema.at("multipleOf"), found);
        }
    }

    /// The formats of numbers. Says whether the value has its own.
    fn width(&self, schema: &Place<'_>, text: &str, pointer: &str, found: &mut Found) -> bool {
        let Some(name) = schema.str("format") else { return true };
        let fits = format::number(name, text);
        if !fits {
            let message = format!("{} does not fit {name}", self.number_shown(text, pointer));
            self.report(&rules::FORMAT, pointer, message, schema.at("format"), found);
        }
        fits
    }
}
