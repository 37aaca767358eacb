//! The text of JSON before it is decoded: without its mark, and how many values it has. A few bytes may be a value that
//! takes hundreds of bytes of memory: `{}` in a list of records, say.

/// Whether a text of JSON has more than `limit` values. What is not JSON is counted as if it were.
pub(super) fn exceed(text: &[u8], limit: usize) -> bool {
    // A value takes two bytes at least, one of them to separate it from the next one.
    text.len().div_ceil(2) > limit && count(text) > limit
}

/// The values of a text, keys aside. An empty list or object counts as two.
fn count(text: &[u8]) -> usize {
    let mut count = 1;
    let mut rest = text.iter();
    while let Some(byte) = rest.next() {
        match byte {
            b',' | b'[' | b'{' => count += 1,
            b'"' => {
                while let Some(byte) = rest.next() {
                    match byte {
                        b'"' => break,
                        b'\\' => {
                            rest.next();
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    count
}

/// A text without the byte order mark that it may begin with.
pub(super) fn without_bom(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_counted_and_strings_are_skipped() {
        for (text, values) in [
            ("1", 1),
            (r#""a,[{""#, 1),
            (r#""a\",[""#, 1),
            (r#"["a\\",{"b":1,"c":[2,3]}]"#, 7),
            ("[[[1]]]", 4),
        ] {
            assert_eq!(count(text.as_bytes()), values, "{text}");
        }
    }

    #[test]
    fn a_limit_is_exceeded_by_one_value_more() {
        let text = format!("[{}1]", "1,".repeat(98));
        assert_eq!(count(text.as_bytes()), 100);
        assert!(exceed(text.as_bytes(), 99));
        assert!(!exceed(text.as_bytes(), 100));
    }
}
