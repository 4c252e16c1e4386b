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
    overview: super::overview::OVERVIEW,
    people: PEOPLE,
    invitations: INVITATIONS,
    users: Users {
        search: "Name, username or address",
        search_help: "The beginning of a name, a username or an email address.",
        search_button: "Search",
        none: "There is no such user.",
        more: "Show more",
        administrator: "Administrator",
        disabled: "Disabled",
    },
    user: User {
        added: ("Added on ", ""),
        directory: (
            "Comes from ",
            " (SCIM). What you change here may be overwritten from there.",
        ),
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
        more_apps: "There are more than are shown here.",
        standing: "Their account",
        disable_lead: "They cannot sign in until you enable the account again. All that apps got from them ends.",
        disable: "Disable the account",
        enable_lead: "They can sign in again. What ended when the account was disabled does not come back.",
        enable: "Enable the account",
        remove_lead: "The account and all that belongs to it is deleted. Nobody can bring it back.",
        remove: "Remove the account",
        last_administrator: "This is the last administrator who can sign in. Make somebody else one first.",
    },
    apps: super::admin_apps::APPS,
    groups: super::admin_more::GROUPS,
    keys: super::admin_more::KEYS,
    events: super::admin_more::EVENTS,
    brand: Brand {
        lead: "This is what people see when they sign in. Try another name and other colours: nothing is saved here.",
        name: "Name",
        name_help: "What people know this server by.",
        colors: ["Colour", "Background"],
        color_help: "Such as #1b3a6b. A colour that people could not read becomes darker or lighter, no more than needed.",
        bad_color: "Write # and six digits or letters from a to f, such as #1b3a6b.",
        show: "Try it",
        page: "The sign-in page",
        pictures: ["By day", "By night"],
        keep: "If you want to keep it",
        keep_lead: "Write this into BRAND in edgegrant.jsonc, in place of what it says there, and run npm run deploy. docs/brand.md says what else BRAND can hold, such as a logo.",
    },
};
