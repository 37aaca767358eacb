//! What identifies a record: its key, or else its content.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    hash::{DefaultHasher, Hash, Hasher},
    io,
};

use serde::Serialize;
use serde_json::{Value, value::RawValue};

use super::Paged;
use crate::runtime::error::Error;

/// The key of a record; of one that cannot be decoded, as it is in the text.
///
/// An empty text is no key: services send it where there is none, and it distinguishes nothing.
pub(super) fn key_of<'i, P: Paged>(record: Result<&'i P::Item, &'i Error>) -> Option<Cow<'i, str>> {
    let key = match record {
        Ok(item) => P::key(item),
        Err(error) => key_in_text::<P>(error),
    };
    key.filter(|key| !key.is_empty())
}

fn key_in_text<P: Paged>(error: &Error) -> Option<Cow<'_, str>> {
    let members: BTreeMap<String, &RawValue> = serde_json::from_slice(error.raw_body()?).ok()?;
    match serde_json::from_str(members.get(P::KEY?)?.get()).ok()? {
        Value::String(key) => Some(key.into()),
        Value::Number(key) => Some(key.to_string().into()),
        _ => None,
    }
}

/// The content of a record, in eight bytes.
pub(super) fn hash_content(item: &impl Serialize) -> u64 {
    let mut writer = HashWriter(DefaultHasher::new());
    // A record that was read can be written, and a hasher takes everything.
    let _ = serde_json::to_writer(&mut writer, item);
    writer.0.finish()
}

/// The content of a record without a key, in eight bytes.
pub(super) fn content_of<P: Paged>(record: Result<&P::Item, &Error>) -> u64 {
    match record {
        Ok(item) => hash_content(item),
        Err(error) => {
            let mut hasher = DefaultHasher::new();
            error.raw_body().hash(&mut hasher);
            hasher.finish()
        }
    }
}

/// Hashes what is written, so that nothing is allocated.
struct HashWriter(DefaultHasher);

impl io::Write for HashWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
