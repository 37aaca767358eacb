//! Parameters: every style with and without `explode`, their types, and what is not documented.

use super::{Sent, Wrong, headers, interaction, one};

/// A parameter, and for each query what is reported for it.
type OfQuery<'t> = (&'t str, &'t Sent<'t, &'t str>);

fn queries(cases: &[OfQuery<'_>]) {
    let mut wrong = Wrong::default();
    for (parameter, queries) in cases {
        let text = one(&format!("[{{name: p, in: query, {parameter}}}]"), "{}", "");
        for (query, expected) in *queries {
            let asked = interaction("GET", &format!("https://example.com/x{query}"), b"{}");
            wrong.expect(&format!("{parameter}: {query}"), &text, &asked, expected);
        }
    }
}

#[test]
fn scalars_in_the_query() {
    queries(&[
        (
            "schema: {type: integer, format: int32, minimum: 0}",
            &[
                ("", &[]),
                ("?p=0", &[]),
                ("?p=2147483647", &[]),
                ("?p=2147483648", &["format query:p"]),
                ("?p=-1", &["bounds query:p"]),
                ("?p=1.0", &["type query:p"]),
                ("?p=1e2", &["type query:p"]),
                ("?p=abc", &["type query:p"]),
                ("?p=", &["type query:p"]),
                ("?p", &["type query:p"]),
                ("?p=%31", &[]),
                ("?%70=1", &[]),
                ("?P=1", &["param-undocumented query:P"]),
                // One value is one pair.
                ("?p=1&p=2", &["param-style query:p"]),
            ],
        ),
        (
            "required: true, schema: {type: string}",
            &[("", &["param-missing query:p"]), ("?p=", &[]), ("?p=x", &[])],
        ),
        (
            "schema: {type: string, minLength: 1}",
            &[("?p=", &["length query:p"]), ("?p=5", &[]), ("?p=true", &[])],
        ),
        (
            "allowEmptyValue: true, schema: {type: integer}",
            &[("?p", &[]), ("?p=", &[]), ("?p=1", &[]), ("?p=x", &["type query:p"])],
        ),
        (
            "schema: {type: boolean}",
            &[
                ("?p=true", &[]),
                ("?p=True", &["type query:p"]),
                ("?p=1", &["type query:p"]),
            ],
        ),
        (
            "schema: {type: number, multipleOf: 0.1}",
            &[("?p=0.3", &[]), ("?p=1e1", &[]), ("?p=0.35", &["multiple-of query:p"])],
        ),
        (
            "schema: {type: string, maxLength: 3}",
            &[
                ("?p=%F0%9F%98%80%F0%9F%98%80+", &[]),
                ("?p=a%2Bb", &[]),
                ("?p=a+b+", &["length query:p"]),
            ],
        ),
        (
            "schema: {type: string, enum: ['1', a]}",
            &[("?p=1", &[]), ("?p=a", &[]), ("?p=b", &["enum query:p"])],
        ),
        // A text has no type: it conforms if one reading does.
        (
            "schema: {enum: [1, a]}",
            &[("?p=1", &[]), ("?p=a", &[]), ("?p=2", &["enum query:p"])],
        ),
        (
            "schema: {oneOf: [{type: integer, maximum: 9}, {type: string, format: date}]}",
            &[
                ("?p=7", &[]),
                ("?p=2024-01-31", &[]),
                ("?p=10", &["one-of query:p"]),
                ("?p=x", &["one-of query:p"]),
            ],
        ),
        (
            "schema: {anyOf: [{type: boolean}, {type: string, pattern: '^[a-z]{2}$'}]}",
            &[("?p=true", &[]), ("?p=de", &[]), ("?p=deu", &["any-of query:p"])],
        ),
        (
            "schema: {type: string, format: date-time}",
            &[
                ("?p=2024-01-31T10%3A00%3A00%2B01%3A00", &[]),
                ("?p=2024-01-31T10:00:00+01:00", &["format query:p"]),
            ],
        ),
        (
            "schema: {type: string, format: uuid}",
            &[
                ("?p=123e4567-e89b-12d3-a456-426614174000", &[]),
                ("?p=1", &["format query:p"]),
            ],
        ),
    ]);
}

#[test]
fn lists_in_the_query() {
    let list = "schema: {type: array, maxItems: 3, items: {type: integer}}";
    queries(&[
        (
            list,
            &[
                ("?p=1", &[]),
                ("?p=1&p=2", &[]),
                ("?p=1&p=x", &["type query:p"]),
                ("?p=1&p=2&p=3&p=4", &["items query:p"]),
            ],
        ),
        (
            "explode: false, schema: {type: array, maxItems: 3, items: {type: integer}}",
            &[
                ("?p=1,2,3", &[]),
                ("?p=1%2C2", &[]),
                ("?p=", &[]),
                ("?p=1,x", &["type query:p"]),
                ("?p=1,2,3,4", &["items query:p"]),
                ("?p=1&p=2", &["param-style query:p"]),
            ],
        ),
        (
            "style: spaceDelimited, explode: false, schema: {type: array, items: {type: integer}}",
            &[
                ("?p=1%202+3", &[]),
                ("?p=1,2", &["type query:p"]),
                ("?p=1|2", &["type query:p"]),
            ],
        ),
        (
            "style: spaceDelimited, explode: true, schema: {type: array, items: {type: integer}}",
            &[("?p=1&p=2", &[]), ("?p=1%202", &["type query:p"])],
        ),
        (
            "style: pipeDelimited, explode: false, schema: {type: array, items: {type: integer}}",
            &[("?p=1|2%7C3", &[]), ("?p=1,2", &["type query:p"])],
        ),
        (
            "style: pipeDelimited, explode: true, schema: {type: array, items: {type: integer}}",
            &[("?p=1&p=2", &[]), ("?p=1|2", &["type query:p"])],
        ),
        // An encoded comma is a part of a text, unless nothing else makes sense.
        (
            "explode: false, schema: {type: array, items: {type: string, enum: ['a,b', c]}}",
            &[("?p=a%2Cb,c", &[]), ("?p=a,b", &["enum query:p", "enum query:p"])],
        ),
        (
            "schema: {type: array, uniqueItems: true, items: {type: string}}",
            &[("?p=1&p=2", &[]), ("?p=a&p=a", &["unique query:p"])],
        ),
        (
            "schema: {oneOf: [{type: integer}, {type: array, minItems: 2, items: {type: integer}}]}",
            &[("?p=1", &[]), ("?p=1&p=2", &[]), ("?p=x", &["one-of query:p"])],
        ),
    ]);
}

#[test]
fn objects_in_the_query() {
    const OBJECT: &str = "{type: object, required: [a], properties: {a: {type: integer}, l: {type: array, items: {type: integer}}, o: {type: object, properties: {b: {type: boolean}}}}}";
    let deep = format!("style: deepObject, explode: true, schema: {OBJECT}");
    let composed = "style: deepObject, explode: true, schema: {allOf: [{type: object, properties: {a: {type: integer}}}, {type: object, properties: {b: {type: integer}}}]}";
    queries(&[
        (
            &deep,
            &[
                ("", &[]),
                ("?p[a]=1", &[]),
                ("?p%5Ba%5D=1", &[]),
                ("?p[a]=1&p[l]=1&p[l]=2", &[]),
                ("?p[a]=1&p[l][]=1&p[l][]=x", &["type query:p"]),
                ("?p[a]=1&p[o][b]=true", &[]),
                ("?p[a]=1&p[o][b]=1", &["type query:p"]),
                ("?p[a]=x", &["type query:p"]),
                ("?p[l]=1", &["required query:p"]),
                ("?p[a]=1&p[z]=1", &["undocumented-property query:p"]),
                ("?p=1", &["param-undocumented query:p"]),
            ],
        ),
        (
            composed,
            &[
                ("?p[a]=1&p[b]=2", &[]),
                ("?p[b]=x", &["type query:p"]),
                ("?p[c]=1", &["undocumented-property query:p"]),
            ],
        ),
        (
            "schema: {type: object, properties: {a: {type: integer}, b: {type: integer}}}",
            &[
                ("?a=1&b=2", &[]),
                ("?a=x", &["type query:p"]),
                ("?c=1", &["param-undocumented query:c"]),
                ("?p=1", &["param-undocumented query:p"]),
            ],
        ),
        (
            "explode: false, schema: {type: object, properties: {a: {type: integer}, b: {type: integer}}}",
            &[
                ("?p=a,1,b,2", &[]),
                ("?p=a,x", &["type query:p"]),
                ("?p=c,1", &["undocumented-property query:p"]),
                ("?a=1", &["param-undocumented query:a"]),
            ],
        ),
        (
            "style: pipeDelimited, explode: false, schema: {type: object, properties: {a: {type: integer}}}",
            &[("?p=a|1", &[]), ("?p=a|x", &["type query:p"])],
        ),
        (
            "schema: {type: object, additionalProperties: {type: integer}}",
            &[("?any=1&other=2", &[]), ("?any=x", &["type query:p"])],
        ),
        ("schema: {type: object}", &[("?any=1&other=x", &[])]),
        (
            "content: {application/json: {schema: {type: object, properties: {a: {type: integer}}}}}",
            &[
                ("?p=%7B%22a%22%3A1%7D", &[]),
                ("?p=%7B%22a%22%3A%22x%22%7D", &["type query:p"]),
                ("?p=nothing", &["json query:p"]),
            ],
        ),
        (
            "content: {application/json: {schema: {type: string}}}",
            &[
                ("?p=%22x%22", &[]),
                ("?p=x", &["json query:p"]),
                ("?p=1", &["type query:p"]),
            ],
        ),
        (
            "content: {text/plain: {schema: {type: integer}}}",
            &[("?p=1", &[]), ("?p=x", &["type query:p"])],
        ),
    ]);
}

#[test]
fn variables_of_the_path() {
    const LIST: &str = "{type: array, items: {type: integer}}";
    const OBJECT: &str = "{type: object, properties: {a: {type: integer}, b: {type: integer}}}";
    let cases: &[(&str, &str, &Sent<'_, &str>)] = &[
        (
            "",
            "{type: integer}",
            &[
                ("7", &[]),
                ("%37", &[]),
                ("seven", &["type path:p"]),
                ("1,2", &["type path:p"]),
            ],
        ),
        (
            "",
            "{type: string, maxLength: 3}",
            &[
                ("a%20b", &[]),
                ("a+b", &[]),
                ("%C3%A9%2Fa", &[]),
                ("a%20%20b", &["length path:p"]),
            ],
        ),
        (
            "",
            LIST,
            &[("1", &[]), ("1,2", &[]), ("1%2C2", &[]), ("1,x", &["type path:p"])],
        ),
        ("explode: true, ", LIST, &[("1,2", &[]), ("x", &["type path:p"])]),
        ("", OBJECT, &[("a,1,b,2", &[]), ("a,x", &["type path:p"])]),
        (
            "explode: true, ",
            OBJECT,
            &[("a=1,b=2", &[]), ("a=x", &["type path:p"])],
        ),
        (
            "style: label, ",
            "{type: integer}",
            &[(".7", &[]), (".x", &["type path:p"]), ("7", &["param-style path:p"])],
        ),
        (
            "style: label, ",
            LIST,
            &[
                (".1,2", &[]),
                (".1.2", &[]),
                (".1.x", &["type path:p"]),
                ("1.2", &["param-style path:p"]),
            ],
        ),
        (
            "style: label, explode: true, ",
            LIST,
            &[(".1.2", &[]), (".1,2", &["type path:p"])],
        ),
        (
            "style: label, ",
            OBJECT,
            &[(".a,1,b,2", &[]), (".a.1.b.2", &[]), (".a,x", &["type path:p"])],
        ),
        (
            "style: label, explode: true, ",
            OBJECT,
            &[(".a=1.b=2", &[]), (".a=x", &["type path:p"])],
        ),
        (
            "style: matrix, ",
            "{type: integer}",
            &[
                (";p=7", &[]),
                (";p=x", &["type path:p"]),
                ("7", &["param-style path:p"]),
                (";q=7", &["param-style path:p"]),
            ],
        ),
        (
            "style: matrix, ",
            "{type: string}",
            &[(";p", &[]), (";p=", &[]), (";pq=7", &["param-style path:p"])],
        ),
        (
            "style: matrix, ",
            LIST,
            &[(";p=1,2", &[]), (";p=1,x", &["type path:p"])],
        ),
        (
            "style: matrix, explode: true, ",
            LIST,
            &[
                (";p=1;p=2", &[]),
                (";p=1;p=x", &["type path:p"]),
                (";p=1,2", &["type path:p"]),
            ],
        ),
        (
            "style: matrix, ",
            OBJECT,
            &[(";p=a,1,b,2", &[]), (";p=a,x", &["type path:p"])],
        ),
        (
            "style: matrix, explode: true, ",
            OBJECT,
            &[(";a=1;b=2", &[]), (";a=x", &["type path:p"])],
        ),
    ];
    let mut wrong = Wrong::default();
    for (style, schema, texts) in cases {
        let text = format!(
            "openapi: 3.0.3\ninfo: {{title: t, version: v1}}\npaths:\n  '/x/{{p}}':\n    get:\n      operationId: x\n      \
             parameters: [{{name: p, in: path, required: true, {style}schema: {schema}}}]\n      responses: {{'204': \
             {{description: d}}}}\n"
        );
        for (value, expected) in *texts {
            let mut asked = interaction("GET", &format!("https://example.com/x/{value}"), b"");
            asked.response.status = 204;
            wrong.expect(&format!("{style}{schema}: {value}"), &text, &asked, expected);
        }
    }
}

type Headers<'t> = &'t [(&'t str, &'t str)];

#[test]
fn headers_and_cookies() {
    let cases: &[(&str, &Sent<'_, Headers<'_>>)] = &[
        (
            "{name: X-N, in: header, required: true, schema: {type: integer}}",
            &[
                (&[("X-N", "1")], &[]),
                (&[("x-n", " 1 ")], &[]),
                (&[("X-N", "x")], &["type header:X-N"]),
                (&[("X-N", "REDACTED")], &[]),
                (&[], &["param-missing header:X-N"]),
            ],
        ),
        (
            "{name: X-L, in: header, schema: {type: array, maxItems: 2, items: {type: integer}}}",
            &[
                (&[("X-L", "1, 2")], &[]),
                (&[("X-L", "1"), ("X-L", "2")], &[]),
                (&[("X-L", "1"), ("x-l", "2, 3")], &["items header:X-L"]),
                (&[("X-L", "1,x")], &["type header:X-L"]),
            ],
        ),
        (
            "{name: X-O, in: header, schema: {type: object, properties: {a: {type: integer}}}}",
            &[(&[("X-O", "a,1")], &[]), (&[("X-O", "a,x")], &["type header:X-O"])],
        ),
        (
            "{name: X-O, in: header, explode: true, schema: {type: object, properties: {a: {type: integer}}}}",
            &[(&[("X-O", "a=1")], &[]), (&[("X-O", "a=x")], &["type header:X-O"])],
        ),
        (
            "{name: X-J, in: header, content: {application/json: {schema: {type: object, properties: {a: {type: integer}}}}}}",
            &[
                (&[("X-J", "{\"a\": 1}")], &[]),
                (&[("X-J", "{\"a\": true}")], &["type header:X-J"]),
                (&[("X-J", "a")], &["json header:X-J"]),
            ],
        ),
        (
            "{name: X-P, in: header, schema: {type: string, maxLength: 4}}",
            &[(&[("X-P", "a%2C")], &[]), (&[("X-P", "a,b,c")], &["length header:X-P"])],
        ),
        // The standard gives these to other parts of the document.
        (
            "{name: Accept, in: header, required: true, schema: {type: string, enum: [x]}}",
            &[(&[], &[]), (&[("Accept", "y")], &[])],
        ),
        (
            "{name: c, in: cookie, required: true, schema: {type: integer}}",
            &[
                (&[("Cookie", "a=b; c=1")], &[]),
                (&[("Cookie", "a=b"), ("cookie", "c=1")], &[]),
                (&[("Cookie", "c=x")], &["type cookie:c"]),
                (&[("Cookie", "a=b")], &["param-missing cookie:c"]),
                (&[("Cookie", "REDACTED")], &[]),
            ],
        ),
        // A browser sends the cookie of the most specific path first.
        (
            "{name: c, in: cookie, schema: {type: integer}}",
            &[
                (&[("Cookie", "c=1; c=x")], &[]),
                (&[("Cookie", "c=x; c=1")], &["type cookie:c"]),
            ],
        ),
        // `explode` is true unless the document says otherwise: each item is a cookie.
        (
            "{name: c, in: cookie, required: true, schema: {type: array, maxItems: 2, items: {type: integer}}}",
            &[
                (&[("Cookie", "c=1")], &[]),
                (&[("Cookie", "c=1; a=x; c=2")], &[]),
                (&[("Cookie", "c=1; c=x")], &["type cookie:c"]),
                (&[("Cookie", "c=1"), ("cookie", "c=2; c=3")], &["items cookie:c"]),
                (&[("Cookie", "c=1,2")], &["type cookie:c"]),
                (&[("Cookie", "a=b")], &["param-missing cookie:c"]),
            ],
        ),
        (
            "{name: c, in: cookie, explode: false, schema: {type: array, maxItems: 2, items: {type: integer}}}",
            &[
                (&[("Cookie", "c=1,2")], &[]),
                (&[("Cookie", "c=1,x")], &["type cookie:c"]),
                (&[("Cookie", "c=1%2C2,3")], &["type cookie:c"]),
                (&[("Cookie", "c=1,2,3")], &["items cookie:c"]),
            ],
        ),
        (
            "{name: c, in: cookie, required: true, schema: {type: object, required: [a], properties: {a: {type: integer}, b: \
             {type: boolean}}}}",
            &[
                (&[("Cookie", "a=1; b=true; session=x")], &[]),
                (&[("Cookie", "a=x")], &["type cookie:c"]),
                (&[("Cookie", "b=true")], &["required cookie:c"]),
                (&[("Cookie", "session=x")], &["param-missing cookie:c"]),
            ],
        ),
        // The cookies that no property names may be those of other parameters.
        (
            "{name: c, in: cookie, schema: {type: object, properties: {a: {type: integer}}, additionalProperties: {type: \
             integer}}}",
            &[
                (&[("Cookie", "a=1; session=x")], &[]),
                (&[("Cookie", "a=x")], &["type cookie:c"]),
            ],
        ),
        (
            "{name: c, in: cookie, explode: false, schema: {type: object, properties: {a: {type: integer}}}}",
            &[
                (&[("Cookie", "c=a,1; a=x")], &[]),
                (&[("Cookie", "c=a,x")], &["type cookie:c"]),
            ],
        ),
    ];
    let mut wrong = Wrong::default();
    for (parameter, requests) in cases {
        let text = one(&format!("[{parameter}]"), "{}", "");
        for (sent, expected) in *requests {
            let mut asked = interaction("GET", "https://example.com/x", b"{}");
            asked.request.headers = headers(sent);
            wrong.expect(&format!("{parameter}: {sent:?}"), &text, &asked, expected);
        }
    }
}

#[test]
fn undocumented_properties_are_reported_once() {
    let mut wrong = Wrong::default();
    let text = one("[{name: p, in: query, schema: {type: string}}]", "{}", "");
    let mut asked = interaction("GET", "https://example.com/x?p=1&q=1&r&q=2&%71=3", b"{}");
    asked.request.headers = headers(&[("X-Odd", "1"), ("Accept", "a"), ("x-odd", "2")]);
    let all = [
        "param-undocumented query:q",
        "param-undocumented query:r",
        "param-undocumented header:X-Odd",
    ];
    wrong.expect("undocumented parameters", &text, &asked, &all);
    // Nor of a path item's parameters what the operation replaces, and what the service refused.
    asked.response.status = 404;
    let refused = text.replace("'200'", "'404'");
    wrong.expect("refused", &refused, &asked, &[]);
}

#[test]
fn parameters_of_a_path_item_are_those_of_its_operations() {
    let text = "openapi: 3.0.3\ninfo: {title: t, version: v1}\npaths:\n  /x:\n    parameters:\n      - {name: a, in: query, \
                required: true, schema: {type: integer}}\n      - {name: b, in: query, required: true, schema: {type: \
                integer}}\n    get:\n      operationId: x\n      parameters: [{name: b, in: query, schema: {type: \
                string}}]\n      responses: {'204': {description: d}}\n";
    let mut wrong = Wrong::default();
    for (query, expected) in [
        ("?a=1", &[][..]),
        ("?a=1&b=x", &[]),
        ("?a=x", &["type query:a"]),
        ("", &["param-missing query:a"]),
    ] {
        let mut asked = interaction("GET", &format!("https://example.com/x{query}"), b"");
        asked.response.status = 204;
        wrong.expect(query, text, &asked, expected);
    }
}
