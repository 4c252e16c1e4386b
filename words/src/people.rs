//! The words of the administrators' pages about one user, and about invitations.

use crate::{Around, Counted, Text};

words! {
    /// The pages about one user.
    pub struct People {
        /// What leads from one of them to the others: about the user, how they sign in, and their groups.
        pub pages: [Text; 3],
        /// What administrators do not do to themselves.
        pub yourself: Text,
        /// Claims, a line each: standard ones, and the owner's own.
        pub claims: Text,
        pub claims_lead: Text,
        pub standard: Text,
        pub standard_help: Text,
        pub own: Text,
        /// Before the names of those that the settings define.
        pub own_help: Text,
        pub claims_save: Text,
        /// Around a line.
        pub bad_standard: Around,
        /// The same of a line with a claim that is an address on the web.
        pub bad_link: Around,
        pub bad_own: Text,
        /// Their sessions.
        pub sessions_lead: Text,
        pub sessions_unknown: Text,
        pub end_session: Text,
        /// What they sign in with.
        pub no_passkeys: Text,
        pub second_factor_none: Text,
        /// Around the day since when it is on.
        pub second_factor_since: Around,
        /// How many recovery codes are left.
        pub codes_left: Counted,
        pub second_factor_lead: Text,
        /// What ends with it, in numbers.
        pub ends_codes: Counted,
        pub second_factor_off: Text,
        pub no_linked: Text,
        /// Links that are good once.
        pub links: Text,
        pub recovery_lead: Text,
        pub recovery_mail_lead: Text,
        pub recovery_mail: Text,
        pub recovery: Text,
        pub verification_lead: Text,
        pub verification: Text,
        pub verification_mail: Text,
        pub disabled_first: Text,
        /// The page with a link that is shown once.
        pub once: Text,
        pub once_recovery: Text,
        /// Around the address.
        pub once_verification: Around,
        pub once_invitation: Text,
        pub mailed: Around,
        pub back: Text,
        /// Their groups.
        pub groups: Text,
        pub no_groups: Text,
        pub leave: Text,
        pub join_lead: Text,
        pub group: Text,
        pub join: Text,
        pub no_group: Around,
        pub join_administrators: Text,
        pub too_many: Text,
        /// Administrators.
        pub administrator: Text,
        pub make_lead: Text,
        pub make: Text,
        pub unmake_lead: Text,
        pub unmake: Text,
        /// How many administrators there are then.
        pub administrators_then: Counted,
    }

    /// Invitations, and other links that are good.
    pub struct Invitations {
        pub lead: Text,
        pub email: Text,
        pub email_shown: Text,
        pub email_mailed: Text,
        pub groups: Text,
        pub groups_help: Text,
        pub uses: Text,
        pub uses_help: Text,
        pub days: Text,
        pub invite: Text,
        pub taken: Text,
        pub bad_number: Text,
        pub too_many_groups: Text,
        pub one_use: Text,
        pub open: Text,
        pub none: Text,
        /// What a link is for, for the word in the table.
        pub purposes: [(Text, Text); 4],
        pub anybody: Text,
        /// Around a day and a time.
        pub since: Around,
        pub until: Around,
        pub uses_left: Counted,
        pub withdraw: Text,
        /// What ends, in numbers.
        pub ends_uses: Counted,
        pub gone: Text,
        /// The link on the list of users.
        pub link: Text,
    }
}
