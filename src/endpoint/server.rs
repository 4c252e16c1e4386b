//! What an endpoint works with.

use super::config::Config;
use super::event::{Event, Events};
use super::isolate::Isolate;
use crate::platform::Platform;
use crate::protocol::client::Client;
use crate::protocol::lifetime::Lifetimes;

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
}

impl<P: Platform> Server<'_, P> {
    /// Tells the log what happened.
    pub(crate) fn tell(&self, event: Event) {
        self.events.tell(event);
    }
}

impl<P: Platform> Server<'_, P> {
    /// How long what `client` gets lives.
    pub(crate) fn lifetimes(&self, client: &Client) -> Lifetimes {
        self.config.lifetimes.with(client.lifetimes)
    }
}
