//! What of traffic may enter the document.
//!
//! Types and shapes may. A text of traffic (the name of a property or a parameter, a value of an enum, a segment of a path)
//! may only if `spec/redaction.toml` keeps it, or if it is a short word that was seen in several interactions and has
//! nothing in common with a credential of any of them. A recording was redacted by the same rules when it was made: what it
//! shows as it was, it keeps.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use recording::redaction::{Credentials, Policy, Vocabulary};

use super::held::Held;
use super::observe::is_name;
use super::refusal::Refusal;
use super::threads::on_parts;
use crate::contract::{Contract, Source};

/// In how many interactions a text of traffic that was not redacted must be seen.
const SEVERAL: usize = 2;

/// How long a word may be.
const LONGEST: usize = 40;

/// Decides what may enter the document.
pub(super) struct Gate<'g> {
    contract: &'g Contract<'g>,
    sample: &'g [&'g Held],
    policy: &'g Policy,
    vocabulary: Vocabulary,
    /// The credentials of each interaction, found when they are first needed.
    credentials: Vec<OnceLock<Credentials>>,
}

/// What a text of traffic is.
#[derive(Clone, Copy)]
pub(super) enum Text<'t> {
    /// The name of a member, of an operation.
    Name(&'t str),
    /// The name of a parameter or a header.
    Parameter(&'t str),
    /// The name of a member within what is new: not each of the interactions need show it.
    Inner(&'t str),
    /// A value, at a pointer into a body of an operation.
    Value(&'t str, &'t str),
    /// A value of a parameter of the query, of an operation.
    Query(&'t str, &'t str),
    /// A value of a variable of the path, of an operation.
    Variable(&'t str, &'t str),
    /// A value of a header or a cookie.
    Header,
    /// A segment of a path, or a part of the name of a media type.
    Segment,
}

impl Text<'_> {
    /// What a person can write so that it may enter the document.
    fn choices(self) -> Vec<String> {
        let keep = |line: String, operation: &str| {
            let of = match operation {
                "" => String::new(),
                operation => format!(" under `[operation.{operation}]`"),
            };
            format!("if it is public, write {line} in spec/redaction.toml{of}, and run the command again")
        };
        let first = match self {
            Self::Name(operation) | Self::Inner(operation) => keep("`keep = [\"/…/NAME\"]`".to_owned(), operation),
            Self::Parameter(operation) => keep("`keep_query = [\"NAME\"]`".to_owned(), operation),
            Self::Value(operation, pointer) => keep(format!("`keep = [\"{}\"]`", general(pointer)), operation),
            Self::Query(operation, name) => keep(format!("`keep_query = [\"{name}\"]`"), operation),
            Self::Variable(operation, name) => keep(format!("`keep_path = [\"{name}\"]`"), operation),
            Self::Header | Self::Segment => return vec!["add it to the document by hand, if it is public".to_owned()],
        };
        vec![first, "or add it to the document by hand".to_owned()]
    }
}

/// A pointer with `*` for the index of an item.
fn general(pointer: &str) -> String {
    let is_index = |step: &str| !step.is_empty() && step.bytes().all(|byte| byte.is_ascii_digit());
    let steps = pointer.split('/').skip(1);
    steps
        .map(|step| format!("/{}", if is_index(step) { "*" } else { step }))
        .collect()
}

impl<'g> Gate<'g> {
    pub(super) fn new(contract: &'g Contract<'g>, sample: &'g [&'g Held], policy: &'g Policy) -> Self {
        Self {
            contract,
            sample,
            policy,
            vocabulary: contract.vocabulary(),
            credentials: sample.iter().map(|_| OnceLock::new()).collect(),
        }
    }

    /// Whether a text may enter the document. It was seen in `count` interactions, which are among those of the numbers
    /// `seen`.
    ///
    /// # Errors
    /// Returns why not, without the text.
    pub(super) fn check(
        &self,
        text: &str,
        what: Text<'_>,
        seen: &BTreeSet<usize>,
        count: usize,
    ) -> Result<(), Refusal> {
        let by_hand = |why: &str| Refusal {
            choices: vec!["leave it out, or add it to the document by hand".to_owned()],
            seen: seen.clone(),
            ..why.into()
        };
        let refusal = |why: &str| Refusal {
            choices: what.choices(),
            ..by_hand(why)
        };
        let numbers: Vec<usize> = seen.iter().copied().collect();
        let touch = |_, part: &[usize]| Credentials::touch(text, part.iter().map(|number| self.credentials(*number)));
        if on_parts(&numbers, touch).contains(&true) {
            return Err(by_hand("it has something in common with a credential"));
        }
        let is_kept = match what {
            Text::Name(operation) | Text::Parameter(operation) | Text::Inner(operation) => {
                self.policy.keeps_name(operation, text)
            }
            Text::Value(operation, pointer) => self.policy.keeps_value(operation, pointer),
            Text::Query(operation, name) => self.policy.keeps_query(operation, name),
            Text::Variable(operation, name) => self.policy.keeps_path(operation, name),
            Text::Header | Text::Segment => false,
        };
        if is_kept {
            return Ok(());
        }
        if matches!(what, Text::Name(_) | Text::Parameter(_) | Text::Inner(_)) && Credentials::is_name_of_one(text) {
            return Err(refusal("it is the name of a credential"));
        }
        if !is_word(text) {
            return Err(refusal("it is no short word, and spec/redaction.toml does not keep it"));
        }
        let was_redacted = |number: &usize| self.sample[*number].source == Source::Recording;
        let is_recorded = match what {
            // It is unknown whether a recording shows it, unless all are.
            Text::Inner(_) => seen.iter().all(was_redacted),
            _ => seen.iter().any(was_redacted),
        };
        if count < SEVERAL && !is_recorded {
            return Err(Refusal {
                choices: [vec!["record an interaction that shows it".to_owned()], what.choices()].concat(),
                ..refusal("it was seen in one interaction of traffic that was not redacted")
            });
        }
        Ok(())
    }

    fn credentials(&self, number: usize) -> &Credentials {
        self.credentials[number].get_or_init(|| {
            self.contract
                .credentials(&self.sample[number].interaction, &self.vocabulary)
        })
    }
}

/// Whether a text is a short word, as a person chooses for a name or a value of a list: no address, no name of a host, and
/// nothing that looks made by a machine.
fn is_word(text: &str) -> bool {
    const HUMPS: usize = 4;
    // No word of a language has so many letters, all of them digits of hexadecimal numbers.
    const HEXADECIMAL: usize = 12;
    let is_hexadecimal = text.len() >= HEXADECIMAL && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let inner = text.get(1..).unwrap_or_default();
    let is_address = inner.contains('@') || text.contains(':') || text.matches('.').count() > 1;
    let is_hump = |pair: &[u8]| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase();
    let humps = text.as_bytes().windows(2).filter(|pair| is_hump(pair)).count();
    text.len() <= LONGEST && is_name(text) && !is_address && !is_hexadecimal && humps <= HUMPS
}

#[cfg(test)]
mod tests {
    use super::is_word;

    #[test]
    fn addresses_hosts_and_tokens_are_no_words() {
        for text in [
            "agent_id",
            "clusterId",
            "@type",
            "$schema",
            "v1.2",
            "on",
            "x-request-id",
            "standBy",
            "isHostNetworkUsed",
        ] {
            assert!(is_word(text), "{text}");
        }
        for text in [
            "alice.smith@corp.com",
            "alice@corp",
            "db-prod.corp.internal",
            "db-prod:5432",
            "ghpaBcDeFgHiJkLmNoPqRsTuVw",
            "12345",
            "deadbeefdeadbeefdeadbeefdeadbeef",
            "FEEDFACECAFE",
            "",
        ] {
            assert!(!is_word(text), "{text}");
        }
    }
}
