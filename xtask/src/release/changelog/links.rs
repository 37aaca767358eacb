//! The links at the bottom of a changelog, from each version to a comparison with the one before.

use semver::Version;

use super::lines::outside_of_code;

/// Where the links begin: the definitions at the end of the text. Its length if there are none.
pub(super) fn start(text: &str) -> usize {
    let lines: Vec<_> = outside_of_code(text).collect();
    let at_the_end = lines
        .iter()
        .rev()
        .take_while(|(_, line)| line.trim().is_empty() || definition(line).is_some());
    let first = at_the_end.filter(|(_, line)| definition(line).is_some()).last();
    first.map_or(text.len(), |(start, _)| *start)
}

/// Adds the link of a version, and makes that of what is unreleased begin there, if the changelog has such links.
pub(super) fn add(text: &str, version: &Version, last: Option<&Version>) -> String {
    let from = start(text);
    let (head, tail) = text.split_at(from);
    let mut lines: Vec<String> = tail.lines().map(str::to_owned).collect();
    let is_unreleased =
        |line: &String| definition(line).is_some_and(|(label, _)| label.eq_ignore_ascii_case("unreleased"));
    let Some(index) = lines.iter().position(is_unreleased) else {
        return text.to_owned();
    };
    let Some((before, _)) = lines[index].rsplit_once("/compare/") else {
        return text.to_owned();
    };
    let base = definition(before).map_or("", |(_, url)| url).to_owned();
    lines[index] = format!("{before}/compare/v{version}...HEAD");
    let link = match last {
        Some(last) => format!("[{version}]: {base}/compare/v{last}...v{version}"),
        // As GitLab has it, and as GitHub does.
        None if base.ends_with("/-") => format!("[{version}]: {base}/tags/v{version}"),
        None => format!("[{version}]: {base}/releases/tag/v{version}"),
    };
    lines.insert(index + 1, link);
    format!("{head}{}\n", lines.join("\n"))
}

/// The label and the address of a definition.
fn definition(line: &str) -> Option<(&str, &str)> {
    let (label, url) = line.strip_prefix('[')?.split_once("]: ")?;
    Some((label, url.trim()))
}
