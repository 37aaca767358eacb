//! `date-time`: a point in time.

super::formatted! {
    /// A date and a time with an offset from UTC (RFC 3339): `2026-01-31T10:00:00Z`.
    DateTime
}

#[cfg(feature = "jiff")]
mod with_jiff {
    use jiff::Timestamp;

    use super::DateTime;
    use crate::runtime::format::InvalidFormat;

    impl DateTime {
        /// The point in time as that of `jiff`.
        ///
        /// # Errors
        /// Returns an error if the text is not a date and time with an offset.
        pub fn to_jiff(&self) -> Result<Timestamp, InvalidFormat> {
            let parsed = self.0.parse();
            parsed.map_err(|error: jiff::Error| InvalidFormat::new("date-time", error))
        }
    }

    impl From<Timestamp> for DateTime {
        fn from(value: Timestamp) -> Self {
            Self(value.to_string())
        }
    }
}

#[cfg(feature = "time")]
mod with_time {
    use time::OffsetDateTime;
    use time::format_description::well_known::Rfc3339;

    use super::DateTime;
    use crate::runtime::format::InvalidFormat;

    impl DateTime {
        /// The date and time as that of `time`.
        ///
        /// # Errors
        /// Returns an error if the text is not a date and time with an offset.
        pub fn to_time(&self) -> Result<OffsetDateTime, InvalidFormat> {
            OffsetDateTime::parse(&self.0, &Rfc3339).map_err(|error| InvalidFormat::new("date-time", error))
        }
    }

    impl TryFrom<OffsetDateTime> for DateTime {
        type Error = InvalidFormat;

        /// Fails for a year before 0 or after 9999, and for an offset with seconds, which RFC 3339 cannot express.
        fn try_from(value: OffsetDateTime) -> Result<Self, InvalidFormat> {
            let text = value.format(&Rfc3339);
            text.map(Self).map_err(|error| InvalidFormat::new("date-time", error))
        }
    }
}

#[cfg(feature = "chrono")]
mod with_chrono {
    use chrono::{FixedOffset, SecondsFormat, TimeZone};

    use super::DateTime;
    use crate::runtime::format::InvalidFormat;

    impl DateTime {
        /// The date and time as that of `chrono`.
        ///
        /// # Errors
        /// Returns an error if the text is not a date and time with an offset.
        pub fn to_chrono(&self) -> Result<chrono::DateTime<FixedOffset>, InvalidFormat> {
            chrono::DateTime::parse_from_rfc3339(&self.0).map_err(|error| InvalidFormat::new("date-time", error))
        }
    }

    impl<Z: TimeZone> From<chrono::DateTime<Z>> for DateTime {
        fn from(value: chrono::DateTime<Z>) -> Self {
            let value = value.fixed_offset();
            Self(value.to_rfc3339_opts(SecondsFormat::AutoSi, true))
        }
    }
}

#[cfg(all(test, feature = "jiff", feature = "time", feature = "chrono"))]
mod tests {
    use super::*;

    #[test]
    fn points_in_time_are_converted_both_ways() {
        for text in [
            "2026-01-31T10:00:00Z",
            "2026-01-31T10:00:00.123456789Z",
            "1969-12-31T23:59:59Z",
        ] {
            let value = DateTime::from(text);
            assert_eq!(DateTime::from(value.to_jiff().unwrap()), text);
            assert_eq!(DateTime::try_from(value.to_time().unwrap()).unwrap(), text);
            assert_eq!(DateTime::from(value.to_chrono().unwrap()), text);
        }
        let offset = DateTime::from("2026-01-31T10:00:00+02:00");
        let second = 1_769_846_400;
        assert_eq!(offset.to_jiff().unwrap().as_second(), second);
        assert_eq!(offset.to_time().unwrap().unix_timestamp(), second);
        assert_eq!(offset.to_chrono().unwrap().timestamp(), second);
        assert_eq!(
            DateTime::from(offset.to_chrono().unwrap()),
            offset,
            "the offset is kept"
        );
    }

    #[test]
    fn what_is_no_date_time_cannot_be_converted() {
        for text in [
            "",
            "2026-01-31",
            "2026-02-30T10:00:00Z",
            "2026-01-31T10:00:00",
            "1769853600",
        ] {
            let value = DateTime::from(text);
            assert!(value.to_jiff().is_err(), "{text}");
            assert!(value.to_time().is_err(), "{text}");
            assert!(value.to_chrono().is_err(), "{text}");
            assert_eq!(value.as_str(), text);
        }
    }
}
