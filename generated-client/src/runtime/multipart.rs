//! Bodies of several parts (`multipart/form-data` and its kin).
//!
//! Of parts in memory the body is made in memory. Its boundary is made from its content and does not occur in it: the same
//! parts give the same bytes. If a part is read while it is sent, the boundary is random, so that no content can have it.

use std::{
    fmt,
    hash::{BuildHasher, RandomState},
    path::Path,
};

use super::{
    encode::Refusal,
    upload::{ByteSource, Payload},
};

/// A file as a part of a request: its content, which may be in memory, in a file or come from a stream, and how it is named.
///
/// ```
/// # use huaweicloud_hss::runtime::generated::{ByteSource, FilePart};
/// # fn example(png: Vec<u8>, download: impl tokio::io::AsyncRead + Send + 'static) {
/// let in_memory = FilePart::new(png).file_name("photo.png").content_type("image/png");
/// let from_file = FilePart::path("photos/photo.png");
/// let from_stream = FilePart::new(ByteSource::reader(download)).file_name("photo.png");
/// # let _ = (in_memory, from_file, from_stream);
/// # }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct FilePart {
    content: ByteSource,
    file_name: Option<String>,
    content_type: Option<String>,
    is_text: bool,
}

impl FilePart {
    /// A part that is not a file: a text, which has no file name and no media type unless they are set. A service reads it as
    /// the value of a field of a form.
    pub fn text(text: impl Into<String>) -> Self {
        Self {
            is_text: true,
            ..Self::new(text.into())
        }
    }

    /// A file with this content. Unless a file name is set, it is the last component of the path that the content is read
    /// from, or else the name of the property.
    pub fn new(content: impl Into<ByteSource>) -> Self {
        Self {
            content: content.into(),
            file_name: None,
            content_type: None,
            is_text: false,
        }
    }

    /// The file at this path, which is read while it is sent: see [`ByteSource::path`]. Its file name is the last component
    /// of the path, unless one is set.
    pub fn path(path: impl AsRef<Path>) -> Self {
        Self::new(ByteSource::path(path))
    }

    /// Reads a file into memory and takes its name from the path. This blocks the thread, and the file is as it was then;
    /// [`path`](Self::path) does not read it before it is sent.
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
            .field("content", &self.content)
            .finish_non_exhaustive()
    }
}

impl<T: Into<ByteSource>> From<T> for FilePart {
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
    content: ByteSource,
}

impl Part {
    /// A part that is not a file.
    pub(super) fn new(name: &str, content_type: Option<&str>, content: impl Into<ByteSource>) -> Self {
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
        let of_path = || {
            let path = file.content.file_path()?;
            Some(path.file_name()?.to_string_lossy().into_owned())
        };
        if file.is_text {
            return Self {
                file_name: file.file_name,
                ..Self::new(name, content_type, file.content)
            };
        }
        Self {
            file_name: Some(file.file_name.or_else(of_path).unwrap_or_else(|| name.to_owned())),
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

    fn in_memory(&self) -> &[u8] {
        self.content.memory().map(|bytes| &**bytes).unwrap_or_default()
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

/// The boundary and the body.
pub(super) fn encode(parts: Vec<Part>) -> (String, Payload) {
    let is_in_memory = parts.iter().all(|part| part.content.memory().is_some());
    let boundary = match is_in_memory {
        true => boundary(&parts),
        false => random_boundary(),
    };
    let mut pieces = Vec::new();
    let mut text = Vec::new();
    for part in parts {
        text.extend_from_slice(format!("--{boundary}\r\n{}", part.head()).as_bytes());
        match part.content.into_memory() {
            Ok(bytes) => text.extend_from_slice(&bytes),
            Err(source) => {
                pieces.push((String::new(), std::mem::take(&mut text).into()));
                pieces.push((format!("`{}`", part.name), source));
            }
        }
        text.extend_from_slice(b"\r\n");
    }
    text.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    let payload = match pieces.is_empty() {
        true => text.into(),
        false => {
            pieces.push((String::new(), text.into()));
            Payload::of_pieces(pieces)
        }
    };
    (boundary, payload)
}

/// A text that nobody can know before, so that no content has it. The keys of the standard library's hashes are random.
fn random_boundary() -> String {
    let [one, other] = [(); 2].map(|()| RandomState::new().hash_one(0));
    format!("boundary-{one:016x}{other:016x}")
}

/// A text that occurs in no part, all of which are in memory. It depends on the parts alone.
fn boundary(parts: &[Part]) -> String {
    let mut hash = Fnv(0xcbf2_9ce4_8422_2325);
    for part in parts {
        let content = part.in_memory();
        hash.add(part.head().as_bytes());
        hash.add(&content.len().to_le_bytes());
        // The beginning is enough: a boundary that occurs in the content is not used.
        hash.add(&content[..content.len().min(1 << 10)]);
    }
    boundary_from(hash, parts)
}

fn boundary_from(mut hash: Fnv, parts: &[Part]) -> String {
    loop {
        let boundary = format!("boundary-{:016x}", hash.0);
        let occurs = |part: &Part| contains(part.in_memory(), boundary.as_bytes()) || part.head().contains(&boundary);
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
        let (_, body) = encode(vec![Part::file("b\"c", None, file)]);
        let body = body.memory().expect("bytes in memory");
        let body = String::from_utf8_lossy(body).into_owned();
        assert!(
            body.contains(
                "name=\"b%22c\"; filename=\"a%22%0D%0AX: y\"\r\nContent-Type: application/octet-stream\r\n\r\nx\r\n"
            ),
            "{body}"
        );
    }
}
