//! One side of a comparison: the schemas of one document that apply to the same value.

use std::fmt::Write as _;

use codegen::view::Place;

/// The schemas that apply to one value. None: every value is allowed.
#[derive(Clone, Debug, Default)]
pub(super) struct Side<'d> {
    pub(super) places: Vec<Place<'d>>,
    /// The lists of alternatives of which one is among the places already, by pointer.
    pub(super) chosen: Vec<String>,
    /// Whether `null` is allowed whatever the schemas say.
    pub(super) null: bool,
}

impl<'d> Side<'d> {
    pub(super) fn one(place: Place<'d>) -> Self {
        Self::all(vec![place])
    }

    pub(super) fn all(places: Vec<Place<'d>>) -> Self {
        Self {
            places,
            ..Self::default()
        }
    }

    /// What it is known by: two sides with the same key are the same.
    pub(super) fn key(&self) -> String {
        let mut key = String::new();
        for place in &self.places {
            key.push_str(&place.resolved().pointer);
            if has_beside(place) {
                key.push('@');
                key.push_str(&place.pointer);
            }
            key.push('\n');
        }
        for pointer in &self.chosen {
            _ = write!(key, "\t{pointer}");
        }
        if self.null {
            key.push('?');
        }
        key
    }

    /// Where a difference is reported for which there is no better place.
    pub(super) fn place(&self) -> Option<Place<'d>> {
        self.places.first().map(Place::resolved)
    }
}

/// Whether a reference was followed that had more beside it.
pub(super) fn has_beside(place: &Place<'_>) -> bool {
    place.node.get("$ref").is_some() && place.node.members().len() > 1 && place.resolved().pointer != place.pointer
}
