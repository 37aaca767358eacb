//! How the values of a parameter stand in a text: `style` and `explode` with their defaults.

use super::parameter::ParameterLocation;
use super::place::Place;
use crate::document::Node;

/// How the values of a parameter or a header stand in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style<'d> {
    /// `simple`, `label`, `matrix`, `form`, `spaceDelimited`, `pipeDelimited`, `deepObject`, or whatever the document says.
    pub name: &'d str,
    /// Whether each value of a list or an object stands apart.
    pub explode: bool,
}

impl<'d> Style<'d> {
    /// The style of a parameter or a header. A response header has the style of a header.
    pub fn of(parameter: &Place<'d>, location: ParameterLocation) -> Self {
        let by_default = match location {
            ParameterLocation::Query | ParameterLocation::Cookie => "form",
            ParameterLocation::Path | ParameterLocation::Header => "simple",
        };
        let name = parameter.str("style").unwrap_or(by_default);
        let explode = parameter.node.get("explode").and_then(Node::as_bool);
        Self {
            name,
            explode: explode.unwrap_or(name == "form"),
        }
    }
}
