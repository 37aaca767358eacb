//! Secrets that cannot be sent or signed with: refused when the client is built, with the argument's name and without
//! its value. Nothing is sent.

use huaweicloud_hss::{
    Client, ClientBuilder, ErrorKind,
    credentials::{BoxError, BoxFuture, Credentials, ProvideCredentials},
};

use crate::cloud::{AK, Cloud, PASSWORD, SECURITY_TOKEN, SK, TOKEN};

/// A setting of one secret, and what the error calls it.
type Setting = (&'static str, fn(ClientBuilder, String) -> ClientBuilder, &'static str);

const SETTINGS: [Setting; 13] = [
    (
        AK,
        |builder, text| builder.access_key(text, SK),
        "the access key's ID (`id`)",
    ),
    (
        SK,
        |builder, text| builder.access_key(AK, text),
        "the secret key (`secret`)",
    ),
    (
        AK,
        |builder, text| builder.temporary_access_key(text, SK, SECURITY_TOKEN),
        "the access key's ID (`id`)",
    ),
    (
        SK,
        |builder, text| builder.temporary_access_key(AK, text, SECURITY_TOKEN),
        "the secret key (`secret`)",
    ),
    (
        SECURITY_TOKEN,
        |builder, text| builder.temporary_access_key(AK, SK, text),
        "the security token (`security_token`)",
    ),
    (
        PASSWORD,
        |builder, text| builder.user("account", "reader", text),
        "the password (`password`)",
    ),
    (
        "account",
        |builder, text| builder.user(text, "reader", PASSWORD),
        "the account's name (`domain`)",
    ),
    (
        "reader",
        |builder, text| builder.user("account", text, PASSWORD),
        "the user's name (`name`)",
    ),
    (TOKEN, |builder, text| builder.token(text), "`token`"),
    (
        TOKEN,
        |builder, text| builder.credentials(Credentials::token(text)),
        "the token (`token`)",
    ),
    (
        SK,
        |builder, text| builder.credentials(Credentials::access_key(AK, text)),
        "the secret key (`secret`)",
    ),
    (
        "canary-project",
        |builder, text| builder.credentials(Credentials::access_key(AK, SK).with_project_id(text)),
        "the project ID (`project_id`)",
    ),
    (
        "canary-proxy",
        |builder, text| builder.proxy(format!("http://user:{text}@localhost:1")),
        "the proxy (`proxy`)",
    ),
];

/// Checks that a builder is refused because of the named argument, and returns why.
fn refused(builder: ClientBuilder, name: &str) -> String {
    let error = builder.build().expect_err(name);
    assert_eq!(error.kind(), ErrorKind::InvalidArgument, "{error}");
    let shown = format!("{error} {error:?}");
    assert!(error.to_string().contains(name), "{name}: {error}");
    assert!(!shown.contains("canary") && !shown.contains("CANARY"), "{shown}");
    error.to_string()
}

#[test]
fn a_secret_with_a_line_break_is_refused_by_its_name() {
    for (secret, set, name) in SETTINGS {
        set(
            Client::builder().region("eu-west-101").project_id("p1"),
            secret.to_owned(),
        )
        .build()
        .expect("it is right as it is");
        for text in [
            format!("{secret}\n"),
            format!("{secret}\r\n"),
            format!("\n{secret}"),
            format!("{secret}\nX-Header: value"),
            format!("{secret}\0"),
        ] {
            let builder = Client::builder().region("eu-west-101").project_id("p1");
            let why = refused(set(builder, text.clone()), name);
            assert!(
                ["line break", "white space", "control character"]
                    .iter()
                    .any(|what| why.contains(what)),
                "{text:?}: {why}"
            );
        }
    }
}

#[test]
fn an_empty_secret_is_refused_by_its_name() {
    for (_, set, name) in &SETTINGS[..12] {
        let why = refused(set(Client::builder().region("eu-west-101"), String::new()), name);
        assert!(why.ends_with("is empty"), "{why}");
    }
}

#[test]
fn a_secret_must_be_valid_in_its_place() {
    let builder = || Client::builder().region("eu-west-101").project_id("p1");
    for (client, name) in [
        (builder().access_key("CANARY,KEY", SK), "`id`"),
        (builder().access_key("CANARY KEY", SK), "`id`"),
        (builder().access_key(AK, "canary\u{a0}"), "`secret`"),
        (builder().access_key(AK, "canary\u{200b}"), "`secret`"),
        (builder().access_key(AK, "canary "), "`secret`"),
        (builder().token("canary-ü"), "`token`"),
        (builder().token(" canary"), "`token`"),
        (builder().credentials(Credentials::token("canary-ü")), "`token`"),
        (
            builder().proxy("http://us%3Aer:canary@localhost:1"),
            "user name of the proxy",
        ),
        (
            builder().proxy("http://user:canary%0A@localhost:1"),
            "password of the proxy",
        ),
    ] {
        refused(client, name);
    }
    // JSON can contain these, and so can a password.
    builder()
        .user("Konto ü", "Benutzer", " pässword: \"x\" ")
        .build()
        .expect("a password");
    builder().access_key(AK, "secret key+/=").build().expect("a secret key");
    builder()
        .proxy("http://us%20er:p%3Ass@localhost:1")
        .build()
        .expect("a proxy");
}

/// A provider of the importer's own, whose secrets are known when they are first needed.
struct Vault(Credentials);

impl ProvideCredentials for Vault {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, BoxError>> {
        Box::pin(async { Ok(self.0.clone()) })
    }
}

#[tokio::test]
async fn credentials_of_a_provider_are_validated_before_anything_is_sent() {
    let cloud = Cloud::new().start();
    for (credentials, name) in [
        (Credentials::token(""), "the token (`token`) is empty"),
        (
            Credentials::token(format!("{TOKEN}\n")),
            "the token (`token`) ends with a line break",
        ),
        (
            Credentials::access_key(format!("{AK}\n"), SK),
            "the access key's ID (`id`) ends",
        ),
        (
            Credentials::access_key(AK, format!("{SK}\n")),
            "the secret key (`secret`) ends",
        ),
        (
            Credentials::temporary_access_key(AK, SK, format!("{SECURITY_TOKEN}\r\n")),
            "the security token (`security_token`) ends",
        ),
        (
            Credentials::access_key(AK, SK).with_project_id("p\n"),
            "the project ID (`project_id`) ends",
        ),
    ] {
        let client = cloud
            .builder()
            .credentials(Vault(credentials))
            .build()
            .expect("settings");
        let error = client.list_container_image_logs().send().await.expect_err(name);
        assert_eq!(error.kind(), ErrorKind::Credentials);
        assert!(error.to_string().contains(name), "{error}");
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("canary") && !shown.contains("CANARY"), "{shown}");
    }
    assert!(cloud.server.received().is_empty());
}
