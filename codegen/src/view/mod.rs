//! What a document promises, resolved: the view that everything reads which compares the API with something else.
//!
//! The view says which operations there are and on which servers, which operation a URL and a method belong to, what each
//! operation takes (parameters, bodies, credentials) and what it returns (statuses, headers, bodies), and which schemas are
//! in use in which direction. References are followed, the parameters of a path are merged into its operations, and servers
//! and security are inherited as the standard says.
//!
//! The view borrows the document and copies next to nothing, it is built in time that is linear in the document, and it
//! takes every document that could be parsed: a part that is broken, such as a `$ref` that leads nowhere, is marked
//! ([`Place::broken_reference`], [`Operation::broken`]), and the rest stays usable. It knows no rule of the standard that
//! [validation](crate::validate()) reports, and nothing of what the generator does.
//!
//! ```text
//! Document ─▶ Api ─▶ check, diff, generator
//! ```

mod discriminator;
mod media;
mod operation;
mod parameter;
mod path;
mod place;
mod response;
mod router;
mod schemas;
mod security;
mod server;
mod shape;
mod style;
mod url;
mod words;

pub use discriminator::{Alternatives, Discriminators};
pub use media::{Content, EVENTS, LINES, MediaType, essence, is_json, is_stream};
pub use operation::{Broken, METHODS, Operation, RequestBody};
pub use parameter::Parameter;
pub use path::{PathTemplate, Piece, Segment, Variables};
pub use place::{Direction, Place};
pub use response::{Response, ResponseHeader, Responses, StatusKey};
pub use router::{OriginCache, Router, Target};
pub use schemas::{SchemaUse, schemas_in_use};
pub use security::{CredentialPlace, Requirement, Scheme, SecurityAlternative, SecurityRequirements};
pub use server::{Base, Server};
pub use shape::{Shape, declared_property, may_be, parts, property, shapes, takes_any_name};
pub use style::{ParameterLocation, Style};
pub use url::{Url, decode, decode_query};
pub use words::words;

use crate::document::Document;

/// What a document promises.
pub struct Api<'d> {
    /// The document.
    pub document: &'d Document,
    /// The operations in the order of the document.
    pub operations: Vec<Operation<'d>>,
    /// The security schemes by their names, in the order of the document.
    pub schemes: Vec<Scheme<'d>>,
    /// Which operation a URL and a method belong to.
    pub router: Router,
}

impl<'d> Api<'d> {
    /// The view of a document.
    pub fn of(document: &'d Document) -> Self {
        Self::with_servers(document, &[])
    }

    /// The view of a document whose API is also served at these addresses, such as a proxy or a staging system. An address
    /// with a path replaces the URL of a server; one without a path may also be followed by the path of a server.
    pub fn with_servers(document: &'d Document, addresses: &[String]) -> Self {
        let schemes = security::schemes(&Place::root(document));
        let (operations, mut servers) = operation::all(document, &schemes);
        for list in &mut servers {
            let declared = list.clone();
            for address in addresses {
                let server = Server::at(address);
                if Url::parse(address).is_some_and(|url| matches!(url.path, "" | "/")) {
                    list.extend(declared.iter().map(|declared| server.with_base_of(declared)));
                }
                list.push(server);
            }
        }
        Self {
            document,
            router: Router::new(&operations, servers),
            operations,
            schemes,
        }
    }

    /// The operation with this `operationId`.
    pub fn by_id(&self, id: &str) -> Option<&Operation<'d>> {
        self.operations.iter().find(|operation| operation.id == Some(id))
    }

    /// The operation that a URL and a method belong to.
    pub fn target<'u>(&self, method: &str, url: &Url<'u>, origins: &mut OriginCache) -> Target<'d, 'u> {
        self.router.target(&self.operations, method, url, origins)
    }

    /// Whether a URL is at the host of a server of the document; nothing if a server is wherever the document is served, and
    /// so might be at any host.
    pub fn has_host(&self, url: &Url<'_>) -> Option<bool> {
        self.router.has_host(url)
    }

    /// The operation of a method whose path template fits a path best, whatever the server: the index of the operation and
    /// the values of the path's variables.
    pub fn by_path<'u>(&self, method: &str, path: &'u str) -> Option<(usize, Variables<'d, 'u>)> {
        self.router.by_path(&self.operations, method, path)
    }
}
