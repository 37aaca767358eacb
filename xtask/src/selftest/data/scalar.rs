//! Strings and numbers within the bounds of a schema.

use recording::json::{Node, Value};

use super::merged::Merged;
use super::{Maker, Texts, json};

impl Maker<'_, '_> {
    /// A number within the bounds; none if there is none.
    pub(super) fn number(&mut self, merged: &Merged<'_>, integer: bool) -> Option<Node> {
        let (least, most) = match merged.format {
            Some("int8") => (-128.0, 127.0),
            Some("uint8") => (0.0, 255.0),
            Some("int16") => (-32_768.0, 32_767.0),
            Some("uint16" | "uint32" | "uint64") => (0.0, 60_000.0),
            Some("int32") => (f64::from(i32::MIN), f64::from(i32::MAX)),
            _ => (f64::NEG_INFINITY, f64::INFINITY),
        };
        let bound =
            |bound: Option<(f64, bool)>, step: f64| bound.map(|(value, open)| if open { value + step } else { value });
        let step = if integer { 1.0 } else { 0.25 };
        let low = bound(merged.minimum, step);
        let high = bound(merged.maximum, -step).map(|high| high.min(most));
        // Near a bound that a double does not hold exactly, no integer is known to be within it.
        let near = high.filter(|high| *high < 9_007_199_254_740_992.0);
        let low = low.unwrap_or_else(|| near.map_or(1.0, |high| high - 50.0)).max(least);
        let high = high.unwrap_or(low + 90.0).min(most);
        if low > high {
            // Bounds that are close to each other, and open.
            let (Some((low, _)), Some((high, _))) = (merged.minimum, merged.maximum) else {
                return None;
            };
            return (!integer && low <= high).then(|| json(Value::Number(text(low + (high - low) / 2.0))));
        }
        if let Some(step) = merged.steps.first() {
            return multiple(step, low, high).map(|text| json(Value::Number(text)));
        }
        let width = (high - low).min(90.0);
        let offset = f64::from(u32::try_from(self.pick(91)).unwrap_or_default()).min(width);
        let number = if integer {
            (low + offset).ceil().min(high.floor())
        } else {
            low + offset.floor().min(width)
        };
        if integer && (number < low || number.fract() != 0.0) {
            return None;
        }
        // A number that is no integer, where one may be.
        let half = if !integer && number + 0.5 <= high { 0.5 } else { 0.0 };
        Some(json(Value::Number(text(number + half))))
    }

    /// A string of the format, the pattern and the length.
    pub(super) fn string(&mut self, merged: &Merged<'_>, texts: Texts) -> Option<Node> {
        let least = merged.lengths.least;
        let text = match (
            merged.format.and_then(|format| self.format(format)),
            merged.patterns.first(),
        ) {
            (_, Some(pattern)) => self.of_pattern(pattern, merged)?,
            (Some(text), None) => text,
            (None, None) => {
                let number = self.pick(1000);
                match texts {
                    Texts::Any => format!("té{number} & \"a\"/b=c?d#e+f%,g;h"),
                    Texts::Path => format!("a{number} b&c=d?é%,;"),
                    Texts::Plain => format!("text{number}"),
                }
            }
        };
        let mut characters: Vec<char> = text.chars().collect();
        if merged.patterns.is_empty() {
            while characters.len() < least.min(20_000) {
                characters.push('x');
            }
            if let Some(most) = merged.lengths.most.filter(|most| *most < characters.len()) {
                // What is cut must not end with a space: a header has none at its ends.
                characters.retain(|character| character.is_ascii_alphanumeric());
                characters.resize(most.max(least), 'x');
            }
        }
        Some(json(Value::String(characters.into_iter().collect())))
    }

    /// A text that matches a pattern, of the right length if one is found.
    fn of_pattern(&mut self, pattern: &str, merged: &Merged<'_>) -> Option<String> {
        let least = merged.lengths.least;
        let mut last = None;
        for attempt in 0..16 {
            // As often as the length requires, then less and more often.
            let repeats = if attempt == 0 {
                least.min(5000)
            } else {
                (attempt - 1) % 5
            };
            let repeats = u32::try_from(repeats).unwrap_or_default();
            let rng = &mut self.rng;
            let text = self
                .contract
                .example_of_pattern(pattern, repeats, &mut |count| rng.usize(..count.max(1)))?;
            let length = text.chars().count();
            // An empty text is seldom what is meant, and no path can have it.
            let is_wanted = !text.is_empty() || attempt >= 6;
            if is_wanted
                && length >= least
                && merged.lengths.most.is_none_or(|most| length <= most)
                && self.contract.matches(pattern, &text)
            {
                return Some(text);
            }
            last = Some(text);
        }
        let plain = format!("text{}", self.pick(1000));
        let fits = merged.lengths.clamp(plain.len()) == plain.len() && self.contract.matches(pattern, &plain);
        if fits { Some(plain) } else { last }
    }

    /// A text of a format; none if the format says nothing of the text.
    fn format(&mut self, format: &str) -> Option<String> {
        let number = self.pick(60);
        Some(match format {
            "date-time" => format!("2024-05-06T07:08:{number:02}Z"),
            "date" => format!("2024-05-{:02}", 1 + number % 28),
            "time" => format!("07:08:{number:02}Z"),
            "duration" => format!("PT{}S", number + 1),
            "uuid" => format!("123e4567-e89b-12d3-a456-4266141740{number:02}"),
            "uri" | "url" | "iri" => format!("https://example.com/{number}?a=b"),
            "uri-reference" | "iri-reference" => format!("/a/{number}?b=c"),
            "email" | "idn-email" => format!("user{number}@example.com"),
            "hostname" | "idn-hostname" => format!("host{number}.example.com"),
            "ipv4" => format!("192.0.2.{number}"),
            "ipv6" => format!("2001:db8::{number}"),
            "byte" => "aGVsbG8h".to_owned(),
            "decimal" | "number" => format!("{number}.50"),
            "int32" | "int64" | "integer" => number.to_string(),
            "json-pointer" => format!("/a/{number}"),
            "regex" => "^[a-z]+$".to_owned(),
            _ => return None,
        })
    }
}

/// The text of a number, as JSON writes it.
fn text(number: f64) -> String {
    match number.fract() == 0.0 && number.abs() < 1e15 {
        true => format!("{number:.0}"),
        false => number.to_string(),
    }
}

/// A multiple of a step between two bounds.
fn multiple(step: &str, low: f64, high: f64) -> Option<String> {
    let value: f64 = step.parse().ok().filter(|value| *value > 0.0)?;
    let count = (low / value).ceil();
    let count = if count == 0.0 && value <= high { 1.0 } else { count };
    let digits = step.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    (count * value <= high).then(|| format!("{:.digits$}", count * value))
}
