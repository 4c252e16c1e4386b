//! Settings and bindings of `wrangler.toml`.

use js_sys::{JSON, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use worker::worker_sys::types::D1Database;
use worker::{Env, KvStore};

use crate::endpoint::config::Misconfigured;

/// A variable or a secret as text; one that `wrangler.toml` gives as a table or a list, as JSON.
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

/// The D1 database that is bound as `name`.
pub(super) fn database(env: &Env, name: &str) -> Result<D1Database, Misconfigured> {
    match Reflect::get(env, &JsValue::from_str(name)) {
        Ok(binding) if binding.is_object() => Ok(binding.unchecked_into()),
        _ => Err(unbound("D1 database", "d1_databases", name)),
    }
}

/// The KV namespace that is bound as `name`.
pub(super) fn namespace(env: &Env, name: &str) -> Result<KvStore, Misconfigured> {
    KvStore::from_this(env, name).map_err(|_| unbound("KV namespace", "kv_namespaces", name))
}

fn unbound(kind: &str, table: &str, name: &str) -> Misconfigured {
    Misconfigured(format!(
        "no {kind} is bound as {name}; give wrangler.toml its [[{table}]]"
    ))
}
