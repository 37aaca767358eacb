//! The next version of a crate, by cargo's rules.

use super::Bump;

/// Returns the version that follows `current` where a crate needs `bump`: the same one if it needs nothing; none if
/// `current` is no version.
///
/// Cargo takes the first part of a version that is not zero for the one that breaks importers: what is compatible with
/// `0.3.1` is `0.3.2`, and nothing is compatible with `0.0.3`.
pub fn next_version(current: &str, bump: Bump) -> Option<String> {
    let (numbers, pre) = match current
        .split_once('+')
        .map_or(current, |(version, _)| version)
        .split_once('-')
    {
        Some((numbers, pre)) => (numbers, Some(pre)),
        None => (current.split_once('+').map_or(current, |(version, _)| version), None),
    };
    let mut parts = numbers.split('.').map(str::parse::<u64>);
    let (Some(Ok(major)), Some(Ok(minor)), Some(Ok(patch)), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return None;
    };
    if bump == Bump::None {
        return Some(current.to_owned());
    }
    if let Some(pre) = pre {
        // No two pre-releases are compatible, whatever they differ in.
        return Some(format!("{numbers}-{}", next_pre(pre)));
    }
    let breaks = bump == Bump::Major;
    Some(match (major, minor) {
        (0, 0) => format!("0.0.{}", patch + 1),
        (0, minor) if breaks => format!("0.{}.0", minor + 1),
        (0, minor) => format!("0.{minor}.{}", patch + 1),
        (major, _) if breaks => format!("{}.0.0", major + 1),
        (major, minor) if bump == Bump::Minor => format!("{major}.{}.0", minor + 1),
        (major, minor) => format!("{major}.{minor}.{}", patch + 1),
    })
}

/// The pre-release that follows another: `rc.2` after `rc.1`, `rc.1` after `rc`.
fn next_pre(pre: &str) -> String {
    match pre.rsplit_once('.') {
        Some((before, number)) if number.parse::<u64>().is_ok() => {
            format!("{before}.{}", number.parse::<u64>().unwrap_or_default() + 1)
        }
        _ => match pre.parse::<u64>() {
            Ok(number) => (number + 1).to_string(),
            Err(_) => format!("{pre}.1"),
        },
    }
}

/// Returns what part of the version differs between two versions, by cargo's rules; none if one of them is no version, or
/// if the second is not above the first.
pub fn bump_between(current: &str, next: &str) -> Option<Bump> {
    let read = |text: &str| {
        let text = text.split(['-', '+']).next().unwrap_or_default().to_owned();
        let parts: Result<Vec<u64>, _> = text.split('.').map(str::parse).collect();
        <[u64; 3]>::try_from(parts.ok()?).ok()
    };
    let (current, next) = (read(current)?, read(next)?);
    let differs = current.iter().zip(&next).position(|(current, next)| current != next)?;
    if next < current {
        return None;
    }
    let breaks = current.iter().position(|part| *part != 0).unwrap_or(2);
    Some(match differs {
        differs if differs <= breaks => Bump::Major,
        1 => Bump::Minor,
        // Between 0.y.z and 0.y.z+1 there is what is compatible, additions included.
        _ if breaks > 0 => Bump::Minor,
        _ => Bump::Patch,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_version_follows_the_rules_of_cargo() {
        for (current, patch, minor, major) in [
            ("1.2.3", "1.2.4", "1.3.0", "2.0.0"),
            ("0.3.1", "0.3.2", "0.3.2", "0.4.0"),
            ("0.0.3", "0.0.4", "0.0.4", "0.0.4"),
            ("0.0.0", "0.0.1", "0.0.1", "0.0.1"),
            ("1.0.0-rc.1", "1.0.0-rc.2", "1.0.0-rc.2", "1.0.0-rc.2"),
            ("1.0.0-beta", "1.0.0-beta.1", "1.0.0-beta.1", "1.0.0-beta.1"),
            ("2.0.0+build.5", "2.0.1", "2.1.0", "3.0.0"),
        ] {
            let next = |bump| next_version(current, bump).unwrap_or_default();
            assert_eq!(
                [next(Bump::Patch), next(Bump::Minor), next(Bump::Major)],
                [patch, minor, major],
                "{current}"
            );
            assert_eq!(next(Bump::None), current);
        }
        for wrong in ["", "1", "1.2", "1.2.x", "1.2.3.4", "v1.2.3"] {
            assert_eq!(next_version(wrong, Bump::Major), None, "{wrong}");
        }
    }

    #[test]
    fn what_differs_between_two_versions_follows_the_same_rules() {
        for (current, next, bump) in [
            ("1.2.3", "1.2.4", Some(Bump::Patch)),
            ("1.2.3", "1.3.0", Some(Bump::Minor)),
            ("1.2.3", "2.0.0", Some(Bump::Major)),
            ("0.3.1", "0.3.2", Some(Bump::Minor)),
            ("0.3.1", "0.4.0", Some(Bump::Major)),
            ("0.0.3", "0.0.4", Some(Bump::Major)),
            ("0.3.1", "1.0.0", Some(Bump::Major)),
            ("1.2.3", "1.2.3", None),
            ("1.2.3", "1.2.2", None),
            ("1.2.3", "two", None),
        ] {
            assert_eq!(bump_between(current, next), bump, "{current} to {next}");
        }
    }
}
