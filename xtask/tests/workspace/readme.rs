//! The blocks of README.md run, from the first to the last, on a copy of the workspace that stays as a block left it.
//!
//! What is behind the fence says what is done with a block:
//!
//! | info | |
//! |---|---|
//! | `sh` | each line is run, and must succeed |
//! | `sh tests` | the one line that runs the tests: running it here would never end, so `.ci/run` takes it from README.md |
//! | `sh service` | each line calls the service, so it is not run; with `--help` behind it, it must be understood |
//! | `console` | each line after `$` is run; what it prints must be the lines below it, where `…` stands for lines, or for the end of one. A line that ends with `&` is a server that prints its address, which lines after it may use |
//! | `console writes` | the same for commands that write below `spec/` |
//! | `diff` | applied to the file that its head names |
//! | `toml` | the dependencies of a program outside of the workspace |
//! | `rust` | that program: built as it is, and run against the local server |
//! | `text` | a picture |
//!
//! Anything else fails. After every block `spec/` must hold what it held before, edits by a `diff` aside.

mod copy;
mod program;
mod servers;

use std::io::Read as _;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};

use self::copy::Copy;
use self::servers::Servers;
use crate::files::read;
use crate::markdown::{Block, blocks};

#[test]
fn every_block_holds() {
    let copy = Copy::new();
    let mut dependencies = Vec::new();
    let mut programs = Vec::new();
    let mut tests = Vec::new();
    let mut servers = Servers::default();
    for block in blocks(&read("README.md")) {
        let before = copy.spec();
        match block.info.as_str() {
            "sh" => commands(&block).for_each(|line| succeeds(&copy, &block, line)),
            "sh service" => commands(&block).for_each(|line| succeeds(&copy, &block, &format!("{line} --help"))),
            "sh tests" => tests.extend(commands(&block).map(str::to_owned)),
            "console" => prints(&copy, &block, &mut servers),
            "console writes" => {
                prints(&copy, &block, &mut servers);
                assert!(copy.spec() != before, "README.md:{}: nothing was written", block.line);
                continue;
            }
            "diff" => {
                apply(&copy, &block);
                continue;
            }
            "toml" => dependencies.push(block),
            "rust" => programs.push(block),
            "text" => {}
            other => panic!(
                "README.md:{}: nothing is known to do with a block of `{other}`",
                block.line
            ),
        }
        assert!(
            copy.spec() == before,
            "a command changed a file under spec/, which belongs to people"
        );
    }
    assert_eq!(tests.len(), 1, "one line runs the tests: {tests:?}");
    assert!(
        read(".ci/run").contains("sh tests"),
        ".ci/run does not take the line that runs the tests from README.md"
    );
    program::run(&copy, &dependencies, &programs);
}

#[test]
fn the_readme_of_the_crate_has_only_blocks_that_are_tested() {
    for block in blocks(&read("generated-client/README.md")) {
        match block.info.as_str() {
            // A test of the crate's documentation.
            "rust" | "rust,no_run" => {}
            // Says the same as a block of README.md, which is built.
            "toml" => assert!(
                read("README.md").contains(&block.text),
                "generated-client/README.md:{}: README.md does not have this block, so nothing builds it",
                block.line
            ),
            other => panic!("generated-client/README.md:{}: a block of `{other}`", block.line),
        }
    }
    let tested = "#[doc = include_str!(\"../README.md\")]";
    assert!(
        read("generated-client/src/lib.rs").contains(tested),
        "the blocks of the crate's README are not tested"
    );
}

fn commands(block: &Block) -> impl Iterator<Item = &str> {
    block
        .text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Runs a line of a shell in the copy. `cargo xtask` is the program that these tests were built with. Returns what a terminal
/// shows: standard output and the standard error, in the order in which they were written.
fn run(copy: &Copy, line: &str) -> (ExitStatus, String) {
    let is_set = |word: &&str| word.split_once('=').is_some_and(|(name, _)| !name.contains('-'));
    let words = line.split(' ');
    let variables: Vec<_> = words.clone().take_while(is_set).collect();
    let words: Vec<_> = words.skip(variables.len()).collect();
    let mut command = match words.as_slice() {
        ["cargo", "xtask", arguments @ ..] => {
            let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
            command.args(arguments);
            command.envs(variables.iter().filter_map(|variable| variable.split_once('=')));
            command
        }
        _ => {
            let mut command = Command::new("sh");
            command.args(["-euc", line]);
            command
        }
    };
    let (mut reader, writer) = std::io::pipe().unwrap_or_else(|error| panic!("{line}: {error}"));
    let command = copy.at_home(&mut command).stdin(Stdio::null());
    command.stdout(writer.try_clone().unwrap_or_else(|error| panic!("{line}: {error}")));
    let mut child = command
        .stderr(writer)
        .spawn()
        .unwrap_or_else(|error| panic!("{line}: {error}"));
    // The command has ends of the pipe to write to, and would keep it open.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut printed = Vec::new();
    let read = reader.read_to_end(&mut printed).and_then(|_| child.wait());
    let status = read.unwrap_or_else(|error| panic!("{line}: {error}"));
    (status, String::from_utf8_lossy(&printed).into_owned())
}

fn succeeds(copy: &Copy, block: &Block, line: &str) {
    let (status, printed) = run(copy, line);
    assert!(
        status.success(),
        "README.md:{}: {line}: {status}\n{printed}",
        block.line
    );
}

fn prints(copy: &Copy, block: &Block, servers: &mut Servers) {
    let mut reported = block.text.split("$ ");
    assert_eq!(
        reported.next(),
        Some(""),
        "README.md:{}: begins with no command",
        block.line
    );
    for session in reported {
        let (line, expected) = session.split_once('\n').unwrap_or((session, ""));
        assert!(
            !expected.trim().is_empty(),
            "README.md:{}: {line}: shows nothing",
            block.line
        );
        if let Some(line) = line.strip_suffix(" &") {
            servers.start(copy, line, expected.trim());
            continue;
        }
        let (_, printed) = run(copy, &servers.as_run(line));
        let printed = servers.as_shown(&printed);
        assert!(
            is_shown(&lines(expected), &lines(&printed)),
            "README.md:{}: {line} prints\n{printed}\nand README.md says\n{expected}",
            block.line
        );
    }
}

fn lines(text: &str) -> Vec<&str> {
    text.trim().lines().collect()
}

/// Whether the lines printed are those expected; `…` stands for any lines, and at the end of a line for its end.
fn is_shown(expected: &[&str], printed: &[&str]) -> bool {
    match (expected, printed) {
        ([], rest) => rest.is_empty(),
        (["…", after @ ..], rest) => (0..=rest.len()).any(|left_out| is_shown(after, &rest[left_out..])),
        ([line, after @ ..], [first, rest @ ..]) => {
            let fits = line
                .strip_suffix('…')
                .map_or(line == first, |start| first.starts_with(start));
            fits && is_shown(after, rest)
        }
        (_, []) => false,
    }
}

#[test]
fn only_omitted_parts_may_be_anything() {
    let printed = ["a", "b 1", "c", "d"];
    assert!(is_shown(&["a", "b …", "c", "d"], &printed));
    assert!(is_shown(&["a", "…", "d"], &printed));
    assert!(is_shown(&["a", "…", "b 1", "…"], &printed));
    for other in [
        &["a", "…"][..0],
        &["a", "…", "c"],
        &["a", "b 2…", "…"],
        &["…", "e"],
        &["a", "c", "…"],
    ] {
        assert!(!is_shown(other, &printed), "{other:?}");
    }
}

/// Applies a change as a person would: where the lines are, whatever their numbers.
fn apply(copy: &Copy, block: &Block) {
    let place = |what: &str| format!("README.md:{}: {what}", block.line);
    let mut path = None;
    let (mut old, mut new) = (String::new(), String::new());
    for line in block.text.lines() {
        if let Some(name) = line.strip_prefix("+++ b/") {
            path = Some(name);
        } else if line.starts_with("---") || line.starts_with("@@") {
        } else if let Some(line) = line.strip_prefix('-') {
            old = old + line + "\n";
        } else if let Some(line) = line.strip_prefix('+') {
            new = new + line + "\n";
        } else {
            let line = line.strip_prefix(' ').unwrap_or(line);
            old = old + line + "\n";
            new = new + line + "\n";
        }
    }
    let path = copy
        .root()
        .join(path.unwrap_or_else(|| panic!("{}", place("the change names no file"))));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert!(old != new, "{}", place("the change changes nothing"));
    assert_eq!(
        text.matches(&old).count(),
        1,
        "{}",
        place("the change fits in one place")
    );
    copy::put(&path, text.replacen(&old, &new, 1).as_bytes());
}

#[test]
fn a_change_is_applied_where_its_lines_are() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("change");
    let copy = Copy::of(&folder);
    let file = folder.join("workspace/some.yaml");
    copy::put(&file, b"a: 1\nb: 2\nc: 3\n");
    let text = "--- a/some.yaml\n+++ b/some.yaml\n@@\n a: 1\n-b: 2\n+b: 3\n".to_owned();
    apply(
        &copy,
        &Block {
            info: "diff".to_owned(),
            text,
            line: 1,
        },
    );
    assert_eq!(std::fs::read_to_string(&file).expect("the file"), "a: 1\nb: 3\nc: 3\n");
}
