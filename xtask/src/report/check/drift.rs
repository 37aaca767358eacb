//! One drift, for people: what, where, why it matters, what to do.

use std::io::{self, Write};

use codegen::Document;

use crate::report::terminal::{Paint, plain, shown};
use crate::runner::{Excerpt, Group};

/// Writes a drift with its first place, and the next `more` of its places.
pub(super) fn write(
    err: &mut dyn Write,
    document: &Document,
    group: &Group,
    more: usize,
    paint: Paint,
) -> io::Result<()> {
    let first = &group.first;
    let rule = first.rule;
    let head = paint.level(rule.level, &format!("{}[{}]", rule.level.word(), rule.id));
    writeln!(err, "{head}: {}", plain(&first.message))?;
    let last = first
        .excerpt
        .iter()
        .flat_map(|excerpt| &excerpt.lines)
        .map(|(number, _)| *number);
    let promised = first.document.as_ref().map(|promise| promise.position.line);
    let gutter = last.chain(promised).max().unwrap_or(1).to_string().len();
    let indent = " ".repeat(gutter);
    writeln!(err, "{indent}--> {}", plain(&first.place()))?;
    if let Some(excerpt) = &first.excerpt {
        lines(err, excerpt, gutter, paint)?;
    }
    if first.operation.is_some() || first.status.is_some() {
        writeln!(err, "{indent} = at: {}", plain(&location(group)))?;
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
            document.file(promise.position),
            promise.position.line,
            promise.position.column
        )?;
        if let Some(text) = document.line(promise.position) {
            let (text, _) = shown(text, promise.position.column);
            writeln!(err, "{:>gutter$} {} {text}", promise.position.line, paint.dim("|"))?;
        }
    }
    for (place, pointer) in group.more.iter().take(more) {
        let also = format!("{} {}", plain(place), plain(pointer));
        writeln!(err, "{indent} = also: {}", also.trim_end())?;
    }
    if let Some(sentence) = seen(group) {
        writeln!(err, "{indent} = {}", plain(&sentence))?;
    }
    let why = match first.location.is_sent() {
        true => rule.why_sent(),
        false => rule.why,
    };
    writeln!(err, "{indent} = why: {why}")?;
    writeln!(err, "{indent} = help: {}\n", help(document, group))
}

/// The part of the interaction, its operation and its status.
fn location(group: &Group) -> String {
    let first = &group.first;
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
    at
}

/// How often a drift was seen, if that says more than its place.
pub(super) fn seen(group: &Group) -> Option<String> {
    (group.of > 1).then(|| {
        let first = &group.first.recording;
        format!("seen: in {} of {} interactions, first in {first}", group.seen, group.of)
    })
}

/// The lines around a place, with a caret under it.
fn lines(err: &mut dyn Write, excerpt: &Excerpt, gutter: usize, paint: Paint) -> io::Result<()> {
    let (indent, bar) = (" ".repeat(gutter), paint.dim("|"));
    if excerpt.laid_out {
        writeln!(err, "{indent} {}", paint.dim("the body, formatted:"))?;
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

/// What to do about a drift.
fn help(document: &Document, group: &Group) -> String {
    let (document, fingerprint) = (document.name(), &group.fingerprint);
    let accept = format!("accept `{fingerprint}` in spec/accepted.toml with a reason");
    match group.first.rule.id {
        "client-refuses" | "client-loses" => {
            format!("correct {document} and run `cargo xtask regenerate`, or {accept}")
        }
        "accepted-unused" => "remove the entry from spec/accepted.toml".to_owned(),
        "accepted-expired" => "correct the document, or set a later date and give the reason".to_owned(),
        _ => format!(
            "if this is how the service behaves, change {document}; if not, report it to the service, or {accept}"
        ),
    }
}
