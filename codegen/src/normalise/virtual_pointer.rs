//! Pointers of schemas that the document does not have.
//!
//! - A schema with one branch of its choice: the pointer of the schema with the choice, then those of the chosen branches.
//!   Without a branch it means the schema without its choice.
//! - Schemas that all apply to one value: their pointers.
//!
//! Only this module makes and takes them apart. No pointer of a document has these separators, since names with control
//! characters are escaped here.

use std::borrow::Cow;

/// What separates the pointers of a schema and its branches.
const BRANCH: char = '\u{1}';

/// What separates the pointers of schemas that all apply.
const AND: char = '\u{2}';

/// What ends them.
const END: char = '\u{3}';

/// The pointer of the schema at `whole` with the branches at `selected`.
pub(super) fn pointer_of(whole: &str, selected: &[String]) -> String {
    format!("{whole}{BRANCH}{}", selected.join(&BRANCH.to_string()))
}

/// The pointers that [`pointer_of`] has put together: of the whole schema and of the branches.
pub(super) fn take_apart(at: &str) -> Option<(&str, Vec<&str>)> {
    let (whole, selected) = at.split_once(BRANCH)?;
    let selected = selected.split(BRANCH).filter(|branch| !branch.is_empty());
    Some((whole, selected.collect()))
}

/// The pointer of all schemas at `places` together, each once.
pub(super) fn intersection<'p>(places: impl Iterator<Item = &'p str>) -> String {
    let mut all: Vec<&str> = Vec::new();
    for place in places {
        for place in places_of(place).unwrap_or_else(|| vec![place]) {
            if !all.contains(&place) {
                all.push(place);
            }
        }
    }
    format!("{}{AND}{END}", all.join(&AND.to_string()))
}

/// The pointers that [`intersection`] has put together.
pub(super) fn places_of(at: &str) -> Option<Vec<&str>> {
    let places = at.strip_suffix(END).filter(|_| is_intersection(at))?;
    Some(places.split(AND).filter(|place| !place.is_empty()).collect())
}

/// Whether all schemas that apply at `other` apply at `at`, too.
pub(super) fn covers(at: &str, other: &str) -> bool {
    let places = |at| places_of(at).unwrap_or_else(|| vec![at]);
    let all = places(at);
    places(other).iter().all(|place| all.contains(place))
}

/// Whether a pointer is that of several schemas together.
pub(super) fn is_intersection(at: &str) -> bool {
    at.ends_with(END) && !at.contains(BRANCH)
}

/// Whether a pointer is that of a schema of the document.
pub(super) fn is_of_document(at: &str) -> bool {
    !at.contains([BRANCH, AND])
}

/// The place in the document that a pointer means: of the first branch that was selected, or of the last of several
/// schemas.
pub(super) fn place(at: &str) -> Cow<'_, str> {
    if let Some((whole, selected)) = take_apart(at) {
        return place(selected.first().copied().unwrap_or(whole));
    }
    let Some((places, below)) = at.split_once(END) else {
        return at.into();
    };
    let last = places.split(AND).rfind(|place| !place.is_empty()).unwrap_or_default();
    match below {
        "" => last.into(),
        below => format!("{last}{below}").into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_intersection_is_of_places_of_the_document() {
        let one = intersection(["/a"].into_iter());
        assert_eq!(places_of(&one), Some(vec!["/a"]));
        let three = intersection([one.as_str(), "/b", "/c", "/a"].into_iter());
        assert_eq!(places_of(&three), Some(vec!["/a", "/b", "/c"]));
        assert_eq!(place(&three), "/c");
        assert_eq!(place(&format!("{three}/items")), "/c/items");
        assert_eq!(places_of(&format!("{three}/items")), None);
        assert_eq!(places_of("/a"), None);
        assert!(is_of_document("/a") && !is_of_document(&one));
    }

    #[test]
    fn a_branch_may_be_of_an_intersection() {
        let both = intersection(["/a", "/b"].into_iter());
        let branch = pointer_of(&both, &["/c".to_owned()]);
        assert_eq!(take_apart(&branch), Some((both.as_str(), vec!["/c"])));
        assert_eq!(places_of(&branch), None);
        assert_eq!(place(&branch), "/c");
        assert_eq!(place(&pointer_of(&both, &[])), "/b");
    }
}
