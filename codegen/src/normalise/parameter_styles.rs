//! The style of a parameter: what `style` and `explode` mean for the location and the type.

use super::Lowering;
use super::parameters::{LeftOut, Stated};
use super::shape::Shape;
use crate::diagnostic::rules;
use crate::document::Node;
use crate::model::{Location, Style, Type};

impl<'d> Lowering<'d> {
    /// The style of a parameter that is described by `schema`. What the standard does not define is reported, and left out
    /// where services do not agree on an encoding.
    pub(super) fn style_of(&mut self, stated: &Stated<'d>, ty: &Type) -> Result<Style, LeftOut> {
        let location = stated.location;
        let explode = stated.node.get("explode").and_then(Node::as_bool);
        let style = stated.node.get("style").and_then(Node::as_str);
        let style = style.unwrap_or(match location {
            Location::Path | Location::Header => "simple",
            Location::Query | Location::Cookie => "form",
        });
        let explode = explode.unwrap_or(style == "form");
        let kind = self.kind_of(ty);
        let (is_list, is_object) = (kind == Some("array"), kind == Some("object"));
        if is_list && self.has_nested_items(ty) {
            let why = format!("the style `{style}` is not defined for a list of lists or objects");
            return self.leave_out(stated, why);
        }
        let is_nested = is_object && self.has_nested_members(ty);
        let (written, undefined) = match (location, style, explode) {
            (Location::Path, "label", false) => (Style::Label, None),
            (Location::Path, "label", true) => (Style::LabelExploded, None),
            (Location::Path, "matrix", false) => (Style::Matrix, None),
            (Location::Path, "matrix", true) => (Style::MatrixExploded, None),
            (Location::Path | Location::Header, _, false) => (Style::Simple, None),
            // A single value and a list are written alike.
            (Location::Path | Location::Header, _, true) if !is_object && kind.is_some() => (Style::Simple, None),
            (Location::Path | Location::Header, _, true) => (Style::SimpleExploded, None),
            (Location::Cookie, _, true) if is_list || is_object => {
                (Style::Form, Some("the client sends each value as a cookie of its own"))
            }
            (Location::Query | Location::Cookie, "form", false) if is_list || is_object || kind.is_none() => {
                (Style::FormJoined, None)
            }
            (Location::Query, "deepObject", _) if is_nested => (
                Style::DeepObject,
                Some(
                    "the client writes an object within the object as `name[outer][inner]=value`, and a list as pairs of one name",
                ),
            ),
            (Location::Query, "deepObject", _) if is_object || kind.is_none() => (Style::DeepObject, None),
            (Location::Query, "deepObject", _) => {
                return self.leave_out(stated, "the style `deepObject` is defined for objects only".to_owned());
            }
            (Location::Query, "spaceDelimited" | "pipeDelimited", true) => {
                (Style::Form, Some("the client sends a pair for each value"))
            }
            (Location::Query, "spaceDelimited" | "pipeDelimited", false)
                if !is_list && !is_object && kind.is_some() =>
            {
                (Style::Form, Some("the client sends a single value as it is"))
            }
            (Location::Query, "spaceDelimited", false) => (Style::SpaceDelimited, None),
            (Location::Query, "pipeDelimited", false) => (Style::PipeDelimited, None),
            _ => (Style::Form, None),
        };
        let undefined = undefined
            .or_else(|| is_nested.then_some("the client refuses to send a list or an object within the object"));
        if let Some(sent) = undefined {
            self.find(
                &rules::PARAMETER_STYLE,
                &stated.at,
                format!(
                    "the standard does not define how `{}` is written: {} with the style `{style}`{}",
                    stated.name,
                    match kind {
                        Some("array") => "a list",
                        Some("object") if is_nested => "an object with lists or objects in it",
                        Some("object") => "an object",
                        _ => "a single value",
                    },
                    if explode { ", exploded" } else { "" },
                ),
                sent,
            );
        }
        Ok(written)
    }

    /// The word of JSON Schema for a type; none where any value is allowed.
    fn kind_of(&self, ty: &Type) -> Option<&'static str> {
        Some(match ty {
            Type::Any => return None,
            Type::Boolean => "boolean",
            Type::Integer(_) => "integer",
            Type::Number => "number",
            Type::String | Type::Formatted(_) => "string",
            Type::List(_) => "array",
            Type::Map(_) => "object",
            Type::Named(name) if self.is_object(name) => "object",
            Type::Named(name) if self.is_union(name) => return None,
            Type::Named(name) if self.is_integer(name) => "integer",
            Type::Named(_) => "string",
            Type::Nullable(inner) | Type::Boxed(inner) => return self.kind_of(inner),
        })
    }

    fn is_nested(&self, ty: &Type) -> bool {
        matches!(self.kind_of(ty), Some("array" | "object"))
    }

    fn has_nested_items(&self, ty: &Type) -> bool {
        match ty {
            Type::List(items) => self.is_nested(items),
            Type::Nullable(inner) | Type::Boxed(inner) => self.has_nested_items(inner),
            _ => false,
        }
    }

    /// Whether a member of an object is a list or an object itself. Its own type need not be lowered yet.
    fn has_nested_members(&self, ty: &Type) -> bool {
        match ty {
            Type::Map(values) => self.is_nested(values),
            Type::Nullable(inner) | Type::Boxed(inner) => self.has_nested_members(inner),
            Type::Named(name) => {
                let place = self.schemas.place_of(name);
                let found = place.and_then(|at| Some((self.at(&at)?, at)));
                let Some((node, at)) = found else { return false };
                let Shape::Object(merged) = self.shape(&at, node) else {
                    return false;
                };
                let mut properties = merged.properties.into_iter();
                properties.any(|(_, at, node)| self.is_structured(&at, node))
            }
            _ => false,
        }
    }

    /// Whether the values of a schema are lists or objects.
    pub(super) fn is_structured(&self, at: &str, node: &'d Node) -> bool {
        let (mut at, mut node) = self.resolve(at, node);
        // A chain of references through `allOf` ends, unless the document is broken.
        for _ in 0..16 {
            match self.shape(&at, node) {
                Shape::Same(next_at, next) => (at, node) = self.resolve(&next_at, next),
                Shape::Object(_) => return true,
                Shape::Plain => {
                    let kind = node.get("type").and_then(Node::as_str);
                    let implied = node.get("items").is_some() || node.get("additionalProperties").is_some();
                    return kind.map_or(implied, |kind| kind == "array" || kind == "object");
                }
                _ => return false,
            }
        }
        false
    }
}
