//! Bodies that are read from files and streams while they are sent: the bytes at the socket, what is sent again, and what is
//! an error.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::disallowed_methods, reason = "the files are the test's own")]

mod errors;
mod memory;
mod parts;
mod retries;
mod server;
mod source;

use std::borrow::Cow;
use std::io::Cursor;
use std::path::Path;
use std::time::Duration;

use example_build_script::wire::{ByteSource, Client};
use huaweicloud_hss::RetryPolicy;
use server::Server;
use source::{Counter, Folder, long, texts};

/// A client whose retries cost a test nothing.
fn client(server: &Server) -> Client {
    let policy = RetryPolicy::default().base(Duration::from_millis(1));
    let builder = Client::builder().endpoint(server.url.clone()).retry_policy(policy);
    builder.build().unwrap()
}

#[tokio::test]
async fn a_body_is_sent_from_a_file_with_its_length() {
    let folder = Folder::new("file");
    for content in [Vec::new(), b"short".to_vec(), long(128 << 10), long((1 << 20) + 7)] {
        let path = folder.file("content.bin", &content);
        for source in [ByteSource::path(&path), path.as_path().into(), path.clone().into()] {
            let source = source.length(content.len() as u64);
            let server = Server::start(&[204]);
            client(&server).store().body(source).send().await.unwrap();
            let request = server.received().remove(0);
            assert_eq!(request.header("content-length"), Some(&*content.len().to_string()));
            assert_eq!(request.header("content-type"), Some("application/octet-stream"));
            assert_eq!(request.header("transfer-encoding"), None);
            assert!(
                request.body == content,
                "{} bytes of {}",
                request.body.len(),
                content.len()
            );
        }
    }
}

#[tokio::test]
async fn a_body_is_sent_from_a_stream_in_chunks_or_with_the_length_that_is_set() {
    const ALL: [&str; 4] = ["one", "", "two", "three"];
    let sources: [fn() -> ByteSource; 4] = [
        || ByteSource::stream(texts(&ALL)),
        || ByteSource::stream_with(|| texts(&ALL)),
        || ByteSource::reader(&b"onetwothree"[..]),
        || ByteSource::reader_with(|| async { Ok(Cursor::new(b"onetwothree")) }),
    ];
    for source in sources {
        let server = Server::start(&[204]);
        client(&server)
            .image()
            .body("image/png", source())
            .send()
            .await
            .unwrap();
        client(&server).store().body(source().length(11)).send().await.unwrap();
        let [chunked, sized] = &server.received()[..] else {
            panic!()
        };
        assert_eq!(chunked.header("transfer-encoding"), Some("chunked"));
        assert_eq!(chunked.header("content-length"), None);
        assert_eq!(chunked.header("content-type"), Some("image/png"));
        assert_eq!(sized.header("transfer-encoding"), None);
        assert_eq!(sized.header("content-length"), Some("11"));
        assert_eq!(
            (chunked.text(), sized.text()),
            ("onetwothree".into(), "onetwothree".into())
        );
    }
    for source in [
        ByteSource::stream(texts(&[])),
        ByteSource::stream(texts(&[""])).length(0),
    ] {
        let server = Server::start(&[204]);
        client(&server).store().body(source).send().await.unwrap();
        let request = server.received().remove(0);
        assert!(request.is_whole && request.body.is_empty(), "{request:?}");
    }
}

#[tokio::test]
async fn everything_that_is_in_memory_can_be_a_body() {
    let text = "bytes".to_owned();
    let slice = text.as_bytes();
    for source in [
        ByteSource::from("bytes"),
        ByteSource::from(text.clone()),
        ByteSource::from(&text),
        ByteSource::from(slice),
        ByteSource::from(slice.to_vec()),
        ByteSource::from(&slice.to_vec()),
        ByteSource::from(b"bytes"),
        ByteSource::from(*b"bytes"),
        ByteSource::from(slice.to_vec().into_boxed_slice()),
        ByteSource::from(text.clone().into_boxed_str()),
        ByteSource::from(Cow::Borrowed(slice)),
        ByteSource::from(Cow::Borrowed(&*text)),
    ] {
        let server = Server::start(&[204]);
        client(&server).store().body(source.length(5)).send().await.unwrap();
        let request = server.received().remove(0);
        assert_eq!(
            (request.header("content-length"), request.text()),
            (Some("5"), "bytes".into())
        );
    }
    // Bodies without bytes state their length, too.
    let server = Server::start(&[204]);
    client(&server).store().body("").send().await.unwrap();
    assert_eq!(server.received()[0].header("content-length"), Some("0"));
}

#[tokio::test]
async fn the_body_of_a_response_is_sent_on() {
    let from = Server::start(&[200]).with_body("the whole content");
    let to = Server::start(&[204]);
    let download = example_build_script::streams::Client::builder()
        .endpoint(from.url.clone())
        .key("k");
    let download = download.build().unwrap().file().send_stream().await.unwrap();
    let source = ByteSource::stream(download.into_inner());
    client(&to).store().body(source).send().await.unwrap();
    assert_eq!(to.received()[0].text(), "the whole content");
}

#[test]
fn debug_shows_no_content() {
    let stream = ByteSource::stream(texts(&["s3cret"]));
    let counter = Counter::default();
    let counted = counter.clone();
    let again = ByteSource::stream_with(move || {
        counted.add();
        texts(&["s3cret"])
    });
    for (source, expected) in [
        (ByteSource::from("s3cret"), "ByteSource { length: 6 }"),
        (ByteSource::path("a/b.png"), "ByteSource { path: \"a/b.png\" }"),
        (stream.clone(), "ByteSource { from: stream }"),
        (again.clone().length(9), "ByteSource { from: stream, length: 9 }"),
    ] {
        assert_eq!(format!("{source:?}"), expected);
    }
    assert_eq!(counter.get(), 0, "nothing is made to be shown");
    let call = Client::builder()
        .endpoint("http://127.0.0.1:9")
        .build()
        .unwrap()
        .store();
    assert!(!format!("{:?}", call.body("s3cret")).contains("s3cret"));
    // Equal by what is known without reading.
    assert_eq!(ByteSource::from("a"), ByteSource::from(b"a"));
    assert_eq!(ByteSource::path("a"), Path::new("a").into());
    assert_ne!(ByteSource::path("a"), ByteSource::from("a"));
    assert_ne!(stream, again);
    assert_eq!(stream, stream.clone());
    assert_ne!(stream, ByteSource::stream(texts(&["s3cret"])));
}
