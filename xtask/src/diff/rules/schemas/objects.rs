//! Objects: their properties, and which other ones they may have.

use super::{both, sides};

sides! { OBJECTS, "https://json-schema.org/draft/2020-12/json-schema-core#section-10.3.2":
    PROPERTY_ADDED = "property-added", "an optional property was added",
        request Safe: "released clients do not send it",
        response Safe: "released clients ignore properties that they do not know",
        "regenerate the client to use it";
    REQUIRED_PROPERTY_ADDED = "required-property-added", "a required property was added",
        request Breaking: "the server refuses requests of released clients, which do not send it",
        response Safe: "released clients ignore properties that they do not know" => "regenerate the client",
        "make the property optional in requests";
    PROPERTY_REMOVED = "property-removed", "an optional property was removed",
        request Silent: "the server ignores what released clients send",
        response Silent: "released clients read the property as absent",
        "keep the property until no released client uses it, and mark it deprecated first";
    REQUIRED_PROPERTY_REMOVED = "required-property-removed", "a required property was removed",
        request Silent: "the server ignores what released clients send",
        response Breaking: "released clients cannot decode an object without it",
        "keep the property until no released client uses it, and mark it deprecated first";
    PROPERTY_RENAMED = "property-renamed", "a property seems to have another name",
        request Silent: "the server ignores what released clients send under the old name",
        response Silent: "released clients read the property as absent",
        "accept and return both names; `x-rust-name` keeps the name in Rust";
    PROPERTY_BECAME_REQUIRED = "property-became-required", "a property became required",
        request BreakingIf if "the caller leaves it out": "the server refuses requests without it",
        response Safe: "released clients receive it more often" => "regenerate the client",
        "keep the property optional in requests, with a default";
    PROPERTY_BECAME_OPTIONAL = "property-became-optional", "a property became optional",
        request Safe: "the server accepts requests with it" => "regenerate the client",
        response BreakingIf if "the server leaves it out": "released clients cannot decode an object without it",
        "keep returning it";
    ADDITIONAL_FORBIDDEN = "additional-properties-forbidden", "properties that the document does not have are forbidden now",
        request BreakingIf if "the caller sends properties that the document does not have": "the server refuses them",
        response Safe: "released clients ignore properties that they do not know" => "regenerate the client",
        "ignore unknown properties in requests";
    ADDITIONAL_ALLOWED = "additional-properties-allowed", "properties that the document does not have are allowed now",
        request Safe: "the server accepts what released clients send",
        response Safe: "released clients ignore properties that they do not know",
        "nothing";
    PATTERN_PROPERTIES_ADDED = "pattern-properties-added", "properties whose names match a pattern have a schema now",
        request BreakingIf if "the caller sends other values under such names": "the server refuses them",
        response Safe: "released clients read what they did before" => "regenerate the client",
        "accept other values until no released client sends them";
    PATTERN_PROPERTIES_REMOVED = "pattern-properties-removed", "properties whose names match a pattern no longer have a schema",
        request Safe: "the server accepts what released clients send" => "regenerate the client",
        response BreakingIf if "the server returns other values under such names": "released clients cannot decode a value of another type",
        "keep returning values of the old schema";
    PROPERTY_NAMES_ADDED = "property-names-added", "the names of properties were restricted",
        request BreakingIf if "the caller sends properties with other names": "the server refuses them",
        response Safe: "released clients restrict no names" => "regenerate the client",
        "accept other names until no released client sends them";
    PROPERTY_NAMES_REMOVED = "property-names-removed", "the names of properties are no longer restricted",
        request Safe: "the server accepts what released clients send",
        response Safe: "released clients restrict no names",
        "nothing";
    DEPENDENT_REQUIRED_ADDED = "dependent-required-added", "a property became required where another one is present",
        request BreakingIf if "the caller sends the one without the other": "the server refuses them",
        response Safe: "released clients receive it more often" => "regenerate the client",
        "accept requests without it";
    DEPENDENT_REQUIRED_REMOVED = "dependent-required-removed", "a property is no longer required where another one is present",
        request Safe: "the server accepts what released clients send",
        response Safe: "the property was optional for released clients",
        "nothing";
}

both! { OBJECTS_STATED, "https://json-schema.org/draft/2020-12/json-schema-core#section-10.3.2.3":
    ADDITIONAL_STATED = "additional-properties-stated", Safe,
        "it is stated that an object may have other properties",
        "that is so without the statement",
        "regenerate the client to read them";
    ADDITIONAL_NOT_STATED = "additional-properties-no-longer-stated", Safe,
        "it is no longer stated that an object may have other properties",
        "that is so without the statement",
        "importers who read other properties lose them with an update";
}
