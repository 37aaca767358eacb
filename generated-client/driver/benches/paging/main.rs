//! Pages per second and processor time per page: this client, a reader written by hand, and the provider's own client.
//! And a million records in constant memory.
//!
//! `cargo bench -p driver --bench paging` has the client with its default features, as the package `driver` has it;
//! `cargo bench -p feature-tests --bench paging` is the same with all features and nothing that subscribes to them.
//!
//! Each measurement is a process of its own, and so is the server, which all of them share. The peers take turns, so
//! that a machine that is busy is busy for each of them; a ratio is the median over the turns. `HSS_PYTHON` names a
//! Python that has the provider's client (see `provider/requirements.txt`); without it that peer is left out, and the
//! output says so.
//!
//! The peers are set not to give memory back between pages ([`KEEPING_MEMORY`]): a page is about as large as what
//! glibc's allocator takes for worth giving back, so that without this it is chance who does so after every page, and
//! it costs more than all that is measured here. The peak of memory is measured without it.
//!
//! The hand-written reader is what one would use and not less: timeouts, a look at the status, an end by the total. It
//! requests JSON with the same query, and the server sends both the same bytes, none of them compressed. Making the
//! client, connecting and the first pages are not measured.
//!
//! What the client does and the hand-written reader does not: it looks for an error under every success, remembers what
//! each page looked like, so that a server that repeats itself is found out, bounds what a response may hold, takes
//! secrets from its messages, and is ready to retry.

mod readers;
mod server;

use std::{
    error::Error,
    io::{self, BufRead, BufReader, Write},
    process::{Child, Command, Stdio},
};

use readers::Measured;

/// Pages of a turn, records of a page, turns.
const PAGES: usize = 400;
const LIMIT: usize = 200;
const TURNS: usize = 31;

/// What keeps glibc's allocator from giving memory back to the system, and from fetching what is large by itself.
const KEEPING_MEMORY: [(&str, &str); 2] = [
    ("MALLOC_TRIM_THRESHOLD_", "268435456"),
    ("MALLOC_MMAP_THRESHOLD_", "33554432"),
];

/// At least so much of the speed of the reader written by hand.
const BAR: f64 = 0.97;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| argument != "--bench")
        .collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] => compare(),
        ["serve"] => server::serve(),
        ["read", reader, endpoint, records] => {
            let line = readers::read(reader, endpoint, records.parse()?)?.line();
            Ok(writeln!(io::stdout(), "{line}")?)
        }
        _ => Err("no such benchmark".into()),
    }
}

/// A server in a process of its own, until it is dropped.
struct Serving {
    child: Child,
    endpoint: String,
}

impl Serving {
    fn start() -> Outcome<Self> {
        let mut child = again(&["serve"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let mut endpoint = String::new();
        BufReader::new(child.stdout.take().ok_or("no pipe")?).read_line(&mut endpoint)?;
        Ok(Self {
            child,
            endpoint: endpoint.trim().to_owned(),
        })
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// This program, with other arguments.
fn again(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap_or_default());
    command.args(arguments);
    command
}

fn measure(command: &mut Command) -> Outcome<Measured> {
    let output = command.stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        return Err(format!("{command:?} failed").into());
    }
    Measured::parse(&String::from_utf8(output.stdout)?)
}

fn compare() -> Outcome {
    let mut out = io::stdout().lock();
    let serving = Serving::start()?;
    let ours = |reader: &str, records: usize| again(&["read", reader, &serving.endpoint, &records.to_string()]);
    let python = std::env::var("HSS_PYTHON").ok();
    let theirs = |python: &str| {
        let mut command = Command::new(python);
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/paging/provider.py");
        // It is slower by far, and a fifth of the pages is enough.
        command.args([script, &serving.endpoint, &(PAGES / 5).to_string(), &LIMIT.to_string()]);
        command
    };

    let mut turns: Vec<(&str, Vec<Measured>)> =
        ["hand-written", "pages", "items"].map(|name| (name, Vec::new())).into();
    if python.is_some() {
        turns.push(("provider", Vec::new()));
    }
    for turn in 0..=TURNS {
        // Another order each time; the first turn warms up.
        turns.rotate_left(1);
        for (name, measured) in &mut turns {
            let this = match (&python, *name) {
                (Some(python), "provider") => measure(theirs(python).envs(KEEPING_MEMORY))?,
                _ => {
                    let mut command = ours(name, PAGES * LIMIT);
                    measure(command.envs(KEEPING_MEMORY))?
                }
            };
            if turn > 0 {
                measured.push(this);
            }
        }
    }
    turns.sort_by_key(|(name, _)| (*name != "hand-written", *name != "pages", *name != "items"));

    writeln!(
        out,
        "{LIMIT} records a page, {PAGES} pages a turn, the median of {TURNS} turns; beside: of the hand-written"
    )?;
    let hand = turns[0].1.clone();
    for (name, measured) in &turns {
        let rate = median(measured.iter().map(Measured::pages_per_second));
        let cpu = median(measured.iter().map(Measured::cpu_per_page));
        // Compared within each turn, so that a disturbance of the machine affects both clients that are compared.
        let speed = median(
            measured
                .iter()
                .zip(&hand)
                .map(|(this, hand)| this.pages_per_second() / hand.pages_per_second()),
        );
        let cpu_ratio = median(
            measured
                .iter()
                .zip(&hand)
                .map(|(this, hand)| hand.cpu_per_page() / this.cpu_per_page()),
        );
        let verdict = match *name {
            "pages" | "items" if speed < BAR || cpu_ratio < BAR => format!("below the bar of {BAR}"),
            _ => String::new(),
        };
        writeln!(
            out,
            "{name:>12}: {rate:8.1} pages/s ({speed:.3})  {:8.1} µs of processor a page ({cpu_ratio:.3})  {verdict}",
            cpu * 1e6
        )?;
    }
    if python.is_none() {
        writeln!(out, "{:>12}: not measured, HSS_PYTHON is not set", "provider")?;
    }
    for records in [100_000, 1_000_000] {
        let measured = measure(&mut ours("items", records))?;
        writeln!(
            out,
            "{records:>9} records by `.items()`: the peak of memory is {} kB",
            measured.peak
        )?;
    }
    Ok(())
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
