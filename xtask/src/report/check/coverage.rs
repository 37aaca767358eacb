//! Which parts of the document were not seen, for people: one note for all that belong together.

use std::io::{self, Write};

use crate::contract::CoverageNote;
use crate::report::PLACES;
use crate::report::terminal::{Paint, plain, plural};
use crate::runner::Results;

/// How many names are shown in one.
const NAMES: usize = 12;

/// Notes that are shown as one.
struct Group<'g> {
    first: &'g CoverageNote,
    names: Vec<&'g str>,
}

/// Writes the notes.
pub(super) fn write(err: &mut dyn Write, results: &Results, all: bool, paint: Paint) -> io::Result<()> {
    let (places, most) = if all { (usize::MAX, usize::MAX) } else { (PLACES, NAMES) };
    let mut groups: Vec<Group<'_>> = Vec::new();
    // Where nothing was looked at, nothing can have been seen.
    let notes = results.coverage.notes.iter().filter(|_| results.interactions > 0);
    for note in notes {
        let same = |group: &&mut Group<'_>| group.first.rule == note.rule && owner(group.first) == owner(note);
        match groups.iter_mut().rev().find(same) {
            Some(group) => group.names.push(&note.name),
            None => groups.push(Group {
                first: note,
                names: vec![&note.name],
            }),
        }
    }
    let mut rules: Vec<&str> = Vec::new();
    for group in &groups {
        if !rules.contains(&group.first.rule) {
            rules.push(group.first.rule);
        }
    }
    for rule in rules {
        let of_rule: Vec<_> = groups.iter().filter(|group| group.first.rule == rule).collect();
        for Group { first, names } in of_rule.iter().take(places) {
            let shown: Vec<_> = names
                .iter()
                .take(most)
                .map(|name| format!("`{}`", plain(name)))
                .collect();
            let mut shown = shown.join(", ");
            if names.len() > most {
                shown = format!("{shown} and {} more", names.len() - most);
            }
            let head = paint.note(&format!("note[{rule}]"));
            writeln!(err, "{head}: {}: {shown}", sentence(first))?;
            let file = first.file.as_deref().unwrap_or(&results.document);
            writeln!(err, " --> {file}:{}:{}", first.line, first.column)?;
        }
        let more: usize = of_rule.iter().skip(places).map(|group| group.names.len()).sum();
        if more > 0 {
            writeln!(err, "and {more} more of `{rule}`; `--all` shows them")?;
        }
    }
    if !groups.is_empty() {
        writeln!(err)?;
    }
    Ok(())
}

/// What a note is about, without its name: the operation, the schema, or nothing.
fn owner(note: &CoverageNote) -> &str {
    match (note.rule, &note.operation) {
        ("operation-unseen", _) => "",
        (_, Some(operation)) => operation,
        _ => {
            let (owner, _) = note.document.rsplit_once('/').unwrap_or_default();
            let owner = ["/properties", "/enum"]
                .iter()
                .find_map(|keyword| owner.strip_suffix(keyword))
                .unwrap_or(owner);
            owner.strip_prefix("/components/schemas/").unwrap_or(owner)
        }
    }
}

fn sentence(note: &CoverageNote) -> String {
    let owner = plain(owner(note));
    match note.rule {
        "operation-unseen" => "no interaction with these operations".to_owned(),
        "status-unseen" => format!("statuses of {owner} not seen in {}", plural(note.of, "interaction")),
        "parameter-unseen" => format!("parameters of {owner} not sent in {}", plural(note.of, "interaction")),
        "never-seen" => format!("properties of {owner} not seen in {}", plural(note.of, "object")),
        "always-present" => format!(
            "optional properties of {owner} present in all of {}",
            plural(note.of, "object")
        ),
        "enum-unseen" => format!("values of {owner} not seen among {}", plural(note.of, "value")),
        rule => format!("{rule} of {owner}"),
    }
}
