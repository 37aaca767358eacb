//! Calls that are dropped on their way: nothing of them stays behind, and the client goes on.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use driver::server::{CannedResponse, Handler, Received, Server, Step};
use huaweicloud_hss::{Client, RetryBudget, RetryPolicy};
use tokio::runtime::Handle;

use crate::paging_logs::logs;
use crate::support::{builder, start};

const PAGE: &str = r#"{"total_num":0,"data_list":[]}"#;

/// Waits until a condition holds; it must within a time that is long for a machine under load.
async fn until(what: &str, condition: impl Fn() -> bool) {
    let began = Instant::now();
    while !condition() {
        assert!(began.elapsed() < Duration::from_secs(20), "not in time: {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// A server that gives `first` to so many requests, and then pages.
fn first(count: usize, first: CannedResponse) -> (Server, Arc<AtomicUsize>) {
    let number = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&number);
    let server = start(
        move |_: &Received| match counted.fetch_add(1, Ordering::SeqCst) < count {
            true => first.clone(),
            false => CannedResponse::json(200, PAGE),
        },
    );
    (server, number)
}

/// A refusal after which a call waits for half a minute: a wait without `Retry-After` is random, and may be short.
fn unavailable() -> CannedResponse {
    CannedResponse::new(503, &[("Retry-After", "30")], "")
}

/// A policy that waits as long as that.
fn patient() -> RetryPolicy {
    RetryPolicy::default().max_delay(Duration::from_secs(60))
}

/// Makes `count` calls, and drops them once `arrived` holds.
async fn drop_calls(client: &Client, count: usize, arrived: impl Fn() -> bool) {
    let calls: Vec<_> = (0..count)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.list_container_image_logs().send().await.map(drop) })
        })
        .collect();
    until("all calls are on their way", arrived).await;
    // So that what is dropped has begun to wait.
    tokio::time::sleep(Duration::from_millis(50)).await;
    for call in &calls {
        assert!(!call.is_finished());
        call.abort();
    }
    for call in calls {
        assert!(call.await.expect_err("it was dropped").is_cancelled());
    }
}

/// Calls work afterwards, and when the client is dropped no task is left.
async fn assert_usable(client: Client) {
    for _ in 0..3 {
        client.list_container_image_logs().send().await.expect("a page");
    }
    drop(client);
    let tasks = || Handle::current().metrics().num_alive_tasks();
    until("no task is left", || tasks() == 0).await;
}

#[tokio::test]
async fn a_call_that_is_dropped_in_the_middle_of_a_body_leaves_nothing() {
    let head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 30\r\n\r\n{\"total_".to_vec();
    let (server, requests) = first(20, CannedResponse::steps([Step::Send(head), Step::Stall]));
    let client = builder(&server.endpoint()).build().expect("settings");
    drop_calls(&client, 20, || requests.load(Ordering::SeqCst) == 20).await;
    let connections = server.connections();
    assert_usable(client).await;
    // A connection with half a response is closed, never used again.
    assert_eq!(server.connections(), connections + 1);
}

#[tokio::test]
async fn a_call_that_is_dropped_while_it_waits_for_a_retry_gives_its_tokens_back() {
    let (server, requests) = first(20, unavailable());
    let budget = RetryBudget::new(500);
    let client = builder(&server.endpoint())
        .retry_policy(patient())
        .retry_budget(budget.clone())
        .build()
        .expect("settings");
    drop_calls(&client, 20, || requests.load(Ordering::SeqCst) == 20).await;
    assert_eq!(budget.available(), Some(500));
    let connections = server.connections();
    assert_usable(client).await;
    assert_eq!(
        server.connections(),
        connections,
        "those of the responses are used again"
    );
}

/// A retry that was sent is paid for, whether its caller waits for it or not.
#[tokio::test]
async fn a_call_that_is_dropped_in_a_retry_has_paid_for_it() {
    let requests = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&requests);
    let server = start(move |_: &Received| match counted.fetch_add(1, Ordering::SeqCst) {
        0 => CannedResponse::new(503, &[], ""),
        1 => CannedResponse::steps([Step::Stall]),
        _ => CannedResponse::json(200, PAGE),
    });
    let budget = RetryBudget::new(500);
    let client = builder(&server.endpoint())
        .retry_policy(RetryPolicy::default().base(Duration::from_millis(1)))
        .retry_budget(budget.clone())
        .build()
        .expect("settings");
    drop_calls(&client, 1, || requests.load(Ordering::SeqCst) == 2).await;
    assert_eq!(budget.available(), Some(495));
    client.list_container_image_logs().send().await.expect("a page");
    assert_eq!(budget.available(), Some(496));
    assert_usable(client).await;
}

/// Pages that are fetched ahead and at the same time, in the middle of waits for retries.
#[tokio::test]
async fn a_reader_that_is_dropped_gives_back_what_its_pages_have_not_spent() {
    for (prefetch, concurrent) in [(3, 1), (0, 4), (2, 4)] {
        let failed = Arc::new(AtomicUsize::new(0));
        let (counted, listing) = (Arc::clone(&failed), logs(100));
        let server = start(move |request: &Received| {
            if request.query().contains("offset=0") || !request.query().contains("offset=") {
                return listing.respond(request);
            }
            counted.fetch_add(1, Ordering::SeqCst);
            unavailable()
        });
        let budget = RetryBudget::new(500);
        let client = builder(&server.endpoint())
            .retry_policy(patient())
            .retry_budget(budget.clone())
            .build()
            .expect("settings");
        let items = client.list_container_image_logs().items();
        let mut items = items.prefetch(prefetch).concurrent_pages(concurrent);
        for _ in 0..10 {
            items.next().await.expect("more").expect("a log");
        }
        if prefetch == 0 {
            // Without fetching ahead the next page is requested when it is needed.
            let next = tokio::time::timeout(Duration::from_millis(200), items.next()).await;
            assert!(next.is_err(), "it waits for its retry");
        }
        until("a page failed", || failed.load(Ordering::SeqCst) > 0).await;
        until("the retries are paid for", || budget.available() < Some(500)).await;
        drop(items);
        // Tasks end when the runtime next runs them.
        until("the tokens are back", || budget.available() == Some(500)).await;
        drop(client);
        let tasks = || Handle::current().metrics().num_alive_tasks();
        until("no task is left", || tasks() == 0).await;
    }
}

/// All pages that are requested at the same time pay from one budget, and stop when it is empty.
#[tokio::test]
async fn pages_at_the_same_time_share_the_budget_of_retries() {
    let requests = Arc::new(AtomicUsize::new(0));
    let (counted, listing) = (Arc::clone(&requests), logs(200));
    let server = start(move |request: &Received| {
        if request.query().contains("offset=0") || !request.query().contains("offset=") {
            return listing.respond(request);
        }
        counted.fetch_add(1, Ordering::SeqCst);
        CannedResponse::new(503, &[], "")
    });
    let budget = RetryBudget::new(50);
    let policy = RetryPolicy::default().base(Duration::from_millis(1)).max_attempts(1000);
    let client = builder(&server.endpoint())
        .retry_policy(policy)
        .retry_budget(budget.clone())
        .build()
        .expect("settings");
    let mut items = client.list_container_image_logs().items().concurrent_pages(8);
    for _ in 0..10 {
        items.next().await.expect("more").expect("a log");
    }
    let error = items.next().await.expect("an error").expect_err("the service fails");
    assert!(error.is_retry_budget_exhausted(), "{error:?}");
    assert_eq!(
        items.position().to_string(),
        "10",
        "reading resumes at the page that failed"
    );
    assert!(items.next().await.is_none());
    // Ten retries, and a first attempt for each of the pages.
    let requests = requests.load(Ordering::SeqCst);
    assert!((11..=18).contains(&requests), "{requests}");
    assert_eq!(budget.available(), Some(0));
}
