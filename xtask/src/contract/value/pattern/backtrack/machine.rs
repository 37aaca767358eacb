//! Runs the instructions of a pattern on a text.

use super::{Op, Program, Repetition};
use crate::contract::value::pattern::set::Set;

/// A group or a position that is not known yet.
const NONE: usize = usize::MAX;

/// What is left to try.
enum Frame {
    /// Continue here.
    Try { at: usize, position: usize, trail: usize },
    /// Begin another round of the repetition that is here.
    Round { at: usize, position: usize, trail: usize },
    /// Pass over fewer characters, down to `least`, and continue here.
    Fewer {
        at: usize,
        position: usize,
        least: usize,
        trail: usize,
    },
    /// A lookahead or lookbehind began here.
    Look {
        end: usize,
        position: usize,
        negative: bool,
        trail: usize,
    },
}

pub(super) struct Machine<'m> {
    program: &'m Program,
    text: &'m [u32],
    /// How many steps are left.
    steps: usize,
    registers: Vec<usize>,
    frames: Vec<Frame>,
    /// What the registers held before, so that going back restores them.
    trail: Vec<(usize, usize)>,
}

impl<'m> Machine<'m> {
    pub(super) fn new(program: &'m Program, text: &'m [u32], limit: usize) -> Self {
        Self {
            program,
            text,
            steps: limit,
            registers: vec![NONE; program.registers],
            frames: Vec::new(),
            trail: Vec::new(),
        }
    }

    /// Whether the text matches anywhere; `None` when the steps are used up.
    pub(super) fn search(&mut self) -> Option<bool> {
        let last = if self.program.anchored { 0 } else { self.text.len() };
        for start in 0..=last {
            if self.run(start)? {
                return Some(true);
            }
            self.undo(0);
        }
        Some(false)
    }

    fn run(&mut self, start: usize) -> Option<bool> {
        let (mut at, mut position) = (0, start);
        loop {
            self.spend(1)?;
            let went = match &self.program.code[at] {
                Op::Match => return Some(true),
                Op::One { set, back } => self.one(*set, *back, position).map(|position| (at + 1, position)),
                Op::Run { set, min, max } => self.run_of(at, (*set, *min, *max), position)?,
                Op::Start => (position == 0).then_some((at + 1, position)),
                Op::End => (position == self.text.len()).then_some((at + 1, position)),
                Op::WordBoundary(wanted) => (self.is_boundary(position) == *wanted).then_some((at + 1, position)),
                Op::Try(other) => {
                    self.attempt(*other, position);
                    Some((at + 1, position))
                }
                Op::Jump(target) => Some((*target, position)),
                Op::Save(register) => {
                    self.set(*register, position);
                    Some((at + 1, position))
                }
                Op::Reference { group, back } => self
                    .reference(*group, *back, position)?
                    .map(|position| (at + 1, position)),
                Op::Look { negative, end } => {
                    self.frames.push(Frame::Look {
                        end: *end,
                        position,
                        negative: *negative,
                        trail: self.trail.len(),
                    });
                    Some((at + 1, position))
                }
                Op::LookEnd => self.look_end(),
                Op::RepeatStart { register } => {
                    self.set(*register, 0);
                    self.set(*register + 1, NONE);
                    Some((at + 1, position))
                }
                Op::Repeat(repetition) => {
                    self.spend(repetition.groups.1 - repetition.groups.0)?;
                    self.repeat(at, repetition, position)
                }
            };
            let Some(next) = went.or_else(|| self.go_back()) else {
                return Some(false);
            };
            (at, position) = next;
        }
    }

    fn spend(&mut self, steps: usize) -> Option<()> {
        self.steps = self.steps.checked_sub(steps)?;
        Some(())
    }

    fn set(&mut self, register: usize, value: usize) {
        let old = std::mem::replace(&mut self.registers[register], value);
        self.trail.push((register, old));
    }

    /// Restores the registers to what they held when the trail was so long.
    fn undo(&mut self, length: usize) {
        while self.trail.len() > length {
            if let Some((register, old)) = self.trail.pop() {
                self.registers[register] = old;
            }
        }
    }

    fn attempt(&mut self, at: usize, position: usize) {
        let trail = self.trail.len();
        self.frames.push(Frame::Try { at, position, trail });
    }

    /// Takes up what was left to try last.
    fn go_back(&mut self) -> Option<(usize, usize)> {
        loop {
            match self.frames.pop()? {
                Frame::Try { at, position, trail } => {
                    self.undo(trail);
                    return Some((at, position));
                }
                Frame::Round { at, position, trail } => {
                    self.undo(trail);
                    if let Op::Repeat(repetition) = &self.program.code[at] {
                        self.begin_round(repetition, position);
                    }
                    return Some((at + 1, position));
                }
                Frame::Fewer {
                    at,
                    position,
                    least,
                    trail,
                } => {
                    self.undo(trail);
                    if position > least {
                        self.frames.push(Frame::Fewer {
                            at,
                            position: position - 1,
                            least,
                            trail,
                        });
                    }
                    return Some((at, position));
                }
                Frame::Look {
                    end,
                    position,
                    negative,
                    trail,
                } => {
                    self.undo(trail);
                    if negative {
                        return Some((end, position));
                    }
                }
            }
        }
    }

    fn one(&self, set: usize, back: bool, position: usize) -> Option<usize> {
        let index = if back { position.checked_sub(1)? } else { position };
        let character = *self.text.get(index)?;
        let next = if back { index } else { position + 1 };
        self.program.sets[set].contains(character).then_some(next)
    }

    /// Passes over characters of a set. The outer `None` says that the steps are used up.
    #[expect(clippy::option_option, reason = "no match is another thing than no steps left")]
    fn run_of(
        &mut self,
        at: usize,
        (set, min, max): (usize, u32, Option<u32>),
        position: usize,
    ) -> Option<Option<(usize, usize)>> {
        let set = &self.program.sets[set];
        let most = max.map_or(usize::MAX, |max| usize::try_from(max).unwrap_or(usize::MAX));
        let rest = self.text[position..].iter().take(most);
        let count = rest.take_while(|character| set.contains(**character)).count();
        self.spend(count)?;
        let min = usize::try_from(min).unwrap_or(usize::MAX);
        if count < min {
            return Some(None);
        }
        let (least, end) = (position + min, position + count);
        if end > least {
            let trail = self.trail.len();
            self.frames.push(Frame::Fewer {
                at: at + 1,
                position: end - 1,
                least,
                trail,
            });
        }
        Some(Some((at + 1, end)))
    }

    fn is_boundary(&self, position: usize) -> bool {
        let word = Set::word();
        let is_word = |index: Option<usize>| {
            let character = index.and_then(|index| self.text.get(index));
            character.is_some_and(|character| word.contains(*character))
        };
        is_word(position.checked_sub(1)) != is_word(Some(position))
    }

    /// Passes over the text of a group; a group that has captured nothing matches the empty text.
    #[expect(clippy::option_option, reason = "no match is another thing than no steps left")]
    fn reference(&mut self, group: usize, back: bool, position: usize) -> Option<Option<usize>> {
        let (start, end) = (self.registers[2 * group], self.registers[2 * group + 1]);
        if start == NONE || end == NONE {
            return Some(Some(position));
        }
        let length = end - start;
        self.spend(length)?;
        let there = match back {
            true => position.checked_sub(length).map(|from| (from, from)),
            false => Some((position, position + length)),
        };
        let matched = there.filter(|(from, _)| self.text.get(*from..*from + length) == self.text.get(start..end));
        Some(matched.map(|(_, next)| next))
    }

    /// The end of a lookahead or lookbehind: what it left to try is forgotten.
    fn look_end(&mut self) -> Option<(usize, usize)> {
        loop {
            if let Frame::Look {
                end,
                position,
                negative,
                trail,
            } = self.frames.pop()?
            {
                if !negative {
                    return Some((end, position));
                }
                self.undo(trail);
                return None;
            }
        }
    }

    fn repeat(&mut self, at: usize, repetition: &Repetition, position: usize) -> Option<(usize, usize)> {
        let (register, min) = (repetition.register, repetition.min as usize);
        let (count, began) = (self.registers[register], self.registers[register + 1]);
        // A round that was not needed and passed over nothing leads nowhere.
        if count > min && began == position {
            return None;
        }
        if repetition.max.is_some_and(|max| count >= max as usize) {
            return Some((repetition.end, position));
        }
        if count >= min {
            if !repetition.greedy {
                let trail = self.trail.len();
                self.frames.push(Frame::Round { at, position, trail });
                return Some((repetition.end, position));
            }
            self.attempt(repetition.end, position);
        }
        self.begin_round(repetition, position);
        Some((at + 1, position))
    }

    /// Counts a round, and forgets what the groups within captured in the one before.
    fn begin_round(&mut self, repetition: &Repetition, position: usize) {
        let count = self.registers[repetition.register];
        self.set(repetition.register, count + 1);
        self.set(repetition.register + 1, position);
        for register in repetition.groups.0..repetition.groups.1 {
            self.set(register, NONE);
        }
    }
}
