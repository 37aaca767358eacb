//! For any finite schedule of faults, reading returns every record exactly once and in order, or ends with an error from
//! which it can be resumed to the same end.

use std::time::Duration;

use driver::server::{CannedResponse, Ending, Fault, Listing, Place, RetryAfter, Share};
use huaweicloud_hss::{Position, WindowPosition};
use proptest::{
    collection::vec,
    option::{self, weighted},
    prelude::{Just, ProptestConfig, Strategy, any, prop_oneof},
    proptest,
    sample::select,
};

use crate::paging_logs::{block_on, id, impatient, is_response_failure, key, logs, start, time};

/// More errors than the schedule can cause.
const MOST_ERRORS: usize = 60;

/// Somewhere in a page, often within a record.
fn shares() -> impl Strategy<Value = Share> {
    (0_u16..1000).prop_map(Share)
}

fn places() -> impl Strategy<Value = Place> {
    prop_oneof![
        2 => select(&[Place::BeforeHead, Place::InHead, Place::AfterHead][..]),
        3 => shares().prop_map(Place::InBody),
    ]
}

/// A stall costs the time of an attempt, so there are fewer of them.
fn endings() -> impl Strategy<Value = Ending> {
    select(
        &[
            Ending::Reset,
            Ending::Reset,
            Ending::Close,
            Ending::Close,
            Ending::Stall,
        ][..],
    )
}

/// Faults after which the same call may succeed. With enough attempts, none of them is returned to the caller.
fn temporary_faults() -> impl Strategy<Value = Fault> {
    let waits = select(
        &[
            RetryAfter::Absent,
            RetryAfter::Seconds(0),
            RetryAfter::Date(Duration::ZERO),
        ][..],
    );
    prop_oneof![
        4 => (places(), endings()).prop_map(|(place, ending)| Fault::Break(place, ending)),
        1 => places().prop_map(|place| Fault::Slow(place, Duration::from_millis(15))),
        2 => (select(&[408, 429, 500, 502, 503, 504][..]), waits).prop_map(|(status, wait)| Fault::Refuse(status, wait)),
        1 => select(&[502, 503, 504][..]).prop_map(Fault::Html),
        1 => select(&["text/plain", "text/html", "application/octet-stream"][..]).prop_map(Fault::Label),
        2 => shares().prop_map(Fault::Part),
        2 => (shares(), option::of(endings())).prop_map(|(share, ending)| Fault::Chunks(share, ending)),
    ]
}

/// All faults, including those that are not retried.
fn any_fault() -> impl Strategy<Value = Fault> {
    let under_success = r#"{"error_code":"TEST.0001","error_msg":"an error under 200"}"#;
    prop_oneof![
        6 => temporary_faults(),
        1 => shares().prop_map(Fault::HtmlAmid),
        // Without the feature `gzip` an error, and with it as if it were not compressed.
        1 => Just(Fault::Gzip),
        1 => shares().prop_map(Fault::PartGzip),
        1 => shares().prop_map(Fault::DamagedGzip),
        1 => Just(Fault::NoGzip),
        1 => select(&[200, 403, 404][..]).prop_map(Fault::Html),
        1 => select(&[400, 401, 403][..]).prop_map(|status| Fault::Refuse(status, RetryAfter::Absent)),
        1 => select(&[301, 302, 307, 308][..])
            .prop_map(|status| Fault::Redirect(status, "https://elsewhere.example/".to_owned())),
        1 => Just(Fault::Endless),
        1 => Just(Fault::Instead(CannedResponse::json(200, under_success))),
        1 => select(&["", "null", "[]", "{\"data_list\":7}"][..])
            .prop_map(|body| Fault::Instead(CannedResponse::json(200, body))),
    ]
}

/// A schedule in which about every second response is broken.
fn schedule() -> impl Strategy<Value = Vec<Option<Fault>>> {
    vec(weighted(0.6, any_fault()), 0..9)
}

/// What is read of which list: how many records, the clamp, the limit, the attempts of each call.
fn lists() -> impl Strategy<Value = (usize, usize, Option<i32>, u32)> {
    (0_usize..60, 1_usize..25, weighted(0.8, 1..40), 1_u32..4)
}

fn clamped(count: usize, clamp: usize) -> Listing {
    logs(count).clamp(clamp)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn items_come_once_and_in_order_whatever_fails(faults in schedule(), (count, clamp, limit, attempts) in lists()) {
        block_on(async {
            let (server, handler) = start(clamped(count, clamp));
            handler.extend(faults);
            let mut call = impatient(&server, attempts).list_container_image_logs();
            if let Some(limit) = limit {
                call = call.limit(limit);
            }
            let mut items = call.clone().items();
            let mut read = Vec::new();
            let mut errors = 0;
            loop {
                match items.next().await {
                    Some(Ok(log)) => read.push(key(&log)),
                    Some(Err(error)) => {
                        errors += 1;
                        assert!(is_response_failure(&error) && errors < MOST_ERRORS, "{error:?}");
                        assert!(items.next().await.is_none(), "something came after {error}");
                        let position = items.position().to_string();
                        assert_eq!(position, read.len().to_string());
                        items = call.clone().items().resume(position.parse::<Position>().expect("a position"));
                    }
                    None => break,
                }
            }
            assert!(items.next().await.is_none(), "something came after the end");
            assert_eq!(read, (0..count).map(id).collect::<Vec<_>>());
        });
    }

    #[test]
    fn temporary_faults_are_not_returned_if_there_are_enough_attempts(
        bursts in vec((vec(temporary_faults(), 1..4), 0_usize..3), 0..4),
        (count, clamp, limit, _) in lists(),
    ) {
        // Correct responses between the bursts: no call gets two bursts.
        let faults = bursts.into_iter().flat_map(|(burst, pause)| {
            burst.into_iter().map(Some).chain(std::iter::repeat_n(None, pause + 1))
        });
        block_on(async {
            let (server, handler) = start(clamped(count, clamp));
            handler.extend(faults);
            // More attempts than a burst has faults, because of machines under load.
            let mut pages = impatient(&server, 7).list_container_image_logs().limit(limit.unwrap_or(10)).pages();
            let mut read = Vec::new();
            while let Some(page) = pages.next().await {
                read.extend(page.expect("a fault that passes").data_list.iter().map(key));
            }
            assert_eq!(read, (0..count).map(id).collect::<Vec<_>>());
        });
    }

    #[test]
    fn a_window_is_read_completely_whatever_fails(
        faults in schedule(),
        (count, clamp, limit, attempts) in lists(),
        bound in 0_usize..30,
        restart in any::<bool>(),
    ) {
        block_on(async {
            let (server, handler) = start(clamped(count, clamp).greatest_offset(bound));
            handler.extend(faults);
            let (from, to) = (time(count / 4), time(count));
            let call = impatient(&server, attempts).list_container_image_logs().limit(limit.unwrap_or(10));
            let window = || call.clone().window(from, to).greatest_offset(i64::try_from(bound).expect("a few"));
            let mut reading = window();
            let beginning = reading.position();
            let mut read: Vec<String> = Vec::new();
            let mut errors = 0;
            while let Some(log) = reading.next().await {
                match log {
                    Ok(log) => read.push(key(&log)),
                    Err(error) => {
                        errors += 1;
                        assert!(is_response_failure(&error) && errors < MOST_ERRORS, "{error:?}");
                        assert!(reading.next().await.is_none(), "something came after {error}");
                        // Records whose keys are known are not returned again, wherever reading starts.
                        let position = if restart { beginning.clone() } else { reading.position() }.to_string();
                        let position: WindowPosition = position.parse().expect("a position");
                        reading = window().resume(position, &read);
                    }
                }
            }
            let mut expected: Vec<_> = (0..count).filter(|number| time(count - number) >= from).map(id).collect();
            assert_eq!(reading.count(), expected.len());
            // Halves are read one after the other, so the order is that of each half.
            read.sort();
            expected.sort();
            assert_eq!(read, expected);
        });
    }
}
