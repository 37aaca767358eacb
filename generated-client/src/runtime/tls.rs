//! TLS: rustls, the cryptography that a feature of this crate selects, and the roots that the operating system trusts.
//!
//! The default is *ring*, because it builds in a fraction of the time of aws-lc-rs, rustls's default, and never needs
//! CMake. The provider that a feature selects is passed to rustls explicitly, so that nothing depends on the default
//! provider of the process, which another crate may have set, unset, or set twice. Without such a feature the default
//! provider of the process is used, and its absence is an error.
//!
//! Certificates are verified by the platform's verifier: it knows a company's own authorities, updates and revocations
//! without a new release of this crate, and reqwest depends on it anyway. In a container image without certificates,
//! add one with [`Config::root_certificate`](super::Config::root_certificate).

use std::sync::Arc;

use rustls::{
    ClientConfig, RootCertStore,
    client::danger::ServerCertVerifier,
    crypto::CryptoProvider,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use rustls_platform_verifier::Verifier;

use super::{
    error::{Cause, Error, ErrorKind},
    secret::Secret,
};

/// The certificate of a client, and its key.
pub(super) struct Identity {
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
}

impl Identity {
    /// Parses a certificate, with those that issued it, and its key, both as PEM. `name` is that of its security scheme.
    pub(super) fn parse(name: &str, certificate: &[u8], key: &Secret) -> Result<Self, Error> {
        let chain = certificates(&format!("client certificate of `{name}`"), certificate)?;
        // The parser's error may show a part of the text.
        let key = PrivateKeyDer::from_pem_slice(key.expose().as_bytes())
            .map_err(|_| Error::invalid(format!("the key of `{name}` is not a private key as PEM text")))?;
        Ok(Self { chain, key })
    }
}

/// Parses the certificates in a PEM text. `what` is the name of it for an error.
pub(super) fn certificates(what: &str, pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, Error> {
    let refuse = |why| Error::invalid(format!("the {what} {why}"));
    let certificates: Vec<_> = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<_, _>>()
        .map_err(|_| refuse("is not PEM text"))?;
    if certificates.is_empty() {
        Err(refuse("contains no certificate"))
    } else {
        Ok(certificates)
    }
}

/// Configures TLS, with the certificate of the client if there is one. If it is not `needed`, the certificates are not
/// loaded, and none is trusted.
pub(super) fn config(
    needed: bool,
    roots: Vec<CertificateDer<'static>>,
    identity: Option<Identity>,
) -> Result<ClientConfig, Error> {
    let provider = provider()?;
    let failed = |what: &'static str| {
        move |cause: rustls::Error| Error::new(ErrorKind::Transport, what).with_source(Cause::chain(&cause))
    };
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(failed("TLS could not be set up"))?;
    if !needed {
        return Ok(builder
            .with_root_certificates(RootCertStore::empty())
            .with_no_client_auth());
    }
    let verifier = verifier(roots, provider).map_err(failed("the trusted certificates could not be loaded"))?;
    let builder = builder.dangerous().with_custom_certificate_verifier(verifier);
    match identity {
        None => Ok(builder.with_no_client_auth()),
        Some(Identity { chain, key }) => builder.with_client_auth_cert(chain, key).map_err(|cause| {
            Error::invalid("the client certificate and its key cannot be used together")
                .with_source(Cause::chain(&cause))
        }),
    }
}

/// aws-lc-rs is preferred: *ring* may be enabled only because it is the default.
#[cfg(feature = "aws-lc-rs")]
#[expect(clippy::unnecessary_wraps, reason = "without a feature there may be none")]
fn provider() -> Result<Arc<CryptoProvider>, Error> {
    Ok(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
}

#[cfg(all(feature = "ring", not(feature = "aws-lc-rs")))]
#[expect(clippy::unnecessary_wraps, reason = "without a feature there may be none")]
fn provider() -> Result<Arc<CryptoProvider>, Error> {
    Ok(Arc::new(rustls::crypto::ring::default_provider()))
}

#[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))]
fn provider() -> Result<Arc<CryptoProvider>, Error> {
    let installed = CryptoProvider::get_default().cloned();
    installed.ok_or_else(|| {
        Error::new(
            ErrorKind::Transport,
            "there is no TLS: enable the feature `ring` or `aws-lc-rs`, or install a provider of rustls for the process",
        )
    })
}

#[cfg(not(target_os = "android"))]
fn verifier(
    roots: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, rustls::Error> {
    Ok(Arc::new(Verifier::new_with_extra_roots(roots, provider)?))
}

#[cfg(target_os = "android")]
fn verifier(
    roots: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, rustls::Error> {
    if !roots.is_empty() {
        return Err(rustls::Error::General(
            "Android takes no further root certificates".to_owned(),
        ));
    }
    Ok(Arc::new(Verifier::new(provider)?))
}

#[cfg(all(test, not(any(feature = "ring", feature = "aws-lc-rs"))))]
mod tests {
    use super::*;

    /// One test, because a provider that is installed for the process cannot be removed.
    #[test]
    fn without_a_feature_the_tls_provider_of_the_process_is_used() {
        let error = config(true, Vec::new(), None).expect_err("there is no provider yet");
        assert_eq!(error.kind(), ErrorKind::Transport);
        assert!(error.message().contains("`ring` or `aws-lc-rs`"), "{error}");
        rustls::crypto::ring::default_provider()
            .install_default()
            .expect("it is the first");
        config(true, Vec::new(), None).expect("the provider of the process");
    }
}
