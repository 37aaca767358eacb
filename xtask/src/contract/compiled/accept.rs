//! Whether there is nothing to report about an interaction.

use super::cursor::Cursor;
use super::engine::Compiled;
use super::scratch::Scratch;
use super::traffic::{Checker, Reader};
use crate::contract::prepared::Prepared;
use crate::contract::source::Shape;

impl<'d> Compiled<'d> {
    /// Whether an interaction conforms and there is nothing to report about it. What was seen is in the scratch's counts
    /// then.
    pub(crate) fn accepts(&self, prepared: &Prepared<'d>, text: &str, shape: Shape, scratch: &mut Scratch) -> bool {
        scratch.fit(&self.program, prepared.counters.len());
        let checker = Checker {
            prepared,
            compiled: self,
            scratch,
        };
        let mut reader = Reader {
            cursor: Cursor::new(text),
            checker,
        };
        let conforms = match shape {
            Shape::Recording => reader.recording(),
            Shape::Line => reader.line(),
            Shape::Entry => reader.entry(),
        };
        conforms.is_some()
    }
}
