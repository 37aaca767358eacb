//! What a table of fields reads and writes, beside what serde derives.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

#[derive(Debug, PartialEq)]
struct Thing {
    id: String,
    maybe: Option<i64>,
    any: Value,
    r#type: Option<bool>,
    tags: Vec<String>,
    labels: BTreeMap<String, i64>,
    parts: Vec<Part>,
    other: Map<String, Value>,
    either: Option<Option<Vec<i64>>>,
}

crate::generated_record!(
    Thing, 0 required id "ID", 1 required maybe "maybe", 2 required any "any", 3 optional r#type "type", 4 list tags "tags",
    5 list labels "labels", 6 required_list parts "parts", 7 list other "other",
    8 optional_or_null either "either"
);

#[derive(Debug, PartialEq)]
struct Part {
    name: Option<String>,
}

crate::generated_record!(Part, 0 optional name);

#[derive(Debug, PartialEq)]
struct Open {
    id: String,
    size: Option<i64>,
    others: BTreeMap<String, i64>,
}

crate::generated_record!(Open, rest others, 0 required id "ID", 1 optional size "size");

#[derive(Debug, PartialEq)]
struct Free {
    others: Map<String, Value>,
}

crate::generated_record!(Free, rest others,);

#[derive(Debug, PartialEq)]
struct Empty {}

crate::generated_record!(Empty,);

/// The same, as serde derives it.
mod derived {
    use super::*;

    /// Reads null as the default: services send it for an empty list.
    fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
    where
        D: Deserializer<'de>,
        T: Deserialize<'de> + Default,
    {
        Option::deserialize(deserializer).map(Option::unwrap_or_default)
    }

    /// Reads a value that is there: `null` is one, and differs from what is absent.
    fn present<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
    where
        D: Deserializer<'de>,
        T: Deserialize<'de>,
    {
        T::deserialize(deserializer).map(Some)
    }

    #[derive(Debug, PartialEq, Deserialize, Serialize)]
    pub(super) struct Thing {
        #[serde(rename = "ID")]
        id: String,
        maybe: Option<i64>,
        any: Value,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        r#type: Option<bool>,
        #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "null_as_default")]
        tags: Vec<String>,
        #[serde(
            default,
            skip_serializing_if = "BTreeMap::is_empty",
            deserialize_with = "null_as_default"
        )]
        labels: BTreeMap<String, i64>,
        #[serde(deserialize_with = "null_as_default")]
        parts: Vec<Part>,
        #[serde(default, skip_serializing_if = "Map::is_empty", deserialize_with = "null_as_default")]
        other: Map<String, Value>,
        #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
        either: Option<Option<Vec<i64>>>,
    }

    #[derive(Debug, PartialEq, Deserialize, Serialize)]
    pub(super) struct Open {
        #[serde(rename = "ID")]
        id: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        size: Option<i64>,
        #[serde(flatten)]
        others: BTreeMap<String, i64>,
    }

    #[derive(Debug, PartialEq, Deserialize, Serialize)]
    pub(super) struct Free {
        #[serde(flatten)]
        others: Map<String, Value>,
    }

    #[derive(Debug, PartialEq, Deserialize, Serialize)]
    pub(super) struct Empty {}

    #[derive(Debug, PartialEq, Deserialize, Serialize)]
    pub(super) struct Part {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
    }
}

/// What a text is read and written again as, or why it cannot be read.
fn again<T: DeserializeOwned + Serialize>(text: &str) -> Result<String, String> {
    let value: T = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let through_value: T = serde_json::from_value(serde_json::to_value(&value).map_err(|error| error.to_string())?)
        .map_err(|error| error.to_string())?;
    let (text, same) = (serde_json::to_string(&value), serde_json::to_string(&through_value));
    assert_eq!(same.ok(), text.as_ref().ok().cloned());
    text.map_err(|error| error.to_string())
}

#[test]
fn a_table_reads_and_writes_what_serde_derives() {
    let texts = [
        r#"{"ID":"a","maybe":1,"any":[null],"type":true,"tags":["b"],"labels":{"c":2},"parts":[{"name":"d"},{}],"other":{"e":{}},"either":[]}"#,
        r#"{"ID":"a","any":1,"parts":[],"either":null}"#,
        r#"{"ID":"a","any":1,"parts":[],"either":[1]}"#,
        // In another order, and with members that nobody knows.
        r#"{"parts":[{"x":1}],"unknown":{"ID":1},"any":1,"type":null,"ID":"a","tags":null,"other":null,"maybe":null}"#,
        r#"{"parts":null,"any":null,"ID":"\u0061"}"#,
        r#"{"p\u0061rts":[],"any":{},"ID":"a"}"#,
        // Required ones are missing.
        r#"{"any":1,"parts":[]}"#,
        r#"{"ID":"a","parts":[]}"#,
        r#"{"ID":"a","any":1}"#,
        r#"{"ID":null,"any":1,"parts":[]}"#,
        // Twice, and of other types.
        r#"{"ID":"a","ID":"b"}"#,
        r#"{"type":null,"type":true}"#,
        r#"{"ID":1}"#,
        r#"{"labels":{"a":"b"}}"#,
        r#"{"parts":[{"name":[]}]}"#,
        r#""text""#,
        "null",
        r#"{"ID""#,
    ];
    for text in texts {
        assert_eq!(again::<Thing>(text), again::<derived::Thing>(text), "{text}");
    }
}

#[test]
fn a_map_has_the_members_that_no_field_is_for() {
    let texts = [
        r#"{"ID":"a"}"#,
        r#"{"x":1,"ID":"a","size":2,"b":-3}"#,
        r#"{"y":1,"ID":"a","size":null,"y":2,"\u0049":5,"id":4}"#,
        // Required ones are missing, occur twice, or are of another type.
        r#"{"x":1}"#,
        r#"{"ID":"a","ID":"b","x":1}"#,
        r#"{"ID":"a","size":1,"size":1}"#,
        r#"{"ID":"a","size":"1"}"#,
        "null",
        r#"{"ID""#,
        "{}",
    ];
    for text in texts {
        // Where a value is wrong, serde has read all of it before it finds out, and names no place.
        let place = |error: String| {
            error
                .split(" at line")
                .next()
                .unwrap_or_default()
                .replace("struct Open", "a map")
        };
        let (own, derived) = (again::<Open>(text), again::<derived::Open>(text));
        assert_eq!(own.map_err(place), derived.map_err(place), "{text}");
        assert_eq!(again::<Free>(text).ok(), again::<derived::Free>(text).ok(), "{text}");
        assert_eq!(again::<Empty>(text).ok(), again::<derived::Empty>(text).ok(), "{text}");
    }
    // Of another type than the values of the map. What stands behind it is not read.
    assert!(again::<Open>(r#"{"x":"1","ID":"a"}"#).is_err());
    let open: Open = serde_json::from_str(r#"{"x":1,"ID":"a"}"#).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(open.others, BTreeMap::from([("x".to_owned(), 1)]));
    assert_eq!(
        serde_json::to_string(&open).ok().as_deref(),
        Some(r#"{"ID":"a","x":1}"#)
    );
}

#[test]
fn a_list_is_no_struct() {
    let error = serde_json::from_str::<Part>(r#"["a"]"#).map_err(|error| error.to_string());
    let expected = "invalid type: sequence, expected struct Part at line 1 column 1";
    assert_eq!(error, Err(expected.to_owned()));
}

/// The fields of a struct that has more than a word has bits.
macro_rules! wide {
    ($($index:literal $field:ident)+) => {
        #[derive(Debug, PartialEq)]
        struct Wide {
            $($field: Option<u8>),+
        }

        crate::generated_record!(Wide, $($index optional $field),+);
    };
}

wide! {
    0 a0 1 a1 2 a2 3 a3 4 a4 5 a5 6 a6 7 a7 8 a8 9 a9 10 b0 11 b1 12 b2 13 b3 14 b4 15 b5 16 b6 17 b7 18 b8 19 b9
    20 c0 21 c1 22 c2 23 c3 24 c4 25 c5 26 c6 27 c7 28 c8 29 c9 30 d0 31 d1 32 d2 33 d3 34 d4 35 d5 36 d6 37 d7 38 d8 39 d9
    40 e0 41 e1 42 e2 43 e3 44 e4 45 e5 46 e6 47 e7 48 e8 49 e9 50 f0 51 f1 52 f2 53 f3 54 f4 55 f5 56 f6 57 f7 58 f8 59 f9
    60 g0 61 g1 62 g2 63 g3 64 g4 65 g5 66 g6 67 g7 68 g8 69 g9
}

#[test]
fn a_wide_struct_finds_each_field_and_what_occurs_twice() {
    let text = |twice: &str| format!(r#"{{"g9":9,"a0":0,"a1":1,"g0":null,"f9":2{twice}}}"#);
    let wide: Wide = serde_json::from_str(&text("")).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(
        [wide.g9, wide.a0, wide.a1, wide.g0, wide.f9, wide.a2],
        [Some(9), Some(0), Some(1), None, Some(2), None]
    );
    for field in ["g9", "a0", "g0"] {
        let error = serde_json::from_str::<Wide>(&text(&format!(r#","{field}":3"#))).map_err(|error| error.to_string());
        assert!(
            error
                .as_ref()
                .is_err_and(|error| error.starts_with(&format!("duplicate field `{field}`"))),
            "{error:?}"
        );
    }
}
