//! What the server sees of a call.

use driver::server::CannedResponse;
use huaweicloud_hss::{Client, ErrorKind};

use crate::support::{TOKEN, always, builder, client, user_agent};

#[tokio::test]
async fn the_query_goes_out_in_its_canonical_form() {
    let server = always(CannedResponse::json(200, "{}"));
    client(&server)
        .list_container_image_logs()
        .user_name("a b")
        .resource_name("scc/hello-world:*")
        .resource_type("~tilde-._")
        .event_name("x+y&z=1")
        .event_type("größe 汉字 😀")
        .source_ip("")
        .start_time(-1)
        .end_time(i64::MAX)
        .limit(200)
        .offset(0)
        .send()
        .await
        .expect("a page");
    let request = &server.received()[0];
    assert_eq!(request.method, "GET");
    assert_eq!(
        request.target,
        "/v5/p1/container/image/events\
         ?end_time=9223372036854775807\
         &event_name=x%2By%26z%3D1\
         &event_type=gr%C3%B6%C3%9Fe%20%E6%B1%89%E5%AD%97%20%F0%9F%98%80\
         &limit=200\
         &offset=0\
         &resource_name=scc%2Fhello-world%3A%2A\
         &resource_type=~tilde-._\
         &source_ip=\
         &start_time=-1\
         &user_name=a%20b"
    );
}

#[tokio::test]
async fn nothing_is_sent_before_a_call() {
    let server = always(CannedResponse::json(200, "{}"));
    client(&server)
        .list_container_image_logs()
        .send()
        .await
        .expect("a page");
    let request = &server.received()[0];
    assert_eq!(request.target, "/v5/p1/container/image/events");
    let mut headers: Vec<_> = request
        .headers
        .iter()
        .map(|(name, _)| name.to_ascii_lowercase())
        .collect();
    headers.sort();
    assert_eq!(
        headers,
        ["accept", "accept-encoding", "host", "user-agent", "x-auth-token"]
    );
    assert_eq!(request.header("accept"), Some("application/json"));
    assert_eq!(request.header("x-auth-token"), Some(TOKEN));
    assert_eq!(request.header("user-agent"), Some(&*user_agent()));
    assert!(request.body.is_empty());
}

#[tokio::test]
async fn a_path_segment_remains_one_segment() {
    let server = always(CannedResponse::json(200, "{}"));
    let client = client(&server);
    for (project, seen) in [
        ("a/b", "a%2Fb"),
        ("../admin", "..%2Fadmin"),
        ("%2e%2e", "%252e%252e"),
        ("a b?c#d;e", "a%20b%3Fc%23d%3Be"),
        ("...", "..."),
        ("é~*", "%C3%A9~%2A"),
    ] {
        client
            .list_container_image_logs()
            .project_id(project)
            .send()
            .await
            .expect("a page");
        let target = server.received().pop().expect("a request").target;
        assert_eq!(target, format!("/v5/{seen}/container/image/events"));
    }
    let before = server.received().len();
    for project in ["", ".", ".."] {
        let error = client
            .list_container_image_logs()
            .project_id(project)
            .send()
            .await
            .expect_err(project);
        assert_eq!(error.kind(), ErrorKind::InvalidArgument);
        assert!(
            error.is_invalid_argument() && error.message().contains("`project_id`"),
            "{error}"
        );
    }
    assert_eq!(server.received().len(), before, "nothing is sent with a wrong argument");
}

#[tokio::test]
async fn a_call_has_its_own_project_or_the_clients_or_fails() {
    let server = always(CannedResponse::json(200, "{}"));
    let without = || Client::builder().endpoint(server.endpoint());
    let error = without().build().expect("settings").list_container_image_logs();
    let error = error.send().await.expect_err("neither project nor credentials");
    assert_eq!(error.kind(), ErrorKind::InvalidArgument);
    assert_eq!(
        error.to_string(),
        "ListContainerImageLogs: `project_id` is required and was not set"
    );
    let error = without()
        .token(TOKEN)
        .build()
        .expect("settings")
        .list_container_image_logs();
    let error = error
        .send()
        .await
        .expect_err("no region whose project could be looked up");
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn without_credentials_nothing_is_sent() {
    let server = always(CannedResponse::json(200, "{}"));
    let client = Client::builder()
        .endpoint(server.endpoint())
        .project_id("p1")
        .build()
        .expect("settings");
    let error = client.list_container_image_logs().send().await.expect_err("no token");
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert!(error.message().contains("`token`"), "{error}");
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn an_endpoint_may_have_a_path() {
    let server = always(CannedResponse::json(200, "{}"));
    for (suffix, path) in [
        ("", ""),
        ("/", ""),
        ("/gateway/hss/", "/gateway/hss"),
        ("/a%20b", "/a%20b"),
    ] {
        let client = builder(&format!("{}{suffix}", server.endpoint()))
            .build()
            .expect("settings");
        assert_eq!(client.endpoint(), format!("{}{path}", server.endpoint()));
        client.list_container_image_logs().send().await.expect("a page");
        let target = server.received().pop().expect("a request").target;
        assert_eq!(target, format!("{path}/v5/p1/container/image/events"));
    }
}

#[tokio::test]
async fn one_connection_serves_many_calls_and_clones() {
    let server = always(CannedResponse::json(200, r#"{"total_num":1}"#));
    let client = client(&server);
    let clone = client.clone();
    for _ in 0..5 {
        client.list_container_image_logs().send().await.expect("a page");
        clone.list_container_image_logs().send().await.expect("a page");
    }
    assert_eq!(server.received().len(), 10);
    // A second one may be begun before the first is free again.
    assert!(server.connections() <= 2, "{}", server.connections());
}

#[test]
fn a_client_can_move_to_any_task() {
    fn sendable<T: Send + Sync + 'static>(value: T) -> T {
        value
    }
    fn spawnable(_: impl Future<Output = impl Send> + Send + 'static) {}
    let client = sendable(builder("https://localhost").build().expect("settings"));
    sendable(
        Client::builder()
            .region("")
            .build()
            .expect_err("an error goes to any task, too"),
    );
    spawnable(client.list_container_image_logs().send());
}
