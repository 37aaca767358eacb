//! Real handshakes in which the client presents a certificate.

use driver::server::{CannedResponse, Received, Server};
use huaweicloud_hss::{
    Error, ErrorKind, RetryPolicy,
    runtime::generated::{
        Api, Call, ClientCredentials, Config, Core, ErrorBody, Operation, Request, SchemeKind, SecurityScheme,
    },
};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use serde_json::Value;

use crate::support::always;

static API: Api = Api {
    title: "test",
    version: "1",
    servers: &[],
    security_schemes: &[
        SecurityScheme {
            name: "certificate",
            kind: SchemeKind::MutualTls,
            setters: &["certificate"],
        },
        SecurityScheme {
            name: "other",
            kind: SchemeKind::MutualTls,
            setters: &["other"],
        },
        SecurityScheme {
            name: "token",
            kind: SchemeKind::ClientCredentials { token_url: "/token" },
            setters: &["token", "token_client_credentials"],
        },
    ],
    error_body: ErrorBody {
        code: &[],
        message: &[],
        request_id: &[],
        request_id_header: None,
        details: &[],
    },
};

const fn operation(security: &'static [&'static [&'static str]]) -> Operation {
    Operation {
        id: "Ping",
        path: "/ping",
        security,
        ..Operation::DEFAULT
    }
}

static WITH: Operation = operation(&[&["certificate"]]);
static WITHOUT: Operation = operation(&[]);
static WITH_TOKEN: Operation = operation(&[&["certificate", "token"]]);

pub(crate) type Authority = CertifiedIssuer<'static, KeyPair>;

pub(crate) fn authority() -> Authority {
    let mut params = CertificateParams::new([]).expect("no name is a name");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("a certificate")
}

/// A certificate of a client, and its key.
pub(crate) fn issued_by(authority: &Authority) -> (String, String) {
    let key = KeyPair::generate().expect("a key");
    let params = CertificateParams::new(["client".to_owned()]).expect("a name");
    let certificate = params.signed_by(&key, authority).expect("a certificate");
    (certificate.pem(), key.serialize_pem())
}

/// A server for clients with a certificate of an authority, and the certificate of the server.
pub(crate) fn server(authority: &Authority) -> (Server, String) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    let response = |_: &Received| CannedResponse::json(200, r#"{"access_token":"t"}"#);
    let (certificate, key) = (made.cert.pem(), made.signing_key.serialize_pem());
    let server = Server::start_mutual_tls(response, &certificate, &key, &authority.pem()).expect("a server");
    (server, certificate)
}

fn core(server: &(Server, String), set: impl FnOnce(&mut Config)) -> Result<Core, Error> {
    let mut config = Config::new(&API);
    config.endpoint(server.0.endpoint());
    config.root_certificate(server.1.clone().into_bytes());
    config.retry_policy(RetryPolicy::off());
    set(&mut config);
    config.build()
}

async fn ping(core: &Core, operation: &'static Operation) -> Result<u16, Error> {
    let response = core.json::<Value>(Request::new(operation)).await?;
    Ok(response.status())
}

#[tokio::test]
async fn a_certificate_is_presented_where_it_is_required() {
    let authority = authority();
    let server = server(&authority);
    let (certificate, key) = issued_by(&authority);
    let core = core(&server, |config| {
        config.client_certificate("certificate", certificate.into_bytes(), key.into());
    });
    let core = core.expect("the settings are right");
    assert_eq!(ping(&core, &WITH).await.expect("a handshake"), 200);
    // An operation that does not require it does not show who calls.
    let error = ping(&core, &WITHOUT)
        .await
        .expect_err("the server requires a certificate");
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert_eq!(server.0.received().len(), 1);
}

#[tokio::test]
async fn a_certificate_is_not_presented_to_the_authorization_server() {
    let authority = authority();
    let (api, tokens) = (server(&authority), server(&authority));
    let open = always(CannedResponse::json(200, r#"{"access_token":"t"}"#));
    let (certificate, key) = issued_by(&authority);
    let core = |token_url: String| {
        let (certificate, key) = (certificate.clone().into_bytes(), key.clone());
        let core = core(&api, |config| {
            config.client_certificate("certificate", certificate, key.into());
            config.root_certificate(tokens.1.clone().into_bytes());
            config.client_credentials("token", ClientCredentials::new("id", "secret").token_url(token_url));
        });
        core.expect("the settings are right")
    };
    let error = ping(&core(tokens.0.endpoint()), &WITH_TOKEN).await;
    let error = error.expect_err("the authorization server requires a certificate");
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert_eq!((tokens.0.received().len(), api.0.received().len()), (0, 0));
    assert_eq!(ping(&core(open.endpoint()), &WITH_TOKEN).await.expect("both"), 200);
    assert_eq!(api.0.received()[0].header("authorization"), Some("Bearer t"));
}

#[tokio::test]
async fn a_certificate_of_another_authority_is_refused() {
    let server = server(&authority());
    let (certificate, key) = issued_by(&authority());
    let core = core(&server, |config| {
        config.client_certificate("certificate", certificate.into_bytes(), key.into());
    });
    let error = ping(&core.expect("the settings are right"), &WITH).await;
    assert_eq!(error.expect_err("another authority").kind(), ErrorKind::Transport);
    assert!(server.0.received().is_empty());
}

/// Sessions of TLS are resumed without certificates: those of one client must be no other's.
#[tokio::test]
async fn a_client_is_refused_by_a_server_that_accepted_another_one_before() {
    let authorities = [authority(), authority()];
    let server = server(&authorities[0]);
    let cores = authorities.each_ref().map(|authority| {
        let (certificate, key) = issued_by(authority);
        let core = core(&server, |config| {
            config.client_certificate("certificate", certificate.into_bytes(), key.into());
            // Each call has a handshake of its own.
            config.pool_max_idle_per_host(0);
        });
        core.expect("the settings are right")
    });
    for _ in 0..2 {
        assert_eq!(ping(&cores[0], &WITH).await.expect("its certificate is trusted"), 200);
        let error = ping(&cores[1], &WITH).await.expect_err("another authority");
        assert_eq!(error.kind(), ErrorKind::Transport);
    }
    assert_eq!(server.0.received().len(), 2);
    assert_eq!(server.0.connections(), 4);
}

#[tokio::test]
async fn a_call_with_the_credentials_of_another_client_does_not_present_its_certificate() {
    let authority = authority();
    let server = server(&authority);
    let [one, other] = [(); 2].map(|()| {
        let (certificate, key) = issued_by(&authority);
        let core = core(&server, |config| {
            config.client_certificate("certificate", certificate.into_bytes(), key.into());
        });
        core.expect("the settings are right")
    });
    let mut call = Call::new(&one, &WITH);
    call = call.with_options(|options| options.credentials(&other));
    let error = call.json::<Value>().await.expect_err("it is a part of the connection");
    assert!(error.is_invalid_argument(), "{error}");
    assert!(error.to_string().contains("send the call with that client"), "{error}");
    assert!(server.0.received().is_empty());
}

#[test]
fn an_unusable_certificate_is_refused() {
    let authority = authority();
    let server = server(&authority);
    let ((certificate, key), (_, other_key)) = (issued_by(&authority), issued_by(&authority));
    let canary = "-----BEGIN PRIVATE KEY-----\ncanary*\n-----END PRIVATE KEY-----\n";
    for (pem, key, why) in [
        (
            "",
            &*key,
            "the client certificate of `certificate` contains no certificate",
        ),
        (&certificate, "", "the key of `certificate` is not a private key"),
        (&certificate, canary, "the key of `certificate` is not a private key"),
        (
            &key,
            &key,
            "the client certificate of `certificate` contains no certificate",
        ),
        (&certificate, &other_key, "cannot be used together"),
    ] {
        let core = core(&server, |config| {
            config.client_certificate("certificate", pem.as_bytes().to_vec(), key.into());
            assert!(!format!("{config:?}").contains("PRIVATE"), "{config:?}");
        });
        let error = core.expect_err(why);
        assert!(
            error.is_invalid_argument() && error.to_string().contains(why),
            "{error}"
        );
        assert!(!format!("{error:?}").contains("canary"), "{error:?}");
    }
    let core = core(&server, |config| {
        config.client_certificate("certificate", certificate.clone().into_bytes(), (&*key).into());
        config.client_certificate("other", certificate.into_bytes(), (&*key).into());
    });
    let error = core.expect_err("two certificates");
    assert!(
        error.to_string().contains("`certificate`") && error.to_string().contains("`other`"),
        "{error}"
    );
}
