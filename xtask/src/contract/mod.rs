//! The contract engine: what a service really returned, checked against the document.
//!
//! It reads the document as its authors wrote it, never what the generator makes of it: a workaround for a generator
//! must not hide that the service has moved away. It reads no files, and it never changes what it looks at.
//!
//! ```text
//! Document ─▶ Contract ┐
//!          Interaction ┴─ check ▶ Checked { violations, notes } ─ drift ▶ Drift
//! ```

//!
//! The modules use each other in one direction, each only those above it:
//!
//! - `findings`: the rules, violations and notes; `source`: what is known of where an interaction comes from
//! - `counters`: the things of a document that are counted
//! - `value`: rules on a value: schemas, patterns, formats, numbers
//! - `prepared`: all that is prepared of a document once
//! - `message`: rules on a request and a response: routing, parameters, credentials, bodies
//! - `compiled`: the same document, compiled, to pass over what conforms
//! - `evidence`: what was seen of the document; `record`: what `cargo xtask record` needs to know of it
//! - `engine`: the contract, which puts these together; `inspect`: single questions to it

pub mod findings;

mod compiled;
mod counters;
mod engine;
mod evidence;
mod inspect;
mod message;
mod prepared;
mod record;
mod source;
mod value;

pub use engine::Contract;
pub use evidence::{Coverage, CoverageNote, Evidence};
pub use findings::{Checked, Level, Location, Note, RULES, Rule, Violation, drift, rules};
pub use record::{Facts, Parameter};
pub use source::{Shape, Source};

pub(crate) use message::body::general;
pub(crate) use value::decimal::Decimal;
pub(crate) use value::format;
