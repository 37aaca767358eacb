//! Tokens of the client credentials grant: how they are requested, cached and renewed.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use base64::{Engine, prelude::BASE64_STANDARD};
use example_build_script::security::{Client, ClientCredentials};
use huaweicloud_hss::{Error, ErrorKind};

use super::common::request::{body, header};
use super::common::server::{Reply, Server};

const SECRET: &str = "s3cret/canary+1";

fn credentials() -> ClientCredentials {
    ClientCredentials::new("my client", SECRET)
}

fn client(server: &Server, credentials: ClientCredentials) -> Client {
    let builder = Client::builder().endpoint(&server.url);
    builder.client_client_credentials(credentials).build().unwrap()
}

/// A server that gives out the tokens `token-0`, `token-1` and so on, and responds to other requests by `reply`, which gets
/// the number of the token.
fn server(lifetime: &'static str, reply: impl Fn(&str) -> Reply + Send + Sync + 'static) -> Server {
    let count = AtomicUsize::new(0);
    Server::start(move |request, _| {
        if !request.starts_with("POST /oauth/token") {
            return reply(header(request, "authorization").unwrap_or_default());
        }
        std::thread::sleep(Duration::from_millis(50));
        let number = count.fetch_add(1, Ordering::SeqCst);
        let token = format!(r#"{{"access_token":"token-number-{number}","token_type":"bearer"{lifetime}}}"#);
        Reply::new("200 OK").json(&token)
    })
}

fn accepted(_: &str) -> Reply {
    Reply::new("204 No Content")
}

#[tokio::test]
async fn a_token_is_requested_once_and_sent_with_every_call() -> Result<(), Error> {
    let server = server(r#","expires_in":3600"#, accepted);
    let client = client(&server, credentials());
    client.read().send().await?;
    client.read().send().await?;
    let received = server.received();
    assert_eq!(received.len(), 3);
    // RFC 6749, sections 2.3.1 and 4.4.2: ID and secret are encoded as in a form, then joined.
    assert!(
        received[0].starts_with("POST /oauth/token?v=1 HTTP/1.1\r\n"),
        "{}",
        received[0]
    );
    assert_eq!(
        header(&received[0], "authorization"),
        Some("Basic bXklMjBjbGllbnQ6czNjcmV0JTJGY2FuYXJ5JTJCMQ==")
    );
    assert_eq!(
        header(&received[0], "content-type"),
        Some("application/x-www-form-urlencoded")
    );
    assert_eq!(header(&received[0], "accept"), Some("application/json"));
    assert_eq!(body(&received[0]), "grant_type=client_credentials&scope=read");
    for request in &received[1..] {
        assert!(request.starts_with("GET /read HTTP/1.1\r\n"), "{request}");
        assert_eq!(header(request, "authorization"), Some("Bearer token-number-0"));
    }
    Ok(())
}

#[tokio::test]
async fn the_secret_can_be_sent_in_the_body_with_further_parameters() -> Result<(), Error> {
    let server = server("", accepted);
    let credentials = credentials()
        .secret_in_body()
        .scopes(["a", "b:c"])
        .parameter("audience", "https://api");
    let client = client(&server, credentials);
    client.read().send().await?;
    client.write().send().await?;
    let received = server.received_at("/oauth/token");
    assert_eq!(received.len(), 1, "scopes that are set hold for every operation");
    assert_eq!(header(&received[0], "authorization"), None);
    assert_eq!(
        body(&received[0]),
        "grant_type=client_credentials&scope=a%20b%3Ac&client_id=my%20client&client_secret=s3cret%2Fcanary%2B1\
         &audience=https%3A%2F%2Fapi"
    );
    Ok(())
}

#[tokio::test]
async fn each_set_of_scopes_has_a_token_of_its_own() -> Result<(), Error> {
    let server = server("", accepted);
    let client = client(&server, credentials());
    for _ in 0..2 {
        client.read().send().await?;
        client.write().send().await?;
    }
    let bodies: Vec<_> = server
        .received_at("/oauth/token")
        .iter()
        .map(|request| body(request).to_owned())
        .collect();
    assert_eq!(
        bodies,
        [
            "grant_type=client_credentials&scope=read",
            "grant_type=client_credentials&scope=read%20write%3Aall"
        ]
    );
    assert_eq!(
        header(&server.received()[3], "authorization"),
        Some("Bearer token-number-1")
    );
    Ok(())
}

#[tokio::test]
async fn a_token_goes_with_a_key_where_both_are_required() -> Result<(), Error> {
    let server = server("", accepted);
    let builder = Client::builder().endpoint(&server.url).header_key("key-h");
    let client = builder.client_client_credentials(credentials()).build()?;
    client.mixed().send().await?;
    let request = server.received_at("/mixed").remove(0);
    assert_eq!(header(&request, "x-key"), Some("key-h"));
    assert_eq!(header(&request, "authorization"), Some("Bearer token-number-0"));
    assert!(!server.received_at("/oauth/token")[0].contains("key-h"));
    Ok(())
}

#[tokio::test]
async fn parallel_calls_wait_for_one_token() {
    let server = server(r#","expires_in":"3600""#, accepted);
    let client = client(&server, credentials());
    let calls: Vec<_> = (0..20)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.read().send().await.map(drop) })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(server.received_at("/oauth/token").len(), 1);
    assert_eq!(server.received_at("/read").len(), 20);
}

#[tokio::test]
async fn a_refused_token_is_renewed_once_however_many_calls_are_refused() {
    let server = server(r#","expires_in":3600"#, |authorization| {
        if authorization.ends_with("-0") {
            // All of them are refused before the first one renews the token.
            std::thread::sleep(Duration::from_millis(200));
            Reply::new("401 Unauthorized")
        } else {
            accepted("")
        }
    });
    let client = client(&server, credentials());
    let calls: Vec<_> = (0..10)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.read().send().await.map(drop) })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(server.received_at("/oauth/token").len(), 2);
    assert_eq!(server.received_at("/read").len(), 20, "each call is refused once");
}

#[tokio::test]
async fn a_token_that_is_refused_again_ends_the_call() {
    let server = server(r#","expires_in":3600"#, |_| Reply::new("401 Unauthorized"));
    let client = client(&server, credentials());
    let error = client.read().send().await.unwrap_err();
    assert!(error.is_unauthorized() && error.status() == Some(401), "{error}");
    assert_eq!(server.received_at("/oauth/token").len(), 2);
    assert_eq!(server.received_at("/read").len(), 2);
    // Nor do the next calls request one each, which the service would refuse as well.
    for _ in 0..10 {
        let error = client.read().send().await.unwrap_err();
        let source = std::error::Error::source(&error).unwrap().to_string();
        assert!(source.contains("none is requested for 30 seconds"), "{source}");
    }
    assert_eq!(server.received_at("/oauth/token").len(), 2);
    // Another set of scopes has tokens of its own.
    client.write().send().await.unwrap_err();
    assert_eq!(server.received_at("/oauth/token").len(), 4);
}

#[tokio::test]
async fn an_expired_token_is_renewed_before_it_is_sent() -> Result<(), Error> {
    let server = server(r#","expires_in":1"#, accepted);
    let client = client(&server, credentials());
    client.read().send().await?;
    tokio::time::sleep(Duration::from_millis(950)).await;
    client.read().send().await?;
    assert_eq!(server.received_at("/oauth/token").len(), 2);
    let last = server.received_at("/read").remove(1);
    assert_eq!(header(&last, "authorization"), Some("Bearer token-number-1"));
    Ok(())
}

#[tokio::test]
async fn a_refused_client_is_an_error_without_its_secret() {
    let server = Server::start(|request, _| {
        let sent = header(request, "authorization").unwrap_or_default();
        let body = format!(r#"{{"error":"invalid_client","error_description":"no: {sent} {SECRET}"}}"#);
        Reply::new("401 Unauthorized").json(&body)
    });
    let client = client(&server, credentials());
    let error = client.read().send().await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Credentials, Some(401)));
    assert_eq!(error.code(), Some("invalid_client"));
    assert!(error.to_string().contains("gave no token for `client`"), "{error}");
    let shown = format!("{error} {error:?} {client:?}");
    let forms = [SECRET, "s3cret", "canary", "bXklMjBjbGllbnQ6czNjcmV0"];
    assert!(!forms.iter().any(|form| shown.contains(form)), "{shown}");
    // It is not called again at once: several refusals lock a client.
    client.read().send().await.unwrap_err();
    assert_eq!(server.received().len(), 1);
}

/// Whatever the server repeats of what it was sent: the header without the name of its scheme, and its parts.
#[tokio::test]
async fn no_form_of_the_secret_is_in_an_error() {
    let encoded = BASE64_STANDARD.encode("my%20client:s3cret%2Fcanary%2B1");
    for form in [
        encoded.clone(),
        encoded.trim_end_matches('=').to_owned(),
        encoded.replace('=', "%3D"),
        encoded.to_ascii_lowercase(),
        BASE64_STANDARD.encode("x:s3cret%2Fcanary%2B1"),
        BASE64_STANDARD.encode("s3cret/canary+1"),
        "s3cret%2Fcanary%2B1".to_owned(),
        "s3cret%252fcanary%252b1".to_owned(),
        "client_secret=s3cret%2Fcanary%2B1".to_owned(),
    ] {
        for in_body in [false, true] {
            let body = format!(r#"{{"error":"x","message":"no: {form}"}}"#);
            let server = Server::start(move |_, _| Reply::new("400 Bad Request").json(&body));
            let credentials = credentials();
            let credentials = if in_body {
                credentials.secret_in_body()
            } else {
                credentials
            };
            let error = client(&server, credentials).read().send().await.unwrap_err();
            let shown = format!("{error} {error:?}");
            assert!(shown.contains("REDACTED") && !shown.contains(&form), "{form}: {shown}");
        }
    }
}

/// Otherwise the secret would be sent with every call.
#[tokio::test]
async fn a_token_without_a_lifetime_is_used_until_it_is_refused() -> Result<(), Error> {
    for lifetime in [
        "0",
        "-1",
        "null",
        "true",
        "{}",
        "\"\"",
        "\"0\"",
        "\"-3600\"",
        "\"an hour\"",
        "1e300",
    ] {
        let body = format!(r#"{{"access_token":"a-token","expires_in":{lifetime}}}"#);
        let server = Server::start(move |request, _| match request.starts_with("POST") {
            true => Reply::new("200 OK").json(&body),
            false => accepted(""),
        });
        let client = client(&server, credentials());
        for _ in 0..3 {
            client.read().send().await?;
        }
        assert_eq!(server.received_at("/oauth/token").len(), 1, "{lifetime}");
    }
    Ok(())
}

#[tokio::test]
async fn a_token_is_not_looked_for_in_megabytes() {
    let rest = "x".repeat(2 << 20);
    let server =
        Server::start(move |_, _| Reply::new("200 OK").json(&format!(r#"{{"access_token":"t","rest":"{rest}"}}"#)));
    let error = client(&server, credentials()).read().send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert!(
        source.contains("the response is longer than 1 MiB"),
        "{error}: {source}"
    );
}

#[tokio::test]
async fn a_token_is_removed_from_errors() {
    let server = server("", |authorization| {
        Reply::new("403 Forbidden").json(&format!(r#"{{"message":"{authorization}"}}"#))
    });
    let error = client(&server, credentials()).read().send().await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("token-number-0"), "{error:?}");
}

#[tokio::test]
async fn a_response_without_a_usable_token_is_an_error() {
    for (response, why) in [
        ("{}", "no `access_token`"),
        ("token", "no `access_token`"),
        (r#"{"access_token":""}"#, "is empty"),
        (r#"{"access_token":"a\nb"}"#, "control character"),
        (r#"{"access_token":"a","token_type":"mac"}"#, "`token_type`"),
    ] {
        let server = Server::start(move |_, _| Reply::new("200 OK").json(response));
        let error = client(&server, credentials()).read().send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Credentials);
        assert!(error.to_string().contains(why), "{error}");
        assert!(server.received_at("/read").is_empty());
    }
}

#[tokio::test]
async fn a_redirect_does_not_get_the_secret() {
    let other = Server::start(|_, _| Reply::new("200 OK").json(r#"{"access_token":"t"}"#));
    let location = format!("{}/token", other.url);
    let server = Server::start(move |_, _| Reply::new("307 Temporary Redirect").header("location", &location));
    let error = client(&server, credentials()).read().send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials, "{error}");
    assert!(other.received().is_empty());
}

#[tokio::test]
async fn a_token_url_can_be_given() -> Result<(), Error> {
    let tokens = server("", accepted);
    let api = Server::start(|_, _| accepted(""));
    let credentials = credentials().token_url(format!("{}/oauth/token", tokens.url));
    client(&api, credentials).read().send().await?;
    assert_eq!((tokens.received().len(), api.received().len()), (1, 1));
    Ok(())
}

#[test]
fn unusable_client_credentials_are_refused_when_the_client_is_built() {
    for (credentials, why) in [
        (ClientCredentials::new("", SECRET), "the client ID of `client` is empty"),
        (
            ClientCredentials::new("id", ""),
            "the client secret of `client` is empty",
        ),
        (
            ClientCredentials::new("id", "canary\n"),
            "the client secret of `client` ends with a line break",
        ),
        (
            credentials().token_url("http://auth.example.com/token"),
            "token URL of `client`",
        ),
        (
            credentials().token_url("https://u:canary@auth.example.com"),
            "token URL of `client`",
        ),
        (credentials().token_url("canary"), "token URL of `client`"),
        (credentials().scopes(["a b"]), "the scope \"a b\""),
        (credentials().parameter("client_secret", "canary"), "`client_secret`"),
        (credentials().timeout(Duration::ZERO), "a timeout of zero"),
    ] {
        let builder = Client::builder().endpoint("http://127.0.0.1:9");
        let builder = builder.client_client_credentials(credentials.clone());
        assert!(!format!("{builder:?} {credentials:?}").contains("canary"));
        let error = builder.build().unwrap_err();
        assert!(
            error.is_invalid_argument() && error.to_string().contains(why),
            "{error}"
        );
        assert!(!format!("{error:?}").contains("canary"), "{error:?}");
    }
    let insecure = credentials().token_url("http://auth.example.com/token");
    let builder = Client::builder().endpoint("https://api.example.com").allow_http();
    builder.client_client_credentials(insecure).build().unwrap();
}
