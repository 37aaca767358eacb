//! The name that was probably meant.

/// The one of `names` nearest to `name`, if one is near enough to be what was meant.
pub(crate) fn nearest<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (name.chars().count() / 3).clamp(1, 3);
    let lower = name.to_lowercase();
    names
        .into_iter()
        // What differs too much in length is not measured.
        .filter(|other| other.len().abs_diff(name.len()) <= limit * 4)
        .map(|other| (distance(&lower, &other.to_lowercase()), other))
        .filter(|(distance, other)| *distance <= limit && *distance < other.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, other)| other)
}

/// How many letters must be changed, added, dropped or swapped with their neighbour.
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let change = last[j] + usize::from(x != y);
            let mut best = change.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_nearest_name_is_the_one_that_was_meant() {
        let names = [
            "required",
            "properties",
            "string",
            "in",
            "operationId",
            "minLength",
            "maxLength",
        ];
        for (typed, meant) in [
            ("requird", Some("required")),
            ("proprties", Some("properties")),
            ("strin", Some("string")),
            ("operationID", Some("operationId")),
            ("minLenght", Some("minLength")),
            ("inn", Some("in")),
            ("wholly different", None),
            ("x", None),
            ("", None),
        ] {
            assert_eq!(nearest(typed, names), meant, "{typed}");
        }
    }
}
