//! Files of a multipart body: the expected bytes, written by hand.

use std::path::PathBuf;

use example_build_script::media_types::operations::EachMultipart;
use example_build_script::wire::{ByteSource, FilePart};

use super::client;
use super::server::{Request, Server};
use super::source::{Folder, long, texts};

/// The body that these parts make, and its boundary.
fn expected(request: &Request, media_type: &str, parts: &[String]) -> String {
    let content_type = request.header("content-type").unwrap();
    let boundary = content_type.strip_prefix(&format!("{media_type}; boundary=")).unwrap();
    assert!(boundary.len() > 32, "a boundary that cannot be guessed: {boundary}");
    let parts = parts
        .iter()
        .map(|part| format!("--{boundary}\r\nContent-Disposition: form-data; {part}\r\n"));
    format!("{}--{boundary}--\r\n", parts.collect::<String>())
}

#[tokio::test]
async fn parts_come_from_memory_files_and_streams_in_their_order() {
    let folder = Folder::new("parts");
    let photo = folder.file("a \"b\".png", "PNG\r\n--");
    let scan = folder.file("scan", "%PDF");
    let one = folder.file("ä.txt", "eins");
    let sources = |stream: ByteSource| {
        vec![
            "memory".into(),
            FilePart::path(&one),
            FilePart::new(stream),
            PathBuf::from(&scan).into(),
            FilePart::new(ByteSource::stream_with(|| texts(&["x", "y"])).length(2)).file_name("s"),
        ]
    };
    for (stream, is_sized) in [
        (ByteSource::stream(texts(&["a", "b"])), false),
        (ByteSource::stream(texts(&["a", "b"])).length(2), true),
    ] {
        let server = Server::start(&[204]);
        let call = client(&server)
            .multipart()
            .id(7)
            .photo(FilePart::path(&photo))
            .photo_x_rate(3);
        let call = call.scan(
            FilePart::path(&scan)
                .file_name("s.pdf")
                .content_type("application/x-pdf"),
        );
        call.attachments(sources(stream)).send().await.unwrap();
        let request = server.received().remove(0);
        let octets = "Content-Type: application/octet-stream";
        let parts = [
            "name=\"id\"\r\n\r\n7".to_owned(),
            "name=\"photo\"; filename=\"a %22b%22.png\"\r\nContent-Type: image/png\r\nX-Rate: 3\r\n\r\nPNG\r\n--"
                .to_owned(),
            "name=\"scan\"; filename=\"s.pdf\"\r\nContent-Type: application/x-pdf\r\n\r\n%PDF".to_owned(),
            format!("name=\"attachments\"; filename=\"attachments\"\r\n{octets}\r\n\r\nmemory"),
            format!("name=\"attachments\"; filename=\"ä.txt\"\r\n{octets}\r\n\r\neins"),
            format!("name=\"attachments\"; filename=\"attachments\"\r\n{octets}\r\n\r\nab"),
            format!("name=\"attachments\"; filename=\"scan\"\r\n{octets}\r\n\r\n%PDF"),
            format!("name=\"attachments\"; filename=\"s\"\r\n{octets}\r\n\r\nxy"),
        ];
        let expected = expected(&request, "multipart/form-data", &parts);
        assert_eq!(request.text(), expected);
        let length = is_sized.then(|| expected.len().to_string());
        assert_eq!(request.header("content-length"), length.as_deref());
        assert_eq!(request.header("transfer-encoding"), (!is_sized).then_some("chunked"));
    }
}

#[tokio::test]
async fn a_multipart_body_beside_another_media_type_takes_files_and_streams() {
    let folder = Folder::new("beside");
    let content = String::from_utf8(long(300_000).iter().map(|byte| byte % 64 + 32).collect()).unwrap();
    let server = Server::start(&[204]);
    let parts = EachMultipart::new()
        .photo(folder.file("a.png", &content))
        .photo_x_rate(1);
    let media_types = example_build_script::media_types::Client::builder().endpoint(server.url.clone());
    media_types
        .build()
        .unwrap()
        .each()
        .body_multipart(parts)
        .send()
        .await
        .unwrap();
    let request = server.received().remove(0);
    let photo = format!("name=\"photo\"; filename=\"a.png\"\r\nContent-Type: image/png\r\nX-Rate: 1\r\n\r\n{content}");
    assert!(request.text() == expected(&request, "multipart/form-data", &[photo]));
}

#[tokio::test]
async fn parts_are_sent_again_with_the_boundary_of_the_first_attempt() {
    let folder = Folder::new("parts-again");
    let server = Server::start(&[503, 204]);
    let call = client(&server)
        .multipart_optional()
        .id(1)
        .photo(folder.file("a", "PNG"));
    let again = call.clone();
    assert_eq!(call.send().await.unwrap().attempts(), 2);
    again.send().await.unwrap();
    let [first, second, other] = &server.received()[..] else {
        panic!()
    };
    assert_eq!(first, second);
    assert!(first.text().contains("PNG"), "{first:?}");
    assert_ne!(
        first.header("content-type"),
        other.header("content-type"),
        "another call"
    );

    // Not if one of them is a stream that was begun.
    let server = Server::start(&[503, 204]);
    let call = client(&server)
        .multipart_optional()
        .id(1)
        .photo(ByteSource::stream(texts(&["PNG"])));
    let error = call.send().await.unwrap_err();
    assert!(error.to_string().ends_with("was begun"), "{error}");
}

#[test]
fn debug_of_a_part_shows_no_content() {
    let part = FilePart::new("s3cret").file_name("a");
    assert_eq!(
        format!("{part:?}"),
        "FilePart { file_name: Some(\"a\"), content_type: None, content: ByteSource { length: 6 }, .. }"
    );
    assert_eq!(FilePart::path("a"), FilePart::new(ByteSource::path("a")));
}
