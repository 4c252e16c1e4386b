//! The notes and the used proofs in D1. Time and identifiers come from SQLite itself.

use serde::de::{DeserializeOwned, IgnoredAny};
use wasm_bindgen::JsValue;
use worker::Env;

use crate::guard::UsedProofs;
use crate::note::Note;

const LIST: &str = "SELECT id, text, created_at FROM notes WHERE sub = ?1 \
                    ORDER BY created_at DESC, id DESC LIMIT 100";

const ADD: &str = "INSERT INTO notes (sub, created_at, id, text) \
                   VALUES (?1, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), lower(hex(randomblob(16))), ?2) \
                   RETURNING id, text, created_at";

const CLEAR: &str = "DELETE FROM notes WHERE sub = ?1";

// Decides in one statement which of several requests was first: only that one gets a row back.
const USE_PROOF: &str = "INSERT INTO dpop_proofs (id, expires_at) VALUES (?1, ?2) \
                         ON CONFLICT DO NOTHING RETURNING id";

const SWEEP: &str = "DELETE FROM dpop_proofs WHERE expires_at < unixepoch()";

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

/// Deletes every note of `sub`.
///
/// # Errors
/// A sentence for the log; then nothing was deleted.
pub(super) async fn delete_notes(env: &Env, sub: &str) -> Result<(), String> {
    run::<IgnoredAny>(env, CLEAR, &[sub.into()]).await?;
    Ok(())
}

/// The table of used proofs.
pub(super) struct Proofs<'a>(pub(super) &'a Env);

impl UsedProofs for Proofs<'_> {
    async fn first_use(&self, id: &str, until: u64) -> Result<bool, String> {
        // A JavaScript number represents such a time exactly.
        #[allow(clippy::cast_precision_loss, reason = "exact for 285 million years")]
        let until = until as f64;
        let rows: Vec<IgnoredAny> = run(self.0, USE_PROOF, &[id.into(), until.into()]).await?;
        Ok(!rows.is_empty())
    }
}

/// Forgets the proofs that are too old to be accepted anyway.
///
/// # Errors
/// A sentence for the log; then nothing was forgotten, and tomorrow's run tries again.
pub(super) async fn sweep(env: &Env) -> Result<(), String> {
    run::<IgnoredAny>(env, SWEEP, &[]).await?;
    Ok(())
}

async fn run<T: DeserializeOwned>(
    env: &Env,
    sql: &str,
    values: &[JsValue],
) -> Result<Vec<T>, String> {
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
