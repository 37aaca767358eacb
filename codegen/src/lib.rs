//! Turns an OpenAPI document into the source files of a client crate.
//!
//! Text in, values out: nothing here reads or writes a file, opens a socket, or looks at the clock or the environment,
//! so that the same document gives the same bytes on every machine, from a command as from a build script.
//!
//! ```text
//! text ─▶ Document ─▶ Model ┬▶ Vec<SourceFile>
//!                           └▶ Surface
//! ```

pub mod bundle;
pub mod diagnostic;
mod dialect;
pub mod document;
mod generate;
mod markdown;
mod model;
#[doc(hidden)]
pub mod mutants;
mod normalise;
mod overlay;
pub mod surface;
mod validate;
pub mod view;

pub use bundle::bundle;
pub use diagnostic::{Class, Diagnostic, Diagnostics, Severity};
pub use document::Document;
pub use generate::{
    Callable, Generated, HEADER_MARK, Options, Reading, SelfTest, Sending, SourceFile, generate, selftest,
};
pub use model::{Coverage, Model};
pub use normalise::load;
pub use overlay::overlay;
pub use surface::{Surface, surface};
pub use validate::validate;
