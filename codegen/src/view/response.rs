//! The responses of an operation by status.

use super::media::Content;
use super::place::Place;

/// The responses of an operation.
#[derive(Clone, Debug)]
pub struct Responses<'d> {
    /// The Responses Object.
    pub place: Place<'d>,
    /// The responses in the order of the document.
    pub entries: Vec<Response<'d>>,
}

/// The response of a status or of several.
#[derive(Clone, Debug)]
pub struct Response<'d> {
    /// The key as the document writes it: `200`, `4XX`, `default`.
    pub key: &'d str,
    /// Which statuses it is for.
    pub status: StatusKey,
    /// The Response Object.
    pub place: Place<'d>,
    /// Its headers. One named `Content-Type` is left out: the standard gives it to `content`.
    pub headers: Vec<ResponseHeader<'d>>,
    /// Its body by media type; nothing if no `content` is declared.
    pub content: Option<Content<'d>>,
}

/// Which statuses a response is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StatusKey {
    /// One status.
    Exact(u16),
    /// The hundred statuses that begin with this digit: `4XX`.
    Range(u16),
    /// All statuses that no other response is for.
    Default,
    /// A key that is no status, such as an extension.
    Other,
}

/// A header of a response.
#[derive(Clone, Debug)]
pub struct ResponseHeader<'d> {
    /// Its name.
    pub name: &'d str,
    /// The Header Object.
    pub place: Place<'d>,
    /// Whether it is always there.
    pub required: bool,
}

impl StatusKey {
    /// Reads a key of a Responses Object.
    pub fn parse(key: &str) -> Self {
        let bytes = key.as_bytes();
        match bytes {
            b"default" => Self::Default,
            [digit @ b'1'..=b'9', b'X' | b'x', b'X' | b'x'] => Self::Range(u16::from(digit - b'0')),
            [b'1'..=b'9', b'0'..=b'9', b'0'..=b'9'] => key.parse().map_or(Self::Other, Self::Exact),
            _ => Self::Other,
        }
    }
}

impl<'d> Responses<'d> {
    /// Reads the responses of an operation.
    pub fn of(place: Place<'d>) -> Self {
        let entries = place.members().map(|(key, place)| Response::of(key, place)).collect();
        Self { place, entries }
    }

    /// The response of a status and its index: that of the status itself, that of its range, or the default.
    pub fn by_status(&self, status: u16) -> Option<(usize, &Response<'d>)> {
        let keys = [
            StatusKey::Exact(status),
            StatusKey::Range(status / 100),
            StatusKey::Default,
        ];
        let find = |key| self.entries.iter().position(|entry| entry.status == key);
        let index = keys.into_iter().find_map(find)?;
        Some((index, self.entries.get(index)?))
    }
}

impl<'d> Response<'d> {
    fn of(key: &'d str, place: Place<'d>) -> Self {
        let header = |(name, place): (&'d str, Place<'d>)| ResponseHeader {
            name,
            required: place.is("required"),
            place,
        };
        let headers = place.get("headers");
        let headers = headers.iter().flat_map(Place::members);
        Self {
            key,
            status: StatusKey::parse(key),
            headers: headers
                .filter(|(name, _)| !name.eq_ignore_ascii_case("Content-Type"))
                .map(header)
                .collect(),
            content: place.get("content").map(Content::of),
            place,
        }
    }
}
