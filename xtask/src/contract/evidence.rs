//! What was seen of what a document promises.

use super::fast::Scratch;

/// What was seen of what a document promises: counts, whatever the number of interactions.
#[derive(Debug, Default)]
pub struct Evidence {
    pub(super) scratch: Scratch,
}
