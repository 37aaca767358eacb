//! Changes of the crate that no change of the document explains.

use super::rules;

rules! { CRATE:
    CRATE_SURFACE = "crate-surface", Both, Safe,
        "the crate changed where no change of the document was found",
        "nothing is sent or received in another way; a name in the crate may follow from several places of the document",
        "compare the two places, and give the type or the property its old name with x-rust-name",
        "https://doc.rust-lang.org/cargo/reference/semver.html";
    GENERATOR_CHANGED = "generator-changed", Both, Safe,
        "the generator makes another crate of the same document",
        "released clients are not concerned: importers are, once they update",
        "release the crate with the version that this needs",
        "https://doc.rust-lang.org/cargo/reference/semver.html";
    OPTIONS_CHANGED = "options-changed", Both, Safe,
        "the crate is generated with other options",
        "released clients are not concerned: importers are, once they update",
        "release the crate with the version that this needs",
        "https://doc.rust-lang.org/cargo/reference/semver.html";
}
