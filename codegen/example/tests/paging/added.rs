//! Headers and parameters that are added to calls whose pages are read: none of them says which page is requested.

use super::*;

/// Reads the first page, which is refused before anything is sent.
macro_rules! refused {
    ($call:expr, $name:literal, $server:ident) => {{
        let page = $call.clone().pages().next().await.unwrap();
        let item = $call.items().next().await.unwrap();
        for error in [page.err().unwrap(), item.err().unwrap()] {
            assert_eq!(error.kind(), ErrorKind::InvalidArgument, "{error}");
            let text = error.to_string();
            assert!(text.contains(concat!("`", $name, "` cannot be added")), "{text}");
        }
        assert!($server.received().is_empty());
    }};
}

#[tokio::test]
async fn cursors_and_page_numbers_are_refused() {
    let server = script(vec![things(&[1], "")]);
    let client = client(&server);
    refused!(
        client.by_cursor().options(|options| options.query("cursor", "x")),
        "cursor",
        server
    );
    refused!(
        client.by_page().options(|options| options.query("page", "2")),
        "page",
        server
    );
    refused!(
        client.by_header().options(|options| options.header("X-Cursor", "x")),
        "x-cursor",
        server
    );
    // Other parameters, and calls for one page, take them.
    let (ids, failure) = read!(
        client
            .by_cursor()
            .options(|options| options.query("other", "x"))
            .items()
    );
    assert_eq!((ids, failure.map(|error| error.to_string())), (vec![1], None));
    let _ = client
        .by_cursor()
        .options(|options| options.query("cursor", "x"))
        .send()
        .await;
    assert_eq!(targets(&server)[1], "/cursor?cursor=x");
}

#[tokio::test]
async fn a_link_keeps_its_parameters_and_gets_those_that_it_lacks() {
    let server = script(vec![
        things(&[1], r#","next":"/link?after=1&size=9""#),
        things(&[2], r#","next":"/link?after=2""#),
        things(&[3], ""),
    ]);
    let add = |options: CallOptions| options.query("after", "0").query("size", "5");
    let (ids, failure) = read!(client(&server).by_link().options(add).items());
    assert_eq!((ids, failure.map(|error| error.to_string())), (vec![1, 2, 3], None));
    assert_eq!(
        targets(&server),
        ["/link?after=0&size=5", "/link?after=1&size=9", "/link?after=2&size=5"]
    );
}
