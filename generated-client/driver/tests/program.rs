//! The program, started as xtask and a person start it.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Command, Output, Stdio},
};

fn driver() -> Command {
    Command::new(env!("CARGO_BIN_EXE_driver"))
}

fn recordings() -> String {
    format!("{}/../../spec/recordings", env!("CARGO_MANIFEST_DIR"))
}

/// The program's responses to these lines.
fn decode(lines: &str) -> Output {
    let mut child = driver()
        .arg("decode")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    child
        .stdin
        .take()
        .expect("a pipe")
        .write_all(lines.as_bytes())
        .expect("the program reads");
    child.wait_with_output().expect("the program ends")
}

#[test]
fn decode_knows_the_generated_types() {
    // {"data_list":[{"time":"1"}]}, {"total_num":1,"new":2}, and a body of an operation that there is none of.
    let output = decode(concat!(
        r#"{"id":1,"operation":"ListContainerImageLogs","status":200,"body":"eyJkYXRhX2xpc3QiOlt7InRpbWUiOiIxIn1dfQ=="}"#,
        "\n",
        r#"{"id":2,"operation":"ListContainerImageLogs","status":200,"body":"eyJ0b3RhbF9udW0iOjEsIm5ldyI6Mn0="}"#,
        "\n",
        r#"{"id":3,"operation":"Other","status":200,"body":"e30="}"#,
    ));
    assert!(output.status.success());
    let lines: Vec<serde_json::Value> = String::from_utf8(output.stdout)
        .expect("text")
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(lines.len(), 4);
    assert_eq!(lines[0]["version"], 1);
    assert_eq!(lines[0]["document_sha256"], driver::generated::DOCUMENT_SHA256);
    assert_eq!(lines[1]["findings"][0]["rule"], "client-refuses");
    assert_eq!(lines[1]["findings"][0]["pointer"], "/data_list/0/time");
    assert_eq!(lines[2]["findings"], serde_json::json!([]));
    assert_eq!(lines[2]["unknown"], serde_json::json!(["/new"]));
    assert_eq!((&lines[2]["typed"], &lines[3]["typed"]), (&true.into(), &false.into()));
}

#[test]
fn serve_plays_recordings_until_it_is_stopped() {
    let mut child = driver()
        .args(["serve", &recordings()])
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut endpoint = String::new();
    BufReader::new(child.stdout.take().expect("a pipe"))
        .read_line(&mut endpoint)
        .expect("a line");
    let address = endpoint.trim().strip_prefix("http://").expect("an address");
    let mut connection = TcpStream::connect(address).expect("it listens");
    connection
        .write_all(
            b"GET /v5/00000000000000000000000000000000/container/image/events?offset=20&limit=10 HTTP/1.1\r\n\
              Host: localhost\r\n\r\n",
        )
        .expect("it reads");
    let mut begin = [0; 15];
    connection.read_exact(&mut begin).expect("it responds");
    child.kill().expect("it runs");
    child.wait().expect("it ends");
    assert_eq!(&begin, b"HTTP/1.1 200 Pl");
}

#[test]
fn failures_exit_with_code_2() {
    for arguments in [
        &[][..],
        &["serve"],
        &["decode", "x"],
        &["other"],
        &["serve", "/nowhere/at/all.json"],
    ] {
        let output = driver().args(arguments).output().expect("the program starts");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{arguments:?}");
    }
    let help = driver().arg("--help").output().expect("the program starts");
    assert!(help.status.success() && help.stdout.starts_with(b"Runs the generated client"));
}
