//! Operations and servers: which URLs are the document's, and of which operation.

use super::{Sent, Wrong, headers, interaction};

fn with(servers: &str, paths: &str) -> String {
    format!("openapi: 3.0.3\ninfo: {{title: t, version: v1}}\n{servers}\npaths: {paths}\n")
}

const ANSWER: &str = "{'200': {description: d, content: {application/json: {schema: {type: object}}}}}";

#[test]
fn servers_and_their_variables() {
    let cases: &[(&str, &Sent<'_, &str>)] = &[
        // A variable without a list, and one with a list: any region matches.
        (
            "servers: [{url: 'https://api.{region}.example.com', variables: {region: {default: one}}}]",
            &[
                ("https://api.one.example.com/x", &[]),
                ("https://api.another-9.example.com/x", &[]),
                ("https://API.One.EXAMPLE.com/x", &[]),
                ("HTTPS://api.one.example.com:443/x", &[]),
                ("https://api.one.example.com:8443/x", &["server url"]),
                ("http://api.one.example.com/x", &["server url"]),
                ("https://api.example.com/x", &["server url"]),
                ("https://api..example.com/x", &["server url"]),
                ("https://api.a.b.example.com/x", &["server url"]),
                ("https://api.one.example.com.evil.net/x", &["server url"]),
                ("https://evil.net/api.one.example.com/x", &["path url"]),
                ("https://other.example.org/x", &["server url"]),
            ],
        ),
        (
            "servers: [{url: 'https://api.{region}.example.com', variables: {region: {default: one, enum: [one, two]}}}]",
            &[
                ("https://api.two.example.com/x", &[]),
                ("https://api.three.example.com/x", &[]),
                ("https://api.example.com/x", &["server url"]),
            ],
        ),
        // A host, a port, a scheme, a version and a whole address may be variables.
        (
            "servers: [{url: 'https://{host}/x', variables: {host: {default: a.example.com}}}]",
            &[("https://other.example.org/x/x", &[]), ("https://one/x", &["path url"])],
        ),
        (
            "servers: [{url: 'https://example.com:{port}', variables: {port: {default: '443', enum: ['443', '8443']}}}]",
            &[
                ("https://example.com/x", &[]),
                ("https://example.com:443/x", &[]),
                ("https://example.com:8443/x", &[]),
                ("https://example.org:8443/x", &["server url"]),
            ],
        ),
        (
            "servers: [{url: '{scheme}://example.com', variables: {scheme: {default: https, enum: [https, http]}}}]",
            &[
                ("http://example.com/x", &[]),
                ("https://example.com/x", &[]),
                ("https://example.org/x", &["server url"]),
            ],
        ),
        (
            "servers: [{url: 'https://example.com/{version}', variables: {version: {default: v1}}}]",
            &[
                ("https://example.com/v1/x", &[]),
                ("https://example.com/v1.1/x", &[]),
                ("https://example.com/v1/2/x", &["path url"]),
                ("https://example.com/x", &["path url"]),
            ],
        ),
        (
            "servers: [{url: '{base}', variables: {base: {default: 'https://example.com/v1', enum: ['https://example.com/v1', 'https://example.org/v2']}}}]",
            &[
                ("https://example.com/v1/x", &[]),
                ("https://example.org/v2/x", &[]),
                ("https://example.org/v1/x", &["server url"]),
                ("https://example.net/x", &["path url"]),
            ],
        ),
        (
            "servers: [{url: '{base}', variables: {base: {default: 'https://example.com/v1'}}}]",
            &[
                ("https://example.com/v1/x", &[]),
                ("https://staging.example.net:8080/v1/x", &[]),
                ("https://example.com/x", &["path url"]),
            ],
        ),
        // Base paths. Those of hosts are of any case, paths are not.
        (
            "servers: [{url: 'https://example.com/Base/'}]",
            &[
                ("https://EXAMPLE.com/Base/x", &[]),
                ("https://example.com/base/x", &["path url"]),
                ("https://example.com/Base//x", &["path url"]),
                ("https://example.com/Basex", &["path url"]),
                ("https://example.com/x", &["path url"]),
            ],
        ),
        // Relative URLs: wherever the document is served.
        (
            "",
            &[
                ("https://anything.example.net:99/x", &[]),
                ("http://h/y/x", &["path url"]),
            ],
        ),
        ("servers: []", &[("https://anything.example.net/x", &[])]),
        (
            "servers: [{url: /v2}]",
            &[
                ("https://any.example.net/v2/x", &[]),
                ("https://any.example.net/x", &["path url"]),
            ],
        ),
        (
            "servers: [{url: ./v2}]",
            &[
                ("https://any.example.net/v2/x", &[]),
                ("https://any.example.net/docs/v2/x", &[]),
                ("https://any.example.net/x", &["path url"]),
            ],
        ),
        (
            "servers: [{url: //example.com/v2}]",
            &[
                ("http://example.com/v2/x", &[]),
                ("https://example.com/v2/x", &[]),
                ("https://example.org/v2/x", &["server url"]),
            ],
        ),
        // Several
        (
            "servers: [{url: 'https://a.example.com/one'}, {url: 'http://b.example.com:8080'}]",
            &[
                ("https://a.example.com/one/x", &[]),
                ("http://b.example.com:8080/x", &[]),
                ("http://b.example.com/x", &["server url"]),
                ("https://a.example.com/x", &["server url"]),
            ],
        ),
    ];
    let mut wrong = Wrong::default();
    for (servers, urls) in cases {
        let text = with(
            servers,
            &format!("{{/x: {{get: {{operationId: x, responses: {ANSWER}}}}}}}"),
        );
        for (url, expected) in *urls {
            wrong.expect(
                &format!("{servers}: {url}"),
                &text,
                &interaction("GET", url, b"{}"),
                expected,
            );
        }
    }
}

#[test]
fn servers_of_a_path_and_of_an_operation_replace_those_of_the_document() {
    let text = with(
        "servers: [{url: 'https://root.example.com'}]",
        &format!(
            "{{/x: {{servers: [{{url: 'https://path.example.com'}}], get: {{operationId: x, responses: {ANSWER}}}, \
             put: {{operationId: y, servers: [{{url: 'https://operation.example.com'}}], responses: {ANSWER}}}}}, \
             /z: {{get: {{operationId: z, responses: {ANSWER}}}}}}}"
        ),
    );
    let mut wrong = Wrong::default();
    for (method, url, expected) in [
        ("GET", "https://path.example.com/x", &[][..]),
        ("GET", "https://root.example.com/x", &["server url"]),
        ("GET", "https://operation.example.com/x", &["server url"]),
        ("PUT", "https://operation.example.com/x", &[]),
        ("PUT", "https://path.example.com/x", &["server url"]),
        ("GET", "https://root.example.com/z", &[]),
        ("GET", "https://path.example.com/z", &["server url"]),
    ] {
        wrong.expect(
            &format!("{method} {url}"),
            &text,
            &interaction(method, url, b"{}"),
            expected,
        );
    }
}

#[test]
fn paths_and_methods() {
    let operation = |id: &str| format!("{{operationId: {id}, responses: {ANSWER}}}");
    let (a, b, c, d, e) = (
        operation("a"),
        operation("b"),
        operation("c"),
        operation("d"),
        operation("e"),
    );
    let path =
        |name: &str| format!("parameters: [{{name: {name}, in: path, required: true, schema: {{type: string}}}}]");
    let text = with(
        "servers: [{url: 'https://example.com'}]",
        &format!(
            "{{/: {{get: {a}}}, /things: {{get: {b}, head: {e}}}, '/things/{{id}}': {{{}, get: {c}}}, '/files/{{id}}.{{ext}}': \
             {{parameters: [{{name: id, in: path, required: true, schema: {{type: integer}}}}, {{name: ext, in: path, \
             required: true, schema: {{type: string}}}}], get: {d}}}}}",
            path("id")
        ),
    );
    let mut wrong = Wrong::default();
    for (method, url, expected) in [
        ("GET", "/", &[][..]),
        ("GET", "", &[]),
        ("GET", "?", &[]),
        ("GET", "/things", &[]),
        ("GET", "/things#part", &[]),
        ("GET", "/th%69ngs", &[]),
        ("GET", "/Things", &["path url"]),
        ("GET", "/things/", &["path url"]),
        ("GET", "/things/1", &[]),
        ("GET", "/things/a%2Fb", &[]),
        ("GET", "/things/a/b", &["path url"]),
        ("GET", "/things/1/", &["path url"]),
        ("GET", "/files/7.txt", &[]),
        ("GET", "/files/7.tar.gz", &[]),
        ("GET", "/files/seven.txt", &["type path:id"]),
        ("GET", "/files/7", &["path url"]),
        ("GET", "/files/.txt", &["path url"]),
        ("POST", "/things", &["method method"]),
        ("DELETE", "/things/1", &["method method"]),
        ("HEAD", "/things/1", &["method method"]),
    ] {
        let url = format!("https://example.com{url}");
        wrong.expect(
            &format!("{method} {url}"),
            &text,
            &interaction(method, &url, b"{}"),
            expected,
        );
    }
    // What a browser asks before it sends a request to another origin is no request of the client.
    let mut preflight = interaction("OPTIONS", "https://example.com/things", b"");
    preflight.response.status = 204;
    wrong.expect("OPTIONS", &text, &preflight, &["method method"]);
    preflight.request.headers = headers(&[("Origin", "https://o"), ("Access-Control-Request-Method", "GET")]);
    wrong.expect("preflight", &text, &preflight, &[]);
    // A HEAD has no body, whatever the document shows of one.
    wrong.expect(
        "HEAD",
        &text,
        &interaction("HEAD", "https://example.com/things", b""),
        &[],
    );
    wrong.expect(
        "HEAD with a body",
        &text,
        &interaction("HEAD", "https://example.com/things", b"{}"),
        &["body-unexpected"],
    );
}

#[test]
fn words_of_an_unknown_path_are_shown_and_values_are_not() {
    let text = with(
        "servers: [{url: 'https://a.com/base/{v}', variables: {v: {default: one}}}]",
        "{'/things/{id}/caf%C3%A9': {parameters: [{name: id, in: path, required: true, schema: {type: string}}], get: {operationId: x, responses: {'200': {description: d}}}}}",
    );
    let long = "/hunter2".repeat(100_000);
    for (path, shown) in [
        ("/services/T0/B0/hunter2", "`/services/…/…/…`".to_owned()),
        // What is a word is shown, what may be a value is not.
        (
            "/api/v2/listThings/readme.html",
            "`/api/v2/listThings/readme.html`".to_owned(),
        ),
        ("/reset-password/hunter/hunter", "`/reset-password/…/…`".to_owned()),
        ("/things/hunter/caf%C3%A9/more", "`/things/…/café/more`".to_owned()),
        (
            "/users/hunter@example.com/hunter.example.com",
            "`/users/…/…`".to_owned(),
        ),
        ("/users/AKIAHUNTERHUNTER/10.0.0.1;hunter=1", "`/users/…/…`".to_owned()),
        ("/base/hunter2/things/hunter2", "`/base/…/things/…`".to_owned()),
        ("/th%69ngs/x/café", "`/things/…/café`".to_owned()),
        ("//things/", "`//things/`".to_owned()),
        ("?hunter2", "`/`".to_owned()),
        (&long, format!("`{}…`", "/…".repeat(30))),
    ] {
        for status in [200, 404] {
            let mut asked = interaction("GET", &format!("https://other.example{path}"), b"");
            asked.response.status = status;
            let checked = super::check_interaction(&text, &asked);
            let reported = checked.violations.iter().map(|reported| &reported.message);
            let reported: Vec<_> = reported.chain(checked.notes.iter().map(|note| &note.message)).collect();
            assert_eq!(reported.len(), 1, "{path}");
            assert!(
                reported[0].contains(&shown) && !reported[0].contains("hunter"),
                "{}",
                reported[0]
            );
        }
    }
}

/// Passphrases look like the names of resources. A name is made of words that are common in APIs.
#[test]
fn of_an_unknown_path_passphrases_are_not_shown() {
    let text = with(
        "servers: [{url: 'https://a.com'}]",
        "{'/falcon-wings/by-feather': {get: {operationId: x, responses: {'200': {description: d}}}}}",
    );
    let shown = |path: &str| {
        let checked = super::check_interaction(&text, &interaction("GET", &format!("https://a.com{path}"), b""));
        let message = &checked.violations[0].message;
        let start = message.find("`/").expect("a path");
        message[start + 1..].split('`').next().expect("a path").to_owned()
    };
    for (path, expected) in [
        ("/downloads/correct-horse-battery", "/downloads/…"),
        ("/downloads/correct-horse-battery-staple", "/downloads/…"),
        ("/files/amber-falcon-river/info", "/files/…/info"),
        ("/files/amberFalconRiver", "/files/…"),
        ("/files/amber_river", "/files/…"),
        ("/files/amber-river.json", "/files/…"),
        ("/files/Amber-River", "/files/…"),
        ("/s/swordfish", "/s/…"),
        ("/join/swordfish", "/join/…"),
        ("/account/recover/swordfish", "/account/recover/…"),
    ] {
        assert_eq!(shown(path), expected);
    }
    // The paths of real APIs, which a reader recognises.
    for path in [
        "/v5/container/image-vulnerabilities",
        "/v5/host-management/hosts",
        "/api/v1/user-profiles/me",
        "/v3/vpcs/network-interfaces",
        "/rest/api/latest/issueLinkTypes",
        "/v1/payment_intents",
        "/v1/checkout/sessions",
        "/v2/data-protection-policies",
        "/graphql/query-plan",
        "/webroot/decision/view-form.html",
        "/v1/listContainerImages",
        "/v1/kubernetes-clusters",
        "/falcon/wing-feathers",
    ] {
        assert_eq!(shown(path), path);
    }
}
