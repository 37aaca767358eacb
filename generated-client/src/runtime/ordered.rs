//! The order of the values of an enum: that of what they are on the wire.
//!
//! A derived order would be that of the document, and would change wherever a value is added or moved.

/// Implements `Ord` and `PartialOrd` for an enum by its values. For generated code.
///
/// `ordered!(Severity, as_str, Unknown)`: the enum, the method that returns the value, and the variant of other values.
#[doc(hidden)]
#[macro_export]
macro_rules! generated_ordered {
    ($name:ident, $value:ident, $unlisted:ident) => {
        impl Ord for $name {
            fn cmp(&self, other: &Self) -> ::std::cmp::Ordering {
                // A listed value can be written as an unlisted one, which is not equal to it.
                let is_unlisted = |one: &Self| matches!(one, Self::$unlisted(_));
                let by_value = self.$value().cmp(&other.$value());
                by_value.then_with(|| is_unlisted(self).cmp(&is_unlisted(other)))
            }
        }

        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<::std::cmp::Ordering> {
                Some(self.cmp(other))
            }
        }
    };
}

#[cfg(test)]
mod tests {
    #[derive(Debug, PartialEq, Eq)]
    enum Severity {
        Medium,
        Low,
        Unknown(&'static str),
    }

    impl Severity {
        fn as_str(&self) -> &str {
            match self {
                Self::Medium => "medium",
                Self::Low => "low",
                Self::Unknown(value) => value,
            }
        }
    }

    generated_ordered!(Severity, as_str, Unknown);

    #[test]
    fn values_are_compared_as_they_are_on_the_wire() {
        let mut values = [
            Severity::Unknown("zero"),
            Severity::Medium,
            Severity::Unknown("low"),
            Severity::Low,
            Severity::Unknown("a"),
        ];
        values.sort();
        let expected = [
            Severity::Unknown("a"),
            Severity::Low,
            Severity::Unknown("low"),
            Severity::Medium,
            Severity::Unknown("zero"),
        ];
        assert_eq!(values, expected);
    }
}
