//! The life of a signing key, as a function of time: published before it signs (so that everybody knows it by
//! then), and kept until the last thing it signed has expired.
//!
//! Nothing is saved when a key passes from one state to the next: each isolate works it out from the clock, and
//! all of them switch in the same second.

use super::algorithm::Algorithm;
use super::jwk::PublicKey;
use crate::protocol::lifetime::{LONGEST_FAMILY, LONGEST_SIGNED};
use crate::protocol::secret::Secret;
use crate::protocol::timestamp::Timestamp;

/// How long an isolate uses the keys that it has loaded, in seconds.
pub const MEMORY: u32 = 60;

/// How long others may keep the key set, in seconds.
pub const MAX_AGE: u32 = 240;

/// How long a revocation is said to take, in seconds: after that, nobody who obeys [`MAX_AGE`] trusts the key.
pub const REVOKED_WITHIN: u32 = MEMORY + MAX_AGE;

/// How long a key that the daily event makes is published before it signs, in seconds: one day.
pub const LEAD: u32 = 24 * 3600;

/// The same for a key that the owner asks for, in seconds. A client that ignores caching headers and keeps the
/// key set for five minutes beyond [`REVOKED_WITHIN`] knows the key after ten.
pub const SHORT_LEAD: u32 = 15 * 60;

/// How long a key is published after its successor took over, in seconds: an hour longer than what it signed can
/// live.
pub const RETENTION: u32 = LONGEST_SIGNED + 3600;

/// How long the public half is kept after that, in seconds: 420 days. Until then an ID token is recognized as
/// an `id_token_hint` (OpenID Connect RP-Initiated Logout 1.0 section 2), which an app keeps for as long as a
/// token family lives.
pub const HINT_RETENTION: u32 = LONGEST_FAMILY + 20 * 24 * 3600;

/// How often keys are tended, in seconds.
const TENDED_EVERY: u32 = 24 * 3600;

/// The algorithms that this server signs with.
pub const ALGORITHMS: [Algorithm; 3] = [Algorithm::Es256, Algorithm::Rs256, Algorithm::EdDsa];

/// Reads `id_token_signed_response_alg` or `userinfo_signed_response_alg`.
#[must_use]
pub fn signing_algorithm(name: &str) -> Option<Algorithm> {
    ALGORITHMS.into_iter().find(|known| known.as_str() == name)
}

/// A signing key, as it is stored.
#[derive(Debug, Clone)]
pub struct Key {
    /// `kid`: the RFC 7638 thumbprint of the public half.
    pub kid: String,
    /// One of [`ALGORITHMS`].
    pub algorithm: Algorithm,
    /// Its place among the keys of this algorithm, from 1.
    pub sequence: u32,
    /// The public half.
    pub public: PublicKey,
    /// The private half, sealed. Empty once it is destroyed.
    pub sealed: Secret,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it begins to sign.
    pub signs_from: Timestamp,
    /// Whether the owner asked for a successor.
    pub rotation_asked: bool,
    /// When the owner revoked it.
    pub revoked_at: Option<Timestamp>,
}

/// Where a key is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Published, to sign later.
    Next,
    /// Published, and the one that signs.
    Signing,
    /// Still published, for what it signed.
    Retired,
    /// Only used to recognize old ID tokens.
    Archived,
    /// Not trusted for anything.
    Revoked,
}

impl State {
    /// The word that `npm run keys -- list` uses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Next => "next",
            Self::Signing => "signing",
            Self::Retired => "retired",
            Self::Archived => "archived",
            Self::Revoked => "revoked",
        }
    }
}

/// A key to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewKey {
    /// One of [`ALGORITHMS`].
    pub algorithm: Algorithm,
    /// Whoever inserts this number first has made it.
    pub sequence: u32,
    /// When it begins to sign.
    pub signs_from: Timestamp,
}

/// What the daily tending has to do.
#[derive(Debug, Default)]
pub struct Chores<'a> {
    /// Keys to make.
    pub make: Vec<NewKey>,
    /// Keys whose private half has to go.
    pub destroy: Vec<&'a Key>,
    /// Keys that nothing needs any more.
    pub delete: Vec<&'a Key>,
}

/// All keys, of every algorithm.
#[derive(Debug, Clone, Default)]
pub struct KeyRing {
    /// The keys, in any order. Those that are archived may be left out.
    pub keys: Vec<Key>,
    /// The algorithms that clients registered and that have no key.
    pub wanted: Vec<Algorithm>,
}

impl KeyRing {
    /// The key that signs now; `None` when one has to be made, see [`KeyRing::first`]. When the signing key was
    /// revoked, the next one takes over early.
    #[must_use]
    pub fn signing(&self, algorithm: Algorithm, now: Timestamp) -> Option<&Key> {
        // A key that has begun to sign has superseded all keys before it.
        self.live(algorithm, now).min_by_key(|key| key.sequence)
    }

    /// The keys of the key set: nothing that was signed with any other key is to be believed.
    pub fn published(&self, now: Timestamp) -> impl Iterator<Item = &Key> {
        let published = [State::Signing, State::Next, State::Retired];
        self.keys
            .iter()
            .filter(move |key| published.contains(&self.state(key, now)))
    }

    /// Where a key of this ring is in its life.
    #[must_use]
    pub fn state(&self, key: &Key, now: Timestamp) -> State {
        if key.revoked_at.is_some() {
            return State::Revoked;
        }
        match self.superseded_at(key) {
            Some(at) if at.plus(RETENTION) <= now => State::Archived,
            Some(at) if at <= now => State::Retired,
            _ => match self.signing(key.algorithm, now) {
                Some(signing) if signing.sequence == key.sequence => State::Signing,
                _ => State::Next,
            },
        }
    }

    /// When the successor took over, or will.
    #[must_use]
    pub fn superseded_at(&self, key: &Key) -> Option<Timestamp> {
        self.keys
            .iter()
            .filter(|later| later.algorithm == key.algorithm && later.sequence > key.sequence)
            // A key that was revoked before its time has superseded nobody. A key that was revoked later has,
            // and what it superseded does not sign again.
            .filter(|later| later.revoked_at.is_none_or(|at| later.signs_from <= at))
            .map(|later| later.signs_from)
            .min()
    }

    /// The first key of an algorithm, or the first after all were revoked. It need not wait to sign.
    #[must_use]
    pub fn first(&self, algorithm: Algorithm, now: Timestamp) -> Option<NewKey> {
        match self.signing(algorithm, now) {
            Some(_) => None,
            None => Some(self.after_all(algorithm, now)),
        }
    }

    /// Every first key that is missing: ES256 always, the others when a client wants them.
    pub fn missing(&self, now: Timestamp) -> impl Iterator<Item = NewKey> {
        std::iter::once(Algorithm::Es256)
            .chain(self.wanted.iter().copied())
            .filter_map(move |algorithm| self.first(algorithm, now))
    }

    /// The successors that the owner asked for.
    pub fn asked(&self, now: Timestamp) -> impl Iterator<Item = NewKey> {
        ALGORITHMS.into_iter().filter_map(move |algorithm| {
            let newest = self.newest(algorithm, now)?;
            newest
                .rotation_asked
                .then(|| self.after_all(algorithm, now.plus(SHORT_LEAD)))
        })
    }

    /// What there is to do today, if each key signs for `rotation` seconds. Needs every key.
    #[must_use]
    pub fn chores(&self, rotation: u32, now: Timestamp) -> Chores<'_> {
        let mut chores = Chores {
            make: self.missing(now).chain(self.asked(now)).collect(),
            ..Chores::default()
        };
        for algorithm in ALGORITHMS {
            let made = chores.make.iter().any(|new| new.algorithm == algorithm);
            let Some(newest) = self.newest(algorithm, now).filter(|_| !made) else {
                continue;
            };
            let due = newest.signs_from.plus(rotation);
            // Tomorrow would be too late to publish it long enough.
            if due <= now.plus(LEAD + TENDED_EVERY) {
                let signs_from = due.max(now.plus(LEAD));
                chores.make.push(self.after_all(algorithm, signs_from));
            }
        }
        for key in &self.keys {
            let ended_at = key.revoked_at.or_else(|| self.superseded_at(key));
            let archived = self.state(key, now) == State::Archived;
            if ended_at.is_some_and(|at| at.plus(HINT_RETENTION) <= now) {
                chores.delete.push(key);
            } else if archived && !key.sealed.reveal().is_empty() {
                chores.destroy.push(key);
            }
        }
        chores
    }

    /// The keys that sign, now or later.
    fn live(&self, algorithm: Algorithm, now: Timestamp) -> impl Iterator<Item = &Key> {
        self.keys.iter().filter(move |key| {
            key.algorithm == algorithm
                && key.revoked_at.is_none()
                && self.superseded_at(key).is_none_or(|at| now < at)
        })
    }

    fn newest(&self, algorithm: Algorithm, now: Timestamp) -> Option<&Key> {
        self.live(algorithm, now).max_by_key(|key| key.sequence)
    }

    fn after_all(&self, algorithm: Algorithm, signs_from: Timestamp) -> NewKey {
        let same = self.keys.iter().filter(|key| key.algorithm == algorithm);
        NewKey {
            algorithm,
            sequence: same.map(|key| key.sequence).max().unwrap_or(0) + 1,
            signs_from,
        }
    }
}
