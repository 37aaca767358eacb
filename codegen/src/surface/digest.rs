//! A digest of what is compared as a whole: documentation, and code.

use proc_macro2::{TokenStream, TokenTree};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

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
        let start = match self.0 {
            0 => 0xcbf2_9ce4_8422_2325,
            other => other,
        };
        self.0 = text.bytes().chain([0xff]).fold(start, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    }

    /// Adds tokens.
    pub(super) fn add_tokens(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => {
                    self.add(match group.delimiter() {
                        proc_macro2::Delimiter::Parenthesis => "(",
                        proc_macro2::Delimiter::Brace => "{",
                        proc_macro2::Delimiter::Bracket => "[",
                        proc_macro2::Delimiter::None => "",
                    });
                    self.add_tokens(group.stream());
                    self.add("end");
                }
                TokenTree::Punct(punct) => self.add(punct.as_char().encode_utf8(&mut [0; 4])),
                TokenTree::Ident(ident) => self.add(&ident.to_string()),
                TokenTree::Literal(literal) => self.add(&literal.to_string()),
            }
        }
    }

    /// Adds another digest, in whatever order.
    pub(super) fn mix(&mut self, other: Self) {
        self.0 ^= other.0;
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
