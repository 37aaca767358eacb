//! `duration`: a length of time.

super::formatted! {
    /// A length of time (ISO 8601): `P1DT12H`.
    Duration
}

#[cfg(feature = "jiff")]
mod with_jiff {
    use jiff::Span;
    use jiff::fmt::temporal::SpanParser;

    use super::Duration;
    use crate::runtime::format::InvalidFormat;

    impl Duration {
        /// The length of time as that of `jiff`.
        ///
        /// # Errors
        /// Returns an error if the text is not a duration.
        pub fn to_jiff(&self) -> Result<Span, InvalidFormat> {
            let parsed = SpanParser::new().parse_span(&self.0);
            parsed.map_err(|error| InvalidFormat::new("duration", error))
        }
    }

    impl From<Span> for Duration {
        fn from(value: Span) -> Self {
            Self(value.to_string())
        }
    }

    #[cfg(test)]
    mod tests {
        use jiff::ToSpan;

        use super::*;

        #[test]
        fn lengths_of_time_are_converted_both_ways() {
            let value = Duration::from("P1DT12H");
            assert_eq!(value.to_jiff().unwrap().fieldwise(), 1.day().hours(12));
            assert_eq!(Duration::from(value.to_jiff().unwrap()), value);
            for text in ["", "1 day", "PT"] {
                assert!(Duration::from(text).to_jiff().is_err(), "{text}");
            }
        }
    }
}
