//! Wrong totals: reading never ends early because of them.

use std::sync::atomic::{AtomicUsize, Ordering};

use driver::server::{CannedResponse, Listing, Received};
use huaweicloud_hss::{Error, ErrorKind, operations::ListContainerImageLogs};
use proptest::{
    collection::vec,
    option::weighted,
    prelude::{Just, ProptestConfig, Strategy, any, prop_oneof},
    proptest,
};
use serde_json::{Value, json};

use crate::paging_logs::{block_on, client, id, key, logs, start};

fn all(count: usize) -> Vec<String> {
    (0..count).map(id).collect()
}

fn number(value: usize) -> i64 {
    i64::try_from(value).expect("a few")
}

/// The keys of all records up to the end or an error, read by `items`, by `lenient` and by `pages`: all three are the same.
async fn read(listing: impl Fn() -> Listing, limit: Option<i32>) -> (Vec<String>, Option<Error>, usize) {
    let mut outcomes = Vec::new();
    for reader in ["items", "lenient", "pages"] {
        let (server, _) = start(listing());
        let mut call = client(&server, 1).list_container_image_logs();
        if let Some(limit) = limit {
            call = call.limit(limit);
        }
        let (keys, error) = read_by(reader, call).await;
        outcomes.push((keys, error, server.received().len()));
    }
    let first = outcomes.swap_remove(0);
    for (keys, error, requests) in outcomes {
        assert_eq!((&keys, requests), (&first.0, first.2));
        assert_eq!(
            error.map(|error| error.to_string()),
            first.1.as_ref().map(Error::to_string)
        );
    }
    first
}

async fn read_by(reader: &str, call: ListContainerImageLogs) -> (Vec<String>, Option<Error>) {
    let (mut keys, mut failure) = (Vec::new(), None);
    if reader == "pages" {
        let mut pages = call.pages();
        while let Some(page) = pages.next().await {
            match page {
                Ok(page) => keys.extend(page.data_list.iter().map(key)),
                Err(error) => failure = Some(error),
            }
        }
    } else {
        let items = call.items();
        let mut items = if reader == "lenient" { items.lenient() } else { items };
        while let Some(log) = items.next().await {
            match log {
                Ok(log) => keys.push(key(&log)),
                Err(error) => failure = Some(error),
            }
        }
    }
    (keys, failure)
}

/// The totals of a list of 45 in pages of 10 that are the length of the page, the number of records so far, or any constant.
#[tokio::test]
async fn a_total_that_says_how_many_records_came_does_not_end_reading() {
    let lengths = vec![10, 10, 10, 10, 5, 0];
    let running = vec![10, 20, 30, 40, 45, 45];
    let constants = (0..45).map(|total| vec![total; 6]);
    for totals in [lengths, running].into_iter().chain(constants) {
        for limit in [None, Some(10)] {
            let listing = || logs(45).stating(totals.iter().copied().map(Some));
            let (keys, error, requests) = read(listing, limit).await;
            assert!(error.is_none() && keys == all(45), "{totals:?}: {keys:?} {error:?}");
            assert_eq!(requests, 6, "{totals:?}");
        }
    }
}

#[tokio::test]
async fn a_server_that_ignores_the_limit_is_read_to_the_end() {
    let listing = || logs(45).clamp(10).stating([10, 10, 10, 10, 5, 0].map(Some));
    let (keys, error, _) = read(listing, Some(200)).await;
    assert!(error.is_none() && keys == all(45), "{keys:?} {error:?}");
}

/// From any position, also behind pages that were read before.
#[tokio::test]
async fn a_running_total_does_not_end_reading_that_was_resumed() {
    for position in [0, 10, 17, 30, 35, 45] {
        let (server, _) = start(logs(45).stating((1..9).map(|page| Some((position + 10 * page).min(45)))));
        let items = client(&server, 1).list_container_image_logs().items();
        let mut items = items.resume(position.to_string().parse().expect("a position"));
        let mut keys = Vec::new();
        while let Some(log) = items.next().await {
            keys.push(key(&log.expect("a log")));
        }
        assert_eq!(keys, all(45)[usize::try_from(position).expect("a few")..]);
    }
}

#[tokio::test]
async fn a_right_total_costs_a_request_only_behind_a_full_page() {
    for (count, clamp, limit, expected) in [
        (0, 200, None, 1),
        (3, 200, None, 1),
        (9, 200, None, 1),
        (10, 200, None, 2),
        (11, 200, None, 2),
        (45, 200, None, 5),
        (50, 200, None, 6),
        (45, 200, Some(200), 1),
        (45, 200, Some(45), 2),
        (45, 200, Some(44), 2),
        (45, 200, Some(46), 1),
        // The server has a limit of its own.
        (6, 7, Some(50), 1),
        (7, 7, Some(50), 1),
        (20, 7, Some(50), 3),
        (21, 7, Some(50), 4),
    ] {
        let (keys, error, requests) = read(|| logs(count).clamp(clamp), limit).await;
        assert!(error.is_none() && keys == all(count), "{keys:?} {error:?}");
        assert_eq!(
            requests, expected,
            "{count} records in pages of {limit:?}, at most {clamp}"
        );
    }
}

/// A service that refuses a page behind the last record.
fn refusing(status: u16, count: usize, total: usize) -> impl Fn(&Received) -> CannedResponse {
    move |request| {
        let offset = request.query().split('&').find_map(|pair| pair.strip_prefix("offset="));
        let offset: usize = offset.map_or(0, |offset| offset.parse().expect("a number"));
        if offset >= count {
            return CannedResponse::json(
                status,
                r#"{"error_code":"TEST.0001","error_msg":"the offset is too great"}"#,
            );
        }
        let records: Vec<_> = (offset..count.min(offset + 10))
            .map(|number| json!({"event_id": id(number)}))
            .collect();
        CannedResponse::json(200, json!({"total_num": total, "data_list": records}).to_string())
    }
}

#[tokio::test]
async fn a_refused_page_confirms_a_total_that_was_reached_and_nothing_else() {
    for (status, total, end) in [
        (400, 20, None),
        (404, 20, None),
        (416, 20, None),
        (403, 20, Some(ErrorKind::Api)),
        (500, 20, Some(ErrorKind::Api)),
        // The total was not reached, or it was contradicted: nothing says that this is the end.
        (400, 30, Some(ErrorKind::Api)),
        (404, 10, Some(ErrorKind::Api)),
    ] {
        for reader in ["items", "lenient", "pages"] {
            let server = crate::support::start(refusing(status, 20, total));
            let call = client(&server, 1).list_container_image_logs();
            let (keys, error) = read_by(reader, call).await;
            assert_eq!(
                (keys, error.map(|error| error.kind())),
                (all(20), end),
                "{status} {total}"
            );
            assert_eq!(server.received().len(), 3);
        }
    }
}

#[tokio::test]
async fn a_window_is_read_to_the_end_whatever_the_total_counts() {
    for totals in [
        vec![10, 10, 10, 10, 5, 0],
        vec![10, 20, 30, 40, 45, 45],
        vec![20; 6],
        vec![0; 6],
        vec![-7; 6],
    ] {
        let (server, _) = start(logs(45).stating(totals.iter().copied().map(Some)));
        let mut window = client(&server, 1).list_container_image_logs().window(0, 1_000_000);
        let mut keys = Vec::new();
        while let Some(log) = window.next().await {
            keys.push(key(&log.expect("a log")));
        }
        assert_eq!(keys, all(45), "{totals:?}");
    }
}

/// How a server counts, page after page.
#[derive(Clone, Debug)]
enum Count {
    Constant(i64),
    PageLength,
    /// The number of records up to the end of the page, and this much more.
    Running(i64),
    /// From the first number, changed by the second with each page.
    Moving(i64, i64),
    Any(Vec<i64>),
    Right,
}

impl Count {
    fn total(&self, page: usize, length: i64, next: i64, count: i64) -> i64 {
        match self {
            Self::Constant(total) => *total,
            Self::PageLength => length,
            Self::Running(ahead) => next + ahead,
            Self::Moving(first, step) => first + step * number(page),
            Self::Any(totals) => totals.get(page).copied().unwrap_or(count),
            Self::Right => count,
        }
    }
}

fn counts() -> impl Strategy<Value = Count> {
    let totals = || prop_oneof![3 => -3_i64..90, 1 => any::<i32>().prop_map(i64::from)];
    prop_oneof![
        2 => totals().prop_map(Count::Constant),
        1 => Just(Count::PageLength),
        2 => (-12_i64..12).prop_map(Count::Running),
        2 => (totals(), -15_i64..15).prop_map(|(first, step)| Count::Moving(first / 2, step)),
        2 => vec(totals(), 0..12).prop_map(Count::Any),
        1 => Just(Count::Right),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(100) })]

    /// A list that is right and its totals are not: every record comes once and in order, and if there is an error, it is
    /// one of paging, behind the last record.
    #[test]
    fn no_total_loses_a_record(
        counted in counts(),
        missing in vec(weighted(0.2, Just(())), 0..12),
        (count, clamp, limit) in (0_usize..60, 1_usize..25, weighted(0.7, 1_usize..25)),
    ) {
        let requested = limit.unwrap_or(10);
        let length = requested.min(clamp);
        let pages = count.div_ceil(length) + 1;
        let totals: Vec<_> = (0..pages)
            .map(|page| {
                let (from, next) = ((page * length).min(count), ((page + 1) * length).min(count));
                let total = counted.total(page, number(next - from), number(next), number(count));
                // A short page that states its own length as the total is a list of one page.
                let is_short_list = page == 0 && total == number(length) && length < requested && length != 10 && length < count;
                let is_missing = missing.get(page).is_some_and(Option::is_some);
                (!is_missing).then_some(if is_short_list { -1 } else { total })
            })
            .map(|total| total.map(|total| total.clamp(i64::from(i32::MIN), i64::from(i32::MAX))))
            .collect();
        block_on(async {
            let listing = || logs(count).clamp(clamp).stating(totals.clone());
            let limit = limit.map(|limit| i32::try_from(limit).expect("a few"));
            let (keys, error, requests) = read(listing, limit).await;
            assert_eq!(keys, all(count), "{totals:?}: {error:?}");
            assert!(error.is_none_or(|error| error.kind() == ErrorKind::Paging));
            assert!(requests <= pages, "{totals:?}: {requests} requests");
        });
    }

    /// Pages that are empty or come again, in the middle and once: every reader ends in an error, and reading on from its
    /// position gives the rest.
    #[test]
    fn an_empty_or_repeated_page_is_an_error_that_can_be_resumed(
        faults in vec((2_usize..5, any::<bool>()), 0..6),
        (count, limit, by_window) in (0_usize..60, 1_usize..12, any::<bool>()),
    ) {
        // At which requests the faults are. After each one is a correct response, so that resuming makes progress.
        let mut schedule = std::collections::BTreeMap::new();
        let mut at = 0;
        for (distance, repeats) in faults {
            at += distance;
            schedule.insert(at, repeats);
        }
        let requests = AtomicUsize::new(0);
        let last = std::sync::Mutex::new(Vec::<Value>::new());
        let respond = move |request: &Received| {
            let offset = request.query().split('&').find_map(|pair| pair.strip_prefix("offset="));
            let offset: usize = offset.map_or(0, |offset| offset.parse().expect("a number"));
            let page: Vec<_> = (offset..count.min(offset + limit)).map(|number| json!({"event_id": id(number)})).collect();
            let mut last = last.lock().expect("no panic");
            let page = match schedule.get(&requests.fetch_add(1, Ordering::Relaxed)) {
                Some(true) if !page.is_empty() => last.clone(),
                Some(false) => Vec::new(),
                _ => page,
            };
            last.clone_from(&page);
            CannedResponse::json(200, json!({"total_num": count, "data_list": page}).to_string())
        };
        block_on(async {
            let server = crate::support::start(respond);
            let call = client(&server, 1).list_container_image_logs().limit(i32::try_from(limit).expect("a few"));
            let mut keys = Vec::new();
            let mut position = "0".to_owned();
            let mut window_position = call.clone().window(0, 9).position();
            for attempt in 0.. {
                assert!(attempt < 9, "it never comes to an end");
                let mut failure = None;
                if by_window {
                    let mut window = call.clone().window(0, 9).resume(window_position, &keys);
                    while let Some(log) = window.next().await {
                        match log {
                            Ok(log) => keys.push(key(&log)),
                            Err(error) => failure = Some(error),
                        }
                    }
                    window_position = window.position();
                } else {
                    let mut items = call.clone().items().resume(position.parse().expect("a position"));
                    while let Some(log) = items.next().await {
                        match log {
                            Ok(log) => keys.push(key(&log)),
                            Err(error) => failure = Some(error),
                        }
                    }
                    position = items.position().to_string();
                }
                assert_eq!(keys, all(keys.len()));
                match failure {
                    Some(error) => assert_eq!(error.kind(), ErrorKind::Paging, "{error}"),
                    None => break,
                }
            }
            assert_eq!(keys, all(count));
        });
    }
}
