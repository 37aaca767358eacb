//! The crate of a self-test: the generated client as users get it, and the program that calls it.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use codegen::{HEADER_MARK, Model, Options, SelfTest, SourceFile};

use super::{Stopped, driver, runtime_faults};
use crate::standalone::standalone;
use crate::workspace::Workspace;
use crate::writer::{self, Entry, Target};

/// A crate that was written.
pub(super) struct Crate {
    /// Its folder.
    folder: PathBuf,
    /// Where cargo builds it: where it has built the dependencies for the workspace already, in most cases.
    target: PathBuf,
    program: String,
    pub(super) table: SelfTest,
}

/// How the client is generated.
pub(super) fn options() -> Options {
    Options::default().example("client")
}

/// Writes the crate of a document's client with the table of some operations. The client is printed of a model of its own,
/// which is the same one unless faults are made; those of the runtime are made here.
pub(super) fn generate(
    (model, printed): (&Model, &Model),
    faults: &[&str],
    only: &dyn Fn(&str) -> bool,
    workspace: &Workspace,
) -> Result<Crate, Stopped> {
    let options = options();
    let generated = codegen::generate(printed, &options).map_err(Stopped::Diagnostics)?;
    let table = codegen::selftest(model, &options, only).map_err(Stopped::Diagnostics)?;
    let mut name = name(model.name());
    if !faults.is_empty() {
        name.push_str("-mutants");
    }
    let folder = workspace.selftest().join(&name);
    // A package of its own name: cargo would take one of the same name for this one.
    let program = format!("selftest-{name}");
    let mut whole = standalone(&program, &folder, model, generated.client, workspace)?;
    for fault in faults {
        runtime_faults::make(fault, &mut whole.targets)?;
    }
    whole.targets.push(Target {
        folder: folder.join("src/selftest"),
        files: vec![
            fixed("main.rs", include_str!("program/main.rs")),
            fixed("exchange.rs", include_str!("program/exchange.rs")),
            table.table.clone(),
        ],
    });
    for entry in &mut whole.entries {
        if entry.path.ends_with("Cargo.toml")
            && let Some(text) = entry.new.as_mut().filter(|text| !text.contains("[workspace]"))
        {
            // A workspace of its own; debug information would only take time.
            text.push_str(&format!(
                "\n[lib]\nname = \"client\"\n\n[[bin]]\nname = \"{program}\"\npath = \"src/selftest/main.rs\"\n\n[profile.dev]\ndebug = false\n\n[workspace]\n"
            ));
        }
    }
    // The versions of this workspace, which are downloaded already.
    let lock = folder.join("Cargo.lock");
    let versions = workspace.manifest().with_file_name("Cargo.lock");
    let versions =
        fs::read_to_string(&versions).map_err(|error| format!("{} cannot be read: {error}", versions.display()))?;
    let old = fs::read_to_string(&lock).ok();
    whole.entries.push(Entry {
        path: lock,
        // Cargo removes from it what the crate does not need.
        new: old.clone().or(Some(versions)),
        old,
    });
    let mut plan = writer::compare(&whole.targets).map_err(|problems| {
        let problems: Vec<_> = problems.iter().map(ToString::to_string).collect();
        problems.join("\n")
    })?;
    plan.entries.extend(whole.entries);
    writer::apply(&plan, &mut |_| Ok(())).map_err(|problem| problem.to_string())?;
    Ok(Crate {
        target: workspace.target(),
        folder,
        program,
        table,
    })
}

impl Crate {
    /// Builds the program; returns its path.
    pub(super) fn build(&self, cargo: &OsStr) -> Result<PathBuf, String> {
        let manifest = self.folder.join("Cargo.toml");
        driver::build(cargo, &manifest, &self.target).map_err(|printed| {
            format!(
                "the generated client does not compile, or its dependencies are not downloaded yet (`cargo fetch` does that):\n{printed}"
            )
        })?;
        let program = format!("{}{}", self.program, std::env::consts::EXE_SUFFIX);
        Ok(self.target.join("debug").join(program))
    }
}

fn fixed(path: &str, text: &str) -> SourceFile {
    SourceFile {
        path: path.to_owned(),
        text: format!("{HEADER_MARK}\n\n{text}"),
    }
}

/// A name for the files of a document: its file name, in letters that every system takes.
fn name(document: &str) -> String {
    let file = Path::new(document)
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    let file = file.unwrap_or_default();
    let stem = file.split('.').next().unwrap_or_default();
    let letter = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '-'
        }
    };
    let name: String = stem.chars().map(letter).collect();
    if name.is_empty() { "document".to_owned() } else { name }
}
