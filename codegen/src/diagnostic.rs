//! Findings about a document: what is wrong, where, why it matters and how to fix it.

mod display;
mod keyword;
pub mod rules;
mod source;

pub use rules::{Breaks, RULES, Rule};
pub use source::Source;
use std::fmt;
use std::sync::Arc;

/// A place in the text of a document, or of another file that a part of the document comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The number of the file: 0 is the document itself. [`Diagnostics::file`] and `Document::file` give its name.
    pub file: u32,
    /// The line, from 1 on.
    pub line: usize,
    /// The column in characters, from 1 on. A byte order mark is not counted.
    pub column: usize,
}

/// Whom a finding affects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// The document, or a part of it, is not OpenAPI, or cannot be read: this affects every command.
    NotOpenApi,
    /// The document is valid, but the generator cannot express it, or not all of it: this affects `regenerate` alone.
    NotGenerated,
    /// The document is valid, but probably does not say what was meant: a warning for its authors.
    Advice,
    /// The document is valid, and a part of it is read in another way than its authors may think: a warning for everyone who
    /// uses it.
    Noted,
}

/// Whether a finding stops the commands that it affects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// It does.
    Error,
    /// It does not.
    Warning,
}

/// One finding about a document.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Diagnostic {
    /// The stable name of the rule, in kebab-case.
    pub rule: &'static str,
    /// Whom the finding affects.
    pub class: Class,
    /// Whether it stops the commands that it affects.
    pub severity: Severity,
    /// The JSON pointer of the place; empty for the whole document.
    pub pointer: String,
    /// Where that is in the text, if the text could be read that far.
    pub position: Option<Position>,
    /// What is wrong, and why it matters.
    pub message: String,
    /// Why that matters, where the message does not say it.
    pub why: &'static str,
    /// How to fix it.
    pub help: String,
    /// The JSON pointers of the parts of the document that cannot be used because of it; `""` for the whole document.
    pub broken: Vec<String>,
    /// Whether the client lacks the part at the place, or has it without its type.
    pub is_loss: bool,
}

impl Diagnostic {
    /// An error at `pointer` because of which the document cannot be used.
    pub fn error(
        rule: &'static str,
        pointer: impl Into<String>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self {
            rule,
            class: Class::NotOpenApi,
            severity: Severity::Error,
            pointer: pointer.into(),
            position: None,
            message: message.into(),
            why: "",
            help: help.into(),
            broken: vec![String::new()],
            is_loss: false,
        }
    }

    /// A warning at `pointer`.
    pub fn warning(
        rule: &'static str,
        pointer: impl Into<String>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self {
            class: Class::Advice,
            severity: Severity::Warning,
            broken: Vec::new(),
            ..Self::error(rule, pointer, message, help)
        }
    }

    /// A finding of `rule` at `pointer`. If it breaks a part of the document, that is the value at `pointer`.
    pub(crate) fn of(
        rule: &Rule,
        pointer: impl Into<String>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        let pointer = pointer.into();
        Self {
            class: rule.class,
            severity: rule.severity,
            why: rule.why,
            broken: match rule.breaks {
                Breaks::Nothing | Breaks::Client => Vec::new(),
                Breaks::Part => vec![pointer.clone()],
                Breaks::Document => vec![String::new()],
            },
            is_loss: rule.breaks == Breaks::Client,
            ..Self::error(rule.id, pointer, message, help)
        }
    }

    /// The same finding, at a place in the text.
    #[must_use]
    pub fn at(mut self, position: Option<Position>) -> Self {
        self.position = position;
        self
    }
}

/// All findings about one document, in the order of its text.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Diagnostics {
    document: String,
    /// The files that positions belong to; none if no text could be read.
    sources: Arc<[Source]>,
    found: Vec<Diagnostic>,
}

impl Diagnostics {
    /// No findings yet about the document of this name.
    pub fn new(document: impl Into<String>) -> Self {
        Self {
            document: document.into(),
            sources: Arc::default(),
            found: Vec::new(),
        }
    }

    /// The same findings, shown with the lines of these files, to which their positions belong.
    #[must_use]
    pub fn with_sources(mut self, sources: Arc<[Source]>) -> Self {
        self.sources = sources;
        self
    }

    /// The name of the file that a position belongs to.
    pub fn file(&self, position: Position) -> &str {
        match self.sources.get(position.file as usize) {
            Some(source) => &source.name,
            None => &self.document,
        }
    }

    /// The name of the file that a finding is in.
    pub fn file_of(&self, finding: &Diagnostic) -> &str {
        finding
            .position
            .map_or(self.document.as_str(), |position| self.file(position))
    }

    /// The name under which the document was given, usually its path.
    pub fn document(&self) -> &str {
        &self.document
    }

    /// Adds a finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    /// Adds the findings of `other`.
    pub fn append(&mut self, other: Diagnostics) {
        if self.sources.len() < other.sources.len() {
            self.sources = other.sources;
        }
        self.found.extend(other.found);
    }

    /// Sorts the findings by place and drops those that say the same of the same place.
    pub fn sort(&mut self) {
        self.found.sort_by(|a, b| {
            (a.position, &a.pointer, a.rule, &a.message).cmp(&(b.position, &b.pointer, b.rule, &b.message))
        });
        self.found.dedup();
    }

    /// The findings.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.found.iter()
    }

    /// Those findings that `wanted` chooses, about the same document.
    #[must_use]
    pub fn filtered(&self, mut wanted: impl FnMut(&Diagnostic) -> bool) -> Self {
        Self {
            document: self.document.clone(),
            sources: Arc::clone(&self.sources),
            found: self.found.iter().filter(|found| wanted(found)).cloned().collect(),
        }
    }

    /// The same findings, each changed.
    #[must_use]
    pub(crate) fn mapped(mut self, change: impl FnMut(Diagnostic) -> Diagnostic) -> Self {
        self.found = self.found.into_iter().map(change).collect();
        self
    }

    /// The files that positions belong to.
    pub(crate) fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// How many findings are errors.
    pub fn errors(&self) -> usize {
        self.found.iter().filter(|d| d.severity == Severity::Error).count()
    }

    /// How many findings only warn.
    pub fn warnings(&self) -> usize {
        self.found.len() - self.errors()
    }

    /// The findings of one class alone.
    #[must_use]
    pub fn of_class(&self, class: Class) -> Self {
        self.filtered(|finding| finding.class == class)
    }

    /// The JSON pointers of the parts of the document that cannot be used.
    pub fn broken(&self) -> impl Iterator<Item = &str> {
        self.found
            .iter()
            .flat_map(|finding| &finding.broken)
            .map(String::as_str)
    }

    /// The same findings, where a loss is an error.
    #[must_use]
    pub fn deny_losses(mut self) -> Self {
        for loss in self.found.iter_mut().filter(|finding| finding.is_loss) {
            loss.severity = Severity::Error;
        }
        self
    }

    /// The same findings, where what is not OpenAPI is a warning, and a loss if it breaks a part of the document from which
    /// types are made.
    #[must_use]
    pub(crate) fn leave_out_invalid(mut self) -> Self {
        let invalid = |finding: &&mut Diagnostic| finding.class == Class::NotOpenApi;
        for finding in self.found.iter_mut().filter(invalid) {
            finding.severity = Severity::Warning;
            finding.is_loss = !finding.broken.is_empty() && !keyword::costs_no_type(finding.rule, &finding.pointer);
        }
        self
    }

    /// Whether the document cannot be used at all.
    pub fn is_unusable(&self) -> bool {
        self.found
            .iter()
            .any(|finding| finding.broken.iter().any(String::is_empty))
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// The text is left out: it is in the file.
impl fmt::Debug for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Diagnostics")
            .field("document", &self.document)
            .field("found", &self.found)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Diagnostics {}
