//! The memory of an upload does not depend on its length.
//!
//! Each case is an upload of 200 MB in a process of its own, which starts this program again and reports the peak of its
//! memory. The server stays here.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::Command;

use example_build_script::wire::{ByteSource, Client, FilePart};

use super::source::{Folder, Repeated};

const LENGTH: u64 = 200_000_000;

/// The most that an upload may take in addition to what a small one takes.
const MOST_KB: u64 = 24 << 10;

/// What the other process sends, and where.
const CASE: &str = "UPLOAD_CASE";

/// Counts the bytes of a request, and responds when so many have come.
fn count(expected: u64) -> (String, std::thread::JoinHandle<u64>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let counted = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut buffer = vec![0; 1 << 20];
        let mut count = 0;
        while count < expected {
            match stream.read(&mut buffer).unwrap() {
                0 => return count,
                read => count += read as u64,
            }
        }
        stream
            .write_all(b"HTTP/1.1 204 X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
            .unwrap();
        count
    });
    (url, counted)
}

fn peak_of(case: &str, length: u64, path: &std::path::Path) -> u64 {
    let (url, counted) = count(length);
    let output = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "memory::sends",
            "--ignored",
            "--nocapture",
            "--test-threads=1",
        ])
        .env(CASE, format!("{case} {length} {url} {}", path.display()))
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let peak = text
        .split("peak: ")
        .nth(1)
        .and_then(|rest| rest.split_whitespace().next());
    let peak = peak.unwrap_or_else(|| panic!("{case}: {text}{}", String::from_utf8_lossy(&output.stderr)));
    assert!(counted.join().unwrap() >= length, "{case}");
    peak.parse().unwrap()
}

#[test]
fn an_upload_of_200_mb_takes_little_memory() {
    if !cfg!(target_os = "linux") {
        let _ = writeln!(
            std::io::stderr(),
            "skipped: the peak of memory is in /proc, which only Linux has"
        );
        return;
    }
    let folder = Folder::new("memory");
    let path = folder.0.join("large");
    std::fs::File::create(&path).unwrap().set_len(LENGTH).unwrap();
    let small = folder.file("small", "x");
    let least = peak_of("path", 1, &small);
    for case in ["path", "parts", "stream", "reader"] {
        let peak = peak_of(case, LENGTH, &path);
        assert!(peak < least + MOST_KB, "{case}: {peak} kB, and {least} kB for one byte");
    }
}

#[tokio::test]
#[ignore = "it is started by the test above"]
async fn sends() {
    let case = std::env::var(CASE).unwrap();
    let [case, length, url, path] = case.splitn(4, ' ').collect::<Vec<_>>()[..] else {
        panic!()
    };
    let length: u64 = length.parse().unwrap();
    let client = Client::builder().endpoint(url).build().unwrap();
    match case {
        "parts" => {
            let call = client.multipart_optional().id(1).photo(FilePart::path(path));
            call.send().await.unwrap();
        }
        case => {
            let source = match case {
                "path" => ByteSource::path(path),
                "stream" => ByteSource::stream(Repeated(length)).length(length),
                _ => ByteSource::reader(Repeated(length)).length(length),
            };
            client.store().body(source).send().await.unwrap();
        }
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let _ = writeln!(std::io::stdout(), "peak: {}", peak.trim());
}
