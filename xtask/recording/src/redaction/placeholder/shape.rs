//! The shape of a text: letters of either case, digits, and what separates them.

use super::number::Number;

/// What is at each place of a text.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    places: Vec<Place>,
}

#[derive(Clone, Copy, Debug)]
enum Place {
    Upper,
    /// A small letter, and whatever is neither a letter, a digit nor a separator.
    Lower,
    Digit,
    /// It stays as it is.
    Separator(char),
}

/// What stays where it is.
const SEPARATORS: &str = "-_.:/ ";

impl Shape {
    /// The shape of a text; `None` if it consists of separators only, so that no other text has it.
    pub(super) fn of(text: &str) -> Option<Self> {
        let place = |character: char| match character {
            _ if SEPARATORS.contains(character) => Place::Separator(character),
            _ if character.is_ascii_digit() => Place::Digit,
            _ if character.is_uppercase() => Place::Upper,
            _ => Place::Lower,
        };
        let places: Vec<_> = text.chars().map(place).collect();
        let moves = places.iter().any(|place| !matches!(place, Place::Separator(_)));
        moves.then_some(Self { places })
    }

    /// What the texts of this shape have in common.
    pub(super) fn class(&self) -> String {
        self.written(0).unwrap_or_default()
    }

    /// The `n`-th text of this shape; an empty one in the place of a number or a truth value, which have shapes of
    /// their own.
    pub(super) fn nth(&self, n: u64) -> Option<String> {
        let text = self.written(n)?;
        let plain = Number::read(&text).is_none() && text.parse::<bool>().is_err();
        Some(if plain { text } else { String::new() })
    }

    fn written(&self, mut n: u64) -> Option<String> {
        let mut text = vec!['\0'; self.places.len()];
        for (character, place) in text.iter_mut().zip(&self.places).rev() {
            let (first, choices) = match place {
                Place::Upper => (b'A', 26),
                Place::Lower => (b'a', 26),
                Place::Digit => (b'0', 10),
                Place::Separator(separator) => {
                    *character = *separator;
                    continue;
                }
            };
            *character = char::from(first + u8::try_from(n % choices).unwrap_or_default());
            n /= choices;
        }
        (n == 0).then(|| text.into_iter().collect())
    }

    /// Makes room for more texts.
    pub(super) fn widen(&mut self) {
        self.places.push(Place::Lower);
    }
}
