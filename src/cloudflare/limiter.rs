//! [`Limiter`] over the Workers rate limiting binding.

use std::cell::Cell;

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::{Edge, log};
use crate::platform::Limiter;

/// The name of the binding in `wrangler.toml`.
const BINDING: &str = "RATE_LIMIT";

thread_local! {
    static SAID: Cell<bool> = const { Cell::new(false) };
}

impl Limiter for Edge {
    async fn admits(&self, key: &str) -> bool {
        // A limiter in trouble must not keep everybody out.
        self.limit(key).await.unwrap_or(true)
    }
}

impl Edge {
    async fn limit(&self, key: &str) -> Result<bool, JsValue> {
        let binding = Reflect::get(&self.env, &BINDING.into())?;
        if !binding.is_object() {
            if !SAID.replace(true) {
                log::missing(
                    "no rate limiter is bound as RATE_LIMIT; give the Worker its [[ratelimits]], as `npm run deploy` does it, or \
                     strangers are held back by the daily limits alone",
                );
            }
            return Ok(true);
        }
        let limit: Function = Reflect::get(&binding, &"limit".into())?.dyn_into()?;
        let asked = Object::new();
        Reflect::set(&asked, &"key".into(), &key.into())?;
        let promise: Promise = limit.call1(&binding, &asked)?.dyn_into()?;
        let outcome = JsFuture::from(promise).await?;
        let success = Reflect::get(&outcome, &"success".into())?;
        Ok(success.as_bool().unwrap_or(true))
    }
}
