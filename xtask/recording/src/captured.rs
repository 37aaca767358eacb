//! An interaction that was read from a file, with the places of its parts in the text.

use std::borrow::Cow;

use crate::encoding::decoded;
use crate::interaction::Interaction;
use crate::json::{Index, Node, Value, child, steps};
use crate::redaction::{Outside, Policy, Route};
use crate::{Error, Header, Recording};

/// An interaction that was read from a file of traffic. It may contain secrets, so that it does not implement `Debug`.
pub struct Captured {
    /// The interaction.
    pub interaction: Interaction,
    /// Whether it is raw traffic with all of its headers. Otherwise it is a recording, which has some of them.
    pub whole: bool,
    root: Node,
    index: Index,
    shape: Shape,
}

impl From<Recording> for Captured {
    fn from(recording: Recording) -> Self {
        let (interaction, root) = recording.into_parts();
        Self::new(interaction, false, root, Shape::Envelope)
    }
}

/// Where the parts of an interaction are in the text.
#[derive(Clone, Copy)]
pub(crate) enum Shape {
    /// As in the envelope, with the bodies in one of its forms, as a string, or beside it in base64.
    Envelope,
    /// As in an entry of a HAR.
    Entry,
}

impl Captured {
    pub(crate) fn new(interaction: Interaction, whole: bool, root: Node, shape: Shape) -> Self {
        Self {
            interaction,
            whole,
            root,
            index: Index::default(),
            shape,
        }
    }

    /// Sets the program that captured it (see [`har::Entries::creator`](crate::har::Entries::creator)).
    #[must_use]
    pub fn captured_by(mut self, creator: &str) -> Self {
        self.interaction.provenance.source = format!("a HAR of {creator}");
        self
    }

    /// Redacts the interaction, as [`Recording::redact`] does. Credentials are also searched for in what only the capture
    /// has: the user, the password and the fragment of its URL, the fields of a form, and bodies that are incomplete.
    ///
    /// # Errors
    /// Returns an error if the result is not a valid recording, for instance if it is longer than
    /// [`MAX_BYTES`](crate::MAX_BYTES).
    pub fn redact(self, route: &Route<'_>, policy: &Policy) -> Result<Recording, Error> {
        let text = |pointer: &str| self.root.at(pointer).and_then(Node::as_str);
        let bodies = ["/request/postData/text", "/response/content/text"];
        let fields = match self.root.at("/request/postData/params").map(|node| &node.value) {
            Some(Value::Array(fields)) => fields.as_slice(),
            _ => &[],
        };
        fn member<'n>(field: &'n Node, name: &str) -> &'n str {
            field.get(name).and_then(Node::as_str).unwrap_or_default()
        }
        let outside = Outside {
            url: text("/request/url"),
            fields: fields
                .iter()
                .map(|field| (member(field, "name"), member(field, "value")))
                .collect(),
            texts: bodies.into_iter().filter_map(text).collect(),
        };
        Recording::redact_with(self.interaction, &outside, route, policy)
    }

    /// The offset in the text at which a part of the interaction is, by its JSON pointer into the envelope of a
    /// recording, such as `/response/headers/Content-Type` or `/response/body/json/items/0`.
    ///
    /// The place of a body that is written as a string is the beginning of the string. The place of what is missing is the
    /// beginning of the value that would contain it.
    pub fn place(&self, pointer: &str) -> usize {
        let mut steps = steps(pointer);
        let [part, member] = [(); 2].map(|()| steps.next().unwrap_or_default());
        let base = child(&child("", &part), &member);
        let pointer = match (member.as_str(), self.shape) {
            ("headers", _) => match steps.next() {
                Some(name) => self.header(&base, &name),
                None => base,
            },
            ("body", Shape::Entry) if part == "request" => "/request/postData/text".to_owned(),
            ("body", Shape::Entry) => "/response/content/text".to_owned(),
            ("body", Shape::Envelope) if self.root.at(&format!("{base}_base64")).is_some() => format!("{base}_base64"),
            _ => pointer.to_owned(),
        };
        self.index.place(&self.root, &pointer)
    }

    /// The offset in the text at which a value of the response's body is, by its JSON pointer into the body.
    pub fn place_in_body(&self, pointer: &str) -> usize {
        self.place(&format!("/response/body/json{pointer}"))
    }

    /// The pointer of a header, which is in an object or in a list.
    fn header(&self, headers: &str, name: &str) -> String {
        let is = |other: &str| other.eq_ignore_ascii_case(name);
        let step = match self.root.at(headers).map(|node| &node.value) {
            Some(Value::Object(members)) => members
                .iter()
                .find(|member| is(&member.key))
                .map(|member| member.key.clone()),
            Some(Value::Array(items)) => items
                .iter()
                .position(|item| match &item.value {
                    Value::Array(pair) => pair.first().and_then(Node::as_str).is_some_and(is),
                    _ => item
                        .get("name")
                        .or_else(|| item.get("key"))
                        .and_then(Node::as_str)
                        .is_some_and(is),
                })
                .map(|index| index.to_string()),
            _ => None,
        };
        step.map_or_else(|| headers.to_owned(), |step| child(headers, &step))
    }

    /// The bytes of the response's body, decompressed if that can be done.
    pub fn payload(&self) -> Cow<'_, [u8]> {
        let response = &self.interaction.response;
        decoded(&response.body, Header::find(&response.headers, "Content-Encoding"))
            .unwrap_or(Cow::Borrowed(&response.body))
    }
}
