//! What a release freezes: the surface of the workspace's client, and whether what an earlier release froze is still that.

use std::fs;

use codegen::Model;
use codegen::surface::Surface;
use semver::Version;

use super::repository::{ReleaseCommit, Repository};
use crate::cmd::regenerate;
use crate::input::released;
use crate::release::Refusal;
use crate::workspace::Workspace;

/// The surface of the workspace's client.
pub(super) fn surface_of(model: &Model, workspace: &Workspace) -> Result<Surface, Refusal> {
    codegen::surface::surface(model, &regenerate::workspace_options(workspace)).map_err(|diagnostics| {
        let first = diagnostics.iter().next().map(|finding| finding.message.clone());
        Refusal::not_judged("not-generated", first.unwrap_or_default())
    })
}

/// Whether the files of a release are still those of its commit: what they say decides the version of the next one.
///
/// # Errors
/// A file was edited, or git cannot say what the commit has.
pub(super) fn edited(
    workspace: &Workspace,
    last: &Version,
    released: &ReleaseCommit,
    repository: &Repository<'_>,
) -> Result<(), Refusal> {
    let (document, surface) = (released::document(workspace, last), released::surface(workspace, last));
    // In another format, the surface had to be written again.
    let is_readable = |text: &str| Surface::from_json(text).is_ok();
    for (path, may_differ) in [(document, false), (surface, true)] {
        let name = workspace.name(&path);
        // The commit of the tag may be one before the files were added.
        let then = repository.text(&released.commit, &name);
        let then = then.map_err(|problem| {
            let message = format!("whether {name} was edited since {last} is not known: {problem}");
            Refusal::not_judged("frozen-unknown", message)
        })?;
        let Some(then) = then else { continue };
        let is_same = fs::read_to_string(&path).is_ok_and(|now| now == then);
        if !is_same && (!may_differ || is_readable(&then)) {
            let mut refusal = Refusal::not_judged(
                "frozen-edited",
                format!(
                    "{name} is not what {} has: what changed since {last} is not known",
                    released.name
                ),
            );
            refusal.help = format!("run `git checkout {} -- {name}`, and commit it", released.revision);
            return Err(refusal);
        }
    }
    Ok(())
}
