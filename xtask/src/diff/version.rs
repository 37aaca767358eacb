//! The version that a release needs, by cargo's rules.

use semver::{Prerelease, Version};

use super::Bump;

/// The lowest version after `current` that may have changes of this size.
///
/// Before 1.0, cargo takes the leftmost number that is not zero for the major one: `0.3.1` is followed by `0.4.0` if the
/// change is major, and by `0.3.2` otherwise; `0.0.3` by `0.0.4` in any case. A pre-release is followed by its release.
pub fn next_version(current: &Version, bump: Bump) -> Version {
    if bump == Bump::None {
        return current.clone();
    }
    let Version {
        major, minor, patch, ..
    } = *current;
    if current.pre != Prerelease::EMPTY {
        return Version::new(major, minor, patch);
    }
    match (bump, major, minor) {
        (_, 0, 0) => Version::new(0, 0, patch + 1),
        (Bump::Major, 0, _) => Version::new(0, minor + 1, 0),
        (_, 0, _) => Version::new(0, minor, patch + 1),
        (Bump::Major, ..) => Version::new(major + 1, 0, 0),
        (Bump::Minor, ..) => Version::new(major, minor + 1, 0),
        _ => Version::new(major, minor, patch + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::{Bump, next_version};

    #[test]
    fn versions_follow_the_rules_of_cargo() {
        for (current, patch, minor, major) in [
            ("0.0.3", "0.0.4", "0.0.4", "0.0.4"),
            ("0.3.1", "0.3.2", "0.3.2", "0.4.0"),
            ("1.2.3", "1.2.4", "1.3.0", "2.0.0"),
            ("2.0.0-rc.1", "2.0.0", "2.0.0", "2.0.0"),
        ] {
            let current = current.parse().unwrap();
            let next = |bump| next_version(&current, bump).to_string();
            assert_eq!(next(Bump::None), current.to_string());
            let all = [next(Bump::Patch), next(Bump::Minor), next(Bump::Major)];
            assert_eq!(all, [patch, minor, major]);
        }
    }
}
