//! What a body must be: by its media type, one of the entries of a `content`.

use codegen::view::{self, Direction, MediaType, essence, is_json};
use recording::Header;

use super::compile::Compiler;
use super::program::Id;

/// A `content`, compiled.
pub(super) struct Content(Vec<Entry>);

/// One media type of it.
struct Entry {
    essence: String,
    schema: Option<Id>,
}

/// What a body must be.
#[derive(Clone, Copy, Debug)]
pub(super) enum Expected {
    /// Empty.
    Nothing,
    /// JSON, of this schema if there is one.
    Json(Option<Id>),
    /// A text of this schema.
    Text(Id),
    /// Something. It is not looked into.
    Opaque,
    /// Anything or nothing: the document has no responses.
    Unsaid,
}

impl Content {
    pub(super) fn of<'d>(content: &view::Content<'d>, direction: Direction, compiler: &mut Compiler<'_, 'd>) -> Self {
        let entry = |entry: &MediaType<'d>| Entry {
            essence: entry.essence.clone(),
            schema: entry.schema.as_ref().map(|schema| compiler.schema(schema, direction)),
        };
        Self(content.entries.iter().map(entry).collect())
    }

    /// What a body with these headers must be; `None` if there are findings.
    pub(super) fn expected(&self, headers: &[Header]) -> Option<Expected> {
        let sent = essence(Header::find(headers, "Content-Type")?);
        let entry = self.entry(&sent)?;
        if is_json(&sent) {
            // JSON never looks like something compressed: whatever the encoding says, it was already decoded.
            return Some(Expected::Json(entry.schema));
        }
        let encoding = Header::find(headers, "Content-Encoding").unwrap_or_default();
        if !["", "identity"].contains(&encoding) {
            return None;
        }
        match entry.schema {
            Some(schema) if sent.starts_with("text/") => Some(Expected::Text(schema)),
            Some(_) if sent != "application/octet-stream" => None,
            _ => Some(Expected::Opaque),
        }
    }

    /// The entry of a media type: the most specific one.
    fn entry(&self, sent: &str) -> Option<&Entry> {
        let kind = sent.split('/').next().unwrap_or_default();
        // Among several of one type, the parameters choose: the exact check knows how.
        let of = |fits: &dyn Fn(&str) -> bool| {
            let mut entries = self.0.iter().filter(|entry| fits(&entry.essence));
            entries.next().map(|entry| (entry, entries.next().is_none()))
        };
        let (entry, alone) = of(&|essence| essence == sent)
            .or_else(|| of(&|essence| essence.strip_suffix("/*") == Some(kind)))
            .or_else(|| of(&|essence| essence == "*/*"))?;
        alone.then_some(entry)
    }
}
