//! Where in its file a violation is, and what is around it.

use std::cell::OnceCell;

use codegen::Document;
use recording::Captured;
use recording::json::{Lines, Position};
use recording::redaction::{Credentials, Vocabulary};

use super::hide::{Quotes, hide};
use super::{Excerpt, Finding, InFile, LaidOut, Noted};
use crate::contract::{Location, Note, Shape, Violation};
use crate::input::Text;

/// An interaction with its text.
pub(super) struct Places<'p> {
    document: &'p Document,
    text: &'p Text,
    bytes: &'p [u8],
    captured: &'p Captured,
    /// The pointers of the secrets in the payload.
    secrets: &'p [String],
    vocabulary: &'p Vocabulary,
    lines: Lines,
    /// The credentials that the interaction shows, found when something is shown first.
    credentials: OnceCell<Credentials>,
    /// The payload, laid out when it is first shown.
    payload: OnceCell<Option<LaidOut>>,
}

impl<'p> Places<'p> {
    pub(super) fn new(
        document: &'p Document,
        text: &'p Text,
        bytes: &'p [u8],
        captured: &'p Captured,
        secrets: &'p [String],
        vocabulary: &'p Vocabulary,
    ) -> Self {
        Self {
            document,
            text,
            bytes,
            captured,
            secrets,
            vocabulary,
            lines: Lines::new(bytes),
            credentials: OnceCell::new(),
            payload: OnceCell::new(),
        }
    }

    /// A violation with its place, without the credentials that the interaction shows.
    pub(super) fn finding(&self, operation: Option<&str>, mut violation: Violation) -> Finding {
        let within = self.within(&violation.location, &violation.pointer);
        self.hide(Quotes::of_violation(&mut violation));
        let status = self.captured.interaction.response.status;
        let mut finding = Finding::new(self.document, &self.text.name(), operation, status, violation);
        finding.place = Some(InFile {
            file: self.text.file.to_string(),
            position: within.after(self.text.place),
        });
        finding
    }

    /// What is around a finding: lines of its file; of traffic as it was, lines of the payload alone, laid out, since
    /// around anything else there are headers with secrets, and without credentials.
    pub(super) fn excerpt(&self, finding: &Finding) -> Option<Excerpt> {
        let place = finding.place.as_ref()?.position;
        if self.text.shape != Shape::Recording && finding.location == Location::ResponseBody {
            let payload = self
                .payload
                .get_or_init(|| LaidOut::new(&self.captured.payload(), self.secrets));
            if let Some(payload) = payload {
                let hidden = |text: &str| self.credentials().are_in(text);
                return Some(Excerpt::of_payload(payload, &finding.pointer).without(&hidden));
            }
        }
        if self.captured.whole {
            return None;
        }
        let within = self.within(&finding.location, &finding.pointer);
        Some(Excerpt::of(self.bytes, &self.lines, within).moved(place))
    }

    /// A note without the credentials that the interaction shows.
    pub(super) fn note(&self, operation: Option<&str>, mut note: Note) -> Noted {
        self.hide(Quotes::of_note(&mut note));
        Noted::new(&self.text.name(), operation, note)
    }

    /// Hides credentials in what is reported of traffic. A recording has none.
    fn hide(&self, quotes: Quotes<'_>) {
        if self.text.shape != Shape::Recording {
            let is_credential = |text: &str| self.credentials().are_in(text);
            hide(quotes, &self.captured.interaction, self.vocabulary, &is_credential);
        }
    }

    fn credentials(&self) -> &Credentials {
        self.credentials
            .get_or_init(|| Credentials::of(&self.captured.interaction, &Default::default(), self.vocabulary))
    }

    /// The place in the text of the interaction.
    fn within(&self, location: &Location, pointer: &str) -> Position {
        let offset = self.captured.place(&location.in_envelope(pointer));
        self.lines.position(self.bytes, offset)
    }
}
