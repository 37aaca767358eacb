//! A workspace of its own for each test, and what a person sees.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a helper of a test may panic, and no other program reads its files"
)]
#![allow(dead_code, reason = "each test takes what it needs")]

pub(crate) mod cases;
pub(crate) mod forms;
pub(crate) mod interactions;
pub(crate) mod repository;

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use xtask::{Environment, Exit};

/// The folder of this crate.
pub(crate) fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A workspace of one test.
pub(crate) struct Sandbox {
    pub(crate) root: PathBuf,
    pub(crate) cargo: OsString,
}

/// How a command went.
pub(crate) struct Ran {
    pub(crate) exit: Exit,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Sandbox {
    /// A workspace with the document of the cases, and no recordings.
    pub(crate) fn new(name: &str) -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
        drop(fs::remove_dir_all(&root));
        for folder in ["xtask", "codegen", "spec/recordings"] {
            fs::create_dir_all(root.join(folder)).unwrap();
        }
        fs::write(root.join("xtask/Cargo.toml"), "").unwrap();
        fs::copy(
            here().join("tests/documents/base.yaml"),
            root.join("spec/hss.openapi.yaml"),
        )
        .unwrap();
        Self {
            root,
            cargo: "/nonexistent/cargo".into(),
        }
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).unwrap()
    }

    /// Puts a fixture among the recordings.
    pub(crate) fn record(&self, fixture: &str) {
        fs::copy(
            here().join(format!("tests/fixtures/{fixture}.json")),
            self.root.join(format!("spec/recordings/{fixture}.json")),
        )
        .unwrap();
    }

    /// Runs a command line in this workspace.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.run_in("", arguments)
    }

    /// Runs the command in a folder of the workspace.
    pub(crate) fn run_in(&self, folder: &str, arguments: &[&str]) -> Ran {
        let environment = Environment {
            directory: self.root.join(folder),
            program: None,
            cargo: self.cargo.clone(),
            colour: false,
            progress: false,
            today: "2026-06-30".to_owned(),
        };
        run(arguments, &environment)
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            drop(fs::remove_dir_all(&self.root));
        }
    }
}

/// Writes a file of a test.
pub(crate) fn write(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
}

/// Runs a command line.
pub(crate) fn run(arguments: &[&str], environment: &Environment) -> Ran {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let arguments = std::iter::once("xtask")
        .chain(arguments.iter().copied())
        .map(OsString::from);
    let exit = xtask::run(arguments, environment, &mut out, &mut err);
    Ran {
        exit,
        out: String::from_utf8(out).unwrap(),
        err: String::from_utf8(err).unwrap(),
    }
}

impl Ran {
    /// Everything that is printed.
    pub(crate) fn seen(&self) -> String {
        let code = self.exit.code();
        format!("{}{}exit code {code}\n", self.out, self.err)
    }
}

/// Every file below a folder, with its text and the time when it was written.
pub(crate) fn files(folder: &Path) -> Vec<(PathBuf, String, std::time::SystemTime)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else {
            let modified = fs::metadata(&path).unwrap().modified().unwrap();
            files.push((path.clone(), fs::read_to_string(&path).unwrap(), modified));
        }
    }
    files.sort();
    files
}

/// Compares a text with its golden; `UPDATE_GOLDENS=1` writes it instead.
pub(crate) fn golden(name: &str, text: &str) {
    let path = here().join("tests/goldens").join(name);
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        return;
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        text == expected,
        "{name} is not as expected; UPDATE_GOLDENS=1 writes it.\n--- expected\n{expected}\n--- seen\n{text}"
    );
}
