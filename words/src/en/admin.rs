//! English: the administrators' pages.

use crate::admin::{Admin, User, Users};
use crate::{Counted, Each, Notice};

pub(super) const ADMIN: Admin = Admin {
    label: "Administration",
    tabs: ["Overview", "Users"],
    not_for_you: Notice {
        title: "This page is for administrators",
        message: "Your account is not an administrator's.",
        advice: "If you have another account, use that one. Otherwise ask whoever runs this server.",
    },
    not_sure: Notice {
        title: "Sign in more securely",
        message: "Administrators sign in with a passkey, or with a second factor.",
        advice: "If you have neither yet, set one up in your account, under Security. Then come back.",
    },
    sign_in_again: "Sign in again",
    outdated: Notice {
        title: "Nothing was changed",
        message: "Since this page was shown, somebody else changed the same thing, or you were signed out.",
        advice: "Open the page again, and look at what is there now.",
    },
    api: "Look after everybody's accounts and apps in your name, for five minutes",
    overview_lead: "What this server does, and what it needs from you.",
    users: Users {
        search: "Name or address",
        search_help: "The beginning of a username or an email address.",
        search_button: "Search",
        none: "There is no such user.",
        more: "Show more",
        administrator: "Administrator",
        disabled: "Disabled",
    },
    user: User {
        added: ("Added on ", ""),
        disabled: ("Disabled on ", ""),
        email_help: "They can sign in with it. Write one here only if you know that it is theirs.",
        sessions: "Where they are signed in",
        no_sessions: "They are signed in nowhere.",
        end_sessions: "Sign them out everywhere",
        ends_sessions: Counted {
            zero: "No session ends.",
            one: "One session ends.",
            other: "{n} sessions end.",
            ..Counted::EMPTY
        },
        ends_apps: Counted {
            zero: "No app loses its access.",
            one: "One app loses its access.",
            other: "{n} apps lose their access.",
            ..Counted::EMPTY
        },
        apps: "Apps that they let in",
        no_apps: "They have let no app in.",
        standing: "Their account",
        disable_lead: "They cannot sign in until you enable the account again. All that apps got from them ends.",
        disable: "Disable the account",
        enable_lead: "They can sign in again. What ended when the account was disabled does not come back.",
        enable: "Enable the account",
        remove_lead: "The account and all that belongs to it is deleted. Nobody can bring it back.",
        remove: "Remove the account",
        last_administrator: "This is the last administrator who can sign in. Make somebody else one first.",
    },
};
