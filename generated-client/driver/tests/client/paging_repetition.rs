//! Servers that send the same pages without end, and lists whose pages are alike.

use std::sync::atomic::{AtomicUsize, Ordering};

use driver::server::{CannedResponse, Received, Server};
use huaweicloud_hss::{ErrorKind, operations::ListContainerImageLogs};
use serde_json::{Value, json};

use crate::paging_logs::client;

/// No reader may make more requests than this.
const MOST: usize = 400;

/// A server whose page number `n`, from 0 on, has the records `page(n)` and states the total `total(n)`.
fn serve(
    page: impl Fn(usize) -> Vec<Value> + Send + Sync + 'static,
    total: impl Fn(i64) -> Option<i64> + Send + Sync + 'static,
) -> Server {
    let requests = AtomicUsize::new(0);
    crate::support::start(move |_: &Received| {
        let number = requests.fetch_add(1, Ordering::Relaxed);
        assert!(number < MOST, "endless");
        let mut body = json!({"data_list": page(number)});
        if let Some(total) = total(i64::try_from(number).expect("a few")) {
            body["total_num"] = total.into();
        }
        CannedResponse::json(200, body.to_string())
    })
}

/// Ten records without keys that have the same content.
fn unkeyed(content: usize) -> Vec<Value> {
    (0..10).map(|_| json!({"event_name": content.to_string()})).collect()
}

fn keyed(content: usize) -> Vec<Value> {
    (0..10)
        .map(|number| json!({"event_id": format!("{content}-{number}")}))
        .collect()
}

/// How many records came, and how reading ended.
async fn read(reader: &str, call: ListContainerImageLogs) -> (usize, Option<ErrorKind>) {
    let (mut count, mut end) = (0, None);
    match reader {
        "pages" => {
            let mut pages = call.pages();
            while let Some(page) = pages.next().await {
                match page {
                    Ok(page) => count += page.data_list.len(),
                    Err(error) => end = Some(error.kind()),
                }
            }
        }
        "window" => {
            let mut window = call.window(0, 1000);
            while let Some(log) = window.next().await {
                match log {
                    Ok(_) => count += 1,
                    Err(error) => end = Some(error.kind()),
                }
            }
        }
        _ => {
            let mut items = call.items();
            if reader == "lenient" {
                items = items.lenient();
            }
            while let Some(log) = items.next().await {
                match log {
                    Ok(_) => count += 1,
                    Err(error) => end = Some(error.kind()),
                }
            }
        }
    }
    (count, end)
}

const READERS: [&str; 4] = ["items", "lenient", "pages", "window"];

#[tokio::test]
async fn pages_without_keys_and_totals_that_come_in_a_cycle_are_an_error() {
    for reader in READERS {
        for (period, first) in [(1, 0), (2, 0), (2, 5), (3, 1), (7, 0), (40, 3)] {
            let server = serve(
                move |number| {
                    unkeyed(if number < first {
                        1000 + number
                    } else {
                        (number - first) % period
                    })
                },
                |_| None,
            );
            let outcome = read(reader, client(&server, 1).list_container_image_logs()).await;
            // The page that ends the second round is not given out.
            let pages = first + 2 * period;
            assert_eq!(
                outcome,
                (10 * (pages - 1), Some(ErrorKind::Paging)),
                "{reader}, {period}"
            );
            assert_eq!(server.received().len(), pages);
        }
        // A page comes twice within the cycle.
        let server = serve(|number| unkeyed([1, 2, 1, 3][number % 4]), |_| None);
        let outcome = read(reader, client(&server, 1).list_container_image_logs()).await;
        assert_eq!(outcome, (70, Some(ErrorKind::Paging)), "{reader}");
    }
}

#[tokio::test]
async fn pages_with_keys_that_come_in_a_cycle_are_an_error_at_once() {
    for reader in READERS {
        for period in [1, 2, 7] {
            let server = serve(move |number| keyed(number % period), |_| None);
            let outcome = read(reader, client(&server, 1).list_container_image_logs()).await;
            assert_eq!(outcome, (10 * period, Some(ErrorKind::Paging)), "{reader}, {period}");
        }
    }
}

/// Whatever the total does, the same pages are not read for ever.
#[tokio::test]
async fn no_total_makes_a_cycle_endless() {
    let totals: [fn(i64) -> Option<i64>; 6] = [
        |page| Some(10 * page + 10),
        |page| Some(10 * page + 20),
        |page| Some(20 * page + 500),
        |page| (page % 2 == 0).then_some(10 * page + 20),
        |_| Some(-1),
        |_| Some(300),
    ];
    for reader in READERS {
        for (number, total) in totals.into_iter().enumerate() {
            for period in [1, 2, 3] {
                for with_keys in [true, false] {
                    let page = if with_keys { keyed } else { unkeyed };
                    let server = serve(move |number| page(number % period), total);
                    let (_, end) = read(reader, client(&server, 1).list_container_image_logs()).await;
                    assert_eq!(
                        end,
                        Some(ErrorKind::Paging),
                        "{reader}, total {number}, {period}, {with_keys}"
                    );
                }
            }
        }
    }
}

#[tokio::test]
async fn pages_without_keys_that_are_alike_are_read_while_the_total_has_room() {
    for reader in READERS {
        for period in [1, 2, 3] {
            // It is missing on some pages: the one before is the total of these, too.
            for missing in [usize::MAX, 3, 2] {
                let server = serve(
                    move |number| {
                        if number < 12 {
                            unkeyed(number % period)
                        } else {
                            Vec::new()
                        }
                    },
                    move |number| ((number + 1) % i64::try_from(missing).unwrap_or(i64::MAX) != 0).then_some(120),
                );
                let outcome = read(reader, client(&server, 1).list_container_image_logs()).await;
                let end = (reader == "window" && 13 % missing == 0).then_some(ErrorKind::Paging);
                assert_eq!(outcome, (120, end), "{reader}, {period}, {missing}");
            }
        }
    }
}
