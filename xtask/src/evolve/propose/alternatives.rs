//! Values that fit none of several alternatives. If one alternative lacks a single thing, and all others are something else,
//! that one is meant; otherwise it is left to a person, with the nearest alternatives and why each fails.

use std::collections::{BTreeMap, BTreeSet};

use codegen::view::{Direction, Place};
use recording::json::{Node, Value};

use super::{Asked, Offer, Proposed, Proposer, Refusal, is_body};
use crate::contract::{Location, Rule};
use crate::evolve::drift::{Drift, Occurrence};
use crate::evolve::locate::{in_schema, last, name, parent};
use crate::evolve::target::target;

/// How much more another alternative must lack, so that it is not meant.
const FAR: usize = 3;

/// How many alternatives are named.
const NAMED: usize = 3;

/// What a value lacks of an alternative: each rule with its place in the document, and where it is in the bodies.
type Lacking = BTreeMap<(&'static str, String), (&'static Rule, Vec<Occurrence>)>;

impl<'d> Proposer<'_, 'd> {
    /// Extends the alternative that is meant.
    pub(super) fn alternatives(&self, stated: &str, asked: &Asked<'_>) -> Proposed {
        let is_discriminator = asked.drifts.iter().any(|drift| drift.rule.id == "discriminator");
        let list = self.list_of_alternatives(stated);
        let Some(list) = list.filter(|_| asked.drifts.iter().all(|drift| is_body(&drift.location))) else {
            return Err("which alternative is meant is not seen from the value".into());
        };
        let mut of_each: Vec<(Place<'d>, Lacking)> = Vec::new();
        for alternative in list.children() {
            let lacking = self.lacking(&alternative, is_discriminator, asked);
            of_each.push((alternative, lacking));
        }
        let fitting = of_each.iter().filter(|(_, lacking)| lacking.is_empty()).count();
        if fitting > 1 && !is_discriminator {
            return Err("the value fits several of the alternatives, and only one is allowed".into());
        }
        of_each.sort_by_key(|(_, lacking)| lacking.len());
        let [(_, nearest), others @ ..] = of_each.as_slice() else {
            return Err("there are no alternatives".into());
        };
        let is_alone = others
            .iter()
            .all(|(_, lacking)| lacking.len() >= FAR || self.is_another(lacking, asked));
        let only = nearest
            .values()
            .next()
            .filter(|_| nearest.len() == 1 && is_alone && !is_discriminator);
        if let Some((rule, occurrences)) = only
            && !self.is_another(nearest, asked)
            && let Some((_, document)) = nearest.keys().next()
            && let Some(offer) = self.extended(rule, document, occurrences, asked)
        {
            return Ok(offer);
        }
        let are_of_other_types = of_each
            .iter()
            .all(|(_, lacking)| self.are_of_another_type(lacking, asked));
        if are_of_other_types && !is_discriminator {
            let alternatives: Vec<_> = of_each.iter().map(|(alternative, _)| alternative.clone()).collect();
            if let Some(offer) = self.wider_union(&list, &alternatives, asked) {
                return Ok(offer);
            }
        }
        Err(nearest_in_words(&of_each, is_discriminator))
    }

    /// The alternative of a schema that all objects with a property are of, if it is one: the discriminator says it, or the
    /// objects fit no other one.
    pub(super) fn alternative_of(&self, schema: &Place<'d>, occurrences: &[&Occurrence]) -> Option<Place<'d>> {
        let list = schema.raw("oneOf").or_else(|| schema.raw("anyOf"))?;
        let discriminator = schema.raw("discriminator");
        let property = discriminator.as_ref().and_then(|stated| stated.str("propertyName"));
        let mapping = discriminator.as_ref().and_then(|stated| stated.raw("mapping"));
        let mut fitting = list.children();
        for occurrence in occurrences {
            let direction = match occurrence.location {
                Location::RequestBody => Direction::Request,
                _ => Direction::Response,
            };
            let object = Occurrence {
                pointer: parent(&occurrence.pointer).to_owned(),
                ..(*occurrence).clone()
            };
            let read = |value: &Node| {
                fitting.retain(|alternative| match property {
                    Some(property) => {
                        let Some(Value::String(kind)) = member(value, property) else {
                            return false;
                        };
                        let reference = alternative.str("$ref").unwrap_or_default();
                        let mapped = mapping.as_ref().and_then(|mapping| mapping.str(kind));
                        mapped.map_or_else(|| last(reference) == *kind, |mapped| mapped == reference)
                    }
                    None => {
                        let checked = self.contract.check_part(alternative, direction, value, &|_| false);
                        let mut violations = checked.violations.iter();
                        violations.all(|violation| violation.rule.id == "undocumented-property")
                    }
                });
            };
            self.read(&object, read)?;
        }
        match fitting.as_slice() {
            [only] => Some(only.resolved()).filter(|only| only.raw("properties").is_some()),
            _ => None,
        }
    }

    /// The list of alternatives that a keyword is, or that it stands beside.
    fn list_of_alternatives(&self, stated: &str) -> Option<Place<'d>> {
        let place = Place::at_pointer(self.document, stated)?;
        if matches!(last(stated).as_str(), "oneOf" | "anyOf") {
            return Some(place);
        }
        let schema = Place::at_pointer(self.document, &in_schema(stated)?.schema)?;
        schema.raw("oneOf").or_else(|| schema.raw("anyOf"))
    }

    /// What the values lack of an alternative.
    fn lacking(&self, alternative: &Place<'d>, is_discriminator: bool, asked: &Asked<'_>) -> Lacking {
        let mut lacking = Lacking::new();
        for occurrence in asked.occurrences() {
            let direction = match occurrence.location {
                Location::RequestBody => Direction::Request,
                _ => Direction::Response,
            };
            // A discriminator is reported at its value, and the alternatives are those of the object around it.
            let of_value = |value: &Node| !matches!(value.value, Value::Object(_));
            let occurrence = match is_discriminator && self.read(occurrence, of_value).unwrap_or_default() {
                true => &Occurrence {
                    pointer: parent(&occurrence.pointer).to_owned(),
                    ..occurrence.clone()
                },
                false => occurrence,
            };
            let check = |value: &Node| {
                self.contract
                    .check_part(alternative, direction, value, &|_| false)
                    .violations
            };
            for violation in self.read(occurrence, check).into_iter().flatten() {
                // That something is not documented does not keep a value from fitting.
                if violation.rule.id == "undocumented-property" {
                    continue;
                }
                let document = violation.document.unwrap_or_default();
                let (_, seen) = lacking
                    .entry((violation.rule.id, document))
                    .or_insert_with(|| (violation.rule, Vec::new()));
                seen.push(Occurrence {
                    interaction: occurrence.interaction,
                    location: occurrence.location.clone(),
                    pointer: format!("{}{}", occurrence.pointer, violation.pointer),
                });
            }
        }
        lacking
    }

    /// Whether the values are something else than an alternative: of another type as a whole, or with another word where it
    /// has a single one.
    fn is_another(&self, lacking: &Lacking, asked: &Asked<'_>) -> bool {
        let whole: BTreeSet<_> = asked
            .occurrences()
            .map(|one| (one.interaction, one.pointer.as_str()))
            .collect();
        lacking.iter().any(|((rule, document), (_, seen))| {
            let is_whole = seen
                .iter()
                .any(|one| whole.contains(&(one.interaction, one.pointer.as_str())));
            let is_single = || {
                let listed = self.at(document);
                listed.is_ok_and(|listed| listed.node.items().len() <= 1)
            };
            match *rule {
                "type" | "null" => is_whole,
                "const" => true,
                "enum" => is_single(),
                _ => false,
            }
        })
    }

    /// Whether each of the values is of another type than an alternative.
    fn are_of_another_type(&self, lacking: &Lacking, asked: &Asked<'_>) -> bool {
        let of_types = lacking.iter().filter(|((rule, _), _)| matches!(*rule, "type" | "null"));
        let wrong: BTreeSet<_> = of_types
            .flat_map(|(_, (_, seen))| seen.iter().map(|one| (one.interaction, one.pointer.as_str())))
            .collect();
        asked
            .occurrences()
            .all(|one| wrong.contains(&(one.interaction, one.pointer.as_str())))
    }

    /// The change that gives an alternative what it lacks.
    fn extended(
        &self,
        rule: &'static Rule,
        document: &str,
        occurrences: &[Occurrence],
        asked: &Asked<'_>,
    ) -> Option<Offer> {
        const KNOWN: [&str; 11] = [
            "required",
            "enum",
            "null",
            "type",
            "additional-properties",
            "format",
            "pattern",
            "length",
            "bounds",
            "items",
            "multiple-of",
        ];
        let first = asked.drifts.first().filter(|_| KNOWN.contains(&rule.id))?;
        let drift = Drift {
            rule,
            document: Some(document.to_owned()),
            fingerprint: first.fingerprint.clone(),
            location: first.location.clone(),
            status: first.status,
            operations: asked.operations().into_iter().cloned().collect(),
            occurrences: occurrences.to_vec(),
        };
        let target = target(&drift).ok()?;
        let inner = Asked { drifts: vec![&drift] };
        let mut offer = self.changes(&target, &inner).ok()?;
        // A type is only widened: what becomes anything would fit where another alternative is meant.
        let is_widened = |title: &str| title.contains("a number with fractions");
        if rule.id == "type" && !offer.changes.iter().all(|change| is_widened(&change.title)) {
            return None;
        }
        if !offer.refused.is_empty() || offer.changes.is_empty() {
            return None;
        }
        for change in &mut offer.changes {
            change.is_for_all = true;
            change
                .review
                .push("of several alternatives, it is the only one that the values almost fit".to_owned());
        }
        Some(offer)
    }
}

/// The value of a member of an object.
fn member<'n>(object: &'n Node, name: &str) -> Option<&'n Value> {
    match &object.value {
        Value::Object(members) => members.iter().rev().find(|member| member.key == name),
        _ => None,
    }
    .map(|member| &member.node.value)
}

/// Which alternatives are nearest, and what each lacks. No value of traffic is in it.
fn nearest_in_words(of_each: &[(Place<'_>, Lacking)], is_discriminator: bool) -> Refusal {
    let named = of_each.iter().take(NAMED).map(|(alternative, lacking)| {
        let target = name(&alternative.resolved().pointer);
        match lacking.iter().next() {
            None => format!("`{target}` fits"),
            Some(((_, document), (rule, _))) => {
                let more = match lacking.len() - 1 {
                    0 => String::new(),
                    more => format!(", and {more} more"),
                };
                format!("`{target}`: {}, at `{}`{more}", rule.summary, name(document))
            }
        }
    });
    let named: Vec<_> = named.collect();
    let what = match is_discriminator {
        true => "the value of the discriminator is new",
        false => "it is not clear which alternative is meant",
    };
    format!("{what}; the nearest are {}", named.join("; ")).into()
}
