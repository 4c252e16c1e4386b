//! What an endpoint works with.

use std::cell::{Cell, RefCell};

use super::config::Config;
use super::event::{Event, Events, Told};
use super::isolate::{Isolate, Loaded};
use crate::platform::Platform;
use crate::protocol::address::Address;
use crate::protocol::client::Client;
use crate::protocol::lifetime::Lifetimes;

/// How many documents, and how many key sets, are fetched for one request: a client's, and once more when it is in
/// doubt.
const MOST_FETCHES: u32 = 2;

/// Everything an endpoint works with.
pub struct Server<'a, P: Platform> {
    /// The settings.
    pub config: &'a Config,
    /// The runtime, as this request sees it.
    pub platform: &'a P,
    /// What was remembered.
    pub isolate: &'a Isolate<P::SigningKey>,
    /// What happened, for the log.
    pub events: Events,
    /// The signing keys as a replica told them for this request alone: for tokens that are given out only if the statement at the
    /// primary finds the keys still good.
    pub(super) near_keys: RefCell<Option<Loaded>>,
    /// Where the request came from. The rate limiter counts by it what strangers make this server fetch or write.
    pub(super) address: Address,
    /// How many documents may still be fetched for this request.
    pub(super) documents_left: Cell<u32>,
    /// How many key sets.
    pub(super) key_sets_left: Cell<u32>,
}

impl<'a, P: Platform> Server<'a, P> {
    /// What one request works with.
    pub fn new(config: &'a Config, platform: &'a P, isolate: &'a Isolate<P::SigningKey>) -> Self {
        Self {
            config,
            platform,
            isolate,
            events: Events::default(),
            near_keys: RefCell::default(),
            address: Address::parse(None),
            documents_left: Cell::new(MOST_FETCHES),
            key_sets_left: Cell::new(MOST_FETCHES),
        }
    }

    /// The same, for a request from this address.
    #[must_use]
    pub fn asked_from(self, address: Address) -> Self {
        Self { address, ..self }
    }

    /// Tells the log and the table of events what happened.
    pub(crate) fn tell(&self, event: Event) {
        self.events.tell(event);
    }

    /// What was told while `request` was answered, if anything was. After that it is forgotten.
    pub fn told(&self, request: &str) -> Option<Told> {
        let events = self.events.take();
        (!events.is_empty()).then(|| Told {
            request: request.to_owned(),
            address: self.address.network(),
            events,
        })
    }
}

impl<'a, P: Platform> Server<'a, P> {
    /// What people know this server by.
    pub(crate) fn name(&self) -> &'a str {
        &self.config.look.brand.name
    }

    /// How long the tokens and sessions of `client` last.
    pub(crate) fn lifetimes(&self, client: &Client) -> Lifetimes {
        self.config.lifetimes.with(client.lifetimes)
    }
}
