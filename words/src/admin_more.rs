//! The words of the administrators' pages about groups, signing keys and events.

use crate::{Around, Counted, Text};

words! {
    /// The groups.
    pub struct Groups {
        pub search: Text,
        pub search_help: Text,
        pub none: Text,
        /// A new one.
        pub add_heading: Text,
        pub name: Text,
        pub name_help: Text,
        pub add: Text,
        pub bad_name: Text,
        pub taken: Text,
        /// Of the group of the administrators.
        pub always: Text,
        /// Who is in it.
        pub members: Text,
        pub members_lead: Text,
        pub no_members: Text,
        pub out: Text,
        pub user: Text,
        pub user_help: Text,
        pub join: Text,
        pub no_user: Text,
        pub too_many: Text,
        /// The own claims of everybody in it.
        pub claims: Text,
        pub claims_lead: Text,
        pub claims_label: Text,
        pub claims_help: Text,
        pub claims_save: Text,
        pub bad_claims: Text,
        /// Its name.
        pub rename_lead: Text,
        pub rename: Text,
        /// The apps that are limited to it.
        pub apps: Text,
        pub apps_lead: Text,
        pub no_apps: Text,
        /// If there may be more than those among the 20 that were looked at.
        pub looked: Text,
        pub further: Text,
        /// Removing it, and the link to where that is.
        pub apps_link: Text,
        pub remove_lead: Text,
        pub remove: Text,
        /// What ends, in numbers.
        pub ends_members: Counted,
        pub ends_apps: Counted,
    }

    /// The signing keys.
    pub struct Keys {
        pub lead: Text,
        pub none: Text,
        /// If there may be more than are shown: `{n}`.
        pub newest: Text,
        /// Around a time: what a key does.
        pub next: Around,
        pub since: Around,
        pub until: Around,
        pub due: Around,
        pub asked: Text,
        pub signed_until: Around,
        pub verifies_until: Around,
        pub known_until: Around,
        pub revoked: Around,
        /// The next key signs soon, in `{n}` minutes.
        pub rotate_lead: Text,
        pub rotate_when: Text,
        pub rotate: Text,
        /// Revoking one: what ends within `{n}` minutes. And the same for the one that signs.
        pub change: Text,
        pub revoke_lead: Text,
        pub revoke_signing: Text,
        pub revoke_ends: Text,
        pub revoke: Text,
    }

    /// What happened.
    pub struct Events {
        /// Which events are meant.
        pub user: Text,
        pub user_help: Text,
        pub kind: Text,
        pub any_kind: Text,
        pub app: Text,
        pub actor: Text,
        pub from: Text,
        pub to: Text,
        pub show: Text,
        pub bad_day: Text,
        pub none: Text,
        /// Where not all are shown: how many were looked at, `{n}`, and back to when, `{at}`.
        pub looked: Text,
        pub further: Text,
        /// Before the user whom an event concerns, and before the administrator who did it.
        pub who: Text,
        pub by: Text,
        /// Around the id of a key, and around a reason.
        pub key: Around,
        pub reason: Around,
        /// The file. `{n}`: how many events it has at most.
        pub file: Text,
        pub file_lead: Text,
        pub download: Text,
        /// What happened, for the word in the log: what is said to the user themselves in another way, or not at all.
        pub kinds: [(Text, Text); 42],
    }
}
