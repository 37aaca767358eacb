//! The loaders: what each makes of an input, and what must hold whatever it is.

use std::io::Read;
use std::path::Path;

use codegen::{Diagnostics, Document};
use recording::har::{self, Entries};
use recording::json::{self, FlawKind};
use recording::{Captured, Error, Header, Interaction, Recording, ndjson};
use xtask::contract::{Contract, Evidence, Shape, Source};

use crate::interactions;

/// Words without what differs from input to input: what is in quotes, and numbers.
fn kind(words: &str) -> String {
    let mut kind = String::new();
    for (index, piece) in words.split('`').enumerate() {
        let piece = if index % 2 == 0 { piece } else { "…" };
        kind.extend(piece.chars().filter(|character| !character.is_ascii_digit()));
    }
    kind.truncate(kind.char_indices().nth(80).map_or(kind.len(), |(at, _)| at));
    kind
}

fn error(error: &Error) -> String {
    let shown = error.to_string();
    assert!(shown.len() < 2000, "{} bytes: {}", shown.len(), &shown[..500]);
    assert!(!shown.chars().any(|c| c.is_control() && c != '\n'), "{shown:?}");
    kind(&shown)
}

/// A document: refused with places that are in it, or read and lowered.
pub(crate) fn document(bytes: &[u8]) -> String {
    // A carriage return alone ends a line of YAML too.
    let lines = bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() + 1;
    let rules = |found: &Diagnostics| {
        assert!(found.errors() > 0 || !found.is_empty());
        // It is shown, and every place is in the text.
        assert!(!found.to_string().is_empty());
        let mut rules: Vec<_> = found
            .iter()
            .map(|one| {
                let inside = one
                    .position
                    .is_none_or(|at| at.line >= 1 && at.line <= lines && at.column >= 1);
                assert!(inside, "{one:?} of {lines} lines");
                one.rule
            })
            .collect();
        rules.sort_unstable();
        rules.dedup();
        rules.join(" ")
    };
    let loaded = codegen::load("fuzz.yaml", bytes);
    let parsed = Document::parse("fuzz.yaml", bytes);
    match (&parsed, &loaded) {
        (Ok(document), loaded) => {
            // The generator reads a later version in a translation; as it is written, it is validated, too.
            let found = codegen::validate(document);
            if !found.is_empty() {
                rules(&found);
            }
            // What can be read can be checked against something.
            let contract = Contract::new(document);
            let checked = contract.check(
                &interaction(200, b"{\"total_num\": 1, \"data_list\": [{}]}".to_vec()),
                Source::Traffic,
            );
            let lowered = loaded.as_ref().map_or_else(rules, |_| "lowered".to_owned());
            format!("read, {lowered}, {} violations", checked.violations.len())
        }
        (Err(refused), Err(_)) => rules(refused),
        (Err(_), Ok(_)) => panic!("lowered, and cannot be read"),
    }
}

fn interaction(status: u16, body: Vec<u8>) -> Interaction {
    let url = "https://hss.ap-southeast-1.myhuaweicloud.com/v5/p/container/image/events";
    let mut interaction = interactions::interaction("GET", url, body);
    interaction.request.headers = vec![Header::new("X-Auth-Token", "REDACTED")];
    interaction.response.status = status;
    interaction
}

/// Checks loaded interactions against a document.
pub(crate) struct Checker(Document);

impl Checker {
    pub(crate) fn new() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents/discriminator.yaml");
        Self(Document::parse("discriminator.yaml", &std::fs::read(path).unwrap()).unwrap())
    }

    /// What is reported for an interaction, whose text is this one if it was accepted at once.
    fn checked(contract: &Contract<'_>, captured: &Captured, text: &[u8], shape: Shape) -> String {
        let source = if captured.whole {
            Source::Traffic
        } else {
            Source::Recording
        };
        let checked = contract.check(&captured.interaction, source);
        let rules: Vec<_> = checked.violations.iter().map(|violation| violation.rule.id).collect();
        for violation in &checked.violations {
            assert!(captured.place(&violation.location.in_envelope(&violation.pointer)) <= text.len());
        }
        let mut evidence = Evidence::new(contract);
        let accepted = contract.accepts(text, shape, &mut evidence);
        assert!(
            !accepted || (rules.is_empty() && checked.notes.is_empty()),
            "accepted, but {checked:?}"
        );
        let mut rules = rules;
        rules.dedup();
        format!(
            "{} {rules:?} {}",
            captured.interaction.response.status / 100,
            checked.notes.len().min(2)
        )
    }

    /// What cannot be read is not accepted either.
    fn refused(contract: &Contract<'_>, refusal: &Error, text: &[u8], shape: Shape) -> String {
        let mut evidence = Evidence::new(contract);
        assert!(!contract.accepts(text, shape, &mut evidence), "accepted, but {refusal}");
        error(refusal)
    }

    /// A recording: what is written of one is read as the same.
    pub(crate) fn recording(self) -> impl Fn(&[u8]) -> String + Send + Sync {
        move |bytes| {
            let contract = Contract::new(&self.0);
            match Recording::parse(bytes) {
                Err(refusal) => Self::refused(&contract, &refusal, bytes, Shape::Recording),
                Ok(recording) => {
                    let again = Recording::parse(recording.to_text().as_bytes()).unwrap();
                    assert_eq!(again.to_text(), recording.to_text());
                    assert_eq!(again.interaction().request, recording.interaction().request);
                    Self::checked(&contract, &Captured::from(recording), bytes, Shape::Recording)
                }
            }
        }
    }

    /// A line of NDJSON.
    pub(crate) fn line(self) -> impl Fn(&[u8]) -> String + Send + Sync {
        move |bytes| {
            let contract = Contract::new(&self.0);
            match ndjson::interaction(bytes) {
                Err(refusal) => Self::refused(&contract, &refusal, bytes, Shape::Line),
                Ok(captured) => Self::checked(&contract, &captured, bytes, Shape::Line),
            }
        }
    }

    /// A HAR: the same entries, whether its bytes come at once or one by one.
    pub(crate) fn har(self) -> impl Fn(&[u8]) -> String + Send + Sync {
        move |bytes| {
            let contract = Contract::new(&self.0);
            let entries: Vec<_> = Entries::new(bytes).collect();
            let (whole, single) = (seen(&entries), seen(&Entries::new(OneByOne(bytes)).collect::<Vec<_>>()));
            assert_eq!(whole, single);
            let mut kinds: Vec<_> = entries
                .iter()
                .map(|entry| match entry {
                    Err(refusal) => error(refusal),
                    Ok(entry) => {
                        let start = usize::try_from(entry.place.offset).unwrap();
                        assert_eq!(bytes[start..start + entry.text.len()], entry.text);
                        match har::interaction(&entry.text) {
                            Err(refusal) => Self::refused(&contract, &refusal, &entry.text, Shape::Entry),
                            Ok(captured) => Self::checked(&contract, &captured, &entry.text, Shape::Entry),
                        }
                    }
                })
                .collect();
            kinds.truncate(2);
            kinds.join(" + ")
        }
    }

    /// A body: it is JSON for us if it is for serde_json.
    pub(crate) fn body(self) -> impl Fn(&[u8]) -> String + Send + Sync {
        move |bytes| {
            let contract = Contract::new(&self.0);
            let ours = json::parse(bytes);
            let theirs = std::str::from_utf8(bytes)
                .is_ok_and(|text| serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok());
            let deep = matches!(&ours, Err(broken) if broken.what.contains("deep"));
            assert!(ours.is_ok() == theirs || deep, "{ours:?}");
            let flaws = ours.as_ref().map_or(0, |parsed| {
                let lone = parsed.flaws.iter().filter(|flaw| flaw.kind == FlawKind::LoneSurrogate);
                lone.count()
            });
            let checked = contract.check(&interaction(200, bytes.to_vec()), Source::Traffic);
            let mut rules: Vec<_> = checked.violations.iter().map(|violation| violation.rule.id).collect();
            assert!(ours.is_ok() || rules.contains(&"json") || bytes.is_empty(), "{rules:?}");
            rules.dedup();
            match ours {
                Err(broken) => kind(&broken.what),
                Ok(_) => format!("{rules:?} {}", flaws.min(2)),
            }
        }
    }
}

/// What of the entries of a HAR can be compared.
fn seen(entries: &[Result<har::Entry, Error>]) -> Vec<Result<har::Entry, String>> {
    let one = |entry: &Result<har::Entry, Error>| entry.as_ref().map_err(ToString::to_string).cloned();
    entries.iter().map(one).collect()
}

/// Gives a byte at a time.
struct OneByOne<'b>(&'b [u8]);

impl Read for OneByOne<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let (Some((first, rest)), Some(place)) = (self.0.split_first(), buffer.first_mut()) else {
            return Ok(0);
        };
        *place = *first;
        self.0 = rest;
        Ok(1)
    }
}
