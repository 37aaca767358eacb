//! A worker: accepts at once what conforms, and checks exactly what does not.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::error::Error as _;
use std::sync::Arc;

use codegen::Document;
use recording::redaction::Vocabulary;
use recording::{Captured, Error, har, ndjson};

use super::exports::Credentials;
use super::not_captured::NotCaptured;
use super::places::Places;
use super::{Drifted, Finding, Noted};
use crate::client::{DecodeRequest, DriverFinding};
use crate::contract::drift::Key;
use crate::contract::{Contract, Evidence, Location, Shape, Source, Violation};
use crate::input::{Batch, Text};

/// Checks batch after batch.
pub(super) struct Worker<'j> {
    contract: &'j Contract<'j>,
    document: &'j Document,
    wanted: Wanted,
    pub(super) evidence: Evidence,
    /// The drifts that this worker made an excerpt for, by rule. The first few of all workers are among the first few
    /// of each: the work is given out in the order of the input.
    seen: HashMap<&'static str, HashSet<Key>>,
    /// The names in the document, made when the first interaction is checked exactly.
    vocabulary: OnceCell<Arc<Vocabulary>>,
    /// Made for the first entry of a HAR.
    credentials: OnceCell<Credentials>,
    /// The HAR that was found to have credentials.
    shown_in: Option<Arc<str>>,
}

/// What is needed of an interaction in addition to its findings.
#[derive(Clone, Copy)]
pub(super) struct Wanted {
    /// A request to the client.
    pub(super) decode: bool,
    /// The lines around the first violation of a drift, for so many drifts of a rule.
    pub(super) excerpts: usize,
    /// How many drifts are accepted: for so many more, since these are not shown.
    pub(super) accepted: usize,
    /// The interaction itself, if it has violations.
    pub(super) drifted: bool,
}

/// What is known of a batch.
#[derive(Default)]
pub(super) struct BatchResult {
    /// How many interactions were checked.
    pub(super) interactions: usize,
    /// How many were requests without a response.
    pub(super) skipped: usize,
    /// Requests to other APIs, by host: the scheme of the first, and how many.
    pub(super) others: BTreeMap<String, (String, usize)>,
    /// How many bytes their texts had.
    pub(super) bytes: usize,
    /// Those with findings, by their number within the batch.
    pub(super) found: Vec<Found>,
    /// The requests to the client, by the number within the batch.
    pub(super) decode_requests: Vec<ClientQuery>,
    /// How many values and other parts were not checked, because a part of the document is broken.
    pub(super) not_checked: usize,
    /// How many bodies were not captured.
    pub(super) not_captured: NotCaptured,
    /// What could not be read.
    pub(super) problems: Vec<String>,
    /// The HARs of which there are entries, in their order: how many, and whether one of them has credentials.
    pub(super) exports: Vec<(Arc<str>, usize, bool)>,
    /// Those with violations, if they are wanted.
    pub(super) drifted: Vec<Drifted>,
}

/// What was found in one interaction.
pub(super) struct Found {
    pub(super) number: usize,
    /// The HAR in which it is.
    pub(super) export: Option<Arc<str>>,
    pub(super) findings: Vec<Finding>,
    pub(super) notes: Vec<Noted>,
}

/// A request to the client, and what it is about.
pub(super) struct ClientQuery {
    pub(super) number: usize,
    pub(super) request: DecodeRequest,
    text: Text,
    bytes: Vec<u8>,
    captured: Captured,
    /// The pointers of the secrets in its payload.
    secrets: Vec<String>,
    vocabulary: Arc<Vocabulary>,
}

impl ClientQuery {
    /// The note if the client has no type for the response.
    pub(super) fn untyped(&self) -> Noted {
        Noted {
            recording: self.text.name(),
            operation: Some(self.request.operation().to_owned()),
            location: Location::ResponseBody,
            pointer: String::new(),
            message: "the client has no type for this response, so it was not decoded".to_owned(),
        }
    }

    /// The findings of the client. `is_new` says for which drift a report shows an excerpt.
    pub(super) fn findings(
        &self,
        document: &Document,
        found: Vec<DriverFinding>,
        is_new: impl Fn(&Key) -> bool,
    ) -> Vec<Finding> {
        let places = Places::new(
            document,
            &self.text,
            &self.bytes,
            &self.captured,
            &self.secrets,
            &self.vocabulary,
        );
        let one = |found: DriverFinding| {
            let violation = Violation {
                rule: found.rule,
                location: Location::ResponseBody,
                general: self.request.general(&found.pointer),
                pointer: found.pointer,
                message: found.message,
                document: None,
            };
            let mut finding = places.finding(Some(self.request.operation()), violation);
            if is_new(&finding.key) {
                finding.excerpt = places.excerpt(&finding);
            }
            finding
        };
        found.into_iter().map(one).collect()
    }
}

impl<'j> Worker<'j> {
    pub(super) fn new(contract: &'j Contract<'j>, document: &'j Document, wanted: Wanted) -> Self {
        Self {
            contract,
            document,
            wanted,
            evidence: Evidence::new(contract),
            seen: HashMap::new(),
            vocabulary: OnceCell::new(),
            credentials: OnceCell::new(),
            shown_in: None,
        }
    }

    /// Checks every interaction of a batch.
    pub(super) fn batch(&mut self, batch: &mut Batch) -> BatchResult {
        let mut result = BatchResult {
            bytes: batch.len(),
            problems: std::mem::take(&mut batch.problems),
            ..BatchResult::default()
        };
        for (text, bytes) in batch.texts() {
            self.count_entry(text, bytes, &mut result);
            // What the client decodes has to be parsed.
            if !self.wanted.decode && self.contract.accepts(bytes, text.shape, &mut self.evidence) {
                result.interactions += 1;
                continue;
            }
            match captured(bytes, text.shape) {
                Ok(captured) => self.exactly(text, bytes, captured, &mut result),
                // There was no response: there is nothing to check.
                Err(error) if error.is_no_exchange() => result.skipped += 1,
                Err(error) => result.problems.push(problem(error, text)),
            }
        }
        result
    }

    /// Counts an entry of a HAR, and finds out whether it may have credentials.
    fn count_entry(&mut self, text: &Text, bytes: &[u8], result: &mut BatchResult) {
        if text.shape != Shape::Entry {
            return;
        }
        let known = self.shown_in.as_ref().is_some_and(|file| Arc::ptr_eq(file, &text.file));
        let credentials = || self.credentials.get_or_init(|| Credentials::of(self.contract));
        let shown = known || credentials().may_be_in(bytes);
        if shown && !known {
            self.shown_in = Some(Arc::clone(&text.file));
        }
        match result.exports.last_mut() {
            Some((file, entries, any)) if Arc::ptr_eq(file, &text.file) => {
                *entries += 1;
                *any |= shown;
            }
            _ => result.exports.push((Arc::clone(&text.file), 1, shown)),
        }
    }

    fn exactly(&mut self, text: &Text, bytes: &[u8], captured: Captured, result: &mut BatchResult) {
        // A capture has everything that a browser or a proxy saw; a recording was made of this API.
        if captured.whole
            && let Some((scheme, host)) = self.contract.other_host(&captured.interaction)
        {
            result.others.entry(host).or_insert((scheme, 0)).1 += 1;
            return;
        }
        let number = result.interactions;
        result.interactions += 1;
        let source = if captured.whole {
            Source::Traffic
        } else {
            Source::Recording
        };
        let checked = self
            .contract
            .check_with(&captured.interaction, source, &mut self.evidence);
        result.not_checked += checked.not_checked;
        result.not_captured.count(&captured.interaction);
        let operation = checked.operation.as_deref();
        let secrets = match self.wanted.excerpts > 0 && (self.wanted.decode || !checked.violations.is_empty()) {
            true => self.contract.secrets(&captured.interaction),
            false => Vec::new(),
        };
        let vocabulary = self.vocabulary.get_or_init(|| Arc::new(self.contract.vocabulary()));
        let places = Places::new(self.document, text, bytes, &captured, &secrets, vocabulary);
        let findings: Vec<_> = checked
            .violations
            .into_iter()
            .map(|violation| {
                let mut finding = places.finding(operation, violation);
                if self.wanted.excerpts > 0 {
                    let seen = self.seen.entry(finding.rule.id).or_default();
                    let most = self.wanted.excerpts + self.wanted.accepted;
                    if seen.len() < most && seen.insert(finding.key.clone()) {
                        finding.excerpt = places.excerpt(&finding);
                    }
                }
                finding
            })
            .collect();
        if self.wanted.drifted && !findings.is_empty() {
            let distinct: HashSet<&Key> = findings.iter().map(|finding| &finding.key).collect();
            result.drifted.push(Drifted {
                name: text.name(),
                interaction: captured.interaction.clone(),
                source,
                keys: distinct.into_iter().cloned().collect(),
                violations: findings.len(),
            });
        }
        let notes: Vec<_> = checked
            .notes
            .into_iter()
            .map(|note| places.note(operation, note))
            .collect();
        if !findings.is_empty() || !notes.is_empty() {
            let export = (text.shape == Shape::Entry).then(|| Arc::clone(&text.file));
            result.found.push(Found {
                number,
                export,
                findings,
                notes,
            });
        }
        if self.wanted.decode
            && let Some(request) = DecodeRequest::about(&captured.interaction, operation)
        {
            result.decode_requests.push(ClientQuery {
                number,
                request,
                text: text.clone(),
                bytes: bytes.to_owned(),
                captured,
                secrets,
                vocabulary: Arc::clone(vocabulary),
            });
        }
    }
}

/// Reads the text of an interaction.
pub(crate) fn captured(bytes: &[u8], shape: Shape) -> Result<Captured, Error> {
    match shape {
        // A file may hold traffic as it was, too.
        Shape::Recording | Shape::Line => ndjson::interaction(bytes),
        Shape::Entry => har::interaction(bytes),
    }
}

/// What is wrong with a text, and where in its file.
pub(crate) fn problem(error: Error, text: &Text) -> String {
    let pointer = match (text.shape, text.index) {
        (Shape::Entry, Some(index)) => format!("/log/entries/{index}"),
        _ => String::new(),
    };
    let error = error.within(&pointer, text.place).named(&text.file);
    let cause = error.source().map(|cause| format!(": {cause}")).unwrap_or_default();
    format!("{error}{cause}")
}
