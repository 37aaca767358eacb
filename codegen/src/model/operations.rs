//! The API and its operations.

use super::bounds::Bounds;
use super::responses::{Body, Responses, Success};
use super::types::Type;

#[derive(Clone, Debug)]
pub(crate) struct Server {
    pub(crate) url: String,
    pub(crate) variables: Vec<ServerVariable>,
}

#[derive(Clone, Debug)]
pub(crate) struct ServerVariable {
    /// The JSON pointer of what it is made of.
    pub(crate) at: String,
    pub(crate) name: String,
    pub(crate) description: String,
    /// None where a client must be given a value.
    pub(crate) default: Option<String>,
    /// The method of the client's builder that sets it.
    pub(crate) setter: String,
    pub(crate) values: Vec<String>,
}

#[derive(Clone, Debug)]
pub(crate) struct SecurityScheme {
    /// The JSON pointer of what it is made of.
    pub(crate) at: String,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) kind: SchemeKind,
    /// The methods of the client's builder that set its credentials, each by itself; empty: there is none.
    pub(crate) setters: Vec<String>,
}

#[derive(Clone, Debug)]
pub(crate) enum SchemeKind {
    Header(String),
    Query(String),
    Cookie(String),
    Basic,
    Bearer,
    /// A bearer token that is given, or requested from this address, which may be relative to that of the service.
    ClientCredentials {
        token_url: String,
    },
    /// Another scheme of HTTP, whose value of the header `Authorization` is given.
    Authorization,
    /// The certificate of the client in the TLS handshake.
    MutualTls,
    Signing {
        header: String,
        algorithm: String,
    },
}

/// A security scheme that an operation requires.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Requirement {
    pub(crate) scheme: String,
    /// The scopes or roles that are required, in the order of the document.
    pub(crate) scopes: Vec<String>,
}

/// `x-error-body`: where code and message of an error may be.
#[derive(Clone, Debug, Default)]
pub(crate) struct ErrorBody {
    pub(crate) code: Vec<String>,
    pub(crate) message: Vec<String>,
    pub(crate) request_id: Vec<String>,
    pub(crate) request_id_header: Option<String>,
    pub(crate) details: Vec<String>,
}

#[derive(Clone, Debug)]
pub(crate) struct Operation {
    /// Its JSON pointer.
    pub(crate) at: String,
    pub(crate) id: String,
    /// The name of the method, in snake case, unique in the document.
    pub(crate) method_name: String,
    /// The name of its builder, unique in the document.
    pub(crate) builder_name: String,
    pub(crate) method: String,
    pub(crate) path: String,
    /// The servers of this operation alone; empty: those of the document.
    pub(crate) servers: Vec<Server>,
    /// Its documentation, a text for each paragraph or more.
    pub(crate) docs: Vec<String>,
    pub(crate) deprecated: bool,
    /// The tags that it is listed under.
    pub(crate) tags: Vec<String>,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) pagination: Option<Pagination>,
    /// How its pages name the next one, if they do.
    pub(crate) chained: Option<Chained>,
    pub(crate) body: Option<RequestBody>,
    pub(crate) responses: Responses,
    /// The ways to read a success while it arrives.
    pub(crate) streams: Vec<Stream>,
    /// Alternatives of sets of schemes.
    pub(crate) security: Vec<Vec<Requirement>>,
    /// The header of the idempotency key that every call has.
    pub(crate) idempotency_key: Option<String>,
}

impl Operation {
    /// The body in each media type that the client sends, the preferred one first.
    pub(crate) fn bodies(&self) -> impl Iterator<Item = &RequestBody> {
        let others = self.body.iter().flat_map(|body| &body.others);
        self.body.iter().chain(others.map(|other| &other.body))
    }

    /// The types that are decoded of its responses.
    pub(crate) fn received(&self) -> impl Iterator<Item = &Type> {
        let documented = self.responses.documented.iter().map(|response| &response.body);
        let others = self.responses.others.iter().filter_map(|other| match &other.success {
            Success::One(body) | Success::Optional(body) => Some(body),
            Success::Several => None,
        });
        let bodies = documented.chain(others).filter_map(|body| match body {
            Body::Json(ty) => Some(ty),
            _ => None,
        });
        let lines = self.streams.iter().filter_map(|stream| match stream {
            Stream::Lines { ty, .. } => Some(ty),
            Stream::Bytes | Stream::Events => None,
        });
        bodies.chain(lines)
    }
}

/// How an operation is paged: names of fields.
#[derive(Clone, Debug)]
pub(crate) struct Pagination {
    pub(crate) offset: String,
    /// The parameter that says how many records a page is to have.
    pub(crate) limit: Option<String>,
    /// Of the page.
    pub(crate) items: String,
    /// Of the page.
    pub(crate) total: Option<String>,
    /// Of a record.
    pub(crate) key: Option<String>,
    /// The parameters that narrow the records to a window of time.
    pub(crate) window: Option<(String, String)>,
    pub(crate) greatest_offset: Option<i64>,
    /// How many records a page has if no limit is sent.
    pub(crate) default_limit: Option<i64>,
}

/// A way to read a response while it arrives.
#[derive(Clone, Debug)]
pub(crate) enum Stream {
    /// As bytes.
    Bytes,
    /// As the values of its lines.
    Lines { media_type: String, ty: Type },
    /// As server-sent events.
    Events,
}

/// How the pages of an operation name the next one. What is not of the wire is the name of a field.
#[derive(Clone, Debug)]
pub(crate) struct Chained {
    pub(crate) sent: SentAs,
    pub(crate) next: NextPage,
    /// The parameter that is the number of the page, and the number of the first one.
    pub(crate) number: Option<(String, i64)>,
    /// The parameter that says how many records a page is to have.
    pub(crate) limit: Option<String>,
    /// How many records a page has if no limit is sent.
    pub(crate) default_limit: Option<i64>,
    /// Of the page; none if the page itself is the list of its records.
    pub(crate) items: Option<String>,
    /// Of the page.
    pub(crate) total: Option<String>,
}

/// Where a request says which page it is for. The runtime has an enum of the same variants.
#[derive(Clone, Debug)]
pub(crate) enum SentAs {
    Query(String),
    Header(String),
    Body(String),
    Link,
}

/// What names the next page. The runtime has an enum of the same variants.
#[derive(Clone, Debug)]
pub(crate) enum NextPage {
    Number,
    Body(String),
    Header(String),
    LinkHeader,
}

#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    /// The JSON pointer of what it is made of.
    pub(crate) at: String,
    pub(crate) name: String,
    /// The name of the setter, unique within the operation.
    pub(crate) field: String,
    pub(crate) location: Location,
    pub(crate) style: Style,
    /// Whether reserved characters of a query are sent as they are.
    pub(crate) allow_reserved: bool,
    /// Whether null or an empty list is sent as a name without a value, in a query.
    pub(crate) allow_empty: bool,
    pub(crate) required: bool,
    pub(crate) deprecated: bool,
    /// `x-client-parameter`
    pub(crate) of_client: bool,
    /// Its documentation, a text for each paragraph or more.
    pub(crate) docs: Vec<String>,
    pub(crate) ty: Type,
    pub(crate) bounds: Bounds,
    /// The default that the document states, which the service assumes where nothing is sent.
    pub(crate) default: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Location {
    Path,
    Query,
    Header,
    Cookie,
}

/// How a value is written. The runtime has an enum of the same variants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    Form,
    FormJoined,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
    Simple,
    SimpleExploded,
    Label,
    LabelExploded,
    Matrix,
    MatrixExploded,
    Json,
}

#[derive(Clone, Debug)]
pub(crate) struct RequestBody {
    /// The JSON pointer of what it is made of.
    pub(crate) at: String,
    pub(crate) kind: BodyKind,
    /// What is sent as `Content-Type`; for [`BodyKind::OfCaller`] the range that the document states.
    pub(crate) content_type: String,
    pub(crate) required: bool,
    /// Its documentation, a text for each paragraph or more.
    pub(crate) docs: Vec<String>,
    /// The type of the body, for JSON and forms.
    pub(crate) ty: Option<Type>,
    pub(crate) bounds: Bounds,
    /// The properties of the body that have a setter of the operation.
    pub(crate) properties: Vec<BodyProperty>,
    /// The styles of properties of a form that have one of their own.
    pub(crate) styles: Vec<(String, Style)>,
    /// The parts of a body of several parts.
    pub(crate) parts: Vec<Part>,
    /// The parts that the document does not name, where it allows them.
    pub(crate) other_parts: Option<OtherParts>,
    /// The other media types, in the order of their names.
    pub(crate) others: Vec<OtherBody>,
}

impl RequestBody {
    /// The types of the parts that are values, and of the headers of parts.
    pub(crate) fn part_types(&self) -> impl Iterator<Item = &Type> {
        let headers = self.parts.iter().flat_map(|part| &part.headers);
        let named = self.parts.iter().map(|part| &part.kind);
        let kinds = named.chain(self.other_parts.iter().map(|others| &others.kind));
        let values = kinds.filter_map(|kind| match kind {
            PartKind::Value(ty, _) => Some(ty),
            PartKind::File | PartKind::Files => None,
        });
        values.chain(headers.map(|header| &header.ty))
    }
}

/// The body in another media type than the preferred one.
#[derive(Clone, Debug)]
pub(crate) struct OtherBody {
    /// The media type as the document has it.
    pub(crate) media_type: String,
    /// The name of the setter, unique within the operation.
    pub(crate) setter: String,
    /// The name of the type of its parts, unique among the types of operations; only for several parts.
    pub(crate) parts_type: Option<String>,
    /// Without other media types.
    pub(crate) body: RequestBody,
}

/// A property of a body that has a setter of the operation.
#[derive(Clone, Debug)]
pub(crate) struct BodyProperty {
    /// The name of the setter, unique within the operation.
    pub(crate) setter: String,
    /// Its position among the fields of the body's struct.
    pub(crate) index: usize,
}

/// How a body is encoded, the preferred ways first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum BodyKind {
    Json,
    Form,
    Multipart,
    Text,
    Bytes,
    /// Bytes of a media type that the caller states.
    OfCaller,
}

/// A part of a body of several parts.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    /// The JSON pointer of what it is made of.
    pub(crate) at: String,
    /// The JSON pointer of how it is encoded, if the document says so.
    pub(crate) encoding_at: Option<String>,
    pub(crate) name: String,
    /// The name of the setter, unique within the operation.
    pub(crate) field: String,
    pub(crate) kind: PartKind,
    /// The `Content-Type` that the document states, if it is one media type.
    pub(crate) content_type: Option<String>,
    pub(crate) required: bool,
    pub(crate) headers: Vec<PartHeader>,
    /// Its documentation, a text for each paragraph or more.
    pub(crate) docs: Vec<String>,
}

#[derive(Clone, Debug)]
pub(crate) enum PartKind {
    File,
    Files,
    /// A text, or JSON for an object; the items of a list are parts of their own.
    Value(Type, Box<Bounds>),
}

/// The parts that the document does not name.
#[derive(Clone, Debug)]
pub(crate) struct OtherParts {
    /// The name of the setter, unique within the operation.
    pub(crate) setter: String,
    /// `File` or `Value`: each call adds one.
    pub(crate) kind: PartKind,
}

/// A header of a part.
#[derive(Clone, Debug)]
pub(crate) struct PartHeader {
    /// The JSON pointer of what it is made of.
    pub(crate) at: String,
    pub(crate) name: String,
    /// The name of the setter, unique within the operation.
    pub(crate) field: String,
    pub(crate) style: Style,
    pub(crate) required: bool,
    pub(crate) ty: Type,
    /// Its documentation, a text for each paragraph or more.
    pub(crate) docs: Vec<String>,
}
