//! Who waits for a password hash. A hash takes all of an isolate for a twentieth of a second, and the isolate answers
//! everything else too, tokens above all: so only few may wait, counted from their arrival. Browsers that are known to the
//! user have places of their own, which strangers cannot take.

use crate::endpoint::isolate::{Isolate, Waiting};
use crate::platform::Platform;
use crate::protocol::timestamp::Timestamp;

/// How many logins of strangers may wait in one isolate, and how many in known browsers.
const MOST: usize = 2;

/// After so many seconds a login no longer counts: its browser may have gone away, and then the runtime never comes
/// back to it.
const LONGEST: u32 = 10;

/// How long nothing is hashed after each hash, in milliseconds: long enough for a refresh, which waits for D1 once.
const BETWEEN: u32 = 20;

/// A place in the queue. It is free again once this is dropped.
pub(crate) struct Place<'a, K> {
    isolate: &'a Isolate<K>,
    number: u64,
}

impl<'a, K> Place<'a, K> {
    /// Takes a place; `None` when there is none. `known`: for a browser that is known to the user.
    pub(crate) fn take(isolate: &'a Isolate<K>, now: Timestamp, known: bool) -> Option<Self> {
        let mut logins = isolate.logins.borrow_mut();
        logins
            .waiting
            .retain(|login| now < login.since.plus(LONGEST));
        let alike = logins.waiting.iter().filter(|login| login.known == known);
        if alike.count() >= MOST {
            return None;
        }
        logins.arrived += 1;
        let number = logins.arrived;
        logins.waiting.push(Waiting {
            number,
            since: now,
            known,
        });
        Some(Self { isolate, number })
    }

    /// Waits until no password was hashed for a moment. What came meanwhile, a refresh above all, is answered
    /// between two hashes.
    pub(crate) async fn turn(&self, platform: &impl Platform) {
        let hashed = || self.isolate.logins.borrow().hashed;
        loop {
            let before = hashed();
            platform.give_way(BETWEEN).await;
            if hashed() == before {
                break;
            }
        }
    }

    /// The password is hashed.
    pub(crate) fn hashed(&self) {
        self.isolate.logins.borrow_mut().hashed += 1;
    }
}

impl<K> Drop for Place<'_, K> {
    fn drop(&mut self) {
        let mut logins = self.isolate.logins.borrow_mut();
        logins.waiting.retain(|login| login.number != self.number);
    }
}
