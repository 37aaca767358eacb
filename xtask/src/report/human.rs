//! The report for people: what, where, why it matters, what to run.

use std::borrow::Cow;
use std::io::{self, Write};

use codegen::Document;

use super::Excerpt;
use crate::contract::Level;
use crate::survey::{Gathered, Group};

/// How many characters of a line are shown.
const SHOWN: usize = 100;

/// Colours, or none.
#[derive(Clone, Copy)]
pub(crate) struct Paint(pub(crate) bool);

impl Paint {
    pub(crate) fn level(self, level: Level, text: &str) -> String {
        match level {
            Level::Error => self.code("1;31", text),
            Level::Warning => self.code("1;33", text),
        }
    }

    pub(crate) fn good(self, text: &str) -> String {
        self.code("1;32", text)
    }

    pub(crate) fn dim(self, text: &str) -> String {
        self.code("2", text)
    }

    fn code(self, code: &str, text: &str) -> String {
        if self.0 {
            format!("\x1b[{code}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }
}

/// Writes what was found, one paragraph for what is the same, and a line with the sum of it. `next` is what to run if all
/// is well.
pub(crate) fn write(
    err: &mut dyn Write,
    document: &Document,
    gathered: &Gathered,
    next: &str,
    paint: Paint,
) -> io::Result<()> {
    for group in gathered.groups.all.iter().filter(|group| group.accepted.is_none()) {
        paragraph(err, document, group, paint)?;
        writeln!(err)?;
    }
    if gathered.groups.untold > 0 {
        let more = plural(gathered.groups.untold, "violation");
        writeln!(
            err,
            "note: {more} of further kinds are only counted; `--format json` lists them all\n"
        )?;
    }
    for group in &gathered.notes {
        let note = &group.first;
        let at = if note.pointer.is_empty() {
            String::new()
        } else {
            format!(" {}", note.pointer)
        };
        writeln!(err, "note: {}", plain(&note.message))?;
        writeln!(err, " --> {}", plain(&note.recording))?;
        if group.seen > 1 {
            writeln!(err, "  = also: in {} more", group.seen - 1)?;
        }
        writeln!(err, "  = at: {}\n", plain(&format!("{}{at}", note.location)))?;
    }
    super::coverage::write(err, gathered)?;
    for message in &gathered.problems {
        writeln!(err, "{}: {}\n", paint.level(Level::Error, "error"), plain(message))?;
    }
    let more = gathered.counts.problems - gathered.problems.len();
    if more > 0 {
        writeln!(err, "{}: and {more} more\n", paint.level(Level::Error, "error"))?;
    }
    summary(err, gathered, next, paint)
}

fn paragraph(err: &mut dyn Write, document: &Document, group: &Group, paint: Paint) -> io::Result<()> {
    let first = &group.first;
    let rule = first.rule;
    let head = paint.level(rule.level, &format!("{}[{}]", rule.level.word(), rule.id));
    writeln!(err, "{head}: {}", plain(&first.message))?;
    let last = first
        .excerpt
        .iter()
        .flat_map(|excerpt| &excerpt.lines)
        .map(|(number, _)| *number);
    let promised = first.document.as_ref().map(|promise| promise.line);
    let gutter = last.chain(promised).max().unwrap_or(1).to_string().len();
    let indent = " ".repeat(gutter);
    writeln!(err, "{indent}--> {}", plain(&first.place()))?;
    if let Some(excerpt) = &first.excerpt {
        lines(err, excerpt, gutter, paint)?;
    }
    let mut at = first.location.to_string();
    if !first.pointer.is_empty() {
        at = format!("{} in {at}", first.pointer);
    }
    if let Some(operation) = &first.operation {
        at = format!("{at} of {operation}");
    }
    if let Some(status) = first.status {
        at = format!("{at}, status {status}");
    }
    if first.operation.is_some() || first.status.is_some() {
        writeln!(err, "{indent} = at: {}", plain(&at))?;
    }
    if let Some(promise) = &first.document {
        let pointer = if promise.pointer.is_empty() {
            "the whole document"
        } else {
            &promise.pointer
        };
        writeln!(
            err,
            "{indent} = document: {}:{}:{} at {pointer}",
            document.name(),
            promise.line,
            promise.column
        )?;
        if let Some(text) = document.line(promise.line) {
            let (text, _) = shown(text, promise.column);
            writeln!(err, "{:>gutter$} {} {text}", promise.line, paint.dim("|"))?;
        }
    }
    for (place, pointer) in &group.more {
        writeln!(err, "{indent} = also: {} {}", plain(place), plain(pointer))?;
    }
    let untold = group.violations - 1 - group.more.len();
    if untold > 0 {
        writeln!(
            err,
            "{indent} = also: at {untold} places more; `--format json` lists them all"
        )?;
    }
    if let Some(sentence) = sentence(group) {
        writeln!(err, "{indent} = {}", plain(&sentence))?;
    }
    writeln!(err, "{indent} = why: {}", rule.why)?;
    writeln!(err, "{indent} = help: {}", help(document, group))
}

/// How often a drift was seen, if that says more than its place.
pub(super) fn sentence(group: &Group) -> Option<String> {
    (group.of > 1).then(|| {
        let first = &group.first.recording;
        format!("seen: in {} of {} recordings, first in {first}", group.seen, group.of)
    })
}

/// The lines around a place, with a caret under it.
fn lines(err: &mut dyn Write, excerpt: &Excerpt, gutter: usize, paint: Paint) -> io::Result<()> {
    let (indent, bar) = (" ".repeat(gutter), paint.dim("|"));
    if excerpt.laid_out {
        writeln!(err, "{indent} {}", paint.dim("the payload, laid out:"))?;
    }
    writeln!(err, "{indent} {bar}")?;
    for (number, line) in &excerpt.lines {
        let here = *number == excerpt.at.line;
        let (line, caret) = shown(line, if here { excerpt.at.column } else { 1 });
        let number = paint.dim(&format!("{number:>gutter$}"));
        writeln!(err, "{number} {bar} {line}")?;
        if here {
            writeln!(err, "{indent} {bar} {}^", " ".repeat(caret))?;
        }
    }
    Ok(())
}

/// How to mend it.
fn help(document: &Document, group: &Group) -> String {
    let (document, fingerprint) = (document.name(), &group.fingerprint);
    let accept = format!("accept `{fingerprint}` in spec/accepted.toml with the reason");
    match group.first.rule.id {
        "client-refuses" | "client-loses" => {
            format!("mend the document and run `cargo xtask regenerate`, or {accept}")
        }
        "accepted-unused" => "remove the entry from spec/accepted.toml".to_owned(),
        "accepted-expired" => "mend the document, or move the day and say in the reason why".to_owned(),
        _ => format!(
            "if the service is right, mend {document} and run `cargo xtask regenerate`; if not, mend the recording, or \
             {accept}"
        ),
    }
}

/// A text as a terminal may have it: traffic holds whatever it likes, and a control character would not be shown.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    if text
        .chars()
        .any(|character| character.is_control() && character != '\n')
    {
        text.chars()
            .map(|character| {
                if character == '\n' {
                    character
                } else {
                    visible(character)
                }
            })
            .collect()
    } else {
        Cow::Borrowed(text)
    }
}

fn visible(character: char) -> char {
    match character {
        '\t' => ' ',
        control if control.is_control() => '\u{FFFD}',
        other => other,
    }
}

/// A line as it is shown, and how far to the right the caret stands; of a long line, what is around the place.
fn shown(line: &str, column: usize) -> (String, usize) {
    let before = column.saturating_sub(1);
    let skipped = if before + 20 > SHOWN {
        before.saturating_sub(SHOWN / 2)
    } else {
        0
    };
    let mut shown: String = line.chars().skip(skipped).take(SHOWN).map(visible).collect();
    let pad = usize::from(skipped > 0);
    if skipped > 0 {
        shown.insert(0, '…');
    }
    if line.chars().nth(skipped + SHOWN).is_some() {
        shown.push('…');
    }
    (shown, before - skipped + pad)
}

/// How much of the document there is evidence for.
fn coverage_line(gathered: &Gathered) -> String {
    let coverage = &gathered.coverage;
    let of = |[seen, all]: [usize; 2], noun: &str| format!("{seen} of {}", plural(all, noun));
    format!(
        "{}, {}, {}",
        of(coverage.operations, "operation"),
        of(coverage.statuses, "status"),
        of(coverage.properties, "property")
    )
}

fn summary(err: &mut dyn Write, gathered: &Gathered, next: &str, paint: Paint) -> io::Result<()> {
    let counts = &gathered.counts;
    let mut told = format!(
        "{} checked against {}: {}, {}, {}",
        plural(gathered.interactions, "interaction"),
        gathered.document,
        plural(counts.errors, "error"),
        plural(counts.warnings, "warning"),
        plural(counts.notes, "note"),
    );
    if counts.accepted > 0 {
        told = format!("{told}, {} accepted", counts.accepted);
    }
    if counts.skipped > 0 {
        let requests = plural(counts.skipped, "request");
        writeln!(
            err,
            "note: {requests} without an answer passed over, such as those that a browser blocked"
        )?;
    }
    if gathered.interactions > 0 && gathered.coverage.operations != [0, 0] {
        writeln!(err, "seen: {}", coverage_line(gathered))?;
    }
    if counts.problems > 0 {
        let problems = plural(counts.problems, "problem");
        let word = paint.level(Level::Error, "incomplete");
        writeln!(
            err,
            "{word}: {told}; {problems} kept it from looking at everything. Next: mend them, and run it again"
        )
    } else if counts.errors + counts.warnings > 0 {
        let word = paint.level(Level::Error, "broken");
        writeln!(
            err,
            "{word}: {told}. Next: mend the document, then `cargo xtask regenerate`"
        )
    } else {
        writeln!(err, "{}: {told}. Next: {next}", paint.good("holds"))
    }
}

/// A count with its noun.
pub(crate) fn plural(count: usize, noun: &str) -> String {
    match (count, noun.strip_suffix('y'), noun.ends_with('s')) {
        (1, ..) => format!("1 {noun}"),
        (_, Some(stem), _) => format!("{count} {stem}ies"),
        (_, _, true) => format!("{count} {noun}es"),
        _ => format!("{count} {noun}s"),
    }
}
