//! Bodies of several parts (`multipart/form-data` and its kin), made in memory.
//!
//! A body in memory can be signed and sent again. Its boundary is made from its content and does not occur in it: the same
//! parts give the same bytes.

use std::{fmt, path::Path};

use bytes::Bytes;

use super::encode::Refusal;

/// The content of a file, as a part of a request.
///
/// ```ignore
/// FilePart::new(bytes).file_name("photo.png").content_type("image/png")
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct FilePart {
    content: Bytes,
    file_name: Option<String>,
    content_type: Option<String>,
}

impl FilePart {
    /// A file with this content. Its file name is the name of the property, unless one is set.
    pub fn new(content: impl Into<Bytes>) -> Self {
        Self {
            content: content.into(),
            file_name: None,
            content_type: None,
        }
    }

    /// Reads a file into memory and takes its name from the path. This blocks the thread; in asynchronous code read the
    /// content in another way, or on a thread for blocking work.
    ///
    /// # Errors
    /// Returns the error of the operating system if the file cannot be read.
    pub fn read(path: impl AsRef<Path>) -> std::io::Result<Self> {
        let path = path.as_ref();
        let file = Self::new(std::fs::read(path)?);
        Ok(match path.file_name() {
            Some(name) => file.file_name(name.to_string_lossy()),
            None => file,
        })
    }

    /// Sets the name of the file.
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// Sets the media type of the content, such as `image/png`. Default: the one of the document, or
    /// `application/octet-stream`.
    #[must_use]
    pub fn content_type(mut self, media_type: impl Into<String>) -> Self {
        self.content_type = Some(media_type.into());
        self
    }

    pub(super) fn media_type(&self) -> &str {
        self.content_type.as_deref().unwrap_or_default()
    }
}

/// Without the content: it may be a secret.
impl fmt::Debug for FilePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FilePart")
            .field("file_name", &self.file_name)
            .field("content_type", &self.content_type)
            .field("length", &self.content.len())
            .finish_non_exhaustive()
    }
}

impl<T: Into<Bytes>> From<T> for FilePart {
    fn from(content: T) -> Self {
        Self::new(content)
    }
}

/// A part of a body.
pub(super) struct Part {
    name: String,
    file_name: Option<String>,
    content_type: Option<String>,
    headers: Vec<(String, String)>,
    content: Bytes,
}

impl Part {
    /// A part that is not a file.
    pub(super) fn new(name: &str, content_type: Option<&str>, content: impl Into<Bytes>) -> Self {
        Self {
            name: name.to_owned(),
            file_name: None,
            content_type: content_type.map(str::to_owned),
            headers: Vec::new(),
            content: content.into(),
        }
    }

    /// A file. `content_type` is that of the document, for a file that states none.
    pub(super) fn file(name: &str, content_type: Option<&str>, file: FilePart) -> Self {
        let content_type = file.content_type.as_deref().or(content_type);
        Self {
            file_name: Some(file.file_name.unwrap_or_else(|| name.to_owned())),
            ..Self::new(
                name,
                Some(content_type.unwrap_or("application/octet-stream")),
                file.content,
            )
        }
    }

    pub(super) fn with_headers(mut self, headers: &[(String, String)]) -> Self {
        self.headers.extend_from_slice(headers);
        self
    }

    /// The lines before the content.
    fn head(&self) -> String {
        let mut head = format!("Content-Disposition: form-data; name=\"{}\"", quoted(&self.name));
        if let Some(file_name) = &self.file_name {
            head.push_str(&format!("; filename=\"{}\"", quoted(file_name)));
        }
        head.push_str("\r\n");
        let content_type = self.content_type.iter().map(|value| ("Content-Type", value.as_str()));
        let others = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        for (name, value) in content_type.chain(others) {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        head
    }
}

/// Checks that a text can stand in a header of a part.
pub(super) fn check_header(value: &str) -> Result<(), Refusal> {
    match value.contains(|character: char| character.is_control() && character != '\t') {
        true => Err("has a character that is invalid in a header"),
        false => Ok(()),
    }
}

/// A name between quotation marks, as browsers write it.
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// The body and its boundary.
pub(super) fn encode(parts: &[Part]) -> (String, Vec<u8>) {
    let boundary = boundary(parts);
    let heads: Vec<_> = parts.iter().map(Part::head).collect();
    let frame = boundary.len() + 8;
    let length = parts
        .iter()
        .zip(&heads)
        .map(|(part, head)| head.len() + part.content.len() + frame);
    let mut body = Vec::with_capacity(length.sum::<usize>() + frame);
    for (part, head) in parts.iter().zip(heads) {
        body.extend_from_slice(format!("--{boundary}\r\n{head}").as_bytes());
        body.extend_from_slice(&part.content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    (boundary, body)
}

/// A text that occurs in no part. It depends on the parts alone.
fn boundary(parts: &[Part]) -> String {
    let mut hash = Fnv(0xcbf2_9ce4_8422_2325);
    for part in parts {
        hash.add(part.head().as_bytes());
        hash.add(&part.content.len().to_le_bytes());
        // The beginning is enough: a boundary that occurs in the content is not used.
        hash.add(&part.content[..part.content.len().min(1 << 10)]);
    }
    boundary_from(hash, parts)
}

fn boundary_from(mut hash: Fnv, parts: &[Part]) -> String {
    loop {
        let boundary = format!("boundary-{:016x}", hash.0);
        let occurs = |part: &Part| contains(&part.content, boundary.as_bytes()) || part.head().contains(&boundary);
        if !parts.iter().any(occurs) {
            return boundary;
        }
        hash.add(b"-");
    }
}

fn contains(content: &[u8], text: &[u8]) -> bool {
    content.windows(text.len()).any(|window| window == text)
}

/// The hash of Fowler, Noll and Vo, with 64 bits.
struct Fnv(u64);

impl Fnv {
    fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_boundary_that_occurs_in_a_part_is_not_used() {
        let taken = boundary_from(Fnv(7), &[Part::new("a", None, "x")]);
        for part in [
            Part::new("a", None, format!("1\r\n--{taken}2")),
            Part::new(&taken, None, "x"),
            Part::new("a", None, "x").with_headers(&[("X-A".to_owned(), taken.clone())]),
        ] {
            assert_ne!(boundary_from(Fnv(7), &[part]), taken);
        }
        assert_eq!(boundary_from(Fnv(7), &[Part::new("b", None, "y")]), taken);
    }

    #[test]
    fn names_cannot_end_the_header() {
        let file = FilePart::new("x").file_name("a\"\r\nX: y");
        let (_, body) = encode(&[Part::file("b\"c", None, file)]);
        let body = String::from_utf8_lossy(&body).into_owned();
        assert!(
            body.contains(
                "name=\"b%22c\"; filename=\"a%22%0D%0AX: y\"\r\nContent-Type: application/octet-stream\r\n\r\nx\r\n"
            ),
            "{body}"
        );
    }
}
