//! The report for people: worst first, what is safe in counts, the verdicts last.

use std::io::{self, Write};

use super::texts::{self, NAMED};
use super::{Comparison, Severity, Side};
use crate::contract::Level;
use crate::diff::{Change, Site, Wire};
use crate::report::terminal::{Paint, plain, plural, shown};

/// How many changes of a rule are shown with the places, and how many in one line each, unless all are requested.
const SHOWN: usize = 3;
const LISTED: usize = 20;

/// Writes the report.
pub(super) fn write(err: &mut dyn Write, comparison: &Comparison<'_>, all: bool, paint: Paint) -> io::Result<()> {
    let report = Report { comparison, all, paint };
    report.not_judged(err)?;
    for group in report.groups() {
        report.group(err, &group)?;
    }
    report.entries(err)?;
    report.table(err)?;
    report.verdicts(err)
}

struct Report<'r> {
    comparison: &'r Comparison<'r>,
    all: bool,
    paint: Paint,
}

/// Changes of one rule and level.
type Group<'r> = Vec<(&'r Change, Option<&'r str>)>;

impl<'r> Report<'r> {
    fn most(&self, most: usize) -> usize {
        if self.all { usize::MAX } else { most }
    }

    /// The changes that are shown, those of one rule together, in the order of the worst of each.
    fn groups(&self) -> Vec<Group<'r>> {
        let mut groups: Vec<Group<'r>> = Vec::new();
        for (change, reason) in self.comparison.each() {
            if !self.all && texts::is_folded(change) {
                continue;
            }
            let same = |group: &&mut Group<'_>| {
                let first = group.first().map(|(first, _)| (first.rule.id, first.wire));
                first == Some((change.rule.id, change.wire))
            };
            match groups.iter_mut().find(same) {
                Some(group) => group.push((change, reason)),
                None => groups.push(vec![(change, reason)]),
            }
        }
        groups
    }

    fn group(&self, err: &mut dyn Write, group: &[(&Change, Option<&str>)]) -> io::Result<()> {
        let full = match group.len() {
            all if all == SHOWN + 1 => all,
            _ => self.most(SHOWN),
        };
        for (number, (change, reason)) in group.iter().take(full).enumerate() {
            self.change(err, change, *reason, number == 0)?;
        }
        let rest = group.get(full..).unwrap_or_default();
        for (change, reason) in rest.iter().take(LISTED) {
            let accepted = if reason.is_some() { " (accepted)" } else { "" };
            let (side, site) = match (&change.revision, &change.base) {
                (Some(site), _) => (&self.comparison.revision, site),
                (None, Some(site)) => (&self.comparison.base, site),
                (None, None) => continue,
            };
            writeln!(
                err,
                "also {}: {}{accepted}\n  --> {}",
                head(change, self.paint),
                plain(&change.message),
                plain(&position(side, site))
            )?;
            if let Some(evidence) = texts::evidence(change) {
                writeln!(err, "  = evidence: {}", plain(&evidence))?;
            }
        }
        if !rest.is_empty() {
            match rest.len().saturating_sub(LISTED) {
                0 => writeln!(err)?,
                more => {
                    let rule = group.first().map_or("", |(change, _)| change.rule.id);
                    writeln!(err, "and {more} more of `{rule}`; `--all` shows them\n")?;
                }
            }
        }
        Ok(())
    }

    /// A change: what, where, what it does to the crate, and, for the first of a rule, why and what to do.
    fn change(&self, err: &mut dyn Write, change: &Change, reason: Option<&str>, is_first: bool) -> io::Result<()> {
        let (base, revision) = (&self.comparison.base, &self.comparison.revision);
        writeln!(err, "{}: {}", head(change, self.paint), plain(&change.message))?;
        let sites = [
            (base, &change.base, '-', "base"),
            (revision, &change.revision, '+', "revision"),
        ];
        let line = |(_, site, ..): &(_, &Option<Site>, _, _)| site.as_ref().map(|site| site.position.line);
        let last = sites.iter().filter_map(line).max().unwrap_or(1);
        let gutter = last.to_string().len();
        let indent = " ".repeat(gutter);
        for (side, site, mark, what) in sites {
            if let Some(site) = site {
                writeln!(err, "{indent}--> {} ({what})", plain(&position(side, site)))?;
                self.excerpt(err, side, site, mark, gutter)?;
            }
        }
        let place = change.place();
        if !place.is_empty() {
            writeln!(err, "{indent} = at: {}", plain(place))?;
        }
        if let Some(condition) = texts::condition(change) {
            writeln!(err, "{indent} = breaks if: {}", plain(condition))?;
        }
        if let Some(evidence) = texts::evidence(change) {
            writeln!(err, "{indent} = evidence: {}", plain(&evidence))?;
        }
        if let Some(operations) = texts::used_in(change, self.most(NAMED)) {
            writeln!(err, "{indent} = used in {}", plain(&operations))?;
        }
        for item in texts::items(change, self.most(NAMED)) {
            writeln!(err, "{indent} = crate: {}", plain(&item))?;
        }
        if is_first {
            writeln!(err, "{indent} = why: {}", change.rule.why)?;
        }
        if is_first || change.proposal.is_some() {
            writeln!(err, "{indent} = help: {}", plain(texts::help(change)))?;
        }
        match reason {
            Some(reason) => writeln!(err, "{indent} = accepted: {}\n", plain(reason)),
            None if texts::is_folded(change) => writeln!(err),
            None => writeln!(err, "{indent} = fingerprint: {}\n", change.fingerprint()),
        }
    }

    /// The line of a place, with a caret under it.
    fn excerpt(&self, err: &mut dyn Write, side: &Side<'_>, site: &Site, mark: char, gutter: usize) -> io::Result<()> {
        let Some(text) = side.document.line(site.position) else {
            return Ok(());
        };
        let (text, caret) = shown(text, site.position.column);
        let number = self.paint.dim(&format!("{:>gutter$}", site.position.line));
        let (indent, bar) = (" ".repeat(gutter), self.paint.dim("|"));
        let mark = match mark {
            '-' => self.paint.removed("-"),
            _ => self.paint.added("+"),
        };
        writeln!(err, "{number} {bar} {mark} {text}")?;
        writeln!(err, "{indent} {bar}   {}^", " ".repeat(caret))
    }

    fn not_judged(&self, err: &mut dyn Write) -> io::Result<()> {
        let word = self.paint.level(Level::Error, "error[not-judged]");
        let all = self.comparison.not_judged;
        for message in all.iter().take(self.most(LISTED)) {
            writeln!(err, "{word}: {}\n", plain(message))?;
        }
        match all.len().saturating_sub(self.most(LISTED)) {
            0 => Ok(()),
            more => writeln!(err, "and {more} more of `not-judged`; `--all` shows them\n"),
        }
    }

    /// Entries of `spec/accepted.toml` that are no longer right.
    fn entries(&self, err: &mut dyn Write) -> io::Result<()> {
        for entry in &self.comparison.entries {
            let head = self.paint.level(Level::Warning, &format!("warning[{}]", entry.rule));
            writeln!(err, "{head}: {}", plain(&entry.message))?;
            writeln!(err, " --> {}:{}", plain(&entry.file), entry.position)?;
            writeln!(err, "  = help: {}\n", entry.help)?;
        }
        Ok(())
    }

    /// How many changes there are of each rule.
    fn table(&self, err: &mut dyn Write) -> io::Result<()> {
        let mut rows: Vec<(&Change, usize)> = Vec::new();
        for change in self.comparison.changes {
            let is_same = |row: &&mut (&Change, usize)| {
                row.0.rule.id == change.rule.id && (row.0.wire, row.0.bump) == (change.wire, change.bump)
            };
            match rows.iter_mut().find(is_same) {
                Some((_, count)) => *count += 1,
                None => rows.push((change, 1)),
            }
        }
        if rows.is_empty() {
            return Ok(());
        }
        let wide = rows.iter().map(|(change, _)| change.rule.id.len()).max();
        let wide = wide.unwrap_or_default().max("change".len());
        let titles = format!("{:wide$}  {:11}  {:5}  {:>5}  what", "change", "wire", "crate", "count");
        writeln!(err, "{}", self.paint.bold(&titles))?;
        let mut folded = 0;
        for (change, count) in rows {
            let word = painted(change, &format!("{:11}", change.wire.word()), self.paint);
            let (rule, bump) = (change.rule.id, change.bump.word());
            writeln!(
                err,
                "{rule:wide$}  {word}  {bump:5}  {count:>5}  {}",
                change.rule.summary
            )?;
            folded += if texts::is_folded(change) { count } else { 0 };
        }
        writeln!(err)?;
        match folded {
            0 => Ok(()),
            _ if self.all => Ok(()),
            folded => {
                let (them, are) = if folded == 1 { ("it", "is") } else { ("them", "are") };
                let folded = plural(folded, "safe change");
                let of = match texts::operations_of_folded(self.comparison, NAMED) {
                    Some(operations) => format!(" ({operations})"),
                    None => String::new(),
                };
                writeln!(
                    err,
                    "note: {folded}{} {are} only counted; `--all` shows {them}\n",
                    plain(&of)
                )
            }
        }
    }

    fn verdicts(&self, err: &mut dyn Write) -> io::Result<()> {
        let comparison = self.comparison;
        let (base, revision) = (plain(&comparison.base.label), plain(&comparison.revision.label));
        writeln!(err, "compared: {base} (base) with {revision} (revision)")?;
        writeln!(err, "found:    {}", texts::counts(comparison))?;
        let (wire, bump) = (comparison.wire, comparison.bump);
        let at_least = match comparison.not_judged.is_empty() {
            true => "",
            false => "at least ",
        };
        let word = |text: String, is_bad: bool, is_good: bool| match (is_bad, is_good) {
            (true, _) => self.paint.level(Level::Error, &text),
            (_, true) => self.paint.good(&text),
            _ => self.paint.level(Level::Warning, &text),
        };
        let wire_word = word(wire.word().to_owned(), wire == Wire::Breaking, wire == Wire::Safe);
        writeln!(err, "wire:     {at_least}{wire_word}: {}", texts::wire(wire))?;
        let bump_word = self.paint.bold(texts::bump_word(bump));
        writeln!(err, "crate:    {at_least}{bump_word}: {}", texts::bump(bump))?;
        if let Some(with) = texts::behaviour(comparison) {
            writeln!(err, "          {}", self.paint.level(Level::Warning, &with))?;
        }
        if let Some(parts) = texts::parts(comparison) {
            writeln!(err, "          {parts}")?;
        }
        let version = texts::version(&comparison.versions);
        writeln!(err, "version:  {at_least}{version}")?;
        for failure in &comparison.failures {
            writeln!(err, "{}: {}", self.paint.level(Level::Error, "failed"), plain(failure))?;
        }
        if !comparison.not_judged.is_empty() {
            let parts = plural(comparison.not_judged.len(), "part");
            let word = self.paint.level(Level::Error, "incomplete");
            writeln!(err, "{word}: {parts} of the documents could not be judged")?;
        }
        Ok(())
    }
}

fn position(side: &Side<'_>, site: &Site) -> String {
    format!("{}:{}:{}", side.file(site), site.position.line, site.position.column)
}

fn head(change: &Change, paint: Paint) -> String {
    painted(change, &format!("{}[{}]", change.wire.word(), change.rule.id), paint)
}

fn painted(change: &Change, text: &str, paint: Paint) -> String {
    match Severity::of(change) {
        Severity::Error => paint.level(Level::Error, text),
        Severity::Warning => paint.level(Level::Warning, text),
        Severity::Note => paint.note(text),
    }
}
