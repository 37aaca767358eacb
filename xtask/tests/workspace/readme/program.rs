//! A program outside of the workspace, made of the `toml` and `rust` blocks of README.md.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Output, Stdio};

use super::copy::{Copy, put};
use crate::files::read;
use crate::markdown::Block;

/// The recording that the local server responses with, and the project that it was made for.
const RECORDING: &str = "spec/recordings/ListContainerImageLogs/200-documentation-example.json";
const PROJECT: &str = "00000000000000000000000000000000";

/// The line that names a region of the real service; for the run it names the local server instead.
const REGION: &str = ".region(\"eu-west-101\")";
const ENDPOINT: &str = ".endpoint(std::env::var(\"LOCAL_SERVER\")?)";

/// How README.md says where the workspace is: by the address or by the path that the importing team has.
const BY_GIT: &str = "git = \"ADDRESS OF THIS REPOSITORY\"";
const BY_PATH: &str = "path = \"../hss/generated-client\"";

/// Builds each program with the dependencies as README.md states them, and runs it against the local server.
pub(crate) fn run(copy: &Copy, dependencies: &[Block], programs: &[Block]) {
    let [block] = dependencies else {
        panic!(
            "README.md has {} blocks of `toml`, not one that imports the client",
            dependencies.len()
        );
    };
    assert!(
        read("README.md").contains(BY_PATH),
        "README.md does not say how to import by `{BY_PATH}`"
    );
    assert!(!programs.is_empty(), "README.md shows no program");
    let outside = copy.outside();
    let here = format!("path = {:?}", copy.root().join("generated-client"));
    put(
        &outside.join("Cargo.lock"),
        &fs::read(copy.root().join("Cargo.lock")).expect("the lock file"),
    );
    for (index, block) in programs.iter().enumerate() {
        assert_eq!(
            block.text.matches(REGION).count(),
            1,
            "README.md:{}: `{REGION}` occurs there once",
            block.line
        );
        let local = block.text.replace(REGION, ENDPOINT);
        put(
            &outside.join(format!("src/bin/printed{index}.rs")),
            block.text.as_bytes(),
        );
        put(&outside.join(format!("src/bin/local{index}.rs")), local.as_bytes());
    }
    assert_eq!(
        block.text.matches(BY_GIT).count(),
        1,
        "README.md:{}: `{BY_GIT}` occurs there once",
        block.line
    );
    // The empty table keeps cargo from looking for a workspace around it; the profile is the one of this workspace.
    let manifest = format!(
        "[package]\nname = \"program\"\nedition = \"2024\"\n\n{}\n[workspace]\n\n\
         [profile.dev.package.\"*\"]\ndebug = false\n",
        block.text.replace(BY_GIT, &here)
    );
    put(&outside.join("Cargo.toml"), manifest.as_bytes());
    cargo(
        copy,
        "the program of README.md",
        Command::new(env!("CARGO")).arg("build").current_dir(&outside),
    );
    let server = LocalServer::start(copy);
    for index in 0..programs.len() {
        let output = copy
            .at_home(&mut Command::new(copy.target().join(format!("debug/local{index}"))))
            .env("LOCAL_SERVER", &server.endpoint)
            .env("HSS_PROJECT_ID", PROJECT)
            .env("HSS_TOKEN", "a token")
            .output()
            .expect("the program runs");
        let printed = printed(&output);
        assert!(output.status.success(), "{printed}");
        assert!(
            printed.contains("1737465650731"),
            "not the time of the recorded log: {printed}"
        );
    }
}

fn cargo(copy: &Copy, what: &str, command: &mut Command) {
    let folder = command.get_current_dir().map(ToOwned::to_owned);
    copy.at_home(command);
    if let Some(folder) = folder {
        command.current_dir(folder);
    }
    let output = command.output().expect("cargo runs");
    assert!(output.status.success(), "{what} does not build:\n{}", printed(&output));
}

fn printed(output: &Output) -> String {
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    text(&output.stdout) + &text(&output.stderr)
}

/// The driver's server, until it is dropped.
struct LocalServer {
    child: Child,
    endpoint: String,
}

impl LocalServer {
    fn start(copy: &Copy) -> Self {
        let build = ["build", "--quiet", "--locked", "--package", "driver"];
        cargo(copy, "the driver", Command::new(env!("CARGO")).args(build));
        let mut child = copy
            .at_home(&mut Command::new(copy.target().join("debug/driver")))
            .args(["serve", RECORDING])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the driver runs");
        let mut endpoint = String::new();
        let said = child.stdout.take().expect("what it prints");
        BufReader::new(said).read_line(&mut endpoint).expect("its address");
        Self {
            child,
            endpoint: endpoint.trim().to_owned(),
        }
    }
}

impl Drop for LocalServer {
    fn drop(&mut self) {
        // One that has ended needs no ending.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
