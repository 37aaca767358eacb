//! A listing, page by page and request by request.

use std::sync::Arc;

use driver::server::{Ends, Listing, Names, Record, Server};
use serde_json::{Value, json};

use crate::wire::exchange;

const NAMES: Names = Names {
    limit: "max",
    offset: "skip",
    from: "since",
    to: "until",
    items: "rows",
    total: "count",
};

fn record(time: i64) -> Record {
    Record {
        time,
        value: json!({"id": time}),
    }
}

/// Records of the times 1 to `count`.
fn listing(count: i64) -> Listing {
    Listing::new(NAMES, (1..=count).map(record))
}

fn start(listing: Listing) -> Server {
    Server::start(listing).expect("a free port")
}

/// The records of a page by their id, and the total that it states.
fn page(server: &Server, query: &str) -> (Vec<i64>, Option<i64>) {
    let seen = exchange(server, &format!("/x?{query}"));
    assert_eq!(seen.status(), Some(200), "{query}: {seen:?}");
    let page = seen.json();
    let rows = page["rows"].as_array().expect("a list");
    let rows = rows.iter().map(|row| row["id"].as_i64().expect("a number")).collect();
    (rows, page.get("count").and_then(Value::as_i64))
}

#[test]
fn pages_go_from_the_newest_to_the_oldest() {
    let server = start(listing(25));
    assert_eq!(page(&server, ""), ((16..=25).rev().collect(), Some(25)));
    assert_eq!(page(&server, "max=2&skip=23&other=x"), (vec![2, 1], Some(25)));
    assert_eq!(page(&server, "skip=25"), (vec![], Some(25)));
    assert_eq!(page(&server, "skip=99"), (vec![], Some(25)));
}

#[test]
fn a_page_is_not_longer_than_the_clamp() {
    let server = start(listing(9).clamp(4));
    assert_eq!(page(&server, "max=100").0, [9, 8, 7, 6]);
    assert_eq!(page(&server, "max=3").0, [9, 8, 7]);
}

#[test]
fn invalid_or_out_of_bounds_numbers_are_refused() {
    let server = start(listing(9).greatest_offset(5));
    assert_eq!(page(&server, "skip=5").0.len(), 4);
    for query in ["skip=6", "skip=-1", "max=x", "since=", "until=1.5"] {
        let seen = exchange(&server, &format!("/x?{query}"));
        assert_eq!(seen.status(), Some(400), "{query}");
        assert!(seen.json()["error_code"].is_string());
    }
}

#[test]
fn a_range_includes_the_configured_ends() {
    for (ends, found) in [
        (Ends::Inclusive, vec![5, 4, 3]),
        (Ends::FromOnly, vec![4, 3]),
        (Ends::ToOnly, vec![5, 4]),
        (Ends::Exclusive, vec![4]),
    ] {
        let listing = Arc::new(listing(9).ends(ends));
        let server = Server::start(Arc::clone(&listing)).expect("a free port");
        let total = i64::try_from(found.len()).expect("a few");
        assert_eq!(
            page(&server, "since=3&until=5"),
            (found.clone(), Some(total)),
            "{ends:?}"
        );
        let times: Vec<_> = listing.between(3, 5).iter().map(|record| record.time).collect();
        assert_eq!(times, found, "{ends:?}");
    }
    let server = start(listing(9));
    assert_eq!(page(&server, "since=8").0, [9, 8]);
    assert_eq!(page(&server, "until=2").0, [2, 1]);
}

#[test]
fn new_records_are_inserted_and_shift_the_rest() {
    let listing = Arc::new(
        Listing::new(NAMES, [10, 20, 30, 40].map(record))
            .arriving(1, record(50))
            .arriving(2, record(25)),
    );
    let server = Server::start(Arc::clone(&listing)).expect("a free port");
    assert_eq!(page(&server, "max=2&skip=0"), (vec![40, 30], Some(4)));
    assert_eq!(page(&server, "max=2&skip=2"), (vec![30, 20], Some(5)));
    assert_eq!(page(&server, "max=2&skip=4"), (vec![20, 10], Some(6)));
    let times: Vec<_> = listing.records().iter().map(|record| record.time).collect();
    assert_eq!(times, [50, 40, 30, 25, 20, 10]);
    // Of two with one time the later arrival is the newer.
    let server = start(Listing::new(NAMES, [record(7)]).arriving(
        0,
        Record {
            time: 7,
            value: json!({"id": 8}),
        },
    ));
    assert_eq!(page(&server, "").0, [8, 7]);
}

#[test]
fn configured_totals_are_sent_first_and_then_the_real_one() {
    let server = start(listing(3).stating([Some(99), None, Some(0)]));
    let totals: Vec<_> = (0..5).map(|_| page(&server, "").1).collect();
    assert_eq!(totals, [Some(99), None, Some(0), Some(3), Some(3)]);
}

#[test]
fn a_listing_that_ignores_the_offset_repeats_itself() {
    let server = start(listing(9).ignoring_offset());
    assert_eq!(page(&server, "max=3&skip=6"), page(&server, "max=3&skip=0"));
}
