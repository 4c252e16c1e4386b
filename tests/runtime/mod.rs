//! A runtime for native tests: real SQLite with the real migrations, real cryptography, a clock
//! that tests move, and storage that fails on demand.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "each suite includes this module and uses its own part of it"
)]

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::poll_fn;
use std::task::Poll;

use aes_gcm::aead::{Aead, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce};
use edgegrant::platform::{
    Crypto, Fault, KeyPair, Kv, Outcome, Platform, Row, Sql, SqlValue, Statement,
};
use edgegrant::protocol::time::Timestamp;
use jsonwebtoken::jwk::Jwk;
use p256::ecdsa::signature::{Signer, Verifier};
use p256::ecdsa::{Signature, SigningKey, VerifyingKey};
use p256::pkcs8::{DecodePrivateKey, EncodePrivateKey};
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, params_from_iter};

pub mod stock;
pub mod visitor;

/// When every test begins, unless it moves the clock.
pub const START: i64 = 1_800_000_000;

/// The runtime of one isolate; several can share one world by borrowing it.
pub struct World {
    pub db: RefCell<Connection>,
    pub kv: RefCell<BTreeMap<String, (String, Timestamp)>>,
    pub clock: Cell<i64>,
    /// How many storage calls were made since [`World::fail_at`].
    pub calls: Cell<u32>,
    failing: Cell<Option<u32>>,
    /// What happens just before a call, as if another request had done it.
    meanwhile: RefCell<Option<(u32, &'static str)>>,
    /// Whether the failing call still takes effect: the answer is lost, not the write.
    lost_answer: Cell<bool>,
}

impl World {
    /// A fresh database with the real migrations.
    pub fn new() -> Self {
        let db = Connection::open_in_memory().expect("SQLite opens");
        db.pragma_update(None, "foreign_keys", true)
            .expect("D1 has them on too");
        let mut migrations: Vec<_> = std::fs::read_dir("migrations")
            .expect("there are migrations")
            .map(|entry| entry.expect("a readable entry").path())
            .collect();
        migrations.sort();
        for migration in migrations {
            let sql = std::fs::read_to_string(migration).expect("a readable migration");
            db.execute_batch(&sql).expect("a migration that applies");
        }
        Self {
            db: RefCell::new(db),
            kv: RefCell::default(),
            clock: Cell::new(START),
            calls: Cell::new(0),
            failing: Cell::new(None),
            meanwhile: RefCell::new(None),
            lost_answer: Cell::new(false),
        }
    }

    /// Lets the `k`-th storage call from now on fail, counted from 0. With `lost_answer` it takes
    /// effect all the same, as when a connection breaks after the write.
    pub fn fail_at(&self, k: Option<u32>, lost_answer: bool) {
        self.calls.set(0);
        self.failing.set(k);
        self.lost_answer.set(lost_answer);
    }

    /// Lets `sql` happen just before the `k`-th storage call from now on, counted from 0.
    pub fn meanwhile(&self, k: u32, sql: &'static str) {
        self.calls.set(0);
        *self.meanwhile.borrow_mut() = Some((k, sql));
    }

    /// Whether the call that was to fail was reached.
    pub fn failed(&self) -> bool {
        self.failing.get().is_some_and(|k| self.calls.get() > k)
    }

    pub fn pass(&self, seconds: i64) {
        self.clock.set(self.clock.get() + seconds);
    }

    /// One value of one row.
    pub fn ask(&self, sql: &str) -> String {
        let value: Value = self
            .db
            .borrow()
            .query_row(sql, [], |row| row.get(0))
            .expect("a query with one row");
        match value {
            Value::Null => "NULL".to_owned(),
            Value::Integer(number) => number.to_string(),
            Value::Real(number) => number.to_string(),
            Value::Text(text) => text,
            Value::Blob(_) => "a blob".to_owned(),
        }
    }

    pub fn execute(&self, sql: &str) {
        self.db
            .borrow()
            .execute_batch(sql)
            .expect("SQL that applies");
    }

    /// Runs a storage call, or lets it fail as it was told to. Gives way to others first: two requests
    /// that run at once take turns at every call.
    async fn storage<T>(&self, call: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
        give_way().await;
        let number = self.calls.get();
        self.calls.set(number + 1);
        let meanwhile = self.meanwhile.borrow_mut().take_if(|(k, _)| *k == number);
        if let Some((_, sql)) = meanwhile {
            self.execute(sql);
        }
        if self.failing.get() != Some(number) {
            return call();
        }
        if self.lost_answer.get() {
            let _ = call();
        }
        Err(Fault::new(format!("storage call {number} fails, as told")))
    }
}

async fn give_way() {
    let mut gave = false;
    poll_fn(|context| {
        if std::mem::replace(&mut gave, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

fn fault(error: rusqlite::Error) -> Fault {
    Fault::new(error.to_string())
}

fn execute(db: &Connection, statement: Statement) -> Result<Outcome, rusqlite::Error> {
    let before = db.total_changes();
    let mut prepared = db.prepare(statement.sql)?;
    let names: Vec<String> = prepared.column_names().map(str::to_owned).collect();
    let values = statement.values.into_iter().map(|value| match value {
        SqlValue::Text(text) => Value::Text(text),
        // D1 binds JavaScript's numbers, which are floating point.
        SqlValue::Integer(number) => Value::Real(number as f64),
        SqlValue::Null => Value::Null,
    });
    let mut rows = prepared.query(params_from_iter(values))?;
    let mut outcome = Outcome::default();
    while let Some(row) = rows.next()? {
        let mut map = Row::new();
        for (index, name) in names.iter().enumerate() {
            let value = match row.get_ref(index)? {
                ValueRef::Integer(number) => number.into(),
                ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned().into(),
                _ => serde_json::Value::Null,
            };
            map.insert(name.clone(), value);
        }
        outcome.rows.push(map);
    }
    drop(rows);
    outcome.changes = db.total_changes() - before;
    Ok(outcome)
}

impl Sql for World {
    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Outcome>, Fault> {
        self.storage(|| {
            let mut db = self.db.borrow_mut();
            let transaction = db.transaction().map_err(fault)?;
            let outcomes = statements
                .into_iter()
                .map(|statement| execute(&transaction, statement).map_err(fault))
                .collect::<Result<_, _>>()?;
            transaction.commit().map_err(fault)?;
            Ok(outcomes)
        })
        .await
    }
}

impl Kv for World {
    async fn put(&self, key: &str, value: String, ttl: u32) -> Result<(), Fault> {
        self.storage(|| {
            if ttl < 60 {
                return Err(Fault::new("KV refuses a TTL under 60 s"));
            }
            let until = self.now().plus(ttl);
            self.kv.borrow_mut().insert(key.to_owned(), (value, until));
            Ok(())
        })
        .await
    }

    async fn get(&self, key: &str) -> Result<Option<String>, Fault> {
        self.storage(|| {
            let kv = self.kv.borrow();
            let living = kv.get(key).filter(|(_, until)| self.now() < *until);
            Ok(living.map(|(value, _)| value.clone()))
        })
        .await
    }
}

impl Crypto for World {
    type SigningKey = SigningKey;

    async fn generate_key(&self) -> Result<KeyPair, Fault> {
        let key = SigningKey::from_slice(&self.random())
            .map_err(|error| Fault::new(error.to_string()))?;
        let point = key.verifying_key().to_sec1_point(false);
        let coordinate = |bytes: Option<_>| encode(bytes.expect("not the point at infinity"));
        let public = serde_json::json!({
            "kty": "EC", "crv": "P-256",
            "x": coordinate(point.x()), "y": coordinate(point.y()),
        });
        Ok(KeyPair {
            public: serde_json::from_value(public).expect("a JWK"),
            private: key
                .to_pkcs8_der()
                .expect("a key can be written down")
                .as_bytes()
                .to_vec(),
        })
    }

    async fn import_key(&self, pkcs8: &[u8]) -> Result<SigningKey, Fault> {
        SigningKey::from_pkcs8_der(pkcs8).map_err(|error| Fault::new(error.to_string()))
    }

    async fn sign(&self, key: &SigningKey, message: &[u8]) -> Result<Vec<u8>, Fault> {
        // Counted with the storage calls, for it can fail as they can.
        self.storage(|| {
            let signature: Signature = key.sign(message);
            Ok(signature.to_bytes().to_vec())
        })
        .await
    }

    async fn verify(&self, public: &Jwk, message: &[u8], signature: &[u8]) -> Result<bool, Fault> {
        let key = verifying_key(public).ok_or_else(|| Fault::new("no key of P-256"))?;
        Ok(Signature::from_slice(signature)
            .is_ok_and(|signature| key.verify(message, &signature).is_ok()))
    }

    async fn seal(&self, key: &[u8; 32], plaintext: &[u8]) -> Result<Vec<u8>, Fault> {
        let nonce = &self.random()[..12];
        let sealed = aes(key)
            .encrypt(&Nonce::try_from(nonce).expect("12 bytes"), plaintext)
            .map_err(|error| Fault::new(error.to_string()))?;
        Ok([nonce, &sealed].concat())
    }

    async fn open(&self, key: &[u8; 32], sealed: &[u8]) -> Result<Vec<u8>, Fault> {
        let (nonce, sealed) = sealed
            .split_at_checked(12)
            .ok_or_else(|| Fault::new("too short"))?;
        aes(key)
            .decrypt(&Nonce::try_from(nonce).expect("12 bytes"), sealed)
            .map_err(|error| Fault::new(error.to_string()))
    }
}

impl Platform for World {
    fn now(&self) -> Timestamp {
        Timestamp(self.clock.get())
    }

    fn random(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).expect("random bytes");
        bytes
    }
}

fn aes(key: &[u8; 32]) -> Aes256Gcm {
    Aes256Gcm::new_from_slice(key).expect("32 bytes")
}

fn verifying_key(public: &Jwk) -> Option<VerifyingKey> {
    let json = serde_json::to_value(public).ok()?;
    let coordinate = |name: &str| decode(json.get(name)?.as_str()?);
    let point = [vec![4], coordinate("x")?, coordinate("y")?].concat();
    VerifyingKey::from_sec1_bytes(&point).ok()
}

pub fn encode(bytes: impl AsRef<[u8]>) -> String {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

pub fn decode(text: &str) -> Option<Vec<u8>> {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD
        .decode(text)
        .ok()
}
