//! `bindgen INPUT.wasm FOLDER` writes `index.js` and `index_bg.wasm` to FOLDER: the WASM without what
//! only wasm-bindgen needed and as gzip likes it, and the JavaScript that workerd needs to run it.

mod addresses;
mod finished;
mod flow;
mod function;
mod imports;
mod locals;
mod order;
mod places;
mod references;
mod reorder;
mod unused;
mod values;

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

use wasm_bindgen_cli_support::Bindgen;

use crate::references::References;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [input, folder] = arguments.as_slice() else {
        eprintln!("usage: bindgen INPUT.wasm FOLDER");
        return ExitCode::FAILURE;
    };
    if let Err(error) = generate(input, Path::new(folder)) {
        // Includes the cause, which the first line alone does not give.
        eprintln!("{error:?}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn generate(input: &str, folder: &Path) -> Result<(), Box<dyn Error>> {
    let references = References::read(&fs::read(input)?)?;
    let mut output = Bindgen::new()
        .module(true)?
        .input_path(input)
        .out_name("index")
        .typescript(false)
        // For tools/entrypoint.js, which starts a new instance after a trap.
        .reset_state_function(true)
        .force_enable_abort_handler(true)
        // A third of the file, and useful only in a stack trace.
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate_output()?;
    finished::trap(output.wasm_mut());
    unused::remove(output.wasm_mut(), &references);
    places::shorten(output.wasm_mut());
    let renamed = imports::shorten(output.wasm_mut());
    for section in ["linking", "reloc.CODE", "reloc.DATA"] {
        output.wasm_mut().customs.remove_raw(section);
    }
    output.emit(folder)?;

    let (script, wasm) = (folder.join("index.js"), folder.join("index_bg.wasm"));
    fs::write(
        &script,
        imports::rename(&fs::read_to_string(&script)?, &renamed)?,
    )?;
    fs::write(&wasm, reorder::reorder(&fs::read(&wasm)?)?)?;
    Ok(())
}
