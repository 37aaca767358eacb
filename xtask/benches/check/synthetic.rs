//! Synthetic traffic: lines of interactions with `ListContainerImageLogs`. The same every time.

use std::io::{self, Write};

/// How a line says its body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// `{"json": …}`
    Json,
    /// A string.
    Text,
    /// An entry of a HAR.
    Entry,
    /// As the other program wants it: the value itself.
    Bare,
}

/// A source of numbers (xorshift64*).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % limit
    }
}

/// How many records a page has: about 38 KB.
const RECORDS: u64 = 96;

/// The text of a page. One that has drifted has a property more in one of its records.
pub(crate) fn page(random: &mut Random, drifted: bool) -> String {
    const NAMES: [&str; 4] = ["nginx", "redis", "hello-world", "inference-server"];
    const EVENTS: [&str; 4] = ["pullArtifact", "pushArtifact", "deleteArtifact", "operation"];
    let odd = random.below(RECORDS);
    let mut text = format!(r#"{{"total_num":{},"data_list":["#, 1000 + random.below(9000));
    for record in 0..RECORDS {
        let name = NAMES[usize::try_from(random.below(4)).unwrap_or_default()];
        let event = EVENTS[usize::try_from(random.below(4)).unwrap_or_default()];
        let (id, host) = (random.below(1 << 31), random.below(1 << 31));
        let comma = if record == 0 { "" } else { "," };
        let more = if drifted && record == odd {
            r#","severity":"low""#
        } else {
            ""
        };
        text.push_str(&format!(
            r#"{comma}{{"resource_name":"{name}","resource_type":"scc_hss_container/{name}:v1.{}","event_name":"{event}","event_id":"{id:08x}-b3a4-4d88-b05a-{host:012x}","event_type":"container","source_ip":"192.0.2.{}","user_name":"synthetic-user-{}","time":17374{:08},"content":"successfully started container k8s_{name}-{host:08x}-c409-4ada-ab1b-{id:012x} on node \"pool-x\" ({id})"{more}}}"#,
            random.below(40),
            random.below(255),
            random.below(500),
            random.below(100_000_000),
        ));
    }
    text.push_str("]}");
    text
}

/// Writes one line.
pub(crate) fn line(out: &mut dyn Write, form: Form, page: &str, number: u64) -> io::Result<()> {
    let url = format!(
        "https://hss.ap-southeast-1.myhuaweicloud.com/v5/0123456789abcdef0123456789abcdef/container/image/events?limit=96&offset={number}"
    );
    if form == Form::Entry {
        let header = |name: &str, value: &str| format!(r#"{{"name":"{name}","value":"{value}"}}"#);
        let text = serde_json::to_string(page)?;
        return writeln!(
            out,
            r#"{{"startedDateTime":"2026-01-31T00:00:00.000Z","time":12.5,"request":{{"method":"GET","url":"{url}","httpVersion":"HTTP/1.1","cookies":[],"headers":[{},{}],"queryString":[],"headersSize":-1,"bodySize":0}},"response":{{"status":200,"statusText":"OK","httpVersion":"HTTP/1.1","cookies":[],"headers":[{}],"content":{{"size":{},"mimeType":"application/json","text":{text}}},"redirectURL":"","headersSize":-1,"bodySize":-1}},"cache":{{}},"timings":{{"send":1,"wait":10,"receive":1}}}}"#,
            header("Accept", "application/json"),
            header("X-Auth-Token", "synthetic"),
            header("Content-Type", "application/json"),
            page.len(),
        );
    }
    let request = format!(
        r#"{{"method":"GET","url":"{url}","headers":{{"Accept":"application/json","X-Auth-Token":"synthetic"}}}}"#
    );
    let response = r#""status":200,"headers":{"Content-Type":"application/json"}"#;
    write!(out, r#"{{"request":{request},"response":{{{response},"body":"#)?;
    match form {
        Form::Json => write!(out, r#"{{"json":{page}}}"#)?,
        Form::Text => out.write_all(serde_json::to_string(page)?.as_bytes())?,
        Form::Bare | Form::Entry => out.write_all(page.as_bytes())?,
    }
    writeln!(out, "}}}}")
}
