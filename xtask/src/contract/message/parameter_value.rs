//! A parameter or a header with its value: checked against its schema, in every way in which the text can be read.

use codegen::view::{Direction, Place, Shape, essence, is_json, may_be};
use recording::headers::{HeaderPolicy, header_policy};
use recording::json::{self, Node};

use super::parameter_encoding;
use super::reading::{self, Reading};
use super::security;
use super::subject::Subject;
use crate::contract::findings::rules;
use crate::contract::findings::{Checked, Location, Violation, Visit};
use crate::contract::value::{self, Context, Keywords, secret};

/// A parameter or header whose value is checked.
pub(crate) struct ParameterCheck<'c, 'd> {
    /// The parameter or the header of the document.
    pub(crate) declared: &'c Place<'d>,
    pub(crate) location: Location,
    pub(crate) direction: Direction,
    /// Whether its value was replaced.
    pub(crate) redacted: bool,
    pub(crate) keywords: &'c Keywords,
    /// Whether the value lets its holder act as another user: no message shows it.
    pub(crate) secret: bool,
}

/// Why there is no value to check.
enum Unread {
    Style(String),
    Json(String),
}

impl<'d> ParameterCheck<'_, 'd> {
    /// Checks what was sent against the schema, or against that of the `content`. `read` gives the value, or says why
    /// there is none; of a `content` it gives the decoded text.
    pub(crate) fn check(&self, checked: &mut Checked, read: impl Fn(&Place<'d>, Reading) -> Result<Node, String>) {
        let Some(schema) = self.schema() else { return };
        let mut found = reading::best(reading::readings(&schema), |reading| self.read(&schema, reading, &read));
        if !found.violations.is_empty() && (self.secret || secret::is_secret(self.keywords, &schema, "")) {
            for violation in &mut found.violations {
                violation.message = format!(
                    "{} (its value, which is a secret, is not shown)",
                    violation.rule.summary
                );
            }
        }
        checked.absorb(found);
    }

    /// Notes that it was sent, where nothing of its value is left.
    pub(crate) fn note_hidden(&self, checked: &mut Checked) {
        let schema = self.schema();
        if let Some(schema) = schema.filter(|schema| self.keywords.observed.contains(&schema.pointer)) {
            checked.visits.0.push(Visit {
                schema: schema.pointer,
                location: self.location.clone(),
                pointer: String::new(),
                value: None,
                redacted: true,
            });
        }
    }

    /// Checks a header of several lines: parts of a list, or otherwise separate values.
    pub(crate) fn check_lines(&self, checked: &mut Checked, lines: &[&str]) {
        let Some(schema) = self.schema() else { return };
        let read = |lines: &[&str], schema: &Place<'d>, reading| {
            Ok(parameter_encoding::in_header(self.declared, schema, lines, reading))
        };
        if may_be(&schema, Shape::List) || may_be(&schema, Shape::Object) {
            return self.check(checked, |schema, reading| read(lines, schema, reading));
        }
        let before = checked.violations.len();
        for line in lines {
            self.check(checked, |schema, reading| read(&[line], schema, reading));
            if checked.violations.len() > before {
                return;
            }
        }
    }

    fn content(&self) -> Option<(&'d str, Place<'d>)> {
        self.declared
            .get("content")
            .and_then(|content| content.members().next())
    }

    fn schema(&self) -> Option<Place<'d>> {
        let of_content = || self.content().and_then(|(_, entry)| entry.get("schema"));
        self.declared.get("schema").or_else(of_content)
    }

    fn read(
        &self,
        schema: &Place<'d>,
        reading: Reading,
        read: &impl Fn(&Place<'d>, Reading) -> Result<Node, String>,
    ) -> Checked {
        let mut checked = Checked::default();
        let value = read(schema, reading)
            .map_err(Unread::Style)
            .and_then(|value| self.within_content(schema, value, reading));
        let value = match value {
            Ok(value) => value,
            Err(unread) => {
                checked.violations.push(self.unread(unread));
                return checked;
            }
        };
        let context = Context {
            redacted: &|_| self.redacted,
            secret: &|pointer| secret::is_secret(self.keywords, schema, pointer),
            ..Context::alone(self.direction, self.keywords)
        };
        value::check(&mut checked, schema, &value, self.location.clone(), context);
        // Pointers lead into bodies; what is wrong within a parameter is reported for the parameter.
        for violation in &mut checked.violations {
            violation.general.clear();
            if !violation.pointer.is_empty() {
                violation.message = format!("at {}: {}", std::mem::take(&mut violation.pointer), violation.message);
            }
        }
        checked
    }

    /// The value that a text encodes by the media type of the `content`; the value itself where there is none.
    fn within_content(&self, schema: &Place<'d>, value: Node, reading: Reading) -> Result<Node, Unread> {
        let (Some((name, _)), Some(text)) = (self.content(), value.as_str()) else {
            return Ok(value);
        };
        if !is_json(&essence(name)) {
            return Ok(reading::scalar(schema, text, reading));
        }
        match json::parse(text.as_bytes()) {
            Ok(parsed) => Ok(parsed.root),
            Err(broken) => Err(Unread::Json(format!("the value is not valid JSON: {broken}"))),
        }
    }

    fn unread(&self, unread: Unread) -> Violation {
        let (rule, message, document) = match unread {
            Unread::Style(message) => {
                let keyword = self.declared.nearest(&["style", "explode", "schema", "content"]);
                (&rules::PARAM_STYLE, message, keyword)
            }
            Unread::Json(message) => (&rules::JSON, message, self.declared.at("content")),
        };
        Violation {
            rule,
            location: self.location.clone(),
            pointer: String::new(),
            general: String::new(),
            message,
            document: Some(document),
        }
    }
}

/// Whether what is at a place of a request or a response lets its holder act as another user.
pub(crate) fn is_secret(subject: &Subject<'_, '_>, location: &Location) -> bool {
    match location {
        Location::Cookie(_) => true,
        Location::Header(name) | Location::ResponseHeader(name) if header_policy(name) == HeaderPolicy::Secret => true,
        location => security::owns(subject, location),
    }
}
