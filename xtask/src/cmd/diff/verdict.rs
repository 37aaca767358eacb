//! What a report says of the documents as a whole: their names, and the versions of the crate.

use semver::Version;
use toml::de::DeTable;

use crate::cli::Diff;
use crate::diff::{Bump, next_version};
use crate::input::{Origin, Revision, Revisions};
use crate::report::{Side, Versions};

/// The version of the crate that the base is of, and the next one.
pub(super) fn versions(arguments: &Diff, revisions: &Revisions<'_>, base: &Origin, bump: Bump) -> Versions {
    let current = match (&arguments.current, base) {
        (Some(version), _) => Some(version.clone()),
        (None, Origin::Release { version, .. }) => Some(version.clone()),
        (None, _) => client_version(revisions, base),
    };
    Versions {
        next: current.as_ref().map(|current| next_version(current, bump)),
        current,
    }
}

/// The version in the client's manifest, as it was when a document was; none for a document of others.
pub(super) fn client_version(revisions: &Revisions<'_>, origin: &Origin) -> Option<Version> {
    if !revisions.is_own {
        return None;
    }
    let text = |path| String::from_utf8(revisions.file(origin, path)?).ok();
    let manifest = text("generated-client/Cargo.toml")?;
    let own = string(&manifest, &["package", "version"]);
    // It may be that of all packages of the workspace.
    let version = own.or_else(|| string(&text("Cargo.toml")?, &["workspace", "package", "version"]))?;
    Version::parse(&version).ok()
}

/// A string of a TOML text.
fn string(text: &str, path: &[&str]) -> Option<String> {
    let table = DeTable::parse(text).ok()?;
    let (name, tables) = path.split_last()?;
    let mut table = table.get_ref();
    for step in tables {
        table = table.get(*step)?.get_ref().as_table()?;
    }
    table.get(*name)?.get_ref().as_str().map(str::to_owned)
}

/// The names of a document in a report.
pub(super) fn side(revision: &Revision) -> Side<'_> {
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
