//! The ways through a function.

use std::ops::Range;

use wasmparser::Operator;

/// Operators that are run one after the other, from the first to the last.
#[derive(Default)]
pub struct Block {
    /// Which operators, by their places in the function.
    pub operators: Range<usize>,
    /// The blocks that can have been run just before, and those that can be just after. What is never run has none.
    pub before: Vec<usize>,
    pub after: Vec<usize>,
}

/// The blocks of a function, of which the first is run first. `None` if there is an operator that goes elsewhere in a
/// way that is not known here.
pub fn blocks(operators: &[Operator<'_>]) -> Option<Vec<Block>> {
    let mut flow = Flow::default();
    flow.open();
    let end = flow.open();
    flow.labels.push(Label::until(end));
    for (place, operator) in operators.iter().enumerate() {
        flow.step(operator, place + 1)?;
    }
    flow.blocks[flow.current].operators.end = operators.len();
    Some(flow.blocks)
}

#[derive(Default)]
struct Flow {
    blocks: Vec<Block>,
    current: usize,
    labels: Vec<Label>,
}

/// What is between an operator that opens and its `end`.
struct Label {
    /// The block that a branch goes to.
    target: usize,
    /// The block after the `end`; of a loop none begins there.
    end: Option<usize>,
    /// The block of an `if` whose condition does not hold, until its `else` was there.
    otherwise: Option<usize>,
}

impl Label {
    /// Of a block, which a branch leaves.
    fn until(end: usize) -> Self {
        Self {
            target: end,
            end: Some(end),
            otherwise: None,
        }
    }
}

impl Flow {
    fn open(&mut self) -> usize {
        self.blocks.push(Block::default());
        self.blocks.len() - 1
    }

    fn connect(&mut self, to: usize) {
        let from = self.current;
        // All that leads to a block, except the end of a loop, stands before it.
        if from != 0 && self.blocks[from].before.is_empty() {
            return;
        }
        self.blocks[from].after.push(to);
        self.blocks[to].before.push(from);
    }

    fn branch(&mut self, depth: u32) {
        let label = self.labels.len() - 1 - depth as usize;
        self.connect(self.labels[label].target);
    }

    /// `place` is that of the next operator.
    fn go_on_in(&mut self, block: usize, place: usize) {
        self.blocks[self.current].operators.end = place;
        self.blocks[block].operators = place..place;
        self.current = block;
    }

    fn step(&mut self, operator: &Operator<'_>, next: usize) -> Option<()> {
        match operator {
            Operator::Block { .. } => {
                let end = self.open();
                self.labels.push(Label::until(end));
            }
            Operator::Loop { .. } => {
                let target = self.open();
                self.connect(target);
                self.go_on_in(target, next);
                self.labels.push(Label {
                    end: None,
                    ..Label::until(target)
                });
            }
            Operator::If { .. } => {
                let [then, otherwise, end] = [self.open(), self.open(), self.open()];
                self.connect(then);
                self.connect(otherwise);
                self.go_on_in(then, next);
                let otherwise = Some(otherwise);
                self.labels.push(Label {
                    otherwise,
                    ..Label::until(end)
                });
            }
            Operator::Else => {
                let label = self.labels.last_mut()?;
                let (otherwise, end) = (label.otherwise.take()?, label.end?);
                self.connect(end);
                self.go_on_in(otherwise, next);
            }
            Operator::End => {
                let label = self.labels.pop()?;
                self.close(label, next);
            }
            Operator::Br { relative_depth } => {
                self.branch(*relative_depth);
                self.leave(next);
            }
            Operator::BrIf { relative_depth } => {
                self.branch(*relative_depth);
                let otherwise = self.open();
                self.connect(otherwise);
                self.go_on_in(otherwise, next);
            }
            Operator::BrTable { targets } => {
                for depth in targets.targets() {
                    self.branch(depth.ok()?);
                }
                self.branch(targets.default());
                self.leave(next);
            }
            Operator::Return | Operator::Unreachable => self.leave(next),
            other if is_straight(other) => {}
            _ => return None,
        }
        Some(())
    }

    fn close(&mut self, label: Label, next: usize) {
        let Some(end) = label.end else {
            return;
        };
        // An `if` without `else`.
        if let Some(otherwise) = label.otherwise {
            self.connect(end);
            self.go_on_in(otherwise, next);
        }
        self.connect(end);
        self.go_on_in(end, next);
    }

    /// What follows, until something ends that a branch leaves, is never run.
    fn leave(&mut self, next: usize) {
        let unreached = self.open();
        self.go_on_in(unreached, next);
    }
}

/// Whether an operator goes on to the next. What else the compiler may use one day is not expected here.
fn is_straight(operator: &Operator<'_>) -> bool {
    !matches!(
        operator,
        Operator::TryTable { .. }
            | Operator::Throw { .. }
            | Operator::ThrowRef
            | Operator::Try { .. }
            | Operator::Catch { .. }
            | Operator::CatchAll
            | Operator::Delegate { .. }
            | Operator::Rethrow { .. }
            | Operator::ReturnCall { .. }
            | Operator::ReturnCallIndirect { .. }
            | Operator::ReturnCallRef { .. }
            | Operator::BrOnNull { .. }
            | Operator::BrOnNonNull { .. }
            | Operator::BrOnCast { .. }
            | Operator::BrOnCastFail { .. }
    )
}
