//! Strings: lengths in characters, patterns and formats.

use codegen::view::Place;

use super::format;
use super::found::Found;
use super::schema::Walk;
use super::text::cut;
use crate::contract::findings::rules;

impl Walk<'_> {
    /// The keywords of strings.
    pub(crate) fn string(&self, schema: &Place<'_>, text: &str, pointer: &str, found: &mut Found) {
        let keywords = ["format", "minLength", "maxLength", "pattern"];
        if !schema.has_any(&keywords) || !self.asserts(schema) || self.is_masked(pointer, found) {
            return;
        }
        let length = text.chars().count();
        for (keyword, word) in [("minLength", "fewer"), ("maxLength", "more")] {
            let Some(limit) = schema.count(keyword) else { continue };
            if (keyword == "minLength" && length < limit) || (keyword == "maxLength" && length > limit) {
                let message = match self.is_secret(pointer) {
                    true => format!("the value has {word} characters than {limit}"),
                    false => format!("`{}` has {length} characters, {word} than {limit}", cut(text)),
                };
                self.report(&rules::LENGTH, pointer, message, schema.at(keyword), found);
            }
        }
        if let Some(pattern) = schema.str("pattern")
            && self.matches(pattern, text, ("the value", pointer), found) == Some(false)
        {
            let message = format!("{} does not match `{}`", self.quoted(text, pointer), cut(pattern));
            self.report(&rules::PATTERN, pointer, message, schema.at("pattern"), found);
        }
        if let Some(name) = self.format(schema)
            && !format::string(name, text)
        {
            let message = format!("{} is not a valid {name}", self.quoted(text, pointer));
            self.report(&rules::FORMAT, pointer, message, schema.at("format"), found);
        }
    }

    /// Whether a text matches a pattern; `None`, with a note about what was to be checked, if that cannot be said.
    pub(super) fn matches(
        &self,
        pattern: &str,
        text: &str,
        (subject, pointer): (&str, &str),
        found: &mut Found,
    ) -> Option<bool> {
        let compiled = self.context.keywords.pattern(pattern);
        let why = match compiled.map(|compiled| compiled.is_match(text)) {
            Some(Some(matches)) => return Some(matches),
            Some(None) => "takes over a million steps for it",
            None => "is not a regular expression of ECMA-262",
        };
        let message = format!(
            "{subject} was not checked against the pattern `{}`, which {why}",
            cut(pattern)
        );
        found.unsure = true;
        found.note(pointer, message);
        None
    }
}
