//! Soundness, on random pairs of schemas: where the verdict says that released clients keep working, what they send fits the
//! new schema, and what the new server returns can be decoded by them.
//!
//! `SEED=7 CASES=10000 cargo test --package xtask --test diff random_pairs` tries more of them, from another seed on.

use recording::{Header, Interaction};
use serde_json::Value;
use xtask::contract::{Contract, Location, Source, Violation};
use xtask::diff::{Comparison, Wire, compare_wire as compare};

use super::mutate::{mutate, plain};
use super::{Way, document, numbered, shown};
use crate::common::interactions::json_response;
use crate::random::{Keywords, NAMED, Random, Schemas, Values};

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().map_or(otherwise, |text| text.parse().unwrap())
}

/// Two lists of schemas, the second made of the first by one change or a few.
fn pair(random: &mut Random) -> (Vec<Value>, Vec<Value>) {
    let schemas = Schemas {
        keywords: if random.one_in(2) {
            Keywords::All
        } else {
            Keywords::Plain
        },
    };
    let mut base: Vec<Value> = (0..NAMED).map(|_| schemas.one(random, 1)).collect();
    base.iter_mut().for_each(plain);
    let mut revision = base.clone();
    for _ in 0..=random.below(3) {
        mutate(random, &mut revision, &schemas);
    }
    revision.iter_mut().for_each(plain);
    (base, revision)
}

fn interaction(way: Way, body: Vec<u8>) -> Interaction {
    match way {
        Way::Received => json_response(body),
        Way::Sent => {
            let mut interaction = json_response(Vec::new());
            interaction.request.method = "POST".into();
            interaction.request.headers = vec![Header::new("Content-Type", "application/json")];
            interaction.request.body = Some(body);
            interaction.response.status = 204;
            interaction.response.headers = Vec::new();
            interaction
        }
    }
}

/// What is wrong with a body.
fn violations(contract: &Contract<'_>, way: Way, body: &str) -> Vec<Violation> {
    let checked = contract.check(&interaction(way, body.as_bytes().to_vec()), Source::Traffic);
    let of_body = |violation: &Violation| matches!(violation.location, Location::RequestBody | Location::ResponseBody);
    checked.violations.into_iter().filter(of_body).collect()
}

/// Whether a released client cannot decode a value because of this: the generated clients ignore unknown properties, keep
/// unknown values of enums and alternatives, and enforce no bounds.
fn fails(violation: &Violation, body: &str) -> bool {
    let value: Value = serde_json::from_str(body).unwrap_or_default();
    let found = value.pointer(&violation.pointer);
    let is_item = violation
        .pointer
        .rsplit('/')
        .next()
        .is_some_and(|step| step.is_empty() || step.parse::<usize>().is_ok());
    let id = violation.rule.id;
    id == "type"
        || id == "required"
        // An optional property that is null is absent.
        || (id == "null" && is_item)
        || (id == "format" && found.is_some_and(|found| found.is_i64() || found.is_u64()))
}

#[derive(Debug, Default)]
struct Tally {
    pairs: usize,
    safe: usize,
    values: usize,
    broken: usize,
}

/// Tries one pair. Gives what contradicts the verdict.
fn run(seed: u64, way: Way, tally: &mut Tally) -> Option<String> {
    let random = &mut Random::new(seed);
    let (base, revision) = pair(random);
    let (before, now) = (
        document("3.0.3", way, &numbered(&base)),
        document("3.0.3", way, &numbered(&revision)),
    );
    let is_valid = |document| {
        codegen::validate(document)
            .of_class(codegen::Class::NotOpenApi)
            .is_empty()
    };
    if !is_valid(&before) || !is_valid(&now) {
        return None;
    }
    let comparison: Comparison = compare(&before, &now);
    tally.pairs += 1;
    let keeps_working = comparison.wire() <= Wire::Silent;
    tally.safe += usize::from(keeps_working);
    let (from, to) = match way {
        Way::Sent => (&before, &now),
        Way::Received => (&now, &before),
    };
    let (from, to) = (Contract::new(from), Contract::new(to));
    let named = if way == Way::Sent { &base } else { &revision };
    let values = Values { named };
    for _ in 0..20 {
        let body = values.text(random, &named[0], 0);
        if !violations(&from, way, &body).is_empty() {
            continue;
        }
        tally.values += 1;
        let wrong = violations(&to, way, &body);
        // A property that was removed is ignored: `silent`.
        let wrong = wrong.into_iter().find(|violation| match way {
            Way::Sent => violation.rule.id != "undocumented-property",
            Way::Received => fails(violation, &body),
        });
        let Some(wrong) = wrong else { continue };
        tally.broken += 1;
        if keeps_working {
            return Some(format!(
                "seed {seed}, {way:?}: {body}\n{} {}: {}\nfrom {}\nto   {}\n{}",
                wrong.rule.id,
                wrong.pointer,
                wrong.message,
                serde_json::to_string(&base).unwrap(),
                serde_json::to_string(&revision).unwrap(),
                shown(&comparison)
            ));
        }
    }
    None
}

fn many(way: Way) {
    let (first, count) = (number("SEED", 1), number("CASES", 250));
    let mut tally = Tally::default();
    let wrong: Vec<_> = (first..first + count)
        .filter_map(|seed| run(seed, way, &mut tally))
        .collect();
    assert!(
        wrong.is_empty(),
        "{} of {tally:?}:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(5)].join("\n\n")
    );
    // The verdict says something: there are pairs of both kinds, and values that show it.
    assert!(tally.safe * 10 > tally.pairs && tally.safe < tally.pairs, "{tally:?}");
    assert!(tally.broken > 0 && tally.values > tally.pairs, "{tally:?}");
}

#[test]
fn what_released_clients_send_fits_where_the_verdict_says_so() {
    many(Way::Sent);
}

#[test]
fn what_a_new_server_returns_is_decoded_where_the_verdict_says_so() {
    many(Way::Received);
}
