//! From the tree of a pattern to instructions.

use super::super::syntax::{Look, Node, Parsed, Repeat};
use super::{FastSet, Op, Program, Repetition};

pub(super) fn compile(pattern: &Parsed) -> Program {
    let mut compiler = Compiler {
        code: Vec::new(),
        sets: Vec::new(),
        registers: 2 * pattern.groups,
    };
    compiler.node(&pattern.node, false);
    compiler.code.push(Op::Match);
    Program {
        anchored: is_anchored(&pattern.node),
        code: compiler.code,
        sets: compiler.sets,
        registers: compiler.registers,
    }
}

/// Whether a match can only begin at the beginning of the text.
fn is_anchored(node: &Node) -> bool {
    match node {
        Node::Start => true,
        Node::Concat(nodes) => nodes.first().is_some_and(is_anchored),
        Node::Either(nodes) => nodes.iter().all(is_anchored),
        Node::Group(_, node) => is_anchored(node),
        _ => false,
    }
}

struct Compiler {
    code: Vec<Op>,
    sets: Vec<FastSet>,
    registers: usize,
}

impl Compiler {
    /// Compiles a node. With `back`, it is matched from its end to its beginning, as within `(?<=…)`.
    fn node(&mut self, node: &Node, back: bool) {
        match node {
            Node::Empty => {}
            Node::Set(set) => {
                let set = self.set(FastSet::new(set.clone()));
                self.code.push(Op::One { set, back });
            }
            Node::Concat(nodes) if back => nodes.iter().rev().for_each(|node| self.node(node, back)),
            Node::Concat(nodes) => nodes.iter().for_each(|node| self.node(node, back)),
            Node::Either(nodes) => self.either(nodes, back),
            Node::Repeat(repeat) => self.repeat(repeat, back),
            Node::Group(index, node) => {
                let (start, end) = (2 * index, 2 * index + 1);
                self.code.push(Op::Save(if back { end } else { start }));
                self.node(node, back);
                self.code.push(Op::Save(if back { start } else { end }));
            }
            Node::Reference(group) => self.code.push(Op::Reference { group: *group, back }),
            Node::Start => self.code.push(Op::Start),
            Node::End => self.code.push(Op::End),
            Node::WordBoundary(wanted) => self.code.push(Op::WordBoundary(*wanted)),
            Node::Look(look) => self.look(look),
        }
    }

    fn set(&mut self, set: FastSet) -> usize {
        self.sets.push(set);
        self.sets.len() - 1
    }

    fn either(&mut self, nodes: &[Node], back: bool) {
        let mut jumps = Vec::new();
        for (index, node) in nodes.iter().enumerate() {
            let is_last = index + 1 == nodes.len();
            let attempt = self.code.len();
            if !is_last {
                self.code.push(Op::Try(0));
            }
            self.node(node, back);
            if !is_last {
                jumps.push(self.code.len());
                self.code.push(Op::Jump(0));
                self.code[attempt] = Op::Try(self.code.len());
            }
        }
        for jump in jumps {
            self.code[jump] = Op::Jump(self.code.len());
        }
    }

    fn repeat(&mut self, repeat: &Repeat, back: bool) {
        let (min, max) = (repeat.min, repeat.max);
        if let Node::Set(set) = &repeat.node
            && repeat.greedy
            && !back
        {
            let set = self.set(FastSet::new(set.clone()));
            self.code.push(Op::Run { set, min, max });
            return;
        }
        let register = self.registers;
        self.registers += 2;
        self.code.push(Op::RepeatStart { register });
        let head = self.code.len();
        self.code.push(Op::Jump(0));
        self.node(&repeat.node, back);
        self.code.push(Op::Jump(head));
        self.code[head] = Op::Repeat(Box::new(Repetition {
            register,
            min,
            max,
            greedy: repeat.greedy,
            end: self.code.len(),
            groups: (2 * repeat.groups.0, 2 * repeat.groups.1),
        }));
    }

    fn look(&mut self, look: &Look) {
        let start = self.code.len();
        self.code.push(Op::LookEnd);
        self.node(&look.node, look.behind);
        self.code.push(Op::LookEnd);
        self.code[start] = Op::Look {
            negative: look.negative,
            end: self.code.len(),
        };
    }
}
