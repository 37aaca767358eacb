//! What a HAR says about the size of a body: evidence of whether its text is the whole body.
//!
//! Tools leave bodies out, cut long ones, and decode what was compressed. A text that is shorter than its size is not the
//! body; one that is longer was re-encoded, and is.

use crate::Header;
use crate::json::{self, Node, Value};

/// A size in a HAR, where -1 and a missing member mean that the tool does not know it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Size {
    /// Not stated, or stated as unknown.
    #[default]
    Unknown,
    /// So many bytes.
    Bytes(u64),
}

impl Size {
    /// Reads the text of a JSON number.
    pub fn of(number: &str) -> Self {
        if let Ok(bytes) = number.parse() {
            return Self::Bytes(bytes);
        }
        // Some tools compute with floating point numbers. What is not exact then is far above every limit.
        match number.parse::<f64>() {
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "the cast saturates, and negative numbers are handled before"
            )]
            Ok(size) if size >= 0.0 => Self::Bytes(size as u64),
            _ => Self::Unknown,
        }
    }

    /// Reads a member of an object.
    pub(super) fn member(object: &Node, name: &str) -> Self {
        match object.get(name).map(|node| &node.value) {
            Some(Value::Number(text)) => Self::of(text),
            _ => Self::Unknown,
        }
    }

    /// Reads the header `Content-Length`.
    pub fn announced(headers: &[Header]) -> Self {
        match Header::find(headers, "Content-Length").map(|length| length.trim().parse()) {
            Some(Ok(bytes)) => Self::Bytes(bytes),
            _ => Self::Unknown,
        }
    }

    /// Whether it is more than this many bytes.
    pub fn exceeds(self, bytes: u64) -> bool {
        matches!(self, Self::Bytes(size) if size > bytes)
    }
}

/// What is stated about the size of one body.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sizes {
    /// `bodySize`: the bytes of the transfer, as the tool counts them. Some count the framing as well.
    pub transfer: Size,
    /// `content.size`: the bytes of the decoded body.
    pub content: Size,
}

/// Whether a text is the whole body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whole {
    /// It is.
    Yes,
    /// It is unless it is JSON that ends too early: a size is larger, and framing or compression may be the reason.
    UnlessCut,
    /// It is not.
    No,
}

/// The length of a byte order mark, which tools remove from a text.
const MARK: u64 = 3;

impl Sizes {
    /// Whether any size says that there is a body.
    pub fn any(self, headers: &[Header]) -> bool {
        [self.transfer, self.content, Size::announced(headers)]
            .into_iter()
            .any(|size| size.exceeds(0))
    }

    /// Whether some size says that there is no body, and none that there is one.
    pub fn none(self, headers: &[Header]) -> bool {
        let sizes = [self.transfer, self.content, Size::announced(headers)];
        sizes.contains(&Size::Bytes(0)) && !self.any(headers)
    }

    /// Whether a text of this many bytes is the whole body. `packed` says that these bytes are still compressed.
    pub fn whole(self, bytes: u64, packed: bool, headers: &[Header]) -> Whole {
        let announced = Size::announced(headers);
        let is_longer = |size: Size| size.exceeds(bytes);
        if ![self.transfer, self.content, announced].into_iter().any(is_longer) {
            return Whole::Yes;
        }
        let has = |name| Header::find(headers, name).is_some_and(|value| !["", "identity"].contains(&value.trim()));
        let coded = has("Content-Encoding") && !packed;
        // Two or four bytes for each character, which are fewer in UTF-8.
        let wide = Header::find(headers, "Content-Type").is_some_and(|media_type| {
            let media_type = media_type.to_ascii_lowercase();
            ["utf-16", "utf-32", "ucs-2"]
                .iter()
                .any(|charset| media_type.contains(charset))
        });
        // What chunks, frames and the header of a compressed body add.
        let framing = 256 + bytes / 8;
        let explained = |size: Size, by: bool| match size {
            Size::Bytes(size) if size > bytes => size - bytes == MARK || wide || (by && size - bytes <= framing),
            _ => true,
        };
        let confirmed = matches!(self.content, Size::Bytes(size) if size <= bytes);
        let chunked = has("Transfer-Encoding");
        let holds = (packed || explained(self.content, false))
            && explained(announced, coded)
            && explained(self.transfer, coded || chunked || confirmed || headers.is_empty());
        if holds { Whole::UnlessCut } else { Whole::No }
    }
}

/// Whether a list of headers has all that were sent. Every message has some, so that an empty list has not, unless a size of
/// 0 says otherwise; and a size that is larger than the list says that some are left out. `first` is the length of what the
/// first line of the message is made of.
pub fn lists_all(headers: &[Header], first: usize, size: Size) -> bool {
    // However a tool counts: some count the text of a data structure.
    const EACH: usize = 24;
    const FIRST: usize = 128;
    if headers.is_empty() {
        return size == Size::Bytes(0);
    }
    let longest = || {
        let each = headers
            .iter()
            .map(|header| header.name.len() + header.value.len() + EACH);
        (each.sum::<usize>() + first + FIRST) as u64
    };
    size == Size::Unknown || !size.exceeds(longest())
}

/// Whether a body is JSON that ends too early.
pub(super) fn is_cut(body: &[u8]) -> bool {
    json::parse(body).is_err_and(|broken| broken.offset >= body.len())
}
