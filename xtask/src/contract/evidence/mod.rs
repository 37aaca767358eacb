//! What of a document there is evidence for in the traffic.

mod coverage;
mod seen;

pub use coverage::{Coverage, CoverageNote};
pub use seen::Evidence;

pub(crate) use coverage::coverage;
