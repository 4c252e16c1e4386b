//! Texts that `{:?}` writes in quotes, and what cannot be seen in them as numbers. Which characters those are, tables of 4 kB say. Only
//! panics and a few errors are written so, and the log escapes each line as JSON: here they stand as they are.

use walrus::{FunctionBuilder, FunctionId, FunctionKind, LocalId, Module};

use crate::references::References;

/// Writes texts and characters as `{}` does.
pub fn leave_out(module: &mut Module, references: &mut References) {
    let display = ("<char as core", "::fmt::Display>::fmt");
    replace(module, references, "<char as core", display, &[0, 1]);
    // It has the address and the length of the text, and the formatter, which `pad` wants first.
    let pad = ("<core", "::fmt::Formatter>::pad");
    replace(module, references, "<str as core", pad, &[2, 0, 1]);
}

/// Makes a type's `Debug` call another function, with these of its parameters.
fn replace(
    module: &mut Module,
    references: &mut References,
    of_type: &str,
    (begin, end): (&str, &str),
    arguments: &[usize],
) {
    let debug = find(module, of_type, "::fmt::Debug>::fmt");
    let (Some(debug), Some(other)) = (debug, find(module, begin, end)) else {
        return;
    };
    let (parameters, results) = module.types.params_results(module.funcs.get(debug).ty());
    let (parameters, results) = (parameters.to_vec(), results.to_vec());
    let locals: Vec<LocalId> = (parameters.iter())
        .map(|&parameter| module.locals.add(parameter))
        .collect();
    let mut new = FunctionBuilder::new(&mut module.types, &parameters, &results);
    let mut body = new.func_body();
    for &argument in arguments {
        body.local_get(locals[argument]);
    }
    body.call(other);
    module.funcs.get_mut(debug).kind = FunctionKind::Local(new.local_func(locals));
    references.functions[debug.index()].to.clear();
}

fn find(module: &Module, begin: &str, end: &str) -> Option<FunctionId> {
    let named = |name: &str| name.starts_with(begin) && name.ends_with(end);
    let function = (module.funcs.iter()).find(|it| it.name.as_deref().is_some_and(named));
    function.map(|function| function.id())
}
