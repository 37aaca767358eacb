//! Requests that the document does not have, to servers that compress their responses although nobody asked for it. With the
//! feature `gzip`, which all tests of the workspace together have, they are decoded; CI runs these tests without it, too.

use std::io::Write;

use driver::server::{CannedResponse, Server};
use flate2::{Compression, write::GzEncoder};
use huaweicloud_hss::{Error, ErrorKind, Method, RequestBuilder};
use serde_json::{Value, json};

use crate::support::{always, client};

const TEXT: &str = r#"{"total":1}"#;

/// A server that compresses whatever it is asked for.
fn compressing(status: u16, coding: &str, text: &str) -> Server {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    let packed = encoder.write_all(text.as_bytes()).and_then(|()| encoder.finish());
    let headers = [("Content-Type", "application/json"), ("Content-Encoding", coding)];
    always(CannedResponse::new(status, &headers, packed.expect("memory")))
}

/// Checks what a call returns by whether it asked for gzip.
fn check<T: PartialEq + std::fmt::Debug>(server: &Server, outcome: Result<T, Error>, decoded: T) {
    let received = server.received();
    assert_eq!(received.len(), 1, "it is not repeated");
    match (received[0].header("accept-encoding"), outcome) {
        (Some("gzip"), outcome) => assert_eq!(outcome.expect("it is decoded"), decoded),
        (Some("identity"), Err(error)) => {
            assert_eq!(error.kind(), ErrorKind::Decode, "{error:?}");
            let text = error.to_string();
            assert!(
                text.contains("compressed as `gzip`") && text.contains("the feature `gzip`"),
                "{text}"
            );
        }
        (coding, outcome) => panic!("{coding:?} {outcome:?}"),
    }
}

#[tokio::test]
async fn a_response_is_decoded_or_the_error_names_the_feature() {
    let request = |server: &Server| -> RequestBuilder { client(server).request(Method::GET, "/v5/things") };
    let server = compressing(200, "gzip", TEXT);
    let json = request(&server).send_json::<Value>().await;
    check(&server, json.map(|value| (*value).clone()), json!({"total": 1}));
    let server = compressing(200, "gzip", TEXT);
    let text = request(&server).send_text().await;
    check(&server, text.map(|text| (*text).clone()), TEXT.to_owned());
    let server = compressing(200, "gzip", TEXT);
    let bytes = request(&server).send_raw().await;
    check(&server, bytes.map(|bytes| (*bytes).clone()), TEXT.as_bytes().to_vec());
}

/// What neither decodes is an error that names it, under either set of features.
#[tokio::test]
async fn another_compression_is_an_error_that_names_it() {
    let server = compressing(200, "br", TEXT);
    let call = client(&server).request(Method::GET, "/v5/things");
    let error = call.send_json::<Value>().await.expect_err("it is compressed");
    assert_eq!(error.kind(), ErrorKind::Decode, "{error:?}");
    assert!(error.to_string().contains("compressed as `br`"), "{error}");
    assert_eq!(server.received().len(), 1);
}

/// The status of an error is what counts, whether its body can be read or not.
#[tokio::test]
async fn a_compressed_error_keeps_its_status() {
    let server = compressing(404, "gzip", r#"{"error_code":"X.4","error_msg":"absent"}"#);
    let call = client(&server).request(Method::GET, "/v5/things");
    let error = call.send_json::<Value>().await.expect_err("it is absent");
    assert_eq!((error.kind(), error.status()), (ErrorKind::Api, Some(404)), "{error:?}");
    let is_decoded = server.received()[0].header("accept-encoding") == Some("gzip");
    assert_eq!(error.code() == Some("X.4"), is_decoded, "{error:?}");
}
