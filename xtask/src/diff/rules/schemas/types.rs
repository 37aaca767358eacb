//! Types, `null`, and formats.

use super::{both, sides};

both! { TYPES_STATED, "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.1.1":
    TYPE_STATED = "type-stated", Safe,
        "a type is stated that the other keywords of the schema showed already",
        "values are the same",
        "nothing";
    TYPE_NOT_STATED = "type-no-longer-stated", Safe,
        "a type is no longer stated, and the other keywords of the schema show it",
        "values are the same",
        "state the type";
}

sides! { TYPES, "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.1.1":
    TYPE_CHANGED = "type-changed", "the type of a value was changed",
        request Breaking: "the server refuses the values that released clients send",
        response Breaking: "released clients cannot decode a value of another JSON type; an error with such a body stays an error, and callers that decide by its typed body find none",
        "add a value of the new type under another name, and keep the old one";
    TYPE_WIDENED = "type-widened", "more types of a value are allowed",
        request Safe: "the server accepts what released clients send" => "regenerate the client",
        response BreakingIf if "the server returns a value of a new type": "released clients cannot decode a value of another JSON type",
        "return the new types only to clients that ask for them";
    TYPE_NARROWED = "type-narrowed", "fewer types of a value are allowed",
        request BreakingIf if "the caller sends a value of another type": "the server refuses it",
        response Safe: "released clients decode what is left" => "regenerate the client",
        "accept the old types until no released client sends them";
    BECAME_LIST = "became-list", "one value became a list, where a list of one value is written like that value",
        request BreakingIf if "the caller sends a value with what separates the values of the list": "the server reads a value as a list of one, and as several values where it has what separates them",
        response Silent: "released clients read the list as one text, or as absent where they read a number or a boolean",
        "add the list under another name, or write each of its values with the name (`explode: true`)";
    NO_LONGER_LIST = "no-longer-list", "a list became one value, where a list of one value is written like that value",
        request BreakingIf if "the caller sends a list with more than one value": "the server reads one value, and refuses or ignores the others",
        response Silent: "released clients hand the header over as a text, and code that takes it apart finds several values where it has what separates them",
        "accept several values until no released client sends them";
    NULL_ALLOWED = "null-allowed", "`null` is allowed now",
        request Safe: "released clients need not send it" => "regenerate the client",
        response BreakingIf if "the server returns null": "released clients cannot decode `null` where the value was required",
        "leave the value out instead, or return null only to clients that ask for it";
    NULL_NOT_ALLOWED = "null-no-longer-allowed", "`null` is no longer allowed",
        request BreakingIf if "the caller sends null": "the server refuses it",
        response Safe: "released clients receive a value instead" => "regenerate the client",
        "accept null until no released client sends it";
}

sides! { FORMATS, "https://json-schema.org/draft/2020-12/json-schema-validation#section-7":
    INTEGER_NARROWED = "integer-narrowed", "the format of an integer allows fewer values",
        request BreakingIf if "the caller sends an integer beyond the new format": "the server refuses it",
        response Safe: "released clients decode what is left" => "regenerate the client",
        "accept the old range until no released client sends it";
    INTEGER_WIDENED = "integer-widened", "the format of an integer allows more values",
        request Safe: "the server accepts what released clients send" => "regenerate the client",
        response BreakingIf if "the server returns an integer beyond the old format": "released clients cannot decode an integer beyond the width of its type",
        "keep values within the old range, or return the new ones under another name";
    FORMAT_ADDED = "format-added", "a format was added",
        request BreakingIf if "the caller sends a value that is not of the format": "the server may refuse it",
        response Safe: "released clients read the value as before" => "regenerate the client",
        "accept the old values until no released client sends them";
    FORMAT_REMOVED = "format-removed", "a format was removed",
        request Safe: "values of the format are accepted" => "regenerate the client",
        response Silent: "released clients keep the text of a value that is not of the format, and cannot convert it",
        "keep returning values of the format";
    FORMAT_CHANGED = "format-changed", "a format was changed",
        request BreakingIf if "the caller sends a value that is not of the new format": "the server may refuse it",
        response Silent: "released clients keep the text of a value that is not of the old format, and cannot convert it",
        "return and accept values of both formats";
    CONTENT_CHANGED = "content-encoding-changed", "how a text encodes its content was added, removed or changed",
        request BreakingIf if "the caller encodes the text in the old way": "the server decodes it in another way",
        response Silent: "released clients receive the text, and decode it in the old way",
        "add a value with the new encoding under another name";
}
