//! Numbers: their sign, their magnitude and the form in which they are written stay; their digits do not.
//!
//! `100`, `1e2` and `100.0` are one value and get one placeholder, each in its own form. So what is an integer stays
//! one, what is equal stays equal, and what has thirteen digits has thirteen.

/// A number as JSON writes it.
#[derive(Debug)]
pub(super) struct Number<'t> {
    text: &'t str,
    /// Where the significant digits are in the text: from the first to the last that is not zero.
    significant: Vec<usize>,
    negative: bool,
    /// The power of ten of the first significant digit.
    magnitude: i64,
    exponent: Option<usize>,
}

/// Longer exponents than this many digits say nothing of a magnitude any more.
const EXPONENT: usize = 4;

impl<'t> Number<'t> {
    /// Reads the text of a number; `None` if it is not a JSON number.
    pub(super) fn read(text: &'t str) -> Option<Self> {
        let negative = text.starts_with('-');
        let mantissa_end = text.find(['e', 'E']).unwrap_or(text.len());
        let (mantissa, power) = text.split_at(mantissa_end);
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
        let whole = whole.strip_prefix('-').unwrap_or(whole);
        let exponent = (!power.is_empty()).then(|| power[1..].strip_prefix(['+', '-']).unwrap_or(&power[1..]));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let needless_zero = whole.len() > 1 && whole.starts_with('0');
        if !digits(whole) || needless_zero || !digits(fraction) || !exponent.is_none_or(digits) {
            return None;
        }
        let places: Vec<usize> = (0..mantissa_end)
            .filter(|&at| text.as_bytes()[at].is_ascii_digit())
            .collect();
        let is_zero = |place: &usize| text.as_bytes()[*place] == b'0';
        let first = places.iter().position(|place| !is_zero(place)).unwrap_or(places.len());
        let last = places
            .iter()
            .rposition(|place| !is_zero(place))
            .map_or(first, |last| last + 1);
        let shift = exponent.map_or(0, |exponent| {
            let shift = exponent.parse().unwrap_or(i64::MAX / 4).min(i64::MAX / 4);
            if power[1..].starts_with('-') { -shift } else { shift }
        });
        let before_point = i64::try_from(whole.len()).ok()? - i64::try_from(first).ok()?;
        Some(Self {
            text,
            significant: places[first..last].to_vec(),
            negative,
            magnitude: before_point + shift,
            exponent: exponent.map(str::len),
        })
    }

    pub(super) fn is_zero(&self) -> bool {
        self.significant.is_empty()
    }

    /// What the numbers that may be in for each other have in common.
    pub(super) fn class(&self) -> String {
        let sign = if self.negative { "-" } else { "" };
        format!("{sign}#{}e{}", self.significant.len(), self.magnitude)
    }

    /// The value, the same for every form of it.
    pub(super) fn value(&self) -> String {
        self.of(&self.digits())
    }

    /// The significant digits.
    pub(super) fn digits(&self) -> String {
        self.significant
            .iter()
            .map(|&place| char::from(self.text.as_bytes()[place]))
            .collect()
    }

    /// The value of a number of this class with other significant digits.
    pub(super) fn of(&self, digits: &str) -> String {
        let sign = if self.negative { "-" } else { "" };
        format!("{sign}0.{digits}e{}", self.magnitude)
    }

    /// The significant digits of the `n`-th number of the class: neither the first nor the last is zero.
    pub(super) fn nth(&self, mut n: u64) -> Option<String> {
        let length = self.significant.len();
        let mut digits = vec![b'0'; length];
        for (at, digit) in digits.iter_mut().enumerate().rev() {
            let (least, choices) = if at == 0 || at + 1 == length {
                (b'1', 9)
            } else {
                (b'0', 10)
            };
            *digit = least + u8::try_from(n % choices).unwrap_or_default();
            n /= choices;
        }
        (n == 0).then(|| String::from_utf8(digits).unwrap_or_default())
    }

    /// The numbers of this class that are nearest to zero and farthest from it, in the form of this one.
    pub(super) fn ends(&self) -> Option<[String; 2]> {
        let least = self.nth(0)?;
        Some([self.write(&least), self.write(&"9".repeat(least.len()))])
    }

    /// This number with other significant digits, in its own form.
    pub(super) fn write(&self, digits: &str) -> String {
        let mut text = self.text.to_owned().into_bytes();
        for (&place, digit) in self.significant.iter().zip(digits.bytes()) {
            text[place] = digit;
        }
        if self.exponent.is_some_and(|length| length > EXPONENT) {
            let length = text.len() - self.exponent.unwrap_or_default();
            text.truncate(length);
            text.extend([b'9'; EXPONENT]);
        }
        String::from_utf8(text).unwrap_or_default()
    }
}
