//! What an endpoint works with.

use super::config::Config;
use super::isolate::Isolate;
use crate::platform::Platform;

/// Everything an endpoint works with.
pub struct Server<'a, P: Platform> {
    /// The settings.
    pub config: &'a Config,
    /// The runtime, as this request sees it.
    pub platform: &'a P,
    /// What was remembered.
    pub isolate: &'a Isolate<P::SigningKey>,
}
