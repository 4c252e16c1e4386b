//! Which numbers a function's locals have. gzip likes the same numbers everywhere.

use std::cmp::Reverse;
use std::ops::Range;

use wasmparser::{Operator, ValType};

use crate::function::Function;
use crate::values::Value;

/// The number of the local with the address of the function's frame, which is used most. Most functions have fewer
/// parameters, so it is the same number nearly everywhere, and the locals after it are alike.
const FRAME: usize = 9;

/// Gives each value a local for as long as it is kept, the first locals to the values that are used most. Parameters
/// keep theirs. A function whose ways are not known stays as it is.
pub fn renumber(function: &mut Function<'_>) {
    let Some(values) = function.values() else {
        return;
    };
    let (locals, numbers) = share_out(function, &values);
    let mut operators = function.operators.clone();
    for (value, number) in values.iter().zip(numbers) {
        for &place in &value.uses {
            set_local(&mut operators[place], number);
        }
    }
    let new = Function {
        locals,
        operators,
        parameters: function.parameters,
    };
    let found = new.values().expect("it has the same ways as before");
    assert!(
        meanings(&found, new.parameters) == meanings(&values, new.parameters),
        "an operator finds another value than before"
    );
    *function = new;
}

/// The new locals, and which each value gets.
fn share_out(function: &Function<'_>, values: &[Value]) -> (Vec<ValType>, Vec<u32>) {
    let mut numbers: Vec<u32> = values.iter().map(|value| value.local).collect();
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.retain(|&value| !values[value].is_parameter(function.parameters));
    order.retain(|&value| !values[value].uses.is_empty());
    order.sort_by_key(|&value| (Reverse(values[value].uses.len()), values[value].uses[0]));

    let mut locals = function.locals[..function.parameters].to_vec();
    let r#type = |value: usize| function.locals[values[value].local as usize];
    while let Some(&first) = order.first() {
        // Integers first: their numbers then depend on nothing else.
        let integers = order.iter().any(|&value| r#type(value) == ValType::I32);
        let next = if integers {
            ValType::I32
        } else {
            r#type(first)
        };
        let (these, others) = order
            .into_iter()
            .partition::<Vec<_>, _>(|&value| r#type(value) == next);
        order = others;

        let mut taken: Vec<Vec<Range<usize>>> = Vec::new();
        if next == ValType::I32 {
            locals.resize(locals.len().max(FRAME), next);
            taken.push(vec![0..usize::MAX]);
        }
        for value in these {
            let place = if holds_frame(function, &values[value]) {
                0
            } else {
                first_free(&taken, &values[value].spans)
            };
            taken.resize(taken.len().max(place + 1), Vec::new());
            taken[place].extend_from_slice(&values[value].spans);
            taken[place].sort_unstable_by_key(|span| span.start);
            numbers[value] = (locals.len() + place) as u32;
        }
        locals.resize(locals.len() + taken.len(), next);
    }
    (locals, numbers)
}

/// Whether a function sets this value at its very beginning, to where its part of the stack is.
fn holds_frame(function: &Function<'_>, value: &Value) -> bool {
    let begins = matches!(
        function.operators[..],
        [
            Operator::GlobalGet { .. },
            Operator::I32Const { .. },
            Operator::I32Sub,
            _,
            ..
        ]
    );
    begins && value.uses[0] == 3 && !value.from_start
}

fn first_free(taken: &[Vec<Range<usize>>], spans: &[Range<usize>]) -> usize {
    let free = taken.iter().position(|taken| {
        let (mut taken, mut spans) = (taken.iter().peekable(), spans.iter().peekable());
        while let (Some(&one), Some(&other)) = (taken.peek(), spans.peek()) {
            if one.end <= other.start {
                taken.next();
            } else if other.end <= one.start {
                spans.next();
            } else {
                return false;
            }
        }
        true
    });
    free.unwrap_or(taken.len())
}

fn set_local(operator: &mut Operator<'_>, number: u32) {
    if let Operator::LocalGet { local_index }
    | Operator::LocalSet { local_index }
    | Operator::LocalTee { local_index } = operator
    {
        *local_index = number;
    }
}

/// What must be the same before and after: which operators have a value together, and what it is at the start, a
/// parameter or zero.
fn meanings(values: &[Value], parameters: usize) -> Vec<(&[usize], Option<u32>)> {
    let used = values.iter().filter(|value| !value.uses.is_empty());
    let mut meanings: Vec<_> = used
        .map(|value| {
            let start = value.is_parameter(parameters).then_some(value.local);
            let zero = value.from_start.then_some(u32::MAX);
            (value.uses.as_slice(), start.or(zero))
        })
        .collect();
    meanings.sort_unstable();
    meanings
}
