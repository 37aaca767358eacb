//! What is found about interactions: the rules, the violations of them, and what violations have in common.

pub mod drift;
pub mod rules;

mod repeats;
mod violation;

pub use rules::{Level, RULES, Rule};
pub use violation::{Checked, Location, Note, Violation};

pub(crate) use repeats::{MOST, Repeats};
pub(crate) use violation::{LeftOut, Visit};
