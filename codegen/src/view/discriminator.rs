//! Which schemas a discriminator chooses among.

use std::collections::BTreeMap;

use super::place::Place;

/// The schemas that a discriminator chooses among, by the values that choose them.
#[derive(Clone, Debug)]
pub struct Alternatives<'d> {
    by_value: BTreeMap<&'d str, Place<'d>>,
}

impl<'d> Alternatives<'d> {
    /// The alternatives of a schema that has a discriminator.
    pub fn of(schema: &Place<'d>) -> Option<Self> {
        let discriminator = schema.raw("discriminator")?;
        let list = schema.raw("oneOf").or_else(|| schema.raw("anyOf"));
        let mut all = BTreeMap::new();
        let schemas = Place::root(schema.document)
            .get("components")
            .and_then(|components| components.get("schemas"));
        // Without a list, whatever builds on the schema is an alternative of it, and so is the schema itself.
        let listed = |place: &Place<'d>| match &list {
            Some(list) => list.items().any(|item| item.pointer == place.pointer),
            None => {
                place.pointer == schema.pointer
                    || place
                        .raw("allOf")
                        .is_some_and(|all| all.items().any(|item| item.pointer == schema.pointer))
            }
        };
        for (name, place) in schemas
            .iter()
            .flat_map(Place::members)
            .filter(|(_, place)| listed(place))
        {
            all.insert(name, place);
        }
        for member in discriminator
            .node
            .get("mapping")
            .iter()
            .flat_map(|mapping| mapping.members())
        {
            let target = member.node.as_str().and_then(|target| {
                let name = target.rsplit('/').next()?;
                schemas.as_ref()?.get(name)
            });
            all.extend(target.map(|place| (member.key.as_str(), place)));
        }
        Some(Self { by_value: all })
    }

    /// The schema that a value of the discriminator's property chooses.
    pub fn by_value(&self, value: &str) -> Option<&Place<'d>> {
        self.by_value.get(value)
    }

    /// The schemas in the order of the values that choose them.
    pub fn schemas(&self) -> impl Iterator<Item = &Place<'d>> {
        self.by_value.values()
    }

    /// The schemas in the order of the values that choose them.
    pub fn into_schemas(self) -> impl Iterator<Item = Place<'d>> {
        self.by_value.into_values()
    }

    /// The values that choose a schema.
    pub fn values(&self) -> impl Iterator<Item = &'d str> + '_ {
        self.by_value.keys().copied()
    }
}
