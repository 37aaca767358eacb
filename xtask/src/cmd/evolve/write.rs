//! Writes what is proposed: the document, the client that is generated from it, and checks again.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use codegen::{Document, Model};

use super::super::regenerate;
use super::others;
use super::read::Source;
use crate::edit::{self, OverlayInfo};
use crate::evolve::{Evolution, Left, Sample};
use crate::report::{WrittenFiles, plural};
use crate::runner::Group;
use crate::workspace::Workspace;
use crate::writer::{self, NewText, State};

/// The member of an overlay's `info` that says what wrote it.
const WRITTEN_BY: &str = "x-written-by";
const EVOLVE: &str = "cargo xtask evolve";

/// Whether a text is an overlay that this command wrote.
fn is_ours(text: &[u8]) -> bool {
    Document::parse("overlay", text).is_ok_and(|overlay| {
        let info = overlay.root().get("info");
        let written_by = info.and_then(|info| info.get(WRITTEN_BY));
        overlay.root().get("overlay").is_some() && written_by.and_then(|by| by.as_str()) == Some(EVOLVE)
    })
}

/// Writes the change as an overlay of the document, and returns the name of its file.
///
/// # Errors
/// Returns why it was not written.
pub(super) fn overlay(
    file: &Path,
    document: &Document,
    evolution: &Evolution,
    workspace: &Workspace,
) -> Result<String, String> {
    let info = OverlayInfo {
        title: "What was seen in recordings and is not documented by the provider".to_owned(),
        version: "1.0.0".to_owned(),
        extends: None,
        extensions: vec![(WRITTEN_BY.to_owned(), EVOLVE.to_owned())],
    };
    let overlay = edit::overlay_of(document.clone(), &info, &evolution.edits);
    let overlay = overlay.map_err(|problem| format!("no overlay expresses the change: {problem}"))?;
    let file_name = workspace.name(file);
    match writer::write_overlay(file, &overlay, is_ours) {
        Ok(()) => Ok(file_name),
        Err(problem) => Err(problem.say(&file_name)),
    }
}

/// Writes the files of the document that differ, and the generated files. Says what of the traffic still drifts, and whether
/// some of that is listed nowhere.
///
/// Returns as an error why nothing was written, or not everything.
pub(super) fn write(
    path: &Path,
    old: &str,
    evolution: &Evolution,
    is_own: bool,
    source: &Source<'_>,
) -> io::Result<Result<(WrittenFiles, Option<String>), String>> {
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
    let own = NewText {
        path: path.to_owned(),
        old,
        new: &evolution.texts.own,
    };
    let others = evolution.texts.others.iter().map(|(name, other)| NewText {
        path: others::path(name, workspace),
        old: &other.old,
        new: &other.new,
    });
    let texts: Vec<_> = std::iter::once(own)
        .chain(others)
        .filter(|text| text.old != text.new)
        .collect();
    if let Err(problem) = writer::write_documents(&texts, &mut |_| Ok(())) {
        return Ok(Err(problem.say(&name(&problem.path))));
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
    let written = |checked: String, left| WrittenFiles {
        generated,
        checked,
        left,
    };
    if source.has_standard_input() {
        return Ok(Ok((
            written("standard input was not checked again".to_owned(), 0),
            None,
        )));
    }
    let read = source.read(&evolution.document, &mut Sample::default(), None)?;
    let interactions = plural(read.interactions, "interaction");
    let checked = match read.violations {
        0 => format!("checked again: {interactions} conform"),
        count => format!("checked again: {} left in {interactions}", plural(count, "violation")),
    };
    let unlisted = unlisted(&read.open, read.not_held, &evolution.left);
    Ok(Ok((written(checked, read.violations), unlisted)))
}

/// Says which drift there is after a change that no report lists as left for a person.
fn unlisted(open: &[Group], not_held: usize, left: &BTreeSet<Left>) -> Option<String> {
    let is_listed = |group: &&Group| left.iter().any(|left| left.fingerprint == group.fingerprint);
    let unlisted: Vec<_> = open.iter().filter(|group| !is_listed(group)).collect();
    let first = match unlisted.first() {
        Some(first) => format!(": `{}`, first in {}", first.fingerprint, first.first.recording),
        None if not_held > 0 => String::new(),
        None => return None,
    };
    let count = unlisted.iter().map(|group| group.violations).sum::<usize>() + not_held;
    Some(format!(
        "the document was written, and there are still {} that are not listed{first}\n   = help: run `cargo xtask evolve` \
         again",
        plural(count, "violation")
    ))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::unlisted;

    #[test]
    fn what_remains_and_is_not_listed_is_a_problem() {
        assert_eq!(unlisted(&[], 0, &BTreeSet::new()), None);
        let problem = unlisted(&[], 2, &BTreeSet::new()).unwrap();
        assert!(problem.contains("still 2 violations that are not listed"), "{problem}");
    }
}
