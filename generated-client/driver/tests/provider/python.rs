//! A venv with the provider's SDK, created once, and programs that run in it.

use std::{
    env, fs,
    hash::{DefaultHasher, Hash, Hasher},
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::OnceLock,
};

use serde_json::Value;

/// The folder of the programs.
fn programs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("provider")
}

/// Returns the Python of the venv. The first caller creates it, the others wait.
fn python() -> &'static Path {
    static PYTHON: OnceLock<PathBuf> = OnceLock::new();
    PYTHON.get_or_init(|| {
        let requirements = fs::read_to_string(programs().join("requirements.txt")).expect("the requirements");
        let version = output(
            Command::new("python3").arg("--version"),
            "python3 is needed, version 3.9 or later",
        )
        .stdout;
        let mut hash = DefaultHasher::new();
        (&requirements, &version).hash(&mut hash);
        let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let venv = target.join(format!("provider-python-{:016x}", hash.finish()));
        if !venv.join("complete").is_file() {
            make(target, &venv);
        }
        venv.join("bin").join("python")
    })
}

/// Creates a venv under a temporary name and renames it when it is complete: a run that is stopped leaves no incomplete
/// venv, and of two that are created at the same time one is used.
fn make(target: &Path, venv: &Path) {
    let made = target.join(format!("provider-python-new-{}", std::process::id()));
    drop(fs::remove_dir_all(&made));
    let why = "python3 must be able to make a venv: Debian has that in the package python3-venv";
    output(Command::new("python3").args(["-m", "venv"]).arg(&made), why);
    let pip = |arguments: &[&str]| {
        let mut pip = Command::new(made.join("bin").join("python"));
        pip.args(["-m", "pip", "--quiet", "--no-input", "--disable-pip-version-check"])
            .args(arguments);
        output(
            &mut pip,
            "the provider's SDK must be installed, from PyPI or a mirror that pip is set to",
        );
    };
    let requirements = programs().join("requirements.txt");
    // The list is complete, so that nothing is resolved, and nothing comes in that is not pinned.
    pip(&[
        "install",
        "--no-deps",
        "--requirement",
        requirements.to_str().expect("a path of text"),
    ]);
    pip(&["check"]);
    fs::File::create(made.join("complete")).expect("the mark");
    if let Err(error) = fs::rename(&made, venv) {
        drop(fs::remove_dir_all(&made));
        assert!(
            venv.join("complete").is_file(),
            "the venv could not be put in place: {error}"
        );
    }
}

/// Runs a command that must succeed.
fn output(command: &mut Command, why: &str) -> Output {
    let output = command.output().unwrap_or_else(|error| panic!("{why}: {error}"));
    assert!(
        output.status.success(),
        "{why}:\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

/// Runs one of the programs and returns its output, one JSON value per line. The provider's variables and proxies are
/// removed from its environment, so that it connects to this machine alone.
pub(crate) fn run(program: &str, arguments: &[&str], variables: &[(&str, &str)], input: &str) -> Vec<Value> {
    let mut command = Command::new(python());
    command.arg(programs().join(program)).args(arguments);
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if name.starts_with("HUAWEICLOUD_") || name.starts_with("PYTHON") || name.to_lowercase().ends_with("_proxy") {
            command.env_remove(name);
        }
    }
    command.envs(variables.iter().copied());
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("the venv's Python");
    let mut stdin = child.stdin.take().expect("its input");
    let text = input.to_owned();
    let writing = std::thread::spawn(move || stdin.write_all(text.as_bytes()));
    let output = child.wait_with_output().expect("it ends");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program}: {errors}");
    writing.join().expect("no panic").expect("it reads what it is given");
    let text = String::from_utf8(output.stdout).expect("text");
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{program}: {error}: {line}")))
        .collect()
}
