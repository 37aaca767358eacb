//! Where everything is.

use std::fs;
use std::path::{Component, Path, PathBuf};

use toml::de::DeTable;

use crate::Environment;

/// The folders and files of this workspace.
#[derive(Clone, Debug)]
pub(crate) struct Workspace {
    root: PathBuf,
    directory: PathBuf,
}

impl Workspace {
    /// Finds the workspace from the working directory, or else from where the program is.
    pub(crate) fn find(environment: &Environment) -> Option<Self> {
        let is_root = |folder: &&Path| folder.join("xtask/Cargo.toml").is_file() && folder.join("codegen").is_dir();
        let near = |start: &Path| start.ancestors().find(is_root).map(Path::to_owned);
        let root = near(&environment.directory).or_else(|| near(environment.program.as_deref()?))?;
        Some(Self {
            root,
            directory: environment.directory.clone(),
        })
    }

    /// The folder of the workspace.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn document(&self) -> PathBuf {
        self.root.join("spec/hss.openapi.yaml")
    }

    pub(crate) fn recordings(&self) -> PathBuf {
        self.root.join("spec/recordings")
    }

    pub(crate) fn accepted(&self) -> PathBuf {
        self.root.join("spec/accepted.toml")
    }

    /// The folder of the released documents.
    pub(crate) fn released(&self) -> PathBuf {
        self.root.join("spec/released")
    }

    pub(crate) fn redaction(&self) -> PathBuf {
        self.root.join("spec/redaction.toml")
    }

    /// The folder of the client's crate.
    pub(crate) fn library(&self) -> PathBuf {
        self.root.join("generated-client")
    }

    pub(crate) fn client(&self) -> PathBuf {
        self.root.join("generated-client/src/generated")
    }

    /// The client's crate as Rust names it, from its manifest; none if that cannot be read.
    pub(crate) fn client_crate(&self) -> Option<String> {
        let manifest = fs::read_to_string(self.root.join("generated-client/Cargo.toml")).ok()?;
        let manifest = DeTable::parse(&manifest).ok()?;
        let name = manifest
            .get_ref()
            .get("package")?
            .get_ref()
            .get("name")?
            .get_ref()
            .as_str()?;
        Some(name.replace('-', "_"))
    }

    pub(crate) fn driver(&self) -> PathBuf {
        self.root.join("generated-client/driver/src/generated")
    }

    /// Where cargo builds the workspace.
    pub(crate) fn target(&self) -> PathBuf {
        match std::env::var_os("CARGO_TARGET_DIR") {
            Some(folder) => self.directory.join(folder),
            None => self.root.join("target"),
        }
    }

    /// The folder of the crates of self-tests.
    pub(crate) fn selftest(&self) -> PathBuf {
        self.root.join("target/selftest")
    }

    pub(crate) fn manifest(&self) -> PathBuf {
        self.root.join("Cargo.toml")
    }

    /// A path of the command line, in any working directory.
    pub(crate) fn given(&self, path: &Path) -> PathBuf {
        self.directory.join(path)
    }

    /// What to call a file: by its path from the root of the workspace, with `/` on every machine, so that reports and
    /// generated files are the same in any working directory; a file outside of it by its whole path.
    pub(crate) fn name(&self, path: &Path) -> String {
        let whole = tidy(path);
        match whole.strip_prefix(tidy(&self.root)) {
            Ok(inner) => {
                let steps: Vec<_> = inner
                    .components()
                    .map(|step| step.as_os_str().to_string_lossy())
                    .collect();
                steps.join("/")
            }
            Err(_) => whole.display().to_string(),
        }
    }
}

/// A path without `.` and `..`.
fn tidy(path: &Path) -> PathBuf {
    let mut tidy = PathBuf::new();
    for step in path.components() {
        match step {
            Component::CurDir => {}
            Component::ParentDir => {
                tidy.pop();
            }
            step => tidy.push(step),
        }
    }
    tidy
}
