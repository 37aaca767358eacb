//! What steps see of requests and outcomes has no secrets.

use std::sync::{Arc, Mutex};

use driver::server::{CannedResponse, Received};
use huaweicloud_hss::{
    Client, RetryPolicy,
    middleware::{BoxFuture, Fault, Middleware, Next, Outcome, Request, SentRequest},
    runtime::generated::{Api, Call, Config, ErrorBody, Operation, SchemeKind, SecurityScheme},
};
use serde_json::{Value, json};

use crate::support::{TOKEN, builder, start};

/// Writes down all that it can see.
#[derive(Clone, Default)]
struct Spy(Arc<Mutex<String>>);

impl Spy {
    fn note(&self, text: String) {
        self.0.lock().expect("no panic").push_str(&text);
    }

    fn seen(&self) -> String {
        self.0.lock().expect("no panic").clone()
    }

    fn request(&self, request: &Request) {
        let headers: Vec<_> = request
            .header_names()
            .map(|name| (name.to_owned(), request.header(name)))
            .collect();
        self.note(format!(
            "{request:?} {} {} {headers:?}\n",
            request.path(),
            request.query()
        ));
    }

    fn outcome(&self, outcome: &Outcome) {
        let header = outcome.header("x-echo");
        let error = outcome.error();
        self.note(format!(
            "{outcome:?} {:?} {header:?} {:?} {:?}\n",
            outcome.headers(),
            error.map(ToString::to_string),
            error.map(|error| error.header("x-echo")),
        ));
    }
}

impl Middleware for Spy {
    fn call<'a>(&'a self, request: &'a mut Request, next: Next<'a>) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            if let Err(error) = request
                .set_query("step", "canary-step-1")
                .and(request.set_header("X-Step", "canary-step-2"))
            {
                return error.into();
            }
            self.request(request);
            let outcome = next.run(request).await;
            self.request(request);
            self.outcome(&outcome);
            outcome
        })
    }

    fn attempt<'a>(&'a self, request: &'a mut Request, next: Next<'a>) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            self.request(request);
            let outcome = next.run(request).await;
            self.outcome(&outcome);
            outcome
        })
    }

    fn sending(&self, request: &SentRequest<'_>) {
        let headers: Vec<_> = request.headers().collect();
        let body = request.body().map(|body| String::from_utf8_lossy(&body).into_owned());
        self.note(format!(
            "sent {request:?} {} {} {headers:?} {body:?}\n",
            request.method(),
            request.url()
        ));
    }
}

/// Repeats everything that it gets, in the headers and in the body.
fn echo(status: u16) -> impl Fn(&Received) -> CannedResponse + Send + Sync + 'static {
    move |request| {
        let all = format!(
            "{} {:?} {}",
            request.target,
            request.headers,
            String::from_utf8_lossy(&request.body)
        );
        let id = request.header("x-auth-token").unwrap_or("none");
        let headers = [("X-Echo", &*all), ("X-Request-Id", id)];
        let body = json!({"error_msg": all, "error_code": id});
        let body = if status == 200 {
            "{}".to_owned()
        } else {
            body.to_string()
        };
        CannedResponse::new(status, &headers, body)
    }
}

#[tokio::test]
async fn steps_see_no_token_and_no_value_of_the_call() {
    for status in [200, 400, 401] {
        let server = start(echo(status));
        let spy = Spy::default();
        let client = builder(&server.endpoint())
            .middleware(spy.clone())
            .build()
            .expect("settings");
        let request = client
            .request("POST", "/v5/canary-a")
            .query("preview", "canary-query-1")
            .header("X-Trace", "canary-header-1")
            .json(&json!({"user": "u", "copy": TOKEN}));
        let outcome = request.send().await;
        assert_eq!(outcome.is_ok(), status == 200);
        if let Err(error) = outcome {
            // Nor does the program see one where it may log it.
            let echo = error.header("x-echo").expect("a header");
            assert!(echo.contains("REDACTED") && !echo.contains(TOKEN), "{echo}");
        }
        let seen = spy.seen().replace("canary-a", "");
        assert!(!seen.contains("canary"), "{seen}");
        assert!(
            seen.contains("preview=REDACTED") && seen.contains("step=REDACTED"),
            "{seen}"
        );
        for part in [
            r#"("x-auth-token", "REDACTED")"#,
            r#"("x-trace", Some("REDACTED"))"#,
            r#"("x-step", "REDACTED")"#,
        ] {
            assert!(seen.contains(part), "{part}: {seen}");
        }
        // What is no secret is shown.
        assert!(
            seen.contains(r#"\"user\":\"u\""#) && seen.contains("user-agent"),
            "{seen}"
        );
        let received = server.received().remove(0);
        assert_eq!(
            (received.header("x-step"), received.header("x-auth-token")),
            (Some("canary-step-2"), Some(TOKEN))
        );
    }
}

#[tokio::test]
async fn steps_see_no_signature_and_no_key() {
    let server = start(echo(400));
    let spy = Spy::default();
    let builder = Client::builder()
        .endpoint(server.endpoint())
        .project_id("p")
        .retry_policy(RetryPolicy::off());
    let keys = builder.temporary_access_key("CANARYID1", "canary-secret-key", "canary-security-token");
    let client = keys.middleware(spy.clone()).build().expect("settings");
    client.list_container_image_logs().send().await.expect_err("refused");
    let seen = spy.seen();
    let sent = server.received().remove(0);
    let signature = sent
        .header("authorization")
        .and_then(|value| value.rsplit_once("Signature="))
        .expect("a signature")
        .1;
    assert!(!seen.contains(signature) && !seen.contains("canary-se"), "{seen}");
    assert!(
        seen.contains(r#"("authorization", "REDACTED")"#) && seen.contains("x-sdk-date"),
        "{seen}"
    );
}

static API: Api = Api {
    title: "places",
    version: "1",
    servers: &[],
    security_schemes: &[
        SecurityScheme {
            name: "query",
            kind: SchemeKind::Query("api key"),
            setters: &[],
        },
        SecurityScheme {
            name: "cookie",
            kind: SchemeKind::Cookie("session"),
            setters: &[],
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

static LIST: Operation = Operation {
    id: "Op",
    path: "/things",
    security: &[&["query", "cookie"]],
    ..Operation::DEFAULT
};

/// A key in an address is masked by its name, however short it is.
#[tokio::test]
async fn steps_see_no_key_in_an_address_or_a_cookie() {
    let server = start(echo(200));
    let spy = Spy::default();
    let mut config = Config::new(&API);
    config.endpoint(server.endpoint());
    config.secret("query", "k7".into());
    config.secret("cookie", "canary-cookie-1".into());
    config.middleware(spy.clone());
    let core = config.build().expect("settings");
    let call = Call::new(&core, &LIST).with_options(|options| options.query("q", "s8"));
    call.json::<Value>().await.expect("a response");
    let seen = spy.seen();
    let shown = seen
        .lines()
        .filter(|line| !line.starts_with("Outcome"))
        .collect::<Vec<_>>()
        .join("\n");
    assert!(
        !shown.contains("k7") && !shown.contains("s8") && !seen.contains("canary"),
        "{seen}"
    );
    assert!(shown.contains("api%20key=REDACTED&q=REDACTED&step=REDACTED"), "{seen}");
}

#[tokio::test]
async fn the_message_of_a_fault_is_searched_for_secrets() {
    struct Reports;
    impl Middleware for Reports {
        fn attempt<'a>(&'a self, _: &'a mut Request, _: Next<'a>) -> BoxFuture<'a, Outcome> {
            Box::pin(async { Fault::new(format!("with {TOKEN}")).into() })
        }
    }
    let client = builder("http://127.0.0.1:9")
        .middleware(Reports)
        .build()
        .expect("settings");
    let error = client.list_container_image_logs().send().await.expect_err("a fault");
    assert_eq!(error.message(), "with REDACTED");
    assert!(!format!("{client:?} {error:?}").contains("canary"));
}
