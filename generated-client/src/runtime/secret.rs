//! A text that nobody may read by accident, and that does not stay in memory.

use std::fmt;

use zeroize::Zeroizing;

use super::encode;

/// A token, key or password. It can be put in and sent, but neither printed nor read out. Its memory is overwritten
/// when it is dropped.
///
/// What is sent is copied into the request, whose buffers are the HTTP library's and are not overwritten.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// The text itself. What it is put into must not be printable either.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("REDACTED")
    }
}

/// Takes secrets out of texts, in whatever form they were sent and may come back.
pub(super) struct Redaction(Vec<Zeroizing<String>>);

impl Redaction {
    pub(super) fn of(secrets: &[Secret]) -> Self {
        let mut forms: Vec<_> = secrets.iter().flat_map(forms).collect();
        // A secret may be a part of another one, which would not be found any more without it.
        forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
        Self(forms)
    }

    pub(super) fn apply(&self, text: &mut String) {
        for form in &self.0 {
            if text.contains(&***form) {
                *text = text.replace(&***form, "REDACTED");
            }
        }
    }
}

/// Takes secrets out of a short text of a success: none that is longer is looked for.
pub(super) fn redact(text: &mut String, secrets: &[Secret]) {
    let fits = |secret: &&Secret| secret.expose().len() <= text.len();
    let fitting: Vec<_> = secrets.iter().filter(fits).cloned().collect();
    if !fitting.is_empty() {
        Redaction::of(&fitting).apply(text);
    }
}

/// A secret as it is, and as it stands in an address, in JSON and in HTML.
fn forms(secret: &Secret) -> Vec<Zeroizing<String>> {
    let raw = secret.expose();
    if raw.is_empty() {
        return Vec::new();
    }
    let mut json = serde_json::to_string(raw).unwrap_or_default();
    json.pop();
    json.drain(..json.len().min(1));
    let mut html = Zeroizing::new(raw.to_owned());
    for (character, entity) in [("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\"", "&quot;")] {
        html = Zeroizing::new(html.replace(character, entity));
    }
    let mut all = vec![
        Zeroizing::new(raw.to_owned()),
        Zeroizing::new(encode::percent(raw).to_string()),
        Zeroizing::new(json),
        html,
    ];
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn is_wiped<T: zeroize::ZeroizeOnDrop>(_: &T) {}

    #[test]
    fn a_secret_is_wiped_and_not_shown() {
        let secret = Secret::from("canary");
        is_wiped(&secret.0);
        assert_eq!(format!("{secret:?} {:?}", [&secret]), "REDACTED [REDACTED]");
    }

    #[test]
    fn texts_lose_their_secrets_and_nothing_else() {
        let mut text = "a canary, a canary bird".to_owned();
        Redaction::of(&["canary".into(), "".into()]).apply(&mut text);
        assert_eq!(text, "a REDACTED, a REDACTED bird");
    }

    #[test]
    fn a_secret_that_is_part_of_another_leaves_nothing_of_that() {
        let mut text = "Access=AK, Signature=0af3".to_owned();
        Redaction::of(&["AK".into(), "Access=AK, Signature=0af3".into()]).apply(&mut text);
        assert_eq!(text, "REDACTED");
    }

    #[test]
    fn a_secret_is_found_in_each_form_in_which_it_may_come_back() {
        for echo in [
            "p\"w&1 2",
            "p%22w%261%202",
            r#"{"password":"p\"w&1 2"}"#,
            "p&quot;w&amp;1 2",
        ] {
            let mut text = echo.to_owned();
            Redaction::of(&["p\"w&1 2".into()]).apply(&mut text);
            assert!(text.contains("REDACTED") && !text.contains('1'), "{text}");
        }
    }
}
