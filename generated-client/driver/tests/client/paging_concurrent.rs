//! Pages that are requested at the same time: how many, in which order they come, and servers that make them wrong.

use std::{
    sync::{
        Arc, Condvar, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use driver::server::{CannedResponse, Fault, Handler, Listing, Received, RetryAfter, Server};
use huaweicloud_hss::{Client, Error, ErrorKind, Position, RateLimit, operations::ListContainerImageLogs};
use proptest::{
    collection::vec,
    option::weighted,
    prelude::{ProptestConfig, any},
    proptest,
};
use serde_json::{Value, json};

use crate::paging_ahead::{Counted, settles_at};
use crate::paging_logs::{assert_unique, block_on, client, id, key, log, logs, start, time};
use crate::support::builder;

fn all(count: usize) -> Vec<String> {
    (0..count).map(id).collect()
}

/// The keys of all records up to the end or an error, and where reading can resume.
async fn read(call: ListContainerImageLogs, pages: usize) -> (Vec<String>, Option<Error>, Position) {
    let mut items = call.items().concurrent_pages(pages);
    let (mut keys, mut failure) = (Vec::new(), None);
    while let Some(log) = items.next().await {
        match log {
            Ok(log) => keys.push(key(&log)),
            Err(error) => failure = Some(error),
        }
    }
    (keys, failure, items.position())
}

/// The offset of a request.
fn offset(request: &Received) -> usize {
    let mut pairs = request.query().split('&').filter_map(|pair| pair.split_once('='));
    let offset = pairs.find(|(name, _)| *name == "offset");
    offset.map_or(0, |(_, value)| value.parse().expect("a number"))
}

/// A server whose page at an offset is what a function makes of the right one.
fn changing(
    count: usize,
    change: impl Fn(usize, &mut Vec<Value>, &mut Value) + Send + Sync + 'static,
) -> (Server, Client) {
    let listing = logs(count);
    let server = crate::support::start(move |request: &Received| {
        let right = listing.respond(request).bytes();
        let text = String::from_utf8(right).expect("text");
        let (_, body) = text.split_once("\r\n\r\n").expect("a body");
        let mut page: Value = serde_json::from_str(body).expect("JSON");
        let mut total = page["total_num"].take();
        let mut items = page["data_list"].as_array().expect("a list").clone();
        change(offset(request), &mut items, &mut total);
        let page = json!({ "data_list": items, "total_num": total });
        CannedResponse::json(200, page.to_string())
    });
    let client = client(&server, 1);
    (server, client)
}

#[tokio::test]
async fn so_many_pages_are_requested_at_the_same_time_and_come_in_order() {
    // Later pages are faster than earlier ones.
    let pause = |number: usize| Duration::from_millis(40 - 10 * (number as u64 % 4));
    for pages in [0, 1, 2, 4, 100] {
        for prefetch in [0, 2] {
            let (server, counted) = Counted::start(logs(105), pause);
            let client = client(&server, 1);
            let items = client.list_container_image_logs().items();
            let mut items = items.concurrent_pages(pages).prefetch(prefetch);
            let mut read = Vec::new();
            while let Some(log) = items.next().await {
                read.push(key(&log.expect("a log")));
            }
            assert_eq!(read, all(105), "{pages}");
            assert_eq!(items.total(), Some(105));
            // The same requests as one by one, and no more at once than allowed.
            assert_eq!(server.received().len(), 11, "{pages}");
            assert!(
                (1..=pages.max(1)).contains(&counted.most()),
                "{} of {pages}",
                counted.most()
            );
        }
    }
}

#[tokio::test]
async fn a_server_that_responds_to_several_requests_only_together_is_read() {
    let (listing, waiting) = (logs(45), (Mutex::new(0), Condvar::new()));
    let server = crate::support::start(move |request: &Received| {
        if offset(request) > 0 {
            let (count, changed) = &waiting;
            let mut count = count.lock().expect("no panic");
            *count += 1;
            changed.notify_all();
            let (_guard, timeout) = changed
                .wait_timeout_while(count, Duration::from_secs(20), |count| *count < 4)
                .expect("no panic");
            if timeout.timed_out() {
                return CannedResponse::json(500, "{}");
            }
        }
        listing.respond(request)
    });
    let client = builder(&server.endpoint()).build().expect("a client");
    let (keys, error, _) = read(client.list_container_image_logs(), 4).await;
    assert_eq!((keys, error.map(|error| error.to_string())), (all(45), None));
    assert_eq!(server.received().len(), 5);
}

#[tokio::test]
async fn no_more_pages_than_allowed_are_in_memory() {
    let (server, _) = start(logs(200));
    let client = client(&server, 1);
    let mut pages = client.list_container_image_logs().pages().concurrent_pages(4);
    for page in 1..=5 {
        pages.next().await.expect("more").expect("a page");
        // The first page comes alone. Behind another one, three more were requested with it.
        settles_at(&server, if page == 1 { 1 } else { page + 3 }).await;
        assert_eq!(pages.position().to_string(), (10 * page).to_string());
    }
}

#[tokio::test]
async fn a_page_that_fails_comes_in_its_place_and_reading_resumes() {
    let listing = logs(100);
    let refused = Arc::new(AtomicUsize::new(3));
    let server = crate::support::start({
        let refused = Arc::clone(&refused);
        move |request: &Received| match offset(request) {
            30 if refused.load(Ordering::SeqCst) > 0 => CannedResponse::json(500, "{}"),
            _ => listing.respond(request),
        }
    });
    let client = client(&server, 1);
    let call = || client.list_container_image_logs();
    let (mut keys, error, position) = read(call(), 5).await;
    assert_eq!(keys, all(30));
    assert_eq!(
        (error.and_then(|error| error.status()), position.to_string()),
        (Some(500), "30".to_owned())
    );
    refused.store(0, Ordering::SeqCst);
    let mut rest = call().items().concurrent_pages(5).resume(position);
    while let Some(log) = rest.next().await {
        keys.push(key(&log.expect("a log")));
    }
    assert_eq!(keys, all(100));
}

#[tokio::test]
async fn an_empty_page_before_the_total_is_an_error_that_names_the_offset() {
    let (_server, client) = changing(100, |offset, items, _| {
        if offset == 40 {
            items.clear();
        }
    });
    let (keys, error, position) = read(client.list_container_image_logs(), 4).await;
    let error = error.expect("something is missing");
    assert_eq!(
        (keys.len(), error.kind(), position.to_string()),
        (40, ErrorKind::Paging, "40".to_owned())
    );
    assert!(error.to_string().contains("the page at offset 40 is empty"), "{error}");
}

#[tokio::test]
async fn a_short_page_in_the_middle_loses_nothing() {
    for short in [0, 20, 50, 90] {
        let (server, client) = changing(100, move |offset, items, _| {
            if offset == short {
                items.truncate(3);
            }
        });
        let (keys, error, _) = read(client.list_container_image_logs(), 4).await;
        assert_eq!(
            (keys, error.map(|error| error.to_string())),
            (all(100), None),
            "{short}"
        );
        // The pages themselves, and at most the three that were requested with the short one.
        assert!(server.received().len() <= 11 + 1 + 3, "{}", server.received().len());
    }
    // A server all of whose pages have another length is read one by one, more or less.
    let (server, client) = changing(100, |offset, items, _| items.truncate(2 + offset % 3));
    let (keys, error, _) = read(client.list_container_image_logs(), 8).await;
    assert_eq!((keys, error.map(|error| error.to_string())), (all(100), None));
    let offsets: std::collections::BTreeSet<_> = server.received().iter().map(offset).collect();
    assert!(
        server.received().len() < 2 * offsets.len() + 8,
        "{}",
        server.received().len()
    );
}

#[tokio::test]
async fn a_page_that_is_longer_than_the_one_before_brings_no_record_twice() {
    let (_server, client) = changing(100, |offset, items, _| {
        if offset == 0 {
            items.truncate(5);
        }
    });
    let (keys, error, _) = read(client.list_container_image_logs(), 4).await;
    assert_eq!((keys, error.map(|error| error.to_string())), (all(100), None));
}

#[tokio::test]
async fn a_total_that_lies_loses_nothing() {
    for total in (-1..100).step_by(7).map(Some).chain([None]) {
        let (_server, client) = changing(100, move |_, _, stated| *stated = json!(total));
        let (keys, error, _) = read(client.list_container_image_logs(), 4).await;
        assert_eq!(
            (keys, error.map(|error| error.to_string())),
            (all(100), None),
            "{total:?}"
        );
    }
    // One that is too large is an error, and the last page that was requested with it is none.
    let (server, client) = changing(100, |_, _, total| *total = json!(1_000_000));
    let (keys, error, position) = read(client.list_container_image_logs(), 4).await;
    assert_eq!((keys, position.to_string()), (all(100), "100".to_owned()));
    assert_eq!(error.map(|error| error.kind()), Some(ErrorKind::Paging));
    assert!(server.received().len() <= 14, "{}", server.received().len());
    // The total is the number of records so far.
    let (_server, client) = changing(100, |offset, items, total| *total = json!(offset + items.len()));
    let (keys, error, _) = read(client.list_container_image_logs(), 4).await;
    assert_eq!((keys, error.map(|error| error.to_string())), (all(100), None));
}

#[tokio::test]
async fn a_server_that_repeats_pages_is_an_error() {
    for period in [1, 2, 3] {
        let listing = logs(1000);
        let server = crate::support::start(move |request: &Received| {
            let wrong = offset(request) % (10 * period);
            let page = String::from_utf8(listing.respond(request).bytes()).expect("text");
            let total = page.contains("1000");
            assert!(total);
            let items: Vec<_> = (wrong..wrong + 10).map(|n| log(n, time(1000 - n)).value).collect();
            CannedResponse::json(200, json!({"data_list": items, "total_num": 1000}).to_string())
        });
        let client = client(&server, 1);
        let (keys, error, _) = read(client.list_container_image_logs(), 4).await;
        assert_eq!(error.map(|error| error.kind()), Some(ErrorKind::Paging));
        assert_eq!(keys, all(10 * period));
    }
}

#[tokio::test]
async fn a_total_that_changes_drops_what_was_requested_at_the_same_time() {
    // A record arrives while the pages at 10 to 40 are requested: the one at 20 knows it, the others do not.
    let (server, client) = changing(60, |offset, items, total| {
        if offset == 20 {
            *total = json!(61);
            items.rotate_right(1);
        }
    });
    let (_, error, _) = read(client.list_container_image_logs(), 4).await;
    assert_eq!(error.map(|error| error.to_string()), None);
    let offsets: Vec<_> = server.received().iter().map(offset).collect();
    for repeated in [20, 30, 40] {
        let times = offsets.iter().filter(|offset| **offset == repeated).count();
        assert!(times >= 2, "{repeated} was requested {times} times: {offsets:?}");
    }
}

#[tokio::test]
async fn the_rate_limit_applies_to_all_of_them() {
    let (server, _) = start(logs(100));
    let client = builder(&server.endpoint())
        .rate_limit(RateLimit::new(20, Duration::from_secs(1)).burst(1))
        .build()
        .expect("a client");
    let began = Instant::now();
    let (keys, error, _) = read(client.list_container_image_logs(), 8).await;
    assert_eq!((keys.len(), error.map(|error| error.to_string())), (100, None));
    // Eleven requests, 50 ms apart.
    assert!(began.elapsed() >= Duration::from_millis(490), "{:?}", began.elapsed());
}

#[tokio::test]
async fn temporary_failures_are_retried_each_by_itself() {
    let (server, faults) = start(logs(100));
    let fault = || Some(Fault::Refuse(503, RetryAfter::Absent));
    faults.extend([None, fault(), None, fault(), fault(), None, fault()]);
    let client = client(&server, 4);
    let (keys, error, _) = read(client.list_container_image_logs(), 4).await;
    assert_eq!((keys, error.map(|error| error.to_string())), (all(100), None));
    assert_eq!(server.received().len(), 11 + 4);
}

/// A list whose responses come late by turns, so that their order is any.
struct Late {
    listing: Listing,
    pauses: Vec<u64>,
    requests: AtomicUsize,
}

impl Handler for Late {
    fn respond(&self, request: &Received) -> CannedResponse {
        let number = self.requests.fetch_add(1, Ordering::SeqCst);
        let pause = |times: usize| Duration::from_millis(self.pauses[(number + times) % self.pauses.len()]);
        thread::sleep(pause(0));
        let response = self.listing.respond(request);
        thread::sleep(pause(1));
        response
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Records that arrive at the head move all others down. Whatever the order of the responses is, none of those that were
    /// there at the beginning is missed.
    #[test]
    fn records_that_arrive_meanwhile_hide_none(
        count in 1_usize..120,
        arrivals in vec(0_usize..14, 0..6),
        pauses in vec(0_u64..6, 1..7),
        pages in 2_usize..6,
        prefetch in weighted(0.3, 1_usize..3),
        lenient in any::<bool>(),
    ) {
        block_on(async move {
            let mut listing = logs(count);
            for (number, before) in arrivals.iter().enumerate() {
                listing = listing.arriving(*before, log(1000 + number, time(count + 1 + number)));
            }
            let late = Late { listing, pauses, requests: AtomicUsize::new(0) };
            let server = crate::support::start(late);
            let client = builder(&server.endpoint()).build().expect("a client");
            let items = client.list_container_image_logs().items().concurrent_pages(pages).prefetch(prefetch.unwrap_or(0));
            let mut items = if lenient { items.lenient() } else { items };
            let mut keys = Vec::new();
            while let Some(log) = items.next().await {
                keys.push(key(&log.expect("a log")));
            }
            if arrivals.is_empty() {
                assert_unique(&keys);
            }
            for number in 0..count {
                assert!(keys.contains(&id(number)), "{number} of {count} is missing: {keys:?}");
            }
        });
    }
}
