//! The issuer's public keys (RFC 7517), and what they signed. WebCrypto verifies.

use std::cell::RefCell;

use http::StatusCode;
use js_sys::{Array, JSON, JsString, Object, Reflect, Uint8Array};
use serde::Deserialize;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto};

use super::fetch::{NoAnswer, load};
use super::now;
use crate::jwt::{Fault, Unverified, Verified};

/// How long keys are believed without asking again, in seconds. Edgegrant publishes a key a day before it signs
/// with it; a revoked key is refused here after this time.
const KEYS_SECONDS: u64 = 300;
/// Whatever keys callers invent, the issuer is not asked again within this time, in seconds.
const REFETCH_SECONDS: u64 = 30;
/// ES256, as WebCrypto calls it.
const ES256: &str = r#"{"name":"ECDSA","namedCurve":"P-256","hash":"SHA-256"}"#;

thread_local! {
    static KEYS: RefCell<Option<Keys>> = const { RefCell::new(None) };
}

struct Keys {
    fetched_at: u64,
    keys: Vec<(String, CryptoKey)>,
}

/// Why a JWT is not believed.
pub(super) enum Failure {
    /// It breaks a rule.
    Fault(Fault),
    /// The keys cannot be had: a sentence for the log.
    Trouble(String),
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// The JWT, if one of the keys at `jwks_uri` signed it.
pub(super) async fn verify(jwks_uri: &str, text: &str) -> Result<Verified, Failure> {
    let jwt = Unverified::parse(text)?;
    let key = find(jwks_uri, &jwt.kid).await.map_err(Failure::Trouble)?;
    let verified = match key {
        None => false,
        Some(key) => {
            let promise = subtle().and_then(|subtle| {
                subtle.verify_with_object_and_js_u8_array_and_js_u8_array(
                    &algorithm()?,
                    &key,
                    &Uint8Array::from(jwt.signature.as_slice()),
                    &Uint8Array::from(jwt.signed),
                )
            });
            settle(promise).await.and_then(|it| it.as_bool()) == Some(true)
        }
    };
    if verified {
        Ok(jwt.verified())
    } else {
        Err(Fault::Signature.into())
    }
}

async fn find(jwks_uri: &str, kid: &str) -> Result<Option<CryptoKey>, String> {
    let known = KEYS.with_borrow(|known| {
        let known = known.as_ref()?;
        let age = now().saturating_sub(known.fetched_at);
        match known.find(kid) {
            Some(key) if age < KEYS_SECONDS => Some(Some(key)),
            None if age < REFETCH_SECONDS => Some(None),
            _ => None,
        }
    });
    if let Some(key) = known {
        return Ok(key);
    }
    let keys = Keys {
        fetched_at: now(),
        keys: fetch(jwks_uri).await?,
    };
    let key = keys.find(kid);
    KEYS.set(Some(keys));
    Ok(key)
}

impl Keys {
    fn find(&self, kid: &str) -> Option<CryptoKey> {
        let found = self.keys.iter().find(|(name, _)| name == kid);
        found.map(|(_, key)| key.clone())
    }
}

async fn fetch(jwks_uri: &str) -> Result<Vec<(String, CryptoKey)>, String> {
    #[derive(Deserialize)]
    struct JwkSet {
        // One by one: a key of an unknown kind must not hide the others (RFC 7517 section 5).
        keys: Vec<serde_json::Value>,
    }
    let answer = load(jwks_uri, None).await;
    let answer = answer.map_err(|NoAnswer(reason)| reason)?;
    if answer.status() != StatusCode::OK {
        let status = answer.status();
        return Err(format!("{jwks_uri} answered with status {status}"));
    }
    let set: JwkSet = serde_json::from_slice(answer.body())
        .map_err(|error| format!("{jwks_uri} is not a JWK set: {error}"))?;
    let mut keys = Vec::new();
    for jwk in set.keys {
        if let (Some(kid), Some("P-256")) = (jwk["kid"].as_str(), jwk["crv"].as_str())
            && let Some(key) = import(&jwk).await
        {
            keys.push((kid.to_owned(), key));
        }
    }
    Ok(keys)
}

/// `None` when it is not a public key for ES256 signatures.
async fn import(jwk: &serde_json::Value) -> Option<CryptoKey> {
    let jwk: Object = JSON::parse(&jwk.to_string()).ok()?.unchecked_into();
    let usages = Array::of1(&JsString::from("verify"));
    let promise = subtle().and_then(|subtle| {
        subtle.import_key_with_object("jwk", &jwk, &algorithm()?, false, &usages)
    });
    Some(settle(promise).await?.unchecked_into())
}

fn algorithm() -> Result<Object, JsValue> {
    Ok(JSON::parse(ES256)?.unchecked_into())
}

fn subtle() -> Result<SubtleCrypto, JsValue> {
    let crypto = Reflect::get(&js_sys::global(), &"crypto".into())?;
    Ok(Reflect::get(&crypto, &"subtle".into())?.unchecked_into())
}

async fn settle(promise: Result<js_sys::Promise, JsValue>) -> Option<JsValue> {
    JsFuture::from(promise.ok()?).await.ok()
}
