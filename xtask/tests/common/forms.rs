//! One interaction in each form that `accepts` takes, checked against the exact check.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use recording::headers::{HeaderPolicy, header_policy};
use recording::{Header, Interaction, REDACTED, Recording, json};
use serde_json::{Map, Value, json};
use xtask::contract::{Contract, Evidence, Shape, Source};

/// An interaction as a text, and how much of it that text keeps.
pub(crate) struct Form {
    pub(crate) name: &'static str,
    pub(crate) shape: Shape,
    pub(crate) text: Vec<u8>,
    pub(crate) source: Source,
    /// What is checked exactly.
    pub(crate) interaction: Interaction,
}

/// Where the text of a body goes, as no JSON is written with numbers as they were otherwise.
const HOLE: &str = "\"THE BODY\"";

fn listed(headers: &[Header]) -> Value {
    let one = |header: &Header| json!({"name": header.name, "value": header.value});
    headers.iter().map(one).collect()
}

fn line(interaction: &Interaction, body: &str, sent: &str) -> Vec<u8> {
    let mut request = json!({
        "method": interaction.request.method, "url": interaction.request.url,
        "headers": listed(&interaction.request.headers),
    });
    let mut response = json!({"status": interaction.response.status, "headers": listed(&interaction.response.headers)});
    let texts = [(&mut request, sent), (&mut response, body)];
    let mut texts = texts.map(|(part, text)| {
        if !text.is_empty() {
            part["body"] = Value::String("THE BODY".into());
        }
        part.to_string().replace(HOLE, text)
    });
    // Members come in the order of their names otherwise, and then the body before what says what it is.
    let moved = format!("\"body\":{body},");
    if !body.is_empty() && texts[1].starts_with(&format!("{{{moved}")) {
        texts[1] = format!("{{{},\"body\":{body}}}", &texts[1][1 + moved.len()..texts[1].len() - 1]);
    }
    format!("{{\"id\":7,\"request\":{},\"response\":{}}}", texts[0], texts[1]).into_bytes()
}

fn entry(interaction: &Interaction, content: Value, sent: Option<Value>) -> Vec<u8> {
    let mut entry = json!({
        "startedDateTime": "2026-01-31T00:00:00.000Z", "time": 1.5, "cache": {}, "timings": {"send": -1},
        "request": {
            "method": interaction.request.method, "url": interaction.request.url, "httpVersion": "HTTP/1.1",
            "headers": listed(&interaction.request.headers), "queryString": [], "cookies": [],
        },
        "response": {
            "status": interaction.response.status, "headers": listed(&interaction.response.headers),
            "content": content,
        },
    });
    if let Some(sent) = sent {
        entry["request"]["postData"] = sent;
    }
    // An empty list without a size is unobserved.
    for side in ["request", "response"] {
        if entry[side]["headers"].as_array().is_some_and(Vec::is_empty) {
            entry[side]["headersSize"] = 0.into();
        }
    }
    // Nothing was sent, which was observed.
    if entry["request"]["postData"].is_null() {
        entry["request"]["bodySize"] = 0.into();
    }
    entry.to_string().into_bytes()
}

/// A recording that holds every value, as one that was made up by hand does; `None` if the envelope cannot hold it.
fn recorded(interaction: &Interaction) -> Option<Recording> {
    let headers = |headers: &[Header]| {
        let mut source: Map<String, Value> = Map::new();
        for header in headers
            .iter()
            .filter(|header| header_policy(&header.name) != HeaderPolicy::Nothing)
        {
            let shown = if header_policy(&header.name) == HeaderPolicy::Value {
                header.value.as_str()
            } else {
                REDACTED
            };
            let known = source
                .keys()
                .find(|name| name.eq_ignore_ascii_case(&header.name))
                .cloned();
            let values = source
                .entry(known.unwrap_or_else(|| header.name.clone()))
                .or_insert_with(|| json!([]));
            values.as_array_mut().unwrap().push(shown.into());
        }
        Value::from(source).to_string()
    };
    let body = |bytes: &[u8]| match (json::parse(bytes), std::str::from_utf8(bytes)) {
        _ if bytes.is_empty() => String::new(),
        (Ok(parsed), Ok(text)) if parsed.flaws.is_empty() => format!(",\"body\":{{\"json\":{text}}}"),
        (_, Ok(text)) => format!(",\"body\":{}", json!({"text": text})),
        _ => format!(",\"body\":{}", json!({"base64": STANDARD.encode(bytes)})),
    };
    let (request, response, provenance) = (&interaction.request, &interaction.response, &interaction.provenance);
    let unobserved: Vec<_> = interaction.unobserved.iter().map(|part| part.word()).collect();
    let text = format!(
        "{{\"version\":1,\"provenance\":{},\"unobserved\":{},\"request\":{{\"method\":{},\"url\":{},\"headers\":{}{}}},\
         \"response\":{{\"status\":{},\"headers\":{}{}}},\"redacted\":{}}}",
        json!({"kind": provenance.kind.word(), "source": provenance.source, "date": provenance.date}),
        json!(unobserved),
        json!(request.method),
        json!(request.url),
        headers(&request.headers),
        body(request.body.as_deref().unwrap_or_default()),
        response.status,
        headers(&response.headers),
        body(&response.body),
        json!(interaction.redacted),
    );
    let recording = Recording::parse(text.as_bytes()).ok()?;
    Recording::parse(recording.to_text().as_bytes()).ok()
}

/// The forms that an interaction can have.
pub(crate) fn forms(interaction: &Interaction) -> Vec<Form> {
    let mut forms = Vec::new();
    let mut add = |name, shape, text| {
        forms.push(Form {
            name,
            shape,
            text,
            source: Source::Traffic,
            // Traffic as it was has no words for these.
            interaction: Interaction {
                unobserved: Vec::new(),
                redacted: Vec::new(),
                ..interaction.clone()
            },
        });
    };
    let body = &interaction.response.body;
    let sent = interaction.request.body.as_deref().unwrap_or_default();
    let quoted = |bytes: &[u8]| {
        std::str::from_utf8(bytes)
            .ok()
            .map(|text| Value::from(text).to_string())
    };
    let inline = |bytes: &[u8]| {
        let text = std::str::from_utf8(bytes).ok()?;
        json::parse(bytes).ok().map(|_| format!("{{\"json\":{text}}}"))
    };
    let encoded = |bytes: &[u8]| format!("{{\"base64\":\"{}\"}}", STANDARD.encode(bytes));
    let none = |bytes: &[u8], text: Option<String>| if bytes.is_empty() { Some(String::new()) } else { text };
    if let (Some(body), Some(sent)) = (none(body, quoted(body)), none(sent, quoted(sent))) {
        add("plain", Shape::Line, line(interaction, &body, &sent));
        let wrapped = |text: String| {
            if text.is_empty() {
                text
            } else {
                format!("{{\"text\":{text}}}")
            }
        };
        add("text", Shape::Line, line(interaction, &wrapped(body), &wrapped(sent)));
    }
    if let (Some(body), Some(sent)) = (none(body, inline(body)), none(sent, inline(sent))) {
        add("json", Shape::Line, line(interaction, &body, &sent));
    }
    let both = [body, sent].map(|bytes| none(bytes, Some(encoded(bytes))).unwrap());
    add("base64", Shape::Line, line(interaction, &both[0], &both[1]));
    if sent.is_empty() && !body.is_empty() {
        if let Ok(text) = std::str::from_utf8(body) {
            add(
                "entry",
                Shape::Entry,
                entry(interaction, json!({"size": 1, "text": text}), None),
            );
        }
        let content = json!({"encoding": "base64", "text": STANDARD.encode(body)});
        add("encoded entry", Shape::Entry, entry(interaction, content, None));
    }
    if let Some(recording) = recorded(interaction) {
        for (name, shape) in [("recording", Shape::Recording), ("recorded line", Shape::Line)] {
            forms.push(Form {
                name,
                shape,
                text: recording.to_text().into_bytes(),
                source: Source::Recording,
                interaction: recording.interaction().clone(),
            });
        }
    }
    forms
}

/// Holds both looks at all forms of an interaction against each other, and what they have counted. Gives how many were
/// accepted, and the names of those that were not although there are no findings for them.
///
/// # Panics
/// What is accepted has findings, or was counted otherwise.
pub(crate) fn agree(contract: &Contract<'_>, interaction: &Interaction) -> (usize, Vec<&'static str>) {
    let (mut accepted, mut missed) = (0, Vec::new());
    for form in forms(interaction) {
        let shown = || format!("{}: {}", form.name, String::from_utf8_lossy(&form.text));
        let (mut fast, mut exact) = (Evidence::new(contract), Evidence::new(contract));
        let checked = contract.check_in_full(&form.interaction, form.source, &mut exact);
        let mut parted = Evidence::new(contract);
        let reported = contract.check_with(&form.interaction, form.source, &mut parted);
        assert_eq!(
            format!("{reported:#?}"),
            format!("{checked:#?}"),
            "reported otherwise: {}",
            shown()
        );
        assert_eq!(parted.counts(), exact.counts(), "counted otherwise: {}", shown());
        let accepts = contract.accepts(&form.text, form.shape, &mut fast);
        let conforms = checked.violations.is_empty() && checked.notes.is_empty();
        assert!(conforms || !accepts, "accepted as {}\n{checked:?}", shown());
        if accepts {
            assert_eq!(fast.counts(), exact.counts(), "counted otherwise as {}", shown());
        } else {
            assert!(fast.counts().iter().all(|count| *count == 0), "counted as {}", shown());
        }
        accepted += usize::from(accepts);
        missed.extend((conforms && !accepts).then_some(form.name));
    }
    (accepted, missed)
}
