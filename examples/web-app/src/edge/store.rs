//! The records of `session.rs` in KV.

use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use worker::kv::{KvError, KvStore};
use worker::{Delay, Env};

use super::reply::log;
use crate::session::{
    ENDED_SECONDS, PENDING_SECONDS, Pending, SESSION_SECONDS, Session, ended_key, pending_key,
    session_key,
};

/// How long to wait before trying again to save a session.
const SAVE_AGAIN: Duration = Duration::from_millis(1100);

/// The app's memory. Every error is a sentence for the log.
pub(super) struct Store(KvStore);

impl Store {
    pub(super) fn new(env: &Env) -> Result<Self, String> {
        env.kv("SESSIONS").map(Self).map_err(|_| {
            "The KV binding SESSIONS is missing. Give wrangler.toml its [[kv_namespaces]] \
             ([[env.production.kv_namespaces]] for the deployed app)."
                .to_owned()
        })
    }

    pub(super) async fn begin_sign_in(
        &self,
        cookie: &str,
        state: &str,
        pending: &Pending,
    ) -> Result<(), String> {
        self.put(&pending_key(cookie, state), pending, PENDING_SECONDS)
            .await
    }

    pub(super) async fn load_sign_in(
        &self,
        cookie: &str,
        state: &str,
    ) -> Result<Option<Pending>, String> {
        self.load(&pending_key(cookie, state)).await
    }

    /// A sign-in can be finished only once: a callback that is opened again finds nothing.
    pub(super) async fn end_sign_in(&self, cookie: &str, state: &str) -> Result<(), String> {
        self.delete(&pending_key(cookie, state)).await
    }

    /// Tries twice: its refresh token cannot be had again, and KV takes one write a second to the same key, so
    /// a second tab may have been faster.
    pub(super) async fn save_refreshed(
        &self,
        cookie: &str,
        session: &Session,
    ) -> Result<(), String> {
        let Err(reason) = self.save_session(cookie, session).await else {
            return Ok(());
        };
        log(&reason);
        Delay::from(SAVE_AGAIN).await;
        self.save_session(cookie, session).await
    }

    pub(super) async fn save_session(&self, cookie: &str, session: &Session) -> Result<(), String> {
        self.put(&session_key(cookie), session, SESSION_SECONDS)
            .await
    }

    /// `None` also when the issuer has ended the session there.
    pub(super) async fn load_session(&self, cookie: &str) -> Result<Option<Session>, String> {
        let session: Option<Session> = self.load(&session_key(cookie)).await?;
        if let Some(sid) = session.as_ref().and_then(|session| session.sid.as_ref())
            && self.load::<()>(&ended_key(sid)).await?.is_some()
        {
            self.end_session(cookie).await?;
            return Ok(None);
        }
        Ok(session)
    }

    /// From now on no session with this `sid` is loaded.
    pub(super) async fn remember_end(&self, sid: &str) -> Result<(), String> {
        self.put(&ended_key(sid), &(), ENDED_SECONDS).await
    }

    pub(super) async fn end_session(&self, cookie: &str) -> Result<(), String> {
        self.delete(&session_key(cookie)).await
    }

    async fn put(&self, key: &str, value: &impl Serialize, seconds: u32) -> Result<(), String> {
        // As a string: KvStore::put would turn a struct into something else.
        let value = serde_json::to_string(value).map_err(|error| error.to_string())?;
        self.0
            .put(key, value)
            .map_err(trouble)?
            .expiration_ttl(seconds.into())
            .execute()
            .await
            .map_err(trouble)
    }

    async fn load<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, String> {
        let value = self.0.get(key).text().await.map_err(trouble)?;
        // A record in the form of an older version of this app counts as missing.
        Ok(value.and_then(|value| serde_json::from_str(&value).ok()))
    }

    async fn delete(&self, key: &str) -> Result<(), String> {
        self.0.delete(key).await.map_err(trouble)
    }
}

fn trouble(error: KvError) -> String {
    format!("KV refused: {error}")
}
