//! The whole program, checking and proposing, and the other one, on one core each.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use super::synthetic::Form;
use super::{fs, generate};

/// Runs a command on one core, and says how fast it went through a file and how much memory it took.
fn run(what: &str, mut command: Vec<String>, traffic: &Path, ends: &[i32]) -> Option<f64> {
    if Command::new("taskset").arg("--version").output().is_ok() {
        command.splice(0..0, ["taskset", "-c", "0"].map(str::to_owned));
    }
    let start = Instant::now();
    let mut child = Command::new(&command[0])
        .args(&command[1..])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let (mut most, mut busy) = (0, 0);
    let status = loop {
        // The most memory so far, from the system; none where it does not say.
        let reported = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let line = reported.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok());
        most = most.max(kib.unwrap_or_default());
        busy = ticks(child.id()).unwrap_or(busy);
        match child.try_wait().unwrap() {
            Some(status) => break status,
            None => std::thread::sleep(std::time::Duration::from_millis(5)),
        }
    };
    if !status.code().is_some_and(|code| ends.contains(&code)) {
        println!("{what:<58} failed: {status}");
        return None;
    }
    // The system counts in hundredths of a second: what others do on the machine meanwhile does not count.
    let seconds = match busy {
        0 => start.elapsed().as_secs_f64(),
        busy => busy as f64 / 100.0,
    };
    let rate = fs::metadata(traffic).unwrap().len() as f64 / 1e6 / seconds;
    println!(
        "{what:<58} {rate:>7.0} MB/s   {:>4} MB of memory, {seconds:.1} s",
        most / 1000
    );
    Some(rate)
}

/// How long a process was on a core.
fn ticks(id: u32) -> Option<u64> {
    let reported = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let numbers: Vec<_> = reported.rsplit(')').next()?.split_whitespace().collect();
    let [user, system] = [numbers.get(11)?, numbers.get(12)?].map(|text| text.parse::<u64>().ok());
    Some(user? + system?).filter(|ticks| *ticks > 0)
}

pub(crate) fn programs(root: &Path, spec: &Path, traffic: &Path, bytes: u64, drift: u64) {
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    let own = |name: &str| {
        let words = [name, "--jobs", "1", "--document", &text(spec), &text(traffic)];
        let mut command = vec![env!("CARGO_BIN_EXE_xtask").to_owned()];
        command.extend(words.map(str::to_owned));
        command
    };
    let ours = run(
        "`cargo xtask check --jobs 1`, the whole program",
        own("check"),
        traffic,
        &[0, 1],
    );
    let evolve = run(
        "`cargo xtask evolve --jobs 1`, the whole program",
        own("evolve"),
        traffic,
        &[0, 1],
    );
    if let (Some(check), Some(evolve)) = (ours, evolve) {
        println!("`evolve` takes {:.2} of the processor time of `check`", check / evolve);
    }
    if std::env::var("BENCH_ONLY").is_ok_and(|only| only == "own") {
        return;
    }
    let program = root.join("target/redocly/node_modules/@redocly/cli/bin/cli.js");
    let node = Command::new("node").arg("--version").output().is_ok();
    if !node || !program.is_file() {
        println!("the other program is not here (node, target/redocly): left out");
        return;
    }
    // The same interactions; of a fifth of the bytes, for it takes longer.
    let bare = generate(Form::Bare, bytes / 5, drift);
    let words = [
        "drift",
        &text(&bare),
        "--api",
        &text(spec),
        "--traffic-format",
        "ndjson",
        "--format",
        "json",
    ];
    let mut command = vec!["node".to_owned(), text(&program)];
    command.extend(words.map(str::to_owned));
    let theirs = run("`redocly drift`, the whole program", command, &bare, &[0, 1]);
    if let (Some(ours), Some(theirs)) = (ours, theirs) {
        println!("ours is {:.1} times as fast", ours / theirs);
    }
}
