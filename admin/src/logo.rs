//! Files of logos. `npm run check`, `npm run deploy` and `npm start` use the commands for the logo of BRAND; no owner types them.

use clap::{Args, Subcommand};
use edgegrant::protocol::brand::{LARGEST, Logo, hash_of};
use edgegrant::store::logos::put_logo;
use serde_json::json;

use super::{Database, Refusal, Target, host};

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Looks at a file.
    Look(One),
    /// Puts it into the database, as the logo of the server.
    Put(One),
}

#[derive(Args)]
pub(crate) struct One {
    /// A PNG or WebP file.
    file: String,
    #[command(flatten)]
    target: Target,
}

pub(crate) async fn run(command: Command) -> Result<(), Refusal> {
    let hash = match command {
        Command::Look(one) => hash_of(&read(&one.file)?.1),
        Command::Put(one) => put(&one.file, &Database::new(&one.target)).await?,
    };
    say!("{}", json!({ "logo": hash }));
    Ok(())
}

/// Puts a file into the database, and gives its hash.
pub(crate) async fn put(file: &str, database: &Database) -> Result<String, Refusal> {
    let (logo, content) = read(file)?;
    Ok(put_logo(database, logo, &content).await?)
}

fn read(file: &str) -> Result<(Logo, Vec<u8>), Refusal> {
    // One byte more than there may be: then it is too large.
    let content = host::read_bytes(file, LARGEST as u32 + 1)?;
    match Logo::read(&content) {
        Ok(logo) => Ok((logo, content)),
        Err(bad) => Err(format!("{file} cannot be a logo: {bad}.").into()),
    }
}
