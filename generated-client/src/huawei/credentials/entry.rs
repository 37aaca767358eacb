//! What the environment and the credentials file can hold: an access key, or where an ID token for federation is.

use super::{BoxError, Connections, Credentials, Names, OidcFederation, reason::Reason};

/// The values of a place. Empty ones are `None`.
pub(super) struct Entry {
    pub(super) id: Option<String>,
    pub(super) secret: Option<String>,
    pub(super) security_token: Option<String>,
    pub(super) project_id: Option<String>,
    pub(super) identity_provider: Option<String>,
    pub(super) id_token_file: Option<String>,
    pub(super) iam_endpoint: Option<String>,
}

/// Credentials, or where they come from.
#[derive(Debug)]
pub(super) enum Found {
    Key(Credentials),
    Federation(OidcFederation),
}

impl Entry {
    /// Returns what the entry holds. Federation comes first, as in the provider's SDK. `missing` says what to do if a
    /// part is missing, by whether the ID and the secret are there.
    pub(super) fn found(self, names: &Names, missing: impl Fn(bool, bool) -> String) -> Result<Found, Reason> {
        let target = [
            (names.project_id, &self.project_id),
            ("`iam_endpoint`", &self.iam_endpoint),
        ];
        let target = malformed_part(&target);
        if let (Some(identity_provider), Some(file)) = (self.identity_provider, self.id_token_file) {
            target?;
            let mut federation = OidcFederation::new(identity_provider, file);
            federation.iam_endpoint = self.iam_endpoint;
            return Ok(Found::Federation(match self.project_id {
                Some(project_id) => federation.with_project_id(project_id),
                None => federation,
            }));
        }
        malformed_part(&[
            (names.id, &self.id),
            (names.secret, &self.secret),
            (names.security_token, &self.security_token),
        ])?;
        let (id, secret) = match (self.id, self.secret) {
            (Some(id), Some(secret)) => (id, secret),
            (id, secret) => return Err(Reason::new(missing(id.is_some(), secret.is_some()))),
        };
        // Without a key they are not used, and do not make the place one that is set up.
        target?;
        let credentials = match self.security_token {
            Some(token) => Credentials::temporary_access_key(id, secret, token),
            None => Credentials::access_key(id, secret),
        };
        let credentials = credentials.in_project(self.project_id).with_iam(self.iam_endpoint);
        match credentials.fault_by(names) {
            Some(fault) => Err(Reason::broken(fault)),
            None => Ok(Found::Key(credentials)),
        }
    }
}

/// Fails if one of these named parts is not what was meant: the service would refuse it, and cannot say why.
fn malformed_part(parts: &[(&str, &Option<String>)]) -> Result<(), Reason> {
    let mut faults = parts
        .iter()
        .filter_map(|(name, value)| Some(format!("{name} {}", malformed(value.as_deref()?)?)));
    faults.next().map_or(Ok(()), |fault| Err(Reason::broken(fault)))
}

/// Returns why a value cannot be what was meant. A comment begins behind white space, or is the whole value.
fn malformed(value: &str) -> Option<&'static str> {
    let is_quoted = |mark: char| value.len() > 1 && value.starts_with(mark) && value.ends_with(mark);
    if is_quoted('"') || is_quoted('\'') {
        return Some("is in quotation marks, which would be a part of it: remove them");
    }
    let before = |at: usize| value[..at].chars().next_back();
    let mut marks = value.match_indices(['#', ';']);
    let has_comment = marks.any(|(at, _)| before(at).is_none_or(char::is_whitespace));
    has_comment.then_some("is followed by a comment, which would be a part of it: remove that")
}

impl Found {
    /// Returns the credentials, if they are here.
    pub(super) fn key(self) -> Result<Credentials, Reason> {
        match self {
            Self::Key(credentials) => Ok(credentials),
            Self::Federation(_) => Err(Reason::needs_client()),
        }
    }

    /// Returns the credentials, which federation fetches.
    pub(super) async fn credentials(self, connections: &Connections) -> Result<Credentials, BoxError> {
        use super::ProvideCredentials;
        match self {
            Self::Key(credentials) => Ok(credentials),
            Self::Federation(federation) => federation.provide_with(connections).await,
        }
    }
}
