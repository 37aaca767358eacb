//! A body in each of the media types that the document has for it: the expected bytes, written by hand.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[macro_use]
mod common;

use common::request::{self, header};
use example_build_script::media_types::{Client, FilePart, operations, types};

const FORM: &str = "application/x-www-form-urlencoded";
const COLOR: &str = r#"{"R":100,"G":200,"B":150}"#;

fn color() -> types::Color {
    types::Color::builder().r(100).g(200).b(150).build().unwrap()
}

fn colors() -> Vec<String> {
    ["blue", "black", "brown"].map(str::to_owned).to_vec()
}

/// The Content-Type and the body of a request.
fn body(request: &str) -> (Option<&str>, &str) {
    (header(request, "content-type"), request::body(request))
}

#[tokio::test]
async fn a_body_is_sent_in_each_of_its_media_types() {
    let color_form = || types::Form::builder().joined(colors()).text("a b");
    let hue = || types::EachVndWireV2JsonBody::builder().hue(0.5);
    for (request, content_type, expected) in [
        (sent!(|c| c.each().body(color())), "application/json", COLOR),
        (sent!(|c| c.several().body(color())), "application/json", COLOR),
        (sent!(|c| c.several().body_xml("<a/>")), "application/xml", "<a/>"),
        (sent!(|c| c.each().r(1)), "application/json", r#"{"R":1}"#),
        (
            sent!(|c| c.each().body_merge_patch_json(color())),
            "application/merge-patch+json",
            COLOR,
        ),
        (
            sent!(|c| c.each().body_vnd_wire_v2_json(hue())),
            "application/vnd.wire.v2+json",
            r#"{"hue":0.5}"#,
        ),
        (
            sent!(|c| c.each().body_form(color_form())),
            FORM,
            "text=a%20b&joined=blue,black,brown",
        ),
        (sent!(|c| c.each().body_text("ä")), "text/plain", "ä"),
        (
            sent!(|c| c.each().body_text_csv_charset_utf_8("a,b\n")),
            "text/csv; charset=utf-8",
            "a,b\n",
        ),
        (sent!(|c| c.each().body_xml("<a/>")), "application/xml", "<a/>"),
        (sent!(|c| c.each().body_image_png("PNG")), "image/png", "PNG"),
        (sent!(|c| c.each().body_bytes("abc")), "application/octet-stream", "abc"),
        (
            sent!(|c| c.each().body_any_image("image/gif", "GIF")),
            "image/gif",
            "GIF",
        ),
        (sent!(|c| c.each().body_any("a/b; c=d", "x")), "a/b; c=d", "x"),
        // The last one that is set is sent, as with any setter.
        (
            sent!(|c| c.each().body_text("a").body_xml("<b/>")),
            "application/xml",
            "<b/>",
        ),
        (
            sent!(|c| c.each().body_text("a").body(color())),
            "application/json",
            COLOR,
        ),
        (sent!(|c| c.parts_or_bytes().body_text_2("a")), "text/plain", "a"),
        (
            sent!(|c| c.parts_or_bytes().body_pdf_2("%PDF")),
            "application/pdf",
            "%PDF",
        ),
    ] {
        assert_eq!(body(&request), (Some(content_type), expected));
    }
    assert_eq!(body(&sent!(|c| c.parts_or_bytes())), (None, ""));
}

#[tokio::test]
async fn parts_beside_a_preferred_media_type_are_one_argument() {
    let parts = operations::EachMultipart::new()
        .r(7)
        .optional(Some(colors().len()), |parts, _| parts)
        .photo(FilePart::new("PNG").file_name("a.png"))
        .photo_x_rate(3)
        .colors([color()]);
    let request = sent!(|c| c.each().body_multipart(parts));
    let (content_type, found) = body(&request);
    let content_type = content_type.unwrap();
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=").unwrap();
    let expected = [
        "name=\"R\"\r\n\r\n7".to_owned(),
        "name=\"photo\"; filename=\"a.png\"\r\nContent-Type: image/png\r\nX-Rate: 3\r\n\r\nPNG".to_owned(),
        format!("name=\"colors\"\r\nContent-Type: application/json\r\n\r\n{COLOR}"),
    ];
    let expected = expected.map(|part| format!("--{boundary}\r\nContent-Disposition: form-data; {part}\r\n"));
    assert_eq!(found, format!("{}--{boundary}--\r\n", expected.concat()));

    let parts = operations::EachMultipartMixed::new().part("a", FilePart::new("x").content_type("a/b"));
    let request = sent!(|c| c.each().body_multipart_mixed(parts));
    let (content_type, found) = body(&request);
    assert!(content_type.unwrap().starts_with("multipart/mixed; boundary="));
    assert!(
        found.contains("name=\"a\"; filename=\"a\"\r\nContent-Type: a/b\r\n\r\nx\r\n"),
        "{found}"
    );
}

#[tokio::test]
async fn equal_schemas_of_several_media_types_have_one_type() {
    let place = || types::SameBodyPlace::builder().x(1).y(2).build().unwrap();
    let value = || types::SameBody::builder().name("a").place(place()).build().unwrap();
    let json = r#"{"name":"a","place":{"x":1,"y":2}}"#;
    let request = sent!(|c| c.same().body(value()));
    assert_eq!(body(&request), (Some("application/json"), json));
    let request = sent!(|c| c.same().body_form(value()));
    let form = "name=a&place=%7B%22x%22%3A1%2C%22y%22%3A2%7D";
    assert_eq!(body(&request), (Some(FORM), form));
    let request = sent!(|c| {
        let parts = operations::SameMultipart::new().name("a").place(place());
        c.same().body_multipart(parts)
    });
    assert!(request.contains(r#"{"x":1,"y":2}"#), "{request}");
}

#[tokio::test]
async fn what_another_media_type_requires_must_be_set() {
    let client = Client::builder().endpoint("http://127.0.0.1:9").build().unwrap();
    let parts = operations::EachMultipart::new;
    let place = || types::SameBodyPlace::builder().y(2);
    for (error, texts) in [
        (client.each().send().await, ["`body`", "each"]),
        (client.each().body_multipart(parts().r(1)).send().await, ["`photo`", ""]),
        (
            client.each().body_multipart(parts().photo("x").r(256)).send().await,
            ["R", "255"],
        ),
        (client.each().body_text("0123456789").send().await, ["body", "9"]),
        (
            client.each().body_any("a\nb", "x").send().await,
            ["body", "content type"],
        ),
        (
            client
                .each()
                .body_vnd_wire_v2_json(types::EachVndWireV2JsonBody::builder())
                .send()
                .await,
            ["`/hue` of `body`", ""],
        ),
        (
            client
                .same()
                .body_form(types::SameBody::builder().place(place()))
                .send()
                .await,
            ["`/name` of `body`", "`/place/x` of `body`"],
        ),
        (
            client
                .same()
                .body_multipart(operations::SameMultipart::new())
                .send()
                .await,
            ["`name`", "`place`"],
        ),
        // Two bodies are one too many.
        (client.each().r(1).body_text("a").send().await, ["media type", "each"]),
        (
            client.parts_or_bytes().photo("x").body_text_2("a").send().await,
            ["media type", ""],
        ),
    ] {
        let error = error.unwrap_err();
        let text = error.to_string();
        assert!(
            error.is_invalid_argument() && texts.iter().all(|one| text.contains(one)),
            "{text}"
        );
    }
}

/// Calls a method that requests a media type, with a response in it; returns what it decoded, and the `Accept` that it sent.
macro_rules! received {
    ($media_type:literal, $body:literal, |$client:ident| $call:expr) => {{
        let (url, served) = common::answer_once("200 OK", $media_type, $body);
        let $client = Client::builder().endpoint(url).build().unwrap();
        let response = $call.await.unwrap().into_inner();
        (response, header(&served.join().unwrap(), "accept").unwrap().to_owned())
    }};
}

#[tokio::test]
async fn a_response_is_requested_in_each_of_its_media_types() {
    let (found, accept) = received!("application/json", "{\"R\":1}", |c| c.received().send());
    assert_eq!((found.unwrap().r, &*accept), (Some(1), "application/json"));
    let (found, accept) = received!("text/csv", "R\n1", |c| c.received().send_text_csv());
    assert_eq!((found.as_deref(), &*accept), (Some("R\n1"), "text/csv"));
    let (found, accept) = received!("application/pdf", "%PDF", |c| c.received().send_pdf());
    assert_eq!((found.unwrap(), &*accept), (b"%PDF".to_vec(), "application/pdf"));
    let (found, accept) = received!("application/xml", "<R>1</R>", |c| c.received().send_xml());
    assert_eq!((found.unwrap(), &*accept), (b"<R>1</R>".to_vec(), "application/xml"));
    let (found, accept) = received!("application/vnd.hue+json", "{\"hue\":9.543951988220215}", |c| c
        .received()
        .send_vnd_hue_json());
    // Not one digit differs.
    assert_eq!(
        (found.unwrap().hue, &*accept),
        (9.543951988220215, "application/vnd.hue+json")
    );
}

#[tokio::test]
async fn media_types_that_are_not_json_have_a_method_each() {
    let (found, accept) = received!("image/png", "PNG", |c| c.images().send());
    assert_eq!(
        (found, &*accept),
        (b"PNG".to_vec(), "image/svg+xml, image/png, text/plain")
    );
    let (found, accept) = received!("image/png", "PNG", |c| c
        .images()
        .send_image_png("a")
        .send_image_png_2());
    assert_eq!((found, &*accept), (b"PNG".to_vec(), "image/png"));
    let (found, accept) = received!("text/plain", "alt", |c| c.images().send_text());
    assert_eq!((&*found, &*accept), ("alt", "text/plain"));
}
