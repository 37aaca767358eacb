//! The test suite of JSON Schema, as the source package of `jsonschema` on PyPI has it. It is fetched once into `target/`;
//! nothing of it is in this repository.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use recording::json::{self, Node};

/// The package, to the byte.
const REQUIREMENT: &str = "jsonschema==4.23.0 \
     --hash=sha256:d71497fef26351a33265337fa77ffeb82423f3ea21283cd9467bb03999266bc4\n";
/// Where the tests are in it.
const TESTS: &str = "jsonschema-4.23.0/json/tests/draft4";

/// A schema and values that are valid or not.
pub(crate) struct Group {
    pub(crate) file: String,
    pub(crate) description: String,
    pub(crate) schema: Node,
    pub(crate) tests: Vec<Test>,
}

pub(crate) struct Test {
    pub(crate) description: String,
    pub(crate) data: Node,
    pub(crate) valid: bool,
}

/// All groups, in the order of the files' names.
pub(crate) fn groups() -> Vec<Group> {
    let root = unpacked().join(TESTS);
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.sort();
    files.iter().flat_map(|file| read(&root, file)).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "json") {
            files.push(path);
        }
    }
}

fn read(root: &Path, file: &Path) -> Vec<Group> {
    let parsed = json::parse(&fs::read(file).unwrap()).unwrap();
    let text = |node: &Node| node.get("description").unwrap().as_str().unwrap().to_owned();
    let test = |test: &Node| Test {
        description: text(test),
        data: test.get("data").unwrap().clone(),
        valid: test.get("valid").unwrap().value == json::Value::Bool(true),
    };
    let group = |group: &Node| Group {
        file: file
            .strip_prefix(root)
            .unwrap()
            .display()
            .to_string()
            .replace('\\', "/"),
        description: text(group),
        schema: group.get("schema").unwrap().clone(),
        tests: group.get("tests").unwrap().items().iter().map(test).collect(),
    };
    parsed.root.items().iter().map(group).collect()
}

/// The folder of the package. It is made under a name of its own and renamed when it is complete.
fn unpacked() -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let folder = target.join("json-schema-test-suite-4.23.0");
    if folder.join(TESTS).is_dir() {
        return folder;
    }
    let work = target.join(format!("json-schema-test-suite-new-{}", std::process::id()));
    drop(fs::remove_dir_all(&work));
    let venv = work.join("venv");
    let why = "python3 must be able to make a venv: Debian has that in the package python3-venv";
    run(Command::new("python3").args(["-m", "venv"]).arg(&venv), why);
    let python = venv.join("bin").join("python");
    let requirements = work.join("requirements.txt");
    #[expect(clippy::disallowed_methods, reason = "the folder is this test's own")]
    fs::write(&requirements, REQUIREMENT).unwrap();
    let why = "the suite must be downloaded, from PyPI or a mirror that pip is set to";
    run(
        Command::new(&python)
            .args([
                "-m",
                "pip",
                "--quiet",
                "--no-input",
                "--disable-pip-version-check",
                "download",
            ])
            .args(["--no-deps", "--no-binary", "jsonschema", "--require-hashes", "--dest"])
            .arg(&work)
            .arg("--requirement")
            .arg(&requirements),
        why,
    );
    let archive = work.join("jsonschema-4.23.0.tar.gz");
    let suite = work.join("suite");
    run(
        Command::new(&python)
            .args(["-m", "tarfile", "-e"])
            .args([&archive, &suite]),
        "the package must be a tar file",
    );
    // Another run may have been faster.
    if fs::rename(&suite, &folder).is_err() {
        assert!(folder.join(TESTS).is_dir(), "{} cannot be made", folder.display());
    }
    drop(fs::remove_dir_all(&work));
    folder
}

fn run(command: &mut Command, why: &str) {
    let output = command.output().unwrap_or_else(|error| panic!("{why}: {error}"));
    assert!(
        output.status.success(),
        "{why}:\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}
