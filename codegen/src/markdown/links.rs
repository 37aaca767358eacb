//! Which addresses are links.

/// Whether an address leads out of the documentation, and is one that a link can hold.
pub(super) fn is_outward(address: &str) -> bool {
    if let Some(mail) = address.strip_prefix("mailto:") {
        // Without a dot rustdoc takes it for the name of an item.
        return mail.contains('.') && mail.contains('@') && mail.chars().all(is_of_address);
    }
    let lower = address.to_ascii_lowercase();
    let rest = ["https://", "http://"]
        .iter()
        .find_map(|scheme| lower.strip_prefix(scheme));
    rest.is_some_and(is_host) && address.chars().all(is_of_address)
}

/// Whether `rest`, behind `https://`, begins with the name of a host.
fn is_host(rest: &str) -> bool {
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let host = &rest[..end];
    host.starts_with(|c: char| c.is_ascii_alphanumeric())
        && host.chars().all(|c| c.is_ascii_alphanumeric() || ".-_:".contains(c))
}

fn is_of_address(c: char) -> bool {
    !c.is_whitespace() && !c.is_control() && !"<>\"\\`{}|^".contains(c)
}

/// The address that `text` begins with, without what ends a sentence; none if it is not one that can be a link.
pub(super) fn leading(text: &str) -> Option<&str> {
    let end = text
        .find(|c: char| c.is_whitespace() || "<>\"'`,;)]}*|\\".contains(c))
        .unwrap_or(text.len());
    let address = text[..end].trim_end_matches(['.', ':', '!', '?']);
    is_outward(address).then_some(address)
}

/// A link's target as it is written behind its text.
pub(super) fn target(address: &str) -> String {
    // A reference to a character would be taken for that character.
    let address = address.replace('&', "\\&");
    if address.contains(['(', ')']) {
        format!("<{address}>")
    } else {
        address
    }
}
