//! Windows of records without a key: each comes as often as the service has it, in one go and resumed.

use driver::server::{Ends, Listing, Record};
use huaweicloud_hss::{
    Client, ErrorKind, WindowPosition, operations::ListContainerImageLogs, types::ContainerImageLogResponseInfo,
};
use proptest::{
    collection::vec,
    prelude::{ProptestConfig, any},
    proptest,
    sample::select,
};
use serde_json::json;

use crate::paging_logs::{NAMES, block_on, client, id, start};

/// A record without a key, whose content does not say when it was.
fn unkeyed(time: i64, content: usize) -> Record {
    Record {
        time,
        value: json!({"event_name": format!("content {content}")}),
    }
}

fn call(client: &Client) -> ListContainerImageLogs {
    client.list_container_image_logs().limit(5)
}

/// What is compared: the key and the content.
fn text(log: &ContainerImageLogResponseInfo) -> String {
    format!("{:?} {:?}", log.event_id, log.event_name)
}

fn expected(records: &[Record]) -> Vec<String> {
    let mut texts: Vec<_> = records
        .iter()
        .map(|record| {
            let text = |name: &str| record.value.get(name).and_then(|value| value.as_str());
            format!("{:?} {:?}", text("event_id"), text("event_name"))
        })
        .collect();
    texts.sort();
    texts
}

const ENDS: [Ends; 4] = [Ends::Inclusive, Ends::FromOnly, Ends::ToOnly, Ends::Exclusive];

#[tokio::test]
async fn a_window_that_is_split_gives_identical_records_as_often_as_there_are() {
    for ends in ENDS {
        for (contents, bound) in [(1, 10), (1, 5), (3, 10), (40, 10), (2, 23)] {
            let records = (0..40).map(|number| unkeyed(1000 * number, usize::try_from(number).unwrap_or(0) % contents));
            let (server, handler) = start(Listing::new(NAMES, records).ends(ends).greatest_offset(bound));
            let bound = i64::try_from(bound).expect("a few");
            let mut window = call(&client(&server, 1)).window(0, 39_000).greatest_offset(bound);
            let mut texts = Vec::new();
            while let Some(log) = window.next().await {
                texts.push(text(&log.unwrap_or_else(|error| panic!("{ends:?}: {error}"))));
            }
            texts.sort();
            assert_eq!(
                texts,
                expected(&handler.handler().between(0, 39_000)),
                "{ends:?}, {contents}"
            );
        }
    }
}

/// Many records in each instant, also in those in which halves overlap.
#[tokio::test]
async fn records_in_the_overlap_of_two_halves_are_given_once() {
    for time_of in [|number: i64| number / 4, |number: i64| number / 7] {
        let records = (0..60).map(|number| unkeyed(time_of(number), 0));
        let (server, handler) = start(Listing::new(NAMES, records).greatest_offset(20));
        let mut window = call(&client(&server, 1)).window(0, 20).greatest_offset(20).lenient();
        let mut count = 0;
        while let Some(log) = window.next().await {
            log.expect("a log");
            count += 1;
        }
        assert_eq!(count, handler.handler().records().len());
        assert_eq!(window.count(), count);
    }
}

#[tokio::test]
async fn a_window_without_keys_is_resumed_anywhere() {
    for ends in ENDS {
        // Everywhere for one kind of ends, and at some places for the others.
        for stop in (0..=40).step_by(if ends == Ends::Inclusive { 1 } else { 9 }) {
            let records = (0..40).map(|number| unkeyed(number, usize::try_from(number).unwrap_or(0) % 2));
            let (server, handler) = start(Listing::new(NAMES, records).ends(ends).greatest_offset(10));
            let call = call(&client(&server, 1));
            let window = || call.clone().window(0, 39).greatest_offset(10);
            let mut texts = Vec::new();
            let mut first = window();
            while texts.len() < stop
                && let Some(log) = first.next().await
            {
                texts.push(text(&log.expect("a log")));
            }
            let position: WindowPosition = first.position().to_string().parse().expect("a position");
            assert_eq!(position, first.position());
            let mut rest = window().resume(position, [""; 0]);
            while let Some(log) = rest.next().await {
                texts.push(text(
                    &log.unwrap_or_else(|error| panic!("{ends:?} after {stop}: {error}")),
                ));
            }
            texts.sort();
            assert_eq!(
                texts,
                expected(&handler.handler().between(0, 39)),
                "{ends:?} after {stop}"
            );
        }
    }
}

/// Without a total, a range is split only when pages of it were given out: their records come again in its halves.
#[tokio::test]
async fn records_given_out_before_their_range_was_split_are_not_given_again() {
    let records = (0..40).map(|number| unkeyed(number, usize::try_from(number).unwrap_or(0) % 7));
    let (server, _) = start(Listing::new(NAMES, records).greatest_offset(10).stating([None; 200]));
    let call = call(&client(&server, 1));
    let window = || call.clone().window(0, 39).greatest_offset(10);
    let mut reading = window();
    let (mut count, mut refused, mut resumed) = (0, 0, 0);
    let error = loop {
        match reading.next().await.expect("an error: no total was stated") {
            Ok(_) => count += 1,
            Err(error) => break error,
        }
        let position = reading.position().to_string();
        if position.contains('!') {
            let requests = server.received().len();
            let mut again = window().resume(position.parse().expect("a position"), [""; 0]);
            let error = again.next().await.expect("an error").expect_err("it cannot be resumed");
            assert_eq!(error.kind(), ErrorKind::InvalidArgument);
            assert!(
                error.to_string().contains("records without a key were given out"),
                "{error}"
            );
            assert!(again.next().await.is_none());
            assert_eq!(server.received().len(), requests, "nothing is sent");
            refused += 1;
        } else {
            resumed += 1;
        }
    };
    assert_eq!((error.kind(), count), (ErrorKind::Paging, 40));
    assert!(error.to_string().contains("no total"), "{error}");
    assert!(refused > 0 && resumed > 0, "{refused} {resumed}");
}

#[tokio::test]
async fn a_range_that_must_be_split_where_its_records_are_not_known_is_an_error() {
    let records = (0..40).map(|number| unkeyed(number, 0));
    let (server, _) = start(Listing::new(NAMES, records));
    let call = call(&client(&server, 1));
    let mut window = call.clone().window(0, 39).greatest_offset(100);
    for _ in 0..20 {
        window.next().await.expect("more").expect("a log");
    }
    let mut window = call
        .window(0, 39)
        .greatest_offset(10)
        .resume(window.position(), [""; 0]);
    let error = window.next().await.expect("an error").expect_err("it cannot be split");
    assert_eq!(error.kind(), ErrorKind::Paging);
    assert!(error.to_string().contains("Set a greater `greatest_offset`"), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(100) })]

    /// Records with and without keys, at any times and of few contents, stopped and resumed any number of times.
    #[test]
    fn a_window_gives_every_record_as_often_as_there_is(
        records in vec((0_i64..60, 0_usize..3, any::<bool>()), 0..60),
        ends in select(&ENDS[..3]),
        bound in 12_usize..40,
        limit in 1_i32..9,
        stops in vec(1_usize..30, 0..4),
    ) {
        // No instant has more records than the offset reaches.
        let mut in_instant = std::collections::BTreeMap::new();
        let records: Vec<_> = records
            .into_iter()
            .enumerate()
            .filter(|(_, (time, ..))| {
                let count: &mut usize = in_instant.entry(*time).or_default();
                *count += 1;
                *count <= 5
            })
            .map(|(number, (time, content, with_key))| {
                // Twice as far apart, so that no two instants are next to each other.
                let mut record = unkeyed(2 * time, content);
                if with_key {
                    record.value["event_id"] = id(number).into();
                }
                record
            })
            .collect();
        block_on(async {
            let (server, handler) = start(Listing::new(NAMES, records).ends(ends).greatest_offset(bound));
            let call = client(&server, 1).list_container_image_logs().limit(limit);
            let bound = i64::try_from(bound).expect("a few");
            let window = || call.clone().window(10, 110).greatest_offset(bound);
            let (mut texts, mut keys) = (Vec::new(), Vec::new());
            let mut reading = window();
            let mut stops = stops.into_iter();
            let mut stop = stops.next();
            while let Some(log) = reading.next().await {
                let log = log.unwrap_or_else(|error| panic!("{error}"));
                texts.push(text(&log));
                keys.extend(log.event_id);
                if stop == Some(texts.len()) {
                    let position = reading.position().to_string();
                    reading = window().resume(position.parse().expect("a position"), &keys);
                    assert_eq!(reading.position().to_string(), position);
                    stop = stops.next().map(|more| texts.len() + more);
                }
            }
            assert_eq!(reading.count(), texts.len());
            texts.sort();
            assert_eq!(texts, expected(&handler.handler().between(10, 110)));
        });
    }
}
