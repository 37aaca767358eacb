//! Which credentials the requests of an operation bear.

use super::place::Place;

/// A security scheme of the document.
#[derive(Clone, Debug)]
pub struct Scheme<'d> {
    /// Its name within the document.
    pub name: &'d str,
    /// The Security Scheme Object.
    pub place: Place<'d>,
    /// The location of its credentials in a request; `None` if there is none, or if it is unknown.
    pub credential: Option<CredentialPlace<'d>>,
    /// The algorithm that signs requests: `x-signing`.
    pub signing: Option<&'d str>,
}

/// The location of the credentials of a scheme in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialPlace<'d> {
    /// In the header of this name.
    Header(&'d str),
    /// In the query parameter of this name.
    Query(&'d str),
    /// In the cookie of this name.
    Cookie(&'d str),
    /// In the header `Authorization`, of this scheme of HTTP.
    Authorization(&'d str),
}

/// What the requests of an operation must bear: one of several alternatives.
#[derive(Clone, Debug)]
pub struct SecurityRequirements<'d> {
    /// The list in force: that of the operation, or that of the document.
    pub place: Place<'d>,
    /// The alternatives. There may be none, and one may be empty: then nothing is needed.
    pub alternatives: Vec<SecurityAlternative<'d>>,
}

/// Credentials that are needed together.
#[derive(Clone, Debug)]
pub struct SecurityAlternative<'d> {
    /// The Security Requirement Object.
    pub place: Place<'d>,
    /// What is needed.
    pub requirements: Vec<Requirement<'d>>,
}

/// A scheme that is needed, with its scopes.
#[derive(Clone, Debug)]
pub struct Requirement<'d> {
    /// The name of the scheme.
    pub name: &'d str,
    /// The scheme; nothing if the document has none of this name.
    pub scheme: Option<Scheme<'d>>,
    /// The scopes, in the order of the document.
    pub scopes: Vec<&'d str>,
}

impl<'d> CredentialPlace<'d> {
    fn of(scheme: &Place<'d>) -> Option<Self> {
        let name = || scheme.str("name");
        match (scheme.str("type")?, scheme.str("in")) {
            ("apiKey", Some("header")) => name().map(Self::Header),
            ("apiKey", Some("query")) => name().map(Self::Query),
            ("apiKey", Some("cookie")) => name().map(Self::Cookie),
            ("http", _) => Some(Self::Authorization(scheme.str("scheme").unwrap_or_default())),
            ("oauth2" | "openIdConnect", _) => Some(Self::Authorization("bearer")),
            _ => None,
        }
    }
}

impl<'d> SecurityAlternative<'d> {
    /// The locations of the credentials that are required together, without those of schemes that the document lacks.
    pub fn credentials(&self) -> impl Iterator<Item = CredentialPlace<'d>> + '_ {
        let schemes = self.requirements.iter().filter_map(|one| one.scheme.as_ref());
        schemes.filter_map(|scheme| scheme.credential)
    }
}

/// The schemes of a document.
pub(super) fn schemes<'d>(root: &Place<'d>) -> Vec<Scheme<'d>> {
    let schemes = root
        .get("components")
        .and_then(|components| components.get("securitySchemes"));
    let scheme = |(name, place): (&'d str, Place<'d>)| Scheme {
        name,
        credential: CredentialPlace::of(&place),
        signing: place.str("x-signing"),
        place,
    };
    schemes.iter().flat_map(Place::members).map(scheme).collect()
}

/// What an operation needs: its own list, or that of the document; nothing if there is neither.
pub(super) fn requirements<'d>(
    operation: &Place<'d>,
    root: &Place<'d>,
    schemes: &[Scheme<'d>],
) -> Option<SecurityRequirements<'d>> {
    let place = operation.raw("security").or_else(|| root.raw("security"))?;
    let requirement = |(name, list): (&'d str, Place<'d>)| Requirement {
        name,
        scheme: schemes.iter().find(|scheme| scheme.name == name).cloned(),
        scopes: list.node.items().iter().filter_map(|scope| scope.as_str()).collect(),
    };
    let alternatives = place.items().map(|place| SecurityAlternative {
        requirements: place.members().map(requirement).collect(),
        place,
    });
    Some(SecurityRequirements {
        alternatives: alternatives.collect(),
        place: place.clone(),
    })
}
