//! The client that the build script generated, over a real socket, and the program that uses it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::process::Command;

use common::answer_once;
use example_build_script::Client;
use example_build_script::types::{Enclosure, Folder, Holder, Note, State};

fn client(endpoint: String) -> Client {
    Client::builder().endpoint(endpoint).key("a key").build().unwrap()
}

#[test]
fn the_program_lists_what_the_server_returns() {
    let (url, served) = answer_once(
        "200 OK",
        "application/json",
        r#"[{"id":1,"title":"One","state":"in-review","tags":null},{"id":2,"title":"Two","state":"burnt","new":[1]}]"#,
    );
    let output = Command::new(env!("CARGO_BIN_EXE_example-build-script"))
        .arg(url)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        "1 One (in-review)\n2 Two (burnt)\n"
    );
    let request = served.join().unwrap();
    // Percent-encoded as RFC 3986 requires.
    assert!(
        request.starts_with("GET /notes?tag=a%20b&tag=c%2A HTTP/1.1\r\n"),
        "{request}"
    );
    assert!(request.contains("x-key: a key\r\n"), "{request}");
    assert!(!request.to_ascii_lowercase().contains("api-version"), "{request}");
}

#[tokio::test]
async fn parameters_go_where_the_document_has_them() {
    let (url, served) = answer_once("200 OK", "application/json", "[]");
    let states = vec![State::Draft, State::from("burnt")];
    let notes = client(url)
        .list_notes()
        .state(states)
        .type_(7)
        .x_trace("t-1")
        .send()
        .await
        .unwrap();
    assert!(notes.is_empty());
    let request = served.join().unwrap();
    assert!(
        request.starts_with("GET /notes?state=draft,burnt&type=7 HTTP/1.1\r\n"),
        "{request}"
    );
    assert!(request.contains("x-trace: t-1\r\n"), "{request}");
    assert!(request.contains("accept: application/json\r\n"), "{request}");
}

#[tokio::test]
async fn a_body_goes_out_and_comes_back_whole() {
    const SENT: &str = r#"{"id":3,"title":"T","state":"draft","replies":[{"id":4,"title":"R","state":"burnt"}],"place":{"latitude":0.5},"labels":{"a":1},"eventId":"e","event_id":"f","extra":{"b":[null]}}"#;
    let (url, served) = answer_once("201 Created", "application/vnd.notes+json; charset=utf-8", SENT);
    let reply = Note::builder().id(4).title("R").state("burnt").build().unwrap();
    let place = example_build_script::types::NotePlace::builder()
        .latitude(0.5)
        .build()
        .unwrap();
    let note = Note::builder()
        .id(3)
        .title("T")
        .state(State::Draft)
        .replies(vec![reply])
        .place(place)
        .labels([("a".to_owned(), 1)].into())
        .event_id_2("e")
        .event_id("f")
        .extra(serde_json::json!({ "b": [null] }))
        .build()
        .unwrap();
    let stored = client(url).create_note().body(note.clone()).send().await.unwrap();
    assert_eq!(*stored, note);
    assert_eq!(stored.status(), 201);
    let request = served.join().unwrap();
    let body = request.rsplit("\r\n").next().unwrap();
    let (sent, expected): (serde_json::Value, serde_json::Value) =
        (serde_json::from_str(body).unwrap(), serde_json::from_str(SENT).unwrap());
    assert_eq!(sent, expected);
    assert!(
        request
            .to_ascii_lowercase()
            .contains("content-type: application/json\r\n"),
        "{request}"
    );
}

#[tokio::test]
async fn a_body_goes_out_under_its_own_media_type() {
    let (url, served) = answer_once("204 No Content", "", "");
    let change = example_build_script::types::ChangeNoteBody::builder()
        .title("U")
        .build()
        .unwrap();
    client(url).change_note("n").body(change).send().await.unwrap();
    let request = served.join().unwrap();
    assert!(
        request.contains("content-type: application/merge-patch+json\r\n"),
        "{request}"
    );
    assert!(request.ends_with("{\"title\":\"U\"}"), "{request}");
}

#[tokio::test]
async fn text_and_nothing_are_responses_too() {
    let (url, served) = answer_once("200 OK", "text/plain", "stored");
    let text = client(url).write_text("a/b").body("mine").send().await.unwrap();
    assert_eq!(*text, "stored");
    let request = served.join().unwrap();
    assert!(request.starts_with("PUT /notes/a%2Fb/text HTTP/1.1\r\n"), "{request}");
    assert!(request.ends_with("\r\nmine"), "{request}");

    let (url, served) = answer_once("204 No Content", "", "");
    #[expect(deprecated, reason = "the document says so, and the client repeats it")]
    client(url).delete_note("n").send().await.unwrap();
    assert!(served.join().unwrap().starts_with("DELETE /notes/n HTTP/1.1\r\n"));
}

#[tokio::test]
async fn the_default_response_is_an_error_beside_a_success() {
    let (url, served) = answer_once("409 Conflict", "application/json", r#"{"code":"taken"}"#);
    let error = client(url).list_notes().send().await.unwrap_err();
    assert_eq!(error.status(), Some(409));
    served.join().unwrap();
}

#[tokio::test]
async fn everything_that_is_missing_is_named_at_once_and_nothing_is_sent() {
    let client = client("http://127.0.0.1:9".to_owned());
    let error = client.create_note().send().await.unwrap_err();
    assert!(error.is_invalid_argument());
    assert_eq!(error.message(), "`body` is required and was not set");
    // A builder that lacks something is a body as well: only sending fails.
    let reply = Note::builder().id(4).title("R");
    let call = client
        .create_note()
        .body(Note::builder().title("T").replies([reply.clone()]));
    let error = call.send().await.unwrap_err();
    let all = "`/id` of `body`, `/state` of `body`, `/replies/0/state` of `body` are required and were not set";
    assert_eq!((error.message(), error.attempts()), (all, 0));
    let error = reply.build().unwrap_err();
    assert_eq!(error.message(), "`/state` is required and was not set");
}

#[tokio::test]
async fn the_properties_of_a_body_are_set_on_the_call_too() {
    const SENT: &str = r#"{"id":3,"title":"T","state":"draft","tags":["a"]}"#;
    let tags = Some(vec!["a".to_owned()]);
    let call = |client: Client| client.create_note().title("old").state(State::Draft).id(3);
    for with_body in [false, true] {
        let (url, served) = answer_once("201 Created", "application/json", SENT);
        let call = call(client(url)).optional(tags.clone(), |call, tags| call.tags(tags));
        let call = match with_body {
            true => call.body(Note::builder().tags(Vec::new())).title("T"),
            false => call.title("T").optional(None, |call, title: &str| call.title(title)),
        };
        call.send().await.unwrap();
        let request = served.join().unwrap();
        // In the order of the document, whatever the order of the calls.
        assert!(request.ends_with(&format!("\r\n{SENT}")), "{request}");
    }
}

/// The number behind the last colon of a URL.
fn port(url: &str) -> String {
    url.rsplit(':').next().unwrap().to_owned()
}

#[tokio::test]
async fn an_operation_with_servers_of_its_own_is_sent_to_them() {
    let (notes, served_notes) = answer_once("200 OK", "application/json", "[]");
    let (files, served_files) = answer_once("204 No Content", "", "");
    let client = Client::builder()
        .scheme("http")
        .host("LOCALHOST")
        .port(port(&notes))
        .attachment_port(port(&files))
        .key("a key")
        .build()
        .unwrap();
    let body = Enclosure::builder().name("n").size(u64::MAX).build().unwrap();
    client.attach().body(body).send().await.unwrap();
    client.list_notes().send().await.unwrap();
    let request = served_files.join().unwrap();
    assert!(request.starts_with("POST /files/attachments HTTP/1.1\r\n"), "{request}");
    assert!(
        request.contains(&format!("host: localhost:{}\r\n", port(&files))),
        "{request}"
    );
    assert!(request.contains("x-key: a key\r\n"), "{request}");
    assert!(
        request.ends_with("{\"name\":\"n\",\"size\":18446744073709551615}"),
        "{request}"
    );
    assert!(served_notes.join().unwrap().starts_with("GET /api/notes HTTP/1.1\r\n"));
}

/// The host is that of the document's server.
#[tokio::test]
async fn an_operation_with_a_path_as_its_server_is_sent_there() {
    for (version, path) in [(None, "/own/2/status"), (Some("v_3/beta"), "/own/v_3/beta/status")] {
        let (url, served) = answer_once("204 No Content", "", "");
        let builder = Client::builder()
            .scheme("http")
            .host("localhost")
            .port(port(&url))
            .key("k");
        let client = match version {
            Some(version) => builder.version(version).build(),
            None => builder.build(),
        };
        client.unwrap().status().send().await.unwrap();
        let request = served.join().unwrap();
        assert!(request.starts_with(&format!("GET {path} HTTP/1.1\r\n")), "{request}");
        assert!(
            request.contains(&format!("host: localhost:{}\r\n", port(&url))),
            "{request}"
        );
    }
    // An endpoint that was given is for it, too.
    let (url, served) = answer_once("204 No Content", "", "");
    let client = Client::builder()
        .endpoint(format!("{url}/base/"))
        .key("k")
        .build()
        .unwrap();
    client.status().send().await.unwrap();
    assert!(served.join().unwrap().starts_with("GET /base/status HTTP/1.1\r\n"));
}

#[tokio::test]
async fn an_endpoint_that_was_given_is_for_every_operation() {
    let (url, served) = answer_once("204 No Content", "", "");
    let body = Enclosure::builder().name("n").build().unwrap();
    let client = Client::builder()
        .endpoint(url)
        .attachment_port("1")
        .key("k")
        .build()
        .unwrap();
    client.attach().body(body).send().await.unwrap();
    assert!(served.join().unwrap().starts_with("POST /attachments HTTP/1.1\r\n"));
}

#[test]
fn a_variable_without_a_default_must_be_set() {
    let error = Client::builder().key("k").build().unwrap_err();
    assert!(error.is_invalid_argument());
    for way in ["`port(…)`", "`endpoint(…)`"] {
        assert!(error.to_string().contains(way), "{error}");
    }
}

#[tokio::test]
async fn what_is_out_of_bounds_is_not_sent() {
    let named = |name: &str| Enclosure::builder().name(name).build().unwrap();
    let attach = || client("http://127.0.0.1:9".to_owned()).attach().body(named("n"));
    let folder = |depth| Folder::builder().depth(depth).build().unwrap();
    let holder = |depth| {
        let inner = Enclosure::builder().name("n").folder(folder(depth)).build().unwrap();
        let holder = Holder::builder().attachment(inner).build().unwrap();
        let folder = Folder::builder().holder(holder).build().unwrap();
        Enclosure::builder().name("n").folder(folder).build().unwrap()
    };
    let within = |folder| Enclosure::builder().name("n").folder(folder).build().unwrap();
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    for (call, message) in [
        (attach().size(0), "`size` is 0, and must be at least 1"),
        (
            attach().share(f64::NAN),
            "`share` cannot be written as text: it contains a number that is not finite, or a key that is not a text",
        ),
        (
            attach().share(f64::NEG_INFINITY),
            "`share` cannot be written as text: it contains a number that is not finite, or a key that is not a text",
        ),
        (
            attach().share(5e-324),
            "`share` is 5e-324, and must be a multiple of 0.05",
        ),
        (
            attach().size(u64::MAX),
            "`size` is 18446744073709551615, and must be at most 18446744073709551614",
        ),
        (
            attach().labels(texts(&["ab", "cd", "ef"])),
            "`labels` has 3 items, and must have at most 2",
        ),
        (
            attach().labels(texts(&["ab", "ab"])),
            "`labels` has an item more than once, at position 1, and all must differ",
        ),
        (
            attach().labels(texts(&["äöü", "abcd"])),
            "`labels`: the value at `/1` has 4 characters, and must have at most 3",
        ),
        (attach().share(0.0), "`share` is 0.0, and must be greater than 0"),
        (attach().share(0.07), "`share` is 0.07, and must be a multiple of 0.05"),
        (
            attach().body(named("secret")),
            "`body`: the value at `/name` has 6 characters, and must have at most 5",
        ),
        (
            attach().body(holder(10)),
            "`body`: the value at `/folder/holder/attachment/folder/depth` is 10, and must be at most 9",
        ),
        (
            attach().body(within(Folder::builder().build().unwrap())),
            "`body`: the value at `/folder` has 0 properties, and must have at least 1",
        ),
    ] {
        let error = call.send().await.unwrap_err();
        assert!(error.is_invalid_argument(), "{error:?}");
        assert_eq!(error.message(), message);
        assert_eq!(error.attempts(), 0);
    }
    let (url, served) = answer_once("204 No Content", "", "");
    let call = client(url)
        .attach()
        .body(holder(9))
        .size(1)
        .labels(texts(&["äöü", "ab"]))
        .share(0.15);
    call.send().await.unwrap();
    assert!(
        served
            .join()
            .unwrap()
            .starts_with("POST /attachments?size=1&labels=%C3%A4%C3%B6%C3%BC&labels=ab&share=0.15 ")
    );
}

#[tokio::test]
async fn a_text_or_a_map_that_is_out_of_bounds_is_not_sent() {
    let client = || client("http://127.0.0.1:9".to_owned());
    for (text, message) in [
        ("", "`body` has 0 characters, and must have at least 1"),
        (&*"ä".repeat(41), "`body` has 41 characters, and must have at most 40"),
    ] {
        let error = client().write_text("1").body(text).send().await.unwrap_err();
        assert!(error.is_invalid_argument(), "{error:?}");
        assert_eq!((error.message(), error.attempts()), (message, 0));
    }
    let labels = ["a", "b", "c"].map(|name| (name.to_owned(), 1));
    let note = Note::builder()
        .id(3)
        .title("T")
        .state(State::Draft)
        .labels(labels.into());
    let call = client().create_note().body(note.build().unwrap());
    assert_eq!(
        call.send().await.unwrap_err().message(),
        "`body`: the value at `/labels` has 3 properties, and must have at most 2"
    );
    let (url, served) = answer_once("200 OK", "text/plain", "t");
    let text = "ä".repeat(40);
    self::client(url).write_text("1").body(&*text).send().await.unwrap();
    assert!(served.join().unwrap().ends_with(&text));
}

/// Longer cycles: what the document does not require is not demanded, and absent is absent.
#[test]
fn a_cycle_of_types_ends_where_a_property_is_absent() {
    let folder = Folder::builder().depth(1).build().unwrap();
    assert_eq!(serde_json::to_string(&folder).unwrap(), "{\"depth\":1}");
    let read: Enclosure = serde_json::from_str("{\"name\":\"n\",\"folder\":{\"holder\":null}}").unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), "{\"name\":\"n\",\"folder\":{}}");
}
