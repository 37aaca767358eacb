//! Placeholders for the values that are not kept: of the same kind and shape, numbered by first appearance.
//!
//! Within one recording equal values get equal placeholders and different values different ones, whichever part of the
//! interaction they are in. A placeholder follows from the shape of a value and from how many of that shape came before
//! it, and from nothing else: no key, no clock, no chance. So the same traffic gives the same recording, and a
//! placeholder shows no more of a value than the shape that it shares with others.

mod form;
mod number;
mod shape;

use std::collections::{HashMap, HashSet};

use form::Form;
use number::Number;
use shape::Shape;

/// What a number may have been that is in the place of another one: the end nearest to zero and the one farthest from it.
pub(in crate::redaction) fn ends(number: &str) -> Option<[String; 2]> {
    Number::read(number)?.ends()
}

/// The placeholders of one recording.
#[derive(Debug, Default)]
pub(in crate::redaction) struct Placeholders {
    /// By the original.
    given: HashMap<String, String>,
    /// By what originals have in common.
    classes: HashMap<String, Class>,
    /// What is taken already: by another original, or by a value that is kept.
    taken: HashSet<String>,
    /// The truth values by first appearance.
    truths: Vec<bool>,
}

/// Those that have a shape in common.
#[derive(Debug, Default)]
struct Class {
    next: u64,
    /// A placeholder that was passed over since it was the original itself.
    spare: Option<String>,
}

impl Placeholders {
    /// Reserves a kept value, so that no placeholder equals it.
    pub(in crate::redaction) fn reserve(&mut self, text: &str) {
        self.taken.insert(text.to_owned());
        if let Some(number) = Number::read(text) {
            self.taken.insert(number.value());
        }
    }

    /// A truth value: the first one that appears is `false`, whichever it was, and the other one `true`.
    pub(in crate::redaction) fn truth(&mut self, value: bool) -> bool {
        if !self.truths.contains(&value) {
            self.truths.push(value);
        }
        self.truths.first() != Some(&value)
    }

    /// A number of the same sign and magnitude, written in the same form; nothing for zero, which has no other.
    pub(in crate::redaction) fn number(&mut self, text: &str) -> Option<String> {
        let Some(number) = Number::read(text) else {
            return self.text(text);
        };
        if number.is_zero() {
            return None;
        }
        let original = number.value();
        if let Some(digits) = self.given.get(&original) {
            return Some(number.write(digits));
        }
        let own = number.digits();
        let found = self.pick(&number.class(), &own, |n| number.nth(n), |digits| number.of(digits));
        // Only values that are kept can have taken all that there are.
        let digits = found.or_else(|| number.nth(0)).unwrap_or(own);
        let written = number.write(&digits);
        self.given.insert(original, digits);
        Some(written)
    }

    /// A text of the same shape; nothing for one that has no other, such as the empty one.
    pub(in crate::redaction) fn text(&mut self, text: &str) -> Option<String> {
        if let Ok(truth) = text.parse::<bool>() {
            return Some(self.truth(truth).to_string());
        }
        if Number::read(text).is_some() {
            return self.number(text);
        }
        let key = format!("\"{text}");
        if let Some(given) = self.given.get(&key) {
            return Some(given.clone());
        }
        let placeholder = match Form::of(text) {
            Some(form) => self.form(text, &form),
            None => self.shape(text)?,
        };
        self.given.insert(key, placeholder.clone());
        Some(placeholder)
    }

    fn form(&mut self, text: &str, form: &Form<'_>) -> String {
        if let Form::Address { address, mark, rest } = form {
            // The same address with another port is the same address.
            let placeholder = self.text(address).unwrap_or_default();
            let rest = self.number(rest).unwrap_or_else(|| (*rest).to_owned());
            return format!("{placeholder}{mark}{rest}");
        }
        let found = self.pick(form.class(), text, |n| form.nth(n), str::to_owned);
        found.unwrap_or_else(|| self.shape(text).unwrap_or_default())
    }

    fn shape(&mut self, text: &str) -> Option<String> {
        let mut shape = Shape::of(text)?;
        loop {
            let class = shape.class();
            if let Some(found) = self.pick(&class, text, |n| shape.nth(n), str::to_owned) {
                return Some(found);
            }
            // More texts have this shape than there are placeholders for: use one more character.
            shape.widen();
        }
    }

    /// The next placeholder of a class that is neither taken nor the original; the original where nothing else is left
    /// of its class, which then says nothing. `taken_as` is reserved then.
    fn pick(
        &mut self,
        class: &str,
        original: &str,
        nth: impl Fn(u64) -> Option<String>,
        taken_as: impl Fn(&str) -> String,
    ) -> Option<String> {
        if !self.classes.contains_key(class) {
            self.classes.insert(class.to_owned(), Class::default());
        }
        let entry = self.classes.get_mut(class)?;
        if let Some(spare) = entry.spare.take_if(|spare| spare != original) {
            return Some(spare);
        }
        while let Some(candidate) = nth(entry.next) {
            entry.next += 1;
            if candidate.is_empty() || !self.taken.insert(taken_as(&candidate)) {
                continue;
            }
            if candidate == original && entry.spare.is_none() {
                entry.spare = Some(candidate);
            } else {
                return Some(candidate);
            }
        }
        entry.spare.take()
    }
}

#[cfg(test)]
mod tests;
