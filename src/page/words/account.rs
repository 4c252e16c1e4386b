//! The words of the account's pages.

use super::{Around, Words};
use crate::protocol::timestamp::Timestamp;

/// A day, with what stands around it.
pub(crate) fn day((before, after): Around, at: Timestamp, words: &Words) -> String {
    format!("{before}{}{after}", (words.date)(at.civil()))
}

/// The pages of the account.
#[derive(Clone, Copy)]
pub struct Account {
    /// What the pages are, for who hears them read out.
    pub(crate) label: &'static str,
    /// The name of each page, in the order of [`crate::protocol::path::ACCOUNT_PAGES`].
    pub(crate) tabs: [&'static str; 5],
    /// Around the person's name.
    pub(crate) who: Around,
    pub(crate) another: &'static str,
    pub(crate) sign_out: &'static str,
    /// Before the sentence that says what failed.
    pub(crate) error: &'static str,
    /// What is asked of somebody who signed in a while ago, and the link that does it.
    pub(crate) stale: &'static str,
    pub(crate) again: &'static str,
    /// Passkeys.
    pub(crate) passkey: Passkey,
}

/// Passkeys.
#[derive(Clone, Copy)]
pub struct Passkey {
    pub(crate) heading: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) none: &'static str,
    pub(crate) impossible: &'static str,
    /// Around the date when one was added, and when it was used.
    pub(crate) added: Around,
    pub(crate) used: Around,
    pub(crate) never_used: &'static str,
    pub(crate) backed_up: &'static str,
    pub(crate) one_device: &'static str,
    pub(crate) elsewhere: &'static str,
    pub(crate) name: &'static str,
    pub(crate) save: &'static str,
    pub(crate) change: &'static str,
    pub(crate) remove: &'static str,
    pub(crate) remove_lead: &'static str,
    pub(crate) last_way: &'static str,
    pub(crate) add: &'static str,
    pub(crate) add_title: &'static str,
    pub(crate) add_lead: &'static str,
    /// What one is called unless the person says otherwise.
    pub(crate) usual_name: &'static str,
    pub(crate) create: &'static str,
    pub(crate) not_now: &'static str,
    /// Where no script runs, or the browser has no passkeys.
    pub(crate) unable: &'static str,
    /// What is said when the browser made none, and when it has one already.
    pub(crate) hint: &'static str,
    pub(crate) there: &'static str,
    pub(crate) failed: &'static str,
    pub(crate) bad_name: &'static str,
    pub(crate) not_removed: &'static str,
}
