//! What the exporters that are in use write, each where it keeps less than was sent.

use recording::{Header, Unobserved};

use crate::read;

/// An entry as a tool writes it, and what is known of it.
struct Entry {
    tool: &'static str,
    request: &'static str,
    response: &'static str,
    unobserved: &'static [Unobserved],
    /// The body of the request and that of the response.
    bodies: [&'static str; 2],
}

const ENTRIES: [Entry; 12] = [
    Entry {
        tool: "Chrome over HTTP/1.1, with sensitive data",
        request: r#"{"method": "POST", "url": "http://a/x", "httpVersion": "HTTP/1.1", "headersSize": 131, "bodySize": 2,
            "headers": [{"name": "Host", "value": "a"}, {"name": "Content-Length", "value": "2"},
                {"name": "Authorization", "value": "Bearer t"}, {"name": "Cookie", "value": "a=b"},
                {"name": "Content-Type", "value": "application/json"}],
            "cookies": [{"name": "a", "value": "b", "path": "/"}], "queryString": [],
            "postData": {"mimeType": "application/json", "text": "{}"}}"#,
        response: r#"{"status": 200, "httpVersion": "HTTP/1.1", "headersSize": 90, "bodySize": 17, "redirectURL": "", "cookies": [],
            "headers": [{"name": "Content-Type", "value": "application/json"}, {"name": "Transfer-Encoding", "value": "chunked"}],
            "content": {"size": 8, "mimeType": "application/json", "compression": -9, "text": "{\"a\": 1}"},
            "_transferSize": 107, "_error": null}"#,
        unobserved: &[],
        bodies: ["{}", "{\"a\": 1}"],
    },
    Entry {
        tool: "Chrome over HTTP/2",
        request: r#"{"method": "GET", "url": "https://a/x", "httpVersion": "http/2.0", "headersSize": -1, "bodySize": 0,
            "headers": [{"name": ":authority", "value": "a"}, {"name": ":path", "value": "/x"}, {"name": "accept", "value": "*/*"}],
            "cookies": [], "queryString": []}"#,
        response: r#"{"status": 200, "httpVersion": "http/2.0", "headersSize": -1, "bodySize": -1, "redirectURL": "", "cookies": [],
            "headers": [{"name": "content-encoding", "value": "br"}, {"name": "content-type", "value": "application/json"}],
            "content": {"size": 8, "mimeType": "application/json", "text": "{\"a\": 1}"}, "_transferSize": 60}"#,
        unobserved: &[],
        bodies: ["", "{\"a\": 1}"],
    },
    Entry {
        tool: "Chrome, the body of the response evicted",
        request: r#"{"method": "GET", "url": "https://a/x", "headersSize": -1, "bodySize": 0, "queryString": [],
            "headers": [{"name": "accept", "value": "*/*"}], "cookies": []}"#,
        response: r#"{"status": 200, "headersSize": -1, "bodySize": -1, "redirectURL": "", "cookies": [],
            "headers": [{"name": "content-type", "value": "application/json"}],
            "content": {"size": 4321, "mimeType": "application/json"}}"#,
        unobserved: &[Unobserved::ResponseBody],
        bodies: ["", ""],
    },
    Entry {
        tool: "Firefox, the body of the response longer than it keeps",
        request: r#"{"method": "POST", "url": "https://a/x", "httpVersion": "HTTP/2", "headersSize": 60, "bodySize": 7,
            "headers": [{"name": "Host", "value": "a"}, {"name": "Accept", "value": "*/*"},
                {"name": "Content-Type", "value": "application/x-www-form-urlencoded"}],
            "cookies": [], "queryString": [],
            "postData": {"mimeType": "application/x-www-form-urlencoded", "params": [{"name": "a", "value": "b"}], "text": "a=b&c=d"}}"#,
        response: r#"{"status": 200, "headersSize": 40, "bodySize": 2097152, "redirectURL": "", "cookies": [],
            "headers": [{"name": "content-type", "value": "application/json"}],
            "content": {"mimeType": "application/json", "size": 2097152, "text": "{\"a\": [1, 2", "comment": "Response bodies are not included."}}"#,
        unobserved: &[Unobserved::ResponseBody],
        bodies: ["a=b&c=d", ""],
    },
    Entry {
        tool: "Playwright, minimal",
        request: r#"{"method": "POST", "url": "https://a/x", "httpVersion": "HTTP/1.1", "cookies": [], "headers": [],
            "queryString": [], "headersSize": -1, "bodySize": -1}"#,
        response: r#"{"status": 201, "httpVersion": "HTTP/1.1", "cookies": [], "redirectURL": "", "headersSize": -1, "bodySize": -1,
            "headers": [{"name": "Content-Type", "value": "application/json"}],
            "content": {"size": -1, "mimeType": "application/json", "_file": "0f3a.json"}}"#,
        unobserved: &[
            Unobserved::RequestHeaders,
            Unobserved::RequestBody,
            Unobserved::ResponseBody,
        ],
        bodies: ["", ""],
    },
    Entry {
        tool: "Playwright, with bodies attached",
        request: r#"{"method": "POST", "url": "https://a/x", "cookies": [], "queryString": [], "headersSize": 300, "bodySize": 25,
            "headers": [{"name": "Content-Type", "value": "application/json"}, {"name": "User-Agent", "value": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/109 Safari/537.36"}],
            "postData": {"mimeType": "application/json", "text": "", "params": [], "_file": "0f3a.json"}}"#,
        response: r#"{"status": 200, "cookies": [], "redirectURL": "", "headersSize": 60, "bodySize": 0,
            "headers": [{"name": "Content-Type", "value": "application/json"}, {"name": "content-length", "value": "0"}],
            "content": {"size": 0, "mimeType": "application/json", "text": ""}}"#,
        unobserved: &[Unobserved::RequestBody],
        bodies: ["", ""],
    },
    Entry {
        tool: "Proxyman and Charles, the body of the request left out",
        request: r#"{"method": "PUT", "url": "https://a/x", "cookies": [], "queryString": [], "headersSize": 0, "bodySize": 25,
            "headers": [{"name": "Content-Type", "value": "application/json"}]}"#,
        response: r#"{"status": 204, "cookies": [], "headersSize": 0, "bodySize": 0, "redirectURL": null,
            "headers": [{"name": "Server", "value": "s"}], "content": {"size": 0, "mimeType": null}}"#,
        unobserved: &[Unobserved::RequestBody],
        bodies: ["", ""],
    },
    Entry {
        tool: "mitmproxy, which counts the text of its own data structure as the size of headers",
        request: r#"{"method": "POST", "url": "https://a/x", "cookies": [], "queryString": [], "headersSize": 92, "bodySize": 2,
            "headers": [{"name": "content-type", "value": "application/json"}, {"name": "content-length", "value": "2"}],
            "postData": {"mimeType": "application/json", "text": "{}", "params": []}}"#,
        response: r#"{"status": 200, "cookies": [], "redirectURL": "", "headersSize": 57, "bodySize": 30,
            "headers": [{"name": "content-type", "value": "application/json"}, {"name": "content-encoding", "value": "gzip"}],
            "content": {"size": 8, "compression": -22, "mimeType": "application/json", "text": "{\"a\": 1}"}}"#,
        unobserved: &[],
        bodies: ["{}", "{\"a\": 1}"],
    },
    Entry {
        tool: "mitmproxy, the body of the response streamed",
        request: r#"{"method": "GET", "url": "https://a/x", "cookies": [], "queryString": [], "headersSize": 42, "bodySize": 0,
            "headers": [{"name": "accept", "value": "*/*"}]}"#,
        response: r#"{"status": 200, "cookies": [], "redirectURL": "", "headersSize": 90, "bodySize": 0,
            "headers": [{"name": "content-type", "value": "application/json"}, {"name": "content-length", "value": "5242880"}],
            "content": {"size": 0, "compression": 0, "mimeType": "application/json", "text": ""}}"#,
        unobserved: &[Unobserved::ResponseBody],
        bodies: ["", ""],
    },
    Entry {
        tool: "Insomnia, which has only the type beside the body",
        request: r#"{"method": "POST", "url": "https://a/x", "cookies": [], "queryString": [], "headersSize": -1, "bodySize": -1,
            "headers": [{"name": "X-A", "value": "b"}], "postData": {"mimeType": "application/json", "text": "{}"}}"#,
        response: r#"{"status": 200, "cookies": [], "redirectURL": "", "headersSize": -1, "bodySize": -1,
            "headers": [{"name": "Date", "value": "now"}],
            "content": {"size": 8, "mimeType": "application/json", "text": "{\"a\": 1}"}}"#,
        unobserved: &[],
        bodies: ["{}", "{\"a\": 1}"],
    },
    Entry {
        tool: "Postman, a form taken apart",
        request: r#"{"method": "POST", "url": "https://a/x", "cookies": [], "queryString": [], "headersSize": -1, "bodySize": -1,
            "headers": [{"name": "Content-Type", "value": "application/x-www-form-urlencoded"}],
            "postData": {"mimeType": "application/x-www-form-urlencoded", "params": [{"name": "a", "value": "b c"}]}}"#,
        response: r#"{"status": 200, "cookies": [], "redirectURL": "", "headersSize": -1, "bodySize": -1,
            "headers": [{"name": "content-type", "value": "application/json"}],
            "content": {"size": 8, "mimeType": "application/json", "text": "{\"a\": 1}"}}"#,
        unobserved: &[],
        bodies: ["a=b+c", "{\"a\": 1}"],
    },
    Entry {
        tool: "Safari, from its cache",
        request: r#"{"method": "GET", "url": "https://a/x", "cookies": [], "queryString": [], "headersSize": -1, "bodySize": -1,
            "headers": [{"name": "Accept", "value": "*/*"}]}"#,
        response: r#"{"status": 304, "cookies": [], "redirectURL": "", "headersSize": 70, "bodySize": 0,
            "headers": [{"name": "content-type", "value": "application/json"}],
            "content": {"size": 8, "compression": 8, "mimeType": "application/json", "text": "{\"a\": 1}"}}"#,
        unobserved: &[],
        bodies: ["", ""],
    },
];

#[test]
fn no_exporter_is_misread() {
    for Entry {
        tool,
        request,
        response,
        unobserved,
        bodies,
    } in ENTRIES
    {
        let interaction = read(request, response).interaction;
        assert_eq!(interaction.unobserved, unobserved, "{tool}");
        let sent = interaction.request.body.unwrap_or_default();
        let found = [sent, interaction.response.body].map(|body| String::from_utf8(body).unwrap());
        assert_eq!(found, bodies, "{tool}");
        if !bodies[1].is_empty() {
            let media = Header::find(&interaction.response.headers, "Content-Type");
            assert_eq!(media, Some("application/json"), "{tool}");
        }
    }
}

#[test]
fn headers_of_a_cached_response_are_unobserved() {
    let request = r#"{"method": "GET", "url": "https://a/x", "headers": [{"name": "Accept", "value": "*/*"}]}"#;
    let response = r#"{"status": 200, "headers": [{"name": "A", "value": "b"}], "content": {"size": 0}}"#;
    for (member, seen) in [
        (r#""_fromCache": "disk""#, false),
        (r#""_fetchedViaServiceWorker": true"#, false),
        (r#""_fetchedViaServiceWorker": false"#, true),
        (r#""_fromCache": null"#, true),
    ] {
        let entry = format!("{{{member}, \"request\": {request}, \"response\": {response}}}");
        let interaction = recording::har::interaction(entry.as_bytes()).unwrap().interaction;
        assert_eq!(!interaction.is_unobserved(Unobserved::RequestHeaders), seen, "{member}");
        assert_eq!(Header::find(&interaction.request.headers, "Accept"), Some("*/*"));
    }
}
