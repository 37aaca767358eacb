//! Which alternative of the base is which of the revision.

use std::collections::HashMap;

use codegen::view::Place;

use super::effective::{Choice, Effective, component};
use super::properties::Properties;
use super::side::Side;
use super::text::{canonical, shown};
use super::types::Types;
use super::values::values;

/// The alternatives of two choices.
pub(super) struct Matched<'b, 'r> {
    pub(super) both: Vec<(Place<'b>, Place<'r>)>,
    pub(super) removed: Vec<Place<'b>>,
    pub(super) added: Vec<Place<'r>>,
    /// Whether those of both are in the same order.
    pub(super) in_order: bool,
}

/// What an alternative is known by.
struct Known {
    name: Option<String>,
    title: Option<String>,
    /// What it says, its own reference followed.
    content: String,
    tag: Option<String>,
    types: Types,
}

impl Known {
    fn of(place: &Place<'_>, tag: Option<&str>) -> Self {
        let resolved = place.resolved();
        let effective = Effective::of(&Side::one(place.clone()));
        let tag = tag.and_then(|property| {
            let properties = Properties::of(&effective);
            let side = properties.get(property)?.side();
            let listed = values(&Effective::of(&side))?;
            <[_; 1]>::try_from(listed).ok().map(|[(text, _)]| text)
        });
        Self {
            name: component(&resolved.pointer),
            title: resolved.str("title").map(str::to_owned),
            content: canonical(resolved.node),
            tag,
            types: Types::of(&effective).0,
        }
    }
}

/// What a message calls an alternative.
pub(super) fn label(place: &Place<'_>, index: usize) -> String {
    let resolved = place.resolved();
    component(&resolved.pointer)
        .or_else(|| resolved.str("title").map(str::to_owned))
        .or_else(|| resolved.node.get("type").map(shown))
        .unwrap_or_else(|| format!("alternative {index}"))
}

/// Pairs the alternatives: by name, by title, by content, by the value of the discriminator, then by type if only one of
/// each side has it.
pub(super) fn matched<'b, 'r>(base: &Choice<'b>, revision: &Choice<'r>) -> Matched<'b, 'r> {
    fn tag<'d>(choice: &Choice<'d>) -> Option<&'d str> {
        choice.schema.node.get("discriminator")?.get("propertyName")?.as_str()
    }
    let before: Vec<_> = base
        .alternatives
        .iter()
        .map(|place| Known::of(place, tag(base)))
        .collect();
    let now: Vec<_> = revision
        .alternatives
        .iter()
        .map(|place| Known::of(place, tag(revision)))
        .collect();
    let mut partner: Vec<Option<usize>> = vec![None; before.len()];
    let mut taken = vec![false; now.len()];
    let by: [fn(&Known) -> Option<String>; 5] = [
        |known| known.name.clone(),
        |known| known.title.clone(),
        |known| Some(known.content.clone()),
        |known| known.tag.clone(),
        |known| Some(format!("{:?}", known.types)),
    ];
    for (step, key) in by.iter().enumerate() {
        let is_last = step + 1 == by.len();
        let mut free: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, known) in now.iter().enumerate().filter(|(index, _)| !taken[*index]) {
            free.entry(key(known).unwrap_or_default()).or_default().push(index);
        }
        let mut waiting: HashMap<String, usize> = HashMap::new();
        for (index, known) in before.iter().enumerate().filter(|(index, _)| partner[*index].is_none()) {
            *waiting.entry(key(known).unwrap_or_default()).or_default() += usize::from(partner[index].is_none());
        }
        for (index, known) in before.iter().enumerate() {
            let (None, Some(key)) = (partner[index], key(known)) else {
                continue;
            };
            let Some(found) = free.get_mut(&key) else { continue };
            if found.is_empty() || (is_last && (found.len() > 1 || waiting.get(&key) != Some(&1))) {
                continue;
            }
            // Names that both documents have are names of different things.
            let other = found.remove(0);
            taken[other] = true;
            partner[index] = Some(other);
        }
    }
    let pairs: Vec<(usize, usize)> = partner
        .iter()
        .enumerate()
        .filter_map(|(index, other)| Some((index, (*other)?)))
        .collect();
    Matched {
        in_order: pairs.windows(2).all(|pair| pair[0].1 < pair[1].1),
        both: pairs
            .iter()
            .map(|(index, other)| (base.alternatives[*index].clone(), revision.alternatives[*other].clone()))
            .collect(),
        removed: left(&base.alternatives, |index| partner[index].is_none()),
        added: left(&revision.alternatives, |index| !taken[index]),
    }
}

fn left<'d>(places: &[Place<'d>], is_left: impl Fn(usize) -> bool) -> Vec<Place<'d>> {
    let places = places.iter().enumerate();
    places
        .filter(|(index, _)| is_left(*index))
        .map(|(_, place)| place.clone())
        .collect()
}
