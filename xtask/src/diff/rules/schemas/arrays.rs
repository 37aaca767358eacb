//! Lists: which items they may have.

use super::sides;

sides! { ARRAYS, "https://json-schema.org/draft/2020-12/json-schema-core#section-10.3.1":
    UNIQUE_ADDED = "unique-items-added", "the items of a list have to be different now",
        request BreakingIf if "the caller sends an item twice": "the server refuses the list",
        response Safe: "released clients accept what is left" => "regenerate the client",
        "accept repeated items until no released client sends them";
    UNIQUE_REMOVED = "unique-items-removed", "the items of a list may be equal now",
        request Safe: "the server accepts what released clients send",
        response Safe: "released clients accept items that are equal",
        "nothing";
    ITEMS_FORBIDDEN = "items-forbidden", "items that the document does not describe are forbidden now",
        request BreakingIf if "the caller sends more items": "the server refuses the list",
        response Safe: "released clients accept what is left" => "regenerate the client",
        "accept more items until no released client sends them";
    ITEMS_ALLOWED = "items-allowed", "items that the document does not describe are allowed now",
        request Safe: "the server accepts what released clients send" => "regenerate the client",
        response Silent: "released clients decode items that are not described as any JSON, and code that looks at the described ones does not see them",
        "return no more items than before";
    CONTAINS_ADDED = "contains-added", "a list has to contain a certain item now",
        request BreakingIf if "the caller sends a list without it": "the server refuses the list",
        response Safe: "released clients do not look for it" => "regenerate the client",
        "accept lists without it";
    CONTAINS_REMOVED = "contains-removed", "a list no longer has to contain a certain item",
        request Safe: "the server accepts what released clients send",
        response Safe: "released clients do not look for it",
        "nothing";
}
