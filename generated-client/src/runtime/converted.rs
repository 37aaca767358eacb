//! Types that are read and written as another one: enums by their values, texts with a format, and values of several types.
//!
//! It is what serde derives for `from` and `into`, without its proc macro: that would be the largest of what a program has to
//! build for the client.

/// Implements `Serialize` and `Deserialize` for a type by another one, which it can be made from. For generated code.
///
/// `converted!(Severity, String, as_str)`: the type, the other one, and the method that returns what is written.
#[doc(hidden)]
#[macro_export]
macro_rules! generated_converted {
    ($name:ident, $base:ty, $value:ident) => {
        impl<'de> $crate::runtime::generated::record::Deserialize<'de> for $name {
            fn deserialize<D: $crate::runtime::generated::record::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                let value = <$base as $crate::runtime::generated::record::Deserialize>::deserialize(deserializer)?;
                ::std::result::Result::Ok(::std::convert::From::from(value))
            }
        }

        impl $crate::runtime::generated::record::Serialize for $name {
            fn serialize<S: $crate::runtime::generated::record::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::runtime::generated::record::Serialize::serialize(&self.$value(), serializer)
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    #[derive(Debug, PartialEq)]
    struct Level(i64);

    impl From<i64> for Level {
        fn from(value: i64) -> Self {
            Self(value)
        }
    }

    impl Level {
        fn as_i64(&self) -> i64 {
            self.0
        }
    }

    generated_converted!(Level, i64, as_i64);

    #[derive(Debug, PartialEq)]
    struct Either(Value);

    impl From<Value> for Either {
        fn from(value: Value) -> Self {
            Self(value)
        }
    }

    impl Either {
        fn value(&self) -> &Value {
            &self.0
        }
    }

    generated_converted!(Either, ::serde_json::Value, value);

    #[test]
    fn a_type_is_read_and_written_as_the_other_one() -> Result<(), serde_json::Error> {
        let levels: Vec<Level> = serde_json::from_str("[1, -2]")?;
        assert_eq!(levels, [Level(1), Level(-2)]);
        assert_eq!(serde_json::to_string(&levels)?, "[1,-2]");
        assert!(serde_json::from_str::<Level>(r#""1""#).is_err());

        let value = json!({"a": [null, 1.50]});
        let either: Either = serde_json::from_value(value.clone())?;
        assert_eq!(either, Either(value.clone()));
        assert_eq!(serde_json::to_value(&either)?, value);
        Ok(())
    }
}
