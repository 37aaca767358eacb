//! The example `export`, as a program.

mod built;
mod killed;
mod refused;
mod support;

use driver::{
    server::Server,
    verify::{self, Key},
};

use crate::support::{export, logs, run};

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
