//! `decimal`: a decimal number, as text so that no digit is lost.

super::formatted! {
    /// A decimal number as text: `12.50`. Equality and order are those of the text.
    Decimal
}

#[cfg(feature = "rust_decimal")]
mod with_rust_decimal {
    use super::Decimal;
    use crate::runtime::format::InvalidFormat;

    impl Decimal {
        /// The number as that of `rust_decimal`.
        ///
        /// # Errors
        /// Returns an error if the text is not a decimal number, or has more digits than that type.
        pub fn to_decimal(&self) -> Result<rust_decimal::Decimal, InvalidFormat> {
            let exact = rust_decimal::Decimal::from_str_exact(&self.0);
            exact.map_err(|error| InvalidFormat::new("decimal", error))
        }
    }

    impl From<rust_decimal::Decimal> for Decimal {
        fn from(value: rust_decimal::Decimal) -> Self {
            Self(value.to_string())
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn decimal_numbers_are_converted_both_ways() {
            for text in ["12.50", "-0.1", "79228162514264337593543950335"] {
                let value = Decimal::from(text);
                assert_eq!(Decimal::from(value.to_decimal().unwrap()), text);
            }
            for text in ["", "many", "0.12345678901234567890123456789012345"] {
                assert!(Decimal::from(text).to_decimal().is_err(), "{text}");
            }
        }
    }
}
