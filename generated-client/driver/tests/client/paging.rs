//! Reading page by page: where it moves, where it ends, and from where it resumes.

use std::sync::Arc;

use driver::server::{CannedResponse, Listing, Names, Received, Record, Server};
use huaweicloud_hss::{Client, ErrorKind, operations::ListContainerImageLogs};
use serde_json::json;

use crate::support::{client, start};

const NAMES: Names = Names {
    limit: "limit",
    offset: "offset",
    from: "start_time",
    to: "end_time",
    items: "data_list",
    total: "total_num",
};

fn record(time: i64) -> Record {
    Record {
        time,
        value: json!({ "event_id": format!("e{time}"), "time": time }),
    }
}

fn listing(count: i64) -> Listing {
    Listing::new(NAMES, (0..count).map(record))
}

fn serve(listing: Listing) -> (Server, Arc<Listing>, Client) {
    let listing = Arc::new(listing);
    let server = start(Arc::clone(&listing));
    let client = client(&server);
    (server, listing, client)
}

/// The times of all records, and how the reading ended.
async fn items(call: ListContainerImageLogs) -> (Vec<i64>, Option<ErrorKind>) {
    let mut items = call.items();
    let mut times = Vec::new();
    while let Some(item) = items.next().await {
        match item {
            Ok(item) => times.push(item.time.expect("a time")),
            Err(error) => {
                assert!(items.next().await.is_none(), "an error is the end");
                return (times, Some(error.kind()));
            }
        }
    }
    (times, None)
}

fn newest_first(range: std::ops::Range<i64>) -> Vec<i64> {
    range.rev().collect()
}

#[tokio::test]
async fn every_record_comes_once_and_in_order() {
    for count in [0, 1, 9, 10, 11, 45] {
        let (server, _, client) = serve(listing(count));
        assert_eq!(
            items(client.list_container_image_logs()).await,
            (newest_first(0..count), None),
            "of {count}"
        );
        // Only a full last page needs an empty one behind it to confirm the total.
        assert_eq!(server.received().len() as i64, count / 10 + 1, "of {count}");
    }
}

#[tokio::test]
async fn the_offset_advances_by_what_came_back() {
    let (server, _, client) = serve(listing(30).clamp(7));
    let (times, end) = items(client.list_container_image_logs().limit(200)).await;
    assert_eq!((times, end), (newest_first(0..30), None));
    let offsets: Vec<_> = server.received().iter().filter_map(offset).collect();
    assert_eq!(offsets, ["0", "7", "14", "21", "28"]);
}

fn offset(request: &Received) -> Option<String> {
    let pairs = request.query().split('&');
    pairs
        .into_iter()
        .find_map(|pair| pair.strip_prefix("offset=").map(str::to_owned))
}

#[tokio::test]
async fn pages_are_returned_with_their_totals() {
    let (_server, _, client) = serve(listing(25));
    let mut pages = client.list_container_image_logs().pages();
    let mut lengths = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.expect("a page");
        lengths.push((page.data_list.len(), page.total_num));
    }
    assert_eq!(lengths, [(10, Some(25)), (10, Some(25)), (5, Some(25))]);
    assert_eq!(pages.total(), Some(25));
}

#[tokio::test]
async fn a_position_leaves_no_record_out() {
    for stop in 0..25 {
        let (_server, _, client) = serve(listing(25));
        let mut first = client.list_container_image_logs().items();
        let mut times = Vec::new();
        for _ in 0..stop {
            times.push(
                first
                    .next()
                    .await
                    .expect("more")
                    .expect("a record")
                    .time
                    .expect("a time"),
            );
        }
        // Its text outlives the process.
        let position = first.position().to_string();
        assert_eq!(position, stop.to_string());
        drop(first);
        let mut rest = client
            .list_container_image_logs()
            .items()
            .resume(position.parse().expect("a position"));
        while let Some(item) = rest.next().await {
            times.push(item.expect("a record").time.expect("a time"));
        }
        assert_eq!(times, newest_first(0..25), "after {stop}");
    }
}

#[tokio::test]
async fn a_server_that_repeats_a_page_is_an_error() {
    let (server, _, client) = serve(listing(25).ignoring_offset());
    let (times, end) = items(client.list_container_image_logs()).await;
    assert_eq!((times.len(), end), (10, Some(ErrorKind::Paging)));
    assert_eq!(server.received().len(), 2);
}

#[tokio::test]
async fn a_total_that_changes_does_not_end_reading_early() {
    // It is one too many on the first page, not stated on the second, and right thereafter.
    let (_server, _, client) = serve(listing(45).stating([Some(46), None]));
    assert_eq!(
        items(client.list_container_image_logs()).await,
        (newest_first(0..45), None)
    );
    // The head grows by a whole page: the same records come again, and that is no repetition.
    let grown = (0..10).fold(listing(30), |listing, number| listing.arriving(1, record(100 + number)));
    let (_server, _, client) = serve(grown);
    let (times, end) = items(client.list_container_image_logs()).await;
    assert_eq!((times.len(), end), (40, None));
}

#[tokio::test]
async fn lenient_reading_returns_the_other_records() {
    let mut records: Vec<_> = (0..25).map(record).collect();
    records[13].value["time"] = json!("late");
    let (_server, _, client) = serve(Listing::new(NAMES, records));
    let (times, end) = items(client.list_container_image_logs()).await;
    assert_eq!((times, end), (newest_first(15..25), Some(ErrorKind::Decode)));

    let mut lenient = client.list_container_image_logs().items().lenient();
    let (mut times, mut bad) = (Vec::new(), Vec::new());
    while let Some(item) = lenient.next().await {
        match item {
            Ok(item) => times.push(item.time.expect("a time")),
            Err(error) => bad.push(error),
        }
    }
    let all = newest_first(0..25);
    assert_eq!(times, all.into_iter().filter(|time| *time != 13).collect::<Vec<_>>());
    assert_eq!(bad.len(), 1);
    assert_eq!(bad[0].path(), Some("data_list[1].time"));
    assert_eq!(lenient.position().to_string(), "25");
}

/// The times in a window, sorted, and how the reading ended.
async fn window(client: &Client, from: i64, to: i64, greatest: Option<i64>) -> (Vec<i64>, Option<String>) {
    let mut window = client.list_container_image_logs().window(from, to);
    if let Some(greatest) = greatest {
        window = window.greatest_offset(greatest);
    }
    let (mut times, mut end) = (Vec::new(), None);
    while let Some(item) = window.next().await {
        match item {
            Ok(item) => times.push(item.time.expect("a time")),
            Err(error) => end = Some(error.to_string()),
        }
    }
    times.sort_unstable();
    (times, end)
}

#[tokio::test]
async fn a_window_returns_each_record_once_while_others_arrive_at_the_head() {
    let arriving = (0..5).fold(listing(100), |listing, number| {
        listing.arriving(number, record(1000 + number as i64))
    });
    let (_server, _, client) = serve(arriving);
    assert_eq!(window(&client, 20, 79, None).await, ((20..80).collect(), None));
}

#[tokio::test]
async fn a_window_that_grows_while_it_is_read_is_an_error_or_complete() {
    // Before the place that is being read: it moves the others down, and is missed.
    let (_server, listing, client) = serve(listing(100).arriving(
        2,
        Record {
            time: 79,
            value: json!({ "event_id": "new", "time": 79 }),
        },
    ));
    let (times, end) = window(&client, 20, 79, None).await;
    assert_eq!(times, (20..80).collect::<Vec<_>>());
    assert!(
        end.as_deref()
            .is_some_and(|end| end.contains("60 different records were read, and the service counts 61")),
        "{end:?}"
    );
    // Read again without those that were read, it has them all.
    let keys: Vec<String> = times.iter().map(|time| format!("e{time}")).collect();
    let fresh = client.list_container_image_logs().window(20, 79);
    let position = fresh.position();
    let mut again = fresh.resume(position, keys);
    assert_eq!(
        again
            .next()
            .await
            .expect("one more")
            .expect("a record")
            .event_id
            .as_deref(),
        Some("new")
    );
    assert!(again.next().await.is_none());
    assert_eq!(again.count(), listing.between(20, 79).len());
}

#[tokio::test]
async fn a_window_is_split_before_the_offset_is_too_great() {
    let (server, _, client) = serve(listing(500).greatest_offset(40));
    assert_eq!(window(&client, 0, 499, Some(40)).await, ((0..500).collect(), None));
    let refused = server
        .received()
        .iter()
        .filter(|request| offset(request).is_some_and(|offset| offset.len() > 2))
        .count();
    assert_eq!(refused, 0, "no offset is requested that the service refuses");
}

#[tokio::test]
async fn more_records_in_an_instant_than_the_offset_reaches_is_an_error() {
    let records = (0..100).map(|number| Record {
        time: 7,
        value: json!({ "event_id": format!("x{number}"), "time": 7 }),
    });
    let (_server, _, client) = serve(Listing::new(NAMES, records));
    let (times, end) = window(&client, 0, 9, Some(40)).await;
    assert!(times.is_empty());
    assert!(
        end.as_deref().is_some_and(|end| end.contains("share the instant 7")),
        "{end:?}"
    );
}

#[tokio::test]
async fn a_window_resumes_at_its_position() {
    for stop in [0, 1, 9, 10, 11, 250, 499] {
        let (_server, _, client) = serve(listing(500).greatest_offset(40));
        let mut first = client.list_container_image_logs().window(0, 499).greatest_offset(40);
        let mut keys = Vec::new();
        for _ in 0..stop {
            keys.push(
                first
                    .next()
                    .await
                    .expect("more")
                    .expect("a record")
                    .event_id
                    .expect("a key"),
            );
        }
        let position = first.position().to_string();
        drop(first);
        let rest = client.list_container_image_logs().window(0, 499).greatest_offset(40);
        let mut rest = rest.resume(position.parse().expect("a position"), &keys);
        while let Some(item) = rest.next().await {
            keys.push(item.expect("a record").event_id.expect("a key"));
        }
        let all = keys.len();
        keys.sort();
        keys.dedup();
        assert_eq!((all, keys.len()), (500, 500), "after {stop}");
    }
}

/// Two equal records are two, lenient or not: the total says so.
#[tokio::test]
async fn records_without_a_key_are_read_in_a_window() {
    let body = r#"{"total_num":3,"data_list":[{"time":1},{"time":1},{"time":2,"event_id":"a"}]}"#;
    let server = start(move |_: &Received| CannedResponse::json(200, body));
    let (times, end) = window(&client(&server), 0, 9, None).await;
    assert_eq!((times, end), (vec![1, 1, 2], None));
    let call = client(&server).list_container_image_logs();
    let mut window = call.window(0, 9).lenient();
    let mut count = 0;
    while let Some(record) = window.next().await {
        record.expect("a record");
        count += 1;
    }
    assert_eq!((count, window.count()), (3, 3));
}

#[tokio::test]
async fn what_cannot_make_progress_is_refused_before_anything_is_sent() {
    let server = start(|_: &Received| CannedResponse::json(200, "{}"));
    let client = client(&server);
    let logs = || client.list_container_image_logs();
    let mut errors = Vec::new();
    errors.extend(logs().limit(0).items().next().await.and_then(Result::err));
    errors.extend(logs().limit(0).items().lenient().next().await.and_then(Result::err));
    errors.extend(logs().limit(0).pages().next().await.and_then(Result::err));
    errors.extend(logs().limit(-1).pages().next().await.and_then(Result::err));
    errors.extend(logs().limit(0).window(0, 9).next().await.and_then(Result::err));
    errors.extend(logs().offset(-1).items().next().await.and_then(Result::err));
    errors.extend(logs().offset(-7).pages().next().await.and_then(Result::err));
    errors.extend(logs().window(9, 0).next().await.and_then(Result::err));
    assert_eq!(errors.len(), 8);
    for error in errors {
        assert_eq!(
            (error.kind(), error.operation()),
            (ErrorKind::InvalidArgument, Some("ListContainerImageLogs")),
            "{error}"
        );
    }
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn every_printed_position_parses() {
    let server = start(|_: &Received| CannedResponse::json(200, r#"{"total_num":1,"data_list":[{"time":1}]}"#));
    let client = client(&server);
    for offset in [i32::MIN, -1, 0, 7, i32::MAX] {
        let logs = || client.list_container_image_logs().offset(offset);
        let (items, pages) = (logs().items().position(), logs().pages().position());
        assert_eq!(items.to_string().parse(), Ok(items));
        assert_eq!(pages.to_string().parse(), Ok(pages));
    }
    for (from, to) in [(i64::MIN, i64::MAX), (-5, -9), (0, 0), (9, 0)] {
        let mut window = client.list_container_image_logs().window(from, to);
        for _ in 0..3 {
            let position = window.position();
            assert_eq!(position.to_string().parse(), Ok(position));
            let _ = window.next().await;
        }
    }
}
