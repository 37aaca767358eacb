//! Decodes recorded bodies with the generated types: what a type refuses, what it loses, and what it does not know.
//!
//! A body is decoded into the type of its operation and status, encoded again, and compared as a tree of values.
//! Properties that the type does not declare are reported separately from what it loses.

mod compare;
mod protocol;

use serde::{Serialize, de::DeserializeOwned};
use serde_ignored::Path as Ignored;
use serde_path_to_error::{Deserializer, Path, Segment, Track};

pub use self::{
    compare::{Loss, losses},
    protocol::serve,
};

/// A body that its type accepts.
#[derive(Clone, Debug)]
pub struct Decoded {
    /// The encoded value as text of JSON: a tree would already have rounded its numbers.
    pub written: Vec<u8>,
    /// JSON pointers to the properties that the type does not know.
    pub unknown: Vec<String>,
}

/// A body that its type refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The JSON pointer to the value that does not fit.
    pub pointer: String,
    /// The reason.
    pub message: String,
}

/// Decodes a body into `T` and encodes it again. The generated table calls this for each type.
///
/// # Errors
/// Returns the first value that does not fit.
pub fn json<T: DeserializeOwned + Serialize>(body: &[u8]) -> Result<Decoded, Refused> {
    let mut json = serde_json::Deserializer::from_slice(without_bom(body));
    let mut track = Track::new();
    let mut unknown = Vec::new();
    let value: Result<T, _> = serde_ignored::deserialize(Deserializer::new(&mut json, &mut track), |path| {
        unknown.push(pointer_of(&path))
    });
    let refused = |pointer, cause: serde_json::Error| Refused {
        pointer,
        message: cause.to_string(),
    };
    let value = value.map_err(|cause| refused(pointer_to(&track.path()), cause))?;
    json.end().map_err(|cause| refused(String::new(), cause))?;
    let written = serde_json::to_vec(&value).map_err(|cause| refused(String::new(), cause))?;
    Ok(Decoded { written, unknown })
}

/// Removes a byte order mark, which the client ignores.
fn without_bom(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)
}

fn pointer_to(path: &Path) -> String {
    path.iter().fold(String::new(), |pointer, segment| match segment {
        Segment::Seq { index } => recording::json::child(&pointer, &index.to_string()),
        Segment::Map { key } => recording::json::child(&pointer, key),
        // Neither has a place of its own in the tree.
        Segment::Enum { .. } | Segment::Unknown => pointer,
    })
}

fn pointer_of(path: &Ignored<'_>) -> String {
    match path {
        Ignored::Root => String::new(),
        Ignored::Seq { parent, index } => recording::json::child(&pointer_of(parent), &index.to_string()),
        Ignored::Map { parent, key } => recording::json::child(&pointer_of(parent), key),
        Ignored::Some { parent } | Ignored::NewtypeStruct { parent } | Ignored::NewtypeVariant { parent } => {
            pointer_of(parent)
        }
    }
}
