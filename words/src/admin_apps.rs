//! The words of the administrators' pages about apps and APIs.

use crate::{Around, Counted, Text};

words! {
    /// The list of apps.
    pub struct Apps {
        pub search: Text,
        pub search_help: Text,
        pub none: Text,
        /// The page where one is added, and the link to it.
        pub add: Text,
        /// Who registered it: the owner, itself, or a document.
        pub by: [Text; 3],
        pub first_party: Text,
        pub blocked: Text,
        pub app: App,
        pub form: AppForm,
        pub apis: Apis,
    }

    /// The page about one app. What ends in a colon stands before what it is about.
    pub struct App {
        pub added: Around,
        pub blocked: Around,
        /// How it proves who it is: a secret (two ways to send it), a key, nothing.
        pub proves: [Text; 4],
        pub returns_to: Text,
        pub scope: Text,
        pub groups: Text,
        pub groups_gone: Text,
        pub old_secret: Around,
        /// The page where it is changed, and the link to it.
        pub change: Text,
        pub users: Text,
        pub no_users: Text,
        /// The link to the page with all of them.
        pub users_show: Text,
        pub users_counted: Counted,
        pub since: Around,
        pub last: Around,
        /// The section about its logo.
        pub logo: Text,
        pub logo_lead: Text,
        pub logo_file: Text,
        pub logo_help: Text,
        pub logo_set: Text,
        pub logo_remove: Text,
        /// No file was chosen.
        pub logo_none: Text,
        pub bad_logo: BadLogo,
        pub secret: Text,
        pub secret_lead: Text,
        pub secret_keep: Text,
        /// How long the secret before counts: not at all, a day, a week, a month.
        pub secret_keeps: [Text; 4],
        pub secret_make: Text,
        /// One is kept already.
        pub secret_kept: Text,
        /// The page after a secret was made.
        pub once: Text,
        pub once_lead: Text,
        /// From there to the page about the app.
        pub once_back: Text,
        pub standing: Text,
        pub vouch_lead: Text,
        pub vouch_document_lead: Text,
        pub vouch_scope: Text,
        pub vouch_scope_help: Text,
        pub vouch: Text,
        pub block_lead: Text,
        pub block: Text,
        pub unblock_lead: Text,
        pub unblock: Text,
        pub remove_lead: Text,
        /// The same for one that can come again.
        pub remove_document_lead: Text,
        pub remove: Text,
        /// What ends, in numbers.
        pub ends: Counted,
    }

    /// Why a file is no logo.
    pub struct BadLogo {
        pub too_large: Text,
        pub other_format: Text,
        pub length: Text,
        pub part: Text,
        pub size: Text,
        pub animated: Text,
    }

    /// The form where one is added or changed.
    pub struct AppForm {
        pub add_lead: Text,
        pub change_lead: Text,
        /// What the app is, as far as it is known by name: none of these.
        pub known: Text,
        pub known_none: Text,
        pub known_help: Text,
        pub url: Text,
        pub url_help: Text,
        pub kind: Text,
        /// A server with a secret, an app without one, a program with a key.
        pub kinds: [Text; 3],
        /// Each field, what it is called and what may be written there, in the order in which they are shown.
        pub fields: [(Text, Text); 24],
        pub save: Text,
        pub bad_name: Text,
        pub bad_scope: Text,
        pub unknown_scope: Around,
        pub unknown_group: Around,
        pub many_groups: Around,
        pub two_keys: Text,
        pub not_public: Text,
    }

    /// The APIs of the settings.
    pub struct Apis {
        pub lead: Text,
        pub none: Text,
        pub default_scopes: Text,
        pub own: Text,
        pub introspects: Text,
    }
}
