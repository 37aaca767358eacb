//! Exact arithmetic on the text of numbers: no bound is rounded, and `1e400` is no infinity.

use std::cmp::Ordering;

/// A number of JSON: `digits` × 10^`exponent`, the digits without zeros at either end.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Decimal {
    negative: bool,
    digits: String,
    exponent: i64,
}

impl Decimal {
    /// Reads the text of a number; `None` if it is invalid.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, exponent) = match rest.find(['e', 'E']) {
            Some(at) => (&rest[..at], exponent(&rest[at + 1..])?),
            None => (rest, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits: String = [whole, fraction].concat();
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let trimmed = digits.trim_end_matches('0');
        let zeros = i64::try_from(digits.len() - trimmed.len()).ok()?;
        let fraction = i64::try_from(fraction.len()).ok()?;
        let significant = trimmed.trim_start_matches('0');
        if significant.is_empty() {
            return Some(Self {
                negative: false,
                digits: String::new(),
                exponent: 0,
            });
        }
        Some(Self {
            negative,
            digits: significant.to_owned(),
            exponent: exponent.saturating_sub(fraction).saturating_add(zeros),
        })
    }

    /// Whether it has no fraction.
    pub(crate) fn is_whole(&self) -> bool {
        self.exponent >= 0
    }

    fn is_zero(&self) -> bool {
        self.digits.is_empty()
    }

    fn sign(&self) -> i8 {
        match (self.is_zero(), self.negative) {
            (true, _) => 0,
            (_, true) => -1,
            _ => 1,
        }
    }

    /// The power of ten of the first digit.
    fn magnitude(&self) -> i64 {
        self.exponent
            .saturating_add(i64::try_from(self.digits.len()).unwrap_or(i64::MAX))
    }

    /// Whether `self` is a multiple of `step`; `None` if the step is zero, or where both are of a size that no one
    /// writes.
    pub(crate) fn is_multiple_of(&self, step: &Self) -> Option<bool> {
        if step.is_zero() {
            return None;
        }
        // The digits end in no zero: a number with fewer powers of ten than the step is not a multiple of it.
        let power = self.exponent.saturating_sub(step.exponent);
        let Ok(power) = u64::try_from(power) else {
            return Some(self.is_zero());
        };
        let Ok(modulus) = step.digits.parse::<u64>().map(u128::from) else {
            let zeros = usize::try_from(power).ok().filter(|zeros| *zeros < MAX_ZEROS)?;
            let digits = self.digits.bytes().chain(std::iter::repeat_n(b'0', zeros));
            return Some(divides(step.digits.as_bytes(), digits));
        };
        let digits = self
            .digits
            .bytes()
            .fold(0, |rest, digit| (rest * 10 + u128::from(digit - b'0')) % modulus);
        Some((digits * power_of_ten(power, modulus)).is_multiple_of(modulus))
    }
}

/// How many zeros may be after the digits of a number that is divided by one of more than 64 bits.
const MAX_ZEROS: usize = 10_000;

/// Whether a number divides another, digit by digit: both in decimal, the divisor without a zero at its front.
fn divides(divisor: &[u8], digits: impl Iterator<Item = u8>) -> bool {
    // What is left so far, with as many digits as the divisor and one more, for it is less than ten times the divisor.
    let divisor: Vec<u8> = std::iter::once(0)
        .chain(divisor.iter().map(|digit| digit - b'0'))
        .collect();
    let mut rest = vec![0; divisor.len()];
    for digit in digits {
        rest.rotate_left(1);
        if let Some(last) = rest.last_mut() {
            *last = digit - b'0';
        }
        while rest >= divisor {
            let mut borrowed = 0;
            for (rest, divisor) in rest.iter_mut().zip(&divisor).rev() {
                let taken = divisor + borrowed;
                borrowed = u8::from(*rest < taken);
                *rest = *rest + 10 * borrowed - taken;
            }
        }
    }
    rest.iter().all(|digit| *digit == 0)
}

/// 10^`power` modulo `modulus`, which fits 64 bits.
fn power_of_ten(mut power: u64, modulus: u128) -> u128 {
    let (mut result, mut base) = (1 % modulus, 10 % modulus);
    while power > 0 {
        if power & 1 == 1 {
            result = result * base % modulus;
        }
        base = base * base % modulus;
        power >>= 1;
    }
    result
}

/// The exponent of a number. An exponent that overflows counts as the greatest.
fn exponent(text: &str) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let value = digits.parse::<i64>().unwrap_or(i64::MAX / 4).min(i64::MAX / 4);
    Some(if negative { -value } else { value })
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_sign = self.sign().cmp(&other.sign());
        if by_sign.is_ne() || self.is_zero() {
            return by_sign;
        }
        // Digits without zeros at the front compare like words.
        let by_size = self
            .magnitude()
            .cmp(&other.magnitude())
            .then_with(|| self.digits.cmp(&other.digits));
        if self.negative { by_size.reverse() } else { by_size }
    }
}

#[cfg(test)]
mod tests {
    use super::Decimal;

    fn decimal(text: &str) -> Decimal {
        Decimal::parse(text).unwrap_or_else(|| panic!("{text} is a number"))
    }

    #[test]
    fn numbers_are_ordered_exactly() {
        let ascending = [
            "-1e400",
            "-9223372036854775809",
            "-9223372036854775808",
            "-10",
            "-1.5",
            "-1",
            "-1e-400",
            "0",
            "1e-400",
            "0.1",
            "0.10000000000000000000000001",
            "0.9",
            "1",
            "1.0000000000000000000000001",
            "2",
            "10",
            "9007199254740992",
            "9007199254740993",
            "9223372036854775807",
            "9223372036854775808",
            "1e400",
            "1e99999999999999999999",
        ];
        for pair in ascending.windows(2) {
            assert!(decimal(pair[0]) < decimal(pair[1]), "{} < {}", pair[0], pair[1]);
        }
        for (a, b) in [
            ("1", "1.0"),
            ("100", "1e2"),
            ("0", "-0.0e9"),
            ("12.50", "125e-1"),
            ("1E+2", "100.00"),
        ] {
            assert_eq!(decimal(a), decimal(b), "{a} = {b}");
        }
    }

    #[test]
    fn multiples_are_exact() {
        for (value, step, multiple) in [
            ("0.3", "0.1", true),
            ("0.35", "0.1", false),
            ("1e400", "7", false),
            ("7e400", "7", true),
            ("1e400", "0.01", true),
            ("19.99", "0.01", true),
            ("15", "5", true),
            ("-15", "10", false),
            ("0", "3", true),
            ("50", "20", false),
            ("60", "20", true),
            ("99999999999999999998", "99999999999999999999", false),
            ("99999999999999999999e30", "99999999999999999999", true),
            ("199999999999999999998", "99999999999999999999", true),
            ("199999999999999999999", "99999999999999999999", false),
            ("0", "99999999999999999999", true),
            ("1e400", "1e-400", true),
            ("1e-400", "1e400", false),
        ] {
            assert_eq!(
                decimal(value).is_multiple_of(&decimal(step)),
                Some(multiple),
                "{value} by {step}"
            );
        }
    }

    #[test]
    fn an_invalid_number_is_none() {
        for text in ["", "-", "x", "1e", "1e+", "0x10", "NaN", "1 "] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }
}
