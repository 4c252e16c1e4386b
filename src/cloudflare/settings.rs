//! The bindings that wrangler deployed.

use wasm_bindgen::JsValue;

use super::border;
use crate::endpoint::config::Misconfigured;

/// The D1 database is bound as `DB`.
pub(super) fn database(env: &JsValue) -> Result<(), Misconfigured> {
    if border::is_bound(env, "DB") {
        return Ok(());
    }
    Err(Misconfigured::new(
        "no D1 database is bound as DB, as `npm run deploy` does it".to_owned(),
    ))
}

/// The KV namespace for codes is bound as `CODES`.
pub(super) fn namespace(env: &JsValue) -> Result<(), Misconfigured> {
    if border::is_bound(env, "CODES") {
        return Ok(());
    }
    Err(Misconfigured::new(
        "no KV namespace is bound as CODES, as `npm run deploy` does it".to_owned(),
    ))
}
