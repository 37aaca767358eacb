//! `Display` and `Debug` of an error: one line, or all parts but the body. Causes are shown by `source`, and by `{:#}`.

use std::{error::Error as StdError, fmt};

use super::Error;

/// One line: what failed, the service's code and words, and the request's ID. The cause is left to `source`; `{:#}` writes
/// all causes behind it, on the same line.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        if let Some(operation) = inner.operation {
            write!(f, "{operation}: ")?;
        }
        if let Some(status) = inner.status {
            write!(f, "status {status}")?;
            match &inner.code {
                Some(code) if *code != status.to_string() => write!(f, ", code {}: ", OneLine(code))?,
                _ => f.write_str(": ")?,
            }
        }
        match inner.outside {
            Some(_) => write!(f, "{}", OneLine(&inner.message))?,
            // Our own words need no bound: what to do is at their end.
            None => one_line(f, &inner.message, usize::MAX)?,
        }
        if let Some(path) = &inner.path {
            write!(f, " at `{}`", OneLine(path))?;
        }
        if inner.attempts > 1 {
            write!(f, " after {} attempts", inner.attempts)?;
        }
        if let Some(reason) = inner.not_repeated {
            write!(f, "; {reason}")?;
        }
        if let Some(request_id) = &inner.request_id {
            write!(f, " (request {})", OneLine(request_id))?;
        }
        let mut cause = self.source().filter(|_| f.alternate());
        while let Some(this) = cause {
            write!(f, ": {}", OneLine(&this.to_string()))?;
            cause = this.source();
        }
        Ok(())
    }
}

/// All parts but the bytes of the body, which may be long and contain anything.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        let body = inner.raw_body.as_ref().map(|body| format!("{} bytes", body.len()));
        f.debug_struct("Error")
            .field("kind", &inner.kind)
            .field("operation", &inner.operation)
            .field("status", &inner.status)
            .field("code", &inner.code)
            .field("message", &inner.message)
            .field("details", &inner.details)
            .field("timeout", &inner.timeout)
            .field("retry_after", &inner.retry_after)
            .field("attempts", &inner.attempts)
            .field("not_repeated", &inner.not_repeated)
            .field("path", &inner.path)
            .field("request_id", &inner.request_id)
            .field("raw_body", &body)
            .field("source", &inner.source)
            .finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

/// A cause that is only text: what another error said, without its type, and what it named as its own cause.
#[derive(Clone, Debug)]
pub(crate) struct Cause {
    text: String,
    /// Whether the text may contain a secret. The text of an [`Error`] was searched when it was created.
    outside: bool,
    beneath: Option<Box<Cause>>,
}

impl Cause {
    pub(in super::super) fn new(text: impl fmt::Display) -> Self {
        Self {
            text: text.to_string(),
            outside: true,
            beneath: None,
        }
    }

    /// A text of this crate, which contains nothing from outside.
    pub(in super::super) fn ours(text: String) -> Self {
        Self {
            text,
            outside: false,
            beneath: None,
        }
    }

    /// The text of an error and of all its causes.
    pub(crate) fn chain(error: &(dyn StdError + 'static)) -> Self {
        Self {
            text: error.to_string(),
            outside: !error.is::<Error>(),
            beneath: error.source().map(|beneath| Box::new(Self::chain(beneath))),
        }
    }

    /// The length of all text from outside.
    pub(super) fn outside_length(&self) -> usize {
        let own = if self.outside { self.text.len() } else { 0 };
        own + self.beneath.as_ref().map_or(0, |beneath| beneath.outside_length())
    }

    /// Changes all text from outside.
    pub(super) fn each(&mut self, change: &impl Fn(&mut String)) {
        if self.outside {
            change(&mut self.text);
        }
        if let Some(beneath) = &mut self.beneath {
            beneath.each(change);
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", OneLine(&self.text))
    }
}

impl StdError for Cause {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.beneath.as_deref().map(|beneath| beneath as _)
    }
}

/// Text from outside on one line and of a bounded length, so that it cannot forge lines of a log.
struct OneLine<'a>(&'a str);

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const MOST: usize = 300;
        one_line(f, self.0, MOST)
    }
}

/// Writes at most so many characters of a text, without line breaks.
fn one_line(f: &mut fmt::Formatter<'_>, text: &str, most: usize) -> fmt::Result {
    for (count, character) in text.chars().enumerate() {
        if count == most {
            return f.write_str("…");
        }
        if character.is_control() || moves_text(character) {
            write!(f, "{}", character.escape_default())?;
        } else {
            write!(f, "{character}")?;
        }
    }
    Ok(())
}

/// Whether a character begins a line, or changes the direction of the text around it, so that a line of a log shows
/// something else than it holds.
fn moves_text(character: char) -> bool {
    matches!(
        character,
        '\u{2028}' | '\u{2029}' | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}
