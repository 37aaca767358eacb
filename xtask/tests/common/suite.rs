//! The test suite of JSON Schema, as the source package of `jsonschema` on PyPI has it. It is fetched once into `target/`;
//! nothing of it is in this repository.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use recording::json::{self, Node};

/// The package, to the byte.
const REQUIREMENT: &str = "jsonschema==4.23.0 \
     --hash=sha256:d71497fef26351a33265337fa77ffeb82423f3ea21283cd9467bb03999266bc4\n";
/// Where the suite is in it.
const SUITE: &str = "jsonschema-4.23.0/json";

/// The package that has the metaschemas, to the byte.
const METASCHEMAS_REQUIREMENT: &str = "jsonschema-specifications==2024.10.1 \
     --hash=sha256:a09a0680616357d9a0ecf05c12ad234479f549239d0f5b55f3deea67475da9bf\n";
/// Where those of 2020-12 are in it.
const METASCHEMAS: &str = "jsonschema_specifications/schemas/draft202012";

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

/// All groups of a draft, in the order of the files' names.
pub(crate) fn groups(draft: &str) -> Vec<Group> {
    let root = unpacked().join(SUITE).join("tests").join(draft);
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.sort();
    files.iter().flat_map(|file| read(&root, file)).collect()
}

/// The schemas that the tests of a draft expect at `http://localhost:1234/`, by their paths there.
pub(crate) fn remotes(draft: &str) -> Vec<(String, Node)> {
    let root = unpacked().join(SUITE).join("remotes");
    let mut files = Vec::new();
    collect(&root.join(draft), &mut files);
    // Those of no draft in particular.
    files.extend(
        fs::read_dir(&root)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.is_file()),
    );
    files.sort();
    let path = |file: &Path| {
        file.strip_prefix(&root)
            .unwrap()
            .display()
            .to_string()
            .replace('\\', "/")
    };
    files.iter().map(|file| (path(file), schema(file))).collect()
}

/// The metaschema of 2020-12, and those of its vocabularies.
pub(crate) fn metaschemas() -> Vec<Node> {
    let folder = package(
        "jsonschema-specifications-2024.10.1",
        METASCHEMAS_REQUIREMENT,
        METASCHEMAS,
    );
    let mut files = vec![folder.join(METASCHEMAS).join("metaschema.json")];
    let vocabularies = fs::read_dir(folder.join(METASCHEMAS).join("vocabularies")).unwrap();
    files.extend(vocabularies.map(|entry| entry.unwrap().path()));
    files.sort();
    files.iter().map(|file| schema(file)).collect()
}

fn schema(file: &Path) -> Node {
    json::parse(&fs::read(file).unwrap()).unwrap().root
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

/// The folder of the suite.
fn unpacked() -> PathBuf {
    package("json-schema-test-suite-4.23.0", REQUIREMENT, SUITE)
}

/// The folder of a package. It is made under a name of its own and renamed when it is complete.
fn package(name: &str, requirement: &str, inner: &str) -> PathBuf {
    // Tests of one program run at the same time, and the first of them downloads for all.
    static DOWNLOAD: Mutex<()> = Mutex::new(());
    let _one = DOWNLOAD.lock().unwrap_or_else(PoisonError::into_inner);
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let folder = target.join(name);
    if folder.join(inner).is_dir() {
        return folder;
    }
    let work = target.join(format!("{name}-new-{}", std::process::id()));
    drop(fs::remove_dir_all(&work));
    let venv = work.join("venv");
    let why = "python3 must be able to make a venv: Debian has that in the package python3-venv";
    run(Command::new("python3").args(["-m", "venv"]).arg(&venv), why);
    let python = venv.join("bin").join("python");
    let requirements = work.join("requirements.txt");
    #[expect(clippy::disallowed_methods, reason = "the folder is this test's own")]
    fs::write(&requirements, requirement).unwrap();
    let why = "the suite must be downloaded, from PyPI or a mirror that pip is set to";
    let downloaded = work.join("downloaded");
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
            .arg(&downloaded)
            .arg("--requirement")
            .arg(&requirements),
        why,
    );
    let archive = fs::read_dir(&downloaded).unwrap().next().unwrap().unwrap().path();
    let is_wheel = archive.extension().is_some_and(|extension| extension == "whl");
    let contents = work.join("contents");
    run(
        Command::new(&python)
            .args(["-m", if is_wheel { "zipfile" } else { "tarfile" }, "-e"])
            .args([&archive, &contents]),
        "the package must be an archive",
    );
    // Another run may have been faster.
    if fs::rename(&contents, &folder).is_err() {
        assert!(folder.join(inner).is_dir(), "{} cannot be made", folder.display());
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
