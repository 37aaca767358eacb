//! Strings with a format and integers of every width: reading keeps each text, setters take text and the types of other
//! crates, and what is sent is the text.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::HashSet;

use common::answer_once;
use example_build_script::values::Client;
use example_build_script::values::types::{Counts, Stamp, Wide, format};
use serde_json::{Value, json};

/// Reads a value, and asserts that it is written back as it was.
fn read(value: Value) -> Stamp {
    let read: Stamp = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), value);
    read
}

#[test]
fn a_value_of_the_format_is_converted() {
    let stamp = read(json!({
        "at": "2026-01-31T10:00:00+02:00",
        "day": "2026-01-31",
        "clock": "10:00:00Z",
        "lasts": "PT36H",
        "id": "67e55044-10b1-426f-9247-bb680e5fe0c8",
        "address": "https://example.com/a",
        "content": "Zm9v",
        "price": "12.50",
        "history": ["2026-01-31T10:00:00Z"],
        "byId": {"a": "2026-01-31T10:00:00Z"},
        "moment": "2026-01-31T10:00:00Z",
        "either": "0"
    }));
    assert_eq!(stamp.at.to_jiff().unwrap().to_string(), "2026-01-31T08:00:00Z");
    assert_eq!(
        stamp.at.to_chrono().unwrap().timestamp(),
        stamp.at.to_time().unwrap().unix_timestamp()
    );
    assert_eq!(stamp.day.unwrap().to_time().unwrap().year(), 2026);
    assert_eq!(stamp.clock.unwrap().to_jiff().unwrap().hour(), 10);
    assert_eq!(stamp.lasts.unwrap().to_jiff().unwrap().get_hours(), 36);
    assert_eq!(stamp.id.unwrap().to_uuid().unwrap().get_version_num(), 4);
    assert_eq!(stamp.address.unwrap().to_url().unwrap().host_str(), Some("example.com"));
    assert_eq!(stamp.content.unwrap().decode().unwrap(), b"foo");
    assert_eq!(stamp.price.unwrap().to_decimal().unwrap().scale(), 2);
    assert_eq!(stamp.history[0], stamp.by_id["a"]);
}

#[test]
fn a_value_of_no_format_is_read_and_written_back() {
    let stamp = read(json!({
        "at": "yesterday", "day": "31.01.2026", "clock": "", "lasts": "1 day", "id": "7", "address": "/a", "content": "?",
        "price": "1,50", "history": ["now"], "byId": {"a": "never"}, "moment": "", "either": "2", "other": "a b"
    }));
    assert_eq!(stamp.at, "yesterday");
    assert!(stamp.at.to_jiff().is_err());
    let error = stamp.content.unwrap().decode().unwrap_err();
    assert_eq!(error.to_string(), "the text cannot be converted as `byte`");
    assert!(std::error::Error::source(&error).is_some());
}

#[test]
fn values_are_compared_by_their_text() {
    let (one, other) = (
        format::DateTime::from("2026-01-31T10:00:00Z"),
        format::DateTime::from("2026-01-31T10:00:00.0Z"),
    );
    assert_eq!(one.to_jiff().unwrap(), other.to_jiff().unwrap());
    assert_ne!(one, other);
    assert!(other < one);
    assert_eq!(HashSet::from([one.clone(), one.clone(), other]).len(), 2);
    assert_eq!(
        format!("{one} {one:?}"),
        "2026-01-31T10:00:00Z DateTime(\"2026-01-31T10:00:00Z\")"
    );
    assert_eq!(String::from(one), "2026-01-31T10:00:00Z");
}

#[test]
fn integers_have_the_width_of_their_format() {
    let counts: Counts = serde_json::from_value(json!({
        "int8": i8::MIN, "int16": i16::MIN, "int32": i32::MIN, "int64": i64::MIN,
        "uint8": u8::MAX, "uint16": u16::MAX, "uint32": u32::MAX, "uint64": u64::MAX,
        "below": -1, "plain": i64::MAX, "float": 0.1, "double": 0.1
    }))
    .unwrap();
    let _: (Option<i8>, Option<i16>, Option<i32>, Option<i64>) =
        (counts.int8, counts.int16, counts.int32, counts.int64);
    let _: (Option<u8>, Option<u16>, Option<u32>) = (counts.uint8, counts.uint16, counts.uint32);
    assert_eq!(
        (counts.uint64, counts.below, counts.plain),
        (Some(u64::MAX), Some(-1), Some(i64::MAX))
    );
    // As a number of 32 bits it would be written back as 0.10000000149011612.
    assert_eq!(serde_json::to_value(&counts).unwrap()["float"], json!(0.1));
}

/// What a document allows is never too great for the type; what its type takes is sent.
#[test]
fn integers_hold_the_bounds_and_values_of_the_document() {
    let value = json!({
        "bounded": u64::MAX, "above": u64::MAX, "excluding": u64::MAX, "listed": u64::MAX, "preset": 9_223_372_036_854_775_808_u64,
        "together": u64::MAX, "referenced": i64::MIN, "formatted": u64::MAX, "each": [0, u64::MAX],
        "byName": {"a": u64::MAX, "b": null}, "signed": -5, "below": i64::MIN, "usual": i64::MAX, "seconds": u32::MAX,
        "percent": 200, "port": u16::MAX, "small": 300
    });
    let wide: Wide = serde_json::from_value(value.clone()).unwrap();
    let _: [Option<u64>; 7] = [
        wide.bounded,
        wide.above,
        wide.excluding,
        wide.listed,
        wide.preset,
        wide.together,
        wide.formatted,
    ];
    let _: [Option<i64>; 7] = [
        wide.referenced,
        wide.signed,
        wide.below,
        wide.usual,
        wide.seconds,
        wide.percent,
        wide.small,
    ];
    let _: Option<u16> = wide.port;
    assert_eq!(wide.by_name["b"], None);
    assert_eq!(serde_json::to_value(&wide).unwrap(), value);
}

#[tokio::test]
async fn setters_take_text_and_what_is_converted() {
    let (url, served) = answer_once("200 OK", "application/json", r#"{"at":"soon"}"#);
    let client = Client::builder().endpoint(url).build().unwrap();
    let id = "67e55044-10b1-426f-9247-bb680e5fe0c8";
    let stamp = Stamp::builder()
        .at(jiff::Timestamp::UNIX_EPOCH)
        .day(chrono::NaiveDate::from_ymd_opt(2026, 1, 31).unwrap())
        .clock("10:00:00Z")
        .id(uuid::Uuid::parse_str(id).unwrap())
        .content(format::Base64::encode(b"foo"))
        .price(rust_decimal::Decimal::new(1250, 2))
        .history(vec![String::from("now").into()])
        .build()
        .unwrap();
    let stored = client
        .put_stamp(time::Date::MIN.replace_year(2026).unwrap())
        .since("2026-01-31T10:00:00Z")
        .ids(vec![id.into()])
        .body(stamp)
        .send()
        .await
        .unwrap();
    assert_eq!(stored.at, "soon");
    let request = served.join().unwrap();
    let target = request.split(' ').nth(1).unwrap();
    assert_eq!(
        target,
        format!("/stamps/2026-01-01?since=2026-01-31T10%3A00%3A00Z&ids={id}")
    );
    let body = request.lines().last().unwrap();
    assert_eq!(
        serde_json::from_str::<Value>(body).unwrap(),
        json!({
            "at": "1970-01-01T00:00:00Z", "day": "2026-01-31", "clock": "10:00:00Z", "id": id, "content": "Zm9v",
            "price": "12.50", "history": ["now"]
        })
    );
}
