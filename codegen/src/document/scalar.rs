//! What a scalar of the text means: the YAML 1.2 core schema, exactly as `serde_yaml` resolves it.
//!
//! Only what JSON can hold comes out. What JSON cannot hold is refused with a reason, never bent into something near it.

use super::node::Value;
use saphyr_parser::{ScalarStyle, Tag};

/// Why a scalar has no place in a JSON document.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// `.inf`, `.nan`, or a number that no double can hold.
    Number,
    /// A tag that is not of the core schema.
    Tag,
    /// The text is not what its tag says.
    Mismatch(&'static str),
}

/// The handle under which saphyr gives the tags `!!str`, `!!int`, …
pub(super) const CORE: &str = "tag:yaml.org,2002:";

/// The value of a scalar.
pub(super) fn resolve(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Result<Value, Refused> {
    let Some(tag) = tag else {
        return match style {
            ScalarStyle::Plain => plain(text),
            _ => Ok(Value::String(text.to_owned())),
        };
    };
    // `!` alone says that the text is meant as it is written.
    if tag.handle.is_empty() && tag.suffix == "!" {
        return Ok(Value::String(text.to_owned()));
    }
    // `!<tag:yaml.org,2002:str>` is `!!str` written out.
    let suffix = match tag.handle.as_str() {
        CORE => tag.suffix.as_str(),
        "" => tag.suffix.strip_prefix(CORE).ok_or(Refused::Tag)?,
        _ => return Err(Refused::Tag),
    };
    match suffix {
        "str" => Ok(Value::String(text.to_owned())),
        "null" if is_null(text) => Ok(Value::Null),
        "null" => Err(Refused::Mismatch("null")),
        "bool" => boolean(text).map(Value::Bool).ok_or(Refused::Mismatch("a boolean")),
        "int" => integer(text).map(Value::Number).ok_or(Refused::Mismatch("an integer")),
        "float" => float(text)?.map(Value::Number).ok_or(Refused::Mismatch("a number")),
        _ => Err(Refused::Tag),
    }
}

/// The value of a scalar without quotes and without a tag.
fn plain(text: &str) -> Result<Value, Refused> {
    if text.is_empty() || is_null(text) {
        return Ok(Value::Null);
    }
    if let Some(value) = boolean(text) {
        return Ok(Value::Bool(value));
    }
    if let Some(number) = integer(text) {
        return Ok(Value::Number(number));
    }
    if !has_leading_zero(text)
        && let Some(number) = float(text)?
    {
        return Ok(Value::Number(number));
    }
    Ok(Value::String(text.to_owned()))
}

fn is_null(text: &str) -> bool {
    matches!(text, "null" | "Null" | "NULL" | "~")
}

fn boolean(text: &str) -> Option<bool> {
    match text {
        "true" | "True" | "TRUE" => Some(true),
        "false" | "False" | "FALSE" => Some(false),
        _ => None,
    }
}

/// `007` and `-01` are strings in YAML 1.2, and so are they here.
fn has_leading_zero(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    digits.len() > 1 && digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The decimal text of an integer: decimal, `0x1F`, `0o17` or `0b11`, with or without a sign.
fn integer(text: &str) -> Option<String> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let sign = if negative { "-" } else { "" };
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        if let Some(rest) = digits.strip_prefix(prefix) {
            // A sign within the digits would be read by `from_str_radix`.
            let value = match rest.starts_with(['+', '-']) {
                true => return None,
                false => u128::from_str_radix(rest, radix).ok()?,
            };
            return Some(format!("{sign}{value}"));
        }
    }
    let decimal = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    (decimal && !has_leading_zero(digits)).then(|| format!("{sign}{digits}"))
}

/// The text of a number with a fraction or an exponent, as JSON writes it: `.5` is `0.5`, `+1e3` is `1e3`.
fn float(text: &str) -> Result<Option<String>, Refused> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return Err(Refused::Number);
    }
    // The words that Rust reads as floats (`inf`, `nan`, `infinity`) are strings.
    if !unsigned.starts_with(|first: char| first == '.' || first.is_ascii_digit()) {
        return Ok(None);
    }
    match unsigned.parse::<f64>() {
        Ok(value) if value.is_finite() => {}
        Ok(_) => return Err(Refused::Number),
        Err(_) => return Ok(None),
    }
    let sign = if text.starts_with('-') { "-" } else { "" };
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => unsigned.split_at(at),
        None => (unsigned, ""),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        trimmed => trimmed,
    };
    let point = if fraction.is_empty() { "" } else { "." };
    // Without either, `5.` would turn into an integer.
    let tail = if fraction.is_empty() && exponent.is_empty() {
        ".0"
    } else {
        ""
    };
    Ok(Some(format!("{sign}{whole}{point}{fraction}{tail}{exponent}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `serde_yaml` says of the same scalar; integers beyond 64 bits are beyond its `Value`.
    fn theirs(text: &str) -> serde_yaml::Value {
        serde_yaml::from_str(text).unwrap()
    }

    /// A scalar as `serde_yaml` holds it, where numbers beyond 64 bits are doubles.
    fn to_yaml(value: &Value) -> serde_yaml::Value {
        let number = |text: &str| -> serde_yaml::Number {
            match (text.parse::<u64>(), text.parse::<i64>()) {
                (Ok(number), _) => number.into(),
                (_, Ok(number)) => number.into(),
                _ => text.parse::<f64>().unwrap().into(),
            }
        };
        match value {
            Value::Null => serde_yaml::Value::Null,
            Value::Bool(value) => (*value).into(),
            Value::Number(text) => serde_yaml::Value::Number(number(text)),
            Value::String(text) => text.as_str().into(),
            other => panic!("{other:?} is not a scalar"),
        }
    }

    #[test]
    fn plain_scalars_are_what_serde_yaml_makes_of_them() {
        for text in [
            "yes",
            "no",
            "on",
            "off",
            "y",
            "n",
            "Yes",
            "~",
            "null",
            "Null",
            "NULL",
            "nULL",
            "true",
            "True",
            "TRUE",
            "tRUE",
            "false",
            "False",
            "FALSE",
            "0",
            "-0",
            "+0",
            "7",
            "-7",
            "+7",
            "007",
            "-007",
            "+007",
            "0o17",
            "0o8",
            "-0o17",
            "+0o17",
            "0x1F",
            "0x1f",
            "0X1F",
            "-0x1F",
            "+0x1F",
            "0x",
            "0x+1",
            "0b101",
            "0b2",
            "-0b1",
            "1_000",
            "1,000",
            "1e3",
            "1E3",
            "1e+3",
            "1e-3",
            "e3",
            "1e",
            "1.5",
            "1.10",
            "1.",
            ".5",
            "-.5",
            "+.5",
            ".",
            "--",
            "1.2.3",
            "00.5",
            "01e3",
            "1.5e10",
            "inf",
            "nan",
            "infinity",
            "NaN",
            "-inf",
            "+inf",
            ".infinity",
            "2024-01-01",
            "2024-01-01T00:00:00Z",
            "12:30:45",
            "1:30",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "18446744073709551615",
            "3.0.3",
            "v5",
            "<<",
            "=",
            "0.1e1",
            "1__0",
            "+-5",
            "0_1",
        ] {
            let ours = plain(text).unwrap();
            assert_eq!(to_yaml(&ours), theirs(text), "{text}");
        }
    }

    #[test]
    fn numbers_are_written_as_json_writes_them() {
        for (text, number) in [
            ("0x1F", "31"),
            ("-0o17", "-15"),
            ("+7", "7"),
            (".5", "0.5"),
            ("-.5", "-0.5"),
            ("5.", "5.0"),
            ("1.10", "1.10"),
            ("00.5", "0.5"),
            ("1E+3", "1E+3"),
            ("1.e3", "1e3"),
            ("18446744073709552000", "18446744073709552000"),
            (
                "340282366920938463463374607431768211456",
                "340282366920938463463374607431768211456",
            ),
        ] {
            assert_eq!(plain(text), Ok(Value::Number(number.to_owned())), "{text}");
            assert!(serde_json::from_str::<serde_json::Number>(number).is_ok(), "{number}");
        }
    }

    #[test]
    fn what_json_cannot_hold_is_refused() {
        for text in [".inf", "-.inf", "+.Inf", ".nan", ".NaN", "1e400", "-1e400"] {
            assert_eq!(plain(text), Err(Refused::Number), "{text}");
        }
    }
}
