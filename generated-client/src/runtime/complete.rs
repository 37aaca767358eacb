//! The seam for what a crate adds by hand to the settings of its clients.

/// What is done to a builder last, before the client is made.
///
/// Generated code calls `complete` on its builder. A builder that has a method of that name by hand, as inherent
/// methods come first, does what that does: it may set what the codes of the provider's errors mean, or
/// where values come from that were not set. Any other builder has this one, which adds nothing.
pub trait Complete {
    /// Completes the settings. `unset` are the parameters of the client that were not given a value.
    fn complete(&mut self, unset: &[&'static str]) {
        let _ = unset;
    }
}

impl<T> Complete for T {}
