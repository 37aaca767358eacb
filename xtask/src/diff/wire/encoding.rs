//! How values are written as text: what a change of `style` and `explode` does to each shape of a value.

use codegen::view::{ParameterLocation, Place, Shape, Style, may_be};

use super::found::Found;
use super::members;
use super::schema::Separator;
use crate::diff::{Rule, Wire};

/// What released clients do that write in the old way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Effect {
    /// The same text.
    Same,
    /// Another text, if a list has several values.
    Several,
    /// Another text.
    Other,
}

/// What the change of the style does to the values of a schema.
pub(super) fn effect(base: Style<'_>, revision: Style<'_>, schema: Option<&Place<'_>>) -> Effect {
    let has = |shape| schema.is_none_or(|schema| may_be(schema, shape));
    let differs = |value: Sample| text(base, value) != text(revision, value);
    if (has(Shape::Scalar) && differs(Sample::Scalar))
        || (has(Shape::Object) && differs(Sample::Object))
        || (has(Shape::List) && differs(Sample::List(1)))
    {
        Effect::Other
    } else if has(Shape::List) && differs(Sample::List(2)) {
        Effect::Several
    } else {
        Effect::Same
    }
}

/// A value of each shape.
#[derive(Clone, Copy)]
enum Sample {
    Scalar,
    List(usize),
    Object,
}

/// What is written for a parameter `p`, by the tables of OpenAPI.
fn text(style: Style<'_>, value: Sample) -> String {
    let explode = style.explode;
    let list = |count: usize, separator: &str| vec!["v"; count].join(separator);
    let named = |count: usize, separator: &str| vec!["p=v"; count].join(separator);
    match (style.name, value) {
        ("simple", Sample::Scalar) => "v".to_owned(),
        ("simple", Sample::List(count)) => list(count, ","),
        ("simple", Sample::Object) => if explode { "k=v" } else { "k,v" }.to_owned(),
        ("label", Sample::Scalar) => ".v".to_owned(),
        ("label", Sample::List(count)) => format!(".{}", list(count, if explode { "." } else { "," })),
        ("label", Sample::Object) => if explode { ".k=v" } else { ".k,v" }.to_owned(),
        ("matrix", Sample::Scalar) => ";p=v".to_owned(),
        ("matrix", Sample::List(count)) if explode => format!(";{}", named(count, ";")),
        ("matrix", Sample::List(count)) => format!(";p={}", list(count, ",")),
        ("matrix", Sample::Object) => if explode { ";k=v" } else { ";p=k,v" }.to_owned(),
        ("deepObject", Sample::Object) => "p[k]=v".to_owned(),
        ("form" | "spaceDelimited" | "pipeDelimited", Sample::List(count)) if explode => named(count, "&"),
        ("form", Sample::List(count)) => format!("p={}", list(count, ",")),
        ("spaceDelimited", Sample::List(count)) => format!("p={}", list(count, "%20")),
        ("pipeDelimited", Sample::List(count)) => format!("p={}", list(count, "|")),
        ("form" | "spaceDelimited" | "pipeDelimited", Sample::Object) if explode => "k=v".to_owned(),
        ("form", Sample::Object) => "p=k,v".to_owned(),
        ("spaceDelimited", Sample::Object) => "p=k%20v".to_owned(),
        ("pipeDelimited", Sample::Object) => "p=k|v".to_owned(),
        ("form" | "spaceDelimited" | "pipeDelimited", Sample::Scalar) => "p=v".to_owned(),
        // What the standard leaves open: as many texts as there are styles.
        (other, Sample::Scalar) => format!("{other} scalar"),
        (other, Sample::List(count)) => format!("{other} {explode} list {count}"),
        (other, Sample::Object) => format!("{other} {explode} object"),
    }
}

/// What separates the values of a list; none if a list of one value is not the same text as that value.
pub(super) fn separator(base: Style<'_>, revision: Style<'_>, location: ParameterLocation) -> Option<Separator> {
    const COMMA: Separator = Separator::Characters {
        any: &[','],
        name: "a comma",
    };
    let one = text(base, Sample::Scalar);
    let is_same = [base, revision].iter().all(|style| {
        [Sample::Scalar, Sample::List(1)]
            .iter()
            .all(|value| text(*style, *value) == one)
    });
    if !is_same {
        return None;
    }
    Some(match (revision.name, revision.explode) {
        // A cookie has no way to write the character itself that would separate `p=a&p=b`.
        ("form", true) if location == ParameterLocation::Cookie => Separator::Characters {
            any: &['&', ';'],
            name: "`&` or `;`",
        },
        ("form" | "spaceDelimited" | "pipeDelimited" | "matrix", true) => Separator::None,
        ("spaceDelimited", false) => Separator::Characters {
            any: &[' '],
            name: "a space",
        },
        ("pipeDelimited", false) => Separator::Characters {
            any: &['|'],
            name: "`|`",
        },
        // The versions of OpenAPI differ in which one it is.
        ("label", _) => Separator::Characters {
            any: &['.', ','],
            name: "a dot or a comma",
        },
        _ => COMMA,
    })
}

/// Adds the change of a style: as bad as its effect.
pub(super) fn add(
    rule: &'static Rule,
    effect: Effect,
    key: &str,
    places: (&Place<'_>, &Place<'_>),
    message: String,
    found: &mut Found<'_, '_>,
) {
    let mut change = members::member_change(key, rule, places, message);
    match effect {
        Effect::Other => {}
        Effect::Several => {
            change.wire = change.wire.min(Wire::BreakingIf);
            change.condition = Some("the caller sends a list with more than one value".to_owned());
        }
        Effect::Same => change.wire = Wire::Safe,
    }
    found.add(change);
}
