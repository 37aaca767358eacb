//! Captures for the tests of reports.

use serde_json::{Value, json};

pub(crate) const OWN: &str = "https://hss.eu-west-101.myhuaweicloud.com";
pub(crate) const PATH: &str = "/v5/0123456789abcdef0123456789abcdef/container/image/events";

/// An entry of a HAR with a page of these records.
pub(crate) fn entry(url: &str, records: &Value) -> Value {
    let body = json!({"total_num": 1, "data_list": records}).to_string();
    json!({
        "startedDateTime": "2026-04-03T00:00:00Z",
        "request": {
            "method": "GET", "url": url, "httpVersion": "HTTP/1.1", "cookies": [], "queryString": [],
            "headers": [{"name": "Accept", "value": "application/json"}, {"name": "X-Auth-Token", "value": "t"}],
            "headersSize": -1, "bodySize": 0,
        },
        "response": {
            "status": 200, "statusText": "OK", "httpVersion": "HTTP/1.1", "cookies": [], "redirectURL": "",
            "headers": [{"name": "Content-Type", "value": "application/json"}],
            "content": {"size": body.len(), "mimeType": "application/json", "text": body},
            "headersSize": -1, "bodySize": -1,
        },
        "cache": {}, "timings": {"send": 0, "wait": 0, "receive": 0},
    })
}

/// A HAR of these entries.
pub(crate) fn har(entries: &[Value]) -> String {
    json!({"log": {"version": "1.2", "creator": {"name": "test", "version": "1"}, "entries": entries}}).to_string()
}

/// A line of raw traffic with the same.
pub(crate) fn line(url: &str, records: &Value) -> String {
    json!({
        "request": {"method": "GET", "url": url, "headers": [
            {"name": "Accept", "value": "application/json"}, {"name": "X-Auth-Token", "value": "t"}]},
        "response": {"status": 200, "headers": [{"name": "Content-Type", "value": "application/json"}],
            "body": {"json": {"total_num": 1, "data_list": records}}},
    })
    .to_string()
}
