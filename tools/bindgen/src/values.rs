//! The values that a function keeps in its locals. The compiler uses one local for several that have nothing to do
//! with each other.

use std::collections::BTreeMap;
use std::ops::Range;

use wasmparser::Operator;

use crate::flow::{self, Block};

/// What some operators set and some read, and nobody else.
#[derive(Default)]
pub struct Value {
    /// The local that holds it.
    pub local: u32,
    /// Whether it is there when the function begins: a parameter, or the zero of another local.
    pub from_start: bool,
    /// The operators that set or read it.
    pub uses: Vec<usize>,
    /// From what operator on, and until which, it must be kept.
    pub spans: Vec<Range<usize>>,
}

impl Value {
    /// Whether it is what a caller gave, if so many locals are parameters.
    pub fn is_parameter(&self, parameters: usize) -> bool {
        self.from_start && (self.local as usize) < parameters
    }
}

/// Which local an operator sets or reads.
pub fn local(operator: &Operator<'_>) -> Option<u32> {
    match *operator {
        Operator::LocalGet { local_index }
        | Operator::LocalSet { local_index }
        | Operator::LocalTee { local_index } => Some(local_index),
        _ => None,
    }
}

/// The values of a function with so many locals, or `None` if its ways are not known. Those that are there from the
/// start are the first, in the order of their locals.
pub fn values(operators: &[Operator<'_>], locals: usize) -> Option<Vec<Value>> {
    let blocks = flow::blocks(operators)?;
    let mut search = Search {
        operators,
        blocks: &blocks,
        // The first elements are what each local holds at the start.
        parents: (0..locals).collect(),
        found: vec![0; operators.len()],
        last: vec![BTreeMap::new(); blocks.len()],
        needed: vec![BTreeMap::new(); blocks.len()],
    };
    search.find();
    Some(search.gather(locals))
}

struct Search<'a> {
    operators: &'a [Operator<'a>],
    blocks: &'a [Block],
    /// Elements that belong to one value lead to the same first one.
    parents: Vec<usize>,
    /// The element of each operator that sets or reads a local.
    found: Vec<usize>,
    /// What each block leaves in the locals that it sets.
    last: Vec<BTreeMap<u32, usize>>,
    /// What is needed of the blocks before each.
    needed: Vec<BTreeMap<u32, usize>>,
}

impl Search<'_> {
    fn find(&mut self) {
        let mut reads = Vec::new();
        for (block, Block { operators, .. }) in self.blocks.iter().enumerate() {
            for place in operators.clone() {
                let Some(local) = local(&self.operators[place]) else {
                    continue;
                };
                if !matches!(self.operators[place], Operator::LocalGet { .. }) {
                    self.found[place] = self.element();
                    self.last[block].insert(local, self.found[place]);
                } else if let Some(&set) = self.last[block].get(&local) {
                    self.found[place] = set;
                } else {
                    reads.push((block, local, place));
                }
            }
        }
        for (block, local, place) in reads {
            self.found[place] = self.need(block, local);
        }
    }

    fn element(&mut self) -> usize {
        self.parents.push(self.parents.len());
        self.parents.len() - 1
    }

    /// What a local holds at the beginning of a block: whatever the blocks before leave there is one value.
    fn need(&mut self, block: usize, local: u32) -> usize {
        let mut open = Vec::new();
        let needed = self.ask(block, local, &mut open);
        while let Some((block, element)) = open.pop() {
            let before = &self.blocks[block].before;
            if block == 0 {
                self.join(element, local as usize);
            }
            for &block in before {
                let left = self.last[block].get(&local).copied();
                let left = left.unwrap_or_else(|| self.ask(block, local, &mut open));
                self.join(element, left);
            }
        }
        needed
    }

    fn ask(&mut self, block: usize, local: u32, open: &mut Vec<(usize, usize)>) -> usize {
        if let Some(&known) = self.needed[block].get(&local) {
            return known;
        }
        let element = self.element();
        self.needed[block].insert(local, element);
        open.push((block, element));
        element
    }

    fn first(&mut self, mut element: usize) -> usize {
        while self.parents[element] != element {
            self.parents[element] = self.parents[self.parents[element]];
            element = self.parents[element];
        }
        element
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.first(one), self.first(other));
        self.parents[one.max(other)] = one.min(other);
    }

    fn gather(&mut self, locals: usize) -> Vec<Value> {
        let mut values: BTreeMap<usize, Value> = BTreeMap::new();
        for start in 0..locals {
            let value = values.entry(self.first(start)).or_default();
            (value.local, value.from_start) = (start as u32, true);
        }
        for block in 0..self.blocks.len() {
            for (local, element, span, uses) in self.spans(block) {
                let value = values.entry(self.first(element)).or_default();
                value.local = local;
                value.uses.extend(uses);
                value.spans.push(span);
            }
        }
        for value in values.values_mut() {
            value.uses.sort_unstable();
            value
                .spans
                .sort_unstable_by_key(|span| (span.start, span.end));
        }
        values.into_values().collect()
    }

    /// Each value that a block sets, reads or passes on, with its local, how long it is kept, and its uses.
    fn spans(&self, block: usize) -> Vec<(u32, usize, Range<usize>, Vec<usize>)> {
        let Block {
            operators, after, ..
        } = &self.blocks[block];
        let mut done = Vec::new();
        let mut open: BTreeMap<u32, (usize, Range<usize>, Vec<usize>)> = BTreeMap::new();
        for (&local, &element) in &self.needed[block] {
            open.insert(
                local,
                (element, operators.start..operators.start, Vec::new()),
            );
        }
        for place in operators.clone() {
            let Some(local) = local(&self.operators[place]) else {
                continue;
            };
            if !matches!(self.operators[place], Operator::LocalGet { .. }) {
                let new = (self.found[place], place..place, Vec::new());
                if let Some((element, span, uses)) = open.insert(local, new) {
                    done.push((local, element, span, uses));
                }
            }
            if let Some((_, span, uses)) = open.get_mut(&local) {
                span.end = place + 1;
                uses.push(place);
            }
        }
        for (local, (element, mut span, uses)) in open {
            if after
                .iter()
                .any(|&block| self.needed[block].contains_key(&local))
            {
                span.end = operators.end;
            }
            done.push((local, element, span, uses));
        }
        done
    }
}
