//! Reading page after page where each page names the next one: what is requested, where reading ends, and servers that do
//! not move on, or that lead elsewhere.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod ahead;
#[path = "../common/mod.rs"]
mod common;

use common::request::{body, header};
use common::server::{Reply, Server};
use example_build_script::paging::{ChainedPosition, Client};
use huaweicloud_hss::{CallOptions, Error, ErrorKind};

fn client(server: &Server) -> Client {
    Client::builder()
        .endpoint(&server.url)
        .key("s3cret-key")
        .build()
        .unwrap()
}

/// Reads all records, up to an error.
macro_rules! read {
    ($items:expr) => {{
        let mut ids = Vec::new();
        let mut failure: Option<Error> = None;
        let items = &mut $items;
        while let Some(item) = items.next().await {
            match item {
                Ok(item) => ids.push(item.id),
                Err(error) => failure = Some(error),
            }
        }
        (ids, failure)
    }};
}

// Behind the macro, which it uses.
mod added;

/// The path and the query of each request.
fn targets(server: &Server) -> Vec<String> {
    let target = |request: &String| request.split(' ').nth(1).unwrap().to_owned();
    server.received().iter().map(target).collect()
}

/// A server that sends these responses one after the other, whatever is requested, and then an error.
fn script(replies: Vec<Reply>) -> Server {
    Server::start(move |_, number| replies.get(number).cloned().unwrap_or_else(|| Reply::new("500 No")))
}

fn things(ids: &[i32], rest: &str) -> Reply {
    let things: Vec<_> = ids.iter().map(|id| format!(r#"{{"id":{id}}}"#)).collect();
    json(&format!(r#"{{"things":[{}]{rest}}}"#, things.join(",")))
}

fn json(body: &str) -> Reply {
    Reply::new("200 OK").json(body)
}

fn list(ids: &[i32]) -> Reply {
    let things: Vec<_> = ids.iter().map(|id| format!(r#"{{"id":{id}}}"#)).collect();
    json(&format!("[{}]", things.join(",")))
}

#[tokio::test]
async fn pages_are_numbered_from_the_one_of_the_call() {
    let server = script(vec![things(&[1, 2], ""), things(&[3, 4], ""), things(&[], "")]);
    let (ids, failure) = read!(client(&server).by_page().filter("a b").per_page(2).items());
    assert_eq!((ids, failure.map(|error| error.to_string())), (vec![1, 2, 3, 4], None));
    assert_eq!(
        targets(&server),
        [
            "/page?per_page=2&filter=a%20b",
            "/page?per_page=2&filter=a%20b&page=2",
            "/page?per_page=2&filter=a%20b&page=3"
        ]
    );
    let server = script(vec![things(&[1], ""), things(&[], "")]);
    read!(client(&server).by_page().page(7).items());
    assert_eq!(targets(&server), ["/page?page=7", "/page?page=8"]);
    let server = script(vec![list(&[1]), list(&[2]), list(&[])]);
    let (ids, _) = read!(client(&server).by_page_from_zero().items());
    assert_eq!(ids, [1, 2]);
    assert_eq!(
        targets(&server),
        ["/page0", "/page0?pageNumber=1", "/page0?pageNumber=2"]
    );
}

#[tokio::test]
async fn a_short_page_that_reaches_the_total_is_the_last_one() {
    let server = script(vec![things(&[1, 2], r#","total":3"#), things(&[3], r#","total":3"#)]);
    let mut items = client(&server).by_page().per_page(2).items();
    let (ids, failure) = read!(items);
    assert_eq!((ids, failure.is_none(), items.total()), (vec![1, 2, 3], true, Some(3)));
    // Behind a full one, an empty page or a refusal confirms the total.
    let full = || things(&[1, 2], r#","total":2"#);
    for last in [things(&[], r#","total":2"#), Reply::new("404 Not Found")] {
        let server = script(vec![full(), last]);
        let (ids, failure) = read!(client(&server).by_page().per_page(2).items());
        assert_eq!((ids, failure.is_none()), (vec![1, 2], true));
        assert_eq!(server.received().len(), 2);
    }
    // A total that is not reached is an error, and so is a refusal before it.
    for last in [things(&[], r#","total":3"#), Reply::new("404 Not Found")] {
        let server = script(vec![things(&[1, 2], r#","total":3"#), last]);
        let (ids, failure) = read!(client(&server).by_page().per_page(2).items());
        assert_eq!(ids, [1, 2]);
        assert!(failure.is_some());
    }
}

#[tokio::test]
async fn a_server_that_ignores_the_number_of_the_page_is_an_error() {
    let server = Server::start(|_, _| things(&[1, 2], ""));
    let (ids, failure) = read!(client(&server).by_page().items());
    assert_eq!(ids, [1, 2]);
    assert_eq!(failure.unwrap().kind(), ErrorKind::Paging);
    assert_eq!(server.received().len(), 2);
}

#[tokio::test]
async fn a_cursor_of_the_body_is_sent_in_the_query() {
    for end in [
        "",
        r#","meta":{}"#,
        r#","meta":{"next":null}"#,
        r#","meta":{"next":""}"#,
        r#","meta":null"#,
    ] {
        let replies = vec![
            things(&[1, 2], r#","meta":{"next":"a/b=&c"}"#),
            things(&[], r#","meta":{"next":"d"}"#),
            things(&[3], end),
        ];
        let server = script(replies);
        let (ids, failure) = read!(client(&server).by_cursor().filter("x").cursor("first").items());
        assert_eq!(
            (ids, failure.map(|error| error.to_string())),
            (vec![1, 2, 3], None),
            "{end}"
        );
        assert_eq!(
            targets(&server),
            [
                "/cursor?cursor=first&filter=x",
                "/cursor?cursor=a%2Fb%3D%26c&filter=x",
                "/cursor?cursor=d&filter=x"
            ]
        );
    }
}

#[tokio::test]
async fn a_cursor_of_a_header_is_sent_in_a_header() {
    let server = script(vec![
        list(&[1]).header("x-next-cursor", "c 2"),
        list(&[2]).header("X-Next-Cursor", ""),
    ]);
    let mut pages = client(&server).by_header().pages();
    let mut lengths = Vec::new();
    while let Some(page) = pages.next().await {
        lengths.push(page.unwrap().len());
    }
    assert_eq!(lengths, [1, 1]);
    let received = server.received();
    assert_eq!(header(&received[0], "x-cursor"), None);
    assert_eq!(header(&received[1], "x-cursor"), Some("c 2"));
}

#[tokio::test]
async fn a_cursor_is_put_into_the_body_as_it_came() {
    let server = script(vec![things(&[1], r#","last":17"#), things(&[2], "")]);
    let (ids, failure) = read!(client(&server).by_body().items());
    assert_eq!((ids, failure.map(|error| error.to_string())), (vec![1, 2], None));
    let received = server.received();
    assert_eq!(body(&received[0]), "");
    assert_eq!(body(&received[1]), r#"{"page":{"after":17}}"#);
    assert_eq!(header(&received[1], "content-type"), Some("application/json"));
}

#[tokio::test]
async fn a_repeated_cursor_is_an_error_after_the_page_that_names_it() {
    let next = |cursor: &str| format!(r#","meta":{{"next":"{cursor}"}}"#);
    let server = script(vec![
        things(&[1], &next("a")),
        things(&[2], &next("b")),
        things(&[3], &next("a")),
    ]);
    let (ids, failure) = read!(client(&server).by_cursor().items());
    assert_eq!(ids, [1, 2, 3]);
    let failure = failure.unwrap();
    assert_eq!(failure.kind(), ErrorKind::Paging);
    assert!(failure.to_string().starts_with("byCursor: "), "{failure}");
    assert_eq!(server.received().len(), 3);
}

#[tokio::test]
async fn endless_empty_pages_are_an_error() {
    let server = Server::start(|_, number| things(&[], &format!(r#","meta":{{"next":"{number}"}}"#)));
    let (ids, failure) = read!(client(&server).by_cursor().items());
    assert!(ids.is_empty());
    assert_eq!(failure.unwrap().kind(), ErrorKind::Paging);
    assert_eq!(server.received().len(), 1000);
}

/// A server that ignores the cursor, and names another one each time.
#[tokio::test]
async fn the_same_page_under_ever_new_cursors_is_an_error() {
    let server = Server::start(|_, number| things(&[1, 2, 3], &format!(r#","meta":{{"next":"{number}"}}"#)));
    let (ids, failure) = read!(client(&server).by_cursor().items());
    assert_eq!(ids.len(), 3000);
    assert_eq!(failure.unwrap().kind(), ErrorKind::Paging);
    assert_eq!(server.received().len(), 1000);
    // Pages that are alike now and then are not.
    let server = Server::start(|_, number| {
        let next = if number < 1500 {
            format!(r#","meta":{{"next":"{number}"}}"#)
        } else {
            String::new()
        };
        things(&[1, if number % 100 == 0 { 2 } else { 3 }], &next)
    });
    let (ids, failure) = read!(client(&server).by_cursor().items());
    assert_eq!((ids.len(), failure.is_none()), (3002, true));
}

#[tokio::test]
async fn what_is_no_cursor_is_an_error() {
    for value in ["true", "[1]", "{}"] {
        let server = script(vec![things(&[1], &format!(r#","meta":{{"next":{value}}}"#))]);
        // The document says that it is a string; the pages of a list have no such property.
        let (_, failure) = read!(client(&server).by_cursor().items());
        assert!(failure.is_some(), "{value}");
    }
}

#[tokio::test]
async fn a_link_of_the_body_is_followed_on_the_same_server() {
    let server = Server::start(|request, number| {
        let host = header(request, "host").unwrap();
        match number {
            0 => things(
                &[1],
                &format!(r#","next":"http://{host}/link?after=a%2Fb&filter=x#top""#),
            ),
            // Relative to the address of the page.
            1 => things(&[2], r#","next":"sub/more?after=2""#),
            2 => things(&[3], r#","next":"?after=3""#),
            _ => things(&[4], r#","next":null"#),
        }
    });
    let (ids, failure) = read!(client(&server).by_link().filter("y").x_trace("t").items());
    assert_eq!((ids, failure.map(|error| error.to_string())), (vec![1, 2, 3, 4], None));
    assert_eq!(
        targets(&server),
        [
            "/link?filter=y",
            "/link?after=a%2Fb&filter=x",
            "/sub/more?after=2",
            "/sub/more?after=3"
        ]
    );
    for request in server.received() {
        assert_eq!(header(&request, "x-key"), Some("s3cret-key"));
        assert_eq!(header(&request, "x-trace"), Some("t"));
    }
}

#[tokio::test]
async fn a_link_to_another_server_gets_nothing() {
    let other = Server::start(|_, _| things(&[9], ""));
    let port = other.url.rsplit(':').next().unwrap().to_owned();
    for link in [
        other.url.clone(),
        format!("//127.0.0.1:{port}/link"),
        format!("http://localhost:{port}/link"),
        "https://paging.example.com/link".to_owned(),
        "ftp://127.0.0.1/link".to_owned(),
        "data:text/plain,x".to_owned(),
        "http://[broken".to_owned(),
    ] {
        let server = script(vec![things(&[1], &format!(r#","next":"{link}""#))]);
        let mut items = client(&server).by_link().items();
        let (ids, failure) = read!(items);
        assert_eq!(ids, [1], "{link}");
        let failure = failure.unwrap();
        assert_eq!(failure.kind(), ErrorKind::Paging, "{link}: {failure}");
        assert!(
            !format!("{failure} {failure:?} {items:?}").contains("s3cret"),
            "{failure:?}"
        );
        assert_eq!(server.received().len(), 1, "{link}");
    }
    // Neither does one with a user, nor a position that somebody changed.
    let server = Server::start(|request, _| {
        let host = header(request, "host").unwrap();
        things(&[1], &format!(r#","next":"http://user:password@{host}/link""#))
    });
    let (_, failure) = read!(client(&server).by_link().items());
    assert_eq!(failure.unwrap().kind(), ErrorKind::Paging);
    let position: ChainedPosition = format!("1+0={}/link", other.url).parse().unwrap();
    let (ids, failure) = read!(client(&server).by_link().items().resume(position));
    assert_eq!((ids.len(), failure.unwrap().kind()), (0, ErrorKind::Paging));
    assert!(other.received().is_empty());
}

#[tokio::test]
async fn a_key_in_the_query_is_added_to_links_and_is_not_in_positions() {
    let server = script(vec![
        things(&[1], r#","next":"/link?after=1&api_key=s3cret-key""#),
        things(&[2], r#","next":"/link?after=2""#),
        things(&[3], ""),
    ]);
    let client = Client::builder()
        .endpoint(&server.url)
        .query_key("s3cret-key")
        .build()
        .unwrap();
    let mut pages = client.by_link().pages();
    let mut positions = Vec::new();
    while let Some(page) = pages.next().await {
        page.unwrap();
        positions.push(pages.position().to_string());
    }
    assert_eq!(
        positions,
        [
            format!("1+0={}/link?after=1", server.url),
            format!("2+0={}/link?after=2", server.url),
            "end".to_owned()
        ]
    );
    assert_eq!(
        targets(&server),
        [
            "/link?api_key=s3cret-key",
            "/link?after=1&api_key=s3cret-key",
            "/link?after=2&api_key=s3cret-key"
        ]
    );
}

#[tokio::test]
async fn the_header_link_is_followed() {
    let server = script(vec![
        list(&[1]).header("Link", r#"</linkHeader/a?p=1>; rel="prev", <?p=2>; rel="next last""#),
        list(&[2])
            .header("link", "<?p=1>; rel=prev")
            .header("LINK", "<?p=3>;title=\"a, <b>\";rel=next"),
        list(&[3]).header("link", "<?p=1>; rel=first"),
    ]);
    let (ids, failure) = read!(client(&server).by_link_header("a").items());
    assert_eq!((ids, failure.map(|error| error.to_string())), (vec![1, 2, 3], None));
    assert_eq!(
        targets(&server),
        ["/linkHeader/a", "/linkHeader/a?p=2", "/linkHeader/a?p=3"]
    );
    // The same page again and again.
    let server = Server::start(|_, _| list(&[1]).header("link", "<?p=2>; rel=next"));
    let (ids, failure) = read!(client(&server).by_link_header("a").items());
    assert_eq!((ids, failure.unwrap().kind()), (vec![1, 1], ErrorKind::Paging));
    // A header that cannot be read may have had a link.
    let server = script(vec![list(&[1]).header("link", "?p=2; rel=next")]);
    let (_, failure) = read!(client(&server).by_link_header("a").items());
    assert_eq!(failure.unwrap().kind(), ErrorKind::Paging);
}

#[tokio::test]
async fn reading_resumes_from_the_text_of_a_position() {
    let reply = |request: &str, _: usize| match request.split(' ').nth(1).unwrap() {
        "/cursor" => things(&[1, 2, 3], r#","meta":{"next":"b=1"}"#),
        "/cursor?cursor=b%3D1" => things(&[4, 5], r#","meta":{"next":"c"}"#),
        "/cursor?cursor=c" => things(&[6], ""),
        "/page" => things(&[1, 2, 3], ""),
        "/page?page=2" => things(&[4, 5], ""),
        "/page?page=3" => things(&[6], ""),
        _ => things(&[], ""),
    };
    let server = Server::start(reply);
    let client = client(&server);
    for read_before in 0..=6 {
        let mut items = client.by_cursor().items();
        let mut pages = client.by_page().items();
        let mut ids = (Vec::new(), Vec::new());
        for _ in 0..read_before {
            ids.0.push(items.next().await.unwrap().unwrap().id);
            ids.1.push(pages.next().await.unwrap().unwrap().id);
        }
        let position: ChainedPosition = items.position().to_string().parse().unwrap();
        let mut rest = client.by_cursor().items().resume(position);
        ids.0.extend(read!(rest).0);
        let position: ChainedPosition = pages.position().to_string().parse().unwrap();
        let mut rest = client.by_page().items().resume(position);
        ids.1.extend(read!(rest).0);
        assert_eq!(
            ids,
            (vec![1, 2, 3, 4, 5, 6], vec![1, 2, 3, 4, 5, 6]),
            "after {read_before}"
        );
    }
}

#[tokio::test]
async fn a_page_that_failed_is_requested_again_by_its_position() {
    let server = Server::start(|_, number| match number {
        0 => things(&[1], r#","meta":{"next":"b"}"#),
        1 => Reply::new("400 Bad Request"),
        _ => things(&[2], ""),
    });
    let client = client(&server);
    let mut items = client.by_cursor().items();
    let (ids, failure) = read!(items);
    assert_eq!((ids, failure.unwrap().status()), (vec![1], Some(400)));
    let (ids, failure) = read!(client.by_cursor().items().resume(items.position()));
    assert_eq!((ids, failure.is_none()), (vec![2], true));
    assert_eq!(targets(&server), ["/cursor", "/cursor?cursor=b", "/cursor?cursor=b"]);
}
