//! What releases froze under `spec/released/`: which there are, and which of them a change is compared with.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use semver::Version;

use crate::workspace::Workspace;

const DOCUMENT: &str = ".openapi.yaml";
const SURFACE: &str = ".surface.json";

/// The releases of the client.
#[derive(Debug, Default)]
pub(crate) struct Releases(Vec<Version>);

impl Releases {
    /// The releases of a workspace.
    ///
    /// # Errors
    /// Returns why they are not known: the folder cannot be read, or has files of a release without its document, which marks
    /// a release. Without an error there, the release before it, or none, would be taken for the last one.
    pub(crate) fn of(workspace: &Workspace) -> Result<Self, String> {
        Self::read(&workspace.released(), |path| workspace.name(path))
    }

    fn read(folder: &Path, name: impl Fn(&Path) -> String) -> Result<Self, String> {
        let unreadable = |error: io::Error| format!("{} cannot be read: {error}", name(folder));
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(unreadable(error)),
        };
        let (mut released, mut frozen) = (Vec::new(), Vec::new());
        for entry in entries {
            let entry = entry.map_err(unreadable)?.file_name();
            let Some(entry) = entry.to_str() else { continue };
            let (version, kind) = match (entry.strip_suffix(DOCUMENT), entry.strip_suffix(SURFACE)) {
                (Some(version), _) => (version, &mut released),
                (_, Some(version)) => (version, &mut frozen),
                _ => continue,
            };
            let version = Version::parse(version).map_err(|error| {
                let path = name(&folder.join(entry));
                format!("{path} is not named by a version: {error}\n  = help: rename or remove it")
            })?;
            kind.push(version);
        }
        released.sort();
        frozen.sort();
        match frozen.iter().find(|version| !released.contains(version)) {
            None => Ok(Self(released)),
            Some(version) => {
                let file = |kind: &str| name(&folder.join(format!("{version}{kind}")));
                let (surface, document) = (file(SURFACE), file(DOCUMENT));
                Err(format!(
                    "{surface} is there without {document}\n  \
                     = help: run `git checkout v{version} -- {document}`, or remove {surface} if {version} was never released"
                ))
            }
        }
    }

    /// The release that changes are compared with. Nobody gets a pre-release who does not ask for it, so what was changed since
    /// the release before it breaks people still.
    pub(crate) fn base(&self) -> Option<&Version> {
        let mut releases = self.0.iter().rev();
        releases
            .find(|version| version.pre.is_empty())
            .or_else(|| self.0.last())
    }

    /// The latest one, which the next one must follow.
    pub(crate) fn latest(&self) -> Option<&Version> {
        self.0.last()
    }

    /// All of them, the latest one last.
    pub(crate) fn versions(&self) -> &[Version] {
        &self.0
    }
}

/// The document that a release froze.
pub(crate) fn document(workspace: &Workspace, version: &Version) -> PathBuf {
    workspace.released().join(format!("{version}{DOCUMENT}"))
}

/// The surface that a release froze.
pub(crate) fn surface(workspace: &Workspace, version: &Version) -> PathBuf {
    workspace.released().join(format!("{version}{SURFACE}"))
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "no other program reads the files of a test")]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::Releases;

    /// The releases of a folder with these files.
    fn read(name: &str, files: &[&str]) -> Result<Releases, String> {
        let folder = std::env::temp_dir().join(format!("xtask-released-{}-{name}", std::process::id()));
        drop(fs::remove_dir_all(&folder));
        fs::create_dir_all(&folder).unwrap();
        for file in files {
            fs::write(folder.join(file), "").unwrap();
        }
        let named = |path: &Path| match path.strip_prefix(&folder) {
            Ok(inner) if inner.as_os_str().is_empty() => "released".to_owned(),
            Ok(inner) => inner.display().to_string(),
            Err(_) => path.display().to_string(),
        };
        let read = Releases::read(&folder, named);
        fs::remove_dir_all(&folder).unwrap();
        read
    }

    #[test]
    fn changes_are_compared_with_the_last_release_that_everybody_gets() {
        for (files, base, latest) in [
            (&["README.md"][..], None, None),
            (
                &["0.9.0.openapi.yaml", "0.10.0.openapi.yaml", "0.10.0.surface.json"],
                Some("0.10.0"),
                Some("0.10.0"),
            ),
            (
                &["0.1.0.openapi.yaml", "0.2.0-rc.1.openapi.yaml"],
                Some("0.1.0"),
                Some("0.2.0-rc.1"),
            ),
            (
                &["0.1.0-rc.1.openapi.yaml", "0.1.0-rc.2.openapi.yaml"],
                Some("0.1.0-rc.2"),
                Some("0.1.0-rc.2"),
            ),
        ] {
            let releases = read("base", files).unwrap();
            let text = |version: Option<&semver::Version>| version.map(ToString::to_string);
            assert_eq!(text(releases.base()).as_deref(), base, "{files:?}");
            assert_eq!(text(releases.latest()).as_deref(), latest, "{files:?}");
        }
        let nowhere = Releases::read(Path::new("/nowhere"), |path| path.display().to_string());
        assert!(nowhere.unwrap().versions().is_empty());
    }

    #[test]
    fn a_folder_that_hides_a_release_is_an_error() {
        for (files, words) in [
            (
                &["0.1.0.openapi.yaml", "0.1.1.surface.json"][..],
                "0.1.1.surface.json is there without 0.1.1.openapi.yaml",
            ),
            (&["0.1.0.surface.json"], "git checkout v0.1.0 -- 0.1.0.openapi.yaml"),
            (&["0.1.openapi.yaml"], "0.1.openapi.yaml is not named by a version"),
            (
                &["v0.1.0.surface.json"],
                "v0.1.0.surface.json is not named by a version",
            ),
        ] {
            let problem = read("hidden", files).unwrap_err();
            assert!(problem.contains(words), "{problem}");
        }
        let file = std::env::temp_dir().join(format!("xtask-released-{}-file", std::process::id()));
        fs::write(&file, "").unwrap();
        let problem = Releases::read(&file, |_| "spec/released".to_owned()).unwrap_err();
        fs::remove_file(&file).unwrap();
        assert!(problem.starts_with("spec/released cannot be read: "), "{problem}");
    }
}
