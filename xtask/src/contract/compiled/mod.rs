//! Fast acceptance of what conforms: one pass over the bytes of an interaction, with what was compiled of the document.
//!
//! Its result is "conforms" or "unknown". "Conforms" means that the exact check would find neither a violation nor a
//! note; whatever is wrong, or only unusual, is left to the exact check, which alone reports. So a value that is
//! wrongly not accepted here costs time and changes no report.
//!
//! ```text
//! text ─ traffic ▶ operation ─ endpoint ▶ parameters, credentials, headers ─ walk ▶ body      (contract/compiled/*.rs)
//! ```

mod accept;
mod body;
mod compile;
mod cursor;
mod endpoint;
mod engine;
mod envelope;
mod har;
mod parameter;
mod program;
mod report;
mod scalar;
mod scratch;
mod together;
mod traffic;
mod walk;

pub(crate) use engine::Compiled;
pub(crate) use scratch::Scratch;
