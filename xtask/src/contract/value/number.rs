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
        let exclusive = ["exclusiveMinimum", "exclusiveMaximum"];
        let json_schema = self.context.keywords.json_schema;
        let is_limited = schema.has_any(&keywords) || (json_schema && schema.has_any(&exclusive));
        if !is_limited || !self.asserts(schema) || self.is_masked(pointer, found) {
            return;
        }
        self.width(schema, text, pointer, found);
        let Some(number) = Decimal::parse(text) else { return };
        for bound in bounds(schema).into_iter().flatten() {
            let Some(order) = Decimal::parse(bound.text).map(|limit| number.cmp(&limit)) else {
                continue;
            };
            if order == bound.wrong || (bound.closed && order == Ordering::Equal) {
                let relation = match (bound.wrong, bound.closed) {
                    (Ordering::Less, false) => "less than",
                    (Ordering::Less, true) => "not greater than",
                    (_, false) => "greater than",
                    (_, true) => "not less than",
                };
                let message = format!("{} is {relation} {}", self.number_shown(text, pointer), bound.text);
                self.report(&rules::BOUNDS, pointer, message, schema.at(bound.keyword), found);
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
        let Some(name) = self.format(schema) else { return true };
        let fits = format::number(name, text);
        if !fits {
            let message = format!("{} does not fit {name}", self.number_shown(text, pointer));
            self.report(&rules::FORMAT, pointer, message, schema.at("format"), found);
        }
        fits
    }
}

/// A limit of a number.
pub(crate) struct Bound<'d> {
    keyword: &'static str,
    pub(crate) text: &'d str,
    /// On which side of the limit a number is wrong.
    pub(crate) wrong: Ordering,
    /// Whether the limit itself is wrong, too.
    pub(crate) closed: bool,
}

/// The limits that a schema sets. In OpenAPI 3.0 a mark says that the limit itself is excluded, in JSON Schema 2020-12
/// that is a limit of its own.
pub(crate) fn bounds<'d>(schema: &Place<'d>) -> [Option<Bound<'d>>; 4] {
    let bound = |keyword, wrong, closed| {
        let text = schema.number(keyword)?;
        Some(Bound {
            keyword,
            text,
            wrong,
            closed,
        })
    };
    let json_schema = schema.document.version().has_json_schema();
    let is_closed = |exclusive: &str| !json_schema && schema.is(exclusive);
    let exclusive = |keyword, wrong| bound(keyword, wrong, true).filter(|_| json_schema);
    [
        bound("minimum", Ordering::Less, is_closed("exclusiveMinimum")),
        bound("maximum", Ordering::Greater, is_closed("exclusiveMaximum")),
        exclusive("exclusiveMinimum", Ordering::Less),
        exclusive("exclusiveMaximum", Ordering::Greater),
    ]
}
