//! From JSON to the arguments of the client, and from what it decoded back to JSON.

use std::collections::BTreeMap;
use std::error::Error as _;
use std::pin::Pin;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use client::Error;
use serde::Serialize;
use serde_json::{Map, Value, json};

/// Arguments by their names, each to be taken once.
pub struct Arguments(BTreeMap<String, Value>);

impl Arguments {
    /// The members of an object.
    pub fn of(value: &Value) -> Self {
        let members = value.as_object().into_iter().flatten();
        Self(members.map(|(name, value)| (name.clone(), value.clone())).collect())
    }

    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    pub fn take(&mut self, name: &str) -> Option<Value> {
        self.0.remove(name)
    }

    /// Takes an argument that a call cannot be made without.
    pub fn required(&mut self, name: &str) -> Result<Value, String> {
        self.take(name).ok_or_else(|| format!("there is no argument `{name}`"))
    }

    /// Takes an argument that is a text.
    pub fn text(&mut self, name: &str) -> Result<String, String> {
        match self.take(name) {
            Some(Value::String(text)) => Ok(text),
            _ => Err(format!("there is no text `{name}`")),
        }
    }

    /// Takes all arguments whose names begin so, by the rest of their names.
    pub fn take_all(&mut self, prefix: &str) -> Vec<(String, Value)> {
        let names: Vec<_> = self.0.keys().filter(|name| name.starts_with(prefix)).cloned().collect();
        let taken = names.into_iter().filter_map(|name| {
            let value = self.0.remove(&name)?;
            Some((name.strip_prefix(prefix)?.to_owned(), value))
        });
        taken.collect()
    }

    /// Makes sure that all were taken: what is left, the client has no setter for.
    pub fn finish(&self) -> Result<(), String> {
        match self.0.keys().next() {
            None => Ok(()),
            Some(name) => Err(format!("the client has no setter for `{name}`")),
        }
    }
}

/// Makes a value of the client from JSON.
pub trait Make: Sized {
    fn make(value: &Value) -> Result<Self, String>;
}

/// A type that is made as serde reads it. A value of it that the client does not know is an error.
macro_rules! leaf {
    ($($ty:ty),*) => {$(
        impl crate::exchange::Make for $ty {
            fn make(value: &serde_json::Value) -> Result<Self, String> {
                let made: Self = serde_json::from_value(value.clone()).map_err(|error| error.to_string())?;
                match crate::exchange::is_unknown(&made) {
                    true => Err(format!("the client does not know the value {value} of {}", stringify!($ty))),
                    false => Ok(made),
                }
            }
        }
    )*};
}

leaf!(String, bool, i8, i16, i32, i64, u8, u16, u32, u64, f64);

impl Make for Value {
    fn make(value: &Value) -> Result<Self, String> {
        Ok(value.clone())
    }
}

impl Make for Map<String, Value> {
    fn make(value: &Value) -> Result<Self, String> {
        value.as_object().cloned().ok_or_else(|| format!("{value} is not an object"))
    }
}

impl<T: Make> Make for Vec<T> {
    fn make(value: &Value) -> Result<Self, String> {
        items(value)?.iter().map(T::make).collect()
    }
}

impl<T: Make> Make for BTreeMap<String, T> {
    fn make(value: &Value) -> Result<Self, String> {
        let members = value.as_object().ok_or_else(|| format!("{value} is not an object"))?;
        let member = |(name, value): (&String, &Value)| Ok((name.clone(), T::make(value)?));
        members.iter().map(member).collect()
    }
}

impl<T: Make> Make for Option<T> {
    fn make(value: &Value) -> Result<Self, String> {
        match value {
            Value::Null => Ok(None),
            value => T::make(value).map(Some),
        }
    }
}

impl<T: Make> Make for Box<T> {
    fn make(value: &Value) -> Result<Self, String> {
        T::make(value).map(Box::new)
    }
}

/// The members of an object that a builder is given.
pub struct Members {
    structure: &'static str,
    members: Map<String, Value>,
}

impl Members {
    pub fn of(structure: &'static str, value: &Value) -> Result<Self, String> {
        let members = value.as_object().cloned();
        let members = members.ok_or_else(|| format!("{value} is not an object for {structure}"))?;
        Ok(Self { structure, members })
    }

    pub fn take(&mut self, name: &str) -> Option<Value> {
        self.members.remove(name)
    }

    /// Takes all that is left, if anything is.
    pub fn rest(&mut self) -> Option<Value> {
        let rest = std::mem::take(&mut self.members);
        (!rest.is_empty()).then_some(Value::Object(rest))
    }

    pub fn finish(&self) -> Result<(), String> {
        match self.members.keys().next() {
            None => Ok(()),
            Some(name) => Err(format!("the builder of {} has no setter for `{name}`", self.structure)),
        }
    }
}

pub fn items(value: &Value) -> Result<&[Value], String> {
    value.as_array().map(Vec::as_slice).ok_or_else(|| format!("{value} is not a list"))
}

/// The bytes of a text in base64.
pub fn bytes(value: &Value) -> Result<Vec<u8>, String> {
    let text = value.as_str().ok_or_else(|| format!("{value} is not a text"))?;
    STANDARD.decode(text).map_err(|error| error.to_string())
}

/// Bytes, or the content of a file, from each source in turn: memory, a file, a stream without a length and one with a length.
#[allow(unused_macros, reason = "few clients take bytes")]
macro_rules! source {
    ($value:expr) => {{
        let bytes = crate::exchange::bytes($value)?;
        let length = bytes.len() as u64;
        match crate::exchange::turn() % 4 {
            0 => client::ByteSource::from(bytes),
            1 => client::ByteSource::path(crate::exchange::file(&bytes)?),
            2 => client::ByteSource::reader(std::io::Cursor::new(bytes)),
            _ => {
                let open = move || std::future::ready(Ok(std::io::Cursor::new(bytes.clone())));
                client::ByteSource::reader_with(open).length(length)
            }
        }
    }};
}

/// How many sources were made before.
#[allow(dead_code, reason = "few clients take bytes")]
pub fn turn() -> usize {
    static TURN: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    TURN.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
}

/// A file with this content, beside this program. Its name is that of the content, so that another run finds it.
#[allow(dead_code, reason = "few clients take bytes")]
pub fn file(bytes: &[u8]) -> Result<std::path::PathBuf, String> {
    let mut hash = std::hash::DefaultHasher::new();
    std::hash::Hash::hash(bytes, &mut hash);
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let path = program.with_extension(format!("{:016x}", std::hash::Hasher::finish(&hash)));
    if std::fs::read(&path).is_ok_and(|content| content == bytes) {
        return Ok(path);
    }
    std::fs::write(&path, bytes).map_err(|error| error.to_string())?;
    Ok(path)
}

/// A file of a multipart body.
#[allow(unused_macros, reason = "few clients take files")]
macro_rules! file {
    ($value:expr) => {{
        let value: &serde_json::Value = $value;
        let mut file = FilePart::new(source!(&value["base64"]));
        if let Some(name) = value["file_name"].as_str() {
            file = file.file_name(name);
        }
        if let Some(media_type) = value["media_type"].as_str() {
            file = file.content_type(media_type);
        }
        file
    }};
}

/// All that a stream has, or its first error.
#[allow(unused_macros, reason = "few clients read streams")]
macro_rules! read {
    ($stream:expr) => {{
        let mut items = Vec::new();
        loop {
            match $stream.next().await {
                Some(Ok(item)) => items.push(item),
                Some(Err(error)) => break Err(error),
                None => break Ok(items),
            }
        }
    }};
}

/// Server-sent events as JSON.
#[allow(unused_macros, reason = "few clients read events")]
macro_rules! events {
    ($events:expr) => {
        $events
            .iter()
            .map(|event| serde_json::json!({ "id": event.id, "event": event.event, "data": event.data }))
            .collect::<Vec<_>>()
    };
}

/// Whether a value, or one in it, is of no variant that the document has.
pub fn is_unknown(value: &impl std::fmt::Debug) -> bool {
    let text = format!("{value:?}");
    text.contains("Unknown(")
}

/// What the client decoded, written again.
pub struct Written {
    kind: &'static str,
    text: String,
    unknown: bool,
    variant: Option<&'static str>,
}

impl Written {
    pub fn json<T: Serialize + std::fmt::Debug + ?Sized>(value: &T) -> Self {
        let text = serde_json::to_string(value);
        Self {
            unknown: is_unknown(&value),
            ..Self::new("json", text.unwrap_or_else(|error| format!("it cannot be written: {error}")))
        }
    }

    pub fn text(text: &str) -> Self {
        Self::new("text", text.to_owned())
    }

    pub fn bytes(bytes: &[u8]) -> Self {
        Self::new("bytes", STANDARD.encode(bytes))
    }

    pub fn empty() -> Self {
        Self::new("empty", String::new())
    }

    /// A header as JSON.
    pub fn header(name: &'static str, value: Option<impl Serialize>) -> (&'static str, Value) {
        (name, json!(value))
    }

    #[must_use]
    pub fn variant(mut self, variant: &'static str) -> Self {
        self.variant = Some(variant);
        self
    }

    fn new(kind: &'static str, text: String) -> Self {
        Self {
            kind,
            text,
            unknown: false,
            variant: None,
        }
    }

    fn to_json(&self) -> Value {
        json!({ "kind": self.kind, "text": self.text, "unknown": self.unknown, "variant": self.variant })
    }
}

/// A call that is on its way.
pub type Running<'a> = Pin<Box<dyn Future<Output = Result<Outcome, String>> + 'a>>;

type Headers = Vec<(&'static str, Value)>;

/// How a call went.
pub struct Outcome {
    status: Option<u16>,
    headers: Headers,
    written: Option<Written>,
    error: Option<String>,
    raw: Option<String>,
}

impl Outcome {
    pub fn success(status: u16, headers: Headers, written: Written) -> Self {
        Self {
            status: Some(status),
            headers,
            written: Some(written),
            error: None,
            raw: None,
        }
    }

    /// A record of a response that is read page by page.
    #[allow(dead_code, reason = "few clients read pages")]
    pub fn item(written: Written) -> Self {
        Self {
            written: Some(written),
            ..Self::nothing()
        }
    }

    /// No page or no record.
    #[allow(dead_code, reason = "few clients read pages")]
    pub fn nothing() -> Self {
        Self {
            status: None,
            headers: Vec::new(),
            written: None,
            error: None,
            raw: None,
        }
    }

    pub fn failure(error: &Error, headers: Headers, written: Option<Written>) -> Self {
        let mut message = format!("{:?}: {error}", error.kind());
        let mut source = error.source();
        while let Some(cause) = source {
            message.push_str(&format!(": {cause}"));
            source = cause.source();
        }
        Self {
            status: error.status(),
            headers,
            written,
            error: Some(message),
            raw: error.raw_body().map(|bytes| STANDARD.encode(bytes)),
        }
    }

    pub fn to_json(&self) -> Value {
        json!({
            "status": self.status,
            "headers": self.headers,
            "written": self.written.as_ref().map(Written::to_json),
            "error": self.error,
            "raw": self.raw,
        })
    }
}
