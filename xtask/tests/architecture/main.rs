//! The arrows that must never exist, and the names that must never be in code that works for every document.
#![allow(clippy::unwrap_used, reason = "a helper of a test may panic as the test itself may")]

#[path = "../common/mod.rs"]
mod common;
mod cycles;
mod imports;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use codegen::Document;
use codegen::document::{Node, Value};
use common::here;

fn root() -> PathBuf {
    here().parent().unwrap().to_owned()
}

/// The packages of this workspace, as cargo describes them.
fn packages() -> Vec<serde_json::Value> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args([
            "metadata",
            "--format-version=1",
            "--no-deps",
            "--offline",
            "--manifest-path",
        ])
        .arg(root().join("Cargo.toml"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

/// The packages of this workspace that each package of it needs, through whatever others, to be built.
fn needs() -> BTreeMap<String, BTreeSet<String>> {
    let packages = packages();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let names: BTreeSet<String> = packages.iter().map(|package| text(&package["name"])).collect();
    let mut needs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for package in &packages {
        let direct = package["dependencies"].as_array().unwrap().iter();
        // Dependencies of tests are in no build.
        let direct = direct
            .filter(|dependency| dependency["kind"] != "dev")
            .map(|dependency| text(&dependency["name"]));
        needs.insert(
            text(&package["name"]),
            direct.filter(|name| names.contains(name)).collect(),
        );
    }
    loop {
        let before = needs.clone();
        for inner in needs.values_mut() {
            let through: Vec<_> = inner.iter().flat_map(|name| before[name].iter().cloned()).collect();
            inner.extend(through);
        }
        if needs == before {
            return needs;
        }
    }
}

#[test]
fn no_package_needs_what_it_must_not() {
    let needs = needs();
    let forbidden = [
        (
            "xtask",
            "huaweicloud-hss",
            "a broken generated file would stop the command that mends it",
        ),
        ("xtask", "driver", "it links the generated client"),
        (
            "codegen",
            "huaweicloud-hss",
            "the generator would need what it generates",
        ),
        ("codegen", "recording", "the generator reads no recordings"),
        ("codegen", "xtask", "it works from build scripts too"),
        ("recording", "codegen", "recordings know no documents"),
        ("huaweicloud-hss", "codegen", "importers would build the generator"),
        ("huaweicloud-hss", "xtask", "importers would build the tools"),
        ("huaweicloud-hss", "recording", "it is not published"),
        (
            "huaweicloud-hss-test-server",
            "huaweicloud-hss",
            "it serves tests of any client",
        ),
        ("huaweicloud-hss-test-server", "driver", "importers can use it"),
        ("huaweicloud-hss-test-server", "recording", "it is not published"),
        ("importers", "driver", "importers do not have it"),
        ("importers", "recording", "importers do not have it"),
    ];
    for (from, to, why) in forbidden {
        assert!(
            needs.contains_key(from) && needs.contains_key(to),
            "{from} or {to} is no package any more"
        );
        assert!(!needs[from].contains(to), "{from} needs {to}: {why}");
    }
    assert!(
        needs["xtask"].contains("codegen") && needs["driver"].contains("huaweicloud-hss"),
        "{needs:?}"
    );
}

/// The benchmarks and most tests of the client are the driver's: a feature that one of them asks for, all of them have.
#[test]
fn the_driver_has_the_client_with_its_default_features() {
    let packages = packages();
    let driver = packages.iter().find(|package| package["name"] == "driver").unwrap();
    let dependencies = driver["dependencies"].as_array().unwrap();
    let of = |name: &str| -> Vec<_> {
        let named = dependencies.iter().filter(|dependency| dependency["name"] == name);
        named
            .map(|dependency| dependency["features"].as_array().unwrap().len())
            .collect()
    };
    assert_eq!(of("huaweicloud-hss"), [0]);
    assert!(of("feature-tests").is_empty());
}

/// What takes long to build is a feature: a program with the client is to build almost as fast as one with bare reqwest.
#[test]
fn the_client_needs_neither_the_proc_macro_of_serde_nor_a_decompressor() {
    let packages = packages();
    let named = |name: &str| packages.iter().find(|package| package["name"] == name).unwrap();
    let client = named("huaweicloud-hss");
    let dependencies = client["dependencies"].as_array().unwrap();
    let of = |name: &str| {
        let mut normal = dependencies.iter().filter(|dependency| dependency["kind"].is_null());
        normal.find(|dependency| dependency["name"] == name).unwrap()
    };
    let derives =
        |dependency: &serde_json::Value| dependency["features"].as_array().unwrap().contains(&"derive".into());
    assert!(!derives(of("serde")));
    assert_eq!(of("flate2")["optional"], true);
    assert_eq!(client["features"]["default"], serde_json::json!(["ring"]));
}

/// The Rust files below a folder, without their comments and their tests.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join(folder), &mut found);
    assert!(!found.is_empty(), "{folder} has no sources");
    found
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            (path, text)
        })
        .collect()
}

/// The lines of a text that are code.
fn code(text: &str) -> String {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    code.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Whether a file is a module that only tests have, as the one above it says.
fn is_of_tests(path: &Path) -> bool {
    let above = path.parent().unwrap_or(path).with_extension("rs");
    path.ends_with("tests.rs") && fs::read_to_string(above).is_ok_and(|text| text.contains("#[cfg(test)]\nmod tests;"))
}

fn nowhere(folder: &str, words: &[&str], why: &str) {
    for (path, text) in sources(folder) {
        for word in words {
            let found = code(&text).to_lowercase().contains(&word.to_lowercase());
            assert!(!found, "{} says `{word}`: {why}", path.display());
        }
    }
}

#[test]
fn codegen_does_no_input_or_output() {
    let outside = [
        "std::fs",
        "std::net",
        "std::env",
        "std::process",
        "SystemTime",
        "Instant",
        "println!",
    ];
    nowhere("codegen/src", &outside, "codegen is pure: text in, values out");
}

#[test]
fn the_runtime_knows_no_provider() {
    nowhere(
        "generated-client/src/runtime",
        &["huawei"],
        "the runtime is the same for every document",
    );
}

/// Programs to start from show what importers may use: nothing of `runtime`, and nothing that the documentation hides.
#[test]
fn programs_of_importers_use_the_public_interface_alone() {
    for folder in ["generated-client/importers/src", "generated-client/examples"] {
        let mut found = Vec::new();
        let sources = sources(folder);
        assert!(sources.len() >= 10, "{folder} has {} programs", sources.len());
        for (path, text) in sources {
            // That of tokio is another one.
            let text = text.replace("tokio::runtime::", "");
            let hidden = ["runtime::", "{runtime", "into_config", "is_for_tests"];
            found.extend(
                hidden
                    .iter()
                    .filter(|word| text.contains(**word))
                    .map(|word| format!("{}: {word}", path.display())),
            );
        }
        assert!(found.is_empty(), "what is not for importers: {}", found.join(", "));
    }
}

#[test]
fn the_contract_never_sees_what_the_generator_makes() {
    let words = [
        "codegen::generate",
        "codegen::normalise",
        "codegen::Model",
        "openapiv3",
        ".model()",
    ];
    nowhere(
        "xtask/src/contract",
        &words,
        "a workaround for the generator must not hide drift",
    );
    nowhere(
        "xtask/src/contract",
        &["std::fs", "std::net", "std::process"],
        "the engine reads and writes nothing",
    );
}

#[test]
fn nothing_writes_but_the_writer() {
    for (path, text) in sources("xtask/src") {
        if path.components().any(|step| step.as_os_str() == "writer") || is_of_tests(&path) {
            continue;
        }
        for word in [
            "File::create",
            "OpenOptions",
            "fs::rename",
            "fs::remove",
            "create_dir",
            "fs::copy",
            "set_permissions",
        ] {
            assert!(
                !code(&text).contains(word),
                "{} says `{word}`: only the writer writes",
                path.display()
            );
        }
    }
}

/// What is written of traffic is a `Recording`, and that is made by redaction alone, for one command.
#[test]
fn only_recordings_are_written_of_traffic() {
    let writer = fs::read_to_string(root().join("xtask/src/writer/recordings.rs")).unwrap();
    let takes = "pub fn write_recording(path: &Path, recording: &Recording, force: bool)";
    assert!(
        writer.contains(takes),
        "the writer takes something else than a recording"
    );
    for (folder, word, at) in [
        ("xtask/src", "write_recording", &["writer", "record"][..]),
        ("xtask/src", "Recording::redact", &["record"]),
        ("xtask/recording/src", "redaction::redact", &["envelope"]),
        ("xtask/recording/src", "write::text(", &["envelope"]),
    ] {
        let mut found = false;
        for (path, text) in sources(folder) {
            if !code(&text).contains(word) {
                continue;
            }
            let here = path
                .components()
                .any(|step| at.iter().any(|at| step.as_os_str() == *at));
            assert!(here, "{} says `{word}`, which belongs to {at:?}", path.display());
            found = true;
        }
        assert!(found, "`{word}` is nowhere any more");
    }
}

/// The files of a release, some of them under `spec/`, are written for one command, and all of them or none.
#[test]
fn only_a_release_writes_what_is_released() {
    for (word, at) in [
        ("writer::replace", &["release"][..]),
        ("writer::recover", &["release"]),
        ("folders::", &["release"]),
        (".accepted.toml", &["release", "release.rs"]),
        // For `diff`, too, which reads it.
        (".surface.json", &["release.rs", "released.rs"]),
    ] {
        let mut found = false;
        for (path, text) in sources("xtask/src") {
            if !code(&text).contains(word) {
                continue;
            }
            let here = path
                .components()
                .any(|step| at.iter().any(|at| step.as_os_str() == *at));
            assert!(here, "{} says `{word}`, which belongs to {at:?}", path.display());
            found = true;
        }
        assert!(found, "`{word}` is nowhere any more");
    }
    // What it writes under `spec/` is below `spec/released/`, and the accepted changes that it moves there.
    let files = fs::read_to_string(root().join("xtask/src/cmd/release/files.rs")).unwrap();
    let files = code(&files);
    assert!(!files.contains("spec/"), "a path of its own under `spec/`");
    for path in ["workspace.recordings()", "workspace.redaction()"] {
        assert!(!files.contains(path), "it writes {path}");
    }
}

/// The document is written by its people, and for one command.
#[test]
fn only_evolve_edits_the_document() {
    for (word, at) in [
        ("write_documents", &["writer", "evolve"][..]),
        ("write_overlay", &["writer", "evolve"]),
        ("edit::apply", &["evolve"]),
    ] {
        let mut found = false;
        for (path, text) in sources("xtask/src") {
            if !code(&text).contains(word) {
                continue;
            }
            let here = path
                .components()
                .any(|step| at.iter().any(|at| step.as_os_str() == *at));
            assert!(here, "{} says `{word}`, which belongs to {at:?}", path.display());
            found = true;
        }
        assert!(found, "`{word}` is nowhere any more");
    }
}

/// Names of the document: of its operations, schemas and paths, and of all its parameters and properties.
fn names(document: &Document) -> BTreeSet<String> {
    fn collect(node: &Node, names: &mut BTreeSet<String>) {
        for member in node.members() {
            match (member.key.as_str(), &member.node.value) {
                ("properties" | "schemas" | "paths", Value::Object(members)) => {
                    names.extend(members.iter().map(|member| member.key.clone()));
                }
                ("parameters", Value::Array(items)) => {
                    names.extend(
                        items
                            .iter()
                            .filter_map(|item| item.get("name")?.as_str())
                            .map(str::to_owned),
                    );
                }
                ("operationId", Value::String(id)) => {
                    names.insert(id.clone());
                    names.insert(snake(id));
                }
                // What is in an example is data, not a name.
                ("example" | "examples", _) => continue,
                _ => {}
            }
            collect(&member.node, names);
        }
        node.items().iter().for_each(|item| collect(item, names));
    }
    let mut names = BTreeSet::new();
    collect(document.root(), &mut names);
    names
}

fn snake(name: &str) -> String {
    let mut snake = String::new();
    for character in name.chars() {
        if character.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(character.to_lowercase());
    }
    snake
}

/// Names of the document that also are words of OpenAPI, of HTTP or of Rust, so that code may use them as such.
const WORDS: [&str; 5] = ["content", "limit", "offset", "time", "request_id"];

#[test]
fn no_name_of_the_document_is_in_generic_code() {
    let path = root().join("spec/hss.openapi.yaml");
    let document = Document::parse("spec/hss.openapi.yaml", &fs::read(path).unwrap()).unwrap();
    let names = names(&document);
    assert!(names.len() > 20, "{names:?}");
    let mut found = Vec::new();
    for folder in [
        "codegen/src",
        "xtask/src",
        "xtask/recording/src",
        "generated-client/src/runtime",
    ] {
        for (path, text) in sources(folder) {
            let words: BTreeSet<&str> = text
                .split(|character: char| !character.is_alphanumeric() && character != '_')
                .collect();
            for name in names.iter().filter(|name| !WORDS.contains(&name.as_str())) {
                // A path is looked for as a whole; a name as a word, also in comments and in tests.
                let here = if name.starts_with('/') {
                    text.contains(name.as_str())
                } else {
                    words.contains(name.as_str())
                };
                if here {
                    found.push(format!("{} names {name}", path.display()));
                }
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// What the hand-written part of the client adds to its builder, the generator must give to nothing else.
#[test]
fn the_generator_avoids_the_names_of_handwritten_builder_methods() {
    let read = |path: &str| fs::read_to_string(root().join(path)).unwrap();
    let builder = read("generated-client/src/huawei/builder.rs");
    let by_hand: Vec<_> = builder
        .lines()
        .filter_map(|line| {
            line.trim_start()
                .trim_start_matches("pub ")
                .trim_start_matches("pub(crate) ")
                .strip_prefix("fn ")
        })
        .filter_map(|rest| rest.split(['(', '<']).next())
        .collect();
    assert!(by_hand.contains(&"access_key") && by_hand.len() > 6, "{by_hand:?}");
    let generator = read("codegen/src/normalise/names.rs");
    let (_, rest) = generator.split_once("const BUILDER_METHODS").unwrap();
    let (reserved, _) = rest.split_once("];").unwrap();
    for method in by_hand {
        assert!(
            reserved.contains(&format!("\"{method}\"")),
            "`{method}` is not reserved"
        );
    }
}
