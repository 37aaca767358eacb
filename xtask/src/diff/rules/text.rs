//! What changes nothing that is sent: descriptions, examples, tags, names in Rust.

use super::rules;

rules! { TEXT:
    DESCRIPTION_CHANGED = "description-changed", Both, Safe,
        "a description, a summary or a title has changed",
        "descriptions are not sent",
        "regenerate the client, whose documentation has the text",
        "https://spec.openapis.org/oas/v3.0.3.html#rich-text-formatting";
    EXAMPLE_CHANGED = "example-changed", Both, Safe,
        "an example has changed",
        "examples are not sent",
        "nothing needs to be done",
        "https://spec.openapis.org/oas/v3.0.3.html#example-object";
    EXTERNAL_DOCS_CHANGED = "external-docs-changed", Both, Safe,
        "a link to other documentation has changed",
        "documentation is not sent",
        "nothing needs to be done",
        "https://spec.openapis.org/oas/v3.0.3.html#external-documentation-object";
    EXTENSION_CHANGED = "extension-changed", Both, Safe,
        "an extension that neither the client nor `check` reads has changed",
        "the extension is for other tools",
        "nothing needs to be done, unless the extension says something about what is sent",
        "https://spec.openapis.org/oas/v3.0.3.html#specification-extensions";
    RUST_NAME_CHANGED = "rust-name-changed", Both, Safe,
        "a name in Rust has changed: `x-rust-name`",
        "names in Rust are not sent",
        "use the new name",
        "https://spec.openapis.org/oas/v3.0.3.html#specification-extensions";
    TAG_ADDED = "tag-added", Both, Safe,
        "an operation has another tag",
        "tags are not sent; where they are features of the crate, the operation is in another feature, too",
        "nothing needs to be done",
        "https://spec.openapis.org/oas/v3.0.3.html#tag-object";
    TAG_REMOVED = "tag-removed", Both, Safe,
        "an operation does not have a tag any more",
        "tags are not sent; where they are features of the crate, the operation may be in another feature",
        "nothing needs to be done",
        "https://spec.openapis.org/oas/v3.0.3.html#tag-object";
    TAGS_REORDERED = "tags-reordered", Both, Safe,
        "the tags of an operation are in another order",
        "tags are not sent",
        "nothing needs to be done",
        "https://spec.openapis.org/oas/v3.0.3.html#tag-object";
    PAGINATION_ADDED = "pagination-added", Both, Safe,
        "an operation can be paged now: `x-pagination`",
        "what is sent stays the same",
        "regenerate the client to page through the records",
        "https://spec.openapis.org/oas/v3.0.3.html#specification-extensions";
    PAGINATION_REMOVED = "pagination-removed", Both, Safe,
        "an operation cannot be paged any more: `x-pagination`",
        "what is sent stays the same; released clients page as before",
        "page with calls of your own",
        "https://spec.openapis.org/oas/v3.0.3.html#specification-extensions";
    PAGINATION_CHANGED = "pagination-changed", Both, Safe,
        "how an operation is paged has changed: `x-pagination`",
        "the extension describes what parameters and properties mean, which released clients know by the old description",
        "compare both descriptions: if the server pages in another way now, released clients miss records",
        "https://spec.openapis.org/oas/v3.0.3.html#specification-extensions";
}
