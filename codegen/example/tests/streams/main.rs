//! Responses that are read while they arrive: bytes, lines of JSON, and server-sent events, from servers that are slow, break
//! off, or send too much.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../common/mod.rs"]
mod common;
mod server;

use std::time::{Duration, Instant};

use common::request::header;
use example_build_script::streams::{Client, ClientBuilder, types::Thing};
use huaweicloud_hss::{Error, ErrorKind, Response, RetryPolicy};
use server::{Server, Step, chunk, head};

fn builder(server: &Server) -> ClientBuilder {
    Client::builder()
        .endpoint(&server.url)
        .key("s3cret-key")
        .retry_policy(RetryPolicy::off())
}

fn client(server: &Server) -> Client {
    builder(server).build().unwrap()
}

/// Reads all items, up to the end.
macro_rules! read {
    ($stream:expr) => {{
        let stream = &mut $stream;
        let mut items = Vec::new();
        while let Some(item) = stream.next().await {
            items.push(item.map_err(|error| error.to_string()));
        }
        items
    }};
}

#[tokio::test]
async fn bytes_arrive_piece_by_piece_and_are_written_to_a_file() -> Result<(), Error> {
    let pause = Duration::from_millis(300);
    let server = Server::start(vec![vec![
        head("application/octet-stream"),
        chunk("first"),
        Step::Wait(pause),
        chunk("\0second"),
        Step::End,
    ]]);
    let begun = Instant::now();
    let mut response = client(&server).file().send_stream().await?;
    assert_eq!(
        (response.status(), response.header("content-type")),
        (200, Some("application/octet-stream"))
    );
    assert_eq!(response.next().await.unwrap()?, b"first");
    assert!(
        begun.elapsed() < pause,
        "the first piece does not wait for the second one"
    );
    assert_eq!(response.next().await.unwrap()?, b"\0second");
    assert!(response.next().await.is_none());
    let request = server.received().remove(0);
    assert_eq!(header(&request, "accept-encoding"), Some("identity"));
    assert_eq!(header(&request, "x-key"), Some("s3cret-key"));

    let mut file = Vec::new();
    let length = client(&server).file().send_stream().await?.download(&mut file).await?;
    assert_eq!((length, &*file), (12, &b"first\0second"[..]));
    Ok(())
}

#[tokio::test]
async fn a_download_has_no_limit_of_its_length() -> Result<(), Error> {
    const PIECE: usize = 64 << 10;
    let server = Server::start(vec![vec![
        head("application/octet-stream"),
        Step::Repeat(vec![7; PIECE], 100),
        Step::End,
    ]]);
    let client = builder(&server).response_limit(1000).build()?;
    let length = client.file().send_stream().await?.download(std::io::sink()).await?;
    assert_eq!(length, 100 * PIECE as u64);
    let error = client.file().send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);
    Ok(())
}

#[tokio::test]
async fn an_error_status_is_an_error_with_its_body() {
    let body = "HTTP/1.1 404 Not Found\r\ncontent-type: application/json\r\ncontent-length: 12\r\n\r\n{\"code\":\"x\"}";
    let server = Server::start(vec![vec![Step::Head(body)]]);
    let error = client(&server).file().send_stream().await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Api, Some(404)));
    assert_eq!(error.raw_body(), Some(&b"{\"code\":\"x\"}"[..]));
}

#[tokio::test]
async fn an_opening_that_fails_is_retried() -> Result<(), Error> {
    let server = Server::start(vec![
        vec![Step::Head(
            "HTTP/1.1 503 No\r\nretry-after: 0\r\ncontent-length: 0\r\n\r\n",
        )],
        vec![head("application/octet-stream"), chunk("x"), Step::End],
    ]);
    let client = builder(&server).retry_policy(RetryPolicy::default()).build()?;
    let mut response = client.file().send_stream().await?;
    assert_eq!(response.attempts(), 2);
    assert_eq!(read!(*response), [Ok(b"x".to_vec())]);
    Ok(())
}

#[tokio::test]
async fn a_body_that_breaks_off_stalls_or_is_compressed_is_an_error() -> Result<(), Error> {
    let kind = |outcome: Option<Result<Vec<u8>, Error>>| outcome.unwrap().unwrap_err().kind();
    let server = Server::start(vec![
        vec![head("application/octet-stream"), chunk("x")],
        vec![Step::Head("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nx")],
        vec![
            head("application/octet-stream"),
            chunk("x"),
            Step::Wait(Duration::from_secs(5)),
        ],
        vec![Step::Head(
            "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 5\r\n\r\nxxxxx",
        )],
    ]);
    let client = builder(&server).attempt_timeout(Duration::from_millis(300)).build()?;
    for expected in [ErrorKind::Transport, ErrorKind::Transport, ErrorKind::Timeout] {
        let mut response = client.file().send_stream().await?;
        assert_eq!(response.next().await.unwrap()?, b"x");
        assert_eq!(kind(response.next().await), expected);
        assert!(response.next().await.is_none(), "an error is the end");
    }
    let error = client.file().send_stream().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    Ok(())
}

#[tokio::test]
async fn a_stream_may_take_longer_than_a_call() -> Result<(), Error> {
    let mut steps = vec![head("application/octet-stream")];
    for _ in 0..4 {
        steps.extend([chunk("x"), Step::Wait(Duration::from_millis(200))]);
    }
    steps.push(Step::End);
    let server = Server::start(vec![steps]);
    let short = Duration::from_millis(500);
    let client = builder(&server).timeout(short).attempt_timeout(short).build()?;
    let mut file = Vec::new();
    client.file().send_stream().await?.download(&mut file).await?;
    assert_eq!(file, b"xxxx");
    Ok(())
}

#[tokio::test]
async fn lines_are_decoded_however_they_are_cut() -> Result<(), Error> {
    let server = Server::start(vec![vec![
        head("application/x-ndjson"),
        chunk("\u{feff}{\"id\":1}\r\n{\"i"),
        chunk("d\":2,\"name\":\"ä\"}\n\n  \n{\"id\":3}\n{\"id\":"),
        chunk("4}"),
        Step::End,
    ]]);
    let mut lines = client(&server).lines().send_lines().await?;
    let things: Vec<_> = read!(*lines).into_iter().map(|thing| thing.unwrap()).collect();
    let ids: Vec<_> = things.iter().map(|thing: &Thing| thing.id).collect();
    assert_eq!((ids, things[1].name.as_deref()), (vec![1, 2, 3, 4], Some("ä")));
    assert_eq!(header(&server.received()[0], "accept"), Some("application/x-ndjson"));
    Ok(())
}

#[tokio::test]
async fn a_bad_line_is_an_error_and_the_next_ones_are_read() -> Result<(), Error> {
    let server = Server::start(vec![vec![
        head("application/x-ndjson"),
        chunk("{\"id\":1}\n{\"id\":\"s3cret-key\"}\nnonsense\n{\"id\":4}\n"),
        Step::End,
    ]]);
    let mut lines = client(&server).lines().send_lines().await?;
    assert_eq!(lines.next().await.unwrap()?.id, 1);
    let error = lines.next().await.unwrap().unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Decode, Some("line 2: id")));
    assert_eq!(error.raw_body(), Some(&b"{\"id\":\"s3cret-key\"}"[..]));
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert!(
        !format!("{error} {error:?} {cause}").contains("s3cret-key"),
        "{error:?}"
    );
    let error = lines.next().await.unwrap().unwrap_err();
    assert!(error.to_string().starts_with("lines: status 200: "), "{error}");
    assert_eq!((error.kind(), error.path()), (ErrorKind::Decode, Some("line 3")));
    assert_eq!(lines.next().await.unwrap()?.id, 4);
    assert!(lines.next().await.is_none());
    Ok(())
}

#[tokio::test]
async fn a_line_and_an_event_are_limited() -> Result<(), Error> {
    let endless = |media_type| vec![head(media_type), Step::Repeat(b"data: xxxxxxxx".to_vec(), 10_000)];
    let server = Server::start(vec![endless("application/x-ndjson"), endless("text/event-stream")]);
    let client = builder(&server).response_limit(1000).response_value_limit(2).build()?;
    let mut lines = client.lines().send_lines().await?;
    assert_eq!(lines.next().await.unwrap().unwrap_err().kind(), ErrorKind::TooLarge);
    assert!(lines.next().await.is_none());
    let mut events = client.events().send_events().await?;
    assert_eq!(events.next().await.unwrap().unwrap_err().kind(), ErrorKind::TooLarge);
    let server = Server::start(vec![vec![
        head("application/x-ndjson"),
        chunk("{\"id\":1,\"a\":[1,2,3,4,5,6]}\n{\"id\":2}\n"),
        Step::End,
    ]]);
    let client = builder(&server).response_value_limit(4).build()?;
    let mut lines = client.lines().send_lines().await?;
    assert_eq!(lines.next().await.unwrap().unwrap_err().kind(), ErrorKind::TooLarge);
    assert_eq!(lines.next().await.unwrap()?.id, 2);
    Ok(())
}

#[tokio::test]
async fn a_list_of_lines_and_a_list_are_two_media_types() -> Result<(), Error> {
    let server = Server::start(vec![
        vec![head("application/jsonl"), chunk("{\"n\":1}\n{\"n\":2}\n"), Step::End],
        vec![head("application/json"), chunk("[{\"id\":1}]"), Step::End],
        vec![head("application/jsonl"), chunk("{\"n\":1}"), Step::End],
    ]);
    let client = client(&server);
    let mut lines = client.any_lines().send_lines().await?;
    let numbers: Vec<_> = read!(*lines).into_iter().map(|line| line.unwrap().n).collect();
    assert_eq!(numbers, [1, 2]);
    assert_eq!(client.any_lines().send().await?.len(), 1);
    assert_eq!(header(&server.received()[1], "accept"), Some("application/json"));
    let error = client.any_lines().send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    Ok(())
}

#[tokio::test]
async fn events_have_a_type_a_text_and_an_id() -> Result<(), Error> {
    let server = Server::start(vec![vec![
        head("text/event-stream; charset=utf-8"),
        chunk(": hello\n\nid: 1\nevent: add\ndata: {\"id\":7}\n\nda"),
        chunk("ta: a\r\ndata: b\r\n\r\ndata: [DONE]\n\ndata: lost"),
        Step::End,
    ]]);
    let mut events = client(&server).events().topic("x").send_events().await?;
    let event = events.next().await.unwrap()?;
    assert_eq!(
        (&*event.event, &*event.data, event.id.as_deref()),
        ("add", "{\"id\":7}", Some("1"))
    );
    assert_eq!(event.json::<Thing>()?.id, 7);
    let event = events.next().await.unwrap()?;
    assert_eq!(
        (&*event.event, &*event.data, event.id.as_deref()),
        ("message", "a\nb", Some("1"))
    );
    let event = events.next().await.unwrap()?;
    assert_eq!(event.json::<Thing>().unwrap_err().kind(), ErrorKind::Decode);
    assert!(events.next().await.is_none());
    assert_eq!(events.last_event_id(), Some("1"));
    let request = server.received().remove(0);
    assert!(request.starts_with("GET /events?topic=x HTTP/1.1\r\n"), "{request}");
    assert_eq!(header(&request, "accept"), Some("text/event-stream"));
    assert_eq!(header(&request, "last-event-id"), None);
    Ok(())
}

#[tokio::test]
async fn events_go_on_behind_the_last_one_after_a_break() -> Result<(), Error> {
    let server = Server::start(vec![
        vec![
            head("text/event-stream"),
            chunk("retry: 10\n\nid: 1\ndata: a\n\nid: 2\ndata: b\n\ndata: par"),
        ],
        vec![
            head("text/event-stream"),
            chunk("id: 3\ndata: c\n\n"),
            Step::Wait(Duration::from_secs(3)),
        ],
        vec![head("text/event-stream"), chunk("data: d\n\n"), Step::End],
    ]);
    let client = builder(&server).attempt_timeout(Duration::from_millis(300)).build()?;
    let mut events = client.events().send_events_after("0").await?;
    let texts: Vec<_> = read!(*events).into_iter().map(|event| event.unwrap().data).collect();
    assert_eq!(texts, ["a", "b", "c", "d"]);
    let received = server.received();
    let ids: Vec<_> = received
        .iter()
        .map(|request| header(request, "last-event-id").unwrap())
        .collect();
    assert_eq!(ids, ["0", "2", "3"]);
    assert!(
        received
            .iter()
            .all(|request| header(request, "x-key") == Some("s3cret-key"))
    );
    Ok(())
}

#[tokio::test]
async fn events_that_break_off_again_and_again_are_an_error() -> Result<(), Error> {
    let server = Server::start(vec![
        vec![head("text/event-stream"), chunk("retry: 1\nid: 1\ndata: a\n\n")],
        vec![head("text/event-stream")],
    ]);
    let mut events = client(&server).events().send_events().await?;
    assert_eq!(events.next().await.unwrap()?.data, "a");
    let error = events.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert_eq!((events.last_event_id(), server.received().len()), (Some("1"), 4));
    assert!(events.next().await.is_none());
    // Without an ID there is no place to go on from; a POST is not sent twice.
    let server = Server::start(vec![vec![head("text/event-stream"), chunk("data: a\n\n")]]);
    let mut events = client(&server).events().send_events().await?;
    assert_eq!(read!(*events).len(), 2);
    let server = Server::start(vec![vec![head("text/event-stream"), chunk("id: 1\ndata: a\n\n")]]);
    let mut events = client(&server).complete().send_events().await?;
    assert_eq!(read!(*events).len(), 2);
    assert_eq!(server.received().len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_response_that_has_no_events_is_an_error() -> Result<(), Error> {
    let server = Server::start(vec![vec![head("application/json"), chunk("{\"id\":1}"), Step::End]]);
    let error = client(&server).complete().send_events().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    let thing: Response<Thing> = client(&server).complete().send().await?;
    assert_eq!(thing.id, 1);
    assert_eq!(header(&server.received()[1], "accept"), Some("application/json"));
    Ok(())
}
