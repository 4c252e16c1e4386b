//! A SQLite database: statements, and one atomic batch of them.

use super::fault::Fault;
use super::row::Row;
use crate::protocol::timestamp::Timestamp;

/// A value bound to a `?` of a [`Statement`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SqlValue {
    /// Text, UTF-8.
    Text(String),
    /// An integer of at most 53 bits, which is what D1 carries without loss.
    Integer(i64),
    /// SQL NULL.
    Null,
}

impl From<&str> for SqlValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for SqlValue {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Option<String>> for SqlValue {
    fn from(text: Option<String>) -> Self {
        text.map_or(Self::Null, Self::Text)
    }
}

impl From<u32> for SqlValue {
    fn from(number: u32) -> Self {
        Self::Integer(i64::from(number))
    }
}

impl From<bool> for SqlValue {
    fn from(flag: bool) -> Self {
        Self::Integer(i64::from(flag))
    }
}

impl From<Timestamp> for SqlValue {
    fn from(time: Timestamp) -> Self {
        Self::Integer(time.0)
    }
}

/// One SQL statement with its bound values, `?1` first.
#[derive(Debug, Clone)]
pub struct Statement {
    /// The text. Never built from input.
    ///
    /// Where a statement that runs often joins tables with partial indexes, it says `= +?1`. With a bare `?1`, SQLite asks whether
    /// the value meets the condition of such an index, and D1's SQLite then plans the statement anew each time it runs.
    pub sql: &'static str,
    /// The values, in order.
    pub values: Vec<SqlValue>,
}

impl Statement {
    /// A statement and what is bound to it.
    pub fn new(sql: &'static str, values: impl Into<Vec<SqlValue>>) -> Self {
        Self {
            sql,
            values: values.into(),
        }
    }
}

/// Whether SQLite says with this message that the schema lacks what a statement names: then not all migrations were
/// applied.
#[must_use]
pub fn is_not_migrated(message: &str) -> bool {
    let lacks = [
        "no such table",
        "no such column",
        "no such index",
        "has no column named",
        "ON CONFLICT clause does not match",
    ];
    lacks.iter().any(|lack| message.contains(lack))
}

/// What a statement did.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// The rows it returned.
    pub rows: Vec<Row>,
    /// How many rows it inserted, updated or deleted.
    pub changes: u64,
    /// How large the database was after it, in bytes, where the runtime says so.
    pub size: Option<u64>,
    /// Whether a replica answered, which may not have heard of the latest writes.
    pub replica: bool,
}

/// A SQLite database: D1, or a real SQLite in tests.
pub trait Sql {
    /// Runs the statements in order in one transaction: all of them happen, or none.
    ///
    /// # Errors
    /// A [`Fault`]; then no statement had an effect.
    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Outcome>, Fault>;

    /// Runs one statement.
    ///
    /// # Errors
    /// A [`Fault`]; then it had no effect.
    async fn run(&self, statement: Statement) -> Result<Outcome, Fault> {
        let outcomes = self.batch(vec![statement]).await?;
        outcomes
            .into_iter()
            .next()
            .ok_or_else(|| Fault::new("the database answered a statement with nothing"))
    }

    /// Runs one statement that only reads, where that is fastest: at a replica near by, if there is one. The replica may not have
    /// the latest writes, but it has those before the bookmark `since`. If anything rests on the answer, the primary must decide
    /// it again.
    ///
    /// # Errors
    /// A [`Fault`] of the database.
    async fn run_near(&self, statement: Statement, since: Option<&str>) -> Result<Outcome, Fault> {
        let _ = since;
        self.run(statement).await
    }

    /// A bookmark: a read with it as `since` finds what was written through `self`. `None`: nothing was written, or there are no
    /// replicas.
    fn bookmark(&self) -> Option<String> {
        None
    }
}
