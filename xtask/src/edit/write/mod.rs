//! New values as text: in lines, or in braces and brackets.

pub(super) mod block;
mod flow;

use super::quote::{Quote, can_be_plain, is_number_name, quoted};

use super::style::{Facts, Siblings};

/// Writes new values in the style of a document.
pub(super) struct Writer<'f> {
    pub(super) facts: &'f Facts<'f>,
    pub(super) is_json: bool,
    /// How much deeper a mapping, and a list, is than the key that it belongs to.
    pub(super) step: usize,
    pub(super) list_step: usize,
    /// How far the text of an item is from its dash.
    pub(super) dash: usize,
}

impl<'f> Writer<'f> {
    pub(super) fn new(facts: &'f Facts<'f>, is_json: bool) -> Self {
        let step = facts.step.most().copied().filter(|step| *step > 0).unwrap_or(2);
        Self {
            facts,
            is_json,
            step,
            list_step: facts.list_step.most().copied().unwrap_or(step),
            dash: facts.dash.most().copied().filter(|dash| *dash > 1).unwrap_or(2),
        }
    }

    /// A string on one line. `key` is the name of the member that it is the value of, or is in the list of.
    pub(super) fn string(
        &self,
        text: &str,
        key: Option<&str>,
        siblings: &Siblings,
        is_item: bool,
        in_flow: bool,
    ) -> String {
        if self.is_json {
            return json_string(text);
        }
        let is_choice = can_be_plain(text, in_flow);
        let of_siblings = match is_choice {
            true => siblings.chosen.most_or(Quote::Plain),
            false => siblings.required.most().copied(),
        };
        let of_key = key.and_then(|key| self.facts.quote_of_key(key, is_choice));
        let near = match is_item {
            true => of_siblings.or(of_key),
            false => of_key.or(of_siblings),
        };
        let all = match is_choice {
            true => self.facts.chosen.most_or(Quote::Plain),
            false => self.facts.required.most().copied(),
        };
        let quote = near.or(all).unwrap_or(Quote::Plain);
        match quote {
            Quote::Plain if is_choice => text.to_owned(),
            Quote::Plain => quoted(text, self.preferred(siblings)),
            quote => quoted(text, quote),
        }
    }

    /// The quotes that the document prefers.
    fn preferred(&self, siblings: &Siblings) -> Quote {
        let tallies = [
            &siblings.required,
            &siblings.chosen,
            &siblings.number_keys,
            &siblings.keys,
            &self.facts.required,
            &self.facts.number_keys,
            &self.facts.chosen,
            &self.facts.keys,
        ];
        let mut preferred = tallies.iter().filter_map(|tally| tally.most()).copied();
        preferred.find(|quote| *quote != Quote::Plain).unwrap_or(Quote::Single)
    }

    /// The key of a new member.
    pub(super) fn key(&self, key: &str, siblings: &Siblings, in_flow: bool) -> String {
        if self.is_json {
            return json_string(key);
        }
        let quote = if is_number_name(key) {
            let known = siblings.number_keys.most().or(self.facts.number_keys.most());
            known.copied().unwrap_or(self.preferred(siblings))
        } else if can_be_plain(key, in_flow) {
            siblings.keys.most_or(Quote::Plain).unwrap_or(Quote::Plain)
        } else {
            self.preferred(siblings)
        };
        match quote {
            Quote::Plain => key.to_owned(),
            quote => quoted(key, quote),
        }
    }
}

fn json_string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
