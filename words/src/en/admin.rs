//! English: the administrators' pages.

use super::people::{INVITATIONS, PEOPLE};
use crate::admin::{Admin, Brand, User, Users};
use crate::{Counted, Each, Notice};

pub(super) const ADMIN: Admin = Admin {
    label: "Administration",
    tabs: [
        "Overview",
        "Users",
        "Invitations",
        "Groups",
        "Apps",
        "APIs",
        "Keys",
        "Events",
        "Brand",
    ],
    not_for_you: Notice {
        title: "This page is for administrators",
        message: "You are not signed in as an administrator.",
        advice: "If you have an administrator’s account, use that one. Otherwise ask whoever runs this server.",
    },
    not_sure: Notice {
        title: "Sign in more securely",
        message: "To open these pages, sign in with a passkey or with a second factor.",
        advice: "If you have neither yet, set one up in your account, under Security. Then come back.",
    },
    sign_in_again: "Sign in again",
    outdated: Notice {
        title: "Nothing was changed",
        message: "Somebody else has changed the same thing since you opened the page, or you were signed out.",
        advice: "Open the page again, and look at what is there now.",
    },
    api: "Manage everybody’s accounts and apps in your name, for five minutes",
    overview: super::overview::OVERVIEW,
    people: PEOPLE,
    invitations: INVITATIONS,
    users: Users {
        search: "Name, username or email address",
        search_help: "Enter its first letters, or all of it.",
        search_button: "Search",
        none: "No user was found.",
        more: "Show more",
        administrator: "Administrator",
        disabled: "Disabled",
    },
    user: User {
        added: ("Created on ", ""),
        directory: (
            "Comes from ",
            " (SCIM), which may overwrite what you change here.",
        ),
        disabled: ("Disabled on ", ""),
        email_help: "They can sign in with this address. Enter one only if you know that it is theirs.",
        sessions: "Where they are signed in",
        no_sessions: "They are not signed in anywhere.",
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
        apps: "Apps with access to their account",
        no_apps: "No app has access to their account.",
        more_apps: "There are more apps than this page shows.",
        standing: "Status of the account",
        disable_lead: "They cannot sign in until you enable the account again. Apps lose their access to the account.",
        disable: "Disable the account",
        enable_lead: "They can sign in again. The sessions and the access of apps that ended when the account was disabled do not come back.",
        enable: "Enable the account",
        remove_lead: "This removes the account and everything that belongs to it. Nobody can bring it back.",
        remove: "Remove the account",
        last_administrator: "This is the last administrator who can sign in. Make somebody else an administrator first.",
    },
    apps: super::admin_apps::APPS,
    groups: super::admin_more::GROUPS,
    keys: super::admin_more::KEYS,
    events: super::admin_more::EVENTS,
    brand: Brand {
        lead: "This is what people see when they sign in. Try another name and other colours here. Nothing is saved.",
        name: "Name",
        name_help: "People see this name on every page and in emails.",
        colors: ["Colour", "Background"],
        color_help: "For example #1b3a6b. Where text would be hard to read, the server makes the colour darker or lighter, but no more than needed.",
        bad_color: "Enter # and six digits or letters from a to f, such as #1b3a6b.",
        show: "Try it",
        page: "The sign-in page",
        pictures: ["Light", "Dark"],
        keep: "To keep this name and these colours",
        keep_lead: "Put this into BRAND in edgegrant.jsonc, in place of the name and the colours there, and run npm run deploy. docs/brand.md says what \
                    else BRAND can hold, such as a logo.",
    },
};
