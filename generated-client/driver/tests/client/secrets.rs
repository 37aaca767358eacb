//! Canaries: a token that must not be seen again, and arguments that no error repeats.

use std::{error::Error as _, time::Duration};

use driver::server::{CannedResponse, Step};
use huaweicloud_hss::{Error, Secret};

use crate::support::{TOKEN, always, builder};

const ARGUMENT: &str = "canary-argument-51b7";

/// All that an error shows of itself, but for the body, which is the server's own words.
fn shown(error: &Error) -> String {
    let mut all = format!("{error}\n{error:?}\n{error:#?}\n{}\n", error.message());
    for text in [error.code(), error.request_id(), error.path()].into_iter().flatten() {
        all.push_str(text);
    }
    let mut cause = error.source();
    while let Some(this) = cause {
        all.push_str(&format!("\n{this}\n{this:?}\n{this:#?}"));
        cause = this.source();
    }
    all
}

#[test]
fn no_debug_output_shows_a_token() {
    assert_eq!(format!("{:?}", Secret::from(TOKEN)), "REDACTED");
    let builder = builder("https://localhost");
    assert!(!format!("{builder:?} {builder:#?}").contains(TOKEN));
    let with_password = crate::support::builder(&format!("https://user:{TOKEN}@localhost"));
    assert!(!format!("{with_password:?}").contains(TOKEN));
    let client = builder.build().expect("settings");
    let call = client.list_container_image_logs();
    for text in [
        format!("{client:?}"),
        format!("{client:#?}"),
        format!("{call:?}"),
        format!("{call:#?}"),
    ] {
        assert!(!text.contains(TOKEN), "{text}");
    }
}

/// A token of the length that they really have, and one that lies across the place where a text is cut.
#[tokio::test]
async fn no_part_of_a_long_token_is_shown() {
    let long: String = (0..400).map(|number| format!("canary{number:04}")).collect();
    for (token, before) in [(&*long, 0), (&*long, 1000), (TOKEN, 1015)] {
        let text = format!("{} X-Auth-Token: {token}\r\n", "x".repeat(before));
        for response in [
            CannedResponse::new(502, &[], &text),
            CannedResponse::new(403, &[("X-Request-Id", token)], &text),
            CannedResponse::json(400, format!(r#"{{"error_code":"{token}","error_msg":"{token}"}}"#)),
        ] {
            let server = always(response);
            let client = builder(&server.endpoint()).token(token).build().expect("settings");
            let error = client.list_container_image_logs().send().await.expect_err("an error");
            let shown = shown(&error);
            assert!(!shown.contains("canary"), "{shown}");
            assert!(before > 1000 || shown.contains("REDACTED"), "{shown}");
            assert!(error.message().len() <= 1024, "{}", error.message().len());
        }
    }
}

#[tokio::test]
async fn no_error_shows_a_token_or_an_argument() {
    let json = |body: String| CannedResponse::json(200, body);
    let responses = [
        ("stall", CannedResponse::steps([Step::Stall])),
        ("close", CannedResponse::steps([Step::Close])),
        (
            "no HTTP",
            CannedResponse::steps([Step::Send(format!("{TOKEN}\r\n\r\n").into_bytes()), Step::Close]),
        ),
        (
            "truncated",
            json(format!(r#"{{"total_num":1,"x":"{TOKEN}"}}"#)).cut(100, Step::Close),
        ),
        (
            "redirect",
            CannedResponse::new(302, &[("Location", &format!("https://x.example/{TOKEN}?{TOKEN}"))], ""),
        ),
        (
            "redirect to nowhere",
            CannedResponse::new(302, &[("Location", &format!("https://{TOKEN}@x.example:1/"))], ""),
        ),
        (
            "echoed message",
            CannedResponse::json(401, format!(r#"{{"error_code":"{TOKEN}","error_msg":"bad {TOKEN}!"}}"#)),
        ),
        (
            "echoed text",
            CannedResponse::new(502, &[("X-Request-Id", TOKEN)], format!("X-Auth-Token: {TOKEN}")),
        ),
        ("echoed value", json(format!(r#"{{"total_num":"{TOKEN}"}}"#))),
        ("echoed text as JSON", json(TOKEN.to_owned())),
        ("undeclared status", CannedResponse::json(206, format!(r#""{TOKEN}""#))),
        ("empty", json(String::new())),
    ];
    for (name, response) in responses {
        let server = always(response);
        let client = builder(&server.endpoint())
            .timeout(Duration::from_secs(1))
            .build()
            .expect("settings");
        let call = client
            .list_container_image_logs()
            .user_name(ARGUMENT)
            .project_id(ARGUMENT);
        let error = call.send().await.expect_err(name);
        let shown = shown(&error);
        assert!(!shown.contains(TOKEN), "{name}: {shown}");
        assert!(!shown.contains(ARGUMENT), "{name}: {shown}");
        assert_eq!(
            server.received()[0].header("x-auth-token"),
            Some(TOKEN),
            "{name}: it was sent"
        );
    }
}

#[tokio::test]
async fn a_response_does_not_show_its_headers() {
    let server = always(CannedResponse::new(200, &[("X-Subject-Token", TOKEN)], "{}"));
    let page = crate::support::client(&server)
        .list_container_image_logs()
        .send()
        .await
        .expect("a page");
    assert_eq!(page.header("x-subject-token"), Some(TOKEN));
    assert!(!format!("{page:?} {page:#?}").contains(TOKEN));
}
