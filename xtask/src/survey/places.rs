//! Where in its file a violation stands, and what stands around it.

use codegen::Document;
use recording::Captured;
use recording::json::{Lines, Position};

use crate::contract::{Location, Shape, Violation};
use crate::input::Text;
use crate::report::{Excerpt, Finding, InFile};

/// An interaction with its text.
pub(super) struct Places<'p> {
    document: &'p Document,
    text: &'p Text,
    bytes: &'p [u8],
    captured: &'p Captured,
    lines: Lines,
}

impl<'p> Places<'p> {
    pub(super) fn new(document: &'p Document, text: &'p Text, bytes: &'p [u8], captured: &'p Captured) -> Self {
        Self {
            document,
            text,
            bytes,
            captured,
            lines: Lines::new(bytes),
        }
    }

    /// A violation with its place.
    pub(super) fn finding(&self, operation: Option<&str>, violation: Violation) -> Finding {
        let within = self.within(&violation.location, &violation.pointer);
        let status = self.captured.interaction.response.status;
        let mut finding = Finding::new(self.document, &self.text.name(), operation, status, violation);
        finding.place = Some(InFile {
            file: self.text.file.to_string(),
            position: within.after(self.text.place),
        });
        finding
    }

    /// What stands around a finding: lines of its file, or of the payload, laid out, where the file has it in one line.
    pub(super) fn excerpt(&self, finding: &Finding) -> Option<Excerpt> {
        let place = finding.place.as_ref()?.position;
        if self.text.shape != Shape::Recording && finding.location == Location::ResponseBody {
            let laid_out = Excerpt::of_payload(&self.captured.payload(), &finding.pointer);
            if laid_out.is_some() {
                return laid_out;
            }
        }
        let within = self.within(&finding.location, &finding.pointer);
        Some(Excerpt::of(self.bytes, &self.lines, within).moved(place))
    }

    /// The place in the text of the interaction.
    fn within(&self, location: &Location, pointer: &str) -> Position {
        let offset = self.captured.place(&location.in_envelope(pointer));
        self.lines.position(self.bytes, offset)
    }
}
