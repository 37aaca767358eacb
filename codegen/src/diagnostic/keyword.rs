//! Keywords of schemas without which a type is the same.

use super::rules;

/// Keywords that bound the values of a schema, or describe it.
const WITHOUT_TYPE: [&str; 20] = [
    "default",
    "deprecated",
    "description",
    "example",
    "examples",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "externalDocs",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "pattern",
    "title",
    "uniqueItems",
];

/// Whether what a finding of `rule` says of the keyword at `at` costs the client no type: the value is of another kind than
/// the keyword has, and the keyword says nothing of the type.
pub(super) fn costs_no_type(rule: &str, at: &str) -> bool {
    if rule != rules::WRONG_KIND.id {
        return false;
    }
    // A step with an escaped character is a name, and no keyword.
    let steps: Vec<_> = at.split('/').skip(1).collect();
    let of = |distance: usize| steps.len().checked_sub(distance).and_then(|index| steps.get(index));
    // Below `properties` and in `components`, these are names.
    let is_name = of(2).is_some_and(|step| *step == "properties") || steps.len() <= 3;
    let Some(keyword) = of(1).filter(|_| !is_name) else {
        return false;
    };
    match *keyword {
        // Draft 3 has `required: true` on a property, which would not be optional; elsewhere it means nothing.
        "required" => of(2).is_some_and(|step| *step == "schema") && of(3).is_none_or(|step| *step != "properties"),
        other => WITHOUT_TYPE.contains(&other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_and_descriptions_of_a_schema_cost_no_type() {
        for (at, expected) in [
            ("/components/schemas/A/minimum", true),
            ("/components/schemas/A/properties/a/exclusiveMinimum", true),
            ("/components/schemas/A/properties/a/description", true),
            ("/components/schemas/A/properties/description", false),
            ("/components/schemas/description", false),
            ("/components/schemas/A/properties/a/items", false),
            ("/components/schemas/A/properties/a/required", false),
            ("/components/schemas/A/required", false),
            ("/paths/~1a/put/requestBody/content/image~1jpeg/schema/required", true),
            ("/components/schemas/A/properties/schema/required", false),
            ("/paths/~1a/put/parameters", false),
        ] {
            assert_eq!(costs_no_type("wrong-kind", at), expected, "{at}");
            assert!(!costs_no_type("unresolved-ref", at), "{at}");
        }
    }
}
