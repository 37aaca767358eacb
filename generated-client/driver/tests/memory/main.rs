//! No response costs more than 512 MiB of memory under the default limits, however hostile it is.
//!
//! Each case is a call in a process of its own, which starts this program again and reports the peak of its memory. The
//! server stays here, so that only the client is measured.

#![allow(clippy::print_stdout, reason = "what was measured is shown by `--nocapture`")]

mod call;
mod concurrent;
mod shapes;

use std::{
    process::Command,
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
    thread,
};

use driver::server::{CannedResponse, Received, Server};

use crate::{
    call::{CALL, Call, ENDPOINT},
    shapes::{Shape, shapes},
};

const LIMIT_KB: u64 = 512 << 10;

/// What a process of a call reported.
#[derive(Debug)]
struct Measured {
    peak_kb: u64,
    outcome: String,
}

/// Makes a call to `endpoint` in another process.
fn measure(call: Call, endpoint: &str) -> Measured {
    let output = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "call::runs", "--ignored", "--nocapture", "--test-threads=1"])
        .env(CALL, call.name())
        .env(ENDPOINT, endpoint)
        .output()
        .expect("it starts");
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text
        .lines()
        .find_map(|line| line.split_once("peak: ").map(|(_, rest)| rest));
    let (peak, outcome) = line
        .and_then(|line| line.split_once(' '))
        .unwrap_or_else(|| panic!("{call:?}: {text}{}", String::from_utf8_lossy(&output.stderr)));
    Measured {
        peak_kb: peak.parse().expect("a number"),
        outcome: outcome.to_owned(),
    }
}

fn serve(response: CannedResponse) -> Server {
    Server::start(move |_: &Received| response.clone()).expect("a free port")
}

#[test]
fn no_response_costs_more_than_512_mib() {
    if !cfg!(target_os = "linux") {
        println!("skipped: the peak of memory is read from /proc, which only Linux has");
        return;
    }
    let cases: Vec<(Call, Shape)> = Call::ALL
        .into_iter()
        .flat_map(|call| shapes(call).into_iter().map(move |shape| (call, shape)))
        .collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut worst = (0, String::new());
        while let Some((call, shape)) = cases.get(next.fetch_add(1, Relaxed)) {
            let server = serve(shape.response());
            let measured = measure(*call, &server.endpoint());
            assert!(!server.received().is_empty(), "{call:?}, {}: {measured:?}", shape.name);
            let line = format!(
                "{:>6} kB, {call:?}, {}: {}",
                measured.peak_kb, shape.name, measured.outcome
            );
            println!("{line}");
            assert!(measured.peak_kb <= LIMIT_KB, "{line}");
            if measured.peak_kb > worst.0 {
                worst = (measured.peak_kb, line);
            }
        }
        worst
    };
    let worst = thread::scope(|scope| {
        let threads = [scope.spawn(work), scope.spawn(work)];
        threads
            .map(|thread| thread.join().expect("no call is over the limit"))
            .into_iter()
            .max()
    });
    println!("the worst: {}", worst.expect("there are cases").1);
}

/// The measure itself: a limit that is ten times as high shows in it.
#[test]
fn a_higher_limit_takes_more_memory() {
    if !cfg!(target_os = "linux") {
        return;
    }
    let text = shapes::list("{}", 150_000);
    let server = serve(CannedResponse::json(200, shapes::in_page(&text)));
    let measured = [Call::Wide, Call::WideUnlimited].map(|call| measure(call, &server.endpoint()));
    assert_eq!(measured[0].outcome, "TooLarge", "{measured:?}");
    assert_eq!(measured[1].outcome, "Ok", "{measured:?}");
    assert!(measured[1].peak_kb > LIMIT_KB, "{measured:?}");
}
