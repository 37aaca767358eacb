//! `time`: a time of a day.

super::formatted! {
    /// A time of a day with an offset from UTC (RFC 3339, `full-time`): `10:00:00Z`. Many services leave out the offset.
    Time
}

impl Time {
    /// The offset from UTC, such as `Z` or `+02:00`, if the text has one.
    pub fn offset(&self) -> Option<&str> {
        self.0.find(['Z', 'z', '+', '-']).map(|at| &self.0[at..])
    }

    /// The text before the offset.
    #[allow(dead_code, reason = "needed by the conversions, each behind a feature")]
    fn clock(&self) -> &str {
        self.0.find(['Z', 'z', '+', '-']).map_or(&self.0, |at| &self.0[..at])
    }
}

#[cfg(feature = "jiff")]
mod with_jiff {
    use super::Time;
    use crate::runtime::format::InvalidFormat;

    impl Time {
        /// The time on the clock as that of `jiff`, without its [`offset`](Time::offset).
        ///
        /// # Errors
        /// Returns an error if the text is not a time.
        pub fn to_jiff(&self) -> Result<jiff::civil::Time, InvalidFormat> {
            let parsed = jiff::civil::Time::strptime("%H:%M:%S%.f", self.clock());
            parsed.map_err(|error| InvalidFormat::new("time", error))
        }
    }
}

#[cfg(feature = "time")]
mod with_time {
    use time::format_description::parse_borrowed;

    use super::Time;
    use crate::runtime::format::InvalidFormat;

    impl Time {
        /// The time on the clock as that of `time`, without its [`offset`](Time::offset).
        ///
        /// # Errors
        /// Returns an error if the text is not a time.
        pub fn to_time(&self) -> Result<time::Time, InvalidFormat> {
            let format = match self.clock().contains('.') {
                true => parse_borrowed::<2>("[hour]:[minute]:[second].[subsecond]"),
                false => parse_borrowed::<2>("[hour]:[minute]:[second]"),
            };
            let format = format.map_err(|error| InvalidFormat::new("time", error))?;
            time::Time::parse(self.clock(), &format).map_err(|error| InvalidFormat::new("time", error))
        }
    }
}

#[cfg(feature = "chrono")]
mod with_chrono {
    use chrono::NaiveTime;

    use super::Time;
    use crate::runtime::format::InvalidFormat;

    impl Time {
        /// The time on the clock as that of `chrono`, without its [`offset`](Time::offset).
        ///
        /// # Errors
        /// Returns an error if the text is not a time.
        pub fn to_chrono(&self) -> Result<NaiveTime, InvalidFormat> {
            let parsed = NaiveTime::parse_from_str(self.clock(), "%H:%M:%S%.f");
            parsed.map_err(|error| InvalidFormat::new("time", error))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_offset_is_what_follows_the_clock() {
        for (text, offset) in [
            ("10:00:00Z", Some("Z")),
            ("10:00:00.5-02:30", Some("-02:30")),
            ("10:00:00", None),
        ] {
            assert_eq!(Time::from(text).offset(), offset);
        }
    }

    #[cfg(all(feature = "jiff", feature = "time", feature = "chrono"))]
    #[test]
    fn times_are_converted() {
        for text in ["10:20:30Z", "10:20:30.000+02:00", "10:20:30"] {
            let value = Time::from(text);
            assert_eq!(value.to_jiff().unwrap(), jiff::civil::time(10, 20, 30, 0), "{text}");
            assert_eq!(
                value.to_time().unwrap(),
                time::Time::from_hms(10, 20, 30).unwrap(),
                "{text}"
            );
            assert_eq!(
                value.to_chrono().unwrap(),
                chrono::NaiveTime::from_hms_opt(10, 20, 30).unwrap(),
                "{text}"
            );
        }
        for text in ["", "25:00:00Z", "noon", "2026-01-31T10:00:00"] {
            let value = Time::from(text);
            assert!(value.to_jiff().is_err(), "{text}");
            assert!(value.to_time().is_err(), "{text}");
            assert!(value.to_chrono().is_err(), "{text}");
        }
    }
}
