//! What a response has and its type does not: the properties that the document does not declare.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::{response::Response, values::without_bom};

impl<T: Serialize> Response<T> {
    /// Returns the properties of the JSON that the decoded value does not have, at any depth, by their JSON pointers: those
    /// that the document does not declare. `None` if the body was not kept, or is not JSON: see
    /// [`keep_body`](super::CallOptions::keep_body).
    ///
    /// ```no_run
    /// # async fn example(client: huaweicloud_hss::Client) -> Result<(), huaweicloud_hss::Error> {
    /// let call = client.request("GET", "/things").options(|options| options.keep_body());
    /// let things = call.send_json::<Vec<String>>().await?;
    /// for (pointer, value) in things.undeclared().unwrap_or_default() {
    ///     println!("{pointer}: {value}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// The body is parsed again for it. Properties that are `null` or an empty list are left out.
    pub fn undeclared(&self) -> Option<BTreeMap<String, Value>> {
        let body: Value = serde_json::from_slice(without_bom(self.raw_body()?)).ok()?;
        let known = serde_json::to_value(&**self).ok()?;
        let mut found = BTreeMap::new();
        collect(body, &known, String::new(), &mut found);
        Some(found)
    }
}

/// Collects the members of `body` that `known` lacks.
fn collect(body: Value, known: &Value, at: String, found: &mut BTreeMap<String, Value>) {
    match (body, known) {
        (Value::Object(members), Value::Object(known)) => {
            for (name, value) in members {
                let at = format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
                match known.get(&name) {
                    Some(known) => collect(value, known, at, found),
                    None if value.is_null() || value.as_array().is_some_and(Vec::is_empty) => {}
                    None => {
                        found.insert(at, value);
                    }
                }
            }
        }
        (Value::Array(items), Value::Array(known)) => {
            for (index, (item, known)) in items.into_iter().zip(known).enumerate() {
                collect(item, known, format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}
