//! The signing keys as one isolate knows them: loaded once a minute, told apart by the clock.

use std::rc::Rc;

use crate::endpoint::event::{Event, Kind};
use crate::endpoint::isolate::Loaded;
use crate::endpoint::server::Server;
use crate::platform::{Fault, Outcome, Platform, Statement};
use crate::protocol::jose::key_ring::{Key, MAX_AGE, MEMORY, NewKey, REVOKED_WITHIN, State};
use crate::protocol::jose::{Algorithm, KeyRing, PublicKey};
use crate::protocol::timestamp::Timestamp;
use crate::store::signing_keys::{
    HintKey, SigningKey, Which, keys, load_hint_key, load_keys, make_key, open_key, read_keys,
};

/// How old the keys must be, in seconds, before an unknown `kid` makes them load again: it may name a key that
/// another isolate has just made, or be somebody's invention.
const RELOADED_AFTER: i64 = 5;

impl<P: Platform> Server<'_, P> {
    /// The key that signs now. Makes the first one of an algorithm.
    ///
    /// # Errors
    /// A [`Fault`] of the database, of the runtime's cryptography, or of the seal.
    pub async fn signing_key(
        &self,
        algorithm: Algorithm,
    ) -> Result<Rc<SigningKey<P::SigningKey>>, Fault> {
        let (_, key) = self.keys_with(algorithm).await?;
        Ok(key)
    }

    /// The key for verifying what claims to be an access token of ours. A key that is no longer published, or
    /// was revoked, verifies nothing.
    ///
    /// # Errors
    /// A [`Fault`] of the database.
    pub async fn key(&self, kid: &str) -> Result<Option<PublicKey>, Fault> {
        let now = self.platform.now();
        let find = |loaded: &Loaded| {
            let mut published = loaded.ring.published(now);
            let key = published.find(|key| key.kid == kid);
            key.map(|key| key.public.clone())
        };
        let loaded = self.keys().await?;
        let known = loaded.ring.keys.iter().any(|key| key.kid == kid);
        if known || loaded.age(now) < RELOADED_AFTER {
            return Ok(find(&loaded));
        }
        Ok(find(&self.load().await?))
    }

    /// The key for verifying an `id_token_hint`. It may be one that was published long ago: then D1 is asked.
    ///
    /// # Errors
    /// A [`Fault`] of the database.
    pub async fn key_for_hint(&self, kid: &str) -> Result<HintKey, Fault> {
        match self
            .keys()
            .await?
            .ring
            .keys
            .iter()
            .find(|key| key.kid == kid)
        {
            Some(key) if key.revoked_at.is_some() => Ok(HintKey::Revoked),
            Some(key) => Ok(HintKey::Known(key.public.clone())),
            None => load_hint_key(self.platform, kid).await,
        }
    }

    /// Loads the keys unless they are remembered. It runs together with other reads, before it is known which key is needed.
    ///
    /// # Errors
    /// A [`Fault`] of the database.
    pub(crate) async fn remember_keys(&self) -> Result<(), Fault> {
        self.keys().await?;
        Ok(())
    }

    /// The key set, and how long others may keep it, in seconds.
    ///
    /// # Errors
    /// A [`Fault`], as in [`Server::signing_key`].
    pub async fn key_set(&self) -> Result<(Vec<PublicKey>, u32), Fault> {
        // Opens the key that signs, so that a wrong secret shows before anybody relies on the set.
        let (loaded, _) = self.keys_with(Algorithm::Es256).await?;
        let now = self.platform.now();
        let keys = loaded.ring.published(now);
        let left = i64::from(REVOKED_WITHIN) - loaded.age(now);
        Ok((
            keys.map(|key| key.public.clone()).collect(),
            u32::try_from(left).unwrap_or(0).min(MAX_AGE),
        ))
    }

    /// The keys, and the one of them that signs now.
    async fn keys_with(
        &self,
        algorithm: Algorithm,
    ) -> Result<(Loaded, Rc<SigningKey<P::SigningKey>>), Fault> {
        let now = self.platform.now();
        let mut loaded = self.keys().await?;
        if let Some(first) = loaded.ring.first(algorithm, now) {
            self.make(&loaded.ring, first).await?;
            loaded = self.load().await?;
        }
        let key = loaded
            .ring
            .signing(algorithm, now)
            .ok_or_else(|| Fault::new("the signing key that was just made is not there"))?;
        let key = self.opened(key).await?;
        Ok((loaded, key))
    }

    /// The keys, as they were at most a minute ago. While D1 fails, they are kept longer; but nobody, here or
    /// with a copy of the key set, believes them for longer than [`REVOKED_WITHIN`].
    async fn keys(&self) -> Result<Loaded, Fault> {
        if let Some(near) = self.near_keys.borrow().clone() {
            return Ok(near);
        }
        let now = self.platform.now();
        let remembered = self.isolate.keys.ring.borrow().clone();
        let younger = |than: u32| {
            let age = 0..i64::from(than);
            remembered
                .clone()
                .filter(|loaded| age.contains(&loaded.age(now)))
        };
        if let Some(loaded) = younger(MEMORY) {
            return Ok(loaded);
        }
        match self.load().await {
            Ok(loaded) => Ok(loaded),
            Err(fault) => younger(REVOKED_WITHIN).ok_or(fault),
        }
    }

    /// Runs a batch. If it is time to load the keys, the same trip loads them; with `anew`, it does so in any case.
    pub(crate) async fn batch_and_keys(
        &self,
        statements: Vec<Statement>,
        anew: bool,
    ) -> Result<Vec<Outcome>, Fault> {
        let (outcomes, keys) = self.batch_then_keys(statements, anew).await?;
        keys?;
        Ok(outcomes)
    }

    /// The same for a batch that counts even if something is wrong with the keys.
    ///
    /// # Errors
    /// A [`Fault`] of the batch; then it had no effect.
    pub(crate) async fn batch_then_keys(
        &self,
        mut statements: Vec<Statement>,
        anew: bool,
    ) -> Result<(Vec<Outcome>, Result<(), Fault>), Fault> {
        let at = self.platform.now();
        let due = anew || self.keys_are_due();
        if due {
            statements.push(keys(Which::Live));
        }
        let mut outcomes = self.platform.batch(statements).await?;
        let keys = match outcomes.pop_if(|_| due) {
            None => Ok(()),
            Some(found) => match read_keys(&found) {
                Ok(ring) => self.take(ring, at).await.map(drop),
                Err(damaged) => Err(damaged),
            },
        };
        Ok((outcomes, keys))
    }

    /// Whether the keys are to be loaded before they are used again.
    pub(crate) fn keys_are_due(&self) -> bool {
        let (now, memory) = (self.platform.now(), 0..i64::from(MEMORY));
        let ring = self.isolate.keys.ring.borrow();
        !ring
            .as_ref()
            .is_some_and(|it| memory.contains(&it.age(now)))
    }

    /// The keys that sign now with these algorithms, by their `kid`, as far as they are known.
    pub(crate) fn signing_now(&self, algorithms: [Algorithm; 2]) -> Vec<String> {
        let now = self.platform.now();
        let near = self.near_keys.borrow().clone();
        let ring = near.or_else(|| self.isolate.keys.ring.borrow().clone());
        let mut kids = Vec::new();
        for algorithm in algorithms {
            let key = ring.as_ref().and_then(|it| it.ring.signing(algorithm, now));
            let kid = key.map(|key| key.kid.clone());
            // The same key is looked for only once.
            kids.extend(kid.filter(|kid| !kids.contains(kid)));
        }
        kids
    }

    /// Loads the keys, and makes those that are missing and those that the owner asked for.
    async fn load(&self) -> Result<Loaded, Fault> {
        // Taken before reading: what is read cannot be older than this.
        let at = self.platform.now();
        self.take(load_keys(self.platform, Which::Live).await?, at)
            .await
    }

    /// Takes over the keys that were read after `at`.
    pub(super) async fn take(&self, mut ring: KeyRing, at: Timestamp) -> Result<Loaded, Fault> {
        let missing: Vec<NewKey> = ring.missing(at).collect();
        let asked: Vec<NewKey> = ring.asked(at).collect();
        for new in missing.iter().chain(&asked) {
            let made = self.make(&ring, *new).await;
            // Everybody needs the first ES256 key. Whoever needs another key asks for it and hears what is
            // wrong; the existing keys work without it.
            if ring.signing(Algorithm::Es256, at).is_none() {
                made?;
            }
        }
        if !missing.is_empty() || !asked.is_empty() {
            ring = load_keys(self.platform, Which::Live).await?;
        }
        let known = |kid: &str| ring.keys.iter().any(|key| key.kid == kid);
        let keys = &self.isolate.keys;
        keys.opened.borrow_mut().retain(|key| known(&key.kid));
        let loaded = Loaded {
            ring: Rc::new(ring),
            at,
        };
        *keys.ring.borrow_mut() = Some(loaded.clone());
        // From here on, the primary's count.
        self.near_keys.take();
        Ok(loaded)
    }

    /// Makes a key, unless somebody else does so meanwhile, and only with the right secret: a key sealed under
    /// a wrong one would have to sign one day, and could not.
    async fn make(&self, ring: &KeyRing, new: NewKey) -> Result<(), Fault> {
        let now = self.platform.now();
        for key in &ring.keys {
            if ring.state(key, now) == State::Signing {
                self.opened(key).await?;
            }
        }
        if let Some(kid) = make_key(self.platform, &self.config.keys, new).await? {
            self.tell(Event::new(Kind::KeyMade).key(&kid));
        }
        Ok(())
    }

    async fn opened(&self, key: &Key) -> Result<Rc<SigningKey<P::SigningKey>>, Fault> {
        let opened = &self.isolate.keys.opened;
        let remembered = |kid: &str| opened.borrow().iter().find(|key| key.kid == kid).cloned();
        if let Some(key) = remembered(&key.kid) {
            return Ok(key);
        }
        let key = Rc::new(open_key(self.platform, &self.config.keys, key).await?);
        // Another request may have opened it meanwhile.
        if remembered(&key.kid).is_none() {
            opened.borrow_mut().push(Rc::clone(&key));
        }
        Ok(key)
    }
}
