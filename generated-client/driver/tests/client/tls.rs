//! Real handshakes, with a certificate that only this test trusts.

use driver::server::{CannedResponse, Received, Server};
use huaweicloud_hss::{
    Error, ErrorKind,
    runtime::generated::{Api, Config, ErrorBody, Operation, Request, Response},
};
use serde_json::Value;

static API: Api = Api {
    title: "test",
    version: "1",
    servers: &[],
    security_schemes: &[],
    error_body: ErrorBody {
        code: &[],
        message: &[],
        request_id: &[],
        request_id_header: None,
        details: &[],
    },
};

static PING: Operation = Operation {
    id: "Ping",
    method: "GET",
    path: "/ping",
    accept: None,
    success: &[],
    security: &[],
    ..Operation::DEFAULT
};

/// A server with a certificate for `name`, and that certificate in PEM.
fn server(name: &str) -> (Server, String) {
    let made = rcgen::generate_simple_self_signed([name.to_owned()]).expect("a certificate");
    let certificate = made.cert.pem();
    let response = |_: &Received| CannedResponse::json(200, "true");
    let server = Server::start_tls(response, &certificate, &made.signing_key.serialize_pem()).expect("a server");
    (server, certificate)
}

async fn ping(server: &Server, trusted: Option<String>) -> Result<Response<Value>, Error> {
    let mut config = Config::new(&API);
    config.endpoint(server.endpoint());
    if let Some(pem) = trusted {
        config.root_certificate(pem.into_bytes());
    }
    config.build()?.json(Request::new(&PING)).await
}

#[tokio::test]
async fn a_trusted_certificate_completes_the_handshake() {
    let (server, certificate) = server("localhost");
    let response = ping(&server, Some(certificate)).await.expect("a trusted server");
    assert_eq!((response.status(), response.into_inner()), (200, Value::Bool(true)));
}

#[tokio::test]
async fn an_untrusted_certificate_is_refused_without_a_retry() {
    let (server, _) = server("localhost");
    let error = ping(&server, None).await.expect_err("the certificate is not trusted");
    assert_eq!((error.kind(), error.status()), (ErrorKind::Transport, None));
    assert_eq!(error.to_string(), "Ping: the server's certificate is not trusted");
    assert!(!error.is_retryable(), "another attempt does not make it trusted");
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn a_certificate_for_another_name_is_refused() {
    let (server, certificate) = server("elsewhere.example");
    let error = ping(&server, Some(certificate)).await.expect_err("another name");
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn a_server_without_tls_fails_https() {
    let server = crate::support::always(CannedResponse::json(200, "true"));
    let mut config = Config::new(&API);
    config.endpoint(server.endpoint().replace("http://", "https://"));
    let error = config
        .build()
        .expect("settings")
        .json::<Value>(Request::new(&PING))
        .await
        .expect_err("no TLS");
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(server.received().is_empty());
}

#[test]
fn an_invalid_root_certificate_is_refused() {
    for pem in [
        "",
        "nonsense",
        "-----BEGIN CERTIFICATE-----\n*\n-----END CERTIFICATE-----\n",
    ] {
        let mut config = Config::new(&API);
        config.endpoint("https://localhost".to_owned());
        config.root_certificate(pem.as_bytes().to_vec());
        assert_eq!(config.build().expect_err(pem).kind(), ErrorKind::InvalidArgument);
    }
}
