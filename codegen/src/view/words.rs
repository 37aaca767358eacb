//! The words that a name is made of: `container-images` and `containerImages` are the same two.

/// The words of a name, in lower case: letters between other characters, and the parts of camel case.
pub fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut is_after_lower_case = false;
    for character in name.chars() {
        let starts = is_after_lower_case && character.is_uppercase();
        if (starts || !character.is_alphabetic()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if character.is_alphabetic() {
            word.extend(character.to_lowercase());
        }
        is_after_lower_case = character.is_lowercase();
    }
    words.extend((!word.is_empty()).then_some(word));
    words
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn names_are_split_at_other_characters_and_in_camel_case() {
        for (name, expected) in [
            ("container-images", &["container", "images"][..]),
            ("containerImages", &["container", "images"]),
            ("ListUsers_v2", &["list", "users", "v"]),
            ("IDs", &["ids"]),
            ("größe.Äpfel", &["größe", "äpfel"]),
            ("-", &[]),
        ] {
            assert_eq!(words(name), expected, "{name}");
        }
    }
}
