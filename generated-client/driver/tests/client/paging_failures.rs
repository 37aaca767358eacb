//! Lists that change, repeat pages, or have an invalid record; and readers that are dropped and resumed.

use std::time::Duration;

use driver::server::{Fault, Listing, Place, Record, Share};
use huaweicloud_hss::{Client, Error, ErrorKind, operations::ListContainerImageLogs};
use serde_json::{Value, json};

use crate::paging_logs::{NAMES, client, id, key, log, logs, start, time};

fn call(client: &Client) -> ListContainerImageLogs {
    client.list_container_image_logs().limit(10)
}

/// The keys of all logs of a list, or of those before an error; and the number of requests.
async fn read(listing: Listing) -> (Vec<String>, Option<Error>, usize) {
    let (server, _) = start(listing);
    let mut items = call(&client(&server, 1)).items();
    let mut keys = Vec::new();
    let mut error = None;
    while let Some(log) = items.next().await {
        match log {
            Ok(log) => keys.push(key(&log)),
            Err(cause) => error = Some(cause),
        }
    }
    (keys, error, server.received().len())
}

fn all(count: usize) -> Vec<String> {
    (0..count).map(id).collect()
}

#[tokio::test]
async fn pages_advance_by_what_came_and_end_where_the_total_is_reached() {
    let (keys, error, requests) = read(logs(20).clamp(7)).await;
    assert!(error.is_none() && keys == all(20), "{keys:?} {error:?}");
    assert_eq!(requests, 3, "no request for an empty page that the total rules out");
    let (keys, _, requests) = read(logs(0)).await;
    assert_eq!((keys.len(), requests), (0, 1));
}

#[tokio::test]
async fn a_total_that_is_missing_or_too_small_costs_one_empty_page() {
    for wrong in [
        None,
        Some(0),
        Some(-1),
        Some(i64::from(i32::MIN)),
        Some(1),
        Some(9),
        Some(19),
    ] {
        let (keys, error, requests) = read(logs(45).stating([wrong; 9])).await;
        assert!(error.is_none() && keys == all(45), "{wrong:?}: {keys:?} {error:?}");
        assert_eq!(requests, 6, "{wrong:?}");
    }
    // Once it was less than what came, no total is believed.
    let (keys, error, _) = read(logs(45).stating([Some(5), Some(20), Some(30), Some(40)])).await;
    assert!(error.is_none() && keys == all(45), "{keys:?} {error:?}");
}

/// A total that is reached ends the reading only if none before was greater or missing.
#[tokio::test]
async fn a_total_that_falls_is_not_believed() {
    for totals in [
        vec![Some(45), Some(20)],
        vec![None, Some(20)],
        vec![Some(90), Some(20), Some(30), Some(40)],
    ] {
        let (keys, error, _) = read(logs(45).stating(totals.clone())).await;
        assert!(error.is_none() && keys == all(45), "{totals:?}: {keys:?} {error:?}");
    }
}

/// An empty page in the middle that states no total, or less than what came: the total before counts.
#[tokio::test]
async fn an_empty_page_before_an_earlier_total_is_an_error() {
    for stated in ["null", "0", "7"] {
        let server = crate::support::start(move |request: &driver::server::Received| {
            let at = |offset: &str| request.query().split('&').any(|pair| pair == offset);
            let page = |from: usize| {
                let records: Vec<_> = (from..from + 10)
                    .map(|number| json!({"event_id": id(number)}))
                    .collect();
                json!({"total_num": 45, "data_list": records}).to_string()
            };
            driver::server::CannedResponse::json(
                200,
                match () {
                    () if at("offset=20") => format!(r#"{{"total_num":{stated},"data_list":[]}}"#),
                    () if at("offset=10") => page(10),
                    () => page(0),
                },
            )
        });
        let client = client(&server, 1);
        let mut pages = call(&client).pages();
        let mut count = 0;
        let error = loop {
            match pages.next().await.expect("no silent end") {
                Ok(page) => count += page.data_list.len(),
                Err(error) => break error,
            }
        };
        assert_eq!(
            (error.kind(), count, pages.position().to_string().as_str()),
            (ErrorKind::Paging, 20, "20"),
            "{stated}"
        );
    }
}

/// The total grows by one a page, and the page is always the same: fewer have arrived than the page has moved.
#[tokio::test]
async fn a_page_that_moved_more_than_the_total_grew_is_a_repetition() {
    let requests = std::sync::atomic::AtomicUsize::new(0);
    let server = crate::support::start(move |_: &driver::server::Received| {
        let number = requests.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let records: Vec<_> = (0..10).map(|number| json!({"event_id": id(number)})).collect();
        driver::server::CannedResponse::json(
            200,
            json!({"total_num": 100 + number, "data_list": records}).to_string(),
        )
    });
    let mut items = call(&client(&server, 1)).items();
    let mut last = None;
    while let Some(item) = items.next().await {
        last = Some(item);
    }
    assert_eq!(
        last.expect("an item").expect_err("a repetition").kind(),
        ErrorKind::Paging
    );
    assert_eq!(server.received().len(), 2);
}

#[tokio::test]
async fn a_position_that_the_parameter_cannot_hold_is_refused() {
    let (server, _) = start(logs(5));
    for position in ["2147483648", "9223372036854775807"] {
        let mut items = call(&client(&server, 1))
            .items()
            .resume(position.parse().expect("a position"));
        let error = items.next().await.expect("an error").expect_err("too far");
        assert_eq!(error.kind(), ErrorKind::InvalidArgument, "{error}");
    }
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn a_total_that_is_too_great_is_an_error_and_loses_nothing() {
    let (keys, error, requests) = read(logs(25).stating([Some(1_000); 9])).await;
    let error = error.expect("more was announced than came");
    assert_eq!((error.kind(), keys, requests), (ErrorKind::Paging, all(25), 4));
    assert!(
        error.message().contains("offset 25") && error.message().contains("1000"),
        "{error}"
    );
    let (keys, error, _) = read(logs(0).stating([Some(21)])).await;
    assert!(keys.is_empty() && error.is_some_and(|error| error.kind() == ErrorKind::Paging));
}

/// An empty page in the middle, once: every reader ends in an error, and reading on from its position gives the rest.
#[tokio::test]
async fn an_empty_page_before_the_total_is_an_error_that_can_be_resumed() {
    let body = |count: usize, from: usize| {
        let records: Vec<_> = (from..from + count)
            .map(|number| json!({"event_id": id(number)}))
            .collect();
        json!({"total_num": 45, "data_list": records}).to_string()
    };
    let failed = std::sync::atomic::AtomicBool::new(false);
    let server = crate::support::start(move |request: &driver::server::Received| {
        let from = request
            .query()
            .split('&')
            .find_map(|pair| pair.strip_prefix("offset="))
            .map_or(0, |offset| offset.parse().expect("a number"));
        let fails = from == 20 && !failed.swap(true, std::sync::atomic::Ordering::Relaxed);
        let count = if fails { 0 } else { 10.min(45 - from) };
        driver::server::CannedResponse::json(200, body(count, from))
    });
    let client = client(&server, 1);
    let mut items = call(&client).items();
    let mut keys = Vec::new();
    let error = loop {
        match items.next().await.expect("no silent end") {
            Ok(log) => keys.push(key(&log)),
            Err(error) => break error,
        }
    };
    assert_eq!((error.kind(), keys.len()), (ErrorKind::Paging, 20));
    assert!(items.next().await.is_none());
    let position = items.position().to_string();
    let mut items = call(&client)
        .items()
        .resume(position.parse().expect("a position"))
        .lenient();
    while let Some(log) = items.next().await {
        keys.push(key(&log.expect("a log")));
    }
    assert_eq!(keys, all(45));
}

#[tokio::test]
async fn a_total_that_changes_does_not_lose_records() {
    // It falls to what is true, it rises because older logs turn up, and it is missing in between.
    let (keys, error, _) = read(logs(25).stating([Some(90), Some(40), None])).await;
    assert!(error.is_none() && keys == all(25), "{keys:?} {error:?}");
    let older = (25..35).fold(logs(25), |listing, number| {
        listing.arriving(2, log(number, -time(number)))
    });
    let (keys, error, requests) = read(older).await;
    assert!(error.is_none() && keys == all(35), "{keys:?} {error:?}");
    assert_eq!(requests, 4);
}

#[tokio::test]
async fn a_server_that_repeats_a_page_is_an_error_at_once() {
    let (keys, error, requests) = read(logs(25).ignoring_offset()).await;
    let error = error.expect("an error instead of the same page for ever");
    assert_eq!((error.kind(), keys, requests), (ErrorKind::Paging, all(10), 2));
    assert!(!error.is_retryable(), "another attempt gives the same page");
    assert!(error.to_string().starts_with("ListContainerImageLogs: "), "{error}");
}

#[tokio::test]
async fn logs_that_look_alike_and_have_no_keys_are_no_repetition() {
    let alike = (0..25).map(|number| Record {
        time: time(1 + number / 10),
        value: json!({"time": number / 10, "event_name": "pull"}),
    });
    let (server, _) = start(Listing::new(NAMES, alike));
    let mut items = call(&client(&server, 1)).limit(7).items();
    let mut count = 0;
    while let Some(log) = items.next().await {
        log.expect("no repetition");
        count += 1;
    }
    assert_eq!(count, 25);
}

/// 25 logs, of which these are not what the document says.
fn with_bad(bad: &[usize]) -> Listing {
    let bad = bad.to_vec();
    Listing::new(
        NAMES,
        (0..25).map(move |number| {
            let mut log = log(number, time(25 - number));
            if bad.contains(&number) {
                log.value["time"] = Value::from("yesterday");
            }
            log
        }),
    )
}

#[tokio::test]
async fn one_bad_record_ends_the_reading_in_an_error_that_names_it() {
    let (keys, error, _) = read(with_bad(&[13])).await;
    let error = error.expect("an error");
    assert_eq!(
        (error.kind(), error.path()),
        (ErrorKind::Decode, Some("data_list[3].time"))
    );
    assert_eq!(keys, all(10), "the page before was good");
}

#[tokio::test]
async fn a_lenient_reader_gets_the_good_records_and_each_bad_one_as_an_error_in_its_place() {
    let (server, _) = start(with_bad(&[0, 13, 14, 24]));
    let mut items = call(&client(&server, 1)).items().lenient();
    let mut number = 0;
    while let Some(log) = items.next().await {
        match log {
            Ok(log) => assert_eq!(key(&log), id(number)),
            Err(error) => {
                assert!([0, 13, 14, 24].contains(&number), "{number}: {error}");
                let path = format!("data_list[{}].time", number % 10);
                assert_eq!((error.kind(), error.path()), (ErrorKind::Decode, Some(&*path)));
                let raw: Value = serde_json::from_slice(error.raw_body().expect("the record")).expect("JSON");
                assert_eq!(raw["event_id"], id(number));
            }
        }
        number += 1;
        assert_eq!(items.position().to_string(), number.to_string());
    }
    assert_eq!((number, server.received().len()), (25, 3));
}

#[tokio::test]
async fn pages_of_nothing_but_bad_records_are_no_repetition() {
    for limit in [1, 10] {
        let (server, _) = start(with_bad(&(0..25).collect::<Vec<_>>()));
        let client = client(&server, 1);
        let mut items = client.list_container_image_logs().limit(limit).items().lenient();
        let mut number = 0;
        while let Some(log) = items.next().await {
            let error = log.expect_err("a bad record");
            assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
            let raw: Value = serde_json::from_slice(error.raw_body().expect("the record")).expect("JSON");
            assert_eq!(raw["event_id"], id(number));
            number += 1;
        }
        assert_eq!(number, 25);
        // The same page again is still an error.
        let (server, _) = start(with_bad(&[3, 7]).ignoring_offset());
        let mut items = call(&self::client(&server, 1)).items().lenient();
        let mut last = None;
        while let Some(log) = items.next().await {
            last = Some(log);
        }
        let error = last.expect("an error").expect_err("a repetition");
        assert_eq!((error.kind(), server.received().len()), (ErrorKind::Paging, 2));
    }
}

#[tokio::test]
async fn a_long_page_that_comes_again_is_an_error_and_one_that_differs_is_not() {
    let long = || logs(300).clamp(100);
    for (listing, kind) in [(long(), None), (long().ignoring_offset(), Some(ErrorKind::Paging))] {
        let (server, _) = start(listing);
        let mut pages = client(&server, 1).list_container_image_logs().limit(100).pages();
        let mut error = None;
        while let Some(page) = pages.next().await {
            error = page.err();
        }
        assert_eq!(error.map(|error| error.kind()), kind);
        // The last page is full, so that an empty one confirms the total.
        assert_eq!(server.received().len(), if kind.is_some() { 2 } else { 4 });
    }
}

#[tokio::test]
async fn the_error_of_a_record_has_the_attempts_of_its_page() {
    let (server, handler) = start(with_bad(&[0]));
    handler.extend([Some(Fault::Html(503)), Some(Fault::Html(503))]);
    let mut items = call(&client(&server, 4)).items().lenient();
    let error = items.next().await.expect("a record").expect_err("a bad one");
    assert_eq!(error.attempts(), 3);
}

#[tokio::test]
async fn a_lenient_reader_ends_at_a_response_that_is_no_page() {
    let (server, handler) = start(with_bad(&[13]));
    handler.extend([None, Some(Fault::Part(Share::HALF))]);
    let mut items = call(&client(&server, 1)).items().lenient();
    for number in 0..10 {
        assert_eq!(
            key(&items.next().await.expect("a log").expect("a good one")),
            id(number)
        );
    }
    assert!(items.next().await.expect("an item").is_err());
    assert!(items.next().await.is_none());
    assert_eq!(items.position().to_string(), "10");
}

#[tokio::test]
async fn dropping_the_future_of_next_loses_nothing() {
    let (server, handler) = start(logs(25));
    let slow = || Some(Fault::Slow(Place::BeforeHead, Duration::from_millis(60)));
    handler.extend([slow(), slow(), slow()]);
    let mut items = call(&client(&server, 1)).items();
    let mut keys = Vec::new();
    let mut given_up = 0;
    loop {
        match tokio::time::timeout(Duration::from_millis(20), items.next()).await {
            Err(_) => given_up += 1,
            Ok(Some(log)) => keys.push(key(&log.expect("a log"))),
            Ok(None) => break,
        }
    }
    assert_eq!(
        (keys, server.received().len()),
        (all(25), 3),
        "a request in progress is not repeated"
    );
    assert!(given_up >= 3, "{given_up}");
}

#[tokio::test]
async fn a_reader_that_is_dropped_anywhere_is_resumed_by_the_text_of_its_position() {
    for stop in 0..=25 {
        let (server, _) = start(logs(25).clamp(4));
        let call = call(&client(&server, 1));
        let mut keys = Vec::new();
        let mut items = call.clone().items();
        while keys.len() < stop {
            keys.push(key(&items.next().await.expect("a log").expect("a log")));
        }
        let position = items.position().to_string();
        drop(items);
        let mut items = call.items().resume(position.parse().expect("a position"));
        while let Some(log) = items.next().await {
            keys.push(key(&log.expect("a log")));
        }
        assert_eq!(keys, all(25), "stopped after {stop}");
    }
}

#[tokio::test]
async fn pages_resume_behind_the_last_page_that_was_given_out() {
    let (server, handler) = start(logs(25).clamp(4));
    handler.extend([None, None, Some(Fault::Html(404))]);
    let call = call(&client(&server, 1));
    let mut pages = call.clone().pages();
    let mut keys = Vec::new();
    let error = loop {
        match pages.next().await.expect("an error comes first") {
            Ok(page) => keys.extend(page.data_list.iter().map(key)),
            Err(error) => break error,
        }
    };
    assert_eq!((error.status(), keys.len()), (Some(404), 8));
    let mut pages = call.pages().resume(pages.position());
    while let Some(page) = pages.next().await {
        keys.extend(page.expect("a page").data_list.iter().map(key));
    }
    assert_eq!(keys, all(25));
}
