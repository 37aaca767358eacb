//! Calls from code that is not async.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use driver::server::{CannedResponse, Received, Step};
use huaweicloud_hss::{Error, ErrorKind, RetryBudget, RetryDecision, RetryPolicy, Timeout, blocking};

use crate::support::{TOKEN, always, builder, client, start};

fn total(client: &huaweicloud_hss::Client) -> Result<Option<i32>, Error> {
    blocking::wait(client.list_container_image_logs().send()).map(|page| page.total_num)
}

#[test]
fn calls_share_connections_and_run_from_several_threads() {
    let server = always(CannedResponse::json(200, r#"{"total_num":3}"#));
    let client = client(&server);
    for _ in 0..3 {
        assert_eq!(total(&client).expect("a page"), Some(3));
    }
    assert_eq!(server.connections(), 1);
    let threads: Vec<_> = (0..8)
        .map(|_| {
            let client = client.clone();
            thread::spawn(move || total(&client).expect("a page"))
        })
        .collect();
    for thread in threads {
        assert_eq!(thread.join().expect("no panic"), Some(3));
    }
}

#[test]
fn errors_retries_and_timeouts_are_those_of_the_call() {
    let next = AtomicUsize::new(0);
    let server = start(move |_: &Received| match next.fetch_add(1, Ordering::SeqCst) {
        0 => CannedResponse::new(503, &[], ""),
        _ => CannedResponse::json(200, r#"{"total_num":1}"#),
    });
    let policy = RetryPolicy::default().base(Duration::from_millis(1));
    let client = builder(&server.endpoint())
        .retry_policy(policy)
        .build()
        .expect("a client");
    let page = blocking::wait(client.list_container_image_logs().send()).expect("the second attempt");
    assert_eq!(page.attempts(), 2);
    let raw = blocking::wait(client.list_container_image_logs().send_raw()).expect("a body");
    assert_eq!(*raw, br#"{"total_num":1}"#);

    let stalled = always(CannedResponse::steps([Step::Stall]));
    let client = builder(&stalled.endpoint())
        .timeout(Duration::from_millis(100))
        .build()
        .expect("a client");
    let began = Instant::now();
    let error = total(&client).expect_err("no response");
    assert_eq!(error.timeout(), Some(Timeout::Total));
    assert!(began.elapsed() < Duration::from_secs(5));
}

/// As many records as the limit says, with their positions, until there are seven.
fn listing(request: &Received) -> CannedResponse {
    let parameter = |name: &str| {
        let pairs = request.query().split('&').filter_map(|pair| pair.split_once('='));
        let mut values = pairs
            .filter(|(known, _)| *known == name)
            .map(|(_, value)| value.parse().expect("a number"));
        values.next().unwrap_or(0)
    };
    let (offset, limit) = (parameter("offset"), parameter("limit"));
    let records: Vec<_> = (offset..7_usize.min(offset + limit))
        .map(|n| format!(r#"{{"event_id":"{n}"}}"#))
        .collect();
    CannedResponse::json(200, format!(r#"{{"total_num":7,"data_list":[{}]}}"#, records.join(",")))
}

#[test]
fn pages_and_records_are_iterators() {
    let server = start(listing);
    let client = client(&server);
    let call = || client.list_container_image_logs().limit(3);
    let items: Result<Vec<_>, _> = blocking::iter(call().items()).collect();
    let ids: Vec<_> = items
        .expect("records")
        .into_iter()
        .filter_map(|log| log.event_id)
        .collect();
    assert_eq!(ids, ["0", "1", "2", "3", "4", "5", "6"]);

    let mut pages = blocking::iter(call().pages());
    assert_eq!(pages.next().expect("a page").expect("a page").data_list.len(), 3);
    let position = pages.get_ref().expect("it can be read on").position();
    let rest: Vec<_> = blocking::iter(call().pages().resume(position))
        .map(|page| page.expect("a page").data_list.len())
        .collect();
    assert_eq!(rest, [3, 1]);
}

/// Pages that are fetched ahead or at the same time are fetched on the thread of this crate, also while nothing is read.
#[test]
fn pages_are_fetched_ahead_and_at_the_same_time() {
    for (prefetch, concurrent) in [(1, 1), (0, 3), (2, 3), (100, 100)] {
        let server = start(listing);
        let client = client(&server);
        let call = || client.list_container_image_logs().limit(2);
        let items = call().items().prefetch(prefetch).concurrent_pages(concurrent);
        let mut items = blocking::iter(items);
        let mut ids = Vec::new();
        for log in items.by_ref() {
            ids.extend(log.expect("a log").event_id);
            // Nobody polls the reader meanwhile.
            thread::sleep(Duration::from_millis(2));
        }
        assert_eq!(ids, ["0", "1", "2", "3", "4", "5", "6"], "{prefetch} {concurrent}");
        assert_eq!(items.get_ref().expect("a reader").position().to_string(), "7");
        let pages = call().pages().prefetch(prefetch).concurrent_pages(concurrent);
        let lengths: Vec<_> = blocking::iter(pages)
            .map(|page| page.expect("a page").data_list.len())
            .collect();
        assert_eq!(lengths, [2, 2, 2, 1]);
        let window = call().window(0, 100).prefetch(prefetch);
        let count = blocking::iter(window).filter(Result::is_ok).count();
        assert_eq!(count, 7);
    }
}

/// The next page arrives while the program does something else, without a thread of its own.
#[test]
fn a_page_that_is_fetched_ahead_arrives_while_nothing_is_read() {
    let server = start(listing);
    let client = client(&server);
    let mut items = blocking::iter(client.list_container_image_logs().limit(3).items().prefetch(1));
    items.next().expect("a log").expect("a log");
    let began = Instant::now();
    while server.received().len() < 2 {
        assert!(
            began.elapsed() < Duration::from_secs(20),
            "the second page is not requested"
        );
        thread::sleep(Duration::from_millis(5));
    }
}

/// A reader that is dropped on a thread without a runtime ends its requests and gives back what they have not spent.
#[test]
fn a_reader_that_is_dropped_leaves_the_client_usable() {
    for concurrent in [1, 3] {
        let budget = RetryBudget::new(500);
        let server = start(move |request: &Received| match request.query().contains("limit=2") {
            // A wait without `Retry-After` is random, and may be short.
            true if request.query().contains("offset=2") => CannedResponse::new(503, &[("Retry-After", "30")], ""),
            _ => listing(request),
        });
        let client = builder(&server.endpoint())
            .retry_policy(RetryPolicy::default().max_delay(Duration::from_secs(60)))
            .retry_budget(budget.clone())
            .build()
            .expect("a client");
        let items = client.list_container_image_logs().limit(2).items();
        let mut items = blocking::iter(items.prefetch(2).concurrent_pages(concurrent));
        items.next().expect("a log").expect("a log");
        let began = Instant::now();
        let wait = |what: &str, holds: &dyn Fn() -> bool| {
            while !holds() {
                assert!(began.elapsed() < Duration::from_secs(20), "not in time: {what}");
                thread::sleep(Duration::from_millis(5));
            }
        };
        wait("a page that waits for its retry", &|| budget.available() < Some(500));
        drop(items);
        wait("the tokens are back", &|| budget.available() == Some(500));
        let page = blocking::wait(client.list_container_image_logs().limit(3).send()).expect("a page");
        assert_eq!(page.data_list.len(), 3);
    }
}

#[test]
fn reading_that_fails_returns_the_error() {
    let server = always(CannedResponse::json(403, "{}"));
    let client = client(&server);
    let mut items = blocking::iter(client.list_container_image_logs().items());
    assert!(items.next().expect("an error").expect_err("an error").is_forbidden());
}

#[test]
fn within_a_runtime_it_is_an_error_and_nothing_is_sent() {
    let server = always(CannedResponse::json(200, "{}"));
    let client = client(&server);
    for runtime in [
        tokio::runtime::Builder::new_current_thread().enable_all().build(),
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build(),
    ] {
        runtime.expect("a runtime").block_on(async {
            let error = total(&client).expect_err("it would block the runtime");
            assert_eq!(error.kind(), ErrorKind::InvalidArgument);
            assert!(error.to_string().contains("`.await`"), "{error}");
            let mut items = blocking::iter(client.list_container_image_logs().items());
            assert!(items.next().is_some_and(|item| item.is_err()));
            assert!(items.next().is_none());
            // What was used in blocking code can be dropped here.
            drop((items, client.clone()));
        });
    }
    assert!(server.received().is_empty());
    // And again outside of it.
    total(&client).expect("a page");
}

#[test]
fn a_panic_of_the_program_is_an_error_of_the_call() {
    let server = always(CannedResponse::new(503, &[], ""));
    let policy = RetryPolicy::default().classify(|error| match error.status() {
        Some(503) => panic!("by the program, without {}", TOKEN.len()),
        _ => RetryDecision::Default,
    });
    let broken = builder(&server.endpoint())
        .retry_policy(policy)
        .build()
        .expect("a client");
    let error = total(&broken).expect_err("it panicked");
    assert!(error.to_string().contains("panicked"), "{error}");
    // The thread goes on.
    let server = always(CannedResponse::json(200, "{}"));
    total(&client(&server)).expect("a page");
}
