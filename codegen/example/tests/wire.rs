//! What is sent, byte by byte: every style of a parameter in every location, and every kind of a body. The expected texts
//! are those of the standard (the table "Style Examples", and RFC 6570, which it is made from), written by hand.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[macro_use]
mod common;

use common::answer_each;
use common::request::{self, header};
use example_build_script::wire::{Client, FilePart, types};

/// Sends a call, and returns the path and the query that were received.
macro_rules! target {
    (|$client:ident| $call:expr) => {{
        let request = sent!(|$client| $call);
        request.split(' ').nth(1).unwrap().to_owned()
    }};
}

const COLOR: &str = r#"{"R":100,"G":200,"B":150}"#;

fn color() -> types::Color {
    types::Color::builder().r(100).g(200).b(150).build().unwrap()
}

fn colors() -> Vec<String> {
    ["blue", "black", "brown"].map(str::to_owned).to_vec()
}

#[tokio::test]
async fn a_path_has_the_styles_simple_label_and_matrix() {
    for (found, expected) in [
        (target!(|c| c.path_simple_primitive("blue")), "/simple/primitive/blue"),
        (
            target!(|c| c.path_simple_array(colors())),
            "/simple/array/blue,black,brown",
        ),
        (
            target!(|c| c.path_simple_object(color())),
            "/simple/object/R,100,G,200,B,150",
        ),
        (
            target!(|c| c.path_simple_exploded_primitive("blue")),
            "/simpleExploded/primitive/blue",
        ),
        (
            target!(|c| c.path_simple_exploded_array(colors())),
            "/simpleExploded/array/blue,black,brown",
        ),
        (
            target!(|c| c.path_simple_exploded_object(color())),
            "/simpleExploded/object/R=100,G=200,B=150",
        ),
        (target!(|c| c.path_label_primitive("blue")), "/label/primitive/.blue"),
        // 3.0.3 prints points here; RFC 6570, which it refers to, and 3.0.4 have commas.
        (
            target!(|c| c.path_label_array(colors())),
            "/label/array/.blue,black,brown",
        ),
        (
            target!(|c| c.path_label_object(color())),
            "/label/object/.R,100,G,200,B,150",
        ),
        (
            target!(|c| c.path_label_exploded_primitive("blue")),
            "/labelExploded/primitive/.blue",
        ),
        (
            target!(|c| c.path_label_exploded_array(colors())),
            "/labelExploded/array/.blue.black.brown",
        ),
        (
            target!(|c| c.path_label_exploded_object(color())),
            "/labelExploded/object/.R=100.G=200.B=150",
        ),
        (
            target!(|c| c.path_matrix_primitive("blue")),
            "/matrix/primitive/;color=blue",
        ),
        (target!(|c| c.path_matrix_primitive("")), "/matrix/primitive/;color"),
        (
            target!(|c| c.path_matrix_array(colors())),
            "/matrix/array/;color=blue,black,brown",
        ),
        (
            target!(|c| c.path_matrix_object(color())),
            "/matrix/object/;color=R,100,G,200,B,150",
        ),
        (
            target!(|c| c.path_matrix_exploded_primitive("blue")),
            "/matrixExploded/primitive/;color=blue",
        ),
        (
            target!(|c| c.path_matrix_exploded_array(colors())),
            "/matrixExploded/array/;color=blue;color=black;color=brown",
        ),
        (
            target!(|c| c.path_matrix_exploded_object(color())),
            "/matrixExploded/object/;R=100;G=200;B=150",
        ),
        // Characters of a value are encoded, separators are not.
        (
            target!(|c| c.path_simple_array(vec!["a,b/c".to_owned(), "d e%".to_owned()])),
            "/simple/array/a%2Cb%2Fc,d%20e%25",
        ),
        (
            target!(|c| c.path_matrix_exploded_primitive(";=?#ä")),
            "/matrixExploded/primitive/;color=%3B%3D%3F%23%C3%A4",
        ),
    ] {
        assert_eq!(found, expected);
    }
}

#[tokio::test]
async fn a_query_has_the_styles_form_delimited_and_deep_object() {
    for (found, expected) in [
        (
            target!(|c| c.query_form_primitive().color("blue")),
            "/form/primitive?color=blue",
        ),
        (
            target!(|c| c.query_form_primitive().color("")),
            "/form/primitive?color=",
        ),
        (target!(|c| c.query_form_primitive()), "/form/primitive"),
        (
            target!(|c| c.query_form_array().color(colors())),
            "/form/array?color=blue,black,brown",
        ),
        (
            target!(|c| c.query_form_object().color(color())),
            "/form/object?color=R,100,G,200,B,150",
        ),
        (
            target!(|c| c.query_form_exploded_primitive().color("blue")),
            "/formExploded/primitive?color=blue",
        ),
        (
            target!(|c| c.query_form_exploded_array().color(colors())),
            "/formExploded/array?color=blue&color=black&color=brown",
        ),
        (
            target!(|c| c.query_form_exploded_array().color(vec![])),
            "/formExploded/array",
        ),
        (
            target!(|c| c.query_form_exploded_object().color(color())),
            "/formExploded/object?R=100&G=200&B=150",
        ),
        (
            target!(|c| c.query_space_delimited_array().color(colors())),
            "/spaceDelimited/array?color=blue%20black%20brown",
        ),
        (
            target!(|c| c.query_space_delimited_object().color(color())),
            "/spaceDelimited/object?color=R%20100%20G%20200%20B%20150",
        ),
        (
            target!(|c| c.query_pipe_delimited_array().color(colors())),
            "/pipeDelimited/array?color=blue%7Cblack%7Cbrown",
        ),
        (
            target!(|c| c.query_pipe_delimited_object().color(color())),
            "/pipeDelimited/object?color=R%7C100%7CG%7C200%7CB%7C150",
        ),
        (
            target!(|c| c.query_deep_object_object().color(color())),
            "/deepObject/object?color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150",
        ),
        (
            target!(|c| c.query_form_array().color(vec!["a,b".to_owned(), "c&d+e".to_owned()])),
            "/form/array?color=a%2Cb,c%26d%2Be",
        ),
        (
            target!(|c| c.query_form_primitive().color("a b=c/d?e~f")),
            "/form/primitive?color=a%20b%3Dc%2Fd%3Fe~f",
        ),
        (
            target!(|c| c.reserved().next("/a?b=c:d@e,f;g!$'()*[h] %&#+ä").other("/a")),
            "/reserved?next=/a?b=c:d@e,f;g!$%27()*[h]%20%25%26%23%2B%C3%A4&other=%2Fa",
        ),
        (
            target!(|c| c.empty().flag(None).colors(vec![]).text("")),
            "/empty?flag=&colors=&text=",
        ),
        (
            target!(|c| c.empty().flag(true).colors(colors())),
            "/empty?flag=true&colors=blue&colors=black&colors=brown",
        ),
        (target!(|c| c.empty()), "/empty"),
    ] {
        assert_eq!(found, expected);
    }
}

#[tokio::test]
async fn a_header_has_the_style_simple() {
    for (request, expected) in [
        (sent!(|c| c.header_primitive().x_color("blue")), Some("blue")),
        (sent!(|c| c.header_primitive().x_color("a b/c%")), Some("a b/c%")),
        (sent!(|c| c.header_primitive()), None),
        (sent!(|c| c.header_array().x_color(colors())), Some("blue,black,brown")),
        (sent!(|c| c.header_object().x_color(color())), Some("R,100,G,200,B,150")),
        (sent!(|c| c.header_exploded_primitive().x_color("blue")), Some("blue")),
        (
            sent!(|c| c.header_exploded_array().x_color(colors())),
            Some("blue,black,brown"),
        ),
        (
            sent!(|c| c.header_exploded_object().x_color(color())),
            Some("R=100,G=200,B=150"),
        ),
    ] {
        assert_eq!(header(&request, "x-color"), expected);
    }
}

#[tokio::test]
async fn a_header_that_the_client_has_itself_is_replaced() {
    let request = sent!(|c| c.agent().user_agent("mine/1"));
    assert_eq!(request.to_ascii_lowercase().matches("user-agent: ").count(), 1);
    assert_eq!(header(&request, "user-agent").unwrap(), "mine/1");
}

#[tokio::test]
async fn a_cookie_has_the_style_form() {
    for (request, expected) in [
        (sent!(|c| c.cookie_primitive().color("blue")), Some("color=blue")),
        (
            sent!(|c| c.cookie_primitive().color("a;b, \"c\"")),
            Some("color=a%3Bb%2C%20%22c%22"),
        ),
        (sent!(|c| c.cookie_primitive()), None),
        (
            sent!(|c| c.cookie_array().color(colors())),
            Some("color=blue,black,brown"),
        ),
        (
            sent!(|c| c.cookie_object().color(color())),
            Some("color=R,100,G,200,B,150"),
        ),
        (
            sent!(|c| c.cookie_exploded_primitive().color("blue")),
            Some("color=blue"),
        ),
        // The standard's `&` has no meaning among cookies, so each value is one.
        (
            sent!(|c| c.cookie_exploded_array().color(colors())),
            Some("color=blue; color=black; color=brown"),
        ),
        (
            sent!(|c| c.cookie_exploded_object().color(color())),
            Some("R=100; G=200; B=150"),
        ),
    ] {
        assert_eq!(header(&request, "cookie"), expected);
    }
}

#[tokio::test]
async fn a_content_is_sent_as_its_media_type() {
    let request = sent!(|c| c
        .content(color())
        .filter(color())
        .x_color(color())
        .seen(color())
        .note("a b"));
    let json = "%7B%22R%22%3A100%2C%22G%22%3A200%2C%22B%22%3A150%7D";
    assert!(
        request.starts_with(&format!("GET /content/{json}?filter={json}&note=a%20b HTTP/1.1\r\n")),
        "{request}"
    );
    assert_eq!(header(&request, "x-color").unwrap(), r#"{"R":100,"G":200,"B":150}"#);
    assert_eq!(header(&request, "cookie").unwrap(), format!("seen={json}"));
}

#[tokio::test]
async fn parameters_of_one_name_have_setters_of_their_own() {
    let request = sent!(|c| c
        .names("p")
        .id_query(1)
        .id_header("h")
        .id_cookie("c")
        .a_b("x")
        .a_b_2("y")
        .a_b_3("z")
        .body_2("b"));
    assert!(
        request.starts_with("GET /names/p/p?id=1&aB=z&a_b=x&A-B=y&body=b HTTP/1.1\r\n"),
        "{request}"
    );
    assert_eq!(header(&request, "id").unwrap(), "h");
    assert_eq!(header(&request, "cookie").unwrap(), "id=c");
}

#[tokio::test]
async fn ambiguous_and_empty_values_are_refused() {
    let client = Client::builder().endpoint("http://127.0.0.1:9").build().unwrap();
    let list = |text: &str| vec![text.to_owned(), "b".to_owned()];
    let errors = [
        client.query_space_delimited_array().color(list("a b")).send().await,
        client.query_pipe_delimited_array().color(list("a|b")).send().await,
        client.header_array().x_color(list("a,b")).send().await,
        client.path_simple_primitive("..").send().await,
        client.path_simple_primitive("").send().await,
        client.path_label_primitive(".").send().await,
        client.path_label_primitive("").send().await,
        client.path_simple_array(vec![]).send().await,
    ];
    for error in errors {
        let error = error.unwrap_err();
        assert!(error.is_invalid_argument(), "{error}");
        assert!(
            error.to_string().contains("color") || error.to_string().contains("X-Color"),
            "{error}"
        );
    }
}

/// The Content-Type and the body of a request.
fn body(request: &str) -> (Option<&str>, &str) {
    (header(request, "content-type"), request::body(request))
}

#[tokio::test]
async fn a_body_is_sent_in_its_media_type() {
    for (request, content_type, expected) in [
        (
            sent!(|c| c.untyped().body(serde_json::json!([null, 1]))),
            Some("application/json"),
            "[null,1]",
        ),
        (sent!(|c| c.optional().body(color())), Some("application/json"), COLOR),
        (sent!(|c| c.optional()), None, ""),
        (sent!(|c| c.any_json().body(color())), Some("application/json"), COLOR),
        (sent!(|c| c.range().body(color())), Some("application/json"), COLOR),
        (sent!(|c| c.image().body("image/gif", "GIF")), Some("image/gif"), "GIF"),
        (sent!(|c| c.png().body(b"PNG".to_vec())), Some("image/png"), "PNG"),
        (sent!(|c| c.xml().body("<a/>")), Some("application/xml"), "<a/>"),
        // The client's texts are UTF-8, so that another charset takes bytes.
        (
            sent!(|c| c.latin().body(b"a".to_vec())),
            Some("text/plain; charset=ISO-8859-1"),
            "a",
        ),
        (
            sent!(|c| c.text().body("ä,b\n")),
            Some("text/csv; charset=utf-8"),
            "ä,b\n",
        ),
    ] {
        assert_eq!(body(&request), (content_type, expected));
    }
}

#[tokio::test]
async fn a_form_has_pairs_and_the_encoding_of_its_properties() {
    let form = types::Form::builder()
        .text("a b&c")
        .list(colors())
        .joined(colors())
        .piped(colors())
        .object(color())
        .objects(vec![color()])
        .deep(color())
        .spread(color())
        .quoted("x")
        .build()
        .unwrap();
    let request = sent!(|c| c.form().body(form));
    let json = "%7B%22R%22%3A100%2C%22G%22%3A200%2C%22B%22%3A150%7D";
    let expected = format!(
        "text=a%20b%26c&list=blue&list=black&list=brown&joined=blue,black,brown&piped=blue%7Cblack%7Cbrown\
         &object={json}&objects={json}&deep%5BR%5D=100&deep%5BG%5D=200&deep%5BB%5D=150&R=100&G=200&B=150\
         &quoted=%22x%22"
    );
    let content_type = Some("application/x-www-form-urlencoded");
    assert_eq!(body(&request), (content_type, expected.as_str()));
}

#[tokio::test]
async fn a_multipart_body_has_a_part_for_each_property() {
    let call = |c: Client| {
        c.multipart()
            .id(7)
            .note("# ä")
            .tags(vec!["a".to_owned(), "b".to_owned()])
            .color(color())
            .colors(vec![color(), color()])
            .codes(vec![1, 2])
            .photo(FilePart::new("PNG\r\n--").file_name("a \"b\".png"))
            .photo_x_rate(3)
            .scan(
                FilePart::from(b"%PDF".to_vec())
                    .file_name("s.pdf")
                    .content_type("application/x-pdf"),
            )
            .attachments(vec![
                "one".into(),
                FilePart::new("two").file_name("2.txt").content_type("text/plain"),
            ])
    };
    let request = sent!(|c| call(c));
    let (content_type, body) = body(&request);
    let content_type = content_type.unwrap();
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=").unwrap();
    let expected = [
        "name=\"id\"\r\n\r\n7",
        "name=\"note\"\r\nContent-Type: text/markdown\r\n\r\n# ä",
        "name=\"tags\"\r\n\r\na",
        "name=\"tags\"\r\n\r\nb",
        "name=\"color\"\r\nContent-Type: application/json\r\n\r\n{\"R\":100,\"G\":200,\"B\":150}",
        "name=\"colors\"\r\nContent-Type: application/json\r\n\r\n{\"R\":100,\"G\":200,\"B\":150}",
        "name=\"colors\"\r\nContent-Type: application/json\r\n\r\n{\"R\":100,\"G\":200,\"B\":150}",
        "name=\"codes\"\r\nContent-Type: application/json\r\n\r\n[1,2]",
        "name=\"photo\"; filename=\"a %22b%22.png\"\r\nContent-Type: image/png\r\nX-Rate: 3\r\n\r\nPNG\r\n--",
        "name=\"scan\"; filename=\"s.pdf\"\r\nContent-Type: application/x-pdf\r\n\r\n%PDF",
        "name=\"attachments\"; filename=\"attachments\"\r\nContent-Type: application/octet-stream\r\n\r\none",
        "name=\"attachments\"; filename=\"2.txt\"\r\nContent-Type: text/plain\r\n\r\ntwo",
    ];
    let expected = expected.map(|part| format!("--{boundary}\r\nContent-Disposition: form-data; {part}\r\n"));
    assert_eq!(body, format!("{}--{boundary}--\r\n", expected.concat()));
    // The same parts give the same bytes.
    assert_eq!(sent!(|c| call(c)).lines().last(), request.lines().last());
}

#[tokio::test]
async fn a_part_that_is_required_must_be_set() {
    let client = Client::builder().endpoint("http://127.0.0.1:9").build().unwrap();
    for (error, name) in [
        (client.multipart().id(1).send().await, "photo"),
        (client.multipart().photo("x").photo_x_rate(1).send().await, "id"),
        (client.multipart().id(1).photo("x").send().await, "X-Rate"),
        (client.multipart().id(10).photo("x").photo_x_rate(1).send().await, "id"),
        (client.multipart_optional().id(1).send().await, "photo"),
        (
            client
                .multipart_optional()
                .id(1)
                .photo(FilePart::new("x").content_type("a\r\nb"))
                .send()
                .await,
            "photo",
        ),
    ] {
        let error = error.unwrap_err();
        assert!(
            error.is_invalid_argument() && error.to_string().contains(name),
            "{error}"
        );
    }
    // A body that is not required may have no part at all.
    assert_eq!(body(&sent!(|c| c.multipart_optional())), (None, ""));
}

#[tokio::test]
async fn the_parts_of_a_choice_are_those_of_all_its_alternatives() {
    let text = sent!(|c| c.multipart_choice().to("a").text("b").color(color()).urgent(true));
    let photo = sent!(|c| c.multipart_choice().to("a").photo("PNG"));
    for (request, parts) in [
        // Those beside the choice come first.
        (&text, &["urgent", "to", "text", "color"][..]),
        (&photo, &["to", "photo"]),
    ] {
        let names = body(request).1.split("; name=\"").skip(1);
        let names: Vec<_> = names.filter_map(|rest| Some(rest.split_once('"')?.0)).collect();
        assert_eq!(names, parts);
    }
    // Required is what all alternatives require.
    let client = Client::builder().endpoint("http://127.0.0.1:9").build().unwrap();
    let error = client.multipart_choice().text("b").send().await.unwrap_err();
    assert!(
        error.is_invalid_argument() && error.to_string().contains("`to`"),
        "{error}"
    );
}

#[tokio::test]
async fn a_part_that_alternatives_describe_differently_has_a_type_for_both() {
    // Beyond the bounds of the first alternative, within those of the second; of no width that only one of them has.
    let seconds: i64 = 5000;
    let scans = ["PNG", "GIF"].map(FilePart::new);
    let request = sent!(|c| {
        c.multipart_alternatives()
            .seconds(seconds)
            .kind(7_i64)
            .badge("a badge".to_owned())
            .scan(scans.to_vec())
    });
    let (_, text) = body(&request);
    for part in [
        "\r\n5000\r\n",
        "\r\n7\r\n",
        "\r\na badge\r\n",
        "\r\nPNG\r\n",
        "\r\nGIF\r\n",
    ] {
        assert!(text.contains(part), "{part:?}: {text}");
    }
}

#[tokio::test]
async fn parts_that_the_document_does_not_name_are_named_by_the_caller() {
    let file = FilePart::new("x").file_name("f").content_type("text/plain");
    let text = FilePart::text("z");
    let request = sent!(|c| c.parts().part("a", file).part("b", "y").part("c", text));
    let (content_type, body) = body(&request);
    let content_type = content_type.unwrap();
    let boundary = content_type.strip_prefix("multipart/mixed; boundary=").unwrap();
    let expected = [
        "name=\"a\"; filename=\"f\"\r\nContent-Type: text/plain\r\n\r\nx",
        "name=\"b\"; filename=\"b\"\r\nContent-Type: application/octet-stream\r\n\r\ny",
        "name=\"c\"\r\n\r\nz",
    ];
    let expected = expected.map(|part| format!("--{boundary}\r\nContent-Disposition: form-data; {part}\r\n"));
    assert_eq!(body, format!("{}--{boundary}--\r\n", expected.concat()));
}

/// The default media type of a part follows from the type of its schema, whether the part has a name in the document or not.
#[tokio::test]
async fn parts_without_a_name_are_of_the_type_of_their_schema() {
    let color = types::Color::builder().r(1).build().unwrap();
    for (request, expected) in [
        (
            sent!(|c| c
                .text_parts()
                .part("a", "x")
                .part("b", "y")
                .anything(serde_json::json!("z"))),
            vec![
                "name=\"anything\"\r\n\r\nz",
                "name=\"a\"\r\n\r\nx",
                "name=\"b\"\r\n\r\ny",
            ],
        ),
        (
            sent!(|c| c.json_parts().part("a", color)),
            vec!["name=\"a\"\r\nContent-Type: application/json\r\n\r\n{\"R\":1}"],
        ),
    ] {
        let (content_type, body) = body(&request);
        let content_type = content_type.unwrap();
        let boundary = content_type.strip_prefix("multipart/form-data; boundary=").unwrap();
        let expected = expected
            .iter()
            .map(|part| format!("--{boundary}\r\nContent-Disposition: form-data; {part}\r\n"));
        assert_eq!(body, format!("{}--{boundary}--\r\n", expected.collect::<String>()));
    }
}

#[tokio::test]
async fn a_multipart_body_is_sent_again_as_it_was() {
    let (url, served) = answer_each(&[("503 Service Unavailable", "", ""), ("204 No Content", "", "")]);
    let client = Client::builder().endpoint(url).build().unwrap();
    let call = client.multipart_optional().id(1).photo("PNG");
    assert_eq!(call.send().await.unwrap().attempts(), 2);
    let requests = served.join().unwrap();
    assert!(requests[0].contains("PNG"), "{requests:?}");
    assert_eq!(requests[0], requests[1]);
}

#[tokio::test]
async fn a_query_behind_a_path_is_sent_and_a_fragment_is_not() {
    for (found, expected) in [
        (target!(|c| c.token()), "/token"),
        (target!(|c| c.token_refresh()), "/token?refresh"),
        (
            target!(|c| c.token_refresh().scope("a b")),
            "/token?refresh&scope=a%20b",
        ),
        (
            target!(|c| c.action_list().action(types::ActionListAction::List)),
            "/actions?Action=list",
        ),
    ] {
        assert_eq!(found, expected);
    }
}

#[tokio::test]
async fn a_documented_idempotency_key_is_sent_with_every_call_or_where_the_caller_sets_it() {
    let is_uuid = |text: &str| text.len() == 36 && text.split('-').count() == 5;
    let one = sent!(|c| c.pay());
    let another = sent!(|c| c.pay());
    let key = |request: &str| header(request, "X-Payment-Key").unwrap().to_owned();
    assert!(is_uuid(&key(&one)) && is_uuid(&key(&another)) && key(&one) != key(&another));
    let given = sent!(|c| c.pay().options(|options| options.idempotency_key("order-7")));
    assert_eq!(key(&given), "order-7");
    // A documented header is a key as well, and may be set by its own method; it is required and not filled in.
    let by_option = sent!(|c| c.refund().options(|options| options.idempotency_key("refund-7")));
    assert_eq!(header(&by_option, "Idempotency-Key"), Some("refund-7"));
    let random = huaweicloud_hss::IdempotencyKey::random;
    let random = sent!(|c| c.refund().options(|options| options.idempotency_key(random())));
    assert!(is_uuid(header(&random, "Idempotency-Key").unwrap()));
    let by_setter = sent!(|c| c.refund().idempotency_key("refund-8"));
    assert_eq!(header(&by_setter, "Idempotency-Key"), Some("refund-8"));
    let client = Client::builder().endpoint("http://127.0.0.1:1").build().unwrap();
    let error = client.refund().send().await.unwrap_err();
    assert!(
        error.is_invalid_argument() && error.message().contains("`idempotency-key`"),
        "{error}"
    );
}

#[tokio::test]
async fn a_parameter_with_the_name_of_a_method_of_every_call_has_another_setter() {
    let request = sent!(|c| c.pay().options_2("a").send_raw_2("b").options(|options| options));
    assert_eq!(request.split(' ').nth(1), Some("/payments?options=a&send_raw=b"));
}

#[tokio::test]
async fn an_operation_called_request_has_another_method_than_requests_without_one() {
    let request = sent!(|c| c.request_2());
    assert_eq!(request.split(' ').nth(1), Some("/request"));
    let request = sent!(|c| c.request("POST", "/a b").query("q", "ü"));
    assert!(request.starts_with("POST /a%20b?q=%C3%BC HTTP/1.1\r\n"), "{request}");
}
