//! Names and values of traffic that a finding quotes, without credentials: a token may be the name of a member, or of a
//! parameter of the query.

use recording::Interaction;
use recording::json::{escape, steps};
use recording::redaction::{Vocabulary, is_identifier};

use crate::contract::{Location, Note, Violation};

/// What is shown in the place of a credential.
const HIDDEN: &str = "…";

/// Shorter texts are not searched for: they would be found everywhere, and show nothing.
const SHORTEST: usize = 4;

/// The parts of a violation or a note that may quote traffic.
pub(super) struct Quotes<'q> {
    pub(super) message: &'q mut String,
    pub(super) location: &'q mut Location,
    pub(super) pointers: Vec<&'q mut String>,
}

impl<'q> Quotes<'q> {
    pub(super) fn of_violation(violation: &'q mut Violation) -> Self {
        Self {
            message: &mut violation.message,
            location: &mut violation.location,
            pointers: vec![&mut violation.pointer, &mut violation.general],
        }
    }

    pub(super) fn of_note(note: &'q mut Note) -> Self {
        Self {
            message: &mut note.message,
            location: &mut note.location,
            pointers: vec![&mut note.pointer],
        }
    }
}

/// Hides credentials. `is_credential` is called only for texts that may be one: finding the credentials of an interaction
/// takes longer than checking it.
pub(super) fn hide(
    quotes: Quotes<'_>,
    interaction: &Interaction,
    vocabulary: &Vocabulary,
    is_credential: &dyn Fn(&str) -> bool,
) {
    let is_hidden = |text: &str| may_be_one(text, interaction, vocabulary) && is_credential(text);
    let quoted: Vec<String> = quotes
        .message
        .split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect();
    for text in quoted.iter().filter(|text| is_hidden(text)) {
        *quotes.message = quotes.message.replace(text.as_str(), HIDDEN);
    }
    for pointer in quotes.pointers {
        if steps(pointer).any(|step| is_hidden(&step)) {
            let shown = steps(pointer).map(|step| {
                if is_hidden(&step) {
                    HIDDEN.to_owned()
                } else {
                    escape(&step)
                }
            });
            *pointer = shown.fold(String::new(), |pointer, step| format!("{pointer}/{step}"));
        } else if !pointer.starts_with('/') && is_hidden(pointer) {
            *pointer = HIDDEN.to_owned();
        }
    }
    if let Location::Query(name) | Location::Header(name) | Location::Cookie(name) | Location::ResponseHeader(name) =
        quotes.location
        && is_hidden(name)
    {
        *name = HIDDEN.to_owned();
    }
}

/// Whether a text may be a credential: the document does not have it as a name, and it does not look like one, or a header has
/// it, too.
fn may_be_one(text: &str, interaction: &Interaction, vocabulary: &Vocabulary) -> bool {
    if text.len() < SHORTEST || vocabulary.names.contains(text) {
        return false;
    }
    let headers = interaction.request.headers.iter().chain(&interaction.response.headers);
    let mut values = headers
        .filter(|header| !header.name.eq_ignore_ascii_case(text))
        .map(|header| &header.value);
    !is_identifier(text) || values.any(|value| value.contains(text))
}
