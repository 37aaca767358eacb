//! `uuid`: an identifier.

super::formatted! {
    /// A UUID (RFC 9562): `67e55044-10b1-426f-9247-bb680e5fe0c8`.
    Uuid
}

#[cfg(feature = "uuid")]
mod with_uuid {
    use super::Uuid;
    use crate::runtime::format::InvalidFormat;

    impl Uuid {
        /// The identifier as that of `uuid`.
        ///
        /// # Errors
        /// Returns an error if the text is not a UUID.
        pub fn to_uuid(&self) -> Result<uuid::Uuid, InvalidFormat> {
            uuid::Uuid::parse_str(&self.0).map_err(|error| InvalidFormat::new("uuid", error))
        }
    }

    impl From<uuid::Uuid> for Uuid {
        fn from(value: uuid::Uuid) -> Self {
            Self(value.to_string())
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn identifiers_are_converted_both_ways() {
            let value = Uuid::from("67e55044-10b1-426f-9247-bb680e5fe0c8");
            assert_eq!(Uuid::from(value.to_uuid().unwrap()), value);
            let upper = Uuid::from("67E55044-10B1-426F-9247-BB680E5FE0C8");
            assert_eq!(upper.to_uuid().unwrap(), value.to_uuid().unwrap());
            assert_ne!(upper, value, "texts differ");
            assert!(Uuid::from("67e55044").to_uuid().is_err());
        }
    }
}
