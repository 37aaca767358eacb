//! In what compression a body comes.

use reqwest::header::{CONTENT_ENCODING, HeaderMap};

/// What requests accept: without the feature `gzip`, bodies as they are.
pub(in super::super) const ACCEPTED: &str = if cfg!(feature = "gzip") { "gzip" } else { "identity" };

/// What an error says of a body in another compression.
pub(super) const NOT_REQUESTED: &str = if cfg!(feature = "gzip") {
    "`, which the client did not request: it decodes gzip alone"
} else {
    "`, which the client did not request: it decodes gzip with the feature `gzip` of its crate, and nothing else"
};

/// What was done to a body before it was sent.
pub(in super::super) enum Coding {
    Plain,
    #[cfg(feature = "gzip")]
    Gzip,
    /// What the header says. The body of an error is shown as it is then.
    Unknown(String),
}

impl Coding {
    /// Reads the header, which may be a list, and may come several times. What is not the name of a compression is passed
    /// over: some servers repeat there how the text is encoded.
    pub(in super::super) fn of(headers: &HeaderMap) -> Self {
        const COMPRESSIONS: [&str; 14] = [
            "gzip",
            "x-gzip",
            "deflate",
            "br",
            "zstd",
            "compress",
            "x-compress",
            "bzip2",
            "x-bzip2",
            "xz",
            "lzma",
            "lz4",
            "snappy",
            "dcb",
        ];
        if !headers.contains_key(CONTENT_ENCODING) {
            return Self::Plain;
        }
        let values = headers.get_all(CONTENT_ENCODING).iter();
        let texts: Vec<_> = values.map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
        let text = texts.join(",");
        let codings: Vec<_> = text
            .split(',')
            .map(|coding| coding.trim().to_ascii_lowercase())
            .filter(|coding| COMPRESSIONS.contains(&&**coding))
            .collect();
        match codings.as_slice() {
            [] => Self::Plain,
            #[cfg(feature = "gzip")]
            [one] if one == "gzip" || one == "x-gzip" => Self::Gzip,
            several => Self::Unknown(several.join(", ")),
        }
    }
}
