//! How long something takes, in processor time: other programs change it little.

use std::fs;
use std::time::{Duration, Instant};

/// How long something takes on the processor, in seconds: the mean of the runs of two seconds, or of `BENCH_SECONDS`.
pub(crate) fn seconds(mut work: impl FnMut()) -> f64 {
    let least = std::env::var("BENCH_SECONDS").map_or(2.0, |text| text.parse().unwrap());
    work();
    let start = Instant::now();
    let (begun, mut runs) = (processor(start), 0);
    while start.elapsed() < Duration::from_secs_f64(least) {
        work();
        runs += 1;
    }
    (processor(start) - begun) / f64::from(runs)
}

/// The time of the processor that this process has had, in seconds; the time of day where the system does not say.
fn processor(start: Instant) -> f64 {
    // Hundredths of a second for the process and for the kernel: the 14th and the 15th value.
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let values = stat
        .rsplit_once(')')
        .map_or("", |(_, values)| values)
        .split_whitespace();
    let ticks: Vec<f64> = values.skip(11).take(2).filter_map(|value| value.parse().ok()).collect();
    match &*ticks {
        [user, system] => (user + system) / 100.0,
        _ => start.elapsed().as_secs_f64(),
    }
}
