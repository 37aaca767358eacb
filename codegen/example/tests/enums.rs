//! Enums of strings and of integers: what their variants are called, that an unlisted value is kept, and what is sent.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::answer_once;
use example_build_script::values::Client;
use example_build_script::values::types::{Enums, Level, Order, Rating, Stamp, Weekday};
use serde_json::{Value, from_value, json, to_value};

#[test]
fn each_value_has_a_variant_of_its_own() {
    for (text, variant) in [
        ("asc", Order::Asc),
        ("ASC", Order::AscUppercase),
        ("+1", Order::Plus1),
        ("-1", Order::Minus1),
        (">", Order::Greater),
        (">=", Order::GreaterEqual),
        ("", Order::Empty),
        ("unknown", Order::UnknownValue),
        ("Asc", Order::Unknown("Asc".to_owned())),
    ] {
        assert_eq!(from_value::<Order>(json!(text)).unwrap(), variant);
        assert_eq!(to_value(&variant).unwrap(), json!(text));
        assert_eq!((variant.as_str(), variant.to_string().as_str()), (text, text));
        assert_eq!(Order::from(text), variant);
    }
}

#[test]
#[allow(deprecated, reason = "a deprecated value is still read")]
fn integers_are_an_open_enum() {
    for (number, variant) in [
        (1, Level::Low),
        (2, Level::High),
        (-1, Level::Minus1),
        (7, Level::Unknown(7)),
    ] {
        assert_eq!(from_value::<Level>(json!(number)).unwrap(), variant);
        assert_eq!(to_value(variant).unwrap(), json!(number));
        assert_eq!(
            (variant.as_i64(), i64::from(variant), Level::from(number)),
            (number, number, variant)
        );
        assert_eq!(variant.to_string(), number.to_string());
    }
    for (number, variant) in [(1, Weekday::Monday), (2, Weekday::Tuesday), (3, Weekday::Unknown(3))] {
        assert_eq!(from_value::<Weekday>(json!(number)).unwrap(), variant);
    }
    assert_eq!(Rating::from(0), Rating::N0);
    assert_eq!(Rating::from(9), Rating::Other(9));
    assert!(from_value::<Level>(json!("1")).is_err(), "a string is no integer");
}

#[tokio::test]
async fn integers_of_an_enum_are_sent() {
    let (url, served) = answer_once("200 OK", "application/json", r#"{"at":"soon"}"#);
    let client = Client::builder().endpoint(url).build().unwrap();
    let stamp = Stamp::builder().at("now").build().unwrap();
    let call = client.put_stamp("today").level(Level::High).order(Order::GreaterEqual);
    let call = call.levels(vec![Level::Minus1, Level::Unknown(5)]).body(stamp);
    call.send().await.unwrap();
    let request = served.join().unwrap();
    let target = request.split(' ').nth(1).unwrap();
    assert_eq!(target, "/stamps/today?order=%3E%3D&level=2&levels=-1,5");
    let enums = Enums::builder()
        .level(1)
        .weekday(Weekday::Monday)
        .rating(4)
        .build()
        .unwrap();
    let written: Value = to_value(&enums).unwrap();
    assert_eq!(written, json!({"level": 1, "weekday": 1, "rating": 4}));
}
