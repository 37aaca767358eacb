//! What is refused: files that another program writes, files that are not regular, and invalid arguments.

use std::{
    fs::{self, File},
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use driver::server::{CannedResponse, Fault, Faulty, Place, Received, Server, Share};

use crate::support::{example, expected, export, logs, position, run, written};

#[test]
fn a_file_that_cannot_be_resumed_is_not_changed() {
    let server = Server::start(logs(10)).expect("a free port");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("logs.ndjson");
    // What a first run leaves that is stopped at once.
    let stopped = Server::start(|_: &Received| CannedResponse::json(404, "{}")).expect("a free port");
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
        ("notes", None),
        (log, None),
        (log, Some(other("[1,2]", "[1,5000]"))),
        (log, Some(other("another project", "p1"))),
        (log, Some(other(&stopped.endpoint(), &server.endpoint()))),
        (log, Some("nonsense".to_owned())),
        ("no log\n", Some(right.clone())),
        (log, Some(other(r#""position":"x""#, r#""position":"0w,1..5000""#))),
        (log, Some(String::new())),
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
        let message = String::from_utf8_lossy(&output.stderr);
        assert!(message.contains("logs.ndjson"), "{message}");
        assert!(!message.contains("Start it again"), "it would fail again: {message}");
    }
    assert!(server.received().is_empty(), "no request before the file is checked");
}

/// The message names the file, and nothing is lost.
#[cfg(unix)]
#[test]
fn a_full_disk_ends_the_export_until_there_is_room() {
    let listing = Arc::new(logs(200));
    let server = Server::start(Arc::clone(&listing)).expect("a free port");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("logs.ndjson");
    for (limit, name) in [("0", "logs.ndjson.position.new: "), ("8", "logs.ndjson: ")] {
        let export = export(&server, &file);
        let mut full = Command::new("sh");
        full.args(["-c", "trap '' XFSZ; ulimit -f \"$0\"; exec \"$@\"", limit])
            .arg(export.get_program())
            .args(export.get_args())
            .env("HUAWEICLOUD_HSS_TOKEN", "canary-token");
        let output = run(full);
        let message = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{message}");
        assert!(message.contains(name), "{limit}: {message}");
    }
    let output = run(export(&server, &file));
    assert!(output.status.success(), "{output:?}");
    assert_eq!(written(&file), expected(&listing));
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

/// Waits for a run to end, and kills one that does not.
fn bounded(mut command: Command) -> Output {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let began = Instant::now();
    while child.try_wait().expect("a child").is_none() {
        if began.elapsed() > Duration::from_secs(20) {
            child.kill().expect("SIGKILL");
            panic!("it does not end: {command:?}");
        }
        thread::sleep(Duration::from_millis(10));
    }
    child.wait_with_output().expect("it has ended")
}

#[test]
fn a_second_run_on_the_same_file_is_refused() {
    let slow = |_| Some(Fault::Slow(Place::InBody(Share::HALF), Duration::from_millis(20)));
    let handler = Arc::new(Faulty::new(logs(2000), (0..1_000).map(slow)));
    let server = Server::start(Arc::clone(&handler)).expect("a free port");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("logs.ndjson");
    // At the same moment, so that either may be the first.
    let mut runs: Vec<_> = (0..4)
        .map(|_| {
            export(&server, &file)
                .stderr(Stdio::piped())
                .spawn()
                .expect("it starts")
        })
        .collect();
    while !position(&file).exists() {
        thread::sleep(Duration::from_millis(5));
    }
    // Under another name, too.
    #[cfg(unix)]
    {
        let link = folder.path().join("link.ndjson");
        std::os::unix::fs::symlink(&file, &link).expect("a link");
        let output = bounded(export(&server, &link));
        assert_eq!(output.status.code(), Some(1));
        assert!(
            String::from_utf8_lossy(&output.stderr).contains("another export"),
            "{output:?}"
        );
    }
    let late = bounded(export(&server, &file));
    assert_eq!(late.status.code(), Some(1));
    assert!(
        String::from_utf8_lossy(&late.stderr).contains("another export is writing"),
        "{late:?}"
    );
    let outputs: Vec<_> = runs
        .drain(..)
        .map(|run| run.wait_with_output().expect("it ends"))
        .collect();
    let fine = outputs.iter().filter(|output| output.status.success()).count();
    let refused = outputs.iter().filter(|output| {
        output.status.code() == Some(1) && String::from_utf8_lossy(&output.stderr).contains("another export")
    });
    assert_eq!((fine, refused.count()), (1, 3), "{outputs:?}");
    assert_eq!(written(&file), expected(handler.handler()), "each log once");
}

#[test]
fn a_lock_does_not_outlive_a_run_that_is_killed() {
    let slow = |_| Some(Fault::Slow(Place::InBody(Share::HALF), Duration::from_millis(50)));
    let handler = Arc::new(Faulty::new(logs(1000), (0..10).map(slow)));
    let server = Server::start(Arc::clone(&handler)).expect("a free port");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("logs.ndjson");
    for _ in 0..3 {
        let mut child = export(&server, &file).stderr(Stdio::null()).spawn().expect("it starts");
        while !position(&file).exists() {
            thread::sleep(Duration::from_millis(5));
        }
        child.kill().expect("SIGKILL");
        child.wait().expect("it ends");
    }
    let output = run(export(&server, &file));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(written(&file), expected(handler.handler()));
}

#[test]
fn arguments_that_select_nothing_are_refused() {
    let server = Server::start(logs(10)).expect("a free port");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("logs.ndjson");
    for (arguments, why) in [
        (&["--from", "5", "--to", "4"][..], "--from 5 is after --to 4"),
        (
            &["--from", "9223372036854775807", "--to", "-9223372036854775808"],
            "is after --to",
        ),
        (&["--from", "1", "--to", "5", "--limit", "0"], "--limit 0"),
        (&["--from", "1", "--to", "5", "--limit", "-3"], "--limit -3"),
    ] {
        let mut command = Command::new(example());
        command
            .args(arguments)
            .arg("--endpoint")
            .arg(server.endpoint())
            .arg(&file);
        let output = bounded(command);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains(why), "{output:?}");
    }
    assert!(!file.exists() && server.received().is_empty());
    // A window of one instant is one.
    let mut command = export(&server, &file);
    command.args(["--from", "3", "--to", "3"]);
    assert!(run(command).status.success());
    assert_eq!(written(&file).len(), 1);
}

#[cfg(unix)]
#[test]
fn special_files_are_refused_and_not_read() {
    let server = Server::start(logs(10)).expect("a free port");
    let folder = tempfile::tempdir().expect("a folder");
    let pipe = folder.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
    let link = folder.path().join("link");
    std::os::unix::fs::symlink("/dev/zero", &link).expect("a link");
    let special = [
        Path::new("/dev/null"),
        Path::new("/dev/zero"),
        &pipe,
        &link,
        folder.path(),
    ];
    for file in special {
        let output = bounded(export(&server, file));
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{file:?}: {message}");
        assert!(
            message.contains("is not a regular file") || message.contains("is a directory"),
            "{message}"
        );
    }
    // In the place of the position.
    for (number, special) in special.into_iter().enumerate() {
        let file = folder.path().join(format!("logs-{number}"));
        std::os::unix::fs::symlink(special, position(&file)).expect("a link");
        let output = bounded(export(&server, &file));
        assert_eq!(output.status.code(), Some(2), "{special:?}: {output:?}");
    }
    // In the place of the file from which the position is renamed: it is replaced, and what it links to stays.
    let file = folder.path().join("logs");
    let other = folder.path().join("other");
    fs::copy("/proc/version", &other)
        .or_else(|_| fs::copy("/etc/hostname", &other))
        .expect("a file");
    let before = fs::read(&other).expect("a file");
    std::os::unix::fs::symlink(&other, folder.path().join("logs.position.new")).expect("a link");
    assert!(bounded(export(&server, &file)).status.success());
    assert_eq!(fs::read(&other).expect("a file"), before);
    assert_eq!(written(&file).len(), 10);
}

#[test]
fn a_file_without_line_breaks_does_not_fill_the_memory() {
    let server = Server::start(logs(10)).expect("a free port");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("logs.ndjson");
    let stopped = Server::start(|_: &Received| CannedResponse::json(404, "{}")).expect("a free port");
    assert_eq!(run(export(&stopped, &file)).status.code(), Some(1));
    // Sparse: it takes no room on the disk.
    File::options()
        .write(true)
        .open(&file)
        .and_then(|file| file.set_len(200 << 30))
        .expect("a long file");
    let output = bounded(export(&stopped, &file));
    assert_eq!(output.status.code(), Some(1));
    assert!(
        String::from_utf8_lossy(&output.stderr).contains("too long for a log"),
        "{output:?}"
    );
    assert_eq!(
        fs::metadata(&file).expect("the file").len(),
        200 << 30,
        "it is left as it is"
    );
    assert!(server.received().is_empty());
}
