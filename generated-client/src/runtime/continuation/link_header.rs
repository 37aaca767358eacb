//! The header `Link` of RFC 8288.

/// The target of the first link with the relation `next`.
///
/// # Errors
/// A value does not have the form of the standard, so that a link may be missed.
pub(super) fn next<'a>(values: impl Iterator<Item = &'a [u8]>) -> Result<Option<String>, ()> {
    for value in values {
        let mut rest = std::str::from_utf8(value).map_err(|_| ())?;
        loop {
            rest = rest.trim_start_matches([' ', '\t', ',']);
            if rest.is_empty() {
                break;
            }
            let (target, behind) = rest.strip_prefix('<').and_then(|rest| rest.split_once('>')).ok_or(())?;
            let (is_next, behind) = parameters(behind)?;
            if is_next {
                return Ok(Some(target.trim().to_owned()));
            }
            rest = behind;
        }
    }
    Ok(None)
}

/// Whether the parameters of a link say that it leads to the next page, and the text behind them.
fn parameters(mut rest: &str) -> Result<(bool, &str), ()> {
    const SPACE: [char; 2] = [' ', '\t'];
    let (mut relation, mut is_about_another) = (None, false);
    loop {
        rest = rest.trim_start_matches(SPACE);
        if rest.is_empty() || rest.starts_with(',') {
            let is_next = relation.is_some_and(|relation: String| {
                let mut all = relation.split_ascii_whitespace();
                all.any(|one| one.eq_ignore_ascii_case("next"))
            });
            return Ok((is_next && !is_about_another, rest));
        }
        rest = rest.strip_prefix(';').ok_or(())?.trim_start_matches(SPACE);
        let end = rest.find(['=', ';', ',']).unwrap_or(rest.len());
        let name = rest[..end].trim_end_matches(SPACE);
        rest = &rest[end..];
        let mut value = String::new();
        if let Some(behind) = rest.strip_prefix('=') {
            (value, rest) = parameter_value(behind.trim_start_matches(SPACE))?;
        }
        // Only the first relation counts.
        if name.eq_ignore_ascii_case("rel") && relation.is_none() {
            relation = Some(value);
        } else if name.eq_ignore_ascii_case("anchor") {
            is_about_another |= !value.is_empty();
        }
    }
}

/// The value of a parameter, which may be quoted, and the text behind it.
fn parameter_value(text: &str) -> Result<(String, &str), ()> {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find([';', ',']).unwrap_or(text.len());
        return Ok((text[..end].trim_end().to_owned(), &text[end..]));
    };
    let mut value = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Ok((value, &quoted[at + 1..])),
            '\\' => value.push(characters.next().ok_or(())?.1),
            _ => value.push(character),
        }
    }
    Err(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[&str]) -> Result<Option<String>, ()> {
        next(values.iter().map(|value| value.as_bytes()))
    }

    #[test]
    fn the_link_with_the_relation_next_is_found() {
        for (values, target) in [
            (
                &["<https://h/?p=2>; rel=\"next\", <https://h/?p=9>; rel=\"last\""][..],
                Some("https://h/?p=2"),
            ),
            (&["<https://h/a,b;c>;rel=next"], Some("https://h/a,b;c")),
            (
                &[
                    "<a>; rel=prev",
                    "<b> ; title=\"x, <c>; rel=next\" ; REL = \"start NEXT\"",
                ],
                Some("b"),
            ),
            (&["<a>; rel=\"pre\\\"v\"; rel=next"], None),
            (
                &["<a>; anchor=\"/other\"; rel=next, , <b>; crossorigin; rel=next,"],
                Some("b"),
            ),
            (&["<>; rel=next"], Some("")),
            (&["<a>; rel=nextish", ""], None),
            (&[], None),
        ] {
            assert_eq!(of(values), Ok(target.map(str::to_owned)), "{values:?}");
        }
    }

    #[test]
    fn another_form_is_an_error() {
        for value in [
            "a; rel=next",
            "<a; rel=next",
            "<a> rel=next",
            "<a>; rel=\"next",
            "<a>; rel=\"next\\",
        ] {
            assert_eq!(of(&[value]), Err(()), "{value}");
        }
    }
}
