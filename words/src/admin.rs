//! The words of the administrators' pages.

use crate::people::{Invitations, People};
use crate::{Counted, Notice, Text};

words! {
    /// The pages of the administrators.
    pub struct Admin {
        /// What the pages are, and the link to them.
        pub label: Text,
        /// The name of each page that leads to others, in the order in which they are shown.
        pub tabs: [Text; 9],
        /// For somebody who is no administrator.
        pub not_for_you: Notice,
        /// For an administrator who signed in with less than it takes, and the link that goes with it.
        pub not_sure: Notice,
        pub sign_in_again: Text,
        /// For a form whose page is too old.
        pub outdated: Notice,
        /// What a client may do that an administrator lets use the Admin API.
        pub api: Text,
        /// The first page.
        pub overview: crate::overview::Overview,
        /// The list of users.
        pub users: Users,
        /// The page about one of them.
        pub user: User,
        /// What else is known of them, and done about them.
        pub people: People,
        pub invitations: Invitations,
        /// Apps and APIs.
        pub apps: crate::admin_apps::Apps,
        pub groups: crate::admin_more::Groups,
        pub keys: crate::admin_more::Keys,
        pub events: crate::admin_more::Events,
        pub brand: Brand,
    }

    /// The page where a name and colours are tried.
    pub struct Brand {
        pub lead: Text,
        pub name: Text,
        pub name_help: Text,
        /// The colour of buttons and links, and that of what is around the page.
        pub colors: [Text; 2],
        pub color_help: Text,
        pub bad_color: Text,
        pub show: Text,
        /// The heading of the pictures of the page, and what they are called: in light colours, and in dark ones.
        pub page: Text,
        pub pictures: [Text; 2],
        /// How the settings are changed.
        pub keep: Text,
        pub keep_lead: Text,
    }

    /// The list of users.
    pub struct Users {
        pub search: Text,
        pub search_help: Text,
        pub search_button: Text,
        pub none: Text,
        pub more: Text,
        pub administrator: Text,
        pub disabled: Text,
    }

    /// The page about one user.
    pub struct User {
        /// Around a day.
        pub added: (Text, Text),
        /// Around the name of the directory that made them, or a group.
        pub directory: (Text, Text),
        pub disabled: (Text, Text),
        pub email_help: Text,
        pub sessions: Text,
        pub no_sessions: Text,
        pub end_sessions: Text,
        /// What ends, in numbers.
        pub ends_sessions: Counted,
        pub ends_apps: Counted,
        pub apps: Text,
        pub no_apps: Text,
        pub more_apps: Text,
        pub standing: Text,
        pub disable_lead: Text,
        pub disable: Text,
        pub enable_lead: Text,
        pub enable: Text,
        pub remove_lead: Text,
        pub remove: Text,
        pub last_administrator: Text,
    }
}
