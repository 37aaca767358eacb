//! `surface.json`: an item on each line, so that a change of one is a changed line.

use std::fmt::Write as _;

use super::{FORMAT, Surface};

impl Surface {
    /// The surface as the text of `surface.json`.
    #[must_use]
    pub fn to_json(&self) -> String {
        let string = |text: &str| serde_json::Value::from(text).to_string();
        let mut text = format!(
            "{{\n\"format\": {},\n\"codegen\": {},\n\"features\": {},\n\"items\": {{",
            self.format,
            string(&self.codegen),
            self.features
        );
        let mut separator = "";
        for (path, item) in &self.items {
            // An item has text and numbers only, which can always be written.
            let item = serde_json::to_string(item).unwrap_or_default();
            let _ = write!(text, "{separator}\n{}: {item}", string(path));
            separator = ",";
        }
        text.push_str("\n}\n}\n");
        text
    }

    /// Reads the text of `surface.json`.
    ///
    /// # Errors
    /// Returns what is wrong with the text, or that another version of the generator wrote it in another format.
    pub fn from_json(text: &str) -> Result<Self, String> {
        #[derive(serde::Deserialize)]
        struct Versioned {
            format: u32,
        }
        let found = |error: serde_json::Error| format!("this is no surface of a crate: {error}");
        let Versioned { format } = serde_json::from_str(text).map_err(found)?;
        if format != FORMAT {
            return Err(format!(
                "this surface has the format {format}, and this program reads the format {FORMAT}: write it again with \
                 this version"
            ));
        }
        serde_json::from_str(text).map_err(found)
    }
}
