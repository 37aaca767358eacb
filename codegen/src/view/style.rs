//! The location of a parameter in a request, and how its values are written there: `in`, `style` and `explode` with their
//! defaults.

use super::place::Place;
use crate::document::Node;

/// The location of a parameter in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ParameterLocation {
    /// In the path: the value of a variable of its template.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
}

/// How the values of a parameter or a header are written as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style<'d> {
    /// `simple`, `label`, `matrix`, `form`, `spaceDelimited`, `pipeDelimited`, `deepObject`, or whatever the document says.
    pub name: &'d str,
    /// Whether each value of a list or an object is written separately.
    pub explode: bool,
}

impl ParameterLocation {
    /// The location that a document writes as `in`.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "path" => Some(Self::Path),
            "query" => Some(Self::Query),
            "header" => Some(Self::Header),
            "cookie" => Some(Self::Cookie),
            _ => None,
        }
    }

    /// The word that a document writes as `in`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }
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
