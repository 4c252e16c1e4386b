//! [`Mailer`] over Cloudflare's `send_email` binding.

use std::time::Duration;

use futures_util::future::{Either, select};
use js_sys::{Array, Function, JSON, Promise, Reflect};
use serde_json::Value;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use worker::Env;

use super::Edge;
use crate::platform::{Mail, Mailer};
use crate::protocol::json::{self, members};

/// The name of the binding in `wrangler.toml`.
const BINDING: &str = "EMAIL";

/// How long the binding may take, in seconds: after its answer to a person a Worker has half a minute.
const PATIENCE: u64 = 10;

/// Whether there is a binding.
pub(super) fn is_bound(env: &Env) -> bool {
    binding(env).is_ok()
}

impl Mailer for Edge {
    async fn send_mail(&self, mail: &Mail) -> Result<(), String> {
        let sent = send(&self.env, mail).map_err(|error| code(&error))?;
        let sent = std::pin::pin!(JsFuture::from(sent));
        let late = std::pin::pin!(worker::Delay::from(Duration::from_secs(PATIENCE)));
        match select(sent, late).await {
            Either::Left((sent, _)) => sent.map(drop).map_err(|error| code(&error)),
            Either::Right(_) => Err("no answer".to_owned()),
        }
    }
}

fn binding(env: &Env) -> Result<JsValue, JsValue> {
    let binding = Reflect::get(env, &BINDING.into())?;
    if binding.is_object() || binding.is_function() {
        Ok(binding)
    } else {
        Err("no binding".into())
    }
}

fn send(env: &Env, mail: &Mail) -> Result<Promise, JsValue> {
    let binding = binding(env)?;
    // The binding may be another worker that stands in for it. Its methods and promises are objects of their own kind, and even
    // `call` would be a method over there.
    let send: Function = Reflect::get(&binding, &"send".into())?.unchecked_into();
    let address = mail.from.address.as_str();
    let from: Value = match &mail.from.name {
        Some(name) => members! { "email": address, "name": name.as_str() },
        None => address.into(),
    };
    let message = members! {
        "from": from, "to": mail.to.as_str(), "subject": mail.subject.as_str(), "text": mail.text.as_str(), "html": mail.html.as_str(),
    };
    let message = JSON::parse(&json::write(&message))?;
    let arguments = Array::of1(&message);
    Ok(Promise::resolve(&Reflect::apply(
        &send, &binding, &arguments,
    )?))
}

/// The code of an error. What it says besides may name the person, so nobody repeats that.
fn code(error: &JsValue) -> String {
    let code = Reflect::get(error, &"code".into()).ok();
    let code = code.and_then(|code| code.as_string());
    code.unwrap_or_else(|| "an error without a code".to_owned())
}
