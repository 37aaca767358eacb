//! A digest of what is compared as a whole: documentation, and code.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::text::split;

/// A digest (FNV-1a of 64 bits, the same in every version of Rust); zero if there is nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Digest(u64);

impl Digest {
    /// Whether there is nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0 == 0
    }

    /// Adds a text, and that it ends here.
    pub(super) fn add(&mut self, text: &str) {
        self.add_bytes(text.as_bytes());
    }

    fn add_bytes(&mut self, bytes: &[u8]) {
        let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        let start = match self.0 {
            0 => 0xcbf2_9ce4_8422_2325,
            other => other,
        };
        self.0 = step(bytes.iter().fold(start, |hash, byte| step(hash, *byte)), 0xff);
    }

    /// Adds tokens. The order of the parts of a list counts for nothing, nor that of branches that exclude each other, nor do
    /// the positions that code names: all follow from the order of the document, which no importer sees.
    pub(super) fn add_tokens(&mut self, tokens: &[TokenTree]) {
        let is_else = |token: &TokenTree| matches!(token, TokenTree::Ident(ident) if ident == "else");
        if tokens.iter().any(is_else) {
            self.add_unordered(tokens.split(is_else));
        } else {
            tokens.iter().for_each(|token| self.add_token(token));
        }
    }

    /// Adds the tokens of a group.
    pub(super) fn add_stream(&mut self, tokens: TokenStream) {
        self.add_tokens(&tokens.into_iter().collect::<Vec<_>>());
    }

    fn add_unordered<'t>(&mut self, parts: impl Iterator<Item = &'t [TokenTree]>) {
        let mut all = Self::default();
        for part in parts {
            let mut digest = Self::default();
            digest.add_tokens(part);
            all.mix(digest);
        }
        self.add_bytes(&all.0.to_le_bytes());
    }

    fn add_token(&mut self, token: &TokenTree) {
        match token {
            TokenTree::Group(group) => {
                let is_list = matches!(group.delimiter(), Delimiter::Brace | Delimiter::Bracket);
                self.add(if is_list { "[" } else { "(" });
                if is_list {
                    let parts = split(group.stream());
                    self.add_unordered(parts.iter().map(Vec::as_slice));
                } else {
                    self.add_stream(group.stream());
                }
                self.add("end");
            }
            TokenTree::Punct(punct) => self.add(punct.as_char().encode_utf8(&mut [0; 4])),
            TokenTree::Ident(ident) => self.add(&ident.to_string()),
            TokenTree::Literal(literal) => {
                // A text may be a list, such as that of the media types that are accepted.
                let mut text = literal.to_string();
                if text.contains(", ") {
                    let mut parts: Vec<&str> = text.trim_matches('"').split(", ").collect();
                    parts.sort_unstable();
                    text = parts.join(", ");
                }
                let is_position = text.bytes().all(|byte| byte.is_ascii_digit());
                self.add(if is_position { "0" } else { &text });
            }
        }
    }

    /// Adds another digest, in whatever order.
    pub(super) fn mix(&mut self, other: Self) {
        self.0 = self.0.wrapping_add(other.0);
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{:016x}", self.0))
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let digest = u64::from_str_radix(&text, 16).map_err(serde::de::Error::custom)?;
        Ok(Self(digest))
    }
}
