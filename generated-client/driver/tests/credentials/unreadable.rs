//! A credentials file at the default path that is there and cannot be read: an error that names it, and never another identity.
#![cfg(unix)]

use std::{
    fs::{self, File, Permissions},
    os::unix::{
        fs::{PermissionsExt, symlink},
        process::CommandExt,
    },
    path::Path,
    process::Command,
    time::{Duration, SystemTime},
};

use driver::server::{Received, Server};

use crate::{
    chain::{Folder, run_command, test_command, write},
    cloud::{AK, Cloud, SK},
    issuer::issued,
};

/// The user whom nearly all systems have, and who owns nothing.
const NOBODY: u32 = 65534;

/// Calls with a pod's identity behind the file, as the user of this ID if one is given. Returns what was said.
fn call_behind(home: &Folder, user: Option<u32>) -> String {
    let cloud = Cloud::new().start();
    let agent = Server::start(|_: &Received| issued("credential", SystemTime::now() + Duration::from_secs(3600)));
    let agent = agent.expect("a free port");
    let token = home.0.join("token");
    write(&token, "canary-token");
    let (cloud_at, agent_at) = (cloud.server.endpoint(), agent.endpoint());
    let variables = [
        ("CLOUD", &*cloud_at),
        ("HOME", home.path()),
        ("HC_CONTAINER_CREDENTIALS_FULL_URI", &*agent_at),
        (
            "HC_CONTAINER_AUTHORIZATION_TOKEN_FILE",
            token.to_str().expect("a path of text"),
        ),
    ];
    let mut command = test_command("surroundings::calls", &variables);
    command.current_dir("/");
    if let Some(user) = user {
        command.uid(user);
    }
    let said = run_command(&mut command);
    assert!(!said.contains("canary"), "{said}");
    let called = !agent.received().is_empty() || !cloud.server.received().is_empty();
    assert_eq!(called, said.contains("outcome: Ok(200)"), "{said}");
    said
}

fn assert_refused(what: &str, said: &str, home: &Folder, why: &str) {
    let place = format!(
        "the credentials file: {} (the default; HUAWEICLOUD_SDK_CREDENTIALS_FILE is not set): {why}",
        home.file().display()
    );
    assert!(said.contains("outcome: Err("), "{what}: {said}");
    assert!(said.contains(&place), "{what}: {said}");
    assert!(said.contains("no other place is searched"), "{what}: {said}");
}

#[test]
fn a_default_file_that_cannot_be_read_is_an_error_that_names_it() {
    let make_pipe = |path: &Path| {
        let made = Command::new("mkfifo").arg(path).status().expect("mkfifo");
        assert!(made.success());
    };
    type Make<'a> = &'a dyn Fn(&Path);
    let cases: [(&str, Make<'_>, &str); 8] = [
        (
            "a folder",
            &|path| fs::create_dir(path).expect("a folder"),
            "it is not a file",
        ),
        ("a pipe", &make_pipe, "it is not a file"),
        (
            "a device",
            &|path| symlink("/dev/zero", path).expect("a link"),
            "it is not a file",
        ),
        (
            "a link to nothing",
            &|path| symlink("/nowhere/canary", path).expect("a link"),
            "it is a link to what cannot be read: ",
        ),
        (
            "a link through a file",
            &|path| symlink("/dev/null/canary", path).expect("a link"),
            "it is a link to what cannot be read: ",
        ),
        (
            "a link to itself",
            &|path| symlink(path, path).expect("a link"),
            "it is a link to what cannot be read: ",
        ),
        (
            "no text",
            &|path| write_bytes(path, b"[basic]\nak = \xe9\nsk = canary\n"),
            "it is not UTF-8 text",
        ),
        (
            "a long file",
            &|path| {
                File::create(path)
                    .and_then(|file| file.set_len(3 << 20))
                    .expect("a file")
            },
            "it is too long for a file with credentials",
        ),
    ];
    for (what, make, why) in cases {
        let home = Folder::new("unreadable");
        make(&home.file());
        assert_refused(what, &call_behind(&home, None), &home, why);
    }
    let home = Folder::new("unreadable");
    let said = call_behind(&home, None);
    assert!(said.contains("outcome: Ok(200)"), "a pod without a file: {said}");
}

fn write_bytes(path: &Path, bytes: &[u8]) {
    let mut file = File::create(path).expect("a file");
    std::io::Write::write_all(&mut file, bytes).expect("written");
}

/// As another user if this one may read everything.
#[test]
fn a_default_file_that_may_not_be_read_is_an_error_that_names_it() {
    let home = Folder::new("forbidden");
    let folder = home.0.join(".huaweicloud");
    write(&home.file(), &format!("[basic]\nak = {AK}\nsk = {SK}\n"));
    let allow = |path: &Path, mode| fs::set_permissions(path, Permissions::from_mode(mode)).expect("a mode");
    allow(&home.file(), 0o000);
    let user = File::open(home.file()).is_ok().then_some(NOBODY);
    if user.is_some() && !nobody_can_run() {
        // This user may read everything, and the program is in a folder of its own. The rules are tested by `small_file`, too.
        return;
    }
    // The token of the pod is in the same folder, and can be read.
    allow(&home.0, 0o755);
    allow(&folder, 0o755);
    let said = call_behind(&home, user);
    assert_refused("the file", &said, &home, "it cannot be read: Permission denied");
    allow(&folder, 0o000);
    let said = call_behind(&home, user);
    assert_refused("its folder", &said, &home, "it cannot be read: Permission denied");
    allow(&folder, 0o755);
}

/// Whether another user may run this program.
fn nobody_can_run() -> bool {
    let mut command = test_command("unreadable::nothing", &[]);
    let run = command.current_dir("/").uid(NOBODY).output();
    run.is_ok_and(|output| output.status.success())
}

#[test]
#[ignore = "run by the test above, as another user"]
fn nothing() {}
