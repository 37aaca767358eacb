//! The version of a release: the largest change that any part needs, by cargo's rules.

use semver::{BuildMetadata, Prerelease, Version};

use crate::diff::{Bump, next_version};

/// A part of a release that can change the crate: the document, the generator, the crate as a whole.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) name: &'static str,
    /// What the part needs; none where that is not to be judged, as for a first release.
    pub(crate) bump: Option<Bump>,
    /// Why, in one line.
    pub(crate) reason: String,
}

/// What is known before the version is chosen.
pub(crate) struct Request<'r> {
    /// The release that the parts were compared with; none before the first one.
    pub(crate) last: Option<&'r Version>,
    /// The latest release: another one if that is a pre-release.
    pub(crate) latest: Option<&'r Version>,
    /// The version that the manifest has now.
    pub(crate) manifest: &'r Version,
    /// The version that the user wants.
    pub(crate) wanted: Option<&'r Version>,
}

/// The version of a release, and the lowest one that would do.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Decision {
    pub(crate) version: Version,
    /// What the parts need together.
    pub(crate) bump: Bump,
    /// Why it is this version, in one line.
    pub(crate) why: String,
}

/// Chooses the version.
///
/// # Errors
/// Returns why there is nothing to release, or why the wanted version does not do.
pub(crate) fn decide(request: &Request<'_>, parts: &[Part]) -> Result<Decision, String> {
    let Request {
        last,
        latest,
        manifest,
        wanted,
    } = *request;
    for (version, place) in [(wanted, "--version"), (Some(manifest), "the manifest of the client")] {
        if let Some(version) = version.filter(|version| version.build != BuildMetadata::EMPTY) {
            return Err(format!(
                "cargo ignores what follows `+` in {version}\n  = help: leave it out of {place}"
            ));
        }
    }
    let bump = parts.iter().filter_map(|part| part.bump).max().unwrap_or_default();
    let Some(last) = last else {
        return first(manifest, wanted);
    };
    let latest = latest.unwrap_or(last);
    // What was a pre-release already goes on to its release.
    let of_latest = match latest.pre.is_empty() {
        true => last.clone(),
        false => Version::new(latest.major, latest.minor, latest.patch),
    };
    let needed = next_version(last, bump).max(of_latest);
    let decided = |version: &Version, why: String| {
        let version = version.clone();
        Ok(Decision { version, bump, why })
    };
    if let Some(wanted) = wanted {
        if wanted <= latest {
            return Err(format!("{wanted} is not later than {latest}, the last release"));
        }
        // A pre-release of the needed version may have the same changes.
        let of = Version {
            pre: Prerelease::EMPTY,
            ..wanted.clone()
        };
        return match of < needed {
            true => Err(format!(
                "{wanted} is lower than needed: the changes since {last} are {}, which needs {needed} or later\n  \
                 = help: leave out --version, or give one that is not lower",
                bump.word()
            )),
            false => decided(
                wanted,
                format!("--version; {last} and {} would need {needed}", change(bump)),
            ),
        };
    }
    if bump == Bump::None && manifest <= last {
        return Err(format!(
            "there is nothing to release: the package is the same as {last}\n  \
             = help: give --version to release it nevertheless"
        ));
    }
    match manifest > &needed {
        true => decided(
            manifest,
            format!(
                "the manifest has it already, and {last} and {} need only {needed}",
                change(bump)
            ),
        ),
        false => decided(&needed, format!("{last} and {}", change(bump))),
    }
}

/// The version of the first release.
fn first(manifest: &Version, wanted: Option<&Version>) -> Result<Decision, String> {
    let decided = |version: &Version, why: &str| {
        Ok(Decision {
            version: version.clone(),
            bump: Bump::None,
            why: why.to_owned(),
        })
    };
    match wanted {
        None => decided(manifest, "the first release has the version of the manifest"),
        Some(wanted) if wanted < manifest => Err(format!(
            "{wanted} is lower than {manifest}, which the manifest has\n  \
             = help: lower it there first if nothing was published yet"
        )),
        Some(wanted) => decided(wanted, "--version"),
    }
}

fn change(bump: Bump) -> &'static str {
    match bump {
        Bump::None => "no change",
        Bump::Patch => "a patch",
        Bump::Minor => "a minor change",
        Bump::Major => "a major change",
    }
}

#[cfg(test)]
mod tests {
    use semver::Version;

    use super::{Bump, Part, Request, decide};

    /// The version, or what is wrong; versions that are empty are not given.
    fn decided(last: &str, manifest: &str, wanted: &str, bumps: &[Bump]) -> Result<String, String> {
        let version = |text: &str| (!text.is_empty()).then(|| text.parse::<Version>().unwrap());
        let parts: Vec<_> = bumps
            .iter()
            .map(|bump| Part {
                name: "document",
                bump: Some(*bump),
                reason: String::new(),
            })
            .collect();
        // The release that is compared with, and a later pre-release.
        let (last, latest) = last.split_once(' ').unwrap_or((last, last));
        let (last, latest, wanted) = (version(last), version(latest), version(wanted));
        let request = Request {
            last: last.as_ref(),
            latest: latest.as_ref(),
            manifest: &manifest.parse().unwrap(),
            wanted: wanted.as_ref(),
        };
        decide(&request, &parts).map(|decision| decision.version.to_string())
    }

    #[test]
    fn the_largest_part_decides() {
        use Bump::{Major, Minor, None, Patch};
        for (last, manifest, bumps, expected) in [
            ("0.1.0", "0.1.0", &[None, Patch, None][..], "0.1.1"),
            ("0.1.1", "0.1.1", &[Minor, Patch], "0.1.2"),
            ("0.1.2", "0.1.2", &[Minor, None, Major], "0.2.0"),
            ("1.4.2", "1.4.2", &[Patch], "1.4.3"),
            ("1.4.2", "1.4.2", &[Minor], "1.5.0"),
            ("1.4.2", "1.4.2", &[Major], "2.0.0"),
            ("0.0.1", "0.0.1", &[Patch], "0.0.2"),
            // A person raised it: to 1.0, or not far enough.
            ("0.9.0", "1.0.0", &[Minor], "1.0.0"),
            ("0.9.0", "0.9.1", &[Major], "0.10.0"),
            // Of a pre-release that had less, and of one that had as much.
            ("0.1.0 0.1.1-rc.1", "0.1.1-rc.1", &[Major], "0.2.0"),
            ("0.1.0 0.2.0-rc.1", "0.2.0-rc.1", &[Major], "0.2.0"),
            ("0.1.0 0.2.0-rc.1", "0.2.0-rc.1", &[Patch], "0.2.0"),
            ("0.1.0-rc.1", "0.1.0-rc.1", &[Major], "0.1.0"),
        ] {
            assert_eq!(decided(last, manifest, "", bumps).as_deref(), Ok(expected));
        }
    }

    #[test]
    fn the_first_release_has_the_version_of_the_manifest_or_a_later_one() {
        assert_eq!(decided("", "0.1.0", "", &[]).as_deref(), Ok("0.1.0"));
        assert_eq!(decided("", "0.1.0", "1.0.0", &[]).as_deref(), Ok("1.0.0"));
        assert!(
            decided("", "0.1.0", "0.0.9", &[])
                .unwrap_err()
                .contains("lower than 0.1.0")
        );
    }

    #[test]
    fn a_version_that_is_wanted_must_do() {
        for (wanted, bump, expected) in [
            ("1.2.3", Bump::Patch, Err("not later than 1.2.3")),
            ("1.1.0", Bump::None, Err("not later than 1.2.3")),
            ("1.2.4", Bump::Minor, Err("needs 1.3.0 or later")),
            ("1.9.0", Bump::Major, Err("needs 2.0.0 or later")),
            ("2.0.0+build", Bump::Patch, Err("leave it out")),
            ("1.3.0", Bump::Minor, Ok("1.3.0")),
            ("3.0.0", Bump::Patch, Ok("3.0.0")),
            ("2.0.0-rc.1", Bump::Major, Ok("2.0.0-rc.1")),
            ("1.2.4", Bump::None, Ok("1.2.4")),
        ] {
            match (decided("1.2.3", "1.2.3", wanted, &[bump]), expected) {
                (Ok(version), Ok(expected)) => assert_eq!(version, expected),
                (Err(message), Err(words)) => assert!(message.contains(words), "{message}"),
                (other, _) => panic!("{wanted}: {other:?}"),
            }
        }
    }

    #[test]
    fn a_version_follows_every_pre_release() {
        let message = decided("0.1.0 0.2.0-rc.2", "0.2.0-rc.2", "0.2.0-rc.1", &[Bump::Major]).unwrap_err();
        assert!(message.contains("not later than 0.2.0-rc.2"), "{message}");
        let next = decided("0.1.0 0.2.0-rc.2", "0.2.0-rc.2", "0.2.0-rc.3", &[Bump::Major]);
        assert_eq!(next.as_deref(), Ok("0.2.0-rc.3"));
        let message = decided("0.1.0 0.1.1-rc.1", "0.1.1-rc.1", "0.1.1", &[Bump::Major]).unwrap_err();
        assert!(message.contains("needs 0.2.0 or later"), "{message}");
    }

    #[test]
    fn a_manifest_with_what_cargo_ignores_is_refused() {
        for last in ["", "0.1.0"] {
            let message = decided(last, "0.1.1+b", "", &[Bump::Patch]).unwrap_err();
            assert!(message.contains("leave it out of the manifest"), "{message}");
        }
    }

    #[test]
    fn nothing_is_released_twice() {
        let message = decided("1.2.3", "1.2.3", "", &[Bump::None]).unwrap_err();
        assert!(message.contains("nothing to release"), "{message}");
    }
}
