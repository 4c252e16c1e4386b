//! Who waits for a password hash. A hash takes all of an isolate for a twentieth of a second, and the isolate answers
//! everything else too, tokens above all: so only few may wait, counted from their arrival.

use crate::endpoint::isolate::Isolate;
use crate::platform::Platform;
use crate::protocol::timestamp::Timestamp;

/// How many logins may wait in one isolate.
const MOST: usize = 2;

/// After so many seconds a login no longer counts: its browser may have gone away, and then the runtime never comes
/// back to it.
const LONGEST: u32 = 10;

/// How long nothing is hashed after each hash, in milliseconds: long enough for a refresh, which waits for D1 once.
const BETWEEN: u32 = 20;

/// A place in the queue. It is free again once this is dropped.
pub(super) struct Place<'a, K> {
    isolate: &'a Isolate<K>,
    number: u64,
}

impl<'a, K> Place<'a, K> {
    /// Takes a place; `None` when there is none.
    pub(super) fn take(isolate: &'a Isolate<K>, now: Timestamp) -> Option<Self> {
        let mut logins = isolate.logins.borrow_mut();
        logins
            .waiting
            .retain(|(_, since)| now < since.plus(LONGEST));
        if logins.waiting.len() >= MOST {
            return None;
        }
        logins.arrived += 1;
        let number = logins.arrived;
        logins.waiting.push((number, now));
        Some(Self { isolate, number })
    }

    /// Waits until no password was hashed for a moment. What came meanwhile, a refresh above all, is answered
    /// between two hashes.
    pub(super) async fn turn(&self, platform: &impl Platform) {
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
    pub(super) fn leave(self) {
        self.isolate.logins.borrow_mut().hashed += 1;
    }
}

impl<K> Drop for Place<'_, K> {
    fn drop(&mut self) {
        let mut logins = self.isolate.logins.borrow_mut();
        logins.waiting.retain(|(number, _)| *number != self.number);
    }
}
