//! Takes what the workers found, in the order of the input, and keeps of it what a report shows.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::io;

use codegen::Document;

use super::exports::{Export, is_about_credentials};
use super::groups::{Groups, Limits};
use super::not_captured::NotCaptured;
use super::worker::{BatchResult, ClientQuery, Found};
use super::{Drifted, Finding, InFile, Noted};
use crate::accepted::{Accepted, Entry};
use crate::client::Client;
use crate::contract::drift::Key;
use crate::contract::{Contract, Coverage, Evidence, Level, Location, Rule, rules};

/// Receives findings while a check runs.
pub(crate) trait Sink {
    /// A violation that is not accepted.
    fn finding(&mut self, finding: &Finding) -> io::Result<()>;

    /// How far it is: interactions and bytes.
    fn progress(&mut self, interactions: usize, bytes: u64) -> io::Result<()>;

    /// Whether it takes the interactions that have violations.
    fn takes_drifted(&self) -> bool {
        false
    }

    /// An interaction that has violations, accepted ones among them.
    fn drifted(&mut self, _: Drifted) {}
}

/// The results of a check.
pub(crate) struct Results {
    /// What the document is called.
    pub(crate) document: String,
    /// How many interactions were checked against it.
    pub(crate) interactions: usize,
    pub(crate) groups: Groups,
    pub(crate) notes: Vec<NoteGroup>,
    /// Requests of captures that went to other APIs.
    pub(crate) others: OtherHosts,
    /// The other way round: what the document says that was never seen.
    pub(crate) coverage: Coverage,
    /// The problems that made the check incomplete: the first few.
    pub(crate) problems: Vec<String>,
    pub(crate) counts: Counts,
    /// How many interactions there were of each operation, and of none.
    pub(crate) by_operation: BTreeMap<Option<String>, OfOperation>,
}

/// How many interactions there were of an operation.
#[derive(Clone, Debug, Default)]
pub(crate) struct OfOperation {
    pub(crate) interactions: usize,
    /// By the pointer of the response that the document has for their status.
    pub(crate) responses: BTreeMap<String, usize>,
}

impl Results {
    /// The same without what of the document was not seen.
    pub(crate) fn without_coverage(mut self) -> Self {
        self.counts.notes -= self.coverage.notes.len();
        self.coverage = Coverage::default();
        self
    }

    /// Adds a problem that makes the check incomplete.
    pub(crate) fn problem(&mut self, message: String) {
        self.counts.problems += 1;
        self.problems.push(message);
    }
}

/// Requests to hosts that are no server of the document.
#[derive(Default)]
pub(crate) struct OtherHosts {
    /// By host: the scheme of the first request, and how many there were.
    by_host: BTreeMap<String, (String, usize)>,
    /// How many requests went to hosts beyond the limit.
    beyond: usize,
}

impl OtherHosts {
    fn add(&mut self, host: String, (scheme, count): (String, usize)) {
        if self.by_host.len() >= STORED && !self.by_host.contains_key(&host) {
            self.beyond += count;
            return;
        }
        self.by_host.entry(host).or_insert((scheme, 0)).1 += count;
    }

    /// How many requests there were.
    pub(crate) fn requests(&self) -> usize {
        self.beyond + self.by_host.values().map(|(_, count)| count).sum::<usize>()
    }

    /// The hosts with the number of their requests, most first.
    pub(crate) fn hosts(&self) -> Vec<(&str, usize)> {
        let mut hosts: Vec<_> = self
            .by_host
            .iter()
            .map(|(host, (_, count))| (&**host, *count))
            .collect();
        hosts.sort_by_key(|(_, count)| Reverse(*count));
        hosts
    }

    /// The address of the host with the most requests that a server may have.
    pub(crate) fn address(&self) -> Option<String> {
        let mut hosts = self.hosts().into_iter();
        hosts.find_map(|(host, _)| {
            let (scheme, _) = self.by_host.get(host)?;
            scheme.starts_with("http").then(|| format!("{scheme}://{host}"))
        })
    }
}

/// Notes that say the same.
pub(crate) struct NoteGroup {
    pub(crate) first: Noted,
    /// In how many interactions.
    pub(crate) seen: usize,
}

/// How many there are of each.
#[derive(Default)]
pub(crate) struct Counts {
    pub(crate) errors: usize,
    pub(crate) warnings: usize,
    /// Violations that a person accepted.
    pub(crate) accepted: usize,
    /// Kinds of notes.
    pub(crate) notes: usize,
    /// Requests of a capture without a response.
    pub(crate) skipped: usize,
    pub(crate) problems: usize,
    /// Values and other parts of interactions that were not checked, because a part of the document is broken.
    pub(crate) not_checked: usize,
    /// Bodies that the capture has not.
    pub(crate) not_captured: NotCaptured,
    /// Violations and notes that are only counted: they are of drifts beyond the limit.
    pub(crate) beyond_limit: usize,
    /// What is not accepted, by rule.
    pub(crate) by_rule: BTreeMap<&'static str, OfRule>,
}

/// How often a rule was violated.
pub(crate) struct OfRule {
    pub(crate) level: Level,
    pub(crate) violations: usize,
    /// How many drifts these are.
    pub(crate) kinds: usize,
    /// Whether there are more drifts than are stored.
    pub(crate) more_kinds: bool,
}

/// The number of problems, and of kinds of notes, that are stored. Others are counted.
const STORED: usize = 1000;

pub(super) struct Collector<'g> {
    document: &'g Document,
    accepted: Accepted,
    everything: bool,
    client: Option<Client>,
    /// Whether what is around a violation is shown.
    excerpts: bool,
    /// Whether the client is checked; if not, its accepted findings are not reported as unused.
    has_client: bool,
    sink: &'g mut dyn Sink,
    bytes: u64,
    interactions: usize,
    groups: Groups,
    notes: Vec<NoteGroup>,
    others: OtherHosts,
    known: HashMap<(Option<String>, String, String), usize>,
    problems: Vec<String>,
    counts: Counts,
    /// The HARs whose entries are being read.
    exports: Vec<Export>,
}

impl<'g> Collector<'g> {
    pub(super) fn new(
        document: &'g Document,
        accepted: Accepted,
        everything: bool,
        limits: Limits,
        client: Option<Client>,
        sink: &'g mut dyn Sink,
    ) -> Self {
        Self {
            document,
            accepted,
            everything,
            excerpts: limits.excerpts > 0,
            has_client: client.is_some(),
            client,
            sink,
            bytes: 0,
            interactions: 0,
            groups: Groups::new(limits),
            notes: Vec::new(),
            others: OtherHosts::default(),
            known: HashMap::new(),
            problems: Vec::new(),
            counts: Counts::default(),
            exports: Vec::new(),
        }
    }

    /// Takes the next batch.
    pub(super) fn take(&mut self, result: BatchResult) -> io::Result<()> {
        for problem in result.problems {
            self.problem(problem);
        }
        for (file, entries, shown) in result.exports {
            if self.exports.last().is_none_or(|export| export.file != file) {
                self.exports.push(Export::new(file));
            }
            if let Some(export) = self.exports.last_mut() {
                export.entries += entries;
                export.shown |= shown;
            }
        }
        for Found {
            number,
            export,
            findings,
            notes,
        } in result.found
        {
            let number = self.interactions + number;
            for finding in findings {
                let same = |known: &&mut Export| !known.shown && export.as_ref() == Some(&known.file);
                match self.exports.iter_mut().rfind(same) {
                    Some(export) if is_about_credentials(&finding) => export.defer(finding, number),
                    _ => self.finding(&finding, number)?,
                }
            }
            for note in notes {
                self.note(note);
            }
        }
        for drifted in result.drifted {
            self.sink.drifted(drifted);
        }
        self.release(1)?;
        self.decode(&result.decode_requests)?;
        self.interactions += result.interactions;
        self.counts.skipped += result.skipped;
        self.counts.not_checked += result.not_checked;
        self.counts.not_captured.add(result.not_captured);
        for (host, requests) in result.others {
            self.others.add(host, requests);
        }
        self.bytes += result.bytes as u64;
        self.sink.progress(self.interactions, self.bytes)
    }

    /// What was found, when all batches were taken.
    pub(super) fn end(mut self, contract: &Contract<'_>, evidence: &Evidence) -> io::Result<Results> {
        if let Some(Err(problem)) = self.client.take().map(Client::finish) {
            self.problem(problem);
        }
        self.release(0)?;
        for group in &mut self.groups.all {
            let seen_in = group.operations.iter();
            group.of = seen_in
                .map(|operation| evidence.interactions(operation.as_deref()))
                .sum();
        }
        // Findings about the file belong to no interaction.
        self.check_accepted()?;
        let coverage = contract.coverage(evidence);
        self.counts.notes = self.notes.len() + coverage.notes.len() + usize::from(self.others.requests() > 0);
        self.counts.beyond_limit += self.groups.beyond_limit;
        let mut stored: HashMap<&str, usize> = HashMap::new();
        for group in self.groups.all.iter().filter(|group| group.accepted.is_none()) {
            *stored.entry(group.key.rule.id).or_default() += group.violations;
            if let Some(of_rule) = self.counts.by_rule.get_mut(group.key.rule.id) {
                of_rule.kinds += 1;
            }
        }
        for (rule, of_rule) in &mut self.counts.by_rule {
            of_rule.more_kinds = of_rule.violations > stored.get(rule).copied().unwrap_or_default();
        }
        let names = contract.operation_names().map(Some);
        let by_operation = names.chain([None]).map(|name| {
            let count = evidence.interactions(name.as_deref());
            (name, count)
        });
        let mut by_operation: BTreeMap<_, _> = by_operation
            .filter(|(_, count)| *count > 0)
            .map(|(name, interactions)| {
                let responses = BTreeMap::new();
                (
                    name,
                    OfOperation {
                        interactions,
                        responses,
                    },
                )
            })
            .collect();
        for (operation, response, count) in contract.responses_seen(evidence) {
            if let Some(of_operation) = by_operation.get_mut(&Some(operation)) {
                of_operation.responses.insert(response, count);
            }
        }
        Ok(Results {
            by_operation,
            document: self.document.name().to_owned(),
            interactions: self.interactions,
            groups: self.groups,
            notes: self.notes,
            others: self.others,
            coverage,
            problems: self.problems,
            counts: self.counts,
        })
    }

    /// Reports the postponed findings of HARs that no request refuted. All HARs but the last ones have ended.
    fn release(&mut self, open: usize) -> io::Result<()> {
        let ended = self.exports.len().saturating_sub(open);
        let mut exports = std::mem::take(&mut self.exports);
        for (index, export) in exports.iter_mut().enumerate() {
            for (finding, number) in export.release(index < ended) {
                self.finding(&finding, number)?;
            }
        }
        for export in exports.drain(..ended) {
            if let Some(note) = export.note() {
                self.note(note);
            }
        }
        self.exports = exports;
        Ok(())
    }

    pub(super) fn problem(&mut self, message: String) {
        self.counts.problems += 1;
        if self.problems.len() < STORED {
            self.problems.push(message);
        }
    }

    fn finding(&mut self, finding: &Finding, number: usize) -> io::Result<()> {
        let accepted = &mut self.accepted;
        let accept = |fingerprint: &str| accepted.takes(fingerprint).map(str::to_owned);
        if self.groups.take(finding, number, accept) {
            self.counts.accepted += 1;
            return Ok(());
        }
        let of_rule = self.counts.by_rule.entry(finding.rule.id).or_insert(OfRule {
            level: finding.rule.level,
            violations: 0,
            kinds: 0,
            more_kinds: false,
        });
        of_rule.violations += 1;
        match finding.rule.level {
            Level::Error => self.counts.errors += 1,
            Level::Warning => self.counts.warnings += 1,
        }
        self.sink.finding(finding)
    }

    fn note(&mut self, note: Noted) {
        // A note has no place in the document: digits are taken for the index of an item.
        let is_index = |step: &str| !step.is_empty() && step.bytes().all(|byte| byte.is_ascii_digit());
        let steps = note.pointer.split('/').skip(1);
        let general: String = steps
            .map(|step| format!("/{}", if is_index(step) { "*" } else { step }))
            .collect();
        let at = Key::place(&note.location, &general);
        let key = (note.operation.clone(), at, note.message.clone());
        if let Some(group) = self.known.get(&key).and_then(|index| self.notes.get_mut(*index)) {
            group.seen += 1;
        } else if self.notes.len() < STORED {
            self.known.insert(key, self.notes.len());
            self.notes.push(NoteGroup { first: note, seen: 1 });
        } else {
            self.counts.beyond_limit += 1;
        }
    }

    /// Sends the interactions of a batch to the client, and collects what it reports.
    fn decode(&mut self, queries: &[ClientQuery]) -> io::Result<()> {
        let Some(client) = &mut self.client else { return Ok(()) };
        let decoded = match client.decode(queries.iter().map(|query| &query.request)) {
            Ok(decoded) => decoded,
            Err(problem) => {
                self.client = None;
                self.problem(problem);
                return Ok(());
            }
        };
        for (query, result) in queries.iter().zip(decoded) {
            if !result.typed {
                self.note(query.untyped());
            }
            let (groups, excerpts) = (&self.groups, self.excerpts);
            let findings = query.findings(self.document, result.findings, |key| excerpts && !groups.knows(key));
            for finding in findings {
                self.finding(&finding, self.interactions + query.number)?;
            }
        }
        Ok(())
    }

    /// Reports accepted drift that no longer occurs, and entries that have expired.
    fn check_accepted(&mut self) -> io::Result<()> {
        let of_client = |entry: &Entry| entry.fingerprint.starts_with("client-");
        let mut findings = Vec::new();
        for entry in self.accepted.expired() {
            let until = entry.expires.as_deref().unwrap_or_default();
            let message = format!("`{}` was accepted until {until} ({})", entry.fingerprint, entry.reason);
            findings.push(about(&self.accepted.file, entry, &rules::ACCEPTED_EXPIRED, message));
        }
        if self.everything && self.counts.problems == 0 {
            for entry in self
                .accepted
                .unused()
                .filter(|entry| self.has_client || !of_client(entry))
            {
                let message = format!(
                    "`{}` was accepted and occurs no more ({})",
                    entry.fingerprint, entry.reason
                );
                findings.push(about(&self.accepted.file, entry, &rules::ACCEPTED_UNUSED, message));
            }
        }
        for finding in findings {
            self.finding(&finding, usize::MAX)?;
        }
        Ok(())
    }
}

/// A finding about an entry of `spec/accepted.toml`.
fn about(file: &str, entry: &Entry, rule: &'static Rule, message: String) -> Finding {
    let (position, line) = &entry.line;
    Finding {
        rule,
        key: Key::of(rule, &entry.fingerprint),
        recording: file.to_owned(),
        operation: None,
        status: None,
        location: Location::ResponseBody,
        pointer: String::new(),
        message,
        document: None,
        place: Some(InFile {
            file: file.to_owned(),
            position: *position,
        }),
        excerpt: Some(super::Excerpt::line(*position, line)),
    }
}
