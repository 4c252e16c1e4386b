//! Short names between the WASM and its JavaScript. wasm-bindgen's have a hash each, which no gzip makes smaller.

use walrus::Module;

/// Gives what is imported from the JavaScript short names. Gives the old names, each with its new one.
pub fn shorten(module: &mut Module) -> Vec<(String, String)> {
    let imports = module
        .imports
        .iter_mut()
        .filter(|import| import.module == "./index_bg.js");
    let renamed = imports.enumerate().map(|(number, import)| {
        let new = format!("i{number}");
        (std::mem::replace(&mut import.name, new.clone()), new)
    });
    renamed.collect()
}

/// The script with the new names.
///
/// # Errors
///
/// When a name is not there exactly once: then it means something else, too.
pub fn rename(script: &str, renamed: &[(String, String)]) -> Result<String, String> {
    let mut script = script.to_string();
    for (old, new) in renamed {
        let old = format!(" {old}: ");
        if script.matches(&old).count() != 1 {
            return Err(format!("index.js should define{old}once"));
        }
        script = script.replacen(&old, &format!(" {new}: "), 1);
    }
    Ok(script)
}
