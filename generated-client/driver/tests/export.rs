//! The example `export`, killed again and again and started anew until all logs are in its file.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::{Arc, OnceLock},
    thread,
    time::{Duration, Instant},
};

use driver::{
    server::{Answer, Ending, Fault, Faulty, Listing, Names, Place, Received, Record, RetryAfter, Server, Share},
    verify::{self, Key},
};
use serde_json::{Value, json};

const NAMES: Names = Names {
    limit: "limit",
    offset: "offset",
    from: "start_time",
    to: "end_time",
    items: "data_list",
    total: "total_num",
};

/// The example, built once.
fn example() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let built = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--offline", "--workspace", "--example", "export"])
            .args(["--message-format", "json-render-diagnostics"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .stderr(Stdio::inherit())
            .output()
            .expect("cargo starts");
        assert!(built.status.success(), "the example does not build");
        let text = String::from_utf8(built.stdout).expect("text");
        let program = text.lines().rev().find_map(|line| {
            let message: Value = serde_json::from_str(line).expect("JSON");
            message["executable"].as_str().map(PathBuf::from)
        });
        program.expect("cargo names the program")
    })
}

fn export(server: &Server, file: &Path) -> Command {
    let mut command = Command::new(example());
    command
        .args([
            "--from",
            "1",
            "--to",
            "5000",
            "--limit",
            "50",
            "--project",
            "p1",
            "--endpoint",
        ])
        .arg(server.endpoint())
        .arg(file)
        .env("HUAWEICLOUD_HSS_TOKEN", "canary-token");
    command
}

fn run(mut command: Command) -> Output {
    command.output().expect("it starts")
}

fn log(number: usize, time: i64) -> Record {
    Record {
        time,
        value: json!({
            "resource_name": format!("image-{number}"),
            "event_id": format!("event-{number:05}"),
            "time": time,
            "content": "a \"word\",\na line, and ünïcode",
        }),
    }
}

fn logs(count: usize) -> Listing {
    Listing::new(
        NAMES,
        (0..count).map(|number| log(number, i64::try_from(number + 1).expect("a few"))),
    )
}

/// The lines of the file, sorted; each must be a whole log.
fn written(file: &Path) -> Vec<Value> {
    let text = fs::read_to_string(file).expect("the file");
    assert!(text.is_empty() || text.ends_with('\n'), "the last line is torn");
    let mut logs: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect();
    logs.sort_by_key(|log| log["event_id"].to_string());
    logs
}

/// All logs of the window in the list, sorted.
fn expected(listing: &Listing) -> Vec<Value> {
    let mut logs: Vec<_> = listing
        .between(1, 5000)
        .into_iter()
        .map(|record| record.value)
        .collect();
    logs.sort_by_key(|log| log["event_id"].to_string());
    logs
}

fn position(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".position");
    name.into()
}

#[test]
fn killed_again_and_again_it_loses_nothing_and_writes_nothing_twice() {
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
fn a_torn_last_line_is_written_anew() {
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

    // A kill amid a line, and whatever stood behind the position.
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
fn logs_that_arrive_within_the_window_are_read_by_the_next_start() {
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
fn a_log_that_it_does_not_know_is_written_as_it_came() {
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

#[test]
fn what_it_cannot_go_on_from_it_leaves_as_it_is() {
    let server = Server::start(logs(10)).expect("a free port");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("logs.ndjson");
    // What a first run leaves that is stopped at once.
    let stopped = Server::start(|_: &Received| Answer::json(404, "{}")).expect("a free port");
    let output = run(export(&stopped, &file));
    assert_eq!(output.status.code(), Some(1));
    let right = fs::read_to_string(position(&file)).expect("a position");
    let right = right.replace(&stopped.endpoint(), &server.endpoint());
    let other = |what: &str, than: &str| {
        assert!(right.contains(than), "{right}");
        right.replace(than, what)
    };
    let log = "{\"event_id\":\"a\"}\n";
    for (content, place) in [
        ("somebody's notes", None),
        (log, None),
        (log, Some(other("[1,2]", "[1,5000]"))),
        (log, Some(other("another project", "p1"))),
        (log, Some(other(&stopped.endpoint(), &server.endpoint()))),
        (log, Some("nonsense".to_owned())),
        ("no log\n", Some(right.clone())),
    ] {
        let put = |path: &Path, text: &str| File::create(path).and_then(|mut file| file.write_all(text.as_bytes()));
        put(&file, content).expect("a file");
        drop(fs::remove_file(position(&file)));
        if let Some(place) = &place {
            put(&position(&file), place).expect("a file");
        }
        let output = run(export(&server, &file));
        assert_eq!(output.status.code(), Some(1), "{content} {place:?}");
        assert_eq!(fs::read_to_string(&file).expect("the file"), content, "{place:?}");
    }
    assert!(
        server.received().is_empty(),
        "nothing is asked before the file is known to be right"
    );
}

#[test]
fn an_access_key_of_the_environment_signs_every_request() {
    let server = Server::start(logs(120)).expect("a free port");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("logs.ndjson");
    let mut command = export(&server, &file);
    command.env_remove("HUAWEICLOUD_HSS_TOKEN");
    command
        .env("HUAWEICLOUD_SDK_AK", "ak")
        .env("HUAWEICLOUD_SDK_SK", "canary-sk");
    let output = run(command);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let key = Key {
        access_key: "ak",
        secret_key: "canary-sk",
    };
    let received = server.received();
    assert_eq!(received.len(), 3);
    for request in received {
        verify::verify(&request, key).expect("a signature");
    }
}

#[test]
fn help_and_nonsense() {
    let help = run({
        let mut command = Command::new(example());
        command.arg("--help");
        command
    });
    assert!(help.status.success() && help.stderr.is_empty());
    assert!(String::from_utf8_lossy(&help.stdout).contains("Usage: export --from TIME --to TIME"));
    for arguments in [
        &[][..],
        &["--from", "1", "x"],
        &["--from", "1", "--to", "z", "x"],
        &["--from", "1", "--to", "2"],
        &["--from", "1", "--to", "2", "x", "y"],
        &["--from"],
        &["--what", "1"],
    ] {
        let output = Command::new(example()).args(arguments).output().expect("it starts");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{arguments:?}");
    }
}
