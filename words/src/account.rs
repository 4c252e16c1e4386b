//! The words of the account's pages.

use crate::{Around, Counted, Text};

words! {
    /// The pages of the account.
    pub struct Account {
        /// What the pages are, for who hears them read out.
        pub label: Text,
        /// The name of each page: what people say of themselves, how they sign in, apps, what happened, and all that is known.
        pub tabs: [Text; 5],
        /// Around the person's name.
        pub who: Around,
        pub another: Text,
        pub sign_out: Text,
        /// Before the sentence that says what failed.
        pub error: Text,
        /// What is asked of somebody who signed in a while ago, and the link that does it.
        pub stale: Text,
        pub again: Text,
        /// The link to a page of the account whose form was too old.
        pub open_again: Text,
        /// Passkeys.
        pub passkey: Passkey,
        /// Their password.
        pub password: Password,
        /// Where they are signed in.
        pub sessions: Sessions,
        /// What the person says about themselves.
        pub profile: Profile,
        /// The clients that they let in.
        pub apps: Apps,
        /// What happened.
        pub activity: Activity,
        /// All that is known of them.
        pub data: Data,
    }

    /// The password.
    pub struct Password {
        pub heading: Text,
        pub has: Text,
        pub none: Text,
        /// Where passwords are off, and there still is one.
        pub off: Text,
        pub set_lead: Text,
        pub new: Text,
        pub rules: Text,
        pub set: Text,
        pub change: Text,
        pub remove_lead: Text,
        pub remove: Text,
        pub not_removed: Text,
    }

    /// Where the person is signed in.
    pub struct Sessions {
        pub heading: Text,
        pub lead: Text,
        /// The browser in which they look.
        pub this: Text,
        /// Before the time when they signed in.
        pub since: Text,
        /// Around the day when they were last there.
        pub seen: Around,
        pub end: Text,
        pub end_others_lead: Text,
        pub end_others: Text,
        pub more: Text,
    }

    /// What the person says about themselves.
    pub struct Profile {
        pub lead: Text,
        pub name: Text,
        pub name_help: Text,
        pub username: Text,
        pub username_help: Text,
        pub picture: Text,
        pub picture_help: Text,
        pub save: Text,
        pub bad_name: Text,
        pub bad_username: Text,
        pub bad_picture: Text,
        pub taken: Text,
        pub not_now: Text,
        /// The clients that they can start, and what then stands above the rest.
        pub starts_heading: Text,
        pub starts_lead: Text,
        pub heading: Text,
        pub email_heading: Text,
        /// What is known of their address: one that is theirs (`{email}`), one that they have to prove (`{other}`, and `{proof}` is
        /// the sentence how), both, or none.
        pub email_verified: Text,
        pub email_unverified: Text,
        pub email_both: Text,
        /// How they prove it: with a link from the owner, or with one that was sent.
        pub email_ask: Text,
        pub email_mailed: Text,
        pub email_none: Text,
        pub email: Text,
        pub email_help: Text,
        pub email_save: Text,
        pub bad_email: Text,
    }

    /// The clients that the person let in.
    pub struct Apps {
        pub lead: Text,
        pub none: Text,
        pub more: Text,
        /// Around the date when it was let in, and when they last signed in to it.
        pub since: Around,
        pub last: Around,
        /// Above the list of what it may do.
        pub able: Text,
        pub change: Text,
        pub revoke_lead: Text,
        pub revoke: Text,
    }

    /// What happened.
    pub struct Activity {
        pub lead: Text,
        pub none: Text,
        pub more: Text,
        /// How often.
        pub times: Counted,
        /// Around the client, and the network.
        pub app: Around,
        pub address: Around,
        /// What happened, for the word in the log.
        pub kinds: [(Text, Text); 44],
    }

    /// All that is known of the person.
    pub struct Data {
        /// The groups that the owner put them into.
        pub groups_heading: Text,
        pub groups_lead: Text,
        pub download_heading: Text,
        pub download_lead: Text,
        /// In the file, if it does not hold everything.
        pub incomplete: Text,
        pub download: Text,
        pub delete_heading: Text,
        pub delete_lead: Text,
        pub sure: Text,
        pub delete: Text,
        pub not_sure: Text,
        pub not_deleted: Text,
    }

    /// Passkeys.
    pub struct Passkey {
        pub heading: Text,
        pub lead: Text,
        pub none: Text,
        pub impossible: Text,
        /// Around the date when one was added, and when it was used.
        pub added: Around,
        pub used: Around,
        pub never_used: Text,
        pub backed_up: Text,
        pub one_device: Text,
        pub elsewhere: Text,
        pub name: Text,
        pub save: Text,
        pub change: Text,
        pub remove: Text,
        pub remove_lead: Text,
        pub last_way: Text,
        pub add: Text,
        pub add_title: Text,
        pub add_lead: Text,
        /// What one is called unless the person says otherwise.
        pub usual_name: Text,
        pub create: Text,
        pub not_now: Text,
        /// Where no script runs, or the browser has no passkeys.
        pub unable: Text,
        /// What is said when the browser made none, and when it has one already.
        pub hint: Text,
        pub there: Text,
        pub full: Text,
        pub failed: Text,
        pub bad_name: Text,
        pub not_removed: Text,
    }
}
