//! The runtime of the guard's tests, whose clock and network the tests control, and tokens and proofs for it.
//! It verifies ES256; the suite on workerd covers the other algorithms.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::future::poll_fn;
use std::task::Poll;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::{Signer, Verifier};
use p256::ecdsa::{Signature, SigningKey, VerifyingKey};
use serde_json::{Value, json};

use super::super::jwk::sha256;
use super::super::{Algorithm, Guard, PublicKey, Request, Runtime, UsedProofs};

pub(super) const ISSUER: &str = "https://issuer.example";
pub(super) const API: &str = "https://api.example";
pub(super) const METADATA: &str = "https://issuer.example/.well-known/openid-configuration";
pub(super) const JWKS: &str = "https://issuer.example/keys";
pub(super) const NOW: u64 = 1_800_000_000;

pub(super) struct Bench {
    pub(super) now: Cell<u64>,
    pub(super) pages: RefCell<HashMap<String, String>>,
    pub(super) fetched: RefCell<Vec<String>>,
    pub(super) used: RefCell<HashSet<String>>,
}

impl Runtime for &Bench {
    type Key = VerifyingKey;

    fn now(&self) -> u64 {
        self.now.get()
    }

    async fn pause(&self, _: u32) {
        once_pending().await;
    }

    async fn fetch(&self, url: &str) -> Result<String, String> {
        self.fetched.borrow_mut().push(url.to_owned());
        // As on a network, other tasks run before the answer comes.
        once_pending().await;
        let pages = self.pages.borrow();
        pages.get(url).cloned().ok_or_else(|| "down".to_owned())
    }

    async fn import(&self, key: &PublicKey) -> Result<VerifyingKey, String> {
        let [_, _, (_, x), (_, y)] = key.members.as_slice() else {
            return Err("not a P-256 key".to_owned());
        };
        let bytes = |part: &String| URL_SAFE_NO_PAD.decode(part).unwrap_or_default();
        let point = [vec![4], bytes(x), bytes(y)].concat();
        VerifyingKey::from_sec1_bytes(&point).map_err(|error| error.to_string())
    }

    async fn verify(
        &self,
        algorithm: Algorithm,
        key: &VerifyingKey,
        signed: &[u8],
        signature: &[u8],
    ) -> Result<bool, String> {
        assert_eq!(algorithm, Algorithm::Es256);
        let signature = Signature::from_slice(signature);
        Ok(signature.is_ok_and(|signature| key.verify(signed, &signature).is_ok()))
    }
}

impl UsedProofs for Bench {
    async fn first_use(&self, id: &str, until: u64) -> Result<bool, String> {
        assert!(until >= self.now.get(), "{until}");
        once_pending().await;
        Ok(self.used.borrow_mut().insert(id.to_owned()))
    }
}

/// Lets another future run once.
async fn once_pending() {
    let mut again = false;
    poll_fn(|context| {
        if again {
            return Poll::Ready(());
        }
        again = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

fn signing_key(seed: u8) -> SigningKey {
    SigningKey::from_slice(&[seed; 32]).expect("a scalar in range")
}

pub(super) fn jwk(seed: u8, kid: &str) -> Value {
    let point = signing_key(seed).verifying_key().to_sec1_point(false);
    let part = |range: std::ops::Range<usize>| URL_SAFE_NO_PAD.encode(&point.as_bytes()[range]);
    json!({ "kty": "EC", "crv": "P-256", "kid": kid, "x": part(1..33), "y": part(33..65),
            "alg": "ES256", "use": "sig", "key_ops": ["verify"] })
}

impl Bench {
    pub(super) fn new() -> Self {
        let bench = Self {
            now: Cell::new(NOW),
            pages: RefCell::new(HashMap::new()),
            fetched: RefCell::new(Vec::new()),
            used: RefCell::new(HashSet::new()),
        };
        bench.publish(METADATA, json!({ "issuer": ISSUER, "jwks_uri": JWKS }));
        bench.publish(JWKS, json!({ "keys": [jwk(1, "one")] }));
        bench
    }

    pub(super) fn publish(&self, url: &str, page: Value) {
        let mut pages = self.pages.borrow_mut();
        pages.insert(url.to_owned(), page.to_string());
    }

    pub(super) fn guard(&self) -> Guard<&Self> {
        Guard::new(ISSUER, API, self).expect("two good addresses")
    }
}

pub(super) fn header() -> Value {
    json!({ "alg": "ES256", "typ": "at+jwt", "kid": "one" })
}

pub(super) fn claims() -> Value {
    json!({ "iss": ISSUER, "sub": "u1", "aud": [API, ISSUER], "client_id": "app",
            "scope": "profile notes:read", "iat": NOW - 10, "exp": NOW + 590, "jti": "j" })
}

/// The object with some members replaced; `null` removes one.
pub(super) fn with(mut object: Value, changes: Value) -> Value {
    let members = object.as_object_mut().expect("an object");
    for (name, value) in changes.as_object().expect("an object") {
        members.remove(name);
        if !value.is_null() {
            members.insert(name.clone(), value.clone());
        }
    }
    object
}

/// `GET /notes` with these two headers.
pub(super) fn request<'a>(authorization: Option<&'a str>, proof: Option<&'a str>) -> Request<'a> {
    Request {
        method: "GET",
        url: "https://api.example/notes",
        authorization,
        proof,
    }
}

/// An access token bound to this P-256 key (RFC 7638 section 3).
pub(super) fn bound_token(jwk: &Value) -> String {
    let jkt = sha256(&format!(
        "{{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":{},\"y\":{}}}",
        jwk["x"], jwk["y"]
    ));
    token(
        &header(),
        &with(claims(), json!({ "cnf": { "jkt": jkt } })),
        1,
    )
}

pub(super) fn proof_header(seed: u8) -> Value {
    let jwk = jwk(seed, "");
    json!({ "typ": "dpop+jwt", "alg": "ES256",
            "jwk": { "kty": "EC", "crv": "P-256", "x": jwk["x"], "y": jwk["y"] } })
}

/// What a proof for [`request`] with `token` says.
pub(super) fn proof_claims(token: &str) -> Value {
    json!({ "jti": "p1", "htm": "GET", "htu": "https://api.example/notes", "iat": NOW,
            "ath": sha256(token) })
}

/// A JWT, signed with the key of `seed`.
pub(super) fn token(header: &Value, claims: &Value, seed: u8) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(header), part(claims));
    let signature: Signature = signing_key(seed).sign(signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
}
