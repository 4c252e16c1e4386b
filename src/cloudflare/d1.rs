//! [`Sql`] over D1.

use js_sys::{Array, JSON};
use serde::Deserialize;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use worker::worker_sys::types::D1PreparedStatement;

use super::Edge;
use crate::platform::{Fault, Outcome, Row, Sql, SqlValue, Statement};

/// What D1 answers to one statement.
#[derive(Deserialize)]
struct D1Outcome {
    #[serde(default)]
    results: Vec<Row>,
    meta: Meta,
}

#[derive(Deserialize)]
struct Meta {
    #[serde(default)]
    changes: u64,
    #[serde(default)]
    rows_read: u32,
    #[serde(default)]
    rows_written: u32,
}

impl Sql for Edge {
    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Outcome>, Fault> {
        let prepared = Array::new();
        for statement in statements {
            prepared.push(&self.prepare(statement)?.into());
        }
        let promise = self.db.batch(prepared).map_err(fault)?;
        let outcomes: Vec<D1Outcome> = read(&JsFuture::from(promise).await.map_err(fault)?)?;
        Ok(outcomes.into_iter().map(|one| self.meter(one)).collect())
    }

    async fn run(&self, statement: Statement) -> Result<Outcome, Fault> {
        let promise = self.prepare(statement)?.all().map_err(fault)?;
        let outcome = read(&JsFuture::from(promise).await.map_err(fault)?)?;
        Ok(self.meter(outcome))
    }
}

impl Edge {
    fn prepare(&self, statement: Statement) -> Result<D1PreparedStatement, Fault> {
        let values: Array = statement
            .values
            .into_iter()
            .map(|value| match value {
                SqlValue::Text(text) => JsValue::from_str(&text),
                // JavaScript's numbers hold whole numbers up to 53 bits.
                SqlValue::Integer(number) => JsValue::from_f64(number as f64),
                SqlValue::Null => JsValue::NULL,
            })
            .collect();
        let prepared = self.db.prepare(statement.sql).map_err(fault)?;
        prepared.bind(values).map_err(fault)
    }

    fn meter(&self, outcome: D1Outcome) -> Outcome {
        let spent = &self.spent;
        spent.d1_queries.update(|count| count + 1);
        spent
            .d1_rows_read
            .update(|count| count + outcome.meta.rows_read);
        spent
            .d1_rows_written
            .update(|count| count + outcome.meta.rows_written);
        Outcome {
            rows: outcome.results,
            changes: outcome.meta.changes,
        }
    }
}

/// As JSON text: one crossing of the border for a whole answer is cheaper than one for each value.
fn read<T: for<'a> Deserialize<'a>>(answer: &JsValue) -> Result<T, Fault> {
    let json = JSON::stringify(answer).map_err(fault)?;
    serde_json::from_str(&String::from(json))
        .map_err(|error| Fault::new(format!("D1 answered something unexpected: {error}")))
}

fn fault(error: JsValue) -> Fault {
    let message = match error.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.message()),
        None => "an error without a message".to_owned(),
    };
    if message.contains("no such table") {
        return Fault::new(format!(
            "the database is not migrated ({message}); run \
             `npx wrangler d1 migrations apply DB --remote --env production` (locally `--local`)"
        ));
    }
    Fault::new(format!("D1: {message}"))
}
