//! The rules, as data: what each is called, how bad it is, and why it matters.

/// How bad a violation is. Both fail a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The contract says otherwise.
    Error,
    /// The contract says nothing of it.
    Warning,
}

impl Level {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// One rule.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Rule {
    /// Its stable name, in kebab-case.
    pub id: &'static str,
    /// How bad it is to break it.
    pub level: Level,
    /// What it means to break it.
    pub summary: &'static str,
    /// Why that matters to those who import the client.
    pub why: &'static str,
    /// Where it comes from.
    pub reference: &'static str,
}

impl Rule {
    /// Why a violation matters in what is sent. Most rules say what happens to a value that is received.
    pub(crate) fn why_sent(&self) -> &'static str {
        let of_requests = [
            PARAM_MISSING.id,
            PARAM_UNDOCUMENTED.id,
            PARAM_STYLE.id,
            BODY_UNDOCUMENTED.id,
            READ_ONLY.id,
        ];
        match of_requests.contains(&self.id) {
            true => self.why,
            false => "the service did not refuse it, and the client cannot send it",
        }
    }
}

/// Defines each rule as a constant, and the list of all of them, which so cannot miss one.
macro_rules! rules {
    ($($name:ident = $id:literal, $level:ident, $summary:literal, $why:literal, $reference:literal;)*) => {
        $(
            #[doc = $summary]
            pub(crate) static $name: Rule = Rule {
                id: $id,
                level: Level::$level,
                summary: $summary,
                why: $why,
                reference: $reference,
            };
        )*

        /// All rules.
        pub static RULES: &[&Rule] = &[$(&$name),*];
    };
}

rules! {
    METHOD = "method", Error,
        "the path has no operation of this method",
        "no method of the client sends this request",
        "https://spec.openapis.org/oas/v3.0.3.html#path-item-object";
    PATH = "path", Error,
        "the document has no such path",
        "no method of the client sends this request",
        "https://spec.openapis.org/oas/v3.0.3.html#paths-object";
    SERVER = "server", Error,
        "the document has no such server",
        "the client does not send its requests there",
        "https://spec.openapis.org/oas/v3.0.3.html#server-object";
    SECURITY = "security", Error,
        "the request has none of the credentials that the operation requires",
        "either the recording dropped them, or the operation needs none",
        "https://spec.openapis.org/oas/v3.0.3.html#security-requirement-object";
    PARAM_MISSING = "param-missing", Error,
        "a required parameter was not sent",
        "the client cannot leave it out",
        "https://spec.openapis.org/oas/v3.0.3.html#parameter-object";
    PARAM_UNDOCUMENTED = "param-undocumented", Warning,
        "a parameter is not documented",
        "the client has no way to send it",
        "https://spec.openapis.org/oas/v3.0.3.html#parameter-object";
    PARAM_STYLE = "param-style", Error,
        "a parameter is not written in its style",
        "the service reads another value, or none",
        "https://spec.openapis.org/oas/v3.0.3.html#style-values";
    STATUS = "status", Error,
        "the status is not documented",
        "the client reports it as an unexpected response",
        "https://spec.openapis.org/oas/v3.0.3.html#responses-object";
    CONTENT_TYPE = "content-type", Error,
        "the media type of a body is not documented",
        "the client does not know how to read such a body",
        "https://spec.openapis.org/oas/v3.0.3.html#media-type-object";
    BODY_MISSING = "body-missing", Error,
        "a documented body is empty",
        "the client finds nothing to decode",
        "https://spec.openapis.org/oas/v3.0.3.html#response-object";
    BODY_UNEXPECTED = "body-unexpected", Error,
        "a response has a body where HTTP allows none",
        "the client ignores it",
        "https://www.rfc-editor.org/rfc/rfc9110.html#section-6.4.1";
    BODY_UNDOCUMENTED = "body-undocumented", Warning,
        "a body is not documented",
        "the client neither sends nor returns it",
        "https://spec.openapis.org/oas/v3.0.3.html#response-object";
    HEADER_MISSING = "header-missing", Error,
        "a required header of the response is missing",
        "callers expect it to be present",
        "https://spec.openapis.org/oas/v3.0.3.html#header-object";
    JSON = "json", Error,
        "a body is not valid JSON",
        "the client cannot decode it",
        "https://www.rfc-editor.org/rfc/rfc8259";
    DUPLICATE_KEY = "duplicate-key", Error,
        "a member occurs twice in its object",
        "parsers disagree about which of the two counts, and the client rejects both",
        "https://www.rfc-editor.org/rfc/rfc8259#section-4";
    LONE_SURROGATE = "lone-surrogate", Error,
        "half of a surrogate pair is in a string",
        "it is not a character, and the client rejects the string",
        "https://www.rfc-editor.org/rfc/rfc8259#section-8.2";
    TYPE = "type", Error,
        "a value is of another type than documented",
        "the client cannot decode it",
        "https://datatracker.ietf.org/doc/html/draft-wright-json-schema-validation-00#section-5.21";
    NULL = "null", Error,
        "a value is null that is not nullable",
        "callers expect a value",
        "https://spec.openapis.org/oas/v3.0.3.html#fixed-fields-20";
    REQUIRED = "required", Error,
        "a required property is missing",
        "callers expect it to be present",
        "https://datatracker.ietf.org/doc/html/draft-wright-json-schema-validation-00#section-5.15";
    ENUM = "enum", Error,
        "a value is none of those listed",
        "callers do not know it: the client reports an unknown value",
        "https://datatracker.ietf.org/doc/html/draft-wright-json-schema-validation-00#section-5.20";
    FORMAT = "format", Error,
        "a value does not have its format",
        "the client may fail to decode it, or truncate it",
        "https://spec.openapis.org/oas/v3.0.3.html#data-types";
    PATTERN = "pattern", Error,
        "a string does not match its pattern",
        "callers that rely on the pattern misread it",
        "https://datatracker.ietf.org/doc/html/draft-wright-json-schema-validation-00#section-5.8";
    LENGTH = "length", Error,
        "a string is shorter or longer than documented",
        "callers that rely on the length truncate or reject it",
        "https://datatracker.ietf.org/doc/html/draft-wright-json-schema-validation-00#section-5.6";
    BOUNDS = "bounds", Error,
        "a number is outside of its bounds",
        "callers that rely on the bounds reject it",
        "https://datatracker.ietf.org/doc/html/draft-wright-json-schema-validation-00#section-5.2";
    MULTIPLE_OF = "multiple-of", Error,
        "a number is not a multiple of the documented step",
        "callers that rely on the step round it",
        "https://datatracker.ietf.org/doc/html/draft-wright-json-schema-validation-00#section-5.1";
    ITEMS = "items", Error,
        "a list has fewer or more items than documented",
        "callers that rely on the count reject it",
        "https://datatracker.ietf.org/doc/html/draft-wright-json-schema-validation-00#section-5.10";
    UNIQUE = "unique", Error,
        "a list contains the same item twice",
        "callers that use the items as keys lose one",
        "https://datatracker.ietf.org/doc/html/draft-wright-json-schema-validation-00#section-5.12";
    PROPERTIES = "properties", Error,
        "an object has fewer or more properties than documented",
        "callers that rely on the count reject it",
        "https://datatracker.ietf.org/doc/html/draft-wright-json-schema-validation-00#section-5.13";
    ADDITIONAL = "additional-properties", Error,
        "a property is not documented, and the document allows no others",
        "the document says that it cannot be there",
        "https://spec.openapis.org/oas/v3.0.3.html#properties";
    UNDOCUMENTED = "undocumented-property", Warning,
        "a property is not documented",
        "the client silently drops it",
        "https://spec.openapis.org/oas/v3.0.3.html#properties";
    ONE_OF = "one-of", Error,
        "a value fits none of the alternatives, or several",
        "the client cannot determine which of them it is",
        "https://spec.openapis.org/oas/v3.0.3.html#composition-and-inheritance-polymorphism";
    ANY_OF = "any-of", Error,
        "a value fits none of the alternatives",
        "the client cannot decode it",
        "https://spec.openapis.org/oas/v3.0.3.html#composition-and-inheritance-polymorphism";
    NOT = "not", Error,
        "a value matches a schema that the document excludes",
        "callers do not expect it",
        "https://datatracker.ietf.org/doc/html/draft-wright-json-schema-validation-00#section-5.25";
    DISCRIMINATOR = "discriminator", Error,
        "the discriminator does not say which alternative a value is",
        "the client picks the wrong type, or none",
        "https://spec.openapis.org/oas/v3.0.3.html#discriminator-object";
    WRITE_ONLY = "write-only", Error,
        "a write-only property is in a response",
        "the document says that it is never returned: it may be a secret",
        "https://spec.openapis.org/oas/v3.0.3.html#fixed-fields-20";
    READ_ONLY = "read-only", Warning,
        "a read-only property is in a request",
        "the service ignores it, or rejects the request",
        "https://spec.openapis.org/oas/v3.0.3.html#fixed-fields-20";
    CLIENT_REFUSES = "client-refuses", Error,
        "the generated client cannot decode what the service returned",
        "a call that the service accepted fails",
        "ARCHITECTURE.md";
    CLIENT_LOSES = "client-loses", Error,
        "the generated client loses a part of what the service returned",
        "callers never see it",
        "ARCHITECTURE.md";
    CONST = "const", Error,
        "a value is not the one that is documented",
        "callers expect this one value",
        "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.1.3";
    FORBIDDEN = "forbidden", Error,
        "a value is where the document allows none",
        "the document says that it cannot be there",
        "https://json-schema.org/draft/2020-12/json-schema-core#section-4.3.2";
    CONTAINS = "contains", Error,
        "a list has fewer or more items of a kind than documented",
        "callers that look for such an item find none, or several",
        "https://json-schema.org/draft/2020-12/json-schema-core#section-10.3.1.3";
    PROPERTY_NAMES = "property-names", Error,
        "the name of a property is not as documented",
        "callers that rely on the form of the names misread it",
        "https://json-schema.org/draft/2020-12/json-schema-core#section-10.3.2.4";
    DEPENDENT_REQUIRED = "dependent-required", Error,
        "a property is missing that another one requires",
        "callers expect it to be present",
        "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.5.4";
    UNEVALUATED_PROPERTIES = "unevaluated-properties", Error,
        "a property is described by no schema, and the document allows no others",
        "the document says that it cannot be there",
        "https://json-schema.org/draft/2020-12/json-schema-core#section-11.3";
    UNEVALUATED_ITEMS = "unevaluated-items", Error,
        "an item is described by no schema, and the document allows no others",
        "the document says that it cannot be there",
        "https://json-schema.org/draft/2020-12/json-schema-core#section-11.2";
    ACCEPTED_UNUSED = "accepted-unused", Error,
        "accepted drift no longer occurs",
        "an entry that matches nothing hides the next finding at its place",
        "ARCHITECTURE.md";
    ACCEPTED_EXPIRED = "accepted-expired", Error,
        "accepted drift still occurs after its expiry date",
        "it was to be reviewed by that day",
        "ARCHITECTURE.md";
}

/// Whether a rule is about a name that is missing, so that the last step of its pointer leads to nothing.
pub(crate) fn is_of_missing_name(rule: &Rule) -> bool {
    [REQUIRED.id, DEPENDENT_REQUIRED.id].contains(&rule.id)
}
