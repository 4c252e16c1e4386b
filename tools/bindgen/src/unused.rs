//! What no JavaScript calls. The `worker` crate exports the methods of its classes, whether a worker uses them or not.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use walrus::ir::{Value, Visitor, dfs_in_order};
use walrus::{
    ConstExpr, DataKind, ElementItems, ExportItem, FunctionBuilder, FunctionId, FunctionKind,
    Module, passes,
};

use crate::references::{References, Thing};

/// Removes the methods of the classes of which JavaScript never gets an object, and what only they need.
pub fn remove(module: &mut Module, references: &References) {
    remove_methods(module);
    let used = Used::find(module, references);
    used.clear_table(module);
    used.clear_data(module, references);
    passes::gc::run(module);
}

fn remove_methods(module: &mut Module) {
    // An object reaches JavaScript by an import that makes it.
    let is_made = |class: &str| {
        let maker = format!("__wbg_{class}_new");
        module
            .imports
            .iter()
            .any(|import| import.name.starts_with(&maker))
    };
    let classes: Vec<&str> = (module.exports.iter())
        .filter_map(|export| export.name.strip_prefix("__wbg_")?.strip_suffix("_free"))
        .filter(|class| !is_made(class))
        .collect();
    let is_unused = |name: &str| {
        let name = name.strip_prefix("__wbg_").unwrap_or(name);
        let member = ["get_", "set_"]
            .iter()
            .find_map(|access| name.strip_prefix(access));
        let class = member.unwrap_or(name).split_once('_');
        class.is_some_and(|(class, _)| classes.contains(&class))
    };
    let unused: Vec<_> = (module.exports.iter())
        .filter(|export| is_unused(&export.name))
        .map(|export| export.id())
        .collect();
    for export in unused {
        module.exports.delete(export);
    }
}

/// What can be reached from outside.
#[derive(Default)]
struct Used {
    functions: HashSet<FunctionId>,
    data: HashSet<usize>,
}

impl Used {
    fn find(module: &Module, references: &References) -> Self {
        // Until the module is written, each function has the number that it came with.
        let by_number: HashMap<usize, FunctionId> = (module.funcs.iter())
            .map(|function| (function.id().index(), function.id()))
            .collect();
        let mut used = Self::default();
        let mut left = Vec::new();
        left.extend(module.start);
        left.extend(
            module
                .exports
                .iter()
                .filter_map(|export| match export.item {
                    ExportItem::Function(function) => Some(function),
                    _ => None,
                }),
        );
        while let Some(function) = left.pop() {
            if !used.functions.insert(function) {
                continue;
            }
            if let FunctionKind::Local(local) = &module.funcs.get(function).kind {
                dfs_in_order(&mut Called(&mut left), local, local.entry_block());
            }
            let mut things: Vec<Thing> = (references.functions.get(function.index()))
                .map_or_else(Vec::new, |it| it.to.clone());
            while let Some(thing) = things.pop() {
                match thing {
                    Thing::Function(number) => left.extend(by_number.get(&number)),
                    Thing::Data(number) => {
                        if used.data.insert(number) {
                            things.extend(&references.data[number].to);
                        }
                    }
                }
            }
        }
        used
    }

    /// Puts a trap into the table for each function that nothing calls by its place there.
    fn clear_table(&self, module: &mut Module) {
        let mut trap = FunctionBuilder::new(&mut module.types, &[], &[]);
        trap.func_body().unreachable();
        let trap = trap.finish(Vec::new(), &mut module.funcs);
        for elements in module.elements.iter_mut() {
            if let ElementItems::Functions(functions) = &mut elements.items {
                for function in functions {
                    if !self.functions.contains(function) {
                        *function = trap;
                    }
                }
            }
        }
    }

    /// Writes zeros where there is only data that nothing refers to.
    fn clear_data(&self, module: &mut Module, references: &References) {
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
            let start = usize::try_from(start).unwrap_or_default();
            let mut unused = vec![false; data.value.len()];
            let mut mark = |addresses: &Range<usize>, as_unused: bool| {
                for address in addresses.clone() {
                    let place = address.checked_sub(start).and_then(|at| unused.get_mut(at));
                    if let Some(place) = place {
                        *place = as_unused;
                    }
                }
            };
            for piece in &references.data {
                mark(&piece.addresses, true);
            }
            for &number in &self.data {
                mark(&references.data[number].addresses, false);
            }
            for (byte, unused) in data.value.iter_mut().zip(unused) {
                if unused {
                    *byte = 0;
                }
            }
        }
    }
}

/// Gathers the functions that a function calls.
struct Called<'a>(&'a mut Vec<FunctionId>);

impl<'a> Visitor<'a> for Called<'_> {
    fn visit_function_id(&mut self, function: &FunctionId) {
        self.0.push(*function);
    }
}
