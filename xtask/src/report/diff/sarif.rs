//! The report for code scanning: SARIF within the limits of GitHub, worst first.

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use super::{Comparison, Severity, Side, texts};
use crate::diff::{Bump, Change, RULES, Rule, Site, Wire};
use crate::report::formats::sarif::{self, RESULTS, physical};
use crate::report::plural;

/// How many bytes a report may have when it is compressed, with room for its end and for what the compressor has not
/// written yet: GitHub takes 10 MB.
const COMPRESSED: usize = 9_000_000;

/// How many characters of a text are in a result.
const LONGEST: usize = 4_000;

/// How many operations a result names.
const OPERATIONS: usize = 20;

/// How many parts that were not judged are named.
const NOT_JUDGED: usize = 1_000;

/// Writes the report.
pub(super) fn write(out: &mut dyn Write, comparison: &Comparison<'_>) -> io::Result<()> {
    write_within(COMPRESSED, out, comparison)
}

/// Writes a report of a limited size when it is compressed.
fn write_within(limit: usize, out: &mut dyn Write, comparison: &Comparison<'_>) -> io::Result<()> {
    let rules: Vec<&Rule> = RULES.iter().flat_map(|topic| topic.iter().copied()).collect();
    let descriptors: Vec<_> = rules.iter().map(|rule| descriptor(rule)).collect();
    let head = format!("{}{}", sarif::begin_log(), sarif::begin_run("diff/", &descriptors));
    let notification = |level: &str, text: &str| json!({"level": level, "message": {"text": text}});
    let not_judged = comparison.not_judged.iter().take(NOT_JUDGED);
    let mut notifications: Vec<_> = not_judged.map(|text| notification("error", &short(text))).collect();
    for entry in &comparison.entries {
        let text = short(&format!("{}: {}", entry.rule, entry.message));
        notifications.push(json!({
            "level": "warning",
            "message": {"text": text},
            "locations": [{"physicalLocation": physical(&entry.file, Some((entry.position.line, entry.position.column)))}],
        }));
    }
    let mut size = GzEncoder::new(Count(0), Compression::fast());
    size.write_all(head.as_bytes())?;
    // They are written last, and have their room before any result.
    notifications
        .iter()
        .try_for_each(|notification| size.write_all(notification.to_string().as_bytes()))?;
    out.write_all(head.as_bytes())?;
    let mut written = 0;
    for (change, reason) in comparison.each().take(RESULTS) {
        let index = rules.iter().position(|rule| rule.id == change.rule.id);
        let comma = if written > 0 { "," } else { "" };
        let text = format!("{comma}\n{}", result(comparison, change, reason, index));
        size.write_all(text.as_bytes())?;
        if size.get_ref().0 > limit {
            break;
        }
        out.write_all(text.as_bytes())?;
        written += 1;
    }
    if written < comparison.changes.len() {
        let more = plural(comparison.changes.len() - written, "change");
        let text = format!("{more} are beyond the limits of code scanning; `--format json` lists all");
        notifications.push(notification("warning", &text));
    }
    let invocation = json!({
        "executionSuccessful": comparison.not_judged.is_empty(),
        "toolExecutionNotifications": notifications,
    });
    let version = |version: &Option<semver::Version>| version.as_ref().map(ToString::to_string);
    let behaviours = texts::behaviours(comparison);
    let properties = json!({
        "wire": comparison.wire.word(),
        "crate": comparison.bump.map(Bump::word),
        "behaviour": {"changes": behaviours.0, "mayFail": behaviours.1},
        "current": version(&comparison.versions.current),
        "next": version(&comparison.versions.next),
        "changes": comparison.changes.len(),
        "shown": written,
    });
    writeln!(
        out,
        "{}{}",
        sarif::end_run(&invocation, Some(&properties)),
        sarif::END_LOG
    )
}

fn result(comparison: &Comparison<'_>, change: &Change, reason: Option<&str>, index: Option<usize>) -> Value {
    let (file, line, column) = comparison.location(change);
    let operations = change.used_in.get(..OPERATIONS).unwrap_or(&change.used_in);
    let mut result = json!({
        "ruleId": change.rule.id,
        "level": Severity::of(change).word(),
        "message": {"text": short(&texts::lines(change).join("\n"))},
        "locations": [{
            "physicalLocation": physical(file, Some((line, column))),
            "logicalLocations": [{"fullyQualifiedName": short(change.place())}],
        }],
        "partialFingerprints": {"change/v1": change.fingerprint()},
        "properties": {
            "wire": change.wire.word(),
            "crate": change.bump.word(),
            "operation": change.operation.as_deref().map(short),
            "pointer": short(change.pointer()),
            "usedIn": operations.iter().map(|name| short(name)).collect::<Vec<_>>(),
            "usedInCount": change.used_in.len(),
        },
    });
    if let Some(observed) = &change.observed {
        result["properties"]["evidence"] = observed.shown().word().into();
    }
    if let Some(index) = index {
        result["ruleIndex"] = index.into();
    }
    if let Some(site) = &change.base {
        result["relatedLocations"] = json!([related(&comparison.base, site)]);
    }
    if let Some(reason) = reason {
        result["suppressions"] = json!([{"kind": "external", "justification": short(reason)}]);
    }
    result
}

/// The place in the base.
fn related(side: &Side<'_>, site: &Site) -> Value {
    let (line, column) = (site.position.line, site.position.column);
    json!({
        "id": 0,
        "physicalLocation": physical(side.path(side.file(site)), Some((line, column))),
        "message": {"text": format!("the base, {}", short(&side.label))},
    })
}

fn descriptor(rule: &Rule) -> Value {
    let level = match rule.wire {
        Wire::Breaking => "error",
        Wire::BreakingIf | Wire::Silent => "warning",
        Wire::Safe => "note",
    };
    sarif::rule(rule.id, level, [rule.summary, rule.why], rule.reference)
}

/// The beginning of a text of a document.
fn short(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// Counts the bytes that are written.
struct Count(usize);

impl Write for Count {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use codegen::Document;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use serde_json::Value;

    use super::write_within;
    use crate::diff;
    use crate::report::diff::{Comparison, Side, Versions};

    /// A document with operations of names that do not compress.
    fn document(operations: usize) -> Document {
        let mut random = fastrand::Rng::with_seed(7);
        let mut text = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n  /kept: {get: {operationId: kept, responses: {'204': {description: ''}}}}\n".to_owned();
        for number in 0..operations {
            let name: String = (0..200).map(|_| random.alphanumeric()).collect();
            text.push_str(&format!(
                "  /a{number}/{name}: {{get: {{operationId: a{number}, responses: {{'204': {{description: ''}}}}}}}}\n"
            ));
        }
        Document::parse("a.yaml", text.as_bytes()).unwrap()
    }

    #[test]
    fn a_report_is_as_large_as_the_limit_allows_and_counts_the_rest() {
        let (base, revision) = (document(1_000), document(0));
        let compared = diff::compare(diff::Side::from(&base), diff::Side::from(&revision));
        let side = |document, label: &str| Side {
            document,
            label: label.to_owned(),
            prefix: String::new(),
        };
        let not_judged: Vec<_> = (0..20).map(|number| format!("part {number}")).collect();
        let accepted = vec![None; compared.changes.len()];
        let comparison = Comparison {
            changes: &compared.changes,
            accepted: &accepted,
            wire: compared.wire(),
            bump: None,
            parts: &[],
            not_judged: &not_judged,
            base: side(&base, "base"),
            revision: side(&revision, "revision"),
            versions: Versions {
                current: None,
                next: None,
            },
            entries: Vec::new(),
            failures: Vec::new(),
        };
        let mut before = 0;
        for limit in [60_000, 160_000, 9_000_000] {
            let mut text = Vec::new();
            write_within(limit, &mut text, &comparison).unwrap();
            let report: Value = serde_json::from_slice(&text).unwrap();
            let run = &report["runs"][0];
            let shown = run["results"].as_array().unwrap().len();
            assert_eq!(run["properties"]["shown"], shown);
            assert!(
                shown > before,
                "{shown} results within {limit} bytes, {before} within fewer"
            );
            before = shown;
            let mut compressed = GzEncoder::new(Vec::new(), Compression::fast());
            compressed.write_all(&text).unwrap();
            let size = compressed.finish().unwrap().len();
            // The room between the limit and what is taken is a million bytes.
            assert!(size < limit + 70_000, "{size} bytes for a limit of {limit}");
            let notifications = run["invocations"][0]["toolExecutionNotifications"].as_array().unwrap();
            let counted = notifications.iter().any(|notification| {
                let text = notification["message"]["text"].as_str().unwrap();
                text.contains("beyond the limits")
                    && text.contains(&format!("{} change", compared.changes.len() - shown))
            });
            assert_eq!(counted, shown < compared.changes.len());
        }
        assert_eq!(before, compared.changes.len());
    }
}
