//! `record`: writes requests and responses of the service, redacted.
//!
//! Traffic as it was is only ever in memory. All that leaves it is a [`Recording`]; no message repeats a part of the
//! rest.

mod call;
mod capture;
mod report;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use codegen::Document;
use recording::Recording;
use recording::redaction::{Policy, Vocabulary};

use super::check::{check_recordings, end};
use super::{Context, Refusing, refuse};
use crate::cli::{Record, Source};
use crate::contract::Contract;
use crate::input;
use crate::writer::{self, Written};
use crate::{Exit, Output};
use report::{Done, Outcome};

pub(super) fn run(arguments: &Record, context: &Context<'_>, output: &mut Output<'_>) -> io::Result<Exit> {
    let workspace = &context.workspace;
    let path = arguments
        .document
        .as_ref()
        .map_or_else(|| workspace.document(), |path| workspace.given(path));
    let document = match input::document(workspace, &path, &arguments.overlays) {
        Ok(document) => document,
        Err(refused) => {
            let refusing = Refusing {
                context,
                format: arguments.format,
                all: false,
            };
            return refuse(&refused, &refusing, output);
        }
    };
    let contract = Contract::new(&document);
    let policy = match policy(context, &contract) {
        Ok(policy) => policy,
        Err(problem) => {
            writeln!(output.err, "error: {problem}")?;
            return Ok(Exit::Incomplete);
        }
    };
    let folder = match &arguments.out {
        Some(folder) => workspace.given(folder),
        None => workspace.recordings(),
    };
    let recorder = Recorder {
        arguments,
        context,
        document: &document,
        contract: &contract,
        vocabulary: contract.vocabulary(),
        policy,
        folder,
    };
    let mut outcome = Outcome::default();
    match &arguments.source {
        Source::Service(call) => recorder.call(call, &mut outcome, output)?,
        Source::Capture { file, operations } => recorder.capture(file, operations, &mut outcome, output)?,
    }
    recorder.finish(&outcome, output)
}

/// The values that recordings keep; `None` if there is no file.
fn policy(context: &Context<'_>, contract: &Contract<'_>) -> Result<Policy, String> {
    let path = context.workspace.redaction();
    let name = context.workspace.name(&path);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Policy::default()),
        Err(error) => return Err(format!("{name}: cannot be read: {error}")),
    };
    let policy = Policy::parse(&text).map_err(|error| error.named(&name).to_string())?;
    let gone = policy
        .operations()
        .find(|(id, _)| !contract.operation_ids().any(|known| known == *id));
    if let Some((id, place)) = gone {
        return Err(format!(
            "{name}:{place}: the document has no operation `{id}`{}\n   = help: remove the section, or fix its name",
            report::near(id, contract.operation_ids())
        ));
    }
    Ok(policy)
}

/// What makes recordings of interactions.
struct Recorder<'r> {
    arguments: &'r Record,
    context: &'r Context<'r>,
    document: &'r Document,
    contract: &'r Contract<'r>,
    vocabulary: Vocabulary,
    policy: Policy,
    folder: PathBuf,
}

impl Recorder<'_> {
    /// Writes a recording, or shows what would be written.
    fn write(
        &self,
        path: &Path,
        operation: &str,
        recording: &Recording,
        outcome: &mut Outcome,
        output: &mut Output<'_>,
    ) -> io::Result<()> {
        let name = self.context.workspace.name(path);
        let written = if self.arguments.dry_run {
            output.out.write_all(recording.to_text().as_bytes())?;
            None
        } else {
            match writer::write_recording(path, recording, self.arguments.force) {
                Ok(written) => Some(written),
                Err(problem) => {
                    outcome.problem(problem.say(&name), output)?;
                    return Ok(());
                }
            }
        };
        if written == Some(Written::Other) {
            let help = "write it under another name with --slug, or replace it with --force";
            outcome.problem(format!("{name} is another recording\n   = help: {help}"), output)?;
        }
        outcome.done.push(Done {
            path: path.to_owned(),
            name,
            operation: operation.to_owned(),
            status: recording.interaction().response.status,
            written,
        });
        Ok(())
    }

    /// The place of a recording: a folder for its operation, a file for its status and what it is called.
    fn place(&self, operation: &str, file: &str) -> PathBuf {
        let plain = |character: char| character.is_ascii_alphanumeric() || "-_.".contains(character);
        let folder: String = operation.chars().map(|c| if plain(c) { c } else { '-' }).collect();
        self.folder.join(folder.trim_start_matches('.')).join(file)
    }

    /// Checks what was written, and says what to do next.
    fn finish(&self, outcome: &Outcome, output: &mut Output<'_>) -> io::Result<Exit> {
        let written = |done: &&Done| matches!(done.written, Some(Written::New | Written::Replaced | Written::Fresh));
        let paths: Vec<PathBuf> = outcome
            .done
            .iter()
            .filter(written)
            .map(|done| done.path.clone())
            .collect();
        let checked = match paths.is_empty() {
            true => None,
            false => Some(check_recordings(self.document, self.context, &paths, false, None)?),
        };
        outcome.report(self, checked.as_ref(), output)?;
        let exit = match outcome.problems.is_empty() && !outcome.done.is_empty() {
            true => Exit::Fine,
            false => Exit::Incomplete,
        };
        Ok(checked.map_or(exit, |(results, _)| exit.max(end(&results))))
    }
}
