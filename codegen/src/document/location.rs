//! Where a file is, relative to the folder of the document, and the paths from one to another.

/// Why a reference cannot name a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoFile {
    /// It has a scheme, such as `https`.
    Url,
    /// It begins with `/` or `\`, or with the letter of a drive.
    Absolute,
}

/// The folder of a file, with `/` at its end; empty for that of the document.
fn folder(location: &str) -> &str {
    location.rfind('/').map_or("", |at| &location[..=at])
}

/// The location of the file that `path` names in a file at `from`.
pub(crate) fn join(from: &str, path: &str) -> Result<String, NoFile> {
    let scheme = path.split(['/', '?']).next().unwrap_or_default().split_once(':');
    if let Some((scheme, _)) = scheme {
        // `C:/` is no scheme.
        return Err(match scheme.len() {
            1 => NoFile::Absolute,
            _ if scheme.eq_ignore_ascii_case("file") => NoFile::Absolute,
            _ => NoFile::Url,
        });
    }
    if path.starts_with("//") {
        return Err(NoFile::Url);
    }
    if path.starts_with(['/', '\\']) {
        return Err(NoFile::Absolute);
    }
    let mut steps: Vec<&str> = Vec::new();
    for step in folder(from).split('/').chain(path.split('/')) {
        match step {
            "" | "." => {}
            ".." if steps.last().is_some_and(|last| *last != "..") => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    Ok(steps.join("/"))
}

/// The path from the folder of a file to another file; nothing if none leads there.
pub(super) fn relative(from: &str, to: &str) -> Option<String> {
    let mut from: Vec<&str> = from.split('/').collect();
    from.pop();
    let to: Vec<&str> = to.split('/').collect();
    let common = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    // What a folder above is called is not known.
    if from[common..].contains(&"..") {
        return None;
    }
    let steps = from[common..].iter().map(|_| "..").chain(to[common..].iter().copied());
    let path = steps.collect::<Vec<_>>().join("/");
    Some(if path.starts_with("..") {
        path
    } else {
        format!("./{path}")
    })
}

/// The name of a file without what says that it is YAML or JSON.
pub(crate) fn stem(location: &str) -> &str {
    let name = &location[folder(location).len()..];
    let ends = [".yaml", ".yml", ".json"];
    let stem = ends.iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
    if stem.is_empty() { name } else { stem }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_to_the_file_that_names_them() {
        for (from, path, joined) in [
            ("api.yaml", "pet.yaml", "pet.yaml"),
            ("api.yaml", "./schemas/pet.yaml", "schemas/pet.yaml"),
            ("schemas/pet.yaml", "owner.yaml", "schemas/owner.yaml"),
            ("schemas/pet.yaml", "../api.yaml", "api.yaml"),
            ("schemas/pet.yaml", "../../common/./a.yaml", "../common/a.yaml"),
            ("../common/a.yaml", "../x/b.yaml", "../x/b.yaml"),
            ("../common/a.yaml", "../../b.yaml", "../../b.yaml"),
            ("a.yaml", "x//b.yaml", "x/b.yaml"),
        ] {
            assert_eq!(join(from, path), Ok(joined.to_owned()), "{path} in {from}");
        }
        for (path, why) in [
            ("https://example.com/a.yaml", NoFile::Url),
            ("//example.com/a.yaml", NoFile::Url),
            ("urn:x:y", NoFile::Url),
            ("file:///a.yaml", NoFile::Absolute),
            ("/a.yaml", NoFile::Absolute),
            ("C:/a.yaml", NoFile::Absolute),
            ("\\\\server\\a.yaml", NoFile::Absolute),
        ] {
            assert_eq!(join("schemas/pet.yaml", path), Err(why), "{path}");
        }
    }

    #[test]
    fn paths_lead_from_file_to_file() {
        for (from, to, path) in [
            ("api.yaml", "schemas/pet.yaml", Some("./schemas/pet.yaml")),
            ("schemas/pet.yaml", "api.yaml", Some("../api.yaml")),
            ("schemas/pet.yaml", "schemas/tag.json", Some("./tag.json")),
            ("a/b/c.yaml", "a/d/e.yaml", Some("../d/e.yaml")),
            ("../shared/a.yaml", "../shared/b.yaml", Some("./b.yaml")),
            ("../a.yaml", "api.yaml", None),
            ("api.yaml", "../a.yaml", Some("../a.yaml")),
        ] {
            assert_eq!(relative(from, to).as_deref(), path, "{from} {to}");
            if let Some(path) = path {
                assert_eq!(join(from, path).as_deref(), Ok(to), "{from} {path}");
            }
        }
    }

    #[test]
    fn stems() {
        for (location, expected) in [
            ("a/pet.yaml", "pet"),
            ("Pet.schema.json", "Pet.schema"),
            ("x/.yaml", ".yaml"),
            ("a.b/plain", "plain"),
        ] {
            assert_eq!(stem(location), expected);
        }
    }
}
