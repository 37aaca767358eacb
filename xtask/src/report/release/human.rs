//! A release, for people: the version with its reasons, the section of the changelog, the files, and what to do next.

use std::io::{self, Write};

use crate::Exit;
use crate::contract::Level;
use crate::release::{Part, Refusal, Released};
use crate::report::terminal::{Paint, plain, plural};

pub(super) fn write(out: &mut dyn Write, released: &Released, paint: Paint) -> io::Result<()> {
    let Released { name, version, .. } = released;
    writeln!(out, "{}", paint.bold(&format!("{name} {version}")))?;
    writeln!(out, "  = version: {}\n", released.why)?;
    write_parts(out, &released.parts, paint)?;
    writeln!(out, "\n{}\n\n{}", paint.bold("CHANGELOG.md"), released.section)?;
    for (file, state) in &released.files {
        let word = match (*state, released.is_dry) {
            ("missing", false) => "wrote",
            ("missing", true) => "would write",
            (_, false) => "changed",
            (_, true) => "would change",
        };
        writeln!(out, "{word} {file}")?;
    }
    if released.is_dry {
        let files = plural(released.files.len(), "file");
        return writeln!(
            out,
            "{}: {name} {version} is packaged and builds; {files} would be written\nNext: run {}",
            paint.good("dry run"),
            released.again
        );
    }
    writeln!(
        out,
        "{}: {name} {version} is packaged and builds; nothing is committed or published yet\nNext: review the section of \
         CHANGELOG.md, then run",
        paint.good("prepared")
    )?;
    released
        .next()
        .iter()
        .try_for_each(|command| writeln!(out, "  {command}"))
}

pub(super) fn write_refused(
    out: &mut dyn Write,
    refusals: &[Refusal],
    parts: &[Part],
    paint: Paint,
    again: &str,
) -> io::Result<()> {
    write_parts(out, parts, paint)?;
    if !parts.is_empty() {
        writeln!(out)?;
    }
    for Refusal {
        rule,
        exit,
        message,
        help,
    } in refusals
    {
        let word = match exit {
            Exit::Incomplete => "not judged",
            _ => "refused",
        };
        let word = paint.level(Level::Error, &format!("{word}[{rule}]"));
        writeln!(out, "{word}: {}", plain(message))?;
        if !help.is_empty() {
            writeln!(out, "  = help: {help}")?;
        }
        writeln!(out)?;
    }
    writeln!(
        out,
        "{}: {}; nothing was changed\nNext: do what the help says, then run {again}",
        paint.level(Level::Error, "not released"),
        plural(refusals.len(), "reason")
    )
}

/// What each part needs.
fn write_parts(out: &mut dyn Write, parts: &[Part], paint: Paint) -> io::Result<()> {
    for Part { name, bump, reason } in parts {
        let word = format!("{:5}", bump.map_or("-", |bump| bump.word()));
        writeln!(out, "{} {word}  {}", paint.bold(&format!("{name:9}")), plain(reason))?;
    }
    Ok(())
}
