//! The issuer's public keys, fetched when needed and kept.

use std::cell::RefCell;

use serde::Deserialize;

use super::jwk::{Algorithm, Jwk, PublicKey};
use super::runtime::{FETCH_SECONDS, Runtime};
use super::well_known::{below, is_below};

/// How long a key set is used before it is fetched again, in seconds. A key that the issuer withdrew is refused
/// after this time, or, if the issuer cannot be reached then, as soon as it can be reached again.
const FRESH: u64 = 600;
/// Whatever `kid` callers invent, the keys are not fetched again within this time, in seconds.
const REFETCH: u64 = 30;
/// The same after a failed fetch, in seconds.
const RETRY: u64 = 2;
/// After this time, in seconds, a fetch is taken for dead: the request that made it was cut off.
/// It has two fetches to make.
const ABANDONED: u64 = 2 * FETCH_SECONDS as u64 + 1;
/// How often a request checks whether another's fetch is done, in milliseconds.
const LOOK_AGAIN: u32 = 20;
/// No issuer has this many keys.
const MAX_KEYS: usize = 16;

/// What is known about a `kid`.
#[derive(Debug)]
pub(super) enum Lookup<K> {
    /// This key.
    Found(K),
    /// The issuer has no such key.
    Absent,
    /// The issuer could not be asked, for this reason.
    Unreachable(String),
}

/// The keys of one issuer, as one isolate knows them.
pub(super) struct KeySet<K>(RefCell<State<K>>);

struct State<K> {
    keys: Vec<(String, K)>,
    /// When `keys` came.
    fetched_at: Option<u64>,
    /// When the last fetch ended, and why it failed if it did.
    last: Option<(u64, Option<String>)>,
    /// When the current fetch began.
    fetching_since: Option<u64>,
}

/// What a request that needs a key does next.
enum Step<K> {
    Done(Lookup<K>),
    Wait,
    Fetch,
}

impl<K: Clone> KeySet<K> {
    pub(super) fn new() -> Self {
        Self(RefCell::new(State {
            keys: Vec::new(),
            fetched_at: None,
            last: None,
            fetching_since: None,
        }))
    }

    /// The issuer's key `kid`.
    pub(super) async fn find<R>(&self, runtime: &R, issuer: &str, kid: &str) -> Lookup<K>
    where
        R: Runtime<Key = K>,
    {
        loop {
            let step = self.0.borrow_mut().step(kid, runtime.now());
            match step {
                Step::Done(lookup) => return lookup,
                // A request cannot await what another one started (the runtime forbids it), so it polls until
                // the other is done.
                Step::Wait => runtime.pause(LOOK_AGAIN).await,
                Step::Fetch => {
                    let fetched = fetch_keys(runtime, issuer).await;
                    self.0.borrow_mut().save(fetched, runtime.now());
                }
            }
        }
    }
}

impl<K: Clone> State<K> {
    fn step(&mut self, kid: &str, now: u64) -> Step<K> {
        let known = self.keys.iter().find(|(name, _)| name == kid);
        let known = known.map(|(_, key)| key.clone());
        let fresh = self.fetched_at.is_some_and(|at| now < at + FRESH);
        if fresh && let Some(key) = known {
            return Step::Done(Lookup::Found(key));
        }
        if self.fetching_since.is_some_and(|at| now < at + ABANDONED) {
            return known.map_or(Step::Wait, |key| Step::Done(Lookup::Found(key)));
        }
        if let Some((at, failure)) = &self.last {
            let pause = if failure.is_some() { RETRY } else { REFETCH };
            if now < at + pause {
                // An issuer that is down must not take this API down: old keys stay valid.
                return Step::Done(match (known, failure) {
                    (Some(key), _) => Lookup::Found(key),
                    (None, Some(reason)) => Lookup::Unreachable(reason.clone()),
                    (None, None) => Lookup::Absent,
                });
            }
        }
        self.fetching_since = Some(now);
        Step::Fetch
    }

    fn save(&mut self, fetched: Result<Vec<(String, K)>, String>, now: u64) {
        self.fetching_since = None;
        match fetched {
            Ok(keys) => {
                self.keys = keys;
                self.fetched_at = Some(now);
                self.last = Some((now, None));
            }
            Err(reason) => self.last = Some((now, Some(reason))),
        }
    }
}

/// The ES256 keys of `issuer`, found through its metadata (OpenID Connect Discovery section 4). All that is
/// fetched is below the issuer: if it has a path, the root of its host may be somebody else's.
async fn fetch_keys<R: Runtime>(
    runtime: &R,
    issuer: &str,
) -> Result<Vec<(String, R::Key)>, String> {
    #[derive(Deserialize)]
    struct Metadata {
        issuer: String,
        jwks_uri: String,
    }
    #[derive(Deserialize)]
    struct JwkSet {
        // Parsed one by one: a key of an unknown kind must not hide the others (RFC 7517 section 5).
        keys: Vec<serde_json::Value>,
    }
    let url = format!("{}/.well-known/openid-configuration", below(issuer));
    let body = runtime.fetch(&url).await?;
    let metadata: Metadata = serde_json::from_str(&body)
        .map_err(|error| format!("{url} is not authorization server metadata: {error}"))?;
    // OpenID Connect Discovery section 4.3.
    if metadata.issuer != issuer {
        return Err(format!("{url} names another issuer: {}", metadata.issuer));
    }
    if !is_below(&metadata.jwks_uri, issuer) {
        return Err(format!(
            "{url} has its keys elsewhere than below the issuer: {}",
            metadata.jwks_uri
        ));
    }
    let body = runtime.fetch(&metadata.jwks_uri).await?;
    let set: JwkSet = serde_json::from_str(&body)
        .map_err(|error| format!("{} is not a JWK set: {error}", metadata.jwks_uri))?;
    let mut keys = Vec::new();
    for value in set.keys.into_iter().take(MAX_KEYS) {
        let Ok(jwk) = serde_json::from_value::<Jwk>(value) else {
            continue;
        };
        if let Some(kid) = jwk.kid.clone()
            && let Some(key) = PublicKey::parse(Algorithm::Es256, &jwk)
            && let Ok(key) = runtime.import(&key).await
        {
            keys.push((kid, key));
        }
    }
    Ok(keys)
}
