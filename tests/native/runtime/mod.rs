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
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::task::Poll;

use edgegrant::platform::{
    Fault, Fetched, Kv, Limiter, Mail, Mailer, Outcome, Platform, Sql, SqlValue, Statement,
    Unicode, Web, read_answers,
};
use edgegrant::protocol::timestamp::Timestamp;
use rusqlite::functions::FunctionFlags;
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, params_from_iter};
use unicode_normalization::UnicodeNormalization;

pub mod authenticator;
pub mod crypto;
pub mod deciding;
pub mod faults;
pub mod forms;
pub mod late;
pub mod phone;
pub mod schema;
pub mod signer;
pub mod stock;
pub mod visitor;

/// When every test begins, unless it moves the clock.
pub const START: i64 = 1_800_000_000;

/// A document on somebody else's server.
#[derive(Clone)]
pub struct Document {
    pub content_type: &'static str,
    pub cache_control: Option<&'static str>,
    pub body: String,
}

/// What was posted as JSON: address, headers and body.
pub type ToldJson = (String, Vec<(String, String)>, String);

/// The runtime of one isolate; several can share one world by borrowing it.
pub struct World {
    pub db: RefCell<Connection>,
    pub kv: RefCell<BTreeMap<String, (String, Timestamp)>>,
    /// What other people's servers answer with, by URL; everything else cannot be fetched.
    pub web: RefCell<BTreeMap<String, Document>>,
    /// How often one of them was asked.
    pub fetches: Cell<u32>,
    /// What was posted to others: address and form.
    pub posted: RefCell<Vec<(String, String)>>,
    /// What the rate limiter was asked, and the beginning of the keys that it refuses.
    pub limited: RefCell<Vec<String>>,
    pub over_limit: Cell<Option<&'static str>>,
    /// What they answer, the last one first; nothing once it is empty.
    pub post_answers: RefCell<Vec<Option<u16>>>,
    /// What was posted to others as JSON: address, headers and body; and what they answer, the last one first.
    pub told: RefCell<Vec<ToldJson>>,
    pub tell_answers: RefCell<Vec<(u16, &'static str)>>,
    /// The mails that the binding took, and the code with which it refuses them.
    pub mails: RefCell<Vec<Mail>>,
    pub mail_refused: Cell<Option<&'static str>>,
    /// The clock of the Workers.
    pub clock: Clock,
    /// How far the database's clock is ahead of it, in seconds.
    pub ahead: Clock,
    /// How many storage calls were made since [`World::fail_at`].
    pub calls: Cell<u32>,
    /// How many trips to the storage followed one another. Trips at the same time count as one.
    pub chain: Cell<u32>,
    failing: Cell<Option<u32>>,
    /// What happens just before a call, as if another request had done it.
    meanwhile: RefCell<Option<(u32, &'static str)>>,
    /// A replica of the database, if there is one.
    pub replica: RefCell<Option<late::Replica>>,
    /// How often something was written, and whether something was written for this request.
    pub writes: Cell<u64>,
    pub wrote: Cell<bool>,
    /// Whether the failing call still takes effect: the answer is lost, not the write.
    lost_answer: Cell<bool>,
}

/// A clock that tests move.
#[derive(Clone)]
pub struct Clock(Arc<AtomicI64>);

impl Clock {
    fn at(seconds: i64) -> Self {
        Self(Arc::new(AtomicI64::new(seconds)))
    }

    pub fn get(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }

    pub fn set(&self, seconds: i64) {
        self.0.store(seconds, Ordering::Relaxed);
    }
}

/// Gives a database the time: what `unixepoch()` says.
fn tell_time(db: &Connection, clock: &Clock, ahead: &Clock) {
    let (clock, ahead) = (clock.clone(), ahead.clone());
    db.create_scalar_function("unixepoch", 0, FunctionFlags::SQLITE_UTF8, move |_| {
        Ok(clock.get() + ahead.get())
    })
    .expect("a function");
}

impl World {
    /// A fresh database with the real migrations.
    pub fn new() -> Self {
        let mut db = schema::empty();
        for migration in schema::migrations() {
            schema::apply(&mut db, &migration);
        }
        Self::over(db)
    }

    /// A database as it is.
    pub fn over(db: Connection) -> Self {
        let (clock, ahead) = (Clock::at(START), Clock::at(0));
        tell_time(&db, &clock, &ahead);
        Self {
            db: RefCell::new(db),
            kv: RefCell::default(),
            web: RefCell::default(),
            fetches: Cell::new(0),
            posted: RefCell::default(),
            limited: RefCell::default(),
            over_limit: Cell::new(None),
            post_answers: RefCell::default(),
            told: RefCell::default(),
            tell_answers: RefCell::default(),
            mails: RefCell::default(),
            mail_refused: Cell::default(),
            clock,
            ahead,
            calls: Cell::new(0),
            chain: Cell::new(0),
            failing: Cell::new(None),
            meanwhile: RefCell::new(None),
            lost_answer: Cell::new(false),
            replica: RefCell::default(),
            writes: Cell::new(0),
            wrote: Cell::new(false),
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

    /// Puts a JSON document on somebody else's server.
    pub fn publish(&self, url: &str, json: &serde_json::Value) {
        let document = Document {
            content_type: "application/json",
            cache_control: None,
            body: json.to_string(),
        };
        self.web.borrow_mut().insert(url.to_owned(), document);
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

    /// The same for a call that goes far, unlike one of cryptography.
    async fn trip<T>(&self, call: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
        let place = self.chain.get() + 1;
        let outcome = self.storage(call).await;
        self.chain.set(self.chain.get().max(place));
        outcome
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
    // The answer is handed over as the edge does it with D1's.
    let mut text = String::new();
    let mut count = 0;
    let mut rows = prepared.query(params_from_iter(values))?;
    while let Some(row) = rows.next()? {
        count += 1;
        for index in 0..names.len() {
            match row.get_ref(index)? {
                ValueRef::Integer(number) => text.push_str(&format!("i{number} ")),
                ValueRef::Text(value) => put_text(&mut text, &String::from_utf8_lossy(value)),
                _ => text.push('n'),
            }
        }
    }
    drop(rows);
    let changes = db.total_changes() - before;
    let mut head = format!("ni{changes} i0 i0 ni0 i{} ", names.len());
    for name in names {
        put_text(&mut head, &name);
    }
    let answers = read_answers(format!("{head}i{count} {text}"));
    let answer = answers.and_then(|mut answers| answers.all.pop());
    Ok(answer.expect("an answer").outcome)
}

fn put_text(text: &mut String, value: &str) {
    let units = value.encode_utf16().count();
    text.push_str(&format!("t{units} {value}"));
}

/// The tables that grow with use. No statement goes through one of them from end to end: at a million rows, one such
/// statement would use up the reads of a day.
const GROWING: [&str; 15] = [
    "user_groups",
    "group_members",
    "mail_codes",
    "one_time_links",
    "events",
    "passkeys",
    "attempts",
    "users",
    "clients",
    "sessions",
    "ended_sessions",
    "session_clients",
    "grants",
    "token_families",
    "spent_ids",
];

/// Holds every statement that any native test runs to that.
pub fn never_scans(db: &Connection, sql: &str) -> Result<(), rusqlite::Error> {
    let mut plan = db.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
    let mut steps = plan.raw_query();
    while let Some(step) = steps.next()? {
        let step: String = step.get("detail")?;
        let scanned = step.strip_prefix("SCAN ").unwrap_or_default();
        let table = scanned.split(' ').next().unwrap_or_default();
        assert!(!GROWING.contains(&table), "{step}: {sql}");
    }
    Ok(())
}

impl Sql for World {
    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Outcome>, Fault> {
        self.trip(|| {
            // As D1 does.
            if statements.is_empty() {
                return Err(Fault::new("no statements"));
            }
            let mut db = self.db.borrow_mut();
            let transaction = db.transaction().map_err(fault)?;
            // Before any of them runs: explaining a statement sets `changes()` to 0.
            for statement in &statements {
                schema::write_down(statement.sql);
                never_scans(&transaction, statement.sql).map_err(fault)?;
            }
            let outcomes: Vec<_> = statements
                .into_iter()
                .map(|statement| execute(&transaction, statement).map_err(fault))
                .collect::<Result<_, _>>()?;
            transaction.commit().map_err(fault)?;
            self.note(&outcomes);
            Ok(outcomes)
        })
        .await
    }

    async fn run_near(&self, statement: Statement, since: Option<&str>) -> Result<Outcome, Fault> {
        match self.at_replica(&statement, since) {
            Some(outcome) => outcome.map_err(fault),
            None => self.run(statement).await,
        }
    }

    fn bookmark(&self) -> Option<String> {
        self.bookmark_of_writes()
    }
}

impl Unicode for World {
    fn fold(text: &str) -> String {
        let lower = text.nfkc().collect::<String>().to_lowercase();
        lower.nfkc().collect()
    }

    fn compose(text: &str) -> String {
        text.nfc().collect()
    }

    fn capitals(text: &str) -> String {
        text.to_uppercase()
    }
}

impl Kv for World {
    async fn put(&self, key: &str, value: String, ttl: u32) -> Result<(), Fault> {
        self.trip(|| {
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
        self.trip(|| {
            let kv = self.kv.borrow();
            let living = kv.get(key).filter(|(_, until)| self.now() < *until);
            Ok(living.map(|(value, _)| value.clone()))
        })
        .await
    }
}

impl Web for World {
    async fn fetch(&self, url: &str, longest: usize) -> Option<Fetched> {
        give_way().await;
        self.fetches.set(self.fetches.get() + 1);
        let document = self.web.borrow().get(url).cloned()?;
        (document.body.len() <= longest).then(|| Fetched {
            content_type: document.content_type.to_owned(),
            cache_control: document.cache_control.map(str::to_owned),
            body: document.body.into_bytes(),
        })
    }

    async fn fetch_with(
        &self,
        url: &str,
        headers: &[(&str, &str)],
        longest: usize,
    ) -> Option<(u16, Vec<u8>)> {
        self.post(url, headers, "", longest).await
    }

    async fn post(
        &self,
        url: &str,
        headers: &[(&str, &str)],
        body: &str,
        longest: usize,
    ) -> Option<(u16, Vec<u8>)> {
        give_way().await;
        let headers = headers.iter();
        let headers = headers.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let told = (url.to_owned(), headers.collect(), body.to_owned());
        self.told.borrow_mut().push(told);
        self.posted
            .borrow_mut()
            .push((url.to_owned(), body.to_owned()));
        if let Some(document) = self.web.borrow().get(url) {
            return Some((200, document.body.clone().into_bytes()));
        }
        if let Some((status, body)) = self.tell_answers.borrow_mut().pop() {
            let whole = body.len() <= longest;
            return Some((status, if whole { body.into() } else { Vec::new() }));
        }
        let status = self.post_answers.borrow_mut().pop().flatten()?;
        Some((status, Vec::new()))
    }
}

impl Mailer for World {
    async fn send_mail(&self, mail: &Mail) -> Result<(), String> {
        give_way().await;
        if let Some(code) = self.mail_refused.get() {
            return Err(code.to_owned());
        }
        self.mails.borrow_mut().push(mail.clone());
        Ok(())
    }
}

impl Limiter for World {
    async fn admits(&self, key: &str) -> bool {
        self.limited.borrow_mut().push(key.to_owned());
        let over = self.over_limit.get();
        !over.is_some_and(|beginning| key.starts_with(beginning))
    }
}

impl Platform for World {
    fn now(&self) -> Timestamp {
        Timestamp(self.clock.get())
    }

    async fn pause(&self, seconds: u32) {
        self.clock.set(self.clock.get() + i64::from(seconds));
        give_way().await;
    }

    async fn give_way(&self, _: u32) {
        give_way().await;
    }

    fn random(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).expect("random bytes");
        bytes
    }

    fn text(&self, name: &str) -> Option<String> {
        let text = match name {
            "openapi" => include_str!("../../../static/openapi.json"),
            "scim" => include_str!("../../../static/scim.json"),
            _ => return None,
        };
        Some(text.to_owned())
    }
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
