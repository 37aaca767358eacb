//! The path of a value in a text of JSON: where decoding failed.
//!
//! An error of decoding has its place in the text. The path is made of that, so that nothing keeps track of it while a text
//! is decoded, and no type is decoded by other code for the sake of it.

/// A step from a value to one within it.
enum Step<'t> {
    /// To the member that is read; none between a `{` or `,` and its name, which is here as it is written.
    Member(Option<&'t [u8]>),
    /// To an item, by its number.
    Item(usize),
}

/// The path of the value at which reading of a text ended, such as `things[2].name`; empty for the whole. `line` and
/// `column` are those of [`serde_json::Error`]: both count from 1, in bytes, and are of the last byte that was read. The text
/// is JSON up to there.
pub(super) fn path_at(text: &[u8], line: usize, column: usize) -> String {
    let before: usize = text
        .split_inclusive(|byte| *byte == b'\n')
        .take(line.saturating_sub(1))
        .map(<[u8]>::len)
        .sum();
    let end = text.len().min(before.saturating_add(column));
    let text = text[..end].trim_ascii_end();
    let mut steps: Vec<Step<'_>> = Vec::new();
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        let mut next = at + 1;
        match byte {
            // A value that is not wanted as a list or an object is left at its first byte.
            b'{' | b'[' if next == text.len() => {}
            b'{' => steps.push(Step::Member(None)),
            b'[' => steps.push(Step::Item(0)),
            b'}' | b']' => drop(steps.pop()),
            b',' => match steps.last_mut() {
                Some(Step::Item(number)) => *number += 1,
                Some(Step::Member(name)) => *name = None,
                None => {}
            },
            b'"' => {
                next = after_string(text, at);
                if let Some(Step::Member(name @ None)) = steps.last_mut() {
                    *name = Some(&text[at..next]);
                }
            }
            _ => {}
        }
        at = next;
    }
    let mut path = String::new();
    for step in steps {
        match step {
            Step::Item(number) => path.push_str(&format!("[{number}]")),
            Step::Member(Some(name)) => {
                if !path.is_empty() {
                    path.push('.');
                }
                let name: Option<String> = serde_json::from_slice(name).ok();
                path.push_str(name.as_deref().unwrap_or("?"));
            }
            Step::Member(None) => {}
        }
    }
    path
}

/// Where a string ends that begins at `at`.
fn after_string(text: &[u8], at: usize) -> usize {
    let mut is_escaped = false;
    for (index, byte) in text.iter().enumerate().skip(at + 1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return index + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only decoded")]
    struct Thing {
        id: i32,
        name: Option<String>,
        parts: Option<Vec<Thing>>,
        texts: Option<BTreeMap<String, Vec<bool>>>,
        #[serde(rename = "a.\"b\\")]
        odd: Option<u8>,
    }

    /// The path of the place where a text does not fit.
    fn path(text: &str) -> String {
        let error = serde_json::from_str::<Vec<Thing>>(text).expect_err(text);
        assert!(error.is_data(), "{error}");
        path_at(text.as_bytes(), error.line(), error.column())
    }

    #[test]
    fn a_path_leads_to_the_value_that_does_not_fit() {
        for (text, expected) in [
            (r#"[{"id": 1}, {"id": "2"}]"#, "[1].id"),
            (r#"[{"id": 1.5}]"#, "[0].id"),
            (r#"[{"id": 99999999999}]"#, "[0].id"),
            (r#"[{"id": null}]"#, "[0].id"),
            (r#"[{"id": 1, "name": true}]"#, "[0].name"),
            (r#"[{"id": 1, "name": {"a": [1, {}]}}]"#, "[0].name"),
            (r#"[{"id": 1, "name": [ ]}]"#, "[0].name"),
            (r#"[{"id": 1, "name": [ 1 ]}]"#, "[0].name"),
            (r#"[{"id": 1, "parts": {}}]"#, "[0].parts"),
            (
                r#"[{"id": 1, "parts": [{"id": 2}, {"id": 3, "parts": [{"id": false}]}]}]"#,
                "[0].parts[1].parts[0].id",
            ),
            (r#"[{"id": 1, "parts": [{"name": "x"}], "name": 1}]"#, "[0].parts[0]"),
            (r#"[{"name": "}],\"[{"}]"#, "[0]"),
            (
                r#"[{"id": 1, "texts": {"a b": [true], "c\n\"d": [true, false, 0]}}]"#,
                "[0].texts.c\n\"d[2]",
            ),
            (r#"[{"id": 1, "a.\"b\\": 256}]"#, "[0].a.\"b\\"),
            (r#"[{"unknown": [[{"x": [1, 2]}], "]"], "id": "1"}]"#, "[0].id"),
            (r#"[1]"#, "[0]"),
            (r#"[{"id": 1}, []]"#, "[1]"),
            (r#"{"id": 1}"#, ""),
            (r#""text""#, ""),
            ("  7  ", ""),
        ] {
            assert_eq!(path(text), expected, "{text}");
            // White space and lines change nothing.
            let lines = text.replace(", ", " ,\r\n\t").replace(": ", "\n: \n");
            assert_eq!(path(&lines), expected, "{lines}");
        }
    }

    #[test]
    fn a_path_is_the_same_in_each_way_to_write_a_text() {
        let value = json!([{"id": 1, "parts": [{"id": 2, "texts": {"é": [true, "no"]}}]}]);
        for text in [value.to_string(), serde_json::to_string_pretty(&value).expect("text")] {
            assert_eq!(path(&text), "[0].parts[0].texts.é[1]", "{text}");
        }
    }

    #[test]
    fn a_place_outside_the_text_is_its_end() {
        assert_eq!(path_at(b"", 1, 0), "");
        assert_eq!(path_at(b"[1, 2", 9, 9), "[1]");
        assert_eq!(path_at(b"{\"a", 1, 3), "?");
        assert_eq!(path_at(b"]]}", 0, 3), "");
    }
}
