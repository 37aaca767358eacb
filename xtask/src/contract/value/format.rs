//! The formats that are checked. One that is not here says nothing, as the standard has it.

use core::net::{Ipv4Addr, Ipv6Addr};

use super::decimal::Decimal;

/// Whether the text of a number has a format.
pub(crate) fn number(format: &str, text: &str) -> bool {
    match format {
        "int32" => between(text, "-2147483648", "2147483647"),
        "int64" => between(text, "-9223372036854775808", "9223372036854775807"),
        // What is too great for these is infinite in every client.
        "float" => text.parse::<f32>().is_ok_and(f32::is_finite),
        "double" => text.parse::<f64>().is_ok_and(f64::is_finite),
        _ => true,
    }
}

fn between(text: &str, least: &str, most: &str) -> bool {
    let [number, least, most] = [text, least, most].map(Decimal::parse);
    number.is_none() || (number >= least && number <= most)
}

/// Whether a string has a format.
pub(crate) fn string(format: &str, text: &str) -> bool {
    match format {
        "date-time" => date_time(text),
        "date" => date(text),
        "ipv4" => text.parse::<Ipv4Addr>().is_ok(),
        "ipv6" => text.parse::<Ipv6Addr>().is_ok(),
        "uuid" => uuid(text),
        "byte" => byte(text),
        _ => true,
    }
}

/// RFC 3339: a day, `T`, a time of day and a zone, which is never left out.
fn date_time(text: &str) -> bool {
    let Some((day, time)) = text.split_at_checked(10) else {
        return false;
    };
    let Some(time) = time.strip_prefix(['T', 't']) else {
        return false;
    };
    let Some((clock, rest)) = time.split_at_checked(8) else {
        return false;
    };
    let zone = match rest.strip_prefix('.') {
        Some(fraction) => fraction.trim_start_matches(|digit: char| digit.is_ascii_digit()),
        None => rest,
    };
    // A point without a digit after it is no fraction.
    let whole = rest.len() - zone.len() != 1;
    let (Some((minutes, second)), Some(offset)) = (clock_time(clock), offset(zone)) else {
        return false;
    };
    // A second 60 is a leap second, and those are the last of a day in UTC.
    let leap = (minutes - offset).rem_euclid(24 * 60) == 24 * 60 - 1;
    date(day) && whole && (second < 60 || (second == 60 && leap))
}

fn date(text: &str) -> bool {
    let [year, month, day] = text.split('-').collect::<Vec<_>>()[..] else {
        return false;
    };
    let (Some(year), Some(month), Some(day)) = (digits(year, 4), digits(month, 2), digits(day, 2)) else {
        return false;
    };
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    (1..=days).contains(&day)
}

/// A time of day, in minutes and seconds.
fn clock_time(text: &str) -> Option<(i32, u32)> {
    let [hour, minute, second] = text.split(':').collect::<Vec<_>>()[..] else {
        return None;
    };
    Some((hours_and_minutes(hour, minute)?, digits(second, 2)?))
}

/// The offset of a zone from UTC, in minutes.
fn offset(text: &str) -> Option<i32> {
    if matches!(text, "Z" | "z") {
        return Some(0);
    }
    let (hour, minute) = text.strip_prefix(['+', '-'])?.split_once(':')?;
    let minutes = hours_and_minutes(hour, minute)?;
    Some(if text.starts_with('-') { -minutes } else { minutes })
}

fn hours_and_minutes(hour: &str, minute: &str) -> Option<i32> {
    let (hour, minute) = (digits(hour, 2)?, digits(minute, 2)?);
    i32::try_from(hour * 60 + minute)
        .ok()
        .filter(|_| hour < 24 && minute < 60)
}

fn digits(text: &str, length: usize) -> Option<u32> {
    let plain = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

/// RFC 4122, of any version, in either case.
fn uuid(text: &str) -> bool {
    let groups: Vec<_> = text.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups
            .iter()
            .all(|group| group.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Base64 with the alphabet and the padding of RFC 4648, section 4.
fn byte(text: &str) -> bool {
    let data = text.trim_end_matches('=');
    let padding = text.len() - data.len();
    text.len().is_multiple_of(4)
        && padding <= 2
        && data
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
}

#[cfg(test)]
mod tests {
    use super::{number, string};

    #[test]
    fn formats_of_strings() {
        let good = [
            ("date-time", "2024-02-29T23:59:59.123Z"),
            ("date-time", "2024-02-29t05:29:60+05:30"),
            ("date", "2000-02-29"),
            ("ipv4", "255.255.255.255"),
            ("ipv6", "::ffff:192.0.2.1"),
            ("uuid", "123E4567-e89b-12d3-a456-426614174000"),
            ("byte", "TWFu"),
            ("byte", "TQ=="),
            ("byte", ""),
            ("hostname", "anything at all"),
        ];
        for (format, text) in good {
            assert!(string(format, text), "{text} is a {format}");
        }
        let bad = [
            ("date-time", "2024-02-20T10:00:00"),
            ("date-time", "2024-02-20T10:00:00.Z"),
            ("date-time", "2024-02-20 10:00:00Z"),
            ("date-time", "2024-02-20T10:59:60Z"),
            ("date-time", "2024-02-20T10:00:61Z"),
            ("date-time", "2024-02-20T24:00:00Z"),
            ("date-time", "2024-02-20T10:00:00+24:00"),
            ("date-time", "2024-02-20"),
            ("date-time", "éééééééééé"),
            ("date", "1900-02-29"),
            ("date", "2024-13-01"),
            ("date", "2024-2-1"),
            ("ipv4", "100.93.10.***"),
            ("ipv4", "1.2.3"),
            ("ipv4", "01.2.3.4"),
            ("ipv6", "1.2.3.4"),
            ("uuid", "f989**25-b3a4-4d88-b05a-cc***cd1205"),
            ("uuid", "123e4567e89b12d3a456426614174000"),
            ("byte", "TQ="),
            ("byte", "T-_="),
            ("byte", "===="),
        ];
        for (format, text) in bad {
            assert!(!string(format, text), "{text} is no {format}");
        }
    }

    #[test]
    fn formats_of_numbers() {
        for (format, text, good) in [
            ("int32", "2147483647", true),
            ("int32", "2147483648", false),
            ("int32", "-2147483648", true),
            ("int32", "-2147483649", false),
            ("int64", "9223372036854775807", true),
            ("int64", "9223372036854775808", false),
            ("int64", "1e400", false),
            ("double", "1e308", true),
            ("double", "1e400", false),
            ("float", "1e39", false),
        ] {
            assert_eq!(number(format, text), good, "{text} as {format}");
        }
    }
}
