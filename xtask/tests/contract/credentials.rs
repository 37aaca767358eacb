//! Security: alternatives, and the headers that belong to no parameter.

use recording::Unobserved;

use super::{Wrong, headers, interaction};

const SCHEMES: &str = "
components:
  securitySchemes:
    token: {type: apiKey, in: header, name: X-Token}
    key: {type: apiKey, in: query, name: key}
    session: {type: apiKey, in: cookie, name: sid}
    bearer: {type: http, scheme: bearer}
    basic: {type: http, scheme: Basic}
    oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://example.com/t', scopes: {}}}}
    signing: {type: apiKey, in: header, name: Authorization, x-signing: sdk-hmac-sha256}
";

fn with(root: &str, operation: &str, schemes: &str) -> String {
    format!(
        "openapi: 3.0.3\ninfo: {{title: t, version: v1}}\n{root}\npaths: {{/x: {{get: {{operationId: x, {operation} \
         responses: {{'204': {{description: d}}, '401': {{description: d}}}}}}}}}}{schemes}"
    )
}

#[test]
fn alternatives() {
    type Sent<'t> = (&'t str, &'t [(&'t str, &'t str)], bool);
    let cases: &[(&str, &[Sent<'_>])] = &[
        (
            "security: [{token: []}],",
            &[
                ("", &[("X-Token", "REDACTED")], true),
                ("", &[("x-token", "")], true),
                ("", &[], false),
                ("?X-Token=1", &[], false),
            ],
        ),
        // One of several, all of one, none at all.
        (
            "security: [{token: []}, {key: []}],",
            &[
                ("", &[("X-Token", "t")], true),
                ("?key=k", &[], true),
                ("", &[("Authorization", "Bearer t")], false),
            ],
        ),
        (
            "security: [{token: [], key: []}],",
            &[
                ("?key=k", &[("X-Token", "t")], true),
                ("?key=k", &[], false),
                ("", &[("X-Token", "t")], false),
            ],
        ),
        (
            "security: [{token: [], key: []}, {bearer: []}],",
            &[("", &[("Authorization", "Bearer t")], true), ("?key=k", &[], false)],
        ),
        ("security: [{token: []}, {}],", &[("", &[], true)]),
        ("security: [{}],", &[("", &[], true)]),
        ("security: [],", &[("", &[], true)]),
        // Each place
        (
            "security: [{session: []}],",
            &[
                ("", &[("Cookie", "a=b; sid=s")], true),
                ("", &[("Cookie", "REDACTED")], true),
                ("", &[("Cookie", "a=b; xsid=s")], false),
                ("", &[], false),
            ],
        ),
        (
            "security: [{bearer: []}],",
            &[
                ("", &[("Authorization", "Bearer t")], true),
                ("", &[("authorization", "bearer t")], true),
                ("", &[("Authorization", "REDACTED")], true),
                ("", &[("Authorization", "*** ***")], true),
                ("", &[("Authorization", "Basic dTpw")], false),
                ("", &[], false),
            ],
        ),
        (
            "security: [{basic: []}],",
            &[
                ("", &[("Authorization", "basic dTpw")], true),
                ("", &[("Authorization", "Bearer t")], false),
            ],
        ),
        (
            "security: [{oauth: [read]}],",
            &[("", &[("Authorization", "Bearer t")], true), ("", &[], false)],
        ),
        (
            "security: [{token: []}, {signing: []}],",
            &[
                (
                    "",
                    &[
                        (
                            "Authorization",
                            "SDK-HMAC-SHA256 Access=a, SignedHeaders=host;x-sdk-date, Signature=s",
                        ),
                        ("X-Sdk-Date", "d"),
                        ("X-Project-Id", "p"),
                        ("X-Security-Token", "t"),
                        ("Host", "h"),
                    ],
                    true,
                ),
                ("", &[("X-Sdk-Date", "d")], false),
            ],
        ),
    ];
    let mut wrong = Wrong::default();
    for (security, requests) in cases {
        for (query, sent, good) in *requests {
            let mut asked = interaction("GET", &format!("https://example.com/x{query}"), b"");
            asked.response.status = 204;
            asked.request.headers = headers(sent);
            let expected: &[&str] = match *query {
                "?X-Token=1" => &["param-undocumented query:X-Token", "security security"],
                _ if *good => &[],
                _ => &["security security"],
            };
            let what = format!("{security} {query} {sent:?}");
            wrong.expect(&what, &with("", security, SCHEMES), &asked, expected);
            // The same stands for the whole document, and an operation may take it back.
            let root = security.trim_end_matches(',');
            wrong.expect(&what, &with(root, "", SCHEMES), &asked, expected);
            let own: Vec<_> = expected
                .iter()
                .copied()
                .filter(|reported| !reported.starts_with("security"))
                .collect();
            wrong.expect(&what, &with(root, "security: [],", SCHEMES), &asked, &own);
            // What the service refused is not checked against the request.
            asked.response.status = 401;
            wrong.expect(&what, &with("", security, SCHEMES), &asked, &[]);
        }
    }
}

#[test]
fn unobserved_parts_are_not_missing() {
    let text = with("", "security: [{token: [], key: []}],", SCHEMES);
    let mut asked = interaction("GET", "https://example.com/x", b"");
    asked.response.status = 204;
    let mut wrong = Wrong::default();
    asked.unobserved = vec![Unobserved::RequestHeaders];
    wrong.expect("headers unseen, query seen", &text, &asked, &["security security"]);
    asked.unobserved = vec![Unobserved::RequestHeaders, Unobserved::RequestQuery];
    wrong.expect("both unseen", &text, &asked, &[]);
}

#[test]
fn headers_that_any_request_may_have() {
    let reported = |names: &[&str], schemes: &str, expected: &[&str]| {
        let mut asked = interaction("GET", "https://example.com/x?key=k", b"");
        asked.response.status = 204;
        asked.request.headers = names.iter().map(|name| recording::Header::new(*name, "x")).collect();
        let expected: Vec<_> = expected
            .iter()
            .map(|name| format!("param-undocumented {name}"))
            .collect();
        let expected: Vec<_> = expected.iter().map(String::as_str).collect();
        Wrong::default().expect(&format!("{names:?}"), &with("", "", schemes), &asked, &expected);
    };
    // RFC 9110
    let rfc = "Accept Accept-Charset Accept-Encoding Accept-Language Accept-Ranges Allow Authentication-Info Authorization \
               Connection Content-Encoding Content-Language Content-Length Content-Location Content-Range Content-Type Date \
               ETag Expect From Host If-Match If-Modified-Since If-None-Match If-Range If-Unmodified-Since Last-Modified \
               Location Max-Forwards Proxy-Authenticate Proxy-Authentication-Info Proxy-Authorization Range Referer \
               Retry-After Server TE Trailer Transfer-Encoding Upgrade User-Agent Vary Via WWW-Authenticate";
    // Those beside it: caching, cookies, HTTP/1.1, HTTP/2, preferences, priorities.
    let beside = "Cache-Control Pragma Cookie Keep-Alive Forwarded Priority Prefer HTTP2-Settings :authority :method :path :scheme";
    // Fetch, and what browsers add to it
    let fetch = "Origin Access-Control-Request-Method Access-Control-Request-Headers Sec-Fetch-Dest Sec-Fetch-Mode \
                 Sec-Fetch-Site Sec-Fetch-User Sec-CH-UA Sec-CH-UA-Mobile Sec-CH-UA-Platform Sec-GPC Sec-Purpose DNT \
                 Upgrade-Insecure-Requests Save-Data Last-Event-ID Purpose";
    let trace = "traceparent tracestate baggage";
    for names in [rfc, beside, fetch, trace] {
        let names: Vec<_> = names.split_whitespace().collect();
        reported(&names, SCHEMES, &[]);
        let capitals = names.join(" ").to_ascii_uppercase();
        reported(&capitals.split(' ').collect::<Vec<_>>(), SCHEMES, &[]);
    }
    // The schemes' own, in whatever alternative, and what signing adds.
    reported(
        &[
            "X-Token",
            "X-Sdk-Date",
            "X-Project-Id",
            "X-Domain-Id",
            "X-Security-Token",
            "X-Sdk-Content-Sha256",
        ],
        SCHEMES,
        &[],
    );
    reported(
        &["Authorization", "X-Sdk-Date", "X-Project-Id", "X-Security-Token"],
        "",
        &["query:key"],
    );
    // All others
    reported(&["X-Token"], "", &["query:key", "header:X-Token"]);
    reported(&["X-Sdk-Date"], "", &["query:key", "header:X-Sdk-Date"]);
    reported(
        &["X-Request-Id", "X-Secret-Mode", "X-Forwarded-For", "Tracing"],
        SCHEMES,
        &[
            "header:X-Request-Id",
            "header:X-Secret-Mode",
            "header:X-Forwarded-For",
            "header:Tracing",
        ],
    );
}
