//! [`Kv`] over Workers KV.

use worker::{KvError, KvStore};

use super::Edge;
use super::settings::namespace;
use crate::platform::{Fault, Kv};

impl Kv for Edge {
    async fn put(&self, key: &str, value: String, ttl: u32) -> Result<(), Fault> {
        self.spent.kv_writes.update(|count| count + 1);
        let put = self.codes()?.put(key, value).map_err(fault)?;
        put.expiration_ttl(u64::from(ttl))
            .execute()
            .await
            .map_err(fault)
    }

    async fn get(&self, key: &str) -> Result<Option<String>, Fault> {
        self.spent.kv_reads.update(|count| count + 1);
        self.codes()?.get(key).text().await.map_err(fault)
    }
}

impl Edge {
    /// Only when it is needed: taking hold of the namespace costs more than asking it.
    fn codes(&self) -> Result<KvStore, Fault> {
        namespace(&self.env).map_err(|wrong| Fault::new(wrong.0))
    }
}

fn fault(error: KvError) -> Fault {
    Fault::new(format!("KV: {error}"))
}
