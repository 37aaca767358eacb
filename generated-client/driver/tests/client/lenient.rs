//! Pages with bad records, read record by record.

use driver::server::CannedResponse;
use huaweicloud_hss::{
    Error, ErrorKind,
    runtime::generated::{Request, Response},
};
use serde::Deserialize;

use crate::{
    small::{GET, core},
    support::always,
};

#[derive(Debug, Deserialize, PartialEq)]
struct Page {
    total: Option<i64>,
    items: Vec<Item>,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Item {
    time: i64,
    #[serde(default)]
    tags: Vec<String>,
}

type Lenient = Result<Response<(Page, Vec<Result<Item, Error>>)>, Error>;

async fn read(body: &str) -> Lenient {
    let server = always(CannedResponse::new(200, &[("X-Request-Id", "r7")], body));
    core(&server, |_| {}).lenient(Request::new(&GET), "items").await
}

#[tokio::test]
async fn good_records_are_there_and_bad_ones_are_named() {
    let body = r#"{"total":4,"items":[{"time":1},{"time":"2"},{"time":3,"tags":[7]},[],{"time":5}]}"#;
    let (page, records) = read(body).await.expect("a page").into_inner();
    assert_eq!((page.total, page.items.len(), records.len()), (Some(4), 0, 5));
    let times: Vec<_> = records.iter().flatten().map(|item| item.time).collect();
    assert_eq!(times, [1, 5]);
    let bad: Vec<_> = records.iter().filter_map(|record| record.as_ref().err()).collect();
    let reported: Vec<_> = bad.iter().map(|error| (error.path(), error.raw_body())).collect();
    assert_eq!(
        reported,
        [
            (Some("items[1].time"), Some(br#"{"time":"2"}"#.as_slice())),
            (Some("items[2].tags[0]"), Some(br#"{"time":3,"tags":[7]}"#.as_slice())),
            (Some("items[3]"), Some(b"[]".as_slice())),
        ]
    );
    for error in bad {
        assert_eq!((error.kind(), error.status()), (ErrorKind::Decode, Some(200)));
        assert_eq!((error.request_id(), error.operation()), (Some("r7"), Some("Op")));
    }
}

#[tokio::test]
async fn a_list_that_is_null_is_empty() {
    let (page, records) = read(r#"{"total":0,"items":null}"#).await.expect("a page").into_inner();
    assert_eq!((page.total, records.len()), (Some(0), 0));
}

#[tokio::test]
async fn an_invalid_value_outside_the_list_is_an_error_of_the_page() {
    let body = r#"{"total":"x","items":[{"time":1}]}"#;
    let error = read(body).await.expect_err("a bad page");
    assert_eq!((error.path(), error.raw_body()), (Some("total"), Some(body.as_bytes())));
    for body in [r#"{"items":{}}"#, r#"{"total":1}"#, "[]", "", "{\"items\":["] {
        let error = read(body).await.expect_err(body);
        assert_eq!(
            (error.kind(), error.raw_body()),
            (ErrorKind::Decode, Some(body.as_bytes())),
            "{body}"
        );
    }
    let error = read(r#"{"code":"X","message":"m","items":[]}"#)
        .await
        .expect_err("an error under 200");
    assert_eq!(error.kind(), ErrorKind::Api);
}
