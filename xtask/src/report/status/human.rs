//! The status for people: a line for each part, and the next command.

use std::io::{self, Write};

use codegen::Diagnostics;

use super::{Client, Recordings, Status, Unreleased};
use crate::contract::Level;
use crate::report::check::coverage;
use crate::report::terminal::{Paint, plain, plural};
use crate::runner::Results;

pub(super) fn write(out: &mut dyn Write, status: &Status, paint: Paint) -> io::Result<()> {
    let mut part = |name: &str, text: String| writeln!(out, "{} {}", paint.bold(&format!("{name:10}")), plain(&text));
    part("document", document(status, paint))?;
    if let Some(client) = &status.client {
        part("client", of_client(client, paint))?;
    }
    if let Some(checked) = &status.checked {
        part("recordings", recordings(&status.recordings, checked, paint))?;
        if checked.interactions > 0 {
            part("coverage", coverage(checked))?;
        }
        part("drift", drift(checked, paint))?;
    }
    if let Some(unreleased) = &status.unreleased {
        part("unreleased", of_unreleased(unreleased))?;
    }
    for problem in &status.problems {
        writeln!(out, "{}: {}", paint.level(Level::Error, "error"), plain(problem))?;
    }
    if let Some(checked) = &status.checked {
        unread(out, checked, paint)?;
    }
    match &status.next {
        None => Ok(()),
        Some(next) => match next.command {
            Some(command) => writeln!(out, "Next: run `{command}` {}", plain(&next.why)),
            None => writeln!(out, "Next: {}", plain(&next.why)),
        },
    }
}

/// Names the input that could not be checked, with the place in it.
fn unread(out: &mut dyn Write, checked: &Results, paint: Paint) -> io::Result<()> {
    const MOST: usize = 3;
    let error = paint.level(Level::Error, "error");
    for problem in checked.problems.iter().take(MOST) {
        writeln!(out, "{error}: {}", plain(problem))?;
    }
    match checked.counts.problems.checked_sub(MOST) {
        None | Some(0) => Ok(()),
        Some(more) => {
            let inputs = if more == 1 { "input" } else { "inputs" };
            writeln!(out, "{error}: {more} more {inputs} could not be checked in full")
        }
    }
}

fn document(status: &Status, paint: Paint) -> String {
    let name = &status.document;
    let findings = &status.findings;
    let Some(operations) = status.operations else {
        let state = |text| paint.level(Level::Error, text);
        return match findings.is_empty() {
            true => format!("{name}: {}", state("cannot be read")),
            false => format!("{name}: {}, {}", state("invalid"), counts(findings)),
        };
    };
    let openapi = status.openapi.as_deref().unwrap_or("?");
    let version = match &status.api_version {
        Some(version) => format!("version {version}, "),
        None => String::new(),
    };
    let state = match findings.errors() {
        0 => paint.good("valid"),
        _ => paint.level(Level::Error, "invalid"),
    };
    let more = match findings.is_empty() {
        true => String::new(),
        false => format!("; {}", counts(findings)),
    };
    format!(
        "{name}: {state}, OpenAPI {openapi}, {version}{}{more}",
        plural(operations, "operation")
    )
}

fn counts(findings: &Diagnostics) -> String {
    let (errors, warnings) = (findings.errors(), findings.warnings());
    format!("{}, {}", plural(errors, "error"), plural(warnings, "warning"))
}

fn of_client(client: &Client, paint: Paint) -> String {
    let name = match &client.package {
        Some((name, version)) => format!("{name} {version}"),
        None => "the client".to_owned(),
    };
    let Client {
        fresh,
        stale,
        missing,
        orphan,
        ..
    } = client;
    match client.is_fresh() {
        true => format!("{name}: {}, {}", paint.good("fresh"), plural(*fresh, "generated file")),
        false => {
            let kinds = [
                (*stale, "out of date"),
                (*missing, "missing"),
                (*orphan, "no longer needed"),
            ];
            let kinds = kinds.iter().filter(|(count, _)| *count > 0);
            let kinds: Vec<_> = kinds.map(|(count, what)| format!("{count} {what}")).collect();
            let all = plural(fresh + stale + missing, "generated file");
            format!(
                "{name}: {}, {all}, {}",
                paint.level(Level::Error, "stale"),
                kinds.join(", ")
            )
        }
    }
}

fn recordings(recordings: &Recordings, checked: &Results, paint: Paint) -> String {
    if checked.interactions == 0 {
        let none = match checked.counts.problems {
            0 => "none",
            _ => "none that can be read",
        };
        return paint.level(Level::Warning, none);
    }
    let kinds: Vec<_> = recordings
        .by_provenance
        .iter()
        .map(|(kind, count)| format!("{count} {kind}"))
        .collect();
    let newest = match (&recordings.dates, recordings.age) {
        (Some((_, newest)), Some(0)) => format!("; the newest is from today, {newest}"),
        (Some((_, newest)), Some(1)) => format!("; the newest is 1 day old, from {newest}"),
        (Some((_, newest)), Some(age)) => format!("; the newest is {age} days old, from {newest}"),
        (Some((_, newest)), None) => format!("; the newest is from {newest}"),
        (None, _) => String::new(),
    };
    format!("{}: {}{newest}", checked.interactions, kinds.join(", "))
}

fn drift(checked: &Results, paint: Paint) -> String {
    let counts = &checked.counts;
    if checked.interactions == 0 {
        return match counts.problems {
            0 => "not known: there are no recordings".to_owned(),
            _ => "not known: no recording can be read; the errors below say why".to_owned(),
        };
    }
    let accepted = match counts.accepted {
        0 => String::new(),
        accepted => format!("; {} accepted", plural(accepted, "violation")),
    };
    let unread = match counts.problems {
        0 => String::new(),
        problems => format!("; {} could not be checked in full", plural(problems, "input")),
    };
    let found = match counts.errors + counts.warnings {
        0 => paint.good("none"),
        _ => {
            let text = format!(
                "{}, {}",
                plural(counts.errors, "error"),
                plural(counts.warnings, "warning")
            );
            paint.level(Level::Error, &text)
        }
    };
    format!("{found}{accepted}{unread}")
}

fn of_unreleased(unreleased: &Unreleased) -> String {
    let base = &unreleased.base;
    let since = match unreleased.has_release {
        true => format!("since {base}"),
        false => format!("no release yet; since {base}"),
    };
    if unreleased.changes == 0 {
        return format!("{since}: no change");
    }
    let bump = unreleased.bump.map_or("not judged", |bump| bump.word());
    let versions = match (&unreleased.current, &unreleased.next) {
        (Some(current), Some(next)) if current != next => format!(", {current} → {next}"),
        _ => String::new(),
    };
    format!(
        "{since}: {}, wire {}, crate {bump}{versions}",
        plural(unreleased.changes, "change"),
        unreleased.wire.word()
    )
}
