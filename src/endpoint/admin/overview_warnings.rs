//! What is not as it should be, and what the administrators can do about it. Each warning is where its fact is read.

use super::desk::Desk;
use crate::endpoint::config::{Registration, SignUp};
use crate::endpoint::interaction::passkey_host;
use crate::page::Thing;
use crate::page::words::{Text, digits, fill, moment};
use crate::platform::Platform;
use crate::protocol::timestamp::Timestamp;
use crate::protocol::{admin_path, path};
use crate::store::overview::{Count, Day, Overview};

/// On how many days in a row the sweep may leave something for the next one.
const BEHIND: u32 = 3;

/// For how long it may be away, in seconds: it comes once a day.
const AWAY: i64 = 2 * 24 * 3600;

/// Every warning that there is now.
pub(super) fn warnings<P: Platform>(
    desk: &Desk<'_, P>,
    it: &Overview,
    today: &Day,
    now: Timestamp,
) -> Vec<Thing> {
    let (config, words) = (desk.server.config, desk.words());
    let text = &words.admin.overview.warnings;
    let mut all = Vec::new();
    let mut warn = |about: (Text, Text), values: &[(&str, &str)], page: &str| {
        all.push(Thing {
            link: match page {
                "" => String::new(),
                page => desk.address(page, "").as_str().to_owned(),
            },
            ..Thing::told(about.0, fill(about.1, values))
        });
    };
    if it.administrators == 1 {
        warn(text.one_administrator, &[], admin_path::USERS);
    }
    if config.passwords && desk.by_password {
        warn(text.password_alone, &[], path::ACCOUNT_SECURITY);
    }
    // Each isolate has looked for them before it showed a login page.
    if passkey_host::usable(desk.server).is_err() {
        warn(text.passkeys_elsewhere, &[], "");
    }
    match it.sweep {
        Some(Count { at, .. }) if now.0 - at.0 > AWAY => warn(text.no_sweep, &[], ""),
        Some(Count { count, .. }) if count >= BEHIND => {
            warn(text.sweep_behind, &[("n", &digits(count, words))], "");
        }
        _ => {}
    }
    if let (Some(_), Some((code, at))) = (&config.mail, &it.mail) {
        let values = [("code", &**code), ("at", &moment(*at, words))];
        warn(text.mail_fails, &values, "");
    }
    let spent = today.spent.and(desk.server.isolate.spending.unreported());
    if spent.events_lost > 0 {
        let lost = digits(spent.events_lost, words);
        warn(text.events_lost, &[("n", &lost)], admin_path::EVENTS);
    }
    if it.strangers {
        warn(text.strangers, &[], admin_path::EVENTS);
    }
    if matches!(config.registration, Registration::Open) {
        warn(text.registration_open, &[], admin_path::APPS);
    }
    if matches!(config.sign_up, SignUp::Open(_)) {
        warn(text.sign_up_open, &[], admin_path::INVITATIONS);
    }
    if config.keys.previous_seal.is_some() {
        warn(text.secret_previous, &[], "");
    }
    all
}
