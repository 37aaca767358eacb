//! Pages that are fetched while the one before is consumed: how many, in which order, and what ends them.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use driver::server::{CannedResponse, Fault, Handler, Listing, Received, RetryAfter, Server, Step};
use huaweicloud_hss::{Error, RetryPolicy};
use tokio::runtime::Handle;

use crate::paging_logs::{client, id, key, keys, logs, start, time};
use crate::support::builder;

/// Counts the requests that wait for their response, which takes its time.
pub(crate) struct Counted {
    listing: Listing,
    /// How long the response of a request takes, by the number of requests before it.
    pause: fn(usize) -> Duration,
    requests: AtomicUsize,
    now: AtomicUsize,
    most: AtomicUsize,
}

impl Counted {
    pub(crate) fn start(listing: Listing, pause: fn(usize) -> Duration) -> (Server, Arc<Self>) {
        let counted = Arc::new(Self {
            listing,
            pause,
            requests: AtomicUsize::new(0),
            now: AtomicUsize::new(0),
            most: AtomicUsize::new(0),
        });
        let server = Server::start(Arc::clone(&counted)).expect("a free port");
        (server, counted)
    }

    pub(crate) fn most(&self) -> usize {
        self.most.load(Ordering::SeqCst)
    }
}

impl Handler for Counted {
    fn respond(&self, request: &Received) -> CannedResponse {
        let now = self.now.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(now, Ordering::SeqCst);
        thread::sleep((self.pause)(self.requests.fetch_add(1, Ordering::SeqCst)));
        let response = self.listing.respond(request);
        self.now.fetch_sub(1, Ordering::SeqCst);
        response
    }
}

/// Waits until the server has received so many requests; then, whether more come.
pub(crate) async fn settles_at(server: &Server, requests: usize) {
    let began = Instant::now();
    while server.received().len() < requests && began.elapsed() < Duration::from_secs(5) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    tokio::time::sleep(Duration::from_millis(60)).await;
    assert_eq!(server.received().len(), requests);
}

fn all(count: usize) -> Vec<String> {
    (0..count).map(id).collect()
}

#[tokio::test]
async fn so_many_pages_are_fetched_ahead_one_after_the_other_and_in_order() {
    for pages in [0, 1, 3, usize::MAX] {
        let (server, counted) = Counted::start(logs(75), |_| Duration::from_millis(2));
        let client = client(&server, 1);
        let mut items = client.list_container_image_logs().items().prefetch(pages);
        let mut read = Vec::new();
        for page in 1..=7 {
            for _ in 0..10 {
                read.push(key(&items.next().await.expect("more").expect("a log")));
                if read.len() % 10 == 1 {
                    // Nobody polls the stream meanwhile.
                    settles_at(&server, page + pages.min(8 - page)).await;
                }
            }
        }
        while let Some(log) = items.next().await {
            read.push(key(&log.expect("a log")));
        }
        assert_eq!(read, all(75), "{pages}");
        assert_eq!((server.received().len(), counted.most()), (8, 1), "{pages}");
    }
}

#[tokio::test]
async fn nothing_is_sent_before_the_first_page_is_needed() {
    let (server, _) = start(logs(30));
    let pages = client(&server, 1).list_container_image_logs().pages().prefetch(2);
    settles_at(&server, 0).await;
    assert_eq!(pages.position().to_string(), "0");
}

#[tokio::test]
async fn what_was_not_taken_does_not_count_for_the_position() {
    for stop in 0..30 {
        let (server, _) = start(logs(25));
        let client = client(&server, 1);
        let mut items = client.list_container_image_logs().items().prefetch(2);
        let mut read = Vec::new();
        while read.len() < stop.min(25) {
            read.push(key(&items.next().await.expect("more").expect("a log")));
        }
        assert_eq!(items.position().to_string(), read.len().to_string());
        assert_eq!(items.progress().records(), read.len() as u64);
        // Settings may be changed while a task reads ahead, and nothing is lost.
        let mut rest = match stop % 3 {
            0 => items.prefetch(1),
            1 => items.lenient(),
            _ => client.list_container_image_logs().items().resume(items.position()),
        };
        while let Some(log) = rest.next().await {
            read.push(key(&log.expect("a log")));
        }
        assert_eq!(read, all(25), "after {stop}");
    }
    let (server, _) = start(logs(40));
    let client = client(&server, 1);
    let mut pages = client.list_container_image_logs().pages().prefetch(2);
    for page in 1..=3 {
        pages.next().await.expect("more").expect("a page");
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert_eq!(pages.position().to_string(), (10 * page).to_string());
        assert_eq!(pages.progress().to_string(), format!("{} of 40", 10 * page));
    }
}

#[tokio::test]
async fn an_error_comes_in_the_place_of_its_page() {
    for lenient in [false, true] {
        let (server, faults) = start(logs(50));
        faults.extend([None, None, Some(Fault::Refuse(500, RetryAfter::Absent))]);
        let client = client(&server, 1);
        let items = client.list_container_image_logs().items().prefetch(3);
        let mut items = if lenient { items.lenient() } else { items };
        let mut read = Vec::new();
        let error = loop {
            match items.next().await.expect("an error") {
                Ok(log) => {
                    read.push(key(&log));
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
                Err(error) => break error,
            }
        };
        assert_eq!((error.status(), read.len()), (Some(500), 20));
        assert!(items.next().await.is_none(), "an error is the end");
        // Behind the page that failed nothing was requested.
        assert_eq!(server.received().len(), 3);
        let mut rest = client.list_container_image_logs().items().resume(items.position());
        while let Some(log) = rest.next().await {
            read.push(key(&log.expect("a log")));
        }
        assert_eq!(read, all(50));
    }
}

#[tokio::test]
async fn a_program_that_takes_longer_than_an_attempt_may_gets_no_timeout() {
    let attempt = Duration::from_secs(2);
    let (server, _) = Counted::start(logs(30), |_| Duration::from_millis(50));
    let client = builder(&server.endpoint()).attempt_timeout(attempt).build();
    let mut pages = client
        .expect("a client")
        .list_container_image_logs()
        .pages()
        .prefetch(1);
    let mut count = 0;
    while let Some(page) = pages.next().await {
        count += page.expect("a page").data_list.len();
        if count == 10 {
            // The second page was requested, and comes before this is over.
            tokio::time::sleep(attempt + Duration::from_millis(200)).await;
        }
    }
    assert_eq!((count, server.received().len()), (30, 4));
}

#[tokio::test]
async fn dropping_a_reader_ends_its_task() {
    let tasks = || Handle::current().metrics().num_alive_tasks();
    for way in ["drop", "resume", "lenient", "prefetch"] {
        let server = crate::support::start(|request: &Received| match request.query().contains("offset=10") {
            true => CannedResponse::steps([Step::Stall]),
            false => logs(30).respond(request),
        });
        // The attempt alone would take a minute.
        let client = builder(&server.endpoint()).build().expect("a client");
        let mut items = client.list_container_image_logs().items().prefetch(1);
        items.next().await.expect("more").expect("a log");
        settles_at(&server, 2).await;
        let running = tasks();
        let position = items.position();
        // A reader with other settings is kept, and has no task before it is read.
        let items = match way {
            "resume" => Some(items.resume(position)),
            "lenient" => Some(items.lenient()),
            "prefetch" => Some(items.prefetch(2)),
            _ => {
                drop(items);
                None
            }
        };
        let began = Instant::now();
        // Connections have tasks, too; that of the request which was dropped is closed.
        while tasks() >= running && began.elapsed() < Duration::from_secs(5) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert!(tasks() < running, "{running} after {way}");
        drop((items, client));
        while tasks() > 0 && began.elapsed() < Duration::from_secs(5) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert_eq!(tasks(), 0, "after {way}");
    }
}

#[tokio::test]
async fn a_window_is_the_same_with_pages_fetched_ahead() {
    // Offsets up to 30 are allowed, so that the window is split several times.
    let listing = || logs(200).greatest_offset(30);
    let mut outcomes = Vec::new();
    for pages in [0, 1, 3] {
        let (server, _) = start(listing());
        let client = client(&server, 1);
        let call = client.list_container_image_logs().limit(20);
        let mut window = call.window(0, time(200)).greatest_offset(30).prefetch(pages);
        let mut read = Vec::new();
        while let Some(log) = window.next().await {
            read.push(key(&log.expect("a log")));
            tokio::task::yield_now().await;
        }
        assert_eq!(window.progress().records(), 200);
        outcomes.push((read, server.received().len()));
    }
    assert_eq!(outcomes[0].0.len(), 200);
    // No page is fetched that is not needed.
    assert_eq!(outcomes[0], outcomes[1]);
    assert_eq!(outcomes[0], outcomes[2]);
}

#[tokio::test]
async fn a_window_that_stopped_resumes_behind_what_was_taken() {
    let (server, faults) = start(logs(60));
    let client = client(&server, 1);
    let call = || client.list_container_image_logs();
    let mut window = call().window(0, time(60)).prefetch(4);
    let mut read = Vec::new();
    for _ in 0..17 {
        read.push(key(&window.next().await.expect("more").expect("a log")));
    }
    settles_at(&server, 6).await;
    assert_eq!(window.progress().to_string(), "17 of 60");
    let position = window.position();
    drop(window);
    let mut rest = call().window(0, time(60)).resume(position, read.clone());
    while let Some(log) = rest.next().await {
        read.push(key(&log.expect("a log")));
    }
    assert_eq!(read, keys(&faults.handler().records()));
}

#[test]
fn a_runtime_that_is_shut_down_is_an_error_and_reading_resumes() {
    let (server, _) = Counted::start(logs(30), |number| {
        Duration::from_millis(if number == 1 { 300 } else { 0 })
    });
    let client = builder(&server.endpoint())
        .retry_policy(RetryPolicy::off())
        .build()
        .expect("a client");
    let runtime = || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime")
    };
    let first = runtime();
    let mut pages = client.list_container_image_logs().pages().prefetch(1);
    first.block_on(async { pages.next().await.expect("more").expect("a page") });
    drop(first);
    let outcome: Option<Result<_, Error>> = runtime().block_on(pages.next());
    let error = outcome.expect("an error").expect_err("the task has ended");
    assert!(
        error.is_transport() && error.to_string().contains("was shut down"),
        "{error}"
    );
    assert_eq!(error.operation(), Some("ListContainerImageLogs"));
    assert_eq!(pages.position().to_string(), "10");
}
