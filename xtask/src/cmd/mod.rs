//! The commands, one a file: load, call the engine, report.

mod check;
mod diff;
mod evolve;
mod record;
mod regenerate;
mod release;
mod selftest;
mod status;

use std::io;

use codegen::{Diagnostics, Severity};
use serde::Serialize;

use crate::cli::{CommandLine, Format, Task};
use crate::input;
use crate::report::{self, Paint, Refusal};
use crate::workspace::Workspace;
use crate::{Environment, Exit, Output};

/// Runs a command.
pub(crate) fn run(
    task: Task,
    line: CommandLine,
    environment: &Environment,
    output: &mut Output<'_>,
) -> io::Result<Exit> {
    let Some(workspace) = Workspace::find(environment) else {
        writeln!(
            output.err,
            "error: not inside the workspace: run the command from one of its folders"
        )?;
        return Ok(Exit::Incomplete);
    };
    let context = Context {
        workspace,
        environment,
        line,
        paint: Paint(environment.colour),
    };
    match task {
        Task::Regenerate(arguments) => regenerate::run(&arguments, &context, output),
        Task::Check(arguments) => check::run(&arguments, &context, output),
        Task::Record(arguments) => record::run(&arguments, &context, output),
        Task::Diff(arguments) => diff::run(&arguments, &context, output),
        Task::Evolve(arguments) => evolve::run(&arguments, &context, output),
        Task::Release(arguments) => release::run(&arguments, &context, output),
        Task::SelfTest(arguments) => selftest::run(&arguments, &context, output),
        Task::Status(arguments) => status::run(&arguments, &context, output),
    }
}

/// What all commands need.
struct Context<'e> {
    workspace: Workspace,
    environment: &'e Environment,
    line: CommandLine,
    paint: Paint,
}

/// A diagnostic for machines.
#[derive(Serialize)]
struct JsonDiagnostic<'d> {
    rule: &'d str,
    level: &'static str,
    /// Where it is, if that is not the document itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'d str>,
    pointer: &'d str,
    line: Option<usize>,
    column: Option<usize>,
    message: &'d str,
    help: &'d str,
}

fn json_diagnostics(diagnostics: &Diagnostics) -> Vec<JsonDiagnostic<'_>> {
    diagnostics
        .iter()
        .map(|diagnostic| JsonDiagnostic {
            rule: diagnostic.rule,
            level: match diagnostic.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            },
            file: Some(diagnostics.file_of(diagnostic)).filter(|file| *file != diagnostics.document()),
            pointer: &diagnostic.pointer,
            line: diagnostic.position.map(|position| position.line),
            column: diagnostic.position.map(|position| position.column),
            message: &diagnostic.message,
            help: &diagnostic.help,
        })
        .collect()
}

/// How a refusal is written.
struct Refusing<'r> {
    context: &'r Context<'r>,
    format: Format,
    /// Whether every finding is shown.
    all: bool,
}

/// Reports why a document was refused.
fn refuse(refused: &input::Refused, refusing: &Refusing<'_>, output: &mut Output<'_>) -> io::Result<Exit> {
    let (format, context) = (refusing.format, refusing.context);
    #[derive(Serialize)]
    struct Refused<'d> {
        version: u32,
        refused: Vec<JsonDiagnostic<'d>>,
    }
    let nothing = Diagnostics::new("");
    let diagnostics = match refused {
        input::Refused::Unreadable { message, .. } => {
            writeln!(output.err, "error: {message}")?;
            &nothing
        }
        input::Refused::Diagnostics(diagnostics) => diagnostics,
    };
    let refusals = || -> Vec<Refusal<'_>> {
        if let input::Refused::Unreadable { message, .. } = refused {
            return vec![Refusal {
                rule: "unreadable",
                message: message.clone(),
                file: None,
                place: None,
            }];
        }
        let one = |diagnostic: &codegen::Diagnostic| Refusal {
            rule: diagnostic.rule,
            message: format!("{} (help: {})", diagnostic.message, diagnostic.help),
            file: Some(diagnostics.file_of(diagnostic)),
            place: diagnostic.position.map(|position| (position.line, position.column)),
        };
        diagnostics.iter().map(one).collect()
    };
    match format {
        Format::Json => {
            let mut reported = json_diagnostics(diagnostics);
            if let input::Refused::Unreadable { message, .. } = refused {
                reported.push(JsonDiagnostic {
                    rule: "unreadable",
                    level: "error",
                    file: None,
                    pointer: "",
                    line: None,
                    column: None,
                    message,
                    help: "name a document that can be read, with --document",
                });
            }
            let refused = Refused {
                version: 1,
                refused: reported,
            };
            report::write_json(output.out, &refused)?;
        }
        Format::Human if diagnostics.errors() > 0 => {
            report::write_diagnostics(output.err, diagnostics, refusing.all, context.paint)?;
            writeln!(
                output.err,
                "{}: {} has {} and {}; nothing was changed\nNext: correct the document, then run {}",
                context.paint.level(crate::contract::Level::Error, "refused"),
                diagnostics.document(),
                report::plural(diagnostics.errors(), "error"),
                report::plural(diagnostics.warnings(), "warning"),
                context.line.again()
            )?;
        }
        Format::Human => {}
        other => report::write_refused(output.out, other, refused.document(), &refusals())?,
    }
    Ok(Exit::Incomplete)
}
