//! Responses that take as much memory as they can.

use std::io::Write;

use driver::server::CannedResponse;
use flate2::{Compression, write::GzEncoder};

use crate::call::Call;

/// The most bytes and the most values that the client reads by default.
const BYTES: usize = 64 << 20;
const VALUES: usize = 250_000;

/// One response.
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    status: u16,
    body: String,
    is_compressed: bool,
}

impl Shape {
    fn new(name: &'static str, body: String) -> Self {
        Self {
            name,
            status: 200,
            body,
            is_compressed: false,
        }
    }

    fn compressed(self) -> Self {
        Self {
            is_compressed: true,
            ..self
        }
    }

    pub(crate) fn response(&self) -> CannedResponse {
        let content_type = ("Content-Type", "application/json");
        let token = ("X-Subject-Token", "the-token");
        if !self.is_compressed {
            return CannedResponse::new(self.status, &[content_type, token], &self.body);
        }
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        let packed = encoder.write_all(self.body.as_bytes()).and_then(|()| encoder.finish());
        CannedResponse::new(
            self.status,
            &[content_type, token, ("Content-Encoding", "gzip")],
            packed.expect("memory"),
        )
    }
}

/// A list of the same item.
pub(crate) fn list(item: &str, count: usize) -> String {
    format!("[{}{item}]", format!("{item},").repeat(count - 1))
}

/// The body of a page.
pub(crate) fn in_page(list: &str) -> String {
    format!(r#"{{"data_list":{list}}}"#)
}

/// The items of lists, and how many values each of them counts for.
const ITEMS: [(&str, &str, usize); 10] = [
    ("empty objects", "{}", 2),
    ("empty lists", "[]", 2),
    ("nulls", "null", 1),
    ("numbers", "1", 1),
    ("long numbers", "-1.2345678901234567e-300", 1),
    ("short texts", r#""abcdefgh""#, 1),
    ("objects of one property", r#"{"content":"a"}"#, 2),
    ("objects with a wrong type", r#"{"time":"abcdefgh"}"#, 2),
    ("nested objects", r#"{"next":{"next":{"next":{}}}}"#, 5),
    ("nested lists", "[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]", 21),
];

/// The items that become a struct of the call's own.
const RECORDS: [&str; 5] = [
    "empty objects",
    "empty lists",
    "objects of one property",
    "objects with a wrong type",
    "nested objects",
];

/// The shapes for a call: those that make something of it that takes memory.
pub(crate) fn shapes(call: Call) -> Vec<Shape> {
    let lists = |wanted: fn(&str) -> bool| {
        let items = ITEMS.into_iter().filter(move |(name, ..)| wanted(name));
        items.map(move |(name, item, values)| Shape::new(name, place(call, &list(item, (VALUES - 20) / values))))
    };
    match call {
        Call::Page => {
            let mut all: Vec<_> = lists(|_| true).collect();
            all.extend(lists(|_| true).map(Shape::compressed));
            all.extend([properties(), long(call, text("x", BYTES - 100)).compressed()]);
            let wrong = format!(r#"{{"time":{}}}"#, text("x", 1 << 20));
            all.push(Shape::new("long texts of a wrong type", place(call, &list(&wrong, 63))));
            let escaped = format!(r#"{{"content":{}}}"#, text(r"\n", 1 << 20));
            all.push(Shape::new("long texts with escapes", place(call, &list(&escaped, 63))));
            let message = format!(r#"{{"error_code":"X.1","error_msg":{}}}"#, text("é", BYTES - 100));
            all.push(Shape {
                status: 400,
                ..Shape::new("an error with a long message", message)
            });
            all
        }
        Call::Lenient => {
            let mut all: Vec<_> = lists(|_| true).collect();
            all.push(long(call, text("x", BYTES - 100)));
            all
        }
        Call::Untyped => lists(|_| true)
            .chain([properties(), long(call, text("x", BYTES - 100))])
            .collect(),
        Call::Wide | Call::WideLenient | Call::WideUnlimited => lists(|name| RECORDS.contains(&name)).collect(),
        Call::WideMaps => {
            let members = |value: &str| {
                let members: Vec<_> = (0..VALUES / 3).map(|number| format!("\"{number}\":{value}")).collect();
                format!("[{{{}}}]", members.join(","))
            };
            let nulls = format!(r#"[{{"a":{}}}]"#, list("null", VALUES - 20));
            vec![
                Shape::new("a map of lists", place(call, &members("[{}]"))),
                Shape::new("a map of empty lists", place(call, &members("[]"))),
                Shape::new("nulls in a map", place(call, &nulls)),
            ]
        }
        Call::Login | Call::Projects => lists(|name| RECORDS.contains(&name)).chain([properties()]).collect(),
    }
}

/// An object of as many properties as are read.
fn properties() -> Shape {
    let members: Vec<_> = (0..VALUES - 10).map(|number| format!("\"{number}\":1")).collect();
    Shape::new("many properties", format!("{{{}}}", members.join(",")))
}

/// A list of one text.
fn long(call: Call, text: String) -> Shape {
    Shape::new("one long text", place(call, &format!("[{text}]")))
}

/// A text of this length.
fn text(part: &str, length: usize) -> String {
    format!("\"{}\"", part.repeat(length / part.len()))
}

/// The body of the response of a call that has this list.
fn place(call: Call, list: &str) -> String {
    match call {
        Call::Untyped => list.to_owned(),
        Call::Login => format!(r#"{{"token":{{"expires_at":"2100-01-01T00:00:00Z","roles":{list}}}}}"#),
        Call::Projects => format!(r#"{{"projects":{list}}}"#),
        _ => in_page(list),
    }
}
