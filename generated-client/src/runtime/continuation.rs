//! How a page names the next one: by a number, a cursor or a link, and its location in a response and in a request.

mod link_header;

use std::{collections::BTreeMap, fmt};

use bytes::Bytes;
use reqwest::header::HeaderValue;
use serde_json::{Value, value::RawValue};

use super::{
    error::{Error, ErrorKind},
    response::Head,
    values::without_bom,
};

/// How an operation moves from page to page.
#[derive(Clone, Copy, Debug)]
pub struct Continuation {
    /// Where a request has what a response named.
    pub sent: SentAs,
    /// What names the next page.
    pub next: NextPage,
}

/// Where a request says which page it is for.
#[derive(Clone, Copy, Debug)]
pub enum SentAs {
    /// A parameter of the query.
    Query(&'static str),
    /// A header.
    Header(&'static str),
    /// A member of the JSON body, by its JSON pointer.
    Body(&'static str),
    /// The address of the request.
    Link,
}

/// What names the next page.
#[derive(Clone, Copy, Debug)]
pub enum NextPage {
    /// Pages are numbered.
    Number,
    /// A value in the JSON body of the response, by its JSON pointer.
    Body(&'static str),
    /// A header of the response.
    Header(&'static str),
    /// The header `Link` of RFC 8288, with the relation `next`.
    LinkHeader,
}

/// The number of a page, a cursor or a link.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PageToken {
    pub(super) text: String,
    /// Whether it is a number of JSON.
    pub(super) is_number: bool,
}

/// The page that a call is for.
#[derive(Clone, Debug)]
pub(super) struct RequestedPage {
    pub(super) continuation: &'static Continuation,
    pub(super) token: PageToken,
}

/// Without the text, which only the server understands.
impl fmt::Debug for PageToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PageToken").finish_non_exhaustive()
    }
}

impl PageToken {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            is_number: false,
        }
    }

    pub(super) fn number(number: impl ToString) -> Self {
        Self {
            text: number.to_string(),
            is_number: true,
        }
    }
}

impl Continuation {
    /// What a response names as the next page; none after the last one.
    pub(super) fn next(&self, body: &Bytes, head: &Head) -> Result<Option<PageToken>, Error> {
        let refuse = |what: String| {
            let error = Error::new(ErrorKind::Paging, what).with_status(head.status);
            error
                .with_request_id(head.request_id.clone())
                .with_raw_body(body.clone())
        };
        let of_header = |name: &str| {
            let Some(value) = head.headers.get(name) else {
                return Ok(None);
            };
            let text = value
                .to_str()
                .map_err(|_| refuse(format!("the header `{name}` is not text")))?;
            Ok(Some(text.trim()).filter(|text| !text.is_empty()).map(PageToken::text))
        };
        match self.next {
            NextPage::Number => Ok(None),
            NextPage::Header(name) => of_header(name),
            NextPage::LinkHeader => {
                let values = head.headers.get_all("link").iter().map(HeaderValue::as_bytes);
                match link_header::next(values) {
                    Ok(link) => Ok(link.map(PageToken::text)),
                    Err(()) => Err(refuse(
                        "the header `Link` does not have the form of RFC 8288".to_owned(),
                    )),
                }
            }
            NextPage::Body(pointer) => {
                let Some(value) = find(without_bom(body), pointer) else {
                    return Ok(None);
                };
                match serde_json::from_str(value.get()) {
                    Ok(Value::Null) => Ok(None),
                    Ok(Value::String(text)) if text.is_empty() => Ok(None),
                    Ok(Value::String(text)) => Ok(Some(PageToken::text(text))),
                    Ok(Value::Number(_)) => Ok(Some(PageToken::number(value.get()))),
                    _ => Err(refuse(format!(
                        "the value at `{pointer}`, which names the next page, is neither a string nor a number"
                    ))),
                }
            }
        }
    }
}

/// The value at a JSON pointer. Only the objects on the way to it are read.
fn find<'a>(text: &'a [u8], pointer: &str) -> Option<&'a RawValue> {
    let mut found: Option<&RawValue> = None;
    for step in pointer.split('/').skip(1) {
        let step = step.replace("~1", "/").replace("~0", "~");
        let text = found.map_or(text, |value| value.get().as_bytes());
        let mut members: BTreeMap<String, &RawValue> = serde_json::from_slice(text).ok()?;
        found = Some(members.remove(&step)?);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_found_by_its_pointer() {
        let text = br#"{"a":{"b/c":{"d~":" x"}},"n":12345678901234567890.0}"#;
        assert_eq!(find(text, "/a/b~1c/d~0").map(RawValue::get), Some(r#"" x""#));
        assert_eq!(find(text, "/n").map(RawValue::get), Some("12345678901234567890.0"));
        for pointer in ["/b", "/a/b", "/n/x", "/a/b~1c/d~0/e"] {
            assert!(find(text, pointer).is_none(), "{pointer}");
        }
    }
}
