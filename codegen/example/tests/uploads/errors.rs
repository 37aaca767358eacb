//! What cannot be sent is an error that names the body and the path, before anything is sent if possible.

use std::path::Path;

use example_build_script::wire::{ByteSource, FilePart};
use huaweicloud_hss::{Error, ErrorKind};

use super::client;
use super::server::Server;
use super::source::{Counter, Endless, Folder, Stalled, long, texts};

async fn fails(server: &Server, source: impl Into<ByteSource>) -> Error {
    client(server).store().body(source).send().await.unwrap_err()
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_an_error_before_anything_is_sent() {
    let folder = Folder::new("unreadable");
    let file = folder.file("file", "12345");
    let mut cases = vec![
        (
            ByteSource::path(folder.0.join("missing")),
            "missing` could not be opened",
        ),
        (ByteSource::path(&folder.0), "unreadable` is a directory"),
        (ByteSource::path(file.join("below")), "below` could not be opened"),
        (ByteSource::path(""), "`` could not be opened"),
        (ByteSource::path("a\0b"), "could not be opened"),
        (
            ByteSource::path(&file).length(4),
            "has 5 bytes, but its length was set to 4",
        ),
        (
            ByteSource::from("12345").length(6),
            "has 5 bytes, but its length was set to 6",
        ),
    ];
    if cfg!(unix) {
        let pipe = folder.0.join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        cases.push((ByteSource::path(pipe), "pipe` is not a regular file"));
        cases.push((ByteSource::path("/dev/zero"), "`/dev/zero` is not a regular file"));
        let link = folder.0.join("link");
        #[cfg(unix)]
        std::os::unix::fs::symlink("nowhere", &link).unwrap();
        cases.push((ByteSource::path(link), "link` could not be opened"));
        let locked = folder.file("locked", "x");
        #[cfg(unix)]
        std::fs::set_permissions(&locked, std::os::unix::fs::PermissionsExt::from_mode(0o000)).unwrap();
        // Root may read everything.
        if std::fs::File::open(&locked).is_err() {
            cases.push((ByteSource::path(locked), "locked` could not be opened"));
        }
    }
    let server = Server::start(&[204]);
    for (source, expected) in cases {
        let error = fails(&server, source.clone()).await;
        assert_eq!(
            (error.kind(), error.attempts()),
            (ErrorKind::InvalidArgument, 0),
            "{error}"
        );
        let text = error.to_string();
        assert!(text.starts_with("store: `body` ") && text.contains(expected), "{text}");
        let has_source = std::error::Error::source(&error).is_some();
        assert_eq!(has_source, expected.contains("opened"), "the system says why: {text}");
        // The same in a part, which is named.
        let call = client(&server).multipart_optional().id(1).photo(source);
        let text = call.send().await.unwrap_err().to_string();
        assert!(
            text.starts_with("multipartOptional: `photo` ") && text.contains(expected),
            "{text}"
        );
    }
    assert_eq!(server.received(), []);
}

#[tokio::test]
async fn a_stream_that_fails_ends_the_request_in_its_middle() {
    let server = Server::start(&[204]);
    for source in [
        ByteSource::stream(texts(&["a", "!"])),
        ByteSource::stream_with(|| texts(&["a", "!"])),
        ByteSource::stream(texts(&["a", "!"])).length(5),
    ] {
        let error = fails(&server, source).await;
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::RequestBody, 1));
        assert!(!error.is_retryable(), "{error}");
        assert_eq!(error.to_string(), "store: `body` cannot be sent: its stream failed");
        let source = std::error::Error::source(&error).unwrap();
        assert_eq!(source.to_string(), "the disk is gone");
    }
    let unopened = ByteSource::reader_with(|| async { Err::<&[u8], _>(std::io::ErrorKind::NotFound.into()) });
    let error = fails(&server, unopened).await;
    assert_eq!(
        error.to_string(),
        "store: `body` cannot be sent: its stream could not be opened"
    );
    assert!(server.received().iter().all(|request| !request.is_whole));
}

#[tokio::test]
async fn another_length_than_the_stated_one_is_an_error_and_the_request_is_not_whole() {
    for (all, length, expected) in [
        (&["abc", "de"][..], 6, "`body` ended after 5 bytes, but its length is 6"),
        (&["abc", "de"], 4, "`body` has more bytes than its length, which is 4"),
        (
            &["abc", "d", "e"],
            4,
            "`body` has more bytes than its length, which is 4",
        ),
        (&["a"], 0, "`body` has more bytes than its length, which is 0"),
        (&[], 1, "`body` ended after 0 bytes, but its length is 1"),
    ] {
        let server = Server::start(&[204]);
        let error = fails(&server, ByteSource::stream(texts(all)).length(length)).await;
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::RequestBody, 1), "{error}");
        assert!(error.to_string().ends_with(expected), "{error}");
        assert!(
            !server.received().iter().any(|request| request.is_whole),
            "{all:?} {length}"
        );
    }
}

#[tokio::test]
async fn a_file_that_is_changed_while_it_is_sent_is_an_error() {
    let folder = Folder::new("changed");
    let content = long(4 << 20);
    type Change = fn(&Path);
    let changes: [(Change, &str); 4] = [
        (|path| append(path), "now has 4194305"),
        (|path| std::fs::write(path, "short").unwrap(), "changed"),
        (
            |path| std::fs::write(path, long(4 << 20)).unwrap(),
            "was changed while it was sent",
        ),
        (|path| std::fs::remove_file(path).unwrap(), "could not be opened"),
    ];
    for (change, expected) in changes {
        let path = folder.file("content", &content);
        std::thread::sleep(std::time::Duration::from_millis(20));
        // The part before the file is read when the file was checked already.
        let changed = path.clone();
        let before = ByteSource::stream_with(move || {
            change(&changed);
            texts(&["x"])
        });
        let server = Server::start(&[204]);
        let parts = client(&server)
            .parts()
            .part("before", before)
            .part("file", FilePart::path(&path));
        let error = parts.send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::RequestBody, "{error}");
        let text = error.to_string();
        assert!(
            text.contains("`file`") && text.contains("/content`") && text.contains(expected),
            "{text}"
        );
        assert!(!server.received().iter().any(|request| request.is_whole));
    }
}

fn append(path: &Path) {
    use std::io::Write;
    let file = std::fs::File::options().append(true).open(path);
    file.unwrap().write_all(b"x").unwrap();
}

/// Neither an endless stream nor one that stalls is read any further.
#[tokio::test]
async fn a_server_that_refuses_an_upload_early_is_heard_and_the_rest_is_not_sent() {
    let dropped = Counter::default();
    for source in [
        ByteSource::stream(Endless(dropped.clone())),
        ByteSource::stream(Stalled("begun", dropped.clone())),
    ] {
        let server = Server::start(&[413]).without_reading();
        let before = dropped.get();
        let error = fails(&server, source).await;
        assert_eq!((error.kind(), error.status()), (ErrorKind::Api, Some(413)), "{error}");
        while dropped.get() == before {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }
}
