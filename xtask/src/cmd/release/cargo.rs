//! What a release lets cargo find out: the verdict of cargo-semver-checks on the whole crate, and whether the package builds.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::diff::Bump;

/// How to get cargo-semver-checks.
pub(super) const INSTALL: &str = "cargo install cargo-semver-checks --locked";

/// The programs of cargo, and where they build.
pub(super) struct Cargo<'c> {
    pub(super) program: &'c OsStr,
    /// The root of the workspace.
    pub(super) root: &'c Path,
}

/// What cargo-semver-checks says of the crate.
pub(super) struct Judged {
    pub(super) bump: Bump,
    /// In one line.
    pub(super) reason: String,
}

impl Cargo<'_> {
    /// The version of cargo-semver-checks.
    ///
    /// # Errors
    /// Returns that it is not installed.
    pub(super) fn semver_checks(&self) -> Result<String, String> {
        let output = self.command(["semver-checks", "--version"]).output();
        match output {
            Ok(output) if output.status.success() => Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned()),
            Ok(_) => Err("cargo-semver-checks is not installed".to_owned()),
            Err(error) => Err(format!("{} cannot be started: {error}", self.program.display())),
        }
    }

    /// Compares the crate with that of the last release, hand-written code included.
    ///
    /// # Errors
    /// Returns why it could not be compared.
    pub(super) fn judge(&self, krate: &Path, baseline: &Path) -> Result<Judged, String> {
        let mut command = self.command([
            "semver-checks",
            "check-release",
            "--release-type",
            "patch",
            "--color",
            "never",
        ]);
        command
            .arg("--manifest-path")
            .arg(krate.join("Cargo.toml"))
            .arg("--baseline-root")
            .arg(baseline);
        let output = command
            .output()
            .map_err(|error| format!("cargo-semver-checks cannot be started: {error}"))?;
        let printed = format!(
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        judged(output.status.success(), &printed)
            .ok_or_else(|| format!("cargo-semver-checks failed:\n{}", tail(&printed)))
    }

    /// Packages the crate of a workspace, and builds the package alone.
    ///
    /// # Errors
    /// Returns what cargo printed.
    pub(super) fn package(&self, workspace: &Path, package: &str) -> Result<(), String> {
        let mut command = self.command(["package", "--locked", "--allow-dirty", "--quiet", "--package", package]);
        command.arg("--manifest-path").arg(workspace.join("Cargo.toml"));
        // With the dependencies that the workspace has built already.
        if std::env::var_os("CARGO_TARGET_DIR").is_none() {
            command.arg("--target-dir").arg(self.target());
        }
        let output = command
            .output()
            .map_err(|error| format!("{} cannot be started: {error}", self.program.display()))?;
        match output.status.success() {
            true => Ok(()),
            false => Err(format!(
                "`cargo package` failed:\n{}",
                tail(&String::from_utf8_lossy(&output.stderr))
            )),
        }
    }

    fn target(&self) -> PathBuf {
        self.root.join("target")
    }

    fn command(&self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
        let mut command = Command::new(self.program);
        command.args(arguments).current_dir(self.root).stdin(Stdio::null());
        command
    }
}

/// Reads what cargo-semver-checks printed when every change was to be reported.
fn judged(is_good: bool, printed: &str) -> Option<Judged> {
    let verdict = |line: &str, bump: &str| line.contains(&format!("semver requires new {bump} version"));
    let mut lines = printed.lines().rev();
    let line = lines.find(|line| verdict(line, "major") || verdict(line, "minor"));
    match (is_good, line) {
        (true, None) => Some(Judged {
            bump: Bump::None,
            reason: "it sees no change that breaks or adds deprecations".to_owned(),
        }),
        (false, Some(line)) => {
            let lints: Vec<_> = printed
                .lines()
                .filter_map(|line| line.strip_prefix("--- failure ")?.split(':').next())
                .collect();
            Some(Judged {
                bump: match verdict(line, "major") {
                    true => Bump::Major,
                    false => Bump::Minor,
                },
                reason: format!("its lints found: {}", lints.join(", ")),
            })
        }
        // It could not compare, or said something else than it did.
        _ => None,
    }
}

/// The last lines of a long text, which say what went wrong.
fn tail(text: &str) -> String {
    let lines: Vec<_> = text.trim_end().lines().collect();
    lines[lines.len().saturating_sub(30)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::{Bump, judged};

    const MAJOR: &str = "    Checking client v0.1.0 -> v0.1.0 (assume patch change)\n\
        \x20    Checked [   0.040s] 196 checks: 195 pass, 1 fail, 0 warn, 49 skip\n\n\
        --- failure struct_pub_field_missing: pub struct's pub field removed or renamed ---\n\n\
        Description:\nA publicly-visible struct has lost a field.\n\n\
        \x20    Summary semver requires new major version: 1 major and 0 minor checks failed\n";

    #[test]
    fn its_verdict_is_read() {
        let read = |is_good, printed| judged(is_good, printed).map(|judged| (judged.bump, judged.reason));
        let (bump, reason) = read(false, MAJOR).unwrap();
        assert_eq!((bump, reason.contains("struct_pub_field_missing")), (Bump::Major, true));
        let minor = MAJOR.replace("new major version", "new minor version");
        assert_eq!(read(false, &minor).unwrap().0, Bump::Minor);
        assert_eq!(
            read(true, "     Summary no semver update required\n").unwrap().0,
            Bump::None
        );
        // A failure without a verdict is none, and neither is a verdict without a failure.
        assert_eq!(
            read(false, "error: failed to build rustdoc for crate client v0.1.0\n"),
            None
        );
        assert_eq!(read(true, MAJOR), None);
    }
}
