//! The words of the account's pages.

use super::{Around, Words};
use crate::protocol::timestamp::Timestamp;

/// A day, with what stands around it.
pub(crate) fn day((before, after): Around, at: Timestamp, words: &Words) -> String {
    format!("{before}{}{after}", (words.date)(at.civil()))
}

/// A day and a time, in UTC.
pub(crate) fn moment(at: Timestamp, words: &Words) -> String {
    let civil = at.civil();
    let day = (words.date)(civil);
    format!("{day}, {:02}:{:02} UTC", civil.hour, civil.minute)
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
    /// The link to a page of the account whose form was too old.
    pub(crate) open_again: &'static str,
    /// Passkeys.
    pub(crate) passkey: Passkey,
    /// Their password.
    pub(crate) password: Password,
    /// Where they are signed in.
    pub(crate) sessions: Sessions,
    /// What the person says about themselves.
    pub(crate) profile: Profile,
    /// The clients that they let in.
    pub(crate) apps: Apps,
    /// What happened.
    pub(crate) activity: Activity,
    /// All that is known of them.
    pub(crate) data: Data,
}

/// The password.
#[derive(Clone, Copy)]
pub struct Password {
    pub(crate) heading: &'static str,
    pub(crate) has: &'static str,
    pub(crate) none: &'static str,
    /// Where passwords are off, and there still is one.
    pub(crate) off: &'static str,
    pub(crate) set_lead: &'static str,
    pub(crate) new: &'static str,
    pub(crate) rules: &'static str,
    pub(crate) set: &'static str,
    pub(crate) change: &'static str,
    pub(crate) remove_lead: &'static str,
    pub(crate) remove: &'static str,
    pub(crate) not_removed: &'static str,
}

/// Where the person is signed in.
#[derive(Clone, Copy)]
pub struct Sessions {
    pub(crate) heading: &'static str,
    pub(crate) lead: &'static str,
    /// The browser in which they look.
    pub(crate) this: &'static str,
    /// Before the time when they signed in.
    pub(crate) since: &'static str,
    /// Around the day when they were last there.
    pub(crate) seen: Around,
    pub(crate) end: &'static str,
    pub(crate) end_others_lead: &'static str,
    pub(crate) end_others: &'static str,
    pub(crate) more: &'static str,
}

/// What the person says about themselves.
#[derive(Clone, Copy)]
pub struct Profile {
    pub(crate) lead: &'static str,
    pub(crate) name: &'static str,
    pub(crate) name_help: &'static str,
    pub(crate) username: &'static str,
    pub(crate) username_help: &'static str,
    pub(crate) picture: &'static str,
    pub(crate) picture_help: &'static str,
    pub(crate) save: &'static str,
    pub(crate) bad_name: &'static str,
    pub(crate) bad_username: &'static str,
    pub(crate) bad_picture: &'static str,
    pub(crate) taken: &'static str,
    pub(crate) not_now: &'static str,
    /// The clients that they can start, and what then stands above the rest.
    pub(crate) starts_heading: &'static str,
    pub(crate) starts_lead: &'static str,
    pub(crate) heading: &'static str,
    pub(crate) email_heading: &'static str,
    /// What is known of their address: one that is theirs, one that they have to prove, both, or none.
    pub(crate) email_verified: fn(&str) -> String,
    pub(crate) email_unverified: fn(&str, &str) -> String,
    pub(crate) email_both: fn(&str, &str, &str) -> String,
    /// How they prove it: with a link from the owner, or with one that was sent.
    pub(crate) email_ask: &'static str,
    pub(crate) email_mailed: &'static str,
    pub(crate) email_none: &'static str,
    pub(crate) email: &'static str,
    pub(crate) email_help: &'static str,
    pub(crate) email_save: &'static str,
    pub(crate) bad_email: &'static str,
}

/// The clients that the person let in.
#[derive(Clone, Copy)]
pub struct Apps {
    pub(crate) lead: &'static str,
    pub(crate) none: &'static str,
    pub(crate) more: &'static str,
    /// Around the date when it was let in, and when they last signed in to it.
    pub(crate) since: Around,
    pub(crate) last: Around,
    /// Around what it may do.
    pub(crate) able: Around,
    pub(crate) change: &'static str,
    pub(crate) revoke_lead: &'static str,
    pub(crate) revoke: &'static str,
}

/// What happened.
#[derive(Clone, Copy)]
pub struct Activity {
    pub(crate) lead: &'static str,
    pub(crate) none: &'static str,
    pub(crate) more: &'static str,
    /// How often.
    pub(crate) times: fn(u32) -> String,
    /// Around the client, and the network.
    pub(crate) app: Around,
    pub(crate) address: Around,
    /// What happened, for the word in the log.
    pub(crate) kind: fn(&str) -> &str,
}

/// All that is known of the person.
#[derive(Clone, Copy)]
pub struct Data {
    /// The groups that the owner put them into.
    pub(crate) groups_heading: &'static str,
    pub(crate) groups_lead: &'static str,
    pub(crate) download_heading: &'static str,
    pub(crate) download_lead: &'static str,
    /// In the file, if it does not hold everything.
    pub(crate) incomplete: &'static str,
    pub(crate) download: &'static str,
    pub(crate) delete_heading: &'static str,
    pub(crate) delete_lead: &'static str,
    pub(crate) sure: &'static str,
    pub(crate) delete: &'static str,
    pub(crate) not_sure: &'static str,
    pub(crate) not_deleted: &'static str,
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
    pub(crate) full: &'static str,
    pub(crate) failed: &'static str,
    pub(crate) bad_name: &'static str,
    pub(crate) not_removed: &'static str,
}
