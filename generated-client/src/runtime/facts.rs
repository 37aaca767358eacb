//! What the generator states of a document: constants, without behaviour beyond looking things up in them.

use super::arguments::{Body, Parameter};

/// The document as a whole.
#[derive(Debug)]
pub struct Api {
    /// `info.title`.
    pub title: &'static str,
    /// `info.version`.
    pub version: &'static str,
    /// `servers`, in their order.
    pub servers: &'static [Server],
    /// `components.securitySchemes`.
    pub security_schemes: &'static [SecurityScheme],
    /// `x-error-body`.
    pub error_body: ErrorBody,
}

impl Api {
    /// Whether requests may be signed, so that their queries must be in canonical form.
    pub(super) fn signs(&self) -> bool {
        let mut schemes = self.security_schemes.iter();
        schemes.any(|scheme| matches!(scheme.kind, SchemeKind::Signing { .. }))
    }
}

/// An entry of `servers`.
#[derive(Clone, Copy, Debug)]
pub struct Server {
    /// The address, with its variables in braces.
    pub url: &'static str,
    /// The variables in the address.
    pub variables: &'static [ServerVariable],
}

/// A variable of a server's address.
#[derive(Clone, Copy, Debug)]
pub struct ServerVariable {
    /// Its name in the address.
    pub name: &'static str,
    /// The value that is used when none is given; `None`: there must be one.
    pub default: Option<&'static str>,
    /// The method of the client's builder that sets it.
    pub setter: &'static str,
    /// The values that the document lists; empty: any.
    pub values: &'static [&'static str],
}

/// A way to say who calls.
#[derive(Clone, Copy, Debug)]
pub struct SecurityScheme {
    /// Its name in the document.
    pub name: &'static str,
    /// Its place in a request.
    pub kind: SchemeKind,
    /// The methods of the client's builder that set its credentials, each by itself; empty: there is none.
    pub setters: &'static [&'static str],
}

/// The place of a credential in a request.
#[derive(Clone, Copy, Debug)]
pub enum SchemeKind {
    /// A key in the header of this name.
    Header(&'static str),
    /// A key in the query parameter of this name.
    Query(&'static str),
    /// A key in the cookie of this name.
    Cookie(&'static str),
    /// HTTP's `Basic` scheme.
    Basic,
    /// HTTP's `Bearer` scheme.
    Bearer,
    /// A bearer token that is given, or requested with the credentials of an OAuth 2 client.
    ClientCredentials {
        /// The address that tokens are requested from; it may be relative to that of the service.
        token_url: &'static str,
    },
    /// Another scheme of HTTP, whose value of the header `Authorization` is given.
    Authorization,
    /// The certificate of the client in the TLS handshake.
    MutualTls,
    /// A signature of the request.
    Signing {
        /// The header that contains it.
        header: &'static str,
        /// The name of the algorithm.
        algorithm: &'static str,
    },
}

/// Where the parts of an error are in the body of a response: names of members, the first that is found counts.
#[derive(Clone, Copy, Debug)]
pub struct ErrorBody {
    /// Names of the code.
    pub code: &'static [&'static str],
    /// Names of the message.
    pub message: &'static [&'static str],
    /// Names of the request's ID.
    pub request_id: &'static [&'static str],
    /// The header that contains the request's ID.
    pub request_id_header: Option<&'static str>,
    /// Names of further members beside the code, which are returned as they are.
    pub details: &'static [&'static str],
}

/// An operation of the document.
#[derive(Debug)]
pub struct Operation {
    /// Its `operationId`.
    pub id: &'static str,
    /// The HTTP method, in capitals.
    pub method: &'static str,
    /// The path, with its parameters in braces.
    pub path: &'static str,
    /// Its parameters, in the order of the document.
    pub parameters: &'static [Parameter],
    /// Its body in the preferred media type, if it has one.
    pub body: Option<Body>,
    /// Its body in other media types.
    pub other_bodies: &'static [Body],
    /// The servers of this operation alone, instead of those of the document; empty: those of the document.
    pub servers: &'static [Server],
    /// The `Accept` header.
    pub accept: Option<&'static str>,
    /// The statuses of a success; empty: every 2xx.
    pub success: &'static [Status],
    /// Alternatives, each a set of the names of schemes that go together; empty: no credentials are needed.
    pub security: &'static [&'static [&'static str]],
    /// The scopes of a token that is requested for this operation, by the name of its scheme.
    pub scopes: &'static [(&'static str, &'static [&'static str])],
    /// The properties that the JSON object of a success declares; `None` if it may contain anything. The code of an
    /// error under any other name makes a response an error, whatever its status says.
    pub declared: Option<&'static [&'static str]>,
    /// The media types that are documented for a success but not decoded, each with its status.
    pub undecoded: &'static [(Status, &'static str)],
    /// The header of a key by which the service recognises attempts of one call: `x-idempotency-key`. Every call has one.
    pub idempotency_key: Option<&'static str>,
}

impl Operation {
    /// What generated code changes the fields of.
    pub const DEFAULT: Self = Self {
        id: "",
        method: "GET",
        path: "",
        parameters: &[],
        body: None,
        other_bodies: &[],
        servers: &[],
        accept: None,
        success: &[],
        security: &[],
        scopes: &[],
        declared: None,
        undecoded: &[],
        idempotency_key: None,
    };

    /// An operation without parameters that succeeds with every 2xx.
    pub const fn new(id: &'static str, method: &'static str, path: &'static str) -> Self {
        Self {
            id,
            method,
            path,
            ..Self::DEFAULT
        }
    }

    /// The same with parameters.
    #[must_use]
    pub const fn parameters(mut self, parameters: &'static [Parameter]) -> Self {
        self.parameters = parameters;
        self
    }

    /// The same with a body.
    #[must_use]
    pub const fn body(mut self, body: Body) -> Self {
        self.body = Some(body);
        self
    }

    /// The same with other media types of its body.
    #[must_use]
    pub const fn other_bodies(mut self, bodies: &'static [Body]) -> Self {
        self.other_bodies = bodies;
        self
    }

    /// The same with servers of its own.
    #[must_use]
    pub const fn servers(mut self, servers: &'static [Server]) -> Self {
        self.servers = servers;
        self
    }

    /// The same with the `Accept` header.
    #[must_use]
    pub const fn accept(mut self, accept: &'static str) -> Self {
        self.accept = Some(accept);
        self
    }

    /// The same with the statuses of a success.
    #[must_use]
    pub const fn success(mut self, success: &'static [Status]) -> Self {
        self.success = success;
        self
    }

    /// The same with alternatives of credentials.
    #[must_use]
    pub const fn security(mut self, security: &'static [&'static [&'static str]]) -> Self {
        self.security = security;
        self
    }

    /// The same with the properties that the JSON object of a success declares.
    #[must_use]
    pub const fn declared(mut self, declared: &'static [&'static str]) -> Self {
        self.declared = Some(declared);
        self
    }

    /// The same with media types that are not decoded.
    #[must_use]
    pub const fn undecoded(mut self, undecoded: &'static [(Status, &'static str)]) -> Self {
        self.undecoded = undecoded;
        self
    }

    /// The same with the scopes that it needs of tokens.
    #[must_use]
    pub const fn scopes(mut self, scopes: &'static [(&'static str, &'static [&'static str])]) -> Self {
        self.scopes = scopes;
        self
    }

    /// The same with the header of its idempotency key.
    #[must_use]
    pub const fn idempotency_key(mut self, header: &'static str) -> Self {
        self.idempotency_key = Some(header);
        self
    }

    /// The scopes that the operation needs of a scheme.
    pub(super) fn scopes_of(&self, scheme: &str) -> &'static [&'static str] {
        let mut all = self.scopes.iter();
        all.find(|(name, _)| *name == scheme).map_or(&[], |(_, scopes)| *scopes)
    }

    /// Whether the document declares `status` as a success.
    pub(super) fn succeeds(&self, status: u16) -> bool {
        if self.success.is_empty() {
            return status / 100 == 2;
        }
        self.success.iter().any(|declared| declared.includes(status))
    }

    /// Whether a success with `status` may have a body of this media type, without parameters, and the client does not
    /// decode it.
    pub(super) fn leaves_undecoded(&self, status: u16, essence: &str) -> bool {
        // A status of its own has media types of its own.
        let exact = |declared: &Status| matches!(*declared, Status::Exact(exact) if exact == status);
        let has_own = self.success.iter().any(exact);
        self.undecoded.iter().any(|(declared, media_type)| {
            let applies = if has_own {
                exact(declared)
            } else {
                declared.includes(status)
            };
            applies && matches(media_type, essence)
        })
    }
}

/// Whether a media type, or a range of them such as `image/*`, includes this one.
fn matches(documented: &str, essence: &str) -> bool {
    let documented = documented.split(';').next().unwrap_or_default().trim();
    match documented.strip_suffix("/*") {
        Some(kind) => essence
            .split('/')
            .next()
            .is_some_and(|found| found.eq_ignore_ascii_case(kind)),
        None => documented.eq_ignore_ascii_case(essence),
    }
}

/// A status code, or a hundred of them.
#[derive(Clone, Copy, Debug)]
pub enum Status {
    /// This one.
    Exact(u16),
    /// All that begin with this digit: 2 for `2XX`.
    Range(u8),
}

impl Status {
    fn includes(self, status: u16) -> bool {
        match self {
            Self::Exact(exact) => exact == status,
            Self::Range(hundreds) => u16::from(hundreds) == status / 100,
        }
    }
}
