//! What a self-test found, and its report.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use crate::contract::Level;
use crate::report::{Paint, plural};

/// How many failures are shown to people.
const SHOWN: usize = 100;

/// What a self-test found.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Outcome {
    version: u32,
    /// The operations of the document that were selected.
    pub(crate) operations: usize,
    /// Those of them that the client called.
    pub(crate) called: usize,
    pub(crate) requests: Count,
    pub(crate) responses: Count,
    pub(crate) left_out: Vec<LeftOut>,
    pub(crate) skipped: Vec<Skipped>,
    pub(crate) failed: Vec<Failed>,
}

/// How many messages there were, and how many of them were as they should be.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Count {
    pub(crate) made: usize,
    pub(crate) ok: usize,
}

/// A part of the document that the generator leaves out.
#[derive(Debug, Serialize)]
pub(crate) struct LeftOut {
    pub(crate) rule: String,
    pub(crate) pointer: String,
    pub(crate) message: String,
}

/// Something that was not tested.
#[derive(Debug, Serialize)]
pub(crate) struct Skipped {
    pub(crate) operation: String,
    pub(crate) reason: String,
}

/// Something that is wrong.
#[derive(Debug, Serialize)]
pub(crate) struct Failed {
    pub(crate) operation: String,
    /// Which request or response: `request, all arguments`, `response 200 application/json`.
    pub(crate) message: String,
    /// What is wrong with it.
    pub(crate) problem: String,
}

impl Outcome {
    pub(crate) fn new(operations: usize) -> Self {
        Self {
            version: 1,
            operations,
            ..Self::default()
        }
    }

    /// Whether all operations were called, and nothing is wrong.
    pub(crate) fn is_good(&self) -> bool {
        self.called == self.operations && self.failed.is_empty()
    }

    /// Writes the report for people.
    pub(crate) fn write(&self, document: &str, err: &mut dyn Write, paint: Paint) -> io::Result<()> {
        for failed in self.failed.iter().take(SHOWN) {
            let word = paint.level(Level::Error, "error");
            writeln!(
                err,
                "{word}: {}: {}\n  {}",
                failed.operation, failed.message, failed.problem
            )?;
        }
        if self.failed.len() > SHOWN {
            let more = plural(self.failed.len() - SHOWN, "more error");
            writeln!(err, "{more}: `--format json` has all of them")?;
        }
        let mut reasons: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
        for skipped in &self.skipped {
            reasons.entry(&skipped.reason).or_insert((0, &skipped.operation)).0 += 1;
        }
        for (reason, (count, operation)) in reasons {
            let others = match count {
                1 => String::new(),
                count => format!(" and {}", plural(count - 1, "other")),
            };
            writeln!(
                err,
                "{}: not tested: {reason}\n  {operation}{others}",
                paint.note("note")
            )?;
        }
        let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
        for left_out in &self.left_out {
            *rules.entry(&left_out.rule).or_default() += 1;
        }
        for (rule, count) in rules {
            writeln!(
                err,
                "{}: left out by the generator: {rule} ({count})",
                paint.note("note")
            )?;
        }
        writeln!(err, "\n{}", paint.bold(&format!("{:12}{:>8}{:>8}", "", "made", "ok")))?;
        let mut row = |name: &str, made: usize, ok: usize| writeln!(err, "{name:12}{made:>8}{ok:>8}");
        row("operations", self.operations, self.called)?;
        row("requests", self.requests.made, self.requests.ok)?;
        row("responses", self.responses.made, self.responses.ok)?;
        let word = match self.is_good() {
            true => paint.good("passed"),
            false => paint.level(Level::Error, "failed"),
        };
        writeln!(
            err,
            "\n{word}: {} of {} of {document} called: {}, {} not tested, {} left out",
            self.called,
            plural(self.operations, "operation"),
            plural(self.failed.len(), "error"),
            plural(self.skipped.len(), "part"),
            self.left_out.len(),
        )
    }
}
