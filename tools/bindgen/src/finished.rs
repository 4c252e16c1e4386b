//! Futures that are asked again after they have finished. Rust makes each `async fn` panic then, and each says where it is. No
//! `.await` asks again, so a trap is enough, without the sentence and without four hundred places.

use std::collections::HashSet;

use walrus::ir::{Instr, InstrSeq, InstrSeqId, Value, Visitor, dfs_in_order};
use walrus::{ConstExpr, DataKind, FunctionId, Module};

use crate::places;

/// What an `async fn` calls with its place before `unreachable`.
const PANIC: &str = "::panic_const_async_fn_resumed";

/// Leaves only the trap of each such panic, and clears the places that were only for them.
pub fn trap(module: &mut Module) {
    let named = |name: &str| name.ends_with(PANIC) || name.contains(&format!("{PANIC}::h"));
    let panics: HashSet<FunctionId> = (module.funcs.iter())
        .filter(|function| function.name.as_deref().is_some_and(named))
        .map(|function| function.id())
        .collect();
    let mut told = Vec::new();
    for (_, function) in module.funcs.iter_local_mut() {
        let mut sequences = Sequences::default();
        dfs_in_order(&mut sequences, function, function.entry_block());
        for sequence in sequences.0 {
            let instructions = &mut function.block_mut(sequence).instrs;
            while let Some(at) = instructions.windows(2).position(|two| {
                matches!((&two[0].0, &two[1].0), (Instr::Const(_), Instr::Call(call)) if panics.contains(&call.func))
            }) {
                if let Instr::Const(place) = &instructions[at].0
                    && let Value::I32(place) = place.value
                {
                    told.push(place);
                }
                instructions.drain(at..at + 2);
            }
        }
    }
    clear(module, &told);
}

#[derive(Default)]
struct Sequences(Vec<InstrSeqId>);

impl<'a> Visitor<'a> for Sequences {
    fn start_instr_seq(&mut self, sequence: &'a InstrSeq) {
        self.0.push(sequence.id());
    }
}

fn clear(module: &mut Module, addresses: &[i32]) {
    let segments: Vec<_> = module.data.iter().map(|data| data.id()).collect();
    for segment in segments {
        let data = module.data.get_mut(segment);
        let DataKind::Active {
            offset: ConstExpr::Value(Value::I32(start)),
            ..
        } = data.kind
        else {
            continue;
        };
        for address in addresses {
            let at = usize::try_from(address - start).unwrap_or(usize::MAX);
            if let Some(place) = data.value.get_mut(at..at.saturating_add(places::SIZE)) {
                place.fill(0);
            }
        }
    }
}
