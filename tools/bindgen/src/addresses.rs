//! How loads and stores say where: `local.get 0; i32.const 8; i32.add; i32.load` is `local.get 0; i32.load offset=8`.

use wasmparser::{MemArg, Operator};

/// How large an offset may become.
///
/// The sum of two numbers may wrap around at 4 GiB; with an offset it is out of bounds instead. What wraps here ends
/// below this limit, where only a program comes that has overflowed its stack: static data begins at 1 MiB.
const LIMIT: u64 = 64 * 1024;

/// Moves what is added to an address into the load or store, and leaves out how the address is aligned: that is only a
/// hint, and workerd's engine does not use it. gzip likes fewer words for the same.
pub fn simplify(operators: &mut Vec<Operator<'_>>) {
    let mut simple: Vec<Operator<'_>> = Vec::with_capacity(operators.len());
    for mut operator in operators.drain(..) {
        if let Some((access, stored)) = access(&mut operator) {
            access.align = 0;
            if let Some(end) = without(stored, &simple)
                && let [.., Operator::I32Const { value }, Operator::I32Add] = simple[..end]
                && let Ok(added) = u64::try_from(value)
                && access.offset + added < LIMIT
            {
                access.offset += added;
                simple.drain(end - 2..end);
            }
        }
        simple.push(operator);
    }
    *operators = simple;
}

/// Where a load or store looks, and how many values it takes beside the address.
fn access<'a>(operator: &'a mut Operator<'_>) -> Option<(&'a mut MemArg, usize)> {
    Some(match operator {
        Operator::I32Load { memarg }
        | Operator::I32Load8S { memarg }
        | Operator::I32Load8U { memarg }
        | Operator::I32Load16S { memarg }
        | Operator::I32Load16U { memarg }
        | Operator::I64Load { memarg }
        | Operator::I64Load8S { memarg }
        | Operator::I64Load8U { memarg }
        | Operator::I64Load16S { memarg }
        | Operator::I64Load16U { memarg }
        | Operator::I64Load32S { memarg }
        | Operator::I64Load32U { memarg }
        | Operator::F32Load { memarg }
        | Operator::F64Load { memarg } => (memarg, 0),
        Operator::I32Store { memarg }
        | Operator::I32Store8 { memarg }
        | Operator::I32Store16 { memarg }
        | Operator::I64Store { memarg }
        | Operator::I64Store8 { memarg }
        | Operator::I64Store16 { memarg }
        | Operator::I64Store32 { memarg }
        | Operator::F32Store { memarg }
        | Operator::F64Store { memarg } => (memarg, 1),
        _ => return None,
    })
}

/// Where the operators end that were there before the last so many values were computed, if that is simple.
fn without(values: usize, operators: &[Operator<'_>]) -> Option<usize> {
    let (mut end, mut missing) = (operators.len(), values);
    while missing > 0 {
        end = end.checked_sub(1)?;
        missing = missing - 1 + taken(&operators[end])?;
    }
    Some(end)
}

/// How many values an operator takes that gives one. `None` of operators that do something else.
fn taken(operator: &Operator<'_>) -> Option<usize> {
    Some(match operator {
        Operator::LocalGet { .. } | Operator::I32Const { .. } | Operator::I64Const { .. } => 0,
        Operator::LocalTee { .. }
        | Operator::I32Load { .. }
        | Operator::I32Load8U { .. }
        | Operator::I32Load16U { .. }
        | Operator::I64Load { .. }
        | Operator::I32Eqz
        | Operator::I32WrapI64
        | Operator::I64ExtendI32U => 1,
        Operator::I32Add
        | Operator::I32Sub
        | Operator::I32Mul
        | Operator::I32And
        | Operator::I32Or
        | Operator::I32Xor
        | Operator::I32Shl
        | Operator::I32ShrU
        | Operator::I32Eq
        | Operator::I32Ne
        | Operator::I64Add
        | Operator::I64Or
        | Operator::I64Shl => 2,
        Operator::Select => 3,
        _ => return None,
    })
}
