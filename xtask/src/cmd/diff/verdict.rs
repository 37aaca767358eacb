//! What a report says of the documents as a whole: their names, their crates, and the versions of these.

use std::fs;

use codegen::Options;
use codegen::surface::Surface;
use semver::Version;

use super::manifest;
use crate::cli::Diff;
use crate::diff::{self, Bump, next_version};
use crate::input::{Origin, Revision, Revisions, released};
use crate::report::{Side, Versions};

/// The version of the crate that the base is of, and the next one.
pub(super) fn versions(
    arguments: &Diff,
    revisions: &Revisions<'_>,
    (base, revision): (&Origin, &Origin),
    bump: Option<Bump>,
) -> Result<Versions, String> {
    let current = match (&arguments.current, base) {
        (Some(version), _) => Some(version.clone()),
        (None, Origin::Release { version, .. }) => Some(version.clone()),
        (None, _) if revisions.is_client(revision) => manifest_version(revisions, base)?,
        (None, _) => client_version(revisions, base)?,
    };
    Ok(Versions {
        next: current
            .as_ref()
            .zip(bump)
            .map(|(current, bump)| next_version(current, bump)),
        current,
    })
}

/// The version in the client's manifest, as it was when a document was; none for a document of others.
pub(in crate::cmd) fn client_version(revisions: &Revisions<'_>, origin: &Origin) -> Result<Option<Version>, String> {
    match revisions.is_client(origin) {
        true => manifest_version(revisions, origin),
        false => Ok(None),
    }
}

/// The version in the client's manifest, as it was when a document was; none if there was no manifest, or no version in it.
///
/// # Errors
/// Returns why the manifest cannot be read, and where it states something that is no version.
pub(super) fn manifest_version(revisions: &Revisions<'_>, origin: &Origin) -> Result<Option<Version>, String> {
    let unknown = |problem| format!("the version of the client is not known: {problem}");
    manifest::version(revisions, origin).map_err(unknown)
}

/// The crate of the base: of a release with the surface that was frozen with it. Also returns why that cannot be judged.
pub(in crate::cmd) fn side_of_base<'d>(
    base: &'d Revision,
    revision: &Revision,
    revisions: &Revisions<'_>,
) -> (diff::Side<'d>, Vec<String>) {
    let side = side_of(base, revision, revisions);
    let Origin::Release { version, .. } = &base.origin else {
        return (side, Vec::new());
    };
    let file = released::surface(revisions.workspace, version);
    let surface = fs::read_to_string(&file)
        .map_err(|error| error.to_string())
        .and_then(|text| Surface::from_json(&text).map_err(|error| error.to_string()));
    match surface {
        Ok(surface) => (side.released(surface), Vec::new()),
        Err(error) => {
            let name = revisions.workspace.name(&file);
            let problem = format!("what the generator changed since {version}: {name} cannot be read: {error}");
            (side, vec![problem])
        }
    }
}

/// The crate of a document. That of the workspace has no features of tags; of other documents it is the crate that
/// `regenerate --crate` makes.
pub(in crate::cmd) fn side_of<'d>(
    document: &'d Revision,
    other: &Revision,
    revisions: &Revisions<'_>,
) -> diff::Side<'d> {
    let side = diff::Side::from(&document.document);
    match revisions.is_client(&document.origin) || revisions.is_client(&other.origin) {
        true => side.options(Options::default()),
        false => side,
    }
}

/// The names of a document in a report.
pub(in crate::cmd) fn named(revision: &Revision) -> Side<'_> {
    let name = revision.document.name().to_owned();
    let (label, prefix) = match &revision.origin {
        Origin::File(_) => (name, String::new()),
        Origin::Release { version, .. } => (format!("release {version}"), String::new()),
        Origin::Git {
            revision, branch: None, ..
        } => (name, format!("{revision}:")),
        Origin::Git {
            revision,
            branch: Some(branch),
            ..
        } => (format!("{name}, the merge base with {branch}"), format!("{revision}:")),
    };
    Side {
        document: &revision.document,
        label,
        prefix,
    }
}
