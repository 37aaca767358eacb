//! Credentials: their validation, their form in a request, and the selection of those that an operation takes.
//!
//! A text that cannot be sent is refused, and not shown.

use std::sync::Arc;

use base64::{Engine, prelude::BASE64_STANDARD};
use reqwest::header::{AUTHORIZATION, COOKIE, HeaderMap, HeaderName, HeaderValue};

use super::{
    client_credentials::ClientCredentials,
    error::{Error, ErrorKind},
    facts::{Api, SchemeKind, SecurityScheme},
    http::Http,
    oauth::TokenSource,
    redact::is_short,
    secret::{Place, Secret, unusable},
};

/// A credential as the caller set it.
pub(super) enum Given {
    Secret(Secret),
    Basic(String, Secret),
    Client(Box<ClientCredentials>),
    /// A certificate and its key, both as PEM.
    Certificate(Vec<u8>, Secret),
}

/// A credential in the form in which it is sent.
pub(super) enum Credential {
    Header(HeaderName, HeaderValue),
    Cookie(HeaderValue),
    Query(&'static str, Secret),
    /// A token that is fetched when it is needed.
    Token(Arc<TokenSource>),
    /// The connection has it: see [`tls`](super::tls).
    Certificate,
}

/// A credential, and the name of the scheme that it is for.
pub(super) type Sent = (&'static str, Credential);

/// All credentials of a client, each with the scheme that it is for.
pub(super) struct Credentials {
    api: &'static Api,
    sent: Vec<Sent>,
    secrets: Vec<Secret>,
    /// The builder's methods that set a way to authenticate.
    ways: &'static [&'static str],
}

impl Credentials {
    /// Validates the credentials that the caller set. Those of an OAuth 2 client get their tokens by `http`, from an
    /// address that may be relative to `endpoint`.
    pub(super) fn new(
        api: &'static Api,
        given: Vec<(&'static str, Given)>,
        ways: &'static [&'static str],
        (endpoint, http): (&str, &Http),
    ) -> Result<Self, Error> {
        let mut all = Self {
            api,
            sent: Vec::new(),
            secrets: Vec::new(),
            ways,
        };
        for (scheme, given) in given {
            let kind = all
                .kind(scheme)
                .ok_or_else(|| Error::invalid(format!("the document has no security scheme `{scheme}`")))?;
            match &given {
                Given::Secret(secret) | Given::Certificate(_, secret) => all.secrets.push(secret.clone()),
                Given::Basic(user, password) => {
                    all.secrets.extend([password.clone(), basic(user, password)]);
                    // Services that take a key as the user name want a password such as `x`.
                    if is_short(password) {
                        all.secrets.push(user.as_str().into());
                    }
                }
                Given::Client(_) => {}
            }
            let credential = match (kind, given) {
                (SchemeKind::ClientCredentials { token_url }, Given::Client(client)) => {
                    let source = TokenSource::new(scheme, token_url, *client, endpoint, http.clone())?;
                    Credential::Token(Arc::new(source))
                }
                (kind, given) => credential(scheme, kind, given)?,
            };
            all.sent.push((scheme, credential));
        }
        Ok(all)
    }

    fn scheme(&self, name: &str) -> Option<SecurityScheme> {
        let mut all = self.api.security_schemes.iter();
        all.find(|known| known.name == name).copied()
    }

    fn kind(&self, scheme: &str) -> Option<SchemeKind> {
        self.scheme(scheme).map(|scheme| scheme.kind)
    }

    /// Returns the names of the schemes that have credentials.
    pub(super) fn schemes(&self) -> Vec<&'static str> {
        self.sent.iter().map(|(scheme, _)| *scheme).collect()
    }

    /// Returns what no error may show.
    pub(super) fn secrets(&self) -> Vec<Secret> {
        let mut all = self.secrets.clone();
        for (_, credential) in &self.sent {
            if let Credential::Token(source) = credential {
                all.extend(source.secrets());
            }
        }
        all
    }

    /// Returns the credentials of the first alternative that is complete, and the schemes that are left to another way
    /// to authenticate, if there is one. An alternative without credentials is used last.
    pub(super) fn of(
        &self,
        security: &[&[&'static str]],
        another_way: bool,
    ) -> Result<(Vec<&Sent>, Vec<SecurityScheme>), Error> {
        let find = |scheme: &&str| self.sent.iter().find(|(name, _)| name == scheme);
        let alternatives = || security.iter();
        let filled = alternatives().filter(|schemes| !schemes.is_empty());
        if let Some(found) = filled
            .map(|schemes| schemes.iter().map(find).collect())
            .find_map(|found| found)
        {
            return Ok((found, Vec::new()));
        }
        if another_way && !security.is_empty() {
            return Ok(self.with_another_way(security, find));
        }
        if security.is_empty() || alternatives().any(|schemes| schemes.is_empty()) {
            return Ok((Vec::new(), Vec::new()));
        }
        Err(Error::new(ErrorKind::Credentials, self.missing(security)))
    }

    /// Returns the message that there are no credentials, with every way to set them.
    fn missing(&self, security: &[&[&'static str]]) -> String {
        let mut all: Vec<_> = security.iter().filter_map(|schemes| self.setters_of(schemes)).collect();
        all.extend(self.ways.iter().map(|way| format!("`{way}`")));
        if all.is_empty() {
            return "the operation takes no credentials that can be set here".to_owned();
        }
        format!(
            "no credentials are set that the operation takes: call {} on the client's builder",
            all.join(", or ")
        )
    }

    /// Returns the builder's methods that complete an alternative; nothing if there are none for one of its schemes, such
    /// as a signature, which a way to authenticate computes.
    fn setters_of(&self, schemes: &[&'static str]) -> Option<String> {
        let is_set = |scheme: &&&str| self.sent.iter().any(|(name, _)| *name == **scheme);
        let one = |scheme: &&'static str| {
            let setters = self.scheme(scheme)?.setters;
            let names: Vec<_> = setters.iter().map(|setter| format!("`{setter}`")).collect();
            let text = names.join(" or ");
            match names.len() {
                0 => None,
                1 => Some(text),
                _ if schemes.len() == 1 => Some(text),
                _ => Some(format!("({text})")),
            }
        };
        let (set, open): (Vec<_>, Vec<_>) = schemes.iter().partition(is_set);
        let open = open.into_iter().map(one).collect::<Option<Vec<_>>>()?.join(" and ");
        let set: Vec<_> = set.into_iter().map(|scheme| format!("`{scheme}`")).collect();
        Some(match set.as_slice() {
            [] => open,
            set => format!("{open} (in addition to {}, which is set)", set.join(" and ")),
        })
    }

    /// Returns the credentials of the first alternative that is partly complete, and the rest of its schemes; otherwise
    /// the schemes of all alternatives.
    fn with_another_way<'a>(
        &self,
        security: &[&[&'static str]],
        find: impl Fn(&&str) -> Option<&'a Sent>,
    ) -> (Vec<&'a Sent>, Vec<SecurityScheme>) {
        let begun = security
            .iter()
            .find(|schemes| schemes.iter().any(|scheme| find(scheme).is_some()));
        let alternatives = begun.map_or(security, std::slice::from_ref);
        let (mut found, mut open): (Vec<&Sent>, Vec<SecurityScheme>) = (Vec::new(), Vec::new());
        for scheme in alternatives.concat() {
            match find(&scheme) {
                Some(sent) => found.push(sent),
                None if open.iter().any(|known| known.name == scheme) => {}
                None => open.extend(self.scheme(scheme)),
            }
        }
        (found, open)
    }
}

impl Credential {
    /// Returns the pair that this adds to the query.
    pub(super) fn pair(&self) -> Option<(String, String)> {
        match self {
            Self::Query(name, secret) => Some(((*name).to_owned(), secret.expose().to_owned())),
            _ => None,
        }
    }

    /// Adds it to the headers, marked as sensitive.
    pub(super) fn apply(&self, headers: &mut HeaderMap) {
        match self {
            Self::Header(name, value) => headers.append(name.clone(), value.clone()),
            Self::Cookie(value) => headers.append(COOKIE, value.clone()),
            Self::Query(..) | Self::Token(_) | Self::Certificate => false,
        };
    }
}

/// Encodes user and password as HTTP's `Basic` scheme does. The result is a secret: it contains both.
fn basic(user: &str, password: &Secret) -> Secret {
    let pair = Secret::from(format!("{user}:{}", password.expose()));
    BASE64_STANDARD.encode(pair.expose()).into()
}

/// Converts a credential to the form in which it is sent. A text that cannot be sent is refused, and not shown.
fn credential(scheme: &str, kind: SchemeKind, given: Given) -> Result<Credential, Error> {
    let check = |what: &str, text: &str, place| match unusable(text, place) {
        Some(why) => Err(Error::invalid(format!("{what}`{scheme}` {why}"))),
        None => Ok(()),
    };
    // A text that contains a secret is a secret too.
    let header = |text: Secret| {
        let mut value = HeaderValue::from_str(text.expose())
            .map_err(|_| Error::invalid(format!("`{scheme}` has a character that is invalid in a header")))?;
        value.set_sensitive(true);
        Ok(value)
    };
    match (kind, given) {
        (SchemeKind::Header(name), Given::Secret(secret)) => {
            check("", secret.expose(), Place::Header)?;
            let name = HeaderName::from_bytes(name.as_bytes())
                .map_err(|_| Error::invalid(format!("the name of the header of `{scheme}` is invalid")))?;
            Ok(Credential::Header(name, header(secret)?))
        }
        (SchemeKind::Bearer | SchemeKind::ClientCredentials { .. }, Given::Secret(secret)) => {
            check("", secret.expose(), Place::Header)?;
            let value = header(format!("Bearer {}", secret.expose()).into())?;
            Ok(Credential::Header(AUTHORIZATION, value))
        }
        (SchemeKind::Authorization, Given::Secret(secret)) => {
            check("", secret.expose(), Place::Header)?;
            Ok(Credential::Header(AUTHORIZATION, header(secret)?))
        }
        (SchemeKind::MutualTls, Given::Certificate(..)) => Ok(Credential::Certificate),
        (SchemeKind::Cookie(name), Given::Secret(secret)) => {
            check("", secret.expose(), Place::Cookie)?;
            let value = header(format!("{name}={}", secret.expose()).into())?;
            Ok(Credential::Cookie(value))
        }
        (SchemeKind::Query(name), Given::Secret(secret)) => {
            check("", secret.expose(), Place::Query)?;
            Ok(Credential::Query(name, secret))
        }
        (SchemeKind::Basic, Given::Basic(user, password)) => {
            // Where the password is a token, there may be no user name.
            if !user.is_empty() {
                check("the user name of ", &user, Place::BasicUser)?;
            }
            // Where the user name is a key, there may be no password (RFC 7617). Both are empty only where none was set.
            if user.is_empty() || !password.expose().is_empty() {
                check("the password of ", password.expose(), Place::BasicPassword)?;
            }
            let value = header(format!("Basic {}", basic(&user, &password).expose()).into())?;
            Ok(Credential::Header(AUTHORIZATION, value))
        }
        _ => Err(Error::invalid(format!(
            "`{scheme}` does not take a credential of this kind"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Libraries that this crate uses print requests when they trace.
    #[test]
    fn a_header_with_a_secret_is_marked_as_sensitive() {
        for kind in [
            SchemeKind::Header("x-key"),
            SchemeKind::Bearer,
            SchemeKind::ClientCredentials { token_url: "" },
            SchemeKind::Authorization,
            SchemeKind::Cookie("session"),
        ] {
            match credential("scheme", kind, Given::Secret("canary".into())) {
                Ok(Credential::Header(_, value) | Credential::Cookie(value)) => {
                    assert!(value.is_sensitive());
                    assert_eq!(format!("{value:?}"), "Sensitive");
                }
                _ => panic!("{kind:?} makes no header"),
            }
        }
    }
}
