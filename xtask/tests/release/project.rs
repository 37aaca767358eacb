//! A copy of this workspace in a git repository of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The root of the workspace that is copied.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

/// What `cargo semver-checks` does in a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SemverChecks {
    Missing,
    /// A program in its place, which sees no change.
    NoChange,
    /// A program in its place, which finds what breaks importers.
    Breaks,
    Real,
}

/// A copy of the workspace.
pub(crate) struct Project {
    pub(crate) root: PathBuf,
    pub(crate) semver_checks: SemverChecks,
    /// Whether `cargo package` builds the package.
    pub(crate) builds_package: bool,
}

/// How a command went.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Project {
    /// Copies the workspace as it is now, and commits everything. The place is the same every time, so that cargo need not
    /// build everything again.
    pub(crate) fn new(name: &str) -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("release").join(name);
        drop(fs::remove_dir_all(&root));
        let source = self::root();
        for file in tracked(&source) {
            let (from, to) = (source.join(&file), root.join(&file));
            // What is removed and not yet committed is not there. What only the tests of others read is of no use here.
            if from.is_file() && !file.starts_with("codegen/tests/") && !file.starts_with("xtask/tests/") {
                fs::create_dir_all(to.parent().unwrap()).unwrap();
                fs::copy(from, to).unwrap();
            }
        }
        // The releases of this workspace are others.
        drop(fs::remove_dir_all(root.join("spec/released")));
        let project = Self {
            root,
            semver_checks: SemverChecks::NoChange,
            builds_package: true,
        };
        project.edit_all("generated-client/Cargo.toml", |text| {
            let (before, rest) = text.split_once("\nversion = \"").unwrap();
            let (version, after) = rest.split_once('"').unwrap();
            project.edit("Cargo.lock", &lock_entry(version), &lock_entry("0.1.0"));
            format!("{before}\nversion = \"0.1.0\"{after}")
        });
        // Without the releases, all that is written is not released yet.
        project.write(
            "CHANGELOG.md",
            "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- The client.\n",
        );
        project.git(&["init", "--quiet", "--initial-branch", "main"]);
        project.git(&["config", "user.name", "A Person"]);
        project.git(&["config", "user.email", "person@example.com"]);
        project.commit("Everything");
        project
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub(crate) fn exists(&self, path: &str) -> bool {
        self.root.join(path).exists()
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Replaces a text that occurs once.
    pub(crate) fn edit(&self, path: &str, from: &str, to: &str) {
        self.edit_all(path, |text| {
            assert_eq!(text.matches(from).count(), 1, "{path} has `{from}` once");
            text.replace(from, to)
        });
    }

    fn edit_all(&self, path: &str, change: impl FnOnce(&str) -> String) {
        // A name of what is written must not keep the old time: cargo looks at it.
        self.write(path, &change(&self.read(path)));
    }

    /// Adds a change of the document, with the client that is generated from it.
    pub(crate) fn change(&self, from: &str, to: &str) {
        self.edit("spec/hss.openapi.yaml", from, to);
        let ran = self.xtask(&["regenerate"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        self.commit("Change the document");
    }

    pub(crate) fn commit(&self, message: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", message]);
    }

    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        let output = Command::new("git")
            .args(arguments)
            .current_dir(&self.root)
            .output()
            .unwrap();
        assert!(output.status.success(), "git {arguments:?}: {}", text(&output.stderr));
        text(&output.stdout)
    }

    /// Runs a release, which must succeed, and commits and tags it as it says.
    pub(crate) fn release(&self, version: &str) -> Ran {
        let ran = self.xtask(&["release"]);
        assert_eq!(ran.code, 0, "{version}: {}", ran.err);
        assert!(
            ran.err
                .contains(&format!("prepared: huaweicloud-hss {version} is packaged")),
            "{}",
            ran.err
        );
        let commands = ran.err.lines().filter_map(|line| line.strip_prefix("  git "));
        let commands: Vec<_> = commands.filter(|command| !command.starts_with("push")).collect();
        assert_eq!(commands.len(), 3, "{}", ran.err);
        for command in commands {
            let line = format!("git {command}");
            let output = Command::new("sh")
                .args(["-c", &line])
                .current_dir(&self.root)
                .output()
                .unwrap();
            assert!(output.status.success(), "{line}: {}", text(&output.stderr));
        }
        assert_eq!(
            self.git(&["status", "--porcelain"]),
            "",
            "the commands commit everything"
        );
        assert!(self.git(&["tag"]).lines().any(|tag| tag == format!("v{version}")));
        ran
    }

    /// Runs a command of the workspace in the copy.
    pub(crate) fn xtask(&self, arguments: &[&str]) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        for (name, _) in std::env::vars_os() {
            let of_test = name.to_string_lossy();
            if ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "GIT_"]
                .iter()
                .any(|start| of_test.starts_with(start))
            {
                command.env_remove(&name);
            }
        }
        let output = command
            .args(arguments)
            .current_dir(&self.root)
            .env("CARGO", self.cargo())
            .env("CARGO_TARGET_DIR", "target")
            .output()
            .unwrap();
        ran(&output)
    }

    /// A program in the place of cargo: what it builds is where the other tests of the workspace have built the dependencies
    /// already, and `semver-checks` is as the test wants it.
    fn cargo(&self) -> PathBuf {
        let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let found = "--- failure function_missing: pub fn removed or renamed ---\n\
                     Summary semver requires new major version: 1 major and 0 minor checks failed";
        let stand_in =
            |rest: &str| format!("if [ \"$2\" = --version ]; then echo 'cargo-semver-checks 0.0.0'; else {rest}; fi");
        let semver_checks = match self.semver_checks {
            SemverChecks::Missing => "echo 'error: no such command' >&2; exit 101".to_owned(),
            SemverChecks::NoChange => stand_in("echo 'Summary no semver update required'"),
            SemverChecks::Breaks => stand_in(&format!("echo '{found}'; exit 1")),
            SemverChecks::Real => format!(
                "export CARGO_TARGET_DIR='{}'; shift; exec '{}' semver-checks \"$@\"",
                temporary.join("release/semver-checks").display(),
                std::env::var("SEMVER_CHECKS").unwrap_or_else(|_| "cargo-semver-checks".to_owned())
            ),
        };
        let script = format!(
            "#!/bin/sh\n\
             case \"$1\" in\n\
             semver-checks) {semver_checks} ;;\n\
             package) CARGO_TARGET_DIR='{}' exec '{cargo}' \"$@\" {verify} ;;\n\
             *) CARGO_TARGET_DIR='{}' exec '{cargo}' \"$@\" ;;\n\
             esac\n",
            temporary.parent().unwrap().display(),
            temporary.join("readme/target").display(),
            cargo = env!("CARGO"),
            verify = if self.builds_package { "" } else { "--no-verify" },
        );
        let path = self.root.with_extension("cargo.sh");
        fs::write(&path, script).unwrap();
        #[cfg(unix)]
        fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        path
    }

    /// Every file that git could see, with its text.
    pub(crate) fn files(&self) -> Vec<(String, Vec<u8>)> {
        let listed = self.git(&["ls-files", "-z", "--cached", "--others"]);
        let mut files: Vec<_> = listed
            .split_terminator('\0')
            .filter(|file| !file.starts_with("target/"))
            .map(|file| (file.to_owned(), fs::read(self.root.join(file)).unwrap_or_default()))
            .collect();
        files.sort();
        files
    }
}

/// The files of the workspace that git knows, or would know.
fn tracked(root: &Path) -> Vec<String> {
    let output = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout).split_terminator('\0').map(str::to_owned).collect()
}

fn lock_entry(version: &str) -> String {
    format!("name = \"huaweicloud-hss\"\nversion = \"{version}\"")
}

fn ran(output: &Output) -> Ran {
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: text(&output.stdout),
        err: text(&output.stderr),
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
