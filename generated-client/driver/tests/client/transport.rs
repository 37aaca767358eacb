//! Connections that fail, stall, break off or lead elsewhere.

use std::{error::Error as _, net::TcpListener, time::Duration};

use driver::server::{CannedResponse, Received, Server, Step};
use huaweicloud_hss::{Error, ErrorKind};

use crate::support::{always, builder, call, fail, start};

/// Long enough for a machine under load to respond, short enough for a test that waits for it to run out.
const SHORT: Duration = Duration::from_secs(1);

async fn times_out(server: &Server) -> Error {
    let client = builder(&server.endpoint()).timeout(SHORT).build().expect("settings");
    client
        .list_container_image_logs()
        .send()
        .await
        .expect_err("the time must run out")
}

#[tokio::test]
async fn a_missing_response_head_is_a_timeout() {
    let error = times_out(&always(CannedResponse::steps([Step::Stall]))).await;
    assert_eq!((error.kind(), error.status()), (ErrorKind::Timeout, None));
    assert!(error.is_timeout() && error.is_retryable() && !error.is_transport());
    assert_eq!(
        error.to_string(),
        "ListContainerImageLogs: the call was not over within 1s"
    );
}

#[tokio::test]
async fn a_body_that_stalls_is_a_timeout_that_knows_the_status() {
    let whole = CannedResponse::json(200, r#"{"total_num":1}"#);
    let error = times_out(&always(whole.cut(85, Step::Stall))).await;
    assert_eq!((error.kind(), error.status()), (ErrorKind::Timeout, Some(200)));
}

#[tokio::test]
async fn a_slow_response_within_the_timeout_is_returned() {
    assert!(
        call(CannedResponse::json(200, "{}").after(Duration::from_millis(50)))
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn an_unreachable_server_is_a_transport_error() {
    let port = TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("a port")
        .port();
    let client = builder(&format!("http://127.0.0.1:{port}")).build().expect("settings");
    let error = client
        .list_container_image_logs()
        .user_name("canary")
        .send()
        .await
        .expect_err("no listener");
    assert_eq!(
        (error.kind(), error.status(), error.raw_body()),
        (ErrorKind::Transport, None, None)
    );
    assert!(error.is_transport() && error.is_retryable());
    let mut chain = vec![error.to_string()];
    let mut cause = error.source();
    while let Some(this) = cause {
        chain.push(this.to_string());
        cause = this.source();
    }
    assert!(chain.iter().any(|text| text.contains("refused")), "{chain:?}");
    assert!(!chain.iter().any(|text| text.contains("canary")), "{chain:?}");
}

#[tokio::test]
async fn a_response_that_breaks_off_is_a_transport_error() {
    let whole = CannedResponse::json(200, r#"{"total_num":1}"#);
    let early = fail(whole.clone().cut(0, Step::Close)).await;
    assert_eq!((early.kind(), early.status()), (ErrorKind::Transport, None));
    let in_the_head = fail(whole.clone().cut(20, Step::Close)).await;
    assert_eq!((in_the_head.kind(), in_the_head.status()), (ErrorKind::Transport, None));
    let in_the_body = fail(whole.cut(85, Step::Close)).await;
    assert_eq!(
        (in_the_body.kind(), in_the_body.status()),
        (ErrorKind::Transport, Some(200))
    );
    for error in [early, in_the_head, in_the_body] {
        assert!(error.is_transport() && error.is_retryable(), "{error}");
    }
}

#[tokio::test]
async fn a_response_that_is_not_http_is_a_transport_error() {
    let error = fail(CannedResponse::steps([
        Step::Send(b"SSH-2.0-OpenSSH\r\n".to_vec()),
        Step::Close,
    ]))
    .await;
    assert_eq!(error.kind(), ErrorKind::Transport);
}

#[tokio::test]
async fn a_body_without_a_length_ends_with_the_connection() {
    let text = b"HTTP/1.1 200 OK\r\n\r\n{\"total_num\":5}".to_vec();
    let page = call(CannedResponse::steps([Step::Send(text), Step::Close]))
        .await
        .expect("a page");
    assert_eq!(page.total_num, Some(5));
}

#[tokio::test]
async fn a_body_in_chunks_is_read_whole() {
    let text =
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n{\"total\r\n8\r\n_num\":5}\r\n0\r\n\r\n".to_vec();
    assert_eq!(
        call(CannedResponse::steps([Step::Send(text)]))
            .await
            .expect("a page")
            .total_num,
        Some(5)
    );
}

#[tokio::test]
async fn an_endless_response_is_refused() {
    let announced = b"HTTP/1.1 200 OK\r\nX-Request-Id: r1\r\nContent-Length: 99999999999\r\n\r\n".to_vec();
    let error = fail(CannedResponse::steps([Step::Send(announced), Step::Stall])).await;
    assert_eq!(
        (error.kind(), error.status(), error.request_id()),
        (ErrorKind::TooLarge, Some(200), Some("r1"))
    );
    assert!(error.to_string().contains("64 MiB") && !error.is_retryable(), "{error}");

    let endless = CannedResponse::steps([
        Step::Send(b"HTTP/1.1 200 OK\r\n\r\n".to_vec()),
        Step::Send(vec![b' '; (64 << 20) + 1]),
        Step::Stall,
    ]);
    assert_eq!(fail(endless).await.kind(), ErrorKind::TooLarge);
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_its_target_is_named() {
    let elsewhere = always(CannedResponse::json(200, "{}"));
    let target = format!(
        "{}/login?secret=canary",
        elsewhere.endpoint().replace("127.0.0.1", "localhost")
    );
    for status in [301, 302, 303, 307, 308] {
        let target = target.clone();
        let server = start(move |_: &Received| CannedResponse::new(status, &[("Location", &target)], ""));
        let error = crate::support::client(&server)
            .list_container_image_logs()
            .send()
            .await
            .expect_err("a redirect");
        assert_eq!(
            (error.kind(), error.status()),
            (ErrorKind::UnexpectedStatus, Some(status))
        );
        assert!(error.message().contains("redirects to localhost;"), "{error}");
        assert!(!format!("{error} {error:?}").contains("canary"), "{error:?}");
        assert_eq!(server.received().len(), 1);
    }
    assert!(elsewhere.received().is_empty(), "a token went elsewhere");
    let relative = fail(CannedResponse::new(302, &[("Location", "/login")], "")).await;
    assert!(relative.message().contains("redirects to 127.0.0.1;"), "{relative}");
    let lost = fail(CannedResponse::new(302, &[], "")).await;
    assert_eq!(lost.kind(), ErrorKind::UnexpectedStatus);
}

#[tokio::test]
async fn no_cookie_is_stored() {
    let server = always(CannedResponse::new(200, &[("Set-Cookie", "a=b; Path=/")], "{}"));
    let client = crate::support::client(&server);
    for _ in 0..2 {
        client.list_container_image_logs().send().await.expect("a page");
    }
    assert!(
        server
            .received()
            .iter()
            .all(|request| request.header("cookie").is_none())
    );
}

/// A proxy is set for a process, so this test starts itself again with one.
#[tokio::test]
async fn a_proxy_of_the_environment_is_not_used_for_localhost() {
    const ENDPOINT: &str = "TEST_ENDPOINT_BESIDE_A_PROXY";
    if let Ok(endpoint) = std::env::var(ENDPOINT) {
        let client = builder(&endpoint).build().expect("settings");
        client.list_container_image_logs().send().await.expect("a page");
        return;
    }
    let proxy = always(CannedResponse::json(200, "{}"));
    let server = always(CannedResponse::json(200, "{}"));
    let mut again = std::process::Command::new(std::env::current_exe().expect("this test"));
    again.args([
        "--exact",
        "transport::a_proxy_of_the_environment_is_not_used_for_localhost",
    ]);
    again
        .env(ENDPOINT, server.endpoint())
        .env_remove("no_proxy")
        .env_remove("NO_PROXY");
    for name in ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] {
        again.env(name, proxy.endpoint());
    }
    let output = again.output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!((proxy.received().len(), server.received().len()), (0, 1));
}
