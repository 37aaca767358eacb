//! Runs that are killed or fail, and are started again until all logs are in the file.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::Write,
    path::Path,
    process::Stdio,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use driver::server::{Ending, Fault, Faulty, Listing, Place, RetryAfter, Server, Share};
use serde_json::{Value, json};

use crate::support::{NAMES, expected, export, log, logs, position, run, written};

#[test]
fn repeated_kills_lose_nothing_and_write_nothing_twice() {
    // Slow enough to be killed on the way, and with faults beside it.
    let pause = |number: usize| match number % 60 {
        20 => Some(Fault::Break(Place::InBody(Share::HALF), Ending::Reset)),
        50 => Some(Fault::Refuse(503, RetryAfter::Seconds(0))),
        _ => Some(Fault::Slow(Place::InBody(Share::HALF), Duration::from_millis(8))),
    };
    // Newer logs and older ones arrive beside the window; they belong to it as little as those that were there.
    let listing = (0..40).fold(logs(6000), |listing, number| {
        listing.arriving(number * 3, log(90_000 + number, 7_000))
    });
    let handler = Arc::new(Faulty::new(listing, (0..2_000).map(pause)));
    let server = Server::start(Arc::clone(&handler)).expect("a free port");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("logs.ndjson");

    let mut sizes = BTreeSet::new();
    let mut kills = 0;
    let began = Instant::now();
    loop {
        let mut child = export(&server, &file)
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        // A little later each time, so that every run gets somewhere, and at moments that nothing is tuned to.
        thread::sleep(Duration::from_millis(120 + 31 * kills));
        let ended = child.try_wait().expect("a child");
        child.kill().expect("SIGKILL");
        let output = child.wait_with_output().expect("it ends");
        if ended.is_some() {
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            break;
        }
        kills += 1;
        sizes.insert(fs::metadata(&file).map_or(0, |file| file.len()));
        assert!(began.elapsed() < Duration::from_secs(120), "it gets nowhere: {sizes:?}");
    }
    assert!(
        kills >= 3 && sizes.len() >= 3,
        "{kills} kills at {sizes:?}: not on the way"
    );
    assert_eq!(written(&file), expected(handler.handler()));
    assert_eq!(written(&file).len(), 5000);
    assert!(!position(&file).exists(), "nothing is left to go on from");
}

#[test]
fn an_incomplete_last_line_is_rewritten() {
    let listing = Arc::new(Faulty::new(logs(300), []));
    let server = Server::start(Arc::clone(&listing)).expect("a free port");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("logs.ndjson");
    // The third page fails for good: what came before is written.
    listing.extend([None, None, Some(Fault::Html(404))]);
    let output = run(export(&server, &file));
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{message}");
    assert!(
        message.contains("404") && message.contains("Start it again"),
        "{message}"
    );
    assert_eq!(written(&file).len(), 100);

    // A kill in the middle of a line, and what follows the position.
    let whole = fs::read(&file).expect("the file");
    for cut in [1, 40, whole.len() / 2, whole.len()] {
        let torn = &whole[..whole.len() - cut];
        File::create(&file)
            .and_then(|mut file| file.write_all(torn))
            .expect("a torn file");
        let place = fs::read(position(&file)).expect("a position");
        // The position must not pass what is in the file: it is that of the beginning here.
        let beginning = String::from_utf8(place.clone()).expect("text").replace("100w", "0w");
        File::create(position(&file))
            .and_then(|mut file| file.write_all(beginning.as_bytes()))
            .expect("a position");
        let output = run(export(&server, &file));
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(written(&file), expected(listing.handler()), "cut by {cut}");
        File::create(position(&file))
            .and_then(|mut file| file.write_all(&place))
            .expect("a position");
    }
}

#[test]
fn late_logs_are_read_by_the_next_run() {
    let listing = logs(300).arriving(3, log(80_000, 299));
    let server = Server::start(listing).expect("a free port");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("logs.ndjson");
    let output = run(export(&server, &file));
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(1) && message.contains("301"), "{message}");
    assert_eq!(written(&file).len(), 300);
    let output = run(export(&server, &file));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(written(&file).len(), 301);
}

#[test]
fn an_unknown_log_is_written_unchanged() {
    let mut records = logs(300).records();
    for record in records.iter_mut().step_by(7) {
        record.value["content"] = json!({"lines": ["one", "two"], "of": 18_446_744_073_709_551_615_u64});
    }
    let listing = Arc::new(Faulty::new(Listing::new(NAMES, records), []));
    let server = Server::start(Arc::clone(&listing)).expect("a free port");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("logs.ndjson");
    listing.extend([None, None, Some(Fault::Html(404))]);
    assert_eq!(run(export(&server, &file)).status.code(), Some(1));
    let output = run(export(&server, &file));
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{message}");
    assert!(
        message.contains("300 logs") && message.contains("not what this program knows"),
        "{message}"
    );
    assert_eq!(written(&file), expected(listing.handler()));
}

/// All logs are in the file, and the position is at the beginning: what is known is skipped, and killed all the time.
#[test]
fn progress_is_saved_while_known_logs_are_skipped() {
    let slow = |_| Some(Fault::Slow(Place::InBody(Share::HALF), Duration::from_millis(25)));
    let handler = Arc::new(Faulty::new(logs(5000), (0..5_000).map(slow)));
    let server = Server::start(Arc::clone(&handler)).expect("a free port");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("logs.ndjson");
    let mut child = export(&server, &file).stderr(Stdio::null()).spawn().expect("it starts");
    while !position(&file).exists() {
        thread::sleep(Duration::from_millis(5));
    }
    child.kill().expect("SIGKILL");
    child.wait().expect("it ends");
    let write = |path: &Path, text: &str| {
        let written = File::create(path).and_then(|mut file| file.write_all(text.as_bytes()));
        written.expect("a file");
    };
    let lines = expected(handler.handler());
    write(&file, &lines.iter().map(|log| format!("{log}\n")).collect::<String>());
    // As a run leaves it that found that the records had changed meanwhile.
    let saved = fs::read_to_string(position(&file)).expect("a position");
    let mut saved: Value = serde_json::from_str(&saved).expect("JSON");
    let place = saved["position"].as_str().expect("a position");
    let place = place.trim_start_matches(|character: char| character.is_ascii_digit());
    saved["position"] = format!("0{place}").into();
    write(&position(&file), &saved.to_string());

    let mut begun = Vec::new();
    for kills in 0.. {
        assert!(kills < 30, "it begins again and again: {begun:?}");
        let seen = server.received().len();
        let mut child = export(&server, &file)
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        thread::sleep(Duration::from_millis(600));
        let ended = child.try_wait().expect("a child");
        child.kill().expect("SIGKILL");
        let output = child.wait_with_output().expect("it ends");
        let first = server.received().get(seen).map(|request| request.query().to_owned());
        begun.extend(first);
        if ended.is_some() {
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            break;
        }
    }
    let offsets: Vec<i64> = begun
        .iter()
        .map(|query| {
            let offset = query.split('&').find_map(|pair| pair.strip_prefix("offset="));
            offset.map_or(0, |offset| offset.parse().expect("a number"))
        })
        .collect();
    assert_eq!(offsets[0], 0, "{offsets:?}");
    assert!(offsets.len() >= 4, "it was not killed on the way: {offsets:?}");
    assert!(
        offsets.is_sorted_by(|one, next| one < next),
        "each start is further on: {offsets:?}"
    );
    assert_eq!(written(&file), expected(handler.handler()));
}
