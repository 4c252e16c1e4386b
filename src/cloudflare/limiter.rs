//! [`Limiter`] over the Workers rate limiting binding.

use std::cell::Cell;

use super::border::{self, Answer, Settled};
use super::{Edge, log};
use crate::platform::Limiter;

thread_local! {
    static SAID: Cell<bool> = const { Cell::new(false) };
}

impl Limiter for Edge {
    async fn admits(&self, key: &str) -> bool {
        if !border::is_bound(&self.env, "RATE_LIMIT") {
            if !SAID.replace(true) {
                log::missing(
                    "no rate limiter is bound as RATE_LIMIT; give the Worker its [[ratelimits]], as `npm run deploy` does it, or \
                     strangers are held back by the daily limits alone",
                );
            }
            return true;
        }
        let said = Answer::to(|number| border::limit(&self.env, key, number)).await;
        // A limiter in trouble must not keep everybody out.
        !matches!(said, Settled::Text(_))
    }
}
