//! What the document says of interactions that are to be made and recorded.

mod address;
mod body;
mod facts;
mod vocabulary;

pub use facts::{Facts, Parameter};

pub(crate) use address::{body_facts, route};
pub(crate) use facts::{facts, operation_ids};
pub(crate) use vocabulary::vocabulary;
