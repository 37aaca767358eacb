//! A window of time is read while logs arrive in it and beside it.

use driver::server::{Ends, Listing};
use huaweicloud_hss::{Client, ErrorKind, operations::ListContainerImageLogs};
use proptest::{
    collection::vec,
    prelude::{ProptestConfig, Strategy},
    proptest,
    sample::select,
};
use serde_json::{Value, json};

use crate::paging_logs::{assert_unique, client, id, key, keys, log, logs, start, time};

fn call(client: &Client) -> ListContainerImageLogs {
    client.list_container_image_logs().limit(5)
}

/// Number and place of logs that arrive while others are read have nothing to do with those that were there.
const LATE: usize = 50_000;

#[tokio::test]
async fn logs_that_arrive_at_the_head_do_not_belong_to_the_window() {
    let newer = (1..6).fold(logs(20), |listing, request| {
        listing.arriving(request, log(LATE + request, time(20 + request)))
    });
    let (server, handler) = start(newer);
    let mut window = call(&client(&server, 1)).window(time(1), time(20));
    let mut read = Vec::new();
    while let Some(log) = window.next().await {
        read.push(key(&log.expect("a log")));
    }
    assert_eq!(read, (0..20).map(id).collect::<Vec<_>>());
    assert_eq!(
        server.received().len(),
        5,
        "four full pages, and an empty one that confirms the total"
    );
    assert!(handler.handler().records().len() > 20, "none arrived");
}

#[tokio::test]
async fn without_a_window_the_same_arrivals_make_logs_come_twice() {
    // This is what the window is for: the offset alone does not show it.
    let newer = (1..4).fold(logs(20), |listing, request| {
        listing.arriving(request, log(LATE + request, time(20 + request)))
    });
    let (server, _) = start(newer);
    let mut items = call(&client(&server, 1)).items();
    let mut read = Vec::new();
    while let Some(log) = items.next().await {
        read.push(key(&log.expect("a log")));
    }
    read.sort();
    read.dedup();
    assert_eq!((read.len(), items.position().to_string()), (20, "23".to_owned()));
}

#[tokio::test]
async fn a_log_that_arrives_behind_is_read_and_one_that_arrives_before_is_an_error() {
    let behind = logs(20).arriving(2, log(LATE, time(3)));
    let (server, handler) = start(behind);
    let mut window = call(&client(&server, 1)).window(time(1), time(20));
    let mut read = Vec::new();
    while let Some(log) = window.next().await {
        read.push(key(&log.expect("a log")));
    }
    assert_eq!(read, keys(&handler.handler().records()));

    let before = logs(20).arriving(2, log(LATE, time(19)));
    let (server, handler) = start(before);
    let call = call(&client(&server, 1));
    let mut window = call.clone().window(time(1), time(20));
    let beginning = window.position();
    let mut read = Vec::new();
    let error = loop {
        match window.next().await.expect("an error comes first") {
            Ok(log) => read.push(key(&log)),
            Err(error) => break error,
        }
    };
    assert_eq!((error.kind(), read.len(), window.count()), (ErrorKind::Paging, 20, 20));
    assert!(
        error.to_string().contains("20") && error.to_string().contains("21"),
        "{error}"
    );
    assert!(window.next().await.is_none());
    assert_unique(&read);
    // Read again without those that were read, it is whole, and gives out the missed one alone.
    let mut window = call.window(time(1), time(20)).resume(beginning, &read);
    let missed = window.next().await.expect("the missed one").expect("a log");
    assert_eq!(key(&missed), id(LATE));
    assert!(window.next().await.is_none());
    assert_eq!(window.count(), handler.handler().records().len());
}

#[tokio::test]
async fn a_window_is_halved_before_the_bound_of_the_offset() {
    for ends in [Ends::Inclusive, Ends::FromOnly, Ends::ToOnly, Ends::Exclusive] {
        let (server, handler) = start(logs(64).greatest_offset(10).ends(ends));
        let mut window = call(&client(&server, 1)).window(time(1), time(64)).greatest_offset(10);
        let mut read = Vec::new();
        while let Some(log) = window.next().await {
            read.push(key(&log.unwrap_or_else(|error| panic!("{ends:?}: {error}"))));
        }
        read.sort();
        let mut expected = keys(&handler.handler().between(time(1), time(64)));
        expected.sort();
        assert_eq!(read, expected, "{ends:?}");
        let offsets = server.received().into_iter().filter_map(|request| {
            let offset = request
                .query()
                .split("&offset=")
                .nth(1)?
                .split('&')
                .next()?
                .parse::<i64>();
            offset.ok()
        });
        assert!(offsets.max() <= Some(10), "an offset beyond the bound");
    }
}

#[tokio::test]
async fn more_logs_in_an_instant_than_the_offset_reaches_are_an_error() {
    let same_instant = (0..40).map(|number| log(number, time(7)));
    let listing = Listing::new(crate::paging_logs::NAMES, same_instant).greatest_offset(10);
    let (server, _) = start(listing);
    let mut window = call(&client(&server, 1)).window(time(1), time(9)).greatest_offset(10);
    let error = loop {
        match window.next().await.expect("an error comes first") {
            Ok(log) => drop(log),
            Err(error) => break error,
        }
    };
    assert_eq!(error.kind(), ErrorKind::Paging);
    assert!(error.to_string().contains("instant 7000"), "{error}");
    assert!(error.to_string().contains("`greatest_offset`"), "{error}");
    assert!(
        server.received().len() < 100,
        "it went on for {} requests",
        server.received().len()
    );
}

#[tokio::test]
async fn a_window_is_resumed_with_a_greater_greatest_offset() {
    // The instant by itself, and among others.
    for (from, to, count) in [(time(7), time(7), 40), (time(1), time(9), 42)] {
        let same_instant = (0..40).map(|number| log(number, time(7)));
        let others = [log(90, time(2)), log(91, time(8))];
        let (server, _) = start(Listing::new(crate::paging_logs::NAMES, same_instant.chain(others)));
        let call = call(&client(&server, 1));
        let mut read = Vec::new();
        let mut window = call.clone().window(from, to).greatest_offset(10);
        let error = loop {
            match window.next().await.expect("an error comes first") {
                Ok(log) => read.push(key(&log)),
                Err(error) => break error,
            }
        };
        assert_eq!(error.kind(), ErrorKind::Paging);
        let position = window.position().to_string().parse().expect("a position");
        let window = call.window(from, to).greatest_offset(100);
        let mut window = window.resume(position, &read);
        while let Some(log) = window.next().await {
            read.push(key(&log.expect("a log")));
        }
        assert_unique(&read);
        assert_eq!(read.len(), count);
    }
}

/// Also within the last page, whose records have greater offsets than the greatest one that may be requested.
#[tokio::test]
async fn a_window_is_resumed_within_the_last_page() {
    for stop in 0..=23 {
        let (server, _) = start(logs(23).greatest_offset(18));
        let call = client(&server, 1).list_container_image_logs().limit(6);
        let window = || call.clone().window(time(1), time(23)).greatest_offset(18);
        let mut first = window();
        let mut read = Vec::new();
        while read.len() < stop {
            read.push(key(&first.next().await.expect("more").expect("a log")));
        }
        let mut rest = window().resume(first.position(), &read);
        while let Some(log) = rest.next().await {
            read.push(key(&log.unwrap_or_else(|error| panic!("after {stop}: {error}"))));
        }
        assert_unique(&read);
        assert_eq!(read.len(), 23);
    }
}

/// The range of the position is split again; the keys say what was read of it.
#[tokio::test]
async fn a_window_is_resumed_with_a_smaller_greatest_offset() {
    for stop in [0, 1, 9, 30, 39, 40] {
        let (server, _) = start(logs(40));
        let call = call(&client(&server, 1));
        let mut first = call.clone().window(time(1), time(40));
        let mut read = Vec::new();
        while read.len() < stop {
            read.push(key(&first.next().await.expect("more").expect("a log")));
        }
        let rest = call.window(time(1), time(40)).greatest_offset(10);
        let mut rest = rest.resume(first.position(), &read);
        while let Some(log) = rest.next().await {
            read.push(key(&log.unwrap_or_else(|error| panic!("after {stop}: {error}"))));
        }
        assert_unique(&read);
        assert_eq!(read.len(), 40);
    }
}

#[tokio::test]
async fn a_lenient_window_gives_bad_logs_as_errors_and_counts_them() {
    let bad = |number: usize| number % 6 == 1;
    let records = || {
        logs(60)
            .records()
            .into_iter()
            .enumerate()
            .map(move |(number, mut record)| {
                if bad(number) {
                    record.value["content"] = json!(["a list"]);
                }
                record
            })
    };
    // In one go, and halved by the bound; without leniency the first bad one ends it.
    for bound in [1000, 10] {
        let listing = || Listing::new(crate::paging_logs::NAMES, records()).greatest_offset(bound);
        let (server, _) = start(listing());
        let call = call(&client(&server, 1));
        let greatest = i64::try_from(bound).expect("a few");
        let window = || call.clone().window(time(1), time(60)).greatest_offset(greatest);
        let mut lenient = window().lenient();
        let (mut good, mut bad_keys) = (Vec::new(), Vec::new());
        while let Some(log) = lenient.next().await {
            match log {
                Ok(log) => good.push(key(&log)),
                Err(error) => {
                    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
                    let raw: Value = serde_json::from_slice(error.raw_body().expect("the log")).expect("JSON");
                    bad_keys.push(raw["event_id"].as_str().expect("a key").to_owned());
                }
            }
            if (good.len() + bad_keys.len()) % 17 == 3 {
                // Both kinds are known again after a resumption.
                let position = lenient.position().to_string().parse().expect("a position");
                lenient = window().lenient().resume(position, good.iter().chain(&bad_keys));
            }
        }
        assert_eq!(lenient.count(), 60);
        good.sort();
        bad_keys.sort();
        let of = |wanted: bool| {
            (0..60)
                .filter(move |number| bad(*number) == wanted)
                .map(id)
                .collect::<Vec<_>>()
        };
        assert_eq!((good, bad_keys), (of(false), of(true)));
        let mut strict = window();
        let error = loop {
            match strict.next().await.expect("an error comes first") {
                Ok(log) => drop(log),
                Err(error) => break error,
            }
        };
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(strict.next().await.is_none());
    }
}

#[tokio::test]
async fn a_window_ignores_a_total_that_the_records_contradict() {
    for wrong in [0, -1, 7] {
        let (server, _) = start(logs(20).stating([Some(wrong); 9]));
        let mut window = call(&client(&server, 1)).window(time(0), time(20));
        let mut count = 0;
        while let Some(log) = window.next().await {
            log.expect("a log");
            count += 1;
        }
        assert_eq!(count, 20, "with a total of {wrong}");
    }
}

#[tokio::test]
async fn a_position_of_another_window_is_refused() {
    let (server, _) = start(logs(20));
    let call = call(&client(&server, 1));
    for position in [
        "0w,0..99",
        "5s,1000..2000,1..1000",
        "0w,1000..20001",
        // A part of the window, that was not split off it; and a range that ends before it begins.
        "0w,2000..3000",
        "0w,20000..1000",
        "0s,9000..3000",
    ] {
        let window = call.clone().window(time(1), time(20));
        let mut window = window.resume(position.parse().expect("a position"), [""; 0]);
        let error = window.next().await.expect("an error").expect_err(position);
        assert_eq!(error.kind(), ErrorKind::InvalidArgument);
        assert!(error.to_string().contains(position), "{error}");
        assert!(window.next().await.is_none());
    }
    assert!(server.received().is_empty());
}

/// At which request a log arrives, and of which time.
fn arrivals() -> impl Strategy<Value = Vec<(usize, i64)>> {
    vec((0_usize..12, -2_000_i64..45_000), 0..6)
}

fn ends() -> impl Strategy<Value = Ends> {
    select(&[Ends::Inclusive, Ends::FromOnly, Ends::ToOnly, Ends::Exclusive][..])
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    #[test]
    fn a_window_is_complete_or_an_error_and_complete_when_it_is_read_again(
        arrivals in arrivals(),
        ends in ends(),
        count in 0_usize..40,
        clamp in 1_usize..9,
        bound in 2_usize..50,
    ) {
        let mut listing = logs(count).clamp(clamp).greatest_offset(bound).ends(ends);
        for (number, (request, time)) in arrivals.iter().enumerate() {
            listing = listing.arriving(*request, log(LATE + number, *time));
        }
        let (from, to) = (time(count / 5), time(count));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let (server, handler) = start(listing);
            let call = call(&client(&server, 1));
            let window = || call.clone().window(from, to).greatest_offset(i64::try_from(bound).expect("a few"));
            let beginning = window().position();
            let mut read: Vec<String> = Vec::new();
            // Each arrival can make one reading fail, and no more.
            for again in 0..=arrivals.len() + 1 {
                assert!(again <= arrivals.len(), "it never comes to an end: {read:?}");
                let mut reading = window().resume(beginning.clone(), &read);
                let mut failed = false;
                while let Some(log) = reading.next().await {
                    match log {
                        Ok(log) => read.push(key(&log)),
                        Err(error) => {
                            assert_eq!(error.kind(), ErrorKind::Paging, "{error}");
                            failed = true;
                        }
                    }
                }
                assert_unique(&read);
                if !failed {
                    break;
                }
            }
            let mut expected = keys(&handler.handler().between(from, to));
            expected.sort();
            read.sort();
            assert_eq!(read, expected);
        });
    }
}
