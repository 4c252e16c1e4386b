//! What no JavaScript calls. The `worker` crate exports the methods of its classes, whether a worker uses them or not.

use walrus::{Module, passes};

/// Removes the methods of the classes of which JavaScript never gets an object, and what only they need.
pub fn remove(module: &mut Module) {
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
    passes::gc::run(module);
}
