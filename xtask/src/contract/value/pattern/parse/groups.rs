//! The capturing groups of a pattern: what `\1` and `\k<name>` may refer to, also before the group.

/// The capturing groups of a pattern.
pub(super) struct Groups {
    pub(super) count: usize,
    names: Vec<Named>,
}

/// How many groups may have names: each is compared with all others.
const MAX_NAMES: usize = 1000;

struct Named {
    name: String,
    index: usize,
    branch: Branch,
}

/// The groups around a place from outside to inside, each with its alternative in which the place is.
type Branch = Vec<(usize, usize)>;

impl Groups {
    /// Finds the groups of a pattern; `None` if two that may both take part in a match have one name.
    pub(super) fn scan(text: &[char]) -> Option<Self> {
        let mut groups = Self {
            count: 0,
            names: Vec::new(),
        };
        let mut branch = vec![(0, 0)];
        let mut in_class = false;
        let mut at = 0;
        while let Some(character) = text.get(at) {
            at += 1;
            match character {
                '\\' => at += 1,
                ']' => in_class = false,
                _ if in_class => {}
                '[' => in_class = true,
                '(' => {
                    if branch.len() > super::MAX_DEPTH || groups.names.len() > MAX_NAMES {
                        return None;
                    }
                    groups.open(text, at, &branch)?;
                    branch.push((at, 0));
                }
                ')' => drop(branch.pop()),
                '|' => branch.last_mut()?.1 += 1,
                _ => {}
            }
        }
        Some(groups)
    }

    /// Counts the group whose parenthesis is before `at`.
    fn open(&mut self, text: &[char], at: usize, branch: &Branch) -> Option<()> {
        let is_named = text.get(at..at + 2) == Some(&['?', '<']) && !matches!(text.get(at + 2), Some('=' | '!'));
        if is_named {
            let name = name(text, &mut (at + 2))?;
            let mut same = self.names.iter().filter(|known| known.name == name);
            if same.any(|known| !excludes(&known.branch, branch)) {
                return None;
            }
            self.names.push(Named {
                name,
                index: self.count,
                branch: branch.clone(),
            });
        }
        if is_named || text.get(at) != Some(&'?') {
            self.count += 1;
        }
        Some(())
    }

    /// Whether any group has a name: `\k` is a reference then, and a letter otherwise.
    pub(super) fn any_named(&self) -> bool {
        !self.names.is_empty()
    }

    /// The groups of a name. At most one of them takes part in a match.
    pub(super) fn named(&self, name: &str) -> Vec<usize> {
        let found = self.names.iter().filter(|known| known.name == name);
        found.map(|known| known.index).collect()
    }
}

/// Whether two places are in different alternatives of one group.
fn excludes(one: &Branch, other: &Branch) -> bool {
    let apart = one.iter().zip(other).find(|(one, other)| one != other);
    apart.is_some_and(|(one, other)| one.0 == other.0)
}

/// Reads a name up to its `>`, and passes that over.
pub(super) fn name(text: &[char], at: &mut usize) -> Option<String> {
    let length = text.get(*at..)?.iter().position(|character| *character == '>')?;
    let name: String = text.get(*at..*at + length)?.iter().collect();
    *at += length + 1;
    let starts = |character: char| character.is_alphabetic() || matches!(character, '_' | '$');
    let first = name.chars().next()?;
    let valid = starts(first)
        && name
            .chars()
            .all(|character| starts(character) || character.is_numeric());
    valid.then_some(name)
}
