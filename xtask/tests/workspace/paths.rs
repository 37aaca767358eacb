//! What the documents name is there.

use std::fs;
use std::path::Path;

use crate::files::{read, root};
use crate::markdown::{links, spans};

/// The documents, and the folder that their paths start at.
const DOCUMENTS: [(&str, &str); 6] = [
    ("README.md", ""),
    ("ARCHITECTURE.md", ""),
    ("GENERATED.md", ""),
    ("SECURITY.md", ""),
    ("generated-client/README.md", "generated-client"),
    ("CHANGELOG.md", ""),
];

/// Ends by which a span without a slash is taken for a file.
const EXTENSIONS: [&str; 7] = [".json", ".lock", ".md", ".rs", ".toml", ".yaml", ".yml"];

#[test]
fn every_path_in_backticks_exists() {
    let mut looked_at = 0;
    let mut missing = Vec::new();
    for (document, folder) in DOCUMENTS {
        for (line, span) in spans(&read(document)) {
            if is_path(&span) {
                looked_at += 1;
                if !exists(&root().join(folder), &span) {
                    missing.push(format!("{document}:{line}: {span}"));
                }
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
    assert!(looked_at > 30, "{looked_at} paths: the documents were not read");
}

#[test]
fn every_link_within_the_workspace_leads_somewhere() {
    for (document, _) in DOCUMENTS {
        let folder = root()
            .join(document)
            .parent()
            .expect("a file is in a folder")
            .to_owned();
        for (line, target) in links(&read(document)) {
            let path = target.split('#').next().unwrap_or_default();
            let elsewhere = path.contains("://") || path.is_empty();
            assert!(elsewhere || folder.join(path).exists(), "{document}:{line}: {target}");
        }
    }
}

#[test]
fn the_architecture_page_is_short() {
    let lines = read("ARCHITECTURE.md").lines().count();
    assert!(lines <= 240, "{lines} lines");
}

/// Whether a span means a file or folder: no command, no address, no path of a URL or of Rust, no media type.
fn is_path(span: &str) -> bool {
    let looks = span.contains('/') || EXTENSIONS.iter().any(|end| span.ends_with(end));
    let means_else = span.contains([' ', '{', '"', '=']) || span.contains("::") || span.contains("://");
    looks
        && !means_else
        && !span.starts_with(['/', '#'])
        && !["application/", "text/"].iter().any(|kind| span.starts_with(kind))
}

/// Whether a path exists; a step such as `<operationId>` stands for any name, and so does `**`.
fn exists(folder: &Path, path: &str) -> bool {
    let Some((step, rest)) = path.split_once('/') else {
        return path.is_empty() || names(folder).iter().any(|name| fits(path, name));
    };
    names(folder)
        .iter()
        .filter(|name| fits(step, name))
        .map(|name| folder.join(name))
        .any(|inner| inner.is_dir() && exists(&inner, rest))
}

fn names(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    entries
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect()
}

fn fits(step: &str, name: &str) -> bool {
    match (step.find(['<', '*']), step.rfind(['>', '*'])) {
        (Some(start), Some(end)) => name.starts_with(&step[..start]) && name.ends_with(&step[end + 1..]),
        _ => step == name,
    }
}

#[test]
fn a_missing_path_is_reported() {
    let root = root();
    for there in [
        "xtask/src/main.rs",
        "codegen/src/",
        "spec/recordings/<operationId>/<status>-<slug>.json",
        "Cargo.*",
    ] {
        assert!(is_path(there) || !there.contains('/'), "{there}");
        assert!(exists(&root, there), "{there}");
    }
    for missing in [
        "xtask/src/no.rs",
        "codegen/nowhere/",
        "spec/recordings/<operationId>/<status>-<slug>.yaml",
    ] {
        assert!(is_path(missing) && !exists(&root, missing), "{missing}");
    }
    for other in [
        "cargo xtask check",
        "/v5/{project_id}/x",
        "crate::runtime",
        "http://",
        "a = 1",
    ] {
        assert!(!is_path(other), "{other}");
    }
}
