//! [`Sql`] over D1.

use std::cell::Cell;

use js_sys::{Array, JSON};
use serde_json::Value;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use worker::worker_sys::types::D1PreparedStatement;

use super::Edge;
use crate::platform::{Fault, Outcome, Row, Sql, SqlValue, Statement, is_not_migrated};
use crate::protocol::json;

impl Sql for Edge {
    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Outcome>, Fault> {
        let prepared = Array::new();
        for statement in statements {
            prepared.push(&self.prepare(statement)?.into());
        }
        let promise = self.db.batch(prepared).map_err(fault)?;
        match read(&JsFuture::from(promise).await.map_err(fault)?)? {
            Value::Array(answers) => Ok(answers.into_iter().map(|one| self.outcome(one)).collect()),
            _ => Err(Fault::new("D1 answered a batch with something else")),
        }
    }

    async fn run(&self, statement: Statement) -> Result<Outcome, Fault> {
        let promise = self.prepare(statement)?.all().map_err(fault)?;
        let answer = read(&JsFuture::from(promise).await.map_err(fault)?)?;
        Ok(self.outcome(answer))
    }
}

impl Edge {
    fn prepare(&self, statement: Statement) -> Result<D1PreparedStatement, Fault> {
        let values: Array = statement
            .values
            .into_iter()
            .map(|value| match value {
                SqlValue::Text(text) => JsValue::from_str(&text),
                // A JavaScript number holds whole numbers of up to 53 bits.
                SqlValue::Integer(number) => JsValue::from_f64(number as f64),
                SqlValue::Null => JsValue::NULL,
            })
            .collect();
        let prepared = self.db.prepare(statement.sql).map_err(fault)?;
        prepared.bind(values).map_err(fault)
    }

    /// What D1 answers to one statement, and what it cost.
    fn outcome(&self, mut answer: Value) -> Outcome {
        let number = |name: &str| answer["meta"][name].as_u64().unwrap_or_default();
        let changes = number("changes");
        let size = answer["meta"]["size_after"].as_u64();
        let cost = &self.cost;
        let add = |count: &Cell<u32>, more: u64| {
            count.update(|count| count + u32::try_from(more).unwrap_or(u32::MAX));
        };
        add(&cost.d1_queries, 1);
        add(&cost.d1_rows_read, number("rows_read"));
        add(&cost.d1_rows_written, number("rows_written"));
        let rows = match answer["results"].take() {
            Value::Array(rows) => rows.into_iter().filter_map(row).collect(),
            _ => Vec::new(),
        };
        Outcome {
            rows,
            changes,
            size,
        }
    }
}

fn row(value: Value) -> Option<Row> {
    match value {
        Value::Object(row) => Some(row),
        _ => None,
    }
}

/// Reads it as JSON text: crossing the border once for a whole answer is cheaper than once for each value.
fn read(answer: &JsValue) -> Result<Value, Fault> {
    let json = JSON::stringify(answer).map_err(fault)?;
    let answer = json::parse(&String::from(json));
    answer.ok_or_else(|| Fault::new("D1 answered something unexpected"))
}

fn fault(error: JsValue) -> Fault {
    let message = match error.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.message()),
        None => "an error without a message".to_owned(),
    };
    if is_not_migrated(&message) {
        return Fault::new(format!(
            "the database is not migrated ({message}); run \
             `npm run deploy` (locally `npm start`)"
        ));
    }
    Fault::new(format!("D1: {message}"))
}
