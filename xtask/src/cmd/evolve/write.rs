//! Writes what is proposed: the document, the client that is generated from it, and checks again.

use std::io;
use std::path::Path;

use codegen::Model;

use super::super::regenerate;
use super::read::Source;
use crate::edit::{self, OverlayInfo};
use crate::evolve::{Evolution, Sample};
use crate::report::{WrittenFiles, plural};
use crate::workspace::Workspace;
use crate::writer::{self, State};

/// Writes the change as an overlay of the document, and returns the name of its file.
///
/// # Errors
/// Returns why it was not written.
pub(super) fn overlay(
    file: &Path,
    name: &str,
    text: &str,
    evolution: &Evolution,
    workspace: &Workspace,
) -> Result<String, String> {
    let edits: Vec<_> = evolution
        .proposals
        .iter()
        .flat_map(|proposal| proposal.edits.clone())
        .collect();
    let info = OverlayInfo {
        title: "What was seen in recordings and is not documented by the provider".to_owned(),
        version: "1.0.0".to_owned(),
        extends: None,
    };
    let overlay = edit::overlay(name, text, &info, &edits);
    let overlay = overlay.map_err(|problem| format!("no overlay expresses the change: {problem}"))?;
    let file_name = workspace.name(file);
    match writer::write_overlay(file, &overlay) {
        Ok(()) => Ok(file_name),
        Err(problem) => Err(problem.say(&file_name)),
    }
}

/// Writes the document and the generated files. Says what of the traffic still drifts.
///
/// Returns as an error why nothing was written, or not everything.
pub(super) fn write(
    path: &Path,
    old: &str,
    evolution: &Evolution,
    is_own: bool,
    source: &Source<'_>,
) -> io::Result<Result<WrittenFiles, String>> {
    let workspace = &source.context.workspace;
    let name = |path: &Path| workspace.name(path);
    // A document of which no client can be made is not written.
    let targets = match is_own {
        false => Vec::new(),
        true => {
            let model = Model::new(&evolution.document);
            match model.and_then(|model| regenerate::workspace_targets(&model, workspace)) {
                Ok(targets) => targets,
                Err(found) => {
                    return Ok(Err(format!(
                        "the document was not written, because no client can be generated from it: {}",
                        super::first_of(&found)
                    )));
                }
            }
        }
    };
    let plan = match writer::compare(&targets) {
        Ok(plan) => plan,
        Err(problems) => {
            let problems: Vec<_> = problems
                .iter()
                .map(|problem| problem.say(&name(&problem.path)))
                .collect();
            return Ok(Err(problems.join("; ")));
        }
    };
    if let Err(problem) = writer::write_document(path, old, &evolution.text) {
        return Ok(Err(problem.say(&name(path))));
    }
    let generated = plan
        .entries
        .iter()
        .filter(|entry| entry.state() != State::Fresh)
        .count();
    if let Err(problem) = writer::apply(&plan, &mut |_| Ok(())) {
        return Ok(Err(format!(
            "{} was written, and the client was not: {}",
            name(path),
            problem.say(&name(&problem.path))
        )));
    }
    if source.has_standard_input() {
        return Ok(Ok(WrittenFiles {
            generated,
            checked: "standard input was not checked again".to_owned(),
        }));
    }
    let read = source.read(&evolution.document, &mut Sample::default())?;
    let interactions = plural(read.interactions, "interaction");
    let checked = match read.violations {
        0 => format!("checked again: {interactions} conform"),
        count => format!("checked again: {} left in {interactions}", plural(count, "violation")),
    };
    Ok(Ok(WrittenFiles { generated, checked }))
}
