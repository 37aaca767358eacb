//! A crate of its own around generated files: the manifest, the library's root, a readme, and the runtime as source.
//!
//! The first run writes everything. Later ones write the generated files, the runtime, and the marked blocks of
//! `Cargo.toml` and `src/lib.rs`; all else belongs to whoever has the crate.

mod block;
mod manifest;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use codegen::{HEADER_MARK, Model, SourceFile};

use crate::workspace::Workspace;
use crate::writer::{Entry, Target};

/// What a crate needs in addition to the generated files.
pub(crate) struct Standalone {
    /// The folders of source files.
    pub(crate) targets: Vec<Target>,
    /// Files that belong to the user in part, or after the first run.
    pub(crate) entries: Vec<Entry>,
}

/// The parts of this client that a crate gets as source, by the name of their module.
fn parts(model: &Model) -> Vec<&'static str> {
    match model.signs_requests() {
        true => vec!["runtime", "huawei"],
        false => vec!["runtime"],
    }
}

/// Makes the crate `name` in `folder`, around the generated files.
///
/// # Errors
/// A message that names the file which cannot be read, or which lacks its block.
pub(crate) fn standalone(
    name: &str,
    folder: &Path,
    model: &Model,
    generated: Vec<SourceFile>,
    workspace: &Workspace,
) -> Result<Standalone, String> {
    let library = workspace.library();
    let mut targets = vec![Target {
        folder: folder.join("src/generated"),
        files: generated,
    }];
    for part in parts(model) {
        let mut files = Vec::new();
        let from = library.join("src").join(part);
        sources(&from, "", name, &mut files).map_err(|error| format!("{} cannot be read: {error}", from.display()))?;
        targets.push(Target {
            folder: folder.join("src").join(part),
            files,
        });
    }
    let uses = |krate: &str| {
        let path = format!("{krate}::");
        targets.iter().flat_map(|target| &target.files).any(|file| {
            let mut places = file.text.match_indices(&path);
            places.any(|(at, _)| !file.text[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | ':')))
        })
    };
    let manifest = manifest::manifest(&library.join("Cargo.toml"), &workspace.manifest(), &uses)?;
    let once = |file: &str, new: String| -> Result<Entry, String> {
        let path = folder.join(file);
        let old = read(&path)?;
        let new = old.clone().unwrap_or(new);
        Ok(entry(path, old, new))
    };
    let marked = |file: &str, first: &str, mark: block::Mark, text: &str| -> Result<Entry, String> {
        let path = folder.join(file);
        let old = read(&path)?;
        let new = match &old {
            None => format!("{first}{}", mark.block(text)),
            Some(old) => mark.replace(old, text).ok_or_else(|| {
                let (begin, end) = mark.lines();
                format!(
                    "{} has no lines `{begin}` and `{end}`: add them, or delete the file",
                    workspace.name(&path)
                )
            })?,
        };
        Ok(entry(path, old, new))
    };
    let title = model.title();
    let entries = vec![
        marked(
            "Cargo.toml",
            &manifest.package(name, title),
            block::TOML,
            &manifest.block(&model.features()),
        )?,
        marked(
            "src/lib.rs",
            &library_docs(title, name),
            block::RUST,
            &library_block(model),
        )?,
        once("README.md", readme(title, name, model.name()))?,
    ];
    Ok(Standalone { targets, entries })
}

/// Whether cargo takes a name for a package.
pub(crate) fn is_package_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}

fn entry(path: PathBuf, old: Option<String>, new: String) -> Entry {
    Entry {
        path,
        old,
        new: Some(new),
    }
}

/// The text of a file, if there is one.
fn read(path: &Path) -> Result<Option<String>, String> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("{} cannot be read: {error}", path.display())),
    }
}

/// The source files below a folder, for the crate `name`.
fn sources(folder: &Path, within: &str, name: &str, files: &mut Vec<SourceFile>) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let file = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{within}{file}");
        if entry.file_type()?.is_dir() {
            sources(&entry.path(), &format!("{path}/"), name, files)?;
        } else if path.ends_with(".rs") {
            let text = fs::read_to_string(entry.path())?.replace("\r\n", "\n");
            let text = text.replace("huaweicloud_hss", &name.replace('-', "_"));
            files.push(SourceFile {
                path,
                text: format!("{HEADER_MARK}\n\n{text}"),
            });
        }
    }
    Ok(())
}

fn library_docs(title: &str, name: &str) -> String {
    let krate = name.replace('-', "_");
    format!(
        "//! A client of {title}, generated from its OpenAPI document.\n\
         //!\n\
         //! ```no_run\n\
         //! # fn example() -> Result<(), {krate}::Error> {{\n\
         //! let client = {krate}::Client::builder().endpoint(\"https://api.example.com\").build()?;\n\
         //! # let _ = client;\n\
         //! # Ok(())\n\
         //! # }}\n\
         //! ```\n\
         //!\n\
         //! Each operation is a method of [`Client`]. What can go wrong is described at [`Error`].\n\n\
         #![forbid(unsafe_code)]\n\n"
    )
}

/// The modules of the crate, and what is at its root.
fn library_block(model: &Model) -> String {
    let signs = model.signs_requests();
    let provider = if signs { "mod huawei;\n" } else { "" };
    let credentials = if signs { "    huawei::credentials,\n" } else { "" };
    format!(
        "{provider}#[doc(hidden)]\n\
         #[allow(dead_code, unused_imports, reason = \"the same for every document: not each one needs all of it\")]\n\
         pub mod runtime;\n\n\
         #[rustfmt::skip]\n\
         mod generated;\n\n\
         /// The trait of streams, which [`Pages`], [`Items`] and [`Window`] implement in addition to their own `next`.\n\
         #[cfg(feature = \"stream\")]\n\
         pub use futures_core::Stream;\n\n\
         #[doc(inline)]\n\
         pub use crate::{{\n    \
             generated::*,\n\
         {credentials}    \
             runtime::middleware,\n    \
             runtime::{{\n        \
                 CallCredentials, CallOptions, Error, ErrorKind, IdempotencyKey, Input, Items, Method, Pages, ParsePositionError,\n        \
                 Position, RateLimit, RequestBuilder, Response, RetryBudget, RetryDecision, RetryPolicy, Secret, Timeout,\n        \
                 TraceContext, Window,\n        \
                 WindowPosition,\n    \
             }},\n\
         }};\n\n\
         #[cfg(feature = \"test-util\")]\n\
         #[doc(inline)]\n\
         pub use crate::runtime::test_util;\n\
         #[doc(inline)]\n\
         pub use crate::runtime::transport;\n\n\
         #[cfg(feature = \"blocking\")]\n\
         #[doc(inline)]\n\
         pub use crate::runtime::blocking;\n"
    )
}

fn readme(title: &str, name: &str, document: &str) -> String {
    format!(
        "# {name}\n\n\
         A Rust client of {title}, generated from `{document}`.\n\n\
         ```console\n$ cargo doc --open\n```\n\n\
         To update it after a change of the document, run `cargo xtask regenerate --document … --out … --crate {name}` of the\n\
         generator again. It writes `src/generated`, the runtime, and the marked blocks of `Cargo.toml` and `src/lib.rs`; all\n\
         else is yours.\n"
    )
}
