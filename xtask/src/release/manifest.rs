//! The version where files state it: in the manifest of the client, in the lock file, and where a readme shows how to import
//! the client. Everything else of a file stays as it is.

use std::ops::Range;

use semver::Version;
use toml::de::DeTable;

/// The name and the version of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) version: Version,
}

/// Reads the name and the version in a manifest.
///
/// # Errors
/// Returns what is missing.
pub(crate) fn package(manifest: &str) -> Result<Package, String> {
    let table = DeTable::parse(manifest).map_err(|error| error.message().to_owned())?;
    let text = |key: &str| -> Option<String> {
        let package = table.get_ref().get("package")?.get_ref().as_table()?;
        Some(package.get(key)?.get_ref().as_str()?.to_owned())
    };
    let name = text("name").ok_or("`package.name` is missing")?;
    let version = text("version").ok_or("`package.version` is not a text: give the package a version of its own")?;
    let version = Version::parse(&version).map_err(|error| format!("`{version}` is not a version: {error}"))?;
    Ok(Package { name, version })
}

/// A manifest with another version.
pub(crate) fn in_manifest(manifest: &str, version: &Version) -> Option<String> {
    let table = DeTable::parse(manifest).ok()?;
    let package = table.get_ref().get("package")?.get_ref().as_table()?;
    let place = package.get("version")?;
    place.get_ref().as_str()?;
    Some(replaced(manifest, place.span(), &format!("\"{version}\"")))
}

/// A lock file with another version of a package of the workspace.
pub(crate) fn in_lock(lock: &str, package: &str, version: &Version) -> Option<String> {
    let table = DeTable::parse(lock).ok()?;
    let packages = table.get_ref().get("package")?.get_ref().as_array()?;
    let is_ours = |table: &&DeTable<'_>| {
        let name = table.get("name").and_then(|name| name.get_ref().as_str());
        // A package of a registry has a source.
        name == Some(package) && !table.contains_key("source")
    };
    let ours = packages
        .iter()
        .filter_map(|item| item.get_ref().as_table())
        .find(is_ours)?;
    Some(replaced(lock, ours.get("version")?.span(), &format!("\"{version}\"")))
}

/// A readme in which the package is imported with another version: `name = "1.2"`, `version = "1.2.3"`, `tag = "v1.2.3"`,
/// `name@1.2.3` and `name/1.2.3`, on lines that name the package. A version that is shortened stays so.
pub(crate) fn in_readme(readme: &str, package: &str, old: &Version, new: &Version) -> String {
    let whole = |version: &Version| version.to_string();
    let short = |version: &Version| format!("{}.{}", version.major, version.minor);
    let mut forms = Vec::new();
    for (old, new) in [(whole(old), whole(new)), (short(old), short(new))] {
        for (before, after) in [
            (format!("{package} = \""), "\""),
            ("version = \"".to_owned(), "\""),
            ("tag = \"v".to_owned(), "\""),
            (format!("{package}@"), ""),
            (format!("{package}/"), ""),
        ] {
            forms.push((format!("{before}{old}{after}"), format!("{before}{new}{after}")));
        }
    }
    let line = |line: &str| {
        let mut line = line.to_owned();
        if line.contains(package) {
            for (old, new) in &forms {
                line = replace_whole(&line, old, new);
            }
        }
        line
    };
    readme.split_inclusive('\n').map(line).collect()
}

/// Replaces a text that ends with a version where no longer version follows.
fn replace_whole(line: &str, old: &str, new: &str) -> String {
    let mut replaced = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once(old) {
        replaced.push_str(before);
        let goes_on = |after: &str| {
            let after = after.strip_prefix('.').unwrap_or(after);
            after.starts_with(|c: char| c.is_ascii_digit())
        };
        let is_whole = old.ends_with('"') || !goes_on(after) && !after.starts_with(['-', '+']);
        replaced.push_str(if is_whole { new } else { old });
        rest = after;
    }
    replaced.push_str(rest);
    replaced
}

fn replaced(text: &str, range: Range<usize>, new: &str) -> String {
    format!("{}{new}{}", &text[..range.start], &text[range.end..])
}

#[cfg(test)]
mod tests {
    use semver::Version;

    use super::{in_lock, in_manifest, in_readme, package};

    const MANIFEST: &str = "# The client.\n[package]\nname = \"client\"\nversion = '0.1.0'  # by release\n\n\
                            [dependencies]\nother = { version = \"0.1.0\" }\n";

    #[test]
    fn only_the_version_of_the_package_changes() {
        let new = Version::new(0, 2, 0);
        let expected = MANIFEST.replace("'0.1.0'", "\"0.2.0\"");
        assert_eq!(in_manifest(MANIFEST, &new), Some(expected.clone()));
        assert_eq!(package(&expected).unwrap().version, new);
        let lock = "version = 4\n\n[[package]]\nname = \"client\"\nversion = \"0.1.0\"\nsource = \"registry\"\n\n\
                    [[package]]\nname = \"client\"\nversion = \"0.1.0\"\n\n[[package]]\nname = \"other\"\nversion = \"0.1.0\"\n";
        let (head, tail) = lock.split_at(lock.rfind("[[package]]\nname = \"client\"").unwrap());
        let expected = format!("{head}{}", tail.replacen("0.1.0", "0.2.0", 1));
        assert_eq!(in_lock(lock, "client", &new), Some(expected));
        assert_eq!(in_lock(lock, "none", &new), None);
    }

    #[test]
    fn a_manifest_without_a_version_of_its_own_is_refused() {
        for (from, to, words) in [
            ("version = '0.1.0'", "version.workspace = true", "a version of its own"),
            ("version = '0.1.0'", "", "a version of its own"),
            ("'0.1.0'", "'0.1'", "`0.1` is not a version"),
            ("[package]", "[package", ""),
            ("name = \"client\"", "", "`package.name` is missing"),
        ] {
            let message = package(&MANIFEST.replacen(from, to, 1)).unwrap_err();
            assert!(message.contains(words), "{message}");
        }
    }

    #[test]
    fn a_readme_imports_the_new_version() {
        let replaced = |line: &str| in_readme(line, "client", &Version::new(0, 1, 0), &Version::new(0, 2, 1));
        for (line, expected) in [
            ("client = \"0.1.0\"\n", "client = \"0.2.1\"\n"),
            ("client = \"0.1\"", "client = \"0.2\""),
            (
                "client = { version = \"0.1\", features = [] }",
                "client = { version = \"0.2\", features = [] }",
            ),
            (
                "client = { git = \"x\", tag = \"v0.1.0\" }",
                "client = { git = \"x\", tag = \"v0.2.1\" }",
            ),
            ("cargo add client@0.1.0", "cargo add client@0.2.1"),
            (
                "docs.rs/client/0.1.0/x and client/0.1.",
                "docs.rs/client/0.2.1/x and client/0.2.",
            ),
            (
                "cargo add client@0.1.01 client@0.1.0-rc",
                "cargo add client@0.1.01 client@0.1.0-rc",
            ),
            ("other = \"0.1.0\"", "other = \"0.1.0\""),
        ] {
            assert_eq!(replaced(line), expected);
        }
    }
}
