//! The signature of a request: the hash of its body, the headers that are added, and the time that it has.

use std::time::SystemTime;

use ring::digest;

use super::{credentials::AccessKey, signer};
use crate::runtime::{Error, Outgoing, Secret};

/// The header with the project, which is signed.
pub(super) const PROJECT: &str = "X-Project-Id";

/// The parameter that is the project of a request.
pub(super) const PROJECT_PARAMETER: &str = "project_id";

/// Returns the time of a signature, and that of its refusal by the service's clock.
pub(super) fn times(refused: &Outgoing) -> Option<(SystemTime, SystemTime)> {
    let signed = refused.header(signer::DATE).and_then(signer::parse_date);
    signed.zip(refused.refused_at())
}

/// Returns the hash of a body that is not in memory.
pub(super) async fn hash_of_body(request: &Outgoing) -> Result<Option<digest::Digest>, Error> {
    if request.body().is_some() {
        return Ok(None);
    }
    let mut hash = digest::Context::new(&digest::SHA256);
    request.read_body(|chunk| hash.update(chunk)).await?;
    Ok(Some(hash.finish()))
}

/// Signs a request. The header with the project is added before, because it is signed too.
pub(super) fn sign(
    request: &mut Outgoing,
    key: &AccessKey,
    project_id: Option<&str>,
    hash: Option<digest::Digest>,
    now: SystemTime,
) -> Result<(), Error> {
    let project_id = request
        .path_parameter(PROJECT_PARAMETER)
        .or(project_id)
        .map(str::to_owned);
    if let Some(project_id) = project_id {
        request.set_header(PROJECT, &project_id)?;
    }
    let headers: Vec<_> = request
        .headers()
        .map(|(name, value)| (name.to_owned(), value.to_vec()))
        .collect();
    let added = signer::sign(
        signer::Request {
            method: request.method(),
            path: request.path(),
            query: request.query(),
            headers: &headers,
            body: match &hash {
                Some(hash) => signer::Body::Hash(hash.as_ref()),
                None => signer::Body::Bytes(request.body().unwrap_or_default()),
            },
        },
        signer::Keys {
            access_key: key.id.expose(),
            secret_key: key.secret.expose(),
            security_token: key.security_token.as_ref().map(Secret::expose),
        },
        now,
    );
    for (name, value) in added {
        if name.eq_ignore_ascii_case(signer::DATE) {
            // Not a secret, and useful in a log if a clock is wrong.
            request.set_header(name, &value)?;
        } else {
            if let Some((_, signature)) = value.rsplit_once("Signature=") {
                // A gateway may repeat it without the rest.
                request.hide(signature.into());
            }
            request.set_secret_header(name, &value.into())?;
        }
    }
    Ok(())
}
