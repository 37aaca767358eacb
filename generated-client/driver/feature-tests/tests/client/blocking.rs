//! Calls from code that is not async.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use driver::server::{CannedResponse, Received, Step};
use huaweicloud_hss::{Error, ErrorKind, RetryDecision, RetryPolicy, Timeout, blocking};

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
