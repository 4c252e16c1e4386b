//! [`Runtime`] on Cloudflare Workers. WebCrypto verifies forty times faster than WASM would.

use std::time::Duration;

use js_sys::{Array, JsString, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto};
use worker::{AbortSignal, Date, Delay, Fetch, Method, Request, RequestInit, RequestRedirect};

use super::jwk::{Algorithm, PublicKey};
use super::runtime::{FETCH_SECONDS, Runtime};

/// The runtime a Worker runs on.
pub struct Workerd;

impl Runtime for Workerd {
    type Key = CryptoKey;

    fn now(&self) -> u64 {
        Date::now().as_millis() / 1000
    }

    async fn pause(&self, milliseconds: u32) {
        Delay::from(Duration::from_millis(milliseconds.into())).await;
    }

    async fn fetch(&self, url: &str) -> Result<String, String> {
        let mut init = RequestInit::new();
        init.with_method(Method::Get)
            .with_redirect(RequestRedirect::Manual);
        let trouble = |error: worker::Error| format!("{url} cannot be fetched: {error}");
        let request = Request::new_with_init(url, &init).map_err(trouble)?;
        let deadline =
            AbortSignal::from(web_sys::AbortSignal::timeout_with_u32(FETCH_SECONDS * 1000));
        let mut response = Fetch::Request(request)
            .send_with_signal(&deadline)
            .await
            .map_err(trouble)?;
        match response.status_code() {
            200 => response.text().await.map_err(trouble),
            status => Err(format!("{url} answered with status {status}")),
        }
    }

    async fn import(&self, key: &PublicKey) -> Result<CryptoKey, String> {
        let members: Vec<(&str, JsValue)> = key
            .members
            .iter()
            .map(|(name, value)| (*name, value.into()))
            .collect();
        let usages = Array::of1(&JsString::from("verify"));
        let key = settle(subtle().and_then(|subtle| {
            subtle.import_key_with_object(
                "jwk",
                &record(&members),
                &parameters(key.algorithm),
                false,
                &usages,
            )
        }));
        let key = key.await.ok_or("a public key cannot be imported")?;
        Ok(key.unchecked_into())
    }

    async fn verify(
        &self,
        algorithm: Algorithm,
        key: &CryptoKey,
        signed: &[u8],
        signature: &[u8],
    ) -> Result<bool, String> {
        let verified = settle(subtle().and_then(|subtle| {
            subtle.verify_with_object_and_js_u8_array_and_js_u8_array(
                &parameters(algorithm),
                key,
                &Uint8Array::from(signature),
                &Uint8Array::from(signed),
            )
        }));
        let verified = verified.await.ok_or("a signature cannot be verified")?;
        Ok(verified.as_bool() == Some(true))
    }
}

/// What WebCrypto needs to know about an algorithm, both to import a key and to verify with it.
fn parameters(algorithm: Algorithm) -> Object {
    let name = match algorithm {
        Algorithm::Es256 => "ECDSA",
        Algorithm::Rs256 => "RSASSA-PKCS1-v1_5",
        Algorithm::Ps256 => "RSA-PSS",
        Algorithm::EdDsa => "Ed25519",
    };
    // It ignores what an algorithm has no use for.
    record(&[
        ("name", name.into()),
        ("hash", "SHA-256".into()),
        ("namedCurve", "P-256".into()),
        ("saltLength", 32.into()),
    ])
}

fn subtle() -> Result<SubtleCrypto, JsValue> {
    let crypto = Reflect::get(&js_sys::global(), &"crypto".into())?;
    Ok(Reflect::get(&crypto, &"subtle".into())?.unchecked_into())
}

async fn settle(promise: Result<js_sys::Promise, JsValue>) -> Option<JsValue> {
    JsFuture::from(promise.ok()?).await.ok()
}

fn record(members: &[(&str, JsValue)]) -> Object {
    let record = Object::new();
    for (name, value) in members {
        // Setting a member of a plain object cannot fail.
        let _ = Reflect::set(&record, &JsValue::from_str(name), value);
    }
    record
}
