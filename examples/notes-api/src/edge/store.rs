//! The notes in D1. Time and identifiers come from SQLite itself.

use wasm_bindgen::JsValue;
use worker::Env;

use crate::note::Note;

const LIST: &str = "SELECT id, text, created_at FROM notes WHERE sub = ?1 \
                    ORDER BY created_at DESC, id DESC LIMIT 100";

const ADD: &str = "INSERT INTO notes (sub, created_at, id, text) \
                   VALUES (?1, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), lower(hex(randomblob(16))), ?2) \
                   RETURNING id, text, created_at";

/// The newest 100 notes of `sub`, newest first.
///
/// # Errors
/// A sentence for the log.
pub(super) async fn load_notes(env: &Env, sub: &str) -> Result<Vec<Note>, String> {
    run(env, LIST, &[sub.into()]).await
}

/// Adds a note.
///
/// # Errors
/// A sentence for the log; then nothing was added.
pub(super) async fn add_note(env: &Env, sub: &str, text: &str) -> Result<Note, String> {
    let mut notes = run(env, ADD, &[sub.into(), text.into()]).await?;
    notes
        .pop()
        .ok_or_else(|| "the database answered an INSERT with nothing".to_owned())
}

async fn run(env: &Env, sql: &str, values: &[JsValue]) -> Result<Vec<Note>, String> {
    let database = env.d1("DB").map_err(|_| {
        "The binding DB is missing: give wrangler.toml its [[d1_databases]] \
         ([[env.production.d1_databases]] for the deployed one)"
            .to_owned()
    })?;
    let trouble = |error: worker::Error| {
        let reason = error.to_string();
        if reason.contains("no such table") {
            "The database has no tables: run `npx wrangler d1 migrations apply DB --remote --env \
             production` in examples/notes-api (locally, `npm start` makes them)"
                .to_owned()
        } else {
            format!("The database refused: {reason}")
        }
    };
    let statement = database.prepare(sql).bind(values).map_err(trouble)?;
    let outcome = statement.all().await.map_err(trouble)?;
    outcome.results().map_err(trouble)
}
