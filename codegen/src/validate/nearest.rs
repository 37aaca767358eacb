//! The name that was probably meant.

/// The one of `names` nearest to `name`, if one is near enough to be what was meant.
pub(crate) fn nearest<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (name.chars().count() / 3).clamp(1, 3);
    let name: Vec<char> = name.to_lowercase().chars().collect();
    names
        .into_iter()
        .filter_map(|other| {
            let letters: Vec<char> = other.to_lowercase().chars().collect();
            let distance = distance(&name, &letters, limit)?;
            (distance < letters.len()).then_some((distance, other))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, other)| other)
}

/// How many letters must be changed, added, dropped or swapped with their neighbour, if no more than `limit`.
fn distance(a: &[char], b: &[char], limit: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
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
        // No later row is below the least of two in a row.
        if row.iter().chain(&last).min().is_some_and(|least| *least > limit) {
            return None;
        }
        before = std::mem::replace(&mut last, row);
    }
    Some(last[b.len()]).filter(|distance| *distance <= limit)
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
