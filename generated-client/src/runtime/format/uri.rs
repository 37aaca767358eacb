//! `uri`: an address.

super::formatted! {
    /// A URI (RFC 3986): `https://example.com/a`.
    Uri
}

#[cfg(feature = "url")]
mod with_url {
    use url::Url;

    use super::Uri;
    use crate::runtime::format::InvalidFormat;

    impl Uri {
        /// The address as that of `url`.
        ///
        /// # Errors
        /// Returns an error if the text is not a URL, or a relative one.
        pub fn to_url(&self) -> Result<Url, InvalidFormat> {
            Url::parse(&self.0).map_err(|error| InvalidFormat::new("uri", error))
        }
    }

    impl From<Url> for Uri {
        fn from(value: Url) -> Self {
            Self(value.into())
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn addresses_are_converted_both_ways() {
            let value = Uri::from("https://example.com/a?b=%20c#d");
            assert_eq!(Uri::from(value.to_url().unwrap()), value);
            for text in ["", "/relative", "https://"] {
                assert!(Uri::from(text).to_url().is_err(), "{text}");
            }
        }
    }
}
