//! TLS: rustls with *ring*, and the roots that the operating system trusts.
//!
//! *ring*, because it builds in a fraction of the time of aws-lc-rs, rustls's default, and never needs CMake. It is named
//! here and handed over, so nothing depends on a default provider of the process, which another crate may have set,
//! unset, or set twice.
//!
//! The platform's verifier, because it knows the company's own authorities, updates and revocations without a new
//! release of this crate, and because reqwest brings it along anyway. Where a container image has no certificates at
//! all, give one by [`Config::root_certificate`](super::Config::root_certificate).

use std::sync::Arc;

use rustls::{
    ClientConfig, RootCertStore,
    client::danger::ServerCertVerifier,
    crypto::ring::default_provider,
    pki_types::{CertificateDer, pem::PemObject},
};
use rustls_platform_verifier::Verifier;

use super::{
    endpoint::Endpoint,
    error::{Cause, Error, ErrorKind},
};

/// The certificates in a PEM text.
pub(super) fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, Error> {
    let refuse = |why| Error::invalid(format!("the root certificate {why}"));
    let certificates: Vec<_> = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<_, _>>()
        .map_err(|_| refuse("is no PEM text"))?;
    if certificates.is_empty() {
        Err(refuse("holds no certificate"))
    } else {
        Ok(certificates)
    }
}

/// How to speak TLS to an endpoint. For one without TLS the certificates are not even loaded.
pub(super) fn config(endpoint: &Endpoint, roots: Vec<CertificateDer<'static>>) -> Result<ClientConfig, Error> {
    let provider = Arc::new(default_provider());
    let failed = |what: &'static str| {
        move |cause: rustls::Error| Error::new(ErrorKind::Transport, what).with_source(Cause(cause.to_string()))
    };
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(failed("TLS could not be set up"))?;
    if !endpoint.encrypted {
        return Ok(builder
            .with_root_certificates(RootCertStore::empty())
            .with_no_client_auth());
    }
    let verifier = verifier(roots, provider).map_err(failed("the trusted certificates could not be loaded"))?;
    Ok(builder
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth())
}

#[cfg(not(target_os = "android"))]
fn verifier(
    roots: Vec<CertificateDer<'static>>,
    provider: Arc<rustls::crypto::CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, rustls::Error> {
    Ok(Arc::new(Verifier::new_with_extra_roots(roots, provider)?))
}

#[cfg(target_os = "android")]
fn verifier(
    roots: Vec<CertificateDer<'static>>,
    provider: Arc<rustls::crypto::CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, rustls::Error> {
    if !roots.is_empty() {
        return Err(rustls::Error::General(
            "Android takes no further root certificates".to_owned(),
        ));
    }
    Ok(Arc::new(Verifier::new(provider)?))
}
