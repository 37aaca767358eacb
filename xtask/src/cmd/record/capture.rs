//! Makes recordings of what others captured: a HAR, entry by entry.

use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use recording::{Kind, Provenance, Recording, har};
use sha2::{Digest as _, Sha256};

use super::Recorder;
use super::report::{Outcome, near};
use crate::Output;

impl Recorder<'_> {
    /// Makes recordings of the entries of a HAR that are of these operations, or of any.
    pub(super) fn capture(
        &self,
        file: &Path,
        operations: &[String],
        outcome: &mut Outcome,
        output: &mut Output<'_>,
    ) -> io::Result<()> {
        let known = |id: &&String| self.contract.operation_ids().any(|known| known == *id);
        if let Some(id) = operations.iter().find(|id| !known(id)) {
            let near = near(id, self.contract.operation_ids());
            return outcome.problem(
                format!("{} has no operation `{id}`{near}", self.document.name()),
                output,
            );
        }
        let name = self.context.workspace.name(&self.context.workspace.given(file));
        let reader: Box<dyn Read> = if file.as_os_str() == "-" {
            Box::new(io::stdin().lock())
        } else {
            match File::open(self.context.workspace.given(file)) {
                Ok(file) => Box::new(file),
                Err(error) => return outcome.problem(format!("{name}: cannot be read: {error}"), output),
            }
        };
        let mut series = Series::default();
        for entry in har::Entries::new(reader) {
            match entry.map_err(|error| error.named(&name).to_string()) {
                Ok(entry) => self.entry(&entry, &name, operations, &mut series, outcome, output)?,
                Err(problem) => outcome.problem(problem, output)?,
            }
        }
        Ok(())
    }

    /// The address given on the command line that a URL is at.
    fn captured_at(&self, url: &str) -> Option<&str> {
        let addresses = self.arguments.servers.iter().chain(&self.arguments.endpoint);
        addresses.map(String::as_str).find(|address| {
            let address = address.trim_end_matches('/');
            url.split_at_checked(address.len()).is_some_and(|(start, rest)| {
                start.eq_ignore_ascii_case(address) && (rest.is_empty() || rest.starts_with(['/', '?', '#']))
            })
        })
    }

    fn entry(
        &self,
        entry: &har::Entry,
        file: &str,
        operations: &[String],
        series: &mut Series,
        outcome: &mut Outcome,
        output: &mut Output<'_>,
    ) -> io::Result<()> {
        outcome.entries += 1;
        // An error in an entry may quote a part of it: only the number is reported.
        let unreadable = || {
            let index = entry.place.index;
            format!("{file}#{index}: this entry cannot be recorded; `cargo xtask check {file}` says why")
        };
        let mut captured = match har::interaction(&entry.text) {
            Ok(captured) => captured,
            Err(error) if error.is_no_exchange() => {
                outcome.skipped.unanswered += 1;
                return Ok(());
            }
            Err(_) => return outcome.problem(unreadable(), output),
        };
        let endpoint = self.captured_at(&captured.interaction.request.url);
        let Some(route) = self
            .contract
            .route(&captured.interaction, endpoint, &[], &self.vocabulary)
        else {
            outcome.skipped.foreign += 1;
            return Ok(());
        };
        if !operations.is_empty() && !operations.contains(&route.operation) {
            outcome.skipped.other += 1;
            return Ok(());
        }
        let day = std::mem::take(&mut captured.interaction.provenance.date);
        captured.interaction.provenance = Provenance {
            kind: Kind::Capture,
            source: "Captured as a HAR, redacted by `cargo xtask record`.".to_owned(),
            // A capture without a day was made before today.
            date: if day.is_empty() {
                self.context.environment.today.clone()
            } else {
                day
            },
        };
        let recording = match captured.redact(&route, &self.policy) {
            Ok(recording) => recording,
            Err(_) => return outcome.problem(unreadable(), output),
        };
        let status = recording.interaction().response.status;
        let Some(number) = series.number(&route.operation, status, &recording) else {
            outcome.skipped.same += 1;
            return Ok(());
        };
        let slug = self.arguments.slug.as_deref().unwrap_or("capture");
        let path = self.place(&route.operation, &format!("{status}-{slug}-{number:03}.json"));
        self.write(&path, &route.operation, &recording, outcome, output)
    }
}

/// The recordings so far, by what they say.
#[derive(Default)]
struct Series {
    seen: HashSet<[u8; 32]>,
    counts: BTreeMap<(String, u16), usize>,
}

impl Series {
    /// The number of a recording among those of its operation and status; `None` if the same one was there before.
    fn number(&mut self, operation: &str, status: u16, recording: &Recording) -> Option<usize> {
        // The day is before everything that was recorded.
        let text = recording
            .to_text()
            .replacen(&recording.interaction().provenance.date, "", 1);
        if !self.seen.insert(Sha256::digest(text).into()) {
            return None;
        }
        let count = self.counts.entry((operation.to_owned(), status)).or_default();
        *count += 1;
        Some(*count)
    }
}
