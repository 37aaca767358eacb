//! The table of a generated struct: what reads and writes its fields, for [`record`](super::record).

/// Implements `Serialize` and `Deserialize` for a struct. For generated code.
///
/// `record!(Thing, 0 required id, 1 optional name)`: the struct, and its fields, each with its index, how it is read and
/// written, and its name. Where names on the wire differ, they follow: `0 required id "ID", 1 optional name "name"`. A struct
/// that has a map for all other members names it first: `record!(Thing, rest others, 0 required id)`.
#[doc(hidden)]
#[macro_export]
macro_rules! generated_record {
    (@finish $members:ident $index:literal required $field:ident) => {
        $crate::runtime::generated::record::required::finish($field, $index, $members)?
    };
    (@finish $members:ident $index:literal required_list $field:ident) => {
        $crate::runtime::generated::record::required_list::finish($field, $index, $members)?
    };
    (@finish $members:ident $index:literal $kind:ident $field:ident) => {
        $field
    };
    (@items $record:ident, $reading:path, $writing:path) => {
        impl<'de> $crate::runtime::generated::record::Deserialize<'de> for $record {
            fn deserialize<D: $crate::runtime::generated::record::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $reading(deserializer)
            }
        }

        impl $crate::runtime::generated::record::Serialize for $record {
            fn serialize<S: $crate::runtime::generated::record::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                $writing(self, serializer)
            }
        }
    };
    ($record:ident, rest $rest:ident, $($index:literal $kind:ident $field:ident $name:tt),*) => {
        #[allow(deprecated, reason = "a deprecated field is read and written as any other")]
        impl $crate::runtime::generated::record::Record for $record {
            const NAME: &'static str = ::std::stringify!($record);
            const FIELDS: &'static [&'static str] = &[$($name),*];

            fn read<'de, A: $crate::runtime::generated::record::MapAccess<'de>>(
                members: &mut $crate::runtime::generated::record::Members<A, A::Error>,
            ) -> ::std::option::Option<Self> {
                $(let mut $field = $crate::runtime::generated::record::$kind::unset();)*
                let mut $rest = ::std::default::Default::default();
                while let ::std::option::Option::Some(next) = members.next_member() {
                    match next {
                        $($crate::runtime::generated::record::rest::Next::Field($index) => {
                            $crate::runtime::generated::record::$kind::read(&mut $field, members);
                        })*
                        $crate::runtime::generated::record::rest::Next::Field(_) => members.skip(),
                        $crate::runtime::generated::record::rest::Next::Other(name) => members.other(&mut $rest, name),
                    }
                }
                ::std::option::Option::Some(Self {
                    $($field: $crate::runtime::generated::record!(@finish members $index $kind $field),)*
                    $rest,
                })
            }

            fn write<F: $crate::runtime::generated::record::Fields>(&self, fields: &mut F) {
                $($crate::runtime::generated::record::$kind::write(&self.$field, $index, fields);)*
                for (name, value) in $crate::runtime::generated::record::rest::Rest::members(&self.$rest) {
                    fields.other(name, value);
                }
            }
        }

        $crate::runtime::generated::record!(
            @items $record, $crate::runtime::generated::record::rest::read, $crate::runtime::generated::record::rest::write
        );
    };
    ($record:ident, $($index:literal $kind:ident $field:ident $name:tt),*) => {
        #[allow(deprecated, reason = "a deprecated field is read and written as any other")]
        impl $crate::runtime::generated::record::Record for $record {
            const NAME: &'static str = ::std::stringify!($record);
            const FIELDS: &'static [&'static str] = &[$($name),*];

            fn read<'de, A: $crate::runtime::generated::record::MapAccess<'de>>(
                members: &mut $crate::runtime::generated::record::Members<A, A::Error>,
            ) -> ::std::option::Option<Self> {
                $(let mut $field = $crate::runtime::generated::record::$kind::unset();)*
                while let ::std::option::Option::Some(index) = members.next_field() {
                    match index {
                        $($index => $crate::runtime::generated::record::$kind::read(&mut $field, members),)*
                        _ => members.skip(),
                    }
                }
                ::std::option::Option::Some(Self {
                    $($field: $crate::runtime::generated::record!(@finish members $index $kind $field),)*
                })
            }

            #[allow(unused_variables, reason = "a struct may have no fields")]
            fn write<F: $crate::runtime::generated::record::Fields>(&self, fields: &mut F) {
                $($crate::runtime::generated::record::$kind::write(&self.$field, $index, fields);)*
            }
        }

        $crate::runtime::generated::record!(
            @items $record, $crate::runtime::generated::record::read, $crate::runtime::generated::record::write
        );
    };
    ($record:ident, $(rest $rest:ident,)? $($index:literal $kind:ident $field:ident),+) => {
        $crate::runtime::generated::record!(
            $record, $(rest $rest,)? $($index $kind $field (::std::stringify!($field))),+
        );
    };
}
