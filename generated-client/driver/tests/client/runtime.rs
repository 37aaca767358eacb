//! What the document of this client does not use, and another one may: the runtime by itself.

use std::collections::BTreeMap;

use driver::server::{CannedResponse, Received, Server};
use huaweicloud_hss::{
    Error, ErrorKind,
    runtime::generated::{
        Api, Config, Core, ErrorBody, Operation, Request, SchemeKind, SecurityScheme, ServerVariable, Status, Style,
    },
};
use serde_json::{Value, json};

use crate::support::always;

const TOKEN: &str = "s3cret~*/ä";

static API: Api = Api {
    title: "test",
    version: "1",
    servers: &[],
    security_schemes: &[
        SecurityScheme {
            name: "header",
            kind: SchemeKind::Header("X-Key"),
            setters: &["header"],
        },
        SecurityScheme {
            name: "query",
            kind: SchemeKind::Query("api key"),
            setters: &["query"],
        },
        SecurityScheme {
            name: "cookie",
            kind: SchemeKind::Cookie("session"),
            setters: &["cookie"],
        },
        SecurityScheme {
            name: "basic",
            kind: SchemeKind::Basic,
            setters: &["basic"],
        },
        SecurityScheme {
            name: "bearer",
            kind: SchemeKind::Bearer,
            setters: &["bearer"],
        },
        SecurityScheme {
            name: "signing",
            kind: SchemeKind::Signing {
                header: "Authorization",
                algorithm: "x",
            },
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

const fn operation(
    method: &'static str,
    path: &'static str,
    security: &'static [&'static [&'static str]],
) -> Operation {
    Operation {
        id: "Op",
        method,
        path,
        accept: None,
        success: &[],
        security,
        ..Operation::DEFAULT
    }
}

static GET: Operation = operation("GET", "/get", &[]);
static POST: Operation = operation("POST", "/post", &[]);

fn core(server: &Server, set: impl FnOnce(&mut Config)) -> Core {
    let mut config = Config::new(&API);
    config.endpoint(server.endpoint());
    set(&mut config);
    config.build().expect("the settings are right")
}

/// What the server sees of a request.
async fn seen(request: Request) -> Result<Received, Error> {
    let server = always(CannedResponse::json(200, "{}"));
    core(&server, |_| {}).json::<Value>(request).await?;
    Ok(server.received().remove(0))
}

async fn query(style: Style, value: Value) -> String {
    seen(Request::new(&GET).query("n", style, &value))
        .await
        .expect("it is sent")
        .query()
        .to_owned()
}

#[tokio::test]
async fn each_style_of_a_query_is_sent_as_the_standard_says() {
    use Style::{DeepObject, Form, FormJoined, PipeDelimited, SpaceDelimited};
    let list = || json!(["b", "a,c", 3, true]);
    let object = || json!({"R": 100, "G": "x y"});
    assert_eq!(query(Form, list()).await, "n=3&n=a%2Cc&n=b&n=true");
    assert_eq!(query(FormJoined, list()).await, "n=b%2Ca%2Cc%2C3%2Ctrue");
    assert_eq!(query(SpaceDelimited, list()).await, "n=b%20a%2Cc%203%20true");
    assert_eq!(query(PipeDelimited, list()).await, "n=b%7Ca%2Cc%7C3%7Ctrue");
    assert_eq!(query(Form, object()).await, "G=x%20y&R=100");
    assert_eq!(query(FormJoined, object()).await, "n=G%2Cx%20y%2CR%2C100");
    assert_eq!(query(DeepObject, object()).await, "n%5BG%5D=x%20y&n%5BR%5D=100");
    assert_eq!(
        query(DeepObject, json!({"a": {"b": [1, 2]}})).await,
        "n%5Ba%5D%5Bb%5D=1&n%5Ba%5D%5Bb%5D=2"
    );
    for style in [Form, FormJoined, SpaceDelimited, PipeDelimited] {
        assert_eq!(query(style, json!("x")).await, "n=x");
        for nothing in [json!(null), json!([]), json!([null]), json!({})] {
            assert_eq!(query(style, nothing).await, "");
        }
    }
    for (style, value) in [
        (Form, json!([[1]])),
        (Form, json!({"a": [1]})),
        (FormJoined, json!([{}])),
        (DeepObject, json!(1)),
    ] {
        let error = seen(Request::new(&GET).query("n", style, &value))
            .await
            .expect_err("cannot be sent");
        assert_eq!(error.kind(), ErrorKind::InvalidArgument, "{value}");
    }
}

#[tokio::test]
async fn pairs_are_sorted_by_name_then_value() {
    let request = ["b", "a", "a-", "a b", "B"]
        .into_iter()
        .fold(Request::new(&GET), |request, name| {
            request.query(name, Style::Form, &[2, 1])
        });
    let received = seen(request).await.expect("it is sent");
    assert_eq!(received.query(), "B=1&B=2&a=1&a=2&a%20b=1&a%20b=2&a-=1&a-=2&b=1&b=2");
}

#[tokio::test]
async fn numbers_keep_their_text() {
    assert_eq!(
        seen(Request::new(&GET).query("n", Style::Form, &0.1_f32))
            .await
            .expect("it is sent")
            .query(),
        "n=0.1"
    );
    assert_eq!(
        seen(Request::new(&GET).query("n", Style::Form, &u64::MAX))
            .await
            .expect("it is sent")
            .query(),
        "n=18446744073709551615"
    );
}

#[tokio::test]
async fn headers_are_sent_once_and_checked() {
    let request = Request::new(&GET)
        .header("x-list", &["a", "b"])
        .header("x-none", &None::<i32>)
        .header("x-one", &7);
    let received = seen(request).await.expect("it is sent");
    assert_eq!(
        (received.header("X-List"), received.header("x-one")),
        (Some("a,b"), Some("7"))
    );
    assert_eq!(received.header("x-none"), None);
    let error = seen(Request::new(&GET).header("x-bad", "canary\r\nx-other: 1"))
        .await
        .expect_err("two lines");
    assert!(
        error.is_invalid_argument() && !format!("{error:?}").contains("canary"),
        "{error:?}"
    );
}

#[tokio::test]
async fn bodies_are_sent_with_their_media_type() {
    let body = BTreeMap::from([("a", "x y"), ("b", "1&2")]);
    let json = seen(Request::new(&POST).json(&body)).await.expect("it is sent");
    assert_eq!(json.header("content-type"), Some("application/json"));
    assert_eq!(json.body, br#"{"a":"x y","b":"1&2"}"#);
    let form = seen(Request::new(&POST).form(&body)).await.expect("it is sent");
    assert_eq!(form.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(form.body, b"a=x%20y&b=1%262");
    let text = seen(Request::new(&POST).text("text/plain", "ä".to_owned()))
        .await
        .expect("it is sent");
    assert_eq!(
        (text.header("content-type"), &*text.body),
        (Some("text/plain"), "ä".as_bytes())
    );
    let bytes = seen(Request::new(&POST).bytes("application/octet-stream", vec![0, 255]))
        .await
        .expect("it is sent");
    assert_eq!(bytes.body, [0, 255]);
    assert!(seen(Request::new(&POST).form(&[1])).await.is_err());
    assert_eq!(bytes.method, "POST");
}

#[tokio::test]
async fn responses_are_decoded_as_the_operation_declares() {
    let server = always(CannedResponse::new(200, &[], "ä"));
    let core = core(&server, |_| {});
    assert_eq!(*core.text(Request::new(&GET)).await.expect("text"), "ä");
    assert_eq!(
        core.bytes(Request::new(&GET)).await.expect("bytes").into_inner(),
        "ä".as_bytes()
    );
    core.empty(Request::new(&GET)).await.expect("nothing that matters");

    let server = always(CannedResponse::new(200, &[], b"\xff"));
    let core = core_of(&server);
    let error = core.text(Request::new(&GET)).await.expect_err("no text");
    assert_eq!(
        (error.kind(), error.raw_body()),
        (ErrorKind::Decode, Some(b"\xff".as_slice()))
    );
    core_of(&always(CannedResponse::new(204, &[], "")))
        .empty(Request::new(&GET))
        .await
        .expect("204 is a success");
}

fn core_of(server: &Server) -> Core {
    core(server, |_| {})
}

#[tokio::test]
async fn the_declared_statuses_are_the_successes() {
    static DECLARED: Operation = Operation {
        id: "Declared",
        method: "GET",
        path: "/",
        accept: None,
        success: &[Status::Exact(200), Status::Range(3)],
        security: &[],
        ..Operation::DEFAULT
    };
    for (status, kind) in [
        (200, None),
        (302, None),
        (399, None),
        (201, Some(ErrorKind::UnexpectedStatus)),
        (404, Some(ErrorKind::Api)),
        (599, Some(ErrorKind::Api)),
    ] {
        let server = always(CannedResponse::json(status, "{}"));
        let outcome = core_of(&server).json::<Value>(Request::new(&DECLARED)).await;
        assert_eq!(outcome.err().map(|error| error.kind()), kind, "{status}");
    }
}

#[tokio::test]
async fn each_scheme_puts_its_credential_in_its_place() {
    static HEADER: Operation = operation("GET", "/", &[&["header"]]);
    static QUERY: Operation = operation("GET", "/", &[&["query"]]);
    static COOKIE: Operation = operation("GET", "/", &[&["cookie"]]);
    static BASIC: Operation = operation("GET", "/", &[&["basic"]]);
    static BEARER: Operation = operation("GET", "/", &[&["bearer"]]);
    let server = always(CannedResponse::json(200, "{}"));
    let core = core(&server, |config| {
        config.secret("header", "k".into());
        config.secret("query", TOKEN.into());
        config.secret("cookie", "c".into());
        config.basic("basic", "user".to_owned(), "pass:word".into());
        config.secret("bearer", "b".into());
    });
    for operation in [&HEADER, &QUERY, &COOKIE, &BASIC, &BEARER] {
        let request = Request::new(operation).query("z", Style::Form, "1");
        core.json::<Value>(request).await.expect("it is sent");
    }
    let received = server.received();
    assert_eq!(received[0].header("x-key"), Some("k"));
    assert_eq!(received[1].query(), "api%20key=s3cret~%2A%2F%C3%A4&z=1");
    assert_eq!(received[2].header("cookie"), Some("session=c"));
    assert_eq!(received[3].header("authorization"), Some("Basic dXNlcjpwYXNzOndvcmQ="));
    assert_eq!(received[4].header("authorization"), Some("Bearer b"));
    for request in [&received[0], &received[1], &received[2]] {
        assert_eq!(
            request.header("authorization"),
            None,
            "only what the operation requires"
        );
    }
    assert!(!format!("{core:?}").contains("s3cret"));
}

#[tokio::test]
async fn the_first_security_alternative_with_credentials_is_used() {
    static BOTH: Operation = operation("GET", "/", &[&["signing"], &["header", "bearer"], &["cookie"]]);
    static OPTIONAL: Operation = operation("GET", "/", &[&[], &["cookie"]]);
    let server = always(CannedResponse::json(200, "{}"));
    let partly = core(&server, |config| {
        config.secret("header", "k".into());
        config.secret("cookie", "c".into());
    });
    partly.json::<Value>(Request::new(&BOTH)).await.expect("by cookie");
    partly.json::<Value>(Request::new(&OPTIONAL)).await.expect("by cookie");
    core_of(&server)
        .json::<Value>(Request::new(&OPTIONAL))
        .await
        .expect("without any");
    let error = core_of(&server)
        .json::<Value>(Request::new(&BOTH))
        .await
        .expect_err("nothing to call with");
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert!(
        error
            .message()
            .ends_with("call `header` and `bearer`, or `cookie` on the client's builder"),
        "{error}"
    );
    let cookies: Vec<_> = server
        .received()
        .iter()
        .map(|request| request.header("cookie").map(str::to_owned))
        .collect();
    assert_eq!(
        cookies,
        [Some("session=c".to_owned()), Some("session=c".to_owned()), None]
    );
    assert_eq!(
        server.received()[0].header("x-key"),
        None,
        "half of an alternative is not sent"
    );
}

#[test]
fn a_credential_that_does_not_fit_its_scheme_is_refused() {
    let refused = |set: fn(&mut Config)| {
        let mut config = Config::new(&API);
        config.endpoint("https://localhost".to_owned());
        set(&mut config);
        let error = config.build().expect_err("must be refused");
        assert!(
            error.is_invalid_argument() && !format!("{error} {error:?}").contains("canary"),
            "{error:?}"
        );
    };
    refused(|config| config.secret("unknown", "canary".into()));
    refused(|config| config.secret("basic", "canary".into()));
    refused(|config| config.secret("signing", "canary".into()));
    refused(|config| config.basic("header", "user".to_owned(), "canary".into()));
    refused(|config| config.basic("basic", "us:er".to_owned(), "canary".into()));
    refused(|config| config.secret("cookie", "canary;x=1".into()));
    refused(|config| config.secret("bearer", "canary\n".into()));
}

#[test]
fn servers_and_their_variables_make_the_endpoint() {
    use huaweicloud_hss::runtime::generated::Server as Entry;
    const STAGE: ServerVariable = ServerVariable {
        name: "stage",
        default: Some("v1"),
        setter: "stage",
        values: &["v1", "v2"],
    };
    const ZONE: ServerVariable = ServerVariable {
        name: "zone",
        default: Some("a"),
        setter: "zone",
        values: &["a"],
    };
    const BODY: ErrorBody = ErrorBody {
        code: &[],
        message: &[],
        request_id: &[],
        request_id_header: None,
        details: &[],
    };
    static TWO: Api = Api {
        title: "two",
        version: "1",
        servers: &[
            Entry {
                url: "https://{zone}.example.com/{stage}/",
                variables: &[ZONE, STAGE],
            },
            Entry {
                url: "https://other.example.com",
                variables: &[],
            },
        ],
        security_schemes: &[],
        error_body: BODY,
    };
    static RELATIVE: Api = Api {
        title: "relative",
        version: "1",
        servers: &[Entry {
            url: "/v1",
            variables: &[],
        }],
        security_schemes: &[],
        error_body: BODY,
    };
    let endpoint = |api: &'static Api, variables: &[(&'static str, &str)]| {
        let mut config = Config::new(api);
        for (name, value) in variables {
            config.server_variable(name, (*value).to_owned());
        }
        config
            .build()
            .map(|core| core.endpoint().to_owned())
            .map_err(|error| error.kind())
    };
    assert_eq!(endpoint(&TWO, &[]).as_deref(), Ok("https://a.example.com/v1"));
    assert_eq!(
        endpoint(&TWO, &[("zone", "b"), ("stage", "v2")]).as_deref(),
        Ok("https://b.example.com/v2")
    );
    assert_eq!(
        endpoint(&TWO, &[("zone", "x"), ("zone", "b")]).as_deref(),
        Ok("https://b.example.com/v1")
    );
    assert_eq!(endpoint(&TWO, &[("unknown", "b")]), Err(ErrorKind::InvalidArgument));
    assert_eq!(endpoint(&RELATIVE, &[]), Err(ErrorKind::InvalidArgument));
    assert_eq!(endpoint(&API, &[]), Err(ErrorKind::InvalidArgument));

    // What the document lists is taken as it is; of a path, letter case matters.
    const AREA: ServerVariable = ServerVariable {
        name: "area",
        default: Some("Prod"),
        setter: "area",
        values: &["Prod", "prod", "", "a_b/v1", "host:8443"],
    };
    const FREE: ServerVariable = ServerVariable {
        name: "free",
        values: &[],
        ..STAGE
    };
    const PORT: ServerVariable = ServerVariable {
        name: "port",
        default: Some("443"),
        values: &["443", "8443"],
        ..STAGE
    };
    static PATHS: Api = Api {
        servers: &[Entry {
            url: "https://{zone}.example.com:{port}/{area}/x/{free}/{stage}",
            variables: &[ZONE, PORT, AREA, FREE, STAGE],
        }],
        ..TWO
    };
    for (variables, path) in [
        (&[][..], "a.example.com/Prod/x/v1/v1"),
        (&[("area", "prod"), ("port", "8443")], "a.example.com:8443/prod/x/v1/v1"),
        (&[("area", "PROD")], "a.example.com/Prod/x/v1/v1"),
        (&[("area", "a_b/v1"), ("zone", "A")], "a.example.com/a_b/v1/x/v1/v1"),
        (&[("area", "")], "a.example.com//x/v1/v1"),
        (
            &[("free", "tenant_1/~x/V2.0-b")],
            "a.example.com/Prod/x/tenant_1/~x/V2.0-b/v1",
        ),
        (&[("stage", "V3")], "a.example.com/Prod/x/v1/V3"),
        (&[("port", "9"), ("zone", "B-1.c")], "b-1.c.example.com:9/Prod/x/v1/v1"),
    ] {
        assert_eq!(
            endpoint(&PATHS, variables),
            Ok(format!("https://{path}")),
            "{variables:?}"
        );
    }
    for (name, value) in [
        ("free", ""),
        ("free", "a//b"),
        ("free", "../b"),
        ("free", "a/."),
        ("free", "/a"),
        ("free", "a?b"),
        ("free", "a#b"),
        ("free", "%2e%2e"),
        ("free", "a b"),
        ("free", "a\\b"),
        ("free", "é"),
        ("zone", "a_b"),
        ("zone", "a/b"),
        ("zone", ""),
        ("port", "1/"),
        ("port", "a@b"),
    ] {
        let refused = endpoint(&PATHS, &[(name, value)]);
        assert_eq!(refused, Err(ErrorKind::InvalidArgument), "{name} {value}");
    }
}

#[tokio::test]
async fn the_first_wrong_argument_is_reported_and_nothing_is_sent() {
    static PATH: Operation = operation("GET", "/a/{x}/b/{y}", &[]);
    let error = seen(Request::new(&PATH).path("x", "").path("y", ".."))
        .await
        .expect_err("two wrong ones");
    assert_eq!(error.to_string(), "Op: `x` is empty, and a path requires it");
    let error = seen(Request::new(&PATH).path("x", "1"))
        .await
        .expect_err("one is missing");
    assert_eq!(error.to_string(), "Op: `y` is part of the path and was not set");
    let received = seen(Request::new(&PATH).path("y", &["1", "2,3"]).path("x", &7))
        .await
        .expect("it is sent");
    assert_eq!(received.target, "/a/7/b/1,2%2C3");
}
