//! What one isolate remembers between requests.

use std::cell::RefCell;
use std::rc::Rc;

use serde_json::Value;

use super::spending::Spending;
use crate::platform::Fault;
use crate::protocol::client::Client;
use crate::protocol::jose::KeyRing;
use crate::protocol::passkey::Elsewhere;
use crate::protocol::timestamp::Timestamp;
use crate::store::logos::StoredLogo;
use crate::store::signing_keys::SigningKey;

/// How many clients, and how many documents, an isolate remembers.
const MOST: usize = 64;

/// What one isolate may remember between requests: what never changes, what is checked again before it counts,
/// signing keys for a minute, and other people's documents for as long as they allow.
pub struct Isolate<K> {
    pub(super) keys: Keys<K>,
    pub(super) clients: RefCell<Memory<String, Rc<Client>>>,
    /// Clients with a metadata document, as they are saved. They are good as long as the document says the same.
    pub(super) described: RefCell<Memory<String, Rc<Client>>>,
    pub(super) documents: RefCell<Memory<(Kind, String), Document>>,
    /// What could not be had, and until when it is not asked for again. Apart from the documents, because one that is
    /// remembered stays good.
    pub(super) failures: RefCell<Memory<(Kind, String), (Unusable, Timestamp)>>,
    /// When devices last asked whether somebody said yes, by the hash of their code.
    pub(super) asked: RefCell<Memory<String, Timestamp>>,
    /// What `/health` found when it last looked.
    pub(super) health: RefCell<Option<(Timestamp, Result<(), Fault>)>>,
    pub(super) logins: RefCell<Logins>,
    /// Logos that were shown: only those that the owner put into the database.
    pub(super) logos: RefCell<Memory<String, Rc<StoredLogo>>>,
    pub(super) elsewhere: RefCell<Option<Looked>>,
    /// What requests cost, until it is reported.
    pub spending: Spending,
}

impl<K> Default for Isolate<K> {
    fn default() -> Self {
        Self {
            keys: Keys {
                ring: RefCell::default(),
                opened: RefCell::default(),
            },
            clients: RefCell::default(),
            described: RefCell::default(),
            documents: RefCell::default(),
            failures: RefCell::default(),
            asked: RefCell::default(),
            health: RefCell::default(),
            logins: RefCell::default(),
            logos: RefCell::default(),
            elsewhere: RefCell::default(),
            spending: Spending::default(),
        }
    }
}

/// That passkeys for another host than today's were looked for.
pub(super) struct Looked {
    pub(super) at: Timestamp,
    /// Whether this stays as it is.
    pub(super) for_good: bool,
    pub(super) found: Option<Elsewhere>,
}

/// The logins that wait for their turn.
#[derive(Default)]
pub(super) struct Logins {
    /// How many there were so far.
    pub(super) arrived: u64,
    /// How many passwords were hashed so far.
    pub(super) hashed: u64,
    /// Those that still wait.
    pub(super) waiting: Vec<Waiting>,
    /// When it was last found that guesses are to take their places before their passwords are verified.
    pub(super) places_first_since: Option<Timestamp>,
}

/// A login that waits for its turn.
pub(super) struct Waiting {
    pub(super) number: u64,
    pub(super) since: Timestamp,
    /// Whether its browser is known to the user.
    pub(super) known: bool,
}

/// What is remembered of the signing keys.
pub(super) struct Keys<K> {
    pub(super) ring: RefCell<Option<Loaded>>,
    /// Private halves are imported once. The ring says whether they may sign.
    pub(super) opened: RefCell<Vec<Rc<SigningKey<K>>>>,
}

/// The keys as they were a while ago.
#[derive(Clone)]
pub(super) struct Loaded {
    pub(super) ring: Rc<KeyRing>,
    pub(super) at: Timestamp,
}

impl Loaded {
    /// How old they are, in seconds.
    pub(super) fn age(&self, now: Timestamp) -> i64 {
        now.0 - self.at.0
    }
}

/// A document from somebody else's server, as it was fetched.
pub(super) struct Document {
    pub(super) json: Rc<Value>,
    pub(super) fetched_at: Timestamp,
    pub(super) until: Timestamp,
    /// Whether it was fetched because the one before it was in doubt.
    pub(super) was_in_doubt: bool,
}

/// Why there is no document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unusable {
    Unreachable,
    ContentType,
    NotJson,
}

/// What a document is fetched for: one use of an address says nothing about another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Client,
    Keys,
    Sector,
    /// What a provider says of itself, and its keys: the settings name it.
    Provider,
}

/// A map of at most [`MOST`] values. A new one takes the place of the one that was put in first. The values are in
/// that order; among so few, looking at each is fast, and is less code than a tree for every type.
pub(super) struct Memory<K, V>(Vec<(K, V)>);

impl<K, V> Default for Memory<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: PartialEq, V> Memory<K, V> {
    fn place(&self, key: &K) -> Option<usize> {
        self.0.iter().position(|(known, _)| known == key)
    }

    pub(super) fn get(&self, key: &K) -> Option<&V> {
        self.place(key).map(|place| &self.0[place].1)
    }

    pub(super) fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        self.place(key).map(|place| &mut self.0[place].1)
    }

    pub(super) fn remove(&mut self, key: &K) {
        if let Some(place) = self.place(key) {
            self.0.remove(place);
        }
    }

    /// Puts a value in. If the key was already there, its value is replaced, and nothing else has to go.
    pub(super) fn insert(&mut self, key: K, value: V) {
        self.remove(&key);
        if self.0.len() >= MOST {
            self.0.remove(0);
        }
        self.0.push((key, value));
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST, Memory};

    #[test]
    fn what_was_put_in_first_goes_first_and_a_renewed_value_costs_no_other_its_place() {
        let mut memory = Memory::default();
        for number in (0..MOST).rev() {
            memory.insert(number, "old");
        }
        memory.insert(MOST - 1, "new");
        assert!((0..MOST).all(|number| memory.get(&number).is_some()));
        memory.insert(MOST, "another");
        // The first was renewed meanwhile, so the second one went, whatever its name.
        assert_eq!(memory.get(&(MOST - 2)), None);
        assert_eq!(memory.get(&(MOST - 1)), Some(&"new"));
        assert_eq!(memory.get(&MOST), Some(&"another"));
        assert_eq!(
            (0..=MOST)
                .filter(|number| memory.get(number).is_some())
                .count(),
            MOST
        );
    }
}
