//! Numbers of JSON, compared exactly.

use std::cmp::Ordering;

/// Compares two numbers exactly, or as floating-point numbers where they are too far apart for that.
pub(super) fn compare(left: &str, right: &str) -> Option<Ordering> {
    if let Some((left, right)) = aligned(left, right) {
        return Some(left.cmp(&right));
    }
    left.parse::<f64>().ok()?.partial_cmp(&right.parse::<f64>().ok()?)
}

/// Two numbers as multiples of one power of ten.
pub(super) fn aligned(left: &str, right: &str) -> Option<(i128, i128)> {
    let ((left, of_left), (right, of_right)) = (decimal(left)?, decimal(right)?);
    let least = of_left.min(of_right);
    let scaled = |digits: i128, exponent: i32| {
        let power = u32::try_from(exponent.checked_sub(least)?).ok()?;
        digits.checked_mul(10_i128.checked_pow(power)?)
    };
    Some((scaled(left, of_left)?, scaled(right, of_right)?))
}

/// A number in JSON as digits and a power of ten.
fn decimal(text: &str) -> Option<(i128, i32)> {
    if let Ok(integer) = text.parse() {
        return Some((integer, 0));
    }
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let fraction = fraction.trim_end_matches('0');
    let digits = format!("{whole}{fraction}").parse().ok()?;
    Some((digits, exponent.checked_sub(i32::try_from(fraction.len()).ok()?)?))
}
