//! The report of a check for people: errors first, of each rule the first places, then a table and the result.

use std::io::{self, Write};

use codegen::Document;

use super::summary::Next;
use super::{coverage, drift, other_hosts, summary};
use crate::contract::Level;
use crate::report::PLACES;
use crate::report::table;
use crate::report::terminal::{Paint, plain, plural};
use crate::runner::{Group, Results};

/// How a report is written for people.
pub(crate) struct Human<'h> {
    pub(crate) document: &'h Document,
    pub(crate) paint: Paint,
    /// Whether every place that is known is shown.
    pub(crate) all: bool,
    pub(crate) next: Next,
}

impl Human<'_> {
    /// Writes what was found.
    pub(crate) fn write(&self, err: &mut dyn Write, results: &Results) -> io::Result<()> {
        self.problems(err, results)?;
        let open: Vec<_> = results
            .groups
            .all
            .iter()
            .filter(|group| group.accepted.is_none())
            .collect();
        for level in [Level::Error, Level::Warning] {
            let mut rules: Vec<&'static str> = Vec::new();
            for group in open.iter().filter(|group| group.key.rule.level == level) {
                if !rules.contains(&group.key.rule.id) {
                    rules.push(group.key.rule.id);
                }
            }
            for rule in rules {
                let groups: Vec<_> = open.iter().copied().filter(|group| group.key.rule.id == rule).collect();
                let violations = results.counts.by_rule.get(rule).map_or(0, |counts| counts.violations);
                self.rule(err, rule, &groups, violations)?;
            }
        }
        self.notes(err, results)?;
        coverage::write(err, results, self.all, self.paint)?;
        let heads = ["rule", "level", "violations", "distinct"];
        table::write(err, &summary::rows(results), heads, self.paint)?;
        summary::write(err, results, &self.next, self.paint)
    }

    /// What could not be read or done.
    fn problems(&self, err: &mut dyn Write, results: &Results) -> io::Result<()> {
        let word = self.paint.level(Level::Error, "error");
        let most = if self.all { usize::MAX } else { PLACES };
        for message in results.problems.iter().take(most) {
            writeln!(err, "{word}: {}\n", plain(message))?;
        }
        let more = results.counts.problems - results.problems.len().min(most);
        match more {
            0 => Ok(()),
            _ => writeln!(err, "{word}: and {more} more problems of this kind{}\n", self.rest()),
        }
    }

    /// The first places of a rule. Where it has one drift alone, they are places of that; else the first of each.
    fn rule(&self, err: &mut dyn Write, rule: &str, groups: &[&Group], violations: usize) -> io::Result<()> {
        let most = if self.all { usize::MAX } else { PLACES };
        let mut places = 0;
        for (index, group) in groups.iter().take(most).enumerate() {
            let others = groups.len().min(most) - index - 1;
            let more = most.saturating_sub(places + others + 1).min(group.more.len());
            drift::write(err, self.document, group, more, self.paint)?;
            places += 1 + more;
        }
        match violations.saturating_sub(places) {
            0 => Ok(()),
            more => writeln!(err, "and {more} more of `{rule}`{}\n", self.rest()),
        }
    }

    /// How to see the rest of what is only counted.
    fn rest(&self) -> &'static str {
        if self.all {
            "; `--format json` lists them all"
        } else {
            "; `--all` shows them"
        }
    }

    fn notes(&self, err: &mut dyn Write, results: &Results) -> io::Result<()> {
        self.other_hosts(err, results)?;
        let most = if self.all { usize::MAX } else { PLACES };
        for group in results.notes.iter().take(most) {
            let note = &group.first;
            let at = if note.pointer.is_empty() {
                String::new()
            } else {
                format!(" {}", note.pointer)
            };
            writeln!(
                err,
                "{}: {}",
                self.paint.note("note[not-checked]"),
                plain(&note.message)
            )?;
            writeln!(err, " --> {}", plain(&note.recording))?;
            if group.seen > 1 {
                writeln!(err, "  = also: in {}", plural(group.seen - 1, "other interaction"))?;
            }
            writeln!(err, "  = at: {}\n", plain(&format!("{}{at}", note.location)))?;
        }
        match results.notes.len().saturating_sub(most) {
            0 => Ok(()),
            more => writeln!(err, "and {more} more of `not-checked`{}\n", self.rest()),
        }
    }

    /// Requests of captures that went to other APIs.
    fn other_hosts(&self, err: &mut dyn Write, results: &Results) -> io::Result<()> {
        let Some((message, hosts)) = other_hosts(results) else {
            return Ok(());
        };
        let most = if self.all { usize::MAX } else { HOSTS };
        let shown: Vec<_> = hosts
            .iter()
            .take(most)
            .map(|(host, count)| format!("{} ({count})", plain(host)))
            .collect();
        let more = match hosts.len().saturating_sub(most) {
            0 => String::new(),
            more => format!(" and {more} more{}", self.rest()),
        };
        writeln!(err, "{}: {message}", self.paint.note("note[other-hosts]"))?;
        writeln!(err, "  = hosts: {}{more}", shown.join(", "))?;
        writeln!(
            err,
            "  = help: if the API is served at one of these, give its address with `--server URL`\n"
        )
    }
}

/// How many hosts are shown.
const HOSTS: usize = 8;
