//! The types of bodies and parameters.

use std::collections::BTreeMap;

use super::bounds::Bounds;

/// The named types of a document, by their Rust names.
#[derive(Clone, Debug, Default)]
pub(crate) struct Types {
    pub(crate) structs: BTreeMap<String, Struct>,
    pub(crate) enums: BTreeMap<String, Enum>,
    pub(crate) unions: BTreeMap<String, Union>,
    /// Whether some values are strings with a format.
    pub(crate) has_formats: bool,
    /// Those that an operation has.
    pub(crate) directions: BTreeMap<String, Direction>,
}

/// Whether values of a type are sent, received, or both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Direction {
    pub(crate) request: bool,
    pub(crate) response: bool,
}

impl Direction {
    pub(crate) const REQUEST: Self = Self {
        request: true,
        response: false,
    };
    pub(crate) const RESPONSE: Self = Self {
        request: false,
        response: true,
    };
    pub(crate) const BOTH: Self = Self {
        request: true,
        response: true,
    };

    pub(crate) fn with(self, other: Self) -> Self {
        Self {
            request: self.request || other.request,
            response: self.response || other.response,
        }
    }
}

impl Types {
    /// The field of a struct, by the name of the struct and the name of the field.
    pub(crate) fn field(&self, structure: &str, field: &str) -> Option<&Field> {
        let fields = &self.structs.get(structure)?.fields;
        fields.iter().find(|known| known.name == field)
    }

    /// Whether values of a named type are sent. What no operation has is for programs to use as they like.
    pub(crate) fn is_sent(&self, name: &str) -> bool {
        self.directions.get(name).is_none_or(|direction| direction.request)
    }

    /// Whether values of a named type are received.
    pub(crate) fn is_received(&self, name: &str) -> bool {
        self.directions.get(name).is_none_or(|direction| direction.response)
    }

    /// The struct that a type is, if it is one.
    pub(crate) fn structure(&self, ty: &Type) -> Option<(&str, &Struct)> {
        let (name, structure) = self.structs.get_key_value(ty.name()?)?;
        Some((name, structure))
    }
}

/// What a value is in Rust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    /// Any JSON value.
    Any,
    Boolean,
    Integer(Integer),
    /// A number with a fraction.
    Number,
    String,
    /// A string with a format, which keeps its text.
    Formatted(Format),
    List(Box<Type>),
    /// An object whose properties have no names in the document, by their type.
    Map(Box<Type>),
    /// A struct or an enum, by its name in [`Types`].
    Named(String),
    /// A value, or `null`.
    Nullable(Box<Type>),
    /// A value on the heap: a struct that contains itself needs one on the way.
    Boxed(Box<Type>),
}

/// How wide an integer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Integer {
    I8,
    I16,
    I32,
    I64,
    U8,
    U16,
    U32,
    U64,
}

impl Integer {
    /// The type in Rust.
    pub(crate) fn rust(self) -> &'static str {
        match self {
            Self::I8 => "i8",
            Self::I16 => "i16",
            Self::I32 => "i32",
            Self::I64 => "i64",
            Self::U8 => "u8",
            Self::U16 => "u16",
            Self::U32 => "u32",
            Self::U64 => "u64",
        }
    }
}

/// A format of strings that has a type in the runtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Base64,
    Date,
    DateTime,
    Decimal,
    Duration,
    Time,
    Uri,
    Uuid,
}

impl Format {
    pub(crate) const ALL: [Self; 8] = [
        Self::Base64,
        Self::Date,
        Self::DateTime,
        Self::Decimal,
        Self::Duration,
        Self::Time,
        Self::Uri,
        Self::Uuid,
    ];

    /// The format that a document calls `name`.
    pub(crate) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "byte" => Self::Base64,
            "date" => Self::Date,
            "date-time" => Self::DateTime,
            "decimal" => Self::Decimal,
            "duration" => Self::Duration,
            "time" => Self::Time,
            "uri" | "url" => Self::Uri,
            "uuid" => Self::Uuid,
            _ => return None,
        })
    }

    /// The type in the runtime.
    pub(crate) fn rust(self) -> &'static str {
        match self {
            Self::Base64 => "Base64",
            Self::Date => "Date",
            Self::DateTime => "DateTime",
            Self::Decimal => "Decimal",
            Self::Duration => "Duration",
            Self::Time => "Time",
            Self::Uri => "Uri",
            Self::Uuid => "Uuid",
        }
    }
}

impl Type {
    /// This type, or `null`. Any JSON value and what is nullable already include `null`.
    pub(crate) fn or_null(self) -> Self {
        match self {
            Self::Any | Self::Nullable(_) => self,
            other => Self::Nullable(Box::new(other)),
        }
    }

    /// The type of the values other than `null`.
    pub(crate) fn without_null(&self) -> &Self {
        match self {
            Self::Nullable(inner) => inner,
            other => other,
        }
    }

    /// The name of the named type that this is.
    pub(crate) fn name(&self) -> Option<&str> {
        match self {
            Self::Named(name) => Some(name),
            Self::Boxed(inner) => inner.name(),
            _ => None,
        }
    }

    /// The type that this one is made of.
    pub(crate) fn inner(&self) -> Option<&Self> {
        match self {
            Self::Nullable(inner) | Self::Boxed(inner) | Self::List(inner) | Self::Map(inner) => Some(inner),
            _ => None,
        }
    }

    /// Whether every value is a string that is not restricted to some values.
    pub(crate) fn is_text(&self) -> bool {
        matches!(self, Self::String | Self::Formatted(_))
    }

    /// Whether an empty value of this type means an absent one.
    pub(crate) fn is_collection(&self) -> bool {
        matches!(self, Self::List(_) | Self::Map(_))
    }
}

/// An object with properties of its own.
#[derive(Clone, Debug)]
pub(crate) struct Struct {
    /// The JSON pointer of what it is made of.
    pub(crate) at: String,
    /// Its documentation, a text for each paragraph or more.
    pub(crate) docs: Vec<String>,
    /// In the order of the document.
    pub(crate) fields: Vec<Field>,
}

/// A property of an object.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    /// The JSON pointer of what it is made of.
    pub(crate) at: String,
    /// The name in Rust.
    pub(crate) name: String,
    /// The name on the wire; none for the map of the properties that have no name in the document.
    pub(crate) wire_name: Option<String>,
    /// The type of the value where there is one. A property that may be absent is not nullable for that.
    pub(crate) ty: Type,
    /// Whether the property is always there.
    pub(crate) required: bool,
    /// Whether the document allows `null`. The type says so only where that differs from what is absent or empty.
    pub(crate) nullable: bool,
    /// Whether the document says that the property is deprecated.
    pub(crate) deprecated: bool,
    /// The bounds of the value where it is sent.
    pub(crate) bounds: Bounds,
    /// The default that the document states, which the service assumes where nothing is sent.
    pub(crate) default: Option<String>,
    /// Its documentation, a text for each paragraph or more.
    pub(crate) docs: Vec<String>,
}

impl Field {
    /// The type of the field: with `Option` where the property may be absent.
    pub(crate) fn stored(&self) -> Type {
        if self.required || self.ty.is_collection() || self.wire_name.is_none() {
            self.ty.clone()
        } else {
            match &self.ty {
                nullable @ Type::Nullable(_) => nullable.clone(),
                other => Type::Nullable(Box::new(other.clone())),
            }
        }
    }
}

/// A string, or an integer, that is one of the values that the document lists, or another one.
#[derive(Clone, Debug)]
pub(crate) struct Enum {
    /// The JSON pointer of what it is made of.
    pub(crate) at: String,
    /// Its documentation, a text for each paragraph or more.
    pub(crate) docs: Vec<String>,
    /// At least one; all are strings, or all are integers.
    pub(crate) variants: Vec<Variant>,
    /// The variant for other values.
    pub(crate) unlisted: &'static str,
}

impl Enum {
    /// Whether the values are integers.
    pub(crate) fn is_integer(&self) -> bool {
        self.variants
            .iter()
            .any(|variant| matches!(variant.value, Literal::Integer(_)))
    }
}

/// A value of an enum.
#[derive(Clone, Debug)]
pub(crate) struct Variant {
    /// The name in Rust.
    pub(crate) name: String,
    /// The value on the wire.
    pub(crate) value: Literal,
    /// Its documentation, if it has one of its own.
    pub(crate) docs: Vec<String>,
    pub(crate) deprecated: bool,
}

/// One of several types.
#[derive(Clone, Debug)]
pub(crate) struct Union {
    /// The JSON pointer of what it is made of.
    pub(crate) at: String,
    pub(crate) docs: Vec<String>,
    pub(crate) branches: Vec<Branch>,
    /// Whether a value shows which branch it is of: each branch has a test then. Otherwise the value is stored as it is, and
    /// read as a branch on demand.
    pub(crate) distinct: bool,
}

/// One of the types of a union.
#[derive(Clone, Debug)]
pub(crate) struct Branch {
    /// The JSON pointer of what it is made of.
    pub(crate) at: String,
    /// The name of the variant.
    pub(crate) name: String,
    pub(crate) ty: Type,
    /// What is true of the values of this branch and of no branch behind it.
    pub(crate) test: Test,
}

/// How a value shows that it is of a branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Test {
    /// By what kind of JSON it is.
    Kind(Kind),
    /// By the value of a property.
    Tag { property: String, values: Vec<Literal> },
    /// By the value of a property, or by its absence.
    TagOrAbsent { property: String, values: Vec<Literal> },
    /// By having these properties.
    Has(Vec<String>),
    /// Nothing does.
    None,
}

/// A value that a document lists.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Literal {
    Text(String),
    Integer(i64),
    Boolean(bool),
}

impl std::fmt::Display for Literal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Integer(value) => value.fmt(f),
            Self::Boolean(value) => value.fmt(f),
        }
    }
}

/// A kind of JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Boolean,
    Number,
    String,
    Array,
    Object,
}
