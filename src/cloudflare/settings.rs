//! Settings and bindings, as wrangler deployed them.

use js_sys::{JSON, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use worker::Env;
use worker::worker_sys::types::D1Database;

use crate::endpoint::config::Misconfigured;

/// A variable or a secret as text; a table or a list becomes JSON.
pub(super) fn setting(env: &Env, name: &str) -> Option<String> {
    let value = Reflect::get(env, &JsValue::from_str(name)).ok()?;
    if value.is_undefined() || value.is_null() {
        return None;
    }
    match value.as_string() {
        Some(text) => Some(text),
        None => JSON::stringify(&value).ok()?.as_string(),
    }
}

/// Whether a compatibility flag is on for this Worker.
pub(super) fn has_flag(name: &str) -> bool {
    let flags = Reflect::get(&js_sys::global(), &"Cloudflare".into())
        .and_then(|cloudflare| Reflect::get(&cloudflare, &"compatibilityFlags".into()))
        .and_then(|flags| Reflect::get(&flags, &name.into()));
    flags.is_ok_and(|flag| flag.is_truthy())
}

/// The D1 database, bound as `DB`.
pub(super) fn database(env: &Env) -> Result<D1Database, Misconfigured> {
    match Reflect::get(env, &JsValue::from_str("DB")) {
        Ok(binding) if binding.is_object() => Ok(binding.unchecked_into()),
        _ => Err(Misconfigured::new(
            "no D1 database is bound as DB, as `npm run deploy` does it".to_owned(),
        )),
    }
}

/// The KV namespace for codes, bound as `CODES`.
pub(super) fn namespace(env: &Env) -> Result<JsValue, Misconfigured> {
    match Reflect::get(env, &JsValue::from_str("CODES")) {
        Ok(binding) if binding.is_object() => Ok(binding),
        _ => Err(Misconfigured::new(
            "no KV namespace is bound as CODES, as `npm run deploy` does it".to_owned(),
        )),
    }
}
