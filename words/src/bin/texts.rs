//! `texts FOLDER` writes every language to FOLDER, a file each: what the Worker reads.

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs, io};

use edgegrant_words::{LANGUAGES, write};

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [folder] = arguments.as_slice() else {
        eprintln!("usage: texts FOLDER");
        return ExitCode::FAILURE;
    };
    if let Err(error) = write_all(Path::new(folder)) {
        eprintln!("{error}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn write_all(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for words in LANGUAGES {
        fs::write(folder.join(format!("{}.txt", words.lang)), write(words))?;
    }
    Ok(())
}
