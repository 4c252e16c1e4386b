//! [`Kv`] over Workers KV.

use super::Edge;
use super::border::{self, Answer, Settled};
use crate::platform::{Fault, Kv};

impl Kv for Edge {
    async fn put(&self, key: &str, value: String, ttl: u32) -> Result<(), Fault> {
        self.cost.kv_writes.update(|count| count + 1);
        match Answer::to(|number| border::kv_put(&self.env, key, &value, ttl, number)).await {
            Settled::Failed(message) => Err(fault(&message)),
            _ => Ok(()),
        }
    }

    async fn get(&self, key: &str) -> Result<Option<String>, Fault> {
        self.cost.kv_reads.update(|count| count + 1);
        match Answer::to(|number| border::kv_get(&self.env, key, number)).await {
            Settled::Text(value) => Ok(Some(value)),
            Settled::Failed(message) => Err(fault(&message)),
            _ => Ok(None),
        }
    }
}

fn fault(message: &str) -> Fault {
    Fault::new(format!("KV: {message}"))
}
