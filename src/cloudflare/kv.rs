//! [`Kv`] over Workers KV.

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::settings::namespace;
use super::{Edge, message};
use crate::platform::{Fault, Kv};

impl Kv for Edge {
    async fn put(&self, key: &str, value: String, ttl: u32) -> Result<(), Fault> {
        self.cost.kv_writes.update(|count| count + 1);
        let options = Object::new();
        Reflect::set(&options, &"expirationTtl".into(), &ttl.into()).map_err(fault)?;
        self.ask("put", &[key.into(), value.into(), options.into()])
            .await?;
        Ok(())
    }

    async fn get(&self, key: &str) -> Result<Option<String>, Fault> {
        self.cost.kv_reads.update(|count| count + 1);
        let value = self.ask("get", &[key.into(), "text".into()]).await?;
        Ok(value.as_string())
    }
}

impl Edge {
    /// One call of the namespace. Avoids the crate's own type, which pulls in every way to write a number.
    async fn ask(&self, method: &str, arguments: &[JsValue]) -> Result<JsValue, Fault> {
        let namespace = namespace(&self.env).map_err(|wrong| Fault::new(wrong.sentence()))?;
        let call: Function = Reflect::get(&namespace, &method.into())
            .map_err(fault)?
            .unchecked_into();
        let arguments = arguments.iter().collect();
        let promise: Promise = Reflect::apply(&call, &namespace, &arguments)
            .map_err(fault)?
            .unchecked_into();
        JsFuture::from(promise).await.map_err(fault)
    }
}

fn fault(error: JsValue) -> Fault {
    Fault::new(format!("KV: {}", message(&error)))
}
