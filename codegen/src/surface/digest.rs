//! A digest of what is compared as a whole: documentation, and code.

use std::fmt::{self, Display, Write};

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::text::{inside, split};

/// What follows each text.
const END: u8 = 0xff;

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
        self.begin();
        self.bytes(text.as_bytes());
        self.bytes(&[END]);
    }

    /// Adds what is displayed, and that it ends here.
    pub(super) fn add_shown(&mut self, shown: impl Display) {
        self.begin();
        // A digest takes all that is written to it.
        _ = write!(self, "{shown}");
        self.bytes(&[END]);
    }

    fn begin(&mut self) {
        if self.0 == 0 {
            self.0 = 0xcbf2_9ce4_8422_2325;
        }
    }

    fn bytes(&mut self, bytes: &[u8]) {
        let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        self.0 = bytes.iter().fold(self.0, step);
    }

    /// Adds tokens. The order of the parts of a list counts for nothing, nor that of branches that exclude each other, nor do
    /// the positions that code names: all follow from the order of the document, which no importer sees.
    pub(super) fn add_tokens(&mut self, tokens: Vec<TokenTree>) {
        let is_else = |token: &TokenTree| matches!(token, TokenTree::Ident(ident) if ident == "else");
        if !tokens.iter().any(is_else) {
            return tokens.into_iter().for_each(|token| self.add_token(token));
        }
        let mut parts = vec![Vec::new()];
        for token in tokens {
            match parts.last_mut() {
                Some(part) if !is_else(&token) => part.push(token),
                _ => parts.push(Vec::new()),
            }
        }
        self.add_unordered(parts);
    }

    /// Adds the tokens of a group.
    pub(super) fn add_stream(&mut self, tokens: TokenStream) {
        self.add_tokens(tokens.into_iter().collect());
    }

    fn add_unordered(&mut self, parts: Vec<Vec<TokenTree>>) {
        let mut all = Self::default();
        for part in parts {
            let mut digest = Self::default();
            digest.add_tokens(part);
            all.mix(digest);
        }
        self.begin();
        self.bytes(&all.0.to_le_bytes());
        self.bytes(&[END]);
    }

    fn add_token(&mut self, token: TokenTree) {
        match token {
            TokenTree::Group(group) => {
                let is_list = matches!(group.delimiter(), Delimiter::Brace | Delimiter::Bracket);
                self.add(if is_list { "[" } else { "(" });
                if is_list {
                    self.add_unordered(split(inside(group)));
                } else {
                    self.add_stream(inside(group));
                }
                self.add("end");
            }
            TokenTree::Punct(punct) => self.add(punct.as_char().encode_utf8(&mut [0; 4])),
            TokenTree::Ident(ident) => self.add_shown(ident),
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

impl Write for Digest {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.bytes(text.as_bytes());
        Ok(())
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
