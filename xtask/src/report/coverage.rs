//! What of the document was not seen, for people: one note for all that belong together.

use std::io::{self, Write};

use super::human::plain;
use super::plural;
use crate::contract::CoverageNote;
use crate::survey::Gathered;

/// How many of these notes are shown.
const NOTES: usize = 12;

/// How many names are shown in one.
const NAMES: usize = 12;

/// Notes that are told as one.
struct Group<'g> {
    first: &'g CoverageNote,
    names: Vec<&'g str>,
}

/// Writes the notes.
pub(super) fn write(err: &mut dyn Write, gathered: &Gathered) -> io::Result<()> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    // Where nothing was looked at, nothing can have been seen.
    let notes = gathered.coverage.notes.iter().filter(|_| gathered.interactions > 0);
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
    for Group { first, names } in groups.iter().take(NOTES) {
        let shown: Vec<_> = names
            .iter()
            .take(NAMES)
            .map(|name| format!("`{}`", plain(name)))
            .collect();
        let mut shown = shown.join(", ");
        if names.len() > NAMES {
            shown = format!("{shown} and {} more", names.len() - NAMES);
        }
        writeln!(err, "note[{}]: {}: {shown}", first.rule, sentence(first))?;
        writeln!(err, " --> {}:{}:{}", gathered.document, first.line, first.column)?;
    }
    if groups.len() > NOTES {
        writeln!(
            err,
            "note: {} more such notes; `--format json` lists them all",
            groups.len() - NOTES
        )?;
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
        "operation-unseen" => "no interaction is an example of".to_owned(),
        "status-unseen" => format!("of {owner} in {} not answered", plural(note.of, "interaction")),
        "parameter-unseen" => format!("of {owner} in {} not sent", plural(note.of, "interaction")),
        "never-seen" => format!("of {owner} in {} not seen", plural(note.of, "object")),
        "always-present" => format!("of {owner} in each of {}, although optional", plural(note.of, "object")),
        "enum-unseen" => format!("of {owner} among {} not seen", plural(note.of, "value")),
        rule => format!("{rule} of {owner}"),
    }
}
