//! `date`: a day.

super::formatted! {
    /// A day (RFC 3339, `full-date`): `2026-01-31`.
    Date
}

#[cfg(feature = "jiff")]
mod with_jiff {
    use super::Date;
    use crate::runtime::format::InvalidFormat;

    impl Date {
        /// The day as that of `jiff`.
        ///
        /// # Errors
        /// Returns an error if the text is not a date.
        pub fn to_jiff(&self) -> Result<jiff::civil::Date, InvalidFormat> {
            let parsed = jiff::civil::Date::strptime("%Y-%m-%d", &self.0);
            parsed.map_err(|error| InvalidFormat::new("date", error))
        }
    }

    impl From<jiff::civil::Date> for Date {
        fn from(value: jiff::civil::Date) -> Self {
            Self(value.to_string())
        }
    }
}

#[cfg(feature = "time")]
mod with_time {
    use time::format_description::parse_borrowed;

    use super::Date;
    use crate::runtime::format::InvalidFormat;

    impl Date {
        /// The day as that of `time`.
        ///
        /// # Errors
        /// Returns an error if the text is not a date.
        pub fn to_time(&self) -> Result<time::Date, InvalidFormat> {
            let format =
                parse_borrowed::<2>("[year]-[month]-[day]").map_err(|error| InvalidFormat::new("date", error))?;
            time::Date::parse(&self.0, &format).map_err(|error| InvalidFormat::new("date", error))
        }
    }

    impl From<time::Date> for Date {
        fn from(value: time::Date) -> Self {
            Self(value.to_string())
        }
    }
}

#[cfg(feature = "chrono")]
mod with_chrono {
    use chrono::NaiveDate;

    use super::Date;
    use crate::runtime::format::InvalidFormat;

    impl Date {
        /// The day as that of `chrono`.
        ///
        /// # Errors
        /// Returns an error if the text is not a date.
        pub fn to_chrono(&self) -> Result<NaiveDate, InvalidFormat> {
            NaiveDate::parse_from_str(&self.0, "%Y-%m-%d").map_err(|error| InvalidFormat::new("date", error))
        }
    }

    impl From<NaiveDate> for Date {
        fn from(value: NaiveDate) -> Self {
            Self(value.to_string())
        }
    }
}

#[cfg(all(test, feature = "jiff", feature = "time", feature = "chrono"))]
mod tests {
    use super::*;

    #[test]
    fn days_are_converted_both_ways() {
        for text in ["2026-01-31", "2024-02-29", "0001-01-01"] {
            let value = Date::from(text);
            assert_eq!(Date::from(value.to_jiff().unwrap()), text);
            assert_eq!(Date::from(value.to_time().unwrap()), text);
            assert_eq!(Date::from(value.to_chrono().unwrap()), text);
        }
        for text in ["", "2026-02-30", "31.01.2026", "2026-01-31T10:00:00Z"] {
            let value = Date::from(text);
            assert!(value.to_jiff().is_err(), "{text}");
            assert!(value.to_time().is_err(), "{text}");
            assert!(value.to_chrono().is_err(), "{text}");
        }
    }
}
