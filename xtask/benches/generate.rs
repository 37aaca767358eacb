//! What a generated client costs: to generate, beside another generator in the same run, and to compile.
//!
//! ```text
//! cargo install openapi-to-rust --version ^0.23 --locked --root target/peers
//! cargo bench -p xtask --bench generate
//! ```
//!
//! Each generator runs as its users run it: a program that reads the document and writes files. The documents are the 64
//! operations of `codegen/tests/documents` and the provider's whole service, which `../shared` has (or the file that
//! `BENCH_WHOLE` names). `BENCH_RUNS` (5) is how often each generator runs; the table has the median, of the processor's
//! time of all threads. The last part compiles the crate of the whole service; `BENCH_COMPILE=no` leaves it out.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measurement is read by a person, and stops where something is amiss"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike as _;

/// The argument that makes this program measure one command, so that no other process is counted.
const MEASURE: &str = "measure-this-command";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [first, command @ ..] = &arguments[..]
        && first == MEASURE
    {
        return measure_here(command);
    }
    let runs = std::env::var("BENCH_RUNS").map_or(5, |text| text.parse().unwrap());
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let whole = std::env::var("BENCH_WHOLE").map_or_else(
        |_| root.join("../shared/cases/documents/hss-whole.openapi.yaml"),
        PathBuf::from,
    );
    let documents = [
        root.join("codegen/tests/documents/hss-container.openapi.yaml"),
        whole.clone(),
    ];
    println!(
        "{:<28} {:<18} {:>9} {:>9} {:>8} {:>9}",
        "document", "generator", "CPU", "of peer", "memory", "lines"
    );
    for document in documents {
        if document.is_file() {
            generators(root, &document, runs);
        } else {
            println!("skipped: {} is not here", document.display());
        }
    }
    if whole.is_file() {
        changed_property(&whole, runs);
        if std::env::var("BENCH_COMPILE").map_or(true, |text| text != "no") {
            compile(&whole);
        }
    }
}

/// The processor's time and the most memory of a command and its children.
#[derive(Clone, Copy, Debug)]
struct Usage {
    cpu: Duration,
    /// As the system counts them, of 1,024 bytes.
    kilobytes: i64,
}

impl Usage {
    /// Of a million bytes.
    fn megabytes(self) -> i64 {
        self.kilobytes * 1_024 / 1_000_000
    }
}

/// Runs a command as the only child of a process of its own.
fn measure(folder: &Path, command: &[&str]) -> Usage {
    let output = Command::new(std::env::current_exe().unwrap())
        .arg(MEASURE)
        .args(command)
        .current_dir(folder)
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    assert!(output.status.success(), "{command:?} failed");
    let text = String::from_utf8(output.stdout).unwrap();
    let (cpu, kilobytes) = text.trim().split_once(' ').unwrap();
    Usage {
        cpu: Duration::from_micros(cpu.parse().unwrap()),
        kilobytes: kilobytes.parse().unwrap(),
    }
}

/// What the other process does: the command, then a line of what it needed.
fn measure_here(command: &[String]) {
    let [program, arguments @ ..] = command else {
        panic!("no command");
    };
    let output = Command::new(program).args(arguments).output().unwrap();
    assert!(
        output.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap();
    let cpu = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    println!("{cpu} {}", usage.max_rss());
}

/// The run with the median of the processor's time.
fn median(runs: usize, mut run: impl FnMut() -> Usage) -> Usage {
    let mut all: Vec<Usage> = (0..runs.max(1)).map(|_| run()).collect();
    all.sort_by_key(|usage| usage.cpu);
    all[all.len() / 2]
}

/// A folder that is not committed, empty at first.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-generate").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// `xtask regenerate` of a document into a crate in a folder.
fn regenerate(document: &Path, out: &Path) -> Usage {
    let document = document.to_str().unwrap();
    let out = out.to_str().unwrap();
    measure(
        Path::new("."),
        &[
            env!("CARGO_BIN_EXE_xtask"),
            "regenerate",
            "--document",
            document,
            "--out",
            out,
            "--crate",
            "measured",
        ],
    )
}

/// Each generator on a document, from nothing.
fn generators(root: &Path, document: &Path, runs: usize) {
    let peer = root.join("target/peers/bin/openapi-to-rust");
    let name = document.file_name().unwrap().to_str().unwrap();
    let other = peer.is_file().then(|| {
        let usage = median(runs, || peer_run(&peer, document));
        row(name, "openapi-to-rust", usage, None, lines(&out("peer")));
        usage
    });
    let usage = median(runs, || regenerate(document, &folder("own")));
    let own = out("own").join("src/generated");
    row(name, "xtask regenerate", usage, other, lines(&own));
    if other.is_none() {
        println!("openapi-to-rust: not measured, {} is not there", peer.display());
    }
}

fn out(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-generate").join(name)
}

fn peer_run(peer: &Path, document: &Path) -> Usage {
    let folder = folder("peer");
    let configuration = format!(
        "[generator]\nspec_path = {:?}\noutput_dir = \"src\"\nmodule_name = \"api\"\n\n[features]\nenable_async_client = true\n",
        document.to_str().unwrap()
    );
    fs::write(folder.join("openapi-to-rust.toml"), configuration).unwrap();
    measure(
        &folder,
        &[peer.to_str().unwrap(), "generate", "--config", "openapi-to-rust.toml"],
    )
}

fn row(document: &str, generator: &str, usage: Usage, peer: Option<Usage>, lines: usize) {
    let ratio = peer.map_or_else(String::new, |peer| {
        format!("{:.2}", usage.cpu.as_secs_f64() / peer.cpu.as_secs_f64())
    });
    println!(
        "{document:<28} {generator:<18} {:>7.3} s {ratio:>9} {:>5} MB {lines:>9}",
        usage.cpu.as_secs_f64(),
        usage.megabytes(),
    );
}

/// The files of Rust in a folder, each with the time of its last change.
fn sources(folder: &Path) -> BTreeMap<PathBuf, SystemTime> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.append(&mut sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let changed = fs::metadata(&path).unwrap().modified().unwrap();
            found.insert(path, changed);
        }
    }
    found
}

fn lines(folder: &Path) -> usize {
    let count = |path: &PathBuf| fs::read_to_string(path).unwrap().lines().count();
    sources(folder).keys().map(count).sum()
}

/// The whole service again after one property has become another type: how long it takes, and how many files are written.
fn changed_property(whole: &Path, runs: usize) {
    let text = fs::read_to_string(whole).unwrap();
    let (before, after) = ("type: string", "type: integer");
    let at = text.rfind(before).unwrap();
    let changed = format!("{}{after}{}", &text[..at], &text[at + before.len()..]);
    let document = folder("changed").join("document.yaml");
    let out = folder("warm");
    let mut files = 0;
    let usage = median(runs, || {
        fs::write(&document, &text).unwrap();
        regenerate(&document, &out);
        let written = sources(&out);
        fs::write(&document, &changed).unwrap();
        let usage = regenerate(&document, &out);
        files = sources(&out)
            .iter()
            .filter(|(path, time)| written.get(*path) != Some(*time))
            .count();
        usage
    });
    println!(
        "one property changed: {:.3} s, {files} files written",
        usage.cpu.as_secs_f64()
    );
}

/// How many operations share a tag that was made up.
const OF_ONE_TAG: usize = 13;

/// The document with tags that were made up, as it has none: one for each 13 operations, in the order of the paths.
fn tagged(whole: &Path) -> PathBuf {
    let mut text = String::new();
    let mut operations = 0;
    for line in fs::read_to_string(whole).unwrap().lines() {
        if let Some(at) = line.find("operationId:") {
            text += &format!("{}tags: [group{}]\n", " ".repeat(at), operations / OF_ONE_TAG);
            operations += 1;
        }
        text += line;
        text.push('\n');
    }
    let path = folder("tagged").join("document.yaml");
    fs::write(&path, text).unwrap();
    path
}

/// `cargo check` of the crate of the whole service once its dependencies are checked: all of it, and one of its tags.
fn compile(whole: &Path) {
    let out = folder("compiled");
    regenerate(&tagged(whole), &out);
    // A package of its own, though it is within the folder of a workspace.
    let manifest = out.join("Cargo.toml");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, text + "\n[workspace]\n").unwrap();
    let all = ["cargo", "check", "--quiet"];
    let one = [
        "cargo",
        "check",
        "--quiet",
        "--no-default-features",
        "--features",
        "ring,tag-group20",
    ];
    for (what, command) in [("all operations", &all[..]), ("one tag of 45", &one)] {
        measure(&out, command);
        let usage = median(3, || {
            // From nothing but the dependencies.
            let incremental = out.join("target/debug/incremental");
            fs::remove_dir_all(incremental).unwrap();
            let library = out.join("src/lib.rs");
            fs::write(&library, fs::read(&library).unwrap()).unwrap();
            measure(&out, command)
        });
        println!(
            "cargo check, {what}: {:.1} s of CPU, {} MB",
            usage.cpu.as_secs_f64(),
            usage.megabytes()
        );
    }
}
