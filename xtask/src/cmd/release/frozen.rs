//! What a release freezes under `spec/released/`, and what is there.

use std::fs;
use std::path::PathBuf;

use codegen::Model;
use codegen::surface::Surface;
use semver::Version;

use crate::cmd::regenerate;
use crate::release::Refusal;
use crate::workspace::Workspace;

/// The released versions, the last one last.
pub(super) fn releases(workspace: &Workspace) -> Vec<Version> {
    let entries = fs::read_dir(workspace.released()).into_iter().flatten().flatten();
    let version = |name: &str| Version::parse(name.strip_suffix(".openapi.yaml")?).ok();
    let mut releases: Vec<_> = entries
        .filter_map(|entry| version(entry.file_name().to_str()?))
        .collect();
    releases.sort();
    releases
}

/// The frozen document of a release.
pub(super) fn document(workspace: &Workspace, version: &Version) -> PathBuf {
    workspace.released().join(format!("{version}.openapi.yaml"))
}

/// The frozen surface of a release.
pub(super) fn surface(workspace: &Workspace, version: &Version) -> PathBuf {
    workspace.released().join(format!("{version}.surface.json"))
}

/// The surface of the workspace's client.
pub(super) fn surface_of(model: &Model, workspace: &Workspace) -> Result<Surface, Refusal> {
    codegen::surface::surface(model, &regenerate::workspace_options(workspace)).map_err(|diagnostics| {
        let first = diagnostics.iter().next().map(|finding| finding.message.clone());
        Refusal::not_judged("not-generated", first.unwrap_or_default())
    })
}
