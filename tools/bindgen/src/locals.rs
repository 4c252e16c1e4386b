//! Which numbers a function's locals have. gzip likes the same numbers everywhere.

use std::cmp::Reverse;

use wasmparser::{BinaryReaderError, FunctionBody, Operator};

/// The new number of each local: of those that are declared together, the most used comes first. Parameters, of which
/// there are `fixed`, keep theirs.
pub fn by_use(body: &FunctionBody<'_>, fixed: usize) -> Result<Vec<u32>, BinaryReaderError> {
    let mut groups = Vec::new();
    let mut end = fixed;
    for group in body.get_locals_reader()? {
        let start = end;
        end += group?.0 as usize;
        groups.push(start..end);
    }
    let mut uses = vec![0; end];
    let mut first = vec![usize::MAX; end];
    let mut operators = body.get_operators_reader()?;
    while !operators.eof() {
        let position = operators.original_position();
        if let Operator::LocalGet { local_index }
        | Operator::LocalSet { local_index }
        | Operator::LocalTee { local_index } = operators.read()?
        {
            let local = local_index as usize;
            uses[local] += 1;
            first[local] = first[local].min(position);
        }
    }
    let mut numbers: Vec<u32> = (0..).take(end).collect();
    for group in groups {
        let mut locals: Vec<usize> = group.clone().collect();
        locals.sort_by_key(|&local| (Reverse(uses[local]), first[local]));
        for (local, number) in locals.into_iter().zip(group) {
            numbers[local] = number as u32;
        }
    }
    Ok(numbers)
}
