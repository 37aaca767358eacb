//! What importing the client costs a program that is built from clean, beside one that has bare reqwest in its place.
//!
//! `cargo bench -p driver --bench lean [ROUNDS]`
//!
//! Two programs are written into a folder of their own. One has reqwest with JSON, queries and rustls with *ring*,
//! serde and tokio, and makes a call by hand; the other imports the client with its default features. Each is built
//! from clean, by `cargo build`, first the one and then the other in turns, with the versions that this workspace has
//! locked and after all of them were downloaded. Then the second is run: it must complete a typed call over HTTPS, with
//! a real handshake, to a server of this machine whose certificate it is set to trust.
//!
//! What is printed: the times, their ratio (the median of the rounds, at most [`BAR`]), and each crate that the client
//! adds. It takes some minutes. Where other programs keep the machine busy, the times mean little, and the processor
//! time beside them a little more.

#![expect(
    clippy::disallowed_methods,
    reason = "nothing reads the files before they are complete"
)]

use std::{
    collections::BTreeSet,
    error::Error,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::{Command, Output},
    time::Instant,
};

use driver::server::{CannedResponse, Received, Server};

mod programs;

use programs::Program;

/// The most that a build with the client may take, of the time of one without it.
const BAR: f64 = 1.15;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

fn main() -> Outcome {
    let arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let rounds: usize = match arguments.collect::<Vec<_>>().as_slice() {
        [] => 3,
        [rounds] => rounds.parse()?,
        _ => return Err("usage: cargo bench -p driver --bench lean [ROUNDS]".into()),
    };
    let mut out = io::stdout().lock();
    let folder = tempfile::tempdir()?;
    let bare = programs::bare(folder.path())?;
    let client = programs::with_client(folder.path(), &workspace())?;
    for program in [&bare, &client] {
        cargo(program, &["fetch"])?;
    }
    let (mut ratios, mut works) = (Vec::new(), Vec::new());
    for round in 1..=rounds.max(1) {
        // The second of two may find the machine warmer than the first.
        let (first, second) = if round % 2 == 1 {
            (&bare, &client)
        } else {
            (&client, &bare)
        };
        let (one, other) = (build(first)?, build(second)?);
        let (without, with) = if round % 2 == 1 { (one, other) } else { (other, one) };
        ratios.push(with.seconds / without.seconds);
        works.push(with.processor / without.processor);
        writeln!(
            out,
            "round {round}: {:.1} s with bare reqwest, {:.1} s with the client: {:.3}; {:.1} s and {:.1} s of processor: {:.3}",
            without.seconds,
            with.seconds,
            with.seconds / without.seconds,
            without.processor,
            with.processor,
            with.processor / without.processor,
        )?;
    }
    writeln!(out, "a typed call over HTTPS: {}", call(&client)?)?;
    let (ratio, work) = (median(ratios), median(works));
    let verdict = if ratio > BAR { "above" } else { "within" };
    writeln!(
        out,
        "ratio: {ratio:.3}, {verdict} the bar of {BAR}; of processor time {work:.3}"
    )?;
    let (without, with) = (crates(&bare)?, crates(&client)?);
    let added: Vec<_> = with.difference(&without).map(String::as_str).collect();
    writeln!(
        out,
        "crates: {} with bare reqwest, {} with the client, which adds: {}",
        without.len(),
        with.len(),
        added.join(", ")
    )?;
    Ok(())
}

/// The root of this workspace.
fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn cargo(program: &Program, arguments: &[&str]) -> Outcome<Output> {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .args(arguments)
        .current_dir(&program.folder)
        // Settings of this run are none of the programs'.
        .env_remove("RUSTFLAGS")
        // Cargo builds what comes from a registry without it. Here the client is a path, which would be built with it,
        // and unlike what importers build.
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_TARGET_DIR", program.target());
    succeeded(command)
}

fn succeeded(mut command: Command) -> Outcome<Output> {
    let output = command.output()?;
    if output.status.success() {
        return Ok(output);
    }
    Err(format!("{command:?} failed:\n{}", String::from_utf8_lossy(&output.stderr)).into())
}

/// What a build took.
struct Built {
    seconds: f64,
    /// Of all cores together. It says more than the time where other programs keep the machine busy.
    processor: f64,
}

/// Builds a program from clean.
fn build(program: &Program) -> Outcome<Built> {
    if program.target().exists() {
        fs::remove_dir_all(program.target())?;
    }
    let (began, before) = (Instant::now(), processor());
    cargo(program, &["build", "--quiet"])?;
    Ok(Built {
        seconds: began.elapsed().as_secs_f64(),
        processor: processor() - before,
    })
}

/// The processor time of all processes that this one started and waited for, in seconds; not known but on Linux.
fn processor() -> f64 {
    /// `USER_HZ`, which is the same on all machines.
    const TICKS: f64 = 100.0;
    let text = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name, which comes second, may hold spaces. Those of the children are the 16th and the 17th of all.
    let after = text.rsplit(") ").next().unwrap_or_default();
    let ticks = after
        .split_whitespace()
        .skip(13)
        .take(2)
        .map(|ticks| ticks.parse::<f64>());
    ticks.map(|ticks| ticks.unwrap_or(f64::NAN)).sum::<f64>() / TICKS
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Runs the program with the client against a server that speaks TLS, and says what came of it.
fn call(program: &Program) -> Outcome<String> {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()])?;
    let certificate = program.folder.join("certificate.pem");
    fs::write(&certificate, made.cert.pem())?;
    let page = |_: &Received| CannedResponse::json(200, r#"{"total_num":3,"data_list":[{"event_name":"pull"}]}"#);
    let server = Server::start_tls(page, &made.cert.pem(), &made.signing_key.serialize_pem())?;
    let mut command = Command::new(program.executable());
    command.arg(server.endpoint()).arg(&certificate);
    let said = String::from_utf8(succeeded(command)?.stdout)?;
    let received = server.received();
    if said.trim() != "total 3, first pull" || received.len() != 1 {
        return Err(format!("the program said `{said}`, and the server saw {received:?}").into());
    }
    Ok(format!("{} {} was received", received[0].method, received[0].path()))
}

/// The crates that a program is built from on this machine, those of build scripts and macros included.
fn crates(program: &Program) -> Outcome<BTreeSet<String>> {
    let arguments = ["tree", "--edges", "no-dev", "--prefix", "none", "--format", "{p}"];
    let listed = String::from_utf8(cargo(program, &arguments)?.stdout)?;
    let named = |line: &str| {
        let mut words = line.split_whitespace();
        Some(format!("{} {}", words.next()?, words.next()?))
    };
    // The first line is the program itself.
    Ok(listed.lines().skip(1).filter_map(named).collect())
}
