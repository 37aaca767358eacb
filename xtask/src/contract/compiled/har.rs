//! Entries of a HAR 1.2.

use super::envelope::MANY;
use super::traffic::{Body, Reader, Traffic};

impl<'t> Reader<'_, '_, 't> {
    /// An entry.
    pub(super) fn entry(&mut self) -> Option<()> {
        let mut traffic = Traffic::default();
        let mut seen = Vec::new();
        self.object(|reader, name| {
            (!seen.contains(&name) && seen.len() < MANY).then(|| seen.push(name))?;
            match name {
                "request" => reader.har_request(&mut traffic),
                "response" => reader.har_response(&mut traffic),
                _ => reader.anything(),
            }
        })?;
        let whole = seen.contains(&"request") && seen.contains(&"response") && self.cursor.ended();
        whole.then_some(())?;
        self.finish(&traffic)
    }

    fn har_request(&mut self, traffic: &mut Traffic<'t>) -> Option<()> {
        let mut seen = Vec::new();
        self.object(|reader, name| {
            (!seen.contains(&name) && seen.len() < MANY).then(|| seen.push(name))?;
            match name {
                "method" => traffic.method = reader.method()?,
                "url" => traffic.url = reader.url()?,
                "headers" => traffic.sent_headers = reader.listed_headers()?,
                "postData" => traffic.sent = reader.content(false)?,
                _ => reader.anything()?,
            }
            Some(())
        })?;
        ["method", "url", "headers"]
            .iter()
            .all(|name| seen.contains(name))
            .then_some(())
    }

    fn har_response(&mut self, traffic: &mut Traffic<'t>) -> Option<()> {
        let mut seen = Vec::new();
        self.object(|reader, name| {
            (!seen.contains(&name) && seen.len() < MANY).then(|| seen.push(name))?;
            match name {
                "status" => traffic.status = reader.status()?,
                "headers" => traffic.headers = reader.listed_headers()?,
                "content" => traffic.body = reader.content(true)?,
                _ => reader.anything()?,
            }
            Some(())
        })?;
        ["status", "headers", "content"]
            .iter()
            .all(|name| seen.contains(name))
            .then_some(())
    }

    /// A body. One in pieces is not ordinary.
    fn content(&mut self, answered: bool) -> Option<Body> {
        let (mut text, mut base64) = (None, false);
        let mut seen = Vec::new();
        self.object(|reader, name| {
            (!seen.contains(&name) && seen.len() < MANY).then(|| seen.push(name))?;
            match name {
                "text" => text = Some(reader.quoted(false, answered)?),
                "encoding" => match &*reader.text()? {
                    "" => {}
                    "base64" => base64 = true,
                    _ => return None,
                },
                "params" => reader.nothing()?,
                _ => reader.anything()?,
            }
            Some(())
        })?;
        Some(match text {
            Some(Body::Text(span)) if base64 => Body::Base64(span),
            Some(Body::Apart { .. }) => Body::Apart { base64 },
            other => other.unwrap_or(Body::Nothing),
        })
    }
}
