//! The public surface of a generated crate: what its importers can name, and what it sends and accepts without saying so
//! in a signature.
//!
//! ```text
//! Model ─generate▶ tokens of each module ─scan▶ items ─┐
//!   └────────────▶ facts of the wire, origins ─────────┴▶ Surface ─▶ surface.json
//! ```
//!
//! The items are read from the tokens that the emitters make, before these are printed, so that the surface is what is
//! really generated and no emitter can be forgotten. What compiles away (names on the wire, statuses, bounds that are
//! checked before anything is sent) comes from the model, and so does the place in the document that an item is made of.

mod digest;
mod facts;
mod json;
mod scan;
mod text;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostics;
use crate::generate::{Options, each_module};
use crate::model::Model;

pub use digest::Digest;

/// The version of the format, which changes when an older program would misread a surface.
const FORMAT: u32 = 1;

/// The public surface of a generated crate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Surface {
    /// The version of this format.
    pub format: u32,
    /// The version of the generator.
    pub codegen: String,
    /// Whether operations are behind features of cargo.
    pub features: bool,
    /// The items by their paths in the crate: `types::Image::status` is a field or a variant, `Client::show_image()` a
    /// method, `feature "tag-image"` a feature.
    pub items: BTreeMap<String, Item>,
}

/// An item of a surface.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Item {
    /// What it is.
    pub kind: Kind,
    /// Its type or signature, without the names of arguments; empty if it has none.
    #[serde(rename = "is", skip_serializing_if = "String::is_empty")]
    pub signature: String,
    /// The traits that a type implements, sorted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub traits: Vec<String>,
    /// The features of cargo that each give it; none: it is always there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub features: Vec<String>,
    /// Whether its use is a warning of the compiler.
    #[serde(skip_serializing_if = "is_false")]
    pub deprecated: bool,
    /// Whether a literal or a match of another crate has to name every part of it, so that a new one breaks it.
    #[serde(skip_serializing_if = "is_false")]
    pub exhaustive: bool,
    /// What it means on the wire, or what is checked before anything is sent.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, String>,
    /// The JSON pointers of what it is made of, the most specific first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub at: Vec<String>,
    /// A digest of its documentation.
    #[serde(skip_serializing_if = "Digest::is_empty")]
    pub docs: Digest,
    /// A digest of its code: what it does, and the attributes that importers do not see.
    #[serde(skip_serializing_if = "Digest::is_empty")]
    pub code: Digest,
}

/// What an item is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Kind {
    /// A struct.
    #[default]
    Struct,
    /// An enum.
    Enum,
    /// A trait.
    Trait,
    /// A public field of a struct.
    Field,
    /// A variant of an enum.
    Variant,
    /// A function or a method.
    Method,
    /// A module.
    Module,
    /// A name that is re-exported.
    Export,
    /// A feature of cargo.
    Feature,
    /// Code that nobody can name: facts of an operation, or an implementation of a trait of the runtime.
    Hidden,
}

impl Kind {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Struct => "struct",
            Self::Enum => "enum",
            Self::Trait => "trait",
            Self::Field => "field",
            Self::Variant => "variant",
            Self::Method => "method",
            Self::Module => "module",
            Self::Export => "export",
            Self::Feature => "feature",
            Self::Hidden => "code",
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_false(value: &bool) -> bool {
    !value
}

/// Computes the public surface of the crate that [`generate`](crate::generate()) makes of a model.
///
/// # Errors
/// The same as [`generate`](crate::generate()) returns: a fault of the generator, or a path in `options` that is no path.
pub fn surface(model: &Model, options: &Options) -> Result<Surface, Diagnostics> {
    let mut items = BTreeMap::new();
    // One after the other: the tokens of a large crate take several times the memory of its surface.
    each_module(model, options, |module| scan::scan(module, &mut items))?;
    if options.features {
        for feature in model.features() {
            let kind = Kind::Feature;
            items.insert(
                format!("feature \"{feature}\""),
                Item {
                    kind,
                    ..Item::default()
                },
            );
        }
    }
    facts::add(model, &mut items);
    Ok(Surface {
        format: FORMAT,
        codegen: env!("CARGO_PKG_VERSION").to_owned(),
        features: options.features,
        items,
    })
}
