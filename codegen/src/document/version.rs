//! Which version of OpenAPI a document states, as far as it decides what references and schemas mean.

use super::node::Node;

/// A version of OpenAPI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// 3.0, or none that is known.
    V3_0,
    /// 3.1: schemas are JSON Schema 2020-12.
    V3_1,
    /// 3.2 or later, which is read as 3.1.
    Later,
}

impl Version {
    /// The version that the root of a document states.
    pub(super) fn of(root: &Node) -> Self {
        let stated = root.get("openapi").and_then(Node::as_str);
        let minor = stated.and_then(|stated| stated.strip_prefix("3.")?.split('.').next()?.parse().ok());
        match minor {
            None | Some(0) => Self::V3_0,
            Some(1) => Self::V3_1,
            Some(2_u32..) => Self::Later,
        }
    }

    /// Whether schemas are JSON Schema 2020-12.
    pub fn has_json_schema(self) -> bool {
        self >= Self::V3_1
    }
}
