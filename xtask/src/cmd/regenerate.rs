//! `regenerate`: writes the generated files, or shows what would change.

use std::io;
use std::time::Duration;

use codegen::{Coverage, Diagnostics, Document, Model, Options};
use serde::Serialize;
use serde_json::Value;
use similar::TextDiff;

use super::check::{check_recordings, end};
use super::{Context, JsonDiagnostic, Refusing, json_diagnostics, refuse};
use crate::cli::{Format, Overlays, Regenerate};
use crate::input::{self, Refused};
use crate::report::{self, Human, Next};
use crate::runner::Results;
use crate::standalone::standalone;
use crate::workspace::Workspace;
use crate::writer::{self, Entry, Plan, State, Target};
use crate::{Exit, Output};

pub(super) fn run(arguments: &Regenerate, context: &Context<'_>, output: &mut Output<'_>) -> io::Result<Exit> {
    let workspace = &context.workspace;
    let path = arguments
        .document
        .as_ref()
        .map_or_else(|| workspace.document(), |path| workspace.given(path));
    let refusing = Refusing {
        context,
        format: arguments.format,
        all: arguments.all,
    };
    let (document, model) = match input::model(workspace, &path, &arguments.overlays) {
        Ok(read) => read,
        Err(refused) => return refuse(&refused, &refusing, output),
    };
    if arguments.deny_lossy && model.warnings().iter().any(|finding| finding.is_loss) {
        let denied = Refused::Diagnostics(model.warnings().clone().deny_losses());
        return refuse(&denied, &refusing, output);
    }
    let (targets, warnings) = match generate(&model, arguments, workspace) {
        Ok(generated) => generated,
        Err(diagnostics) => {
            return refuse(&Refused::Diagnostics(diagnostics), &refusing, output);
        }
    };
    let (targets, entries) = match around(&model, arguments, targets, workspace) {
        Ok(whole) => whole,
        Err(message) => {
            writeln!(output.err, "error: {message}\nnothing was changed")?;
            return Ok(Exit::Incomplete);
        }
    };
    if arguments.format == Format::Human && !warnings.is_empty() {
        report::write_diagnostics(output.err, &warnings, arguments.all, context.paint)?;
    }
    let plan = match writer::compare(&targets) {
        Ok(mut plan) => {
            plan.entries.extend(entries);
            plan
        }
        Err(problems) => {
            for problem in problems {
                writeln!(output.err, "error: {}", problem.say(&workspace.name(&problem.path)))?;
            }
            writeln!(output.err, "nothing was changed")?;
            return Ok(Exit::Incomplete);
        }
    };
    if !arguments.check
        && let Err(problem) = writer::apply(&plan, &mut |_| Ok(()))
    {
        writeln!(output.err, "error: {}", problem.say(&workspace.name(&problem.path)))?;
        writeln!(
            output.err,
            "every file is complete, either old or new\nNext: solve the problem, then run {}",
            context.line.again()
        )?;
        return Ok(Exit::Incomplete);
    }
    let stale = plan.entries.iter().any(|entry| entry.state() != State::Fresh);
    let mut exit = if arguments.check && stale {
        Exit::Findings
    } else {
        Exit::Fine
    };
    // The files of another folder say nothing of the client that the recordings are for.
    let is_ours = !arguments.check && arguments.out.is_none();
    let checked = match is_ours {
        true => Some(check_recordings(
            &document,
            context,
            &[workspace.recordings()],
            true,
            None,
        )?),
        false => None,
    };
    if let Some((results, _)) = &checked {
        exit = exit.max(end(results));
    }
    let outcome = Outcome {
        document: &document,
        plan: &plan,
        warnings: &warnings,
        coverage: model.coverage(),
        checked: checked.as_ref(),
    };
    match arguments.format {
        Format::Human => outcome.human(arguments, context, output)?,
        // The command line has no other format.
        _ => report::write_json(output.out, &outcome.json(arguments.check, workspace))?,
    }
    Ok(exit)
}

/// The generated files of the workspace's own client.
pub(super) fn workspace_targets(model: &Model, workspace: &Workspace) -> Result<Vec<Target>, Diagnostics> {
    let arguments = Regenerate {
        check: true,
        document: None,
        overlays: Overlays::default(),
        out: None,
        crate_name: None,
        deny_lossy: false,
        all: false,
        format: Format::Human,
    };
    generate(model, &arguments, workspace).map(|(targets, _)| targets)
}

/// The options of the generator for the workspace's own client.
pub(super) fn workspace_options(workspace: &Workspace) -> Options {
    match workspace.client_crate() {
        Some(name) => Options::default().example(&name).client(name),
        None => Options::default(),
    }
}

/// The generated files, and what the document's author should know.
fn generate(
    model: &Model,
    arguments: &Regenerate,
    workspace: &Workspace,
) -> Result<(Vec<Target>, Diagnostics), Diagnostics> {
    let out = arguments.out.as_deref();
    let options = match (&arguments.crate_name, workspace.client_crate()) {
        (Some(name), _) => Options::default().example(name.replace('-', "_")).features(),
        // The files of another folder are compiled elsewhere, and under another name.
        (None, Some(name)) if out.is_some() => Options::default().client(name),
        (None, _) => workspace_options(workspace),
    };
    let generated = codegen::generate(model, &options)?;
    let warnings = model.warnings().clone();
    let targets = match out {
        Some(folder) => vec![Target {
            folder: workspace.given(folder),
            files: generated.client,
        }],
        None => vec![
            Target {
                folder: workspace.client(),
                files: generated.client,
            },
            Target {
                folder: workspace.driver(),
                files: generated.driver,
            },
        ],
    };
    Ok((targets, warnings))
}

/// The files of a crate, if one is to be made: the generated ones and those around them.
fn around(
    model: &Model,
    arguments: &Regenerate,
    targets: Vec<Target>,
    workspace: &Workspace,
) -> Result<(Vec<Target>, Vec<Entry>), String> {
    let (Some(name), Some(out)) = (&arguments.crate_name, &arguments.out) else {
        return Ok((targets, Vec::new()));
    };
    let generated = targets.into_iter().flat_map(|target| target.files).collect();
    let whole = standalone(name, &workspace.given(out), model, generated, workspace)?;
    Ok((whole.targets, whole.entries))
}

/// The result of a run.
struct Outcome<'o> {
    document: &'o Document,
    plan: &'o Plan,
    warnings: &'o Diagnostics,
    coverage: Coverage,
    checked: Option<&'o (Results, Value)>,
}

#[derive(Serialize)]
struct JsonOutcome<'o> {
    version: u32,
    document: JsonDocument<'o>,
    operations: JsonCoverage,
    files: Vec<JsonFile>,
    warnings: Vec<JsonDiagnostic<'o>>,
    check: Option<&'o Value>,
    summary: Counts,
}

#[derive(Serialize)]
struct JsonDocument<'o> {
    path: &'o str,
    sha256: &'o str,
}

/// How many operations the document has, and how many of them the client offers.
#[derive(Serialize)]
struct JsonCoverage {
    all: usize,
    in_full: usize,
    in_part: usize,
    left_out: usize,
}

#[derive(Serialize)]
struct JsonFile {
    path: String,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    diff: Option<String>,
}

/// How many files of each state there were before.
#[derive(Serialize)]
struct Counts {
    fresh: usize,
    stale: usize,
    missing: usize,
    orphan: usize,
}

impl Outcome<'_> {
    fn counts(&self) -> Counts {
        let count = |state| self.plan.entries.iter().filter(|entry| entry.state() == state).count();
        Counts {
            fresh: count(State::Fresh),
            stale: count(State::Stale),
            missing: count(State::Missing),
            orphan: count(State::Orphan),
        }
    }

    fn json(&self, check: bool, workspace: &Workspace) -> JsonOutcome<'_> {
        let file = |entry: &Entry| {
            let path = workspace.name(&entry.path);
            let diff = (check && entry.state() != State::Fresh).then(|| diff(entry, &path));
            JsonFile {
                path,
                state: entry.state().word(),
                diff,
            }
        };
        JsonOutcome {
            version: 1,
            document: JsonDocument {
                path: self.document.name(),
                sha256: self.document.sha256(),
            },
            operations: JsonCoverage {
                all: self.coverage.operations,
                in_full: self.coverage.in_full,
                in_part: self.coverage.in_part,
                left_out: self.coverage.left_out(),
            },
            files: self.plan.entries.iter().map(file).collect(),
            warnings: json_diagnostics(self.warnings),
            check: self.checked.map(|(_, value)| value),
            summary: self.counts(),
        }
    }

    fn human(&self, arguments: &Regenerate, context: &Context<'_>, output: &mut Output<'_>) -> io::Result<()> {
        let (check, workspace, paint) = (arguments.check, &context.workspace, context.paint);
        for entry in &self.plan.entries {
            let path = workspace.name(&entry.path);
            let done = match (entry.state(), check) {
                (State::Fresh, _) => continue,
                (State::Orphan, false) => "removed",
                (_, false) => "wrote",
                (state, true) => {
                    write!(output.out, "{}", diff(entry, &path))?;
                    state.word()
                }
            };
            writeln!(output.err, "{done} {path}")?;
        }
        let Counts {
            fresh,
            stale,
            missing,
            orphan,
        } = self.counts();
        let name = self.document.name();
        let all = fresh + stale + missing;
        match (stale + missing + orphan, check) {
            (0, _) => writeln!(
                output.err,
                "{}: all {all} generated files are up to date with {name}",
                paint.good("fresh")
            )?,
            (_, true) => writeln!(
                output.err,
                "{}: {fresh} fresh, {stale} stale, {missing} missing, {orphan} orphan of {name}\nNext: run {}",
                paint.level(crate::contract::Level::Error, "stale"),
                context.line.without("--check"),
            )?,
            (_, false) => writeln!(
                output.err,
                "{}: {} files written from {name}, {orphan} removed, {fresh} unchanged",
                paint.good("regenerated"),
                stale + missing
            )?,
        }
        writeln!(output.err, "client: {}", self.coverage)?;
        match self.checked {
            Some((results, _)) if results.interactions == 0 && results.counts.problems == 0 => {
                writeln!(
                    output.err,
                    "no recordings to check: nothing shows yet that the service behaves as the document says"
                )
            }
            Some((results, _)) => {
                let again = context.line.again();
                let human = Human {
                    document: self.document,
                    paint,
                    all: arguments.all,
                    next: Next {
                        passed: "run `cargo test`".to_owned(),
                        failed: format!("correct {name} where the service is right, then run {again}"),
                        incomplete: format!("fix the input that the errors at the top name, then run {again}"),
                    },
                };
                human.write(output.err, results)
            }
            None => Ok(()),
        }
    }
}

/// What would change in a file, as a unified diff.
fn diff(entry: &Entry, path: &str) -> String {
    let (old, new) = (
        entry.old.as_deref().unwrap_or_default(),
        entry.new.as_deref().unwrap_or_default(),
    );
    let side = |prefix: &str, text: &Option<String>| match text {
        Some(_) => format!("{prefix}/{path}"),
        None => "/dev/null".to_owned(),
    };
    // Texts that have nothing in common are not compared for ever.
    TextDiff::configure()
        .timeout(Duration::from_secs(10))
        .diff_lines(old, new)
        .unified_diff()
        .header(&side("a", &entry.old), &side("b", &entry.new))
        .to_string()
}
