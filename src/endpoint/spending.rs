//! What this isolate's requests cost, until it is reported.

use std::cell::Cell;

use crate::platform::{Fault, Platform};
use crate::protocol::timestamp::Timestamp;
use crate::store::spending::{LEAST, Spent, report};

/// How old what was not reported may become, in seconds, while the day has few requests.
const OFTEN: i64 = 60;

/// A day, in seconds.
const DAY: i64 = 24 * 3600;

/// What part of the day's requests an isolate keeps to itself: the more there are, the rarer it reports. So a flood
/// causes some hundred reports, not thousands.
const PART: u32 = 200;

/// What was not reported yet.
pub struct Spending {
    spent: Cell<Spent>,
    /// Since when it was added up.
    since: Cell<Timestamp>,
    /// At how many requests it is reported.
    next: Cell<u32>,
}

impl Default for Spending {
    fn default() -> Self {
        Self {
            spent: Cell::default(),
            since: Cell::new(Timestamp(0)),
            next: Cell::new(LEAST),
        }
    }
}

impl Spending {
    /// Adds what a request cost.
    pub fn add(&self, spent: Spent, now: Timestamp) {
        if self.spent.get() == Spent::default() {
            self.since.set(now);
        }
        self.spent.update(|all| all.and(spent));
    }

    /// What was not reported yet.
    pub(crate) fn unreported(&self) -> Spent {
        self.spent.get()
    }

    /// What is to be reported now, if it is time. It no longer counts as unreported.
    pub fn due(&self, now: Timestamp) -> Option<Spent> {
        let (spent, since) = (self.spent.get(), self.since.get());
        let waited = now.0 - since.0;
        let few = self.next.get() == LEAST;
        let due = spent.requests >= self.next.get()
            || spent.requests > 0 && (few && waited >= OFTEN || now.0 / DAY != since.0 / DAY);
        due.then(|| self.take())
    }

    /// What was not reported yet. It no longer counts as that.
    pub fn take(&self) -> Spent {
        self.spent.take()
    }
}

/// Reports what was `spent`, and learns when the next report is due. What cannot be reported now is kept for then.
/// `least`: how many requests it must be about once there were many reports.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn report_spending(
    platform: &impl Platform,
    spending: &Spending,
    spent: Spent,
    least: u32,
) -> Result<(), Fault> {
    let reported = report(platform, spent, least).await;
    match &reported {
        Ok(Some(total)) => spending.next.set((total / PART).max(LEAST)),
        not_now => {
            // Whoever was refused waits for more, and does not ask again with each request.
            if not_now.is_ok() {
                spending.next.update(|next| next.saturating_mul(2));
            }
            spending.spent.update(|all| all.and(spent));
            spending.since.set(platform.now());
        }
    }
    reported.map(drop)
}
