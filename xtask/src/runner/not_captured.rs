//! Bodies that a tool did not save: nothing is known of them, and they were not checked.

use recording::{Interaction, Unobserved};

/// How many there are of each.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct NotCaptured {
    pub(crate) requests: usize,
    pub(crate) responses: usize,
}

impl NotCaptured {
    /// Counts those of an interaction.
    pub(super) fn count(&mut self, interaction: &Interaction) {
        for part in &interaction.unobserved {
            match part {
                Unobserved::RequestBody => self.requests += 1,
                Unobserved::ResponseBody => self.responses += 1,
                _ => {}
            }
        }
    }

    /// Adds those of other interactions.
    pub(super) fn add(&mut self, other: Self) {
        self.requests += other.requests;
        self.responses += other.responses;
    }

    /// Whether there is any.
    pub(crate) fn any(self) -> bool {
        self.requests + self.responses > 0
    }
}
