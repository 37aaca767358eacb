//! Every fault, as it is on the wire.

use std::{
    io::Read as _,
    sync::Arc,
    time::{Duration, SystemTime},
};

use driver::server::{CannedResponse, Ending, Fault, Faulty, Place, Received, RetryAfter, Server, Share};
use flate2::read::GzDecoder;

use crate::wire::{End, Seen, exchange};

const BODY: &str = r#"{"total":2,"items":[{"id":"a"},{"id":"b"}]}"#;

fn right(_: &Received) -> CannedResponse {
    CannedResponse::json(200, BODY)
}

fn request() -> Received {
    Received {
        method: "GET".to_owned(),
        target: "/".to_owned(),
        headers: Vec::new(),
        body: Vec::new(),
    }
}

fn start(schedule: impl IntoIterator<Item = Option<Fault>>) -> Server {
    Server::start(Faulty::new(right, schedule)).expect("a free port")
}

/// What is seen of one fault; the request after it gets a response as if nothing had been.
fn seen(fault: Fault) -> Seen {
    let server = start([Some(fault.clone())]);
    let seen = exchange(&server, "/a?b=c");
    let next = exchange(&server, "/a?b=c");
    assert_eq!(
        (next.status(), next.text(), next.end),
        (Some(200), BODY, End::Whole),
        "after {fault:?}"
    );
    seen
}

#[test]
fn a_response_ends_early_at_every_place_and_in_every_way() {
    let whole = exchange(&start([]), "/");
    for (ending, end) in [
        (Ending::Reset, End::Reset),
        (Ending::Close, End::Closed),
        (Ending::Stall, End::Silence),
    ] {
        let before = seen(Fault::Break(Place::BeforeHead, ending));
        assert_eq!((&*before.head, before.end), ("", end), "{ending:?}");

        let within = seen(Fault::Break(Place::InHead, ending));
        assert!(
            !within.head.is_empty() && whole.head.starts_with(&within.head),
            "{within:?}"
        );
        assert!(!within.head.contains("\r\n\r\n") && within.end == end, "{within:?}");

        let after = seen(Fault::Break(Place::AfterHead, ending));
        assert_eq!(
            (&after.head, after.body.len(), after.end),
            (&whole.head, 0, end),
            "{ending:?}"
        );

        let body = seen(Fault::Break(Place::InBody(Share::HALF), ending));
        assert_eq!((&body.head, body.end), (&whole.head, end), "{ending:?}");
        assert_eq!(body.text(), &BODY[..BODY.len().div_ceil(2)]);
    }
}

#[test]
fn a_slow_response_arrives_complete() {
    let pause = Duration::from_millis(150);
    for place in [
        Place::BeforeHead,
        Place::InHead,
        Place::AfterHead,
        Place::InBody(Share::HALF),
    ] {
        let seen = seen(Fault::Slow(place, pause));
        assert_eq!(
            (seen.status(), seen.text(), seen.end),
            (Some(200), BODY, End::Whole),
            "{place:?}"
        );
        assert!(seen.last >= pause, "{place:?}: {:?}", seen.last);
        // What precedes the place is sent without a pause.
        assert_eq!(
            seen.first >= pause,
            place == Place::BeforeHead,
            "{place:?}: {:?}",
            seen.first
        );
    }
}

#[test]
fn a_part_of_the_body_has_a_matching_length() {
    for (share, length) in [
        (0, 1),
        (500, BODY.len().div_ceil(2)),
        (999, BODY.len() - 1),
        (u16::MAX, BODY.len() - 1),
    ] {
        let seen = seen(Fault::Part(Share(share)));
        assert_eq!((seen.text(), seen.end), (&BODY[..length], End::Whole), "{share}");
        assert_eq!(seen.header("content-type"), Some("application/json"));
        assert!(serde_json::from_str::<serde_json::Value>(seen.text()).is_err());
    }
}

#[test]
fn chunks_are_sent_separately_and_the_last_may_be_missing() {
    let chunk = |text: &str| format!("{:x}\r\n{text}\r\n", text.len());
    let (first, second) = BODY.split_at(BODY.len().div_ceil(2));
    let whole = CannedResponse::bytes(&Fault::Chunks(Share::HALF, None).respond(&request(), &right));
    let text = String::from_utf8(whole).expect("text");
    assert!(
        text.ends_with(&format!("\r\n\r\n{}{}0\r\n\r\n", chunk(first), chunk(second))),
        "{text}"
    );
    assert!(
        text.contains("Transfer-Encoding: chunked") && !text.contains("Content-Length"),
        "{text}"
    );
    for (ending, end) in [
        (Ending::Reset, End::Reset),
        (Ending::Close, End::Closed),
        (Ending::Stall, End::Silence),
    ] {
        let seen = seen(Fault::Chunks(Share::HALF, Some(ending)));
        assert_eq!((seen.text(), seen.end), (&*chunk(first), end), "{ending:?}");
    }
}

#[test]
fn a_gateway_page_appears_within_the_body() {
    let seen = seen(Fault::HtmlAmid(Share::HALF));
    let (first, _) = BODY.split_at(BODY.len().div_ceil(2));
    assert!(seen.text().starts_with(&format!("{first}<html>")), "{seen:?}");
    assert_eq!((seen.status(), seen.end), (Some(200), End::Whole));
}

#[test]
fn a_refusal_names_the_wait_in_seconds_as_a_date_or_not() {
    let seconds = seen(Fault::Refuse(429, RetryAfter::Seconds(3)));
    assert_eq!(
        (seconds.status(), seconds.header("Retry-After")),
        (Some(429), Some("3"))
    );
    assert_eq!(seconds.json()["error_code"], "TEST.0429");

    let now = SystemTime::now();
    let date = seen(Fault::Refuse(429, RetryAfter::Date(Duration::from_secs(90))));
    let until = httpdate::parse_http_date(date.header("retry-after").expect("a date")).expect("a date");
    let wait = until.duration_since(now).expect("it lies ahead");
    assert!((88..=91).contains(&wait.as_secs()), "{wait:?}");

    let absent = seen(Fault::Refuse(503, RetryAfter::Absent));
    assert_eq!((absent.status(), absent.header("retry-after")), (Some(503), None));
}

#[test]
fn a_burst_of_faults_ends_and_responses_in_between_are_correct() {
    let unavailable = Some(Fault::Refuse(503, RetryAfter::Absent));
    let handler = Arc::new(Faulty::new(
        right,
        [unavailable.clone(), unavailable.clone(), None, unavailable],
    ));
    let server = Server::start(Arc::clone(&handler)).expect("a free port");
    let statuses: Vec<_> = (0..6).filter_map(|_| exchange(&server, "/").status()).collect();
    assert_eq!(statuses, [503, 503, 200, 503, 200, 200]);
    assert_eq!(handler.left(), 0);
    handler.extend([Some(Fault::Html(502)), Some(Fault::Html(502))]);
    assert_eq!((exchange(&server, "/").status(), handler.left()), (Some(502), 1));
    handler.heal();
    assert_eq!(exchange(&server, "/").status(), Some(200));
}

#[test]
fn html_replaces_the_response_under_any_status() {
    for status in [200, 404, 502] {
        let seen = seen(Fault::Html(status));
        assert_eq!((seen.status(), seen.end), (Some(status), End::Whole));
        assert_eq!(seen.header("content-type"), Some("text/html; charset=utf-8"));
        assert!(seen.text().starts_with("<html>"), "{seen:?}");
    }
}

#[test]
fn a_wrong_content_type_does_not_change_the_body() {
    let seen = seen(Fault::Label("text/plain"));
    assert_eq!((seen.header("content-type"), seen.text()), (Some("text/plain"), BODY));
    assert_eq!(seen.head.to_lowercase().matches("content-type").count(), 1);
}

#[test]
fn compressed_responses_are_complete_truncated_or_mislabelled() {
    let unpack = |bytes: &[u8]| {
        let mut text = String::new();
        GzDecoder::new(bytes).read_to_string(&mut text).map(|_| text)
    };
    let gzip = seen(Fault::Gzip);
    assert_eq!((gzip.header("content-encoding"), gzip.end), (Some("gzip"), End::Whole));
    assert_eq!(unpack(&gzip.body).expect("gzip"), BODY);

    let half = seen(Fault::PartGzip(Share::HALF));
    assert_eq!((half.header("content-encoding"), half.end), (Some("gzip"), End::Whole));
    assert!(gzip.body.starts_with(&half.body) && half.body.len() == gzip.body.len().div_ceil(2));
    assert!(unpack(&half.body).is_err());

    let damaged = seen(Fault::DamagedGzip(Share(900)));
    assert_eq!(damaged.body.len(), gzip.body.len());
    let differing = damaged.body.iter().zip(&gzip.body).filter(|(one, other)| one != other);
    assert_eq!(differing.count(), 1);
    assert!(unpack(&damaged.body).is_err());

    let lie = seen(Fault::NoGzip);
    assert_eq!((lie.header("content-encoding"), lie.text()), (Some("gzip"), BODY));
}

#[test]
fn a_redirect_leads_to_another_host() {
    for status in [301, 302, 303, 307, 308] {
        let seen = seen(Fault::Redirect(status, "https://elsewhere.example/login".to_owned()));
        let target = seen.header("location");
        assert_eq!(
            (seen.status(), target),
            (Some(status), Some("https://elsewhere.example/login"))
        );
        assert!(seen.body.is_empty() && seen.end == End::Whole);
    }
}

#[test]
fn an_endless_response_continues_until_the_client_disconnects() {
    let seen = seen(Fault::Endless);
    assert_eq!((seen.status(), seen.header("content-length")), (Some(200), None));
    assert_eq!(seen.end, End::TooMuch);
    assert!(seen.text().starts_with("[0,0,0"), "{}", &seen.text()[..20]);
}

#[test]
fn a_server_stops_during_an_endless_response() {
    let server = start([Some(Fault::Endless)]);
    let seen = exchange(&server, "/");
    assert_eq!(seen.end, End::TooMuch);
    let began = std::time::Instant::now();
    drop(server);
    assert!(began.elapsed() < Duration::from_secs(5));
}

#[test]
fn arbitrary_bytes_are_sent_as_scripted() {
    let script = CannedResponse::json(418, "7");
    let seen = seen(Fault::Instead(script));
    assert_eq!((seen.status(), seen.text()), (Some(418), "7"));
}
