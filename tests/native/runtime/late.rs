//! A replica of the database, with everything as it was when it was last brought up to date.

use std::sync::atomic::{AtomicU32, Ordering};

use edgegrant::platform::{Outcome, Statement};
use rusqlite::Connection;

use super::{World, execute, tell_time};

/// A replica.
pub struct Replica {
    db: Connection,
    /// How many writes it has heard of.
    version: u64,
}

impl World {
    /// From now on there is a replica. It has heard of everything so far, and of nothing that follows.
    pub fn bring_replica_up_to_date(&self) {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("edgegrant-replica-{}-{number}.sqlite", std::process::id());
        let path = std::env::temp_dir().join(name);
        let name = path.to_str().expect("a path that is text");
        self.execute(&format!("VACUUM INTO '{name}'"));
        let db = Connection::open(&path).expect("the copy opens");
        tell_time(&db, &self.clock, &self.ahead);
        self.replica.replace(Some(Replica {
            db,
            version: self.writes.get(),
        }));
        // It stays open.
        std::fs::remove_file(path).expect("the copy can be removed");
    }

    /// What the replica answers, if it has heard of what was written before the bookmark.
    pub(super) fn at_replica(
        &self,
        statement: &Statement,
        since: Option<&str>,
    ) -> Option<Result<Outcome, rusqlite::Error>> {
        let replica = self.replica.borrow();
        let replica = replica.as_ref()?;
        if since.is_some_and(|since| *since > *bookmark_of(replica.version)) {
            return None;
        }
        let outcome = execute(&replica.db, statement.clone());
        Some(outcome.map(|outcome| Outcome {
            replica: true,
            ..outcome
        }))
    }

    /// Notes whether statements wrote anything.
    pub(super) fn note(&self, outcomes: &[Outcome]) {
        if outcomes.iter().any(|outcome| outcome.changes > 0) {
            self.writes.set(self.writes.get() + 1);
            self.wrote.set(true);
        }
    }

    pub(super) fn bookmark_of_writes(&self) -> Option<String> {
        let wrote = self.replica.borrow().is_some() && self.wrote.get();
        wrote.then(|| bookmark_of(self.writes.get()))
    }
}

/// A bookmark in the shape of D1's, which are ordered as text.
fn bookmark_of(version: u64) -> String {
    format!("00000000-{version:08x}-00000000-{:032x}", 0)
}
