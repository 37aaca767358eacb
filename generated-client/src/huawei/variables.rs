//! Variables of the environment, as every place reads them.

use std::{env, ffi::OsString};

use zeroize::Zeroizing;

use super::{
    malformed::{self, Kind},
    reason::Reason,
};

/// The project of the credentials.
pub(super) const PROJECT_ID: &str = "HUAWEICLOUD_SDK_PROJECT_ID";

/// Returns the value of a variable without the white space around it. An empty one counts as not set.
pub(super) fn text(name: &str) -> Result<Option<String>, Reason> {
    read(name, env::var_os(name))
}

/// Returns the address in a variable, which is refused if it cannot be what was meant.
pub(super) fn address(name: &str) -> Result<Option<String>, Reason> {
    let address = text(name)?;
    malformed::check(&[(name, address.as_deref(), Kind::Address)])?;
    Ok(address)
}

/// Returns what `text` returns for this value. No reason shows a value.
pub(super) fn read(name: &str, value: Option<OsString>) -> Result<Option<String>, Reason> {
    match value.map(OsString::into_string) {
        None => Ok(None),
        Some(Ok(text)) => {
            let text = Zeroizing::new(text);
            Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty()))
        }
        Some(Err(_)) => Err(Reason::broken(format!("{name} is not UTF-8 text"))),
    }
}
