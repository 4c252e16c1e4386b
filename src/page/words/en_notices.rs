//! English, on the pages that say why there is no other page.

use super::{Developer, Headline, Notice, Notices};

pub(super) const NOTICES: Notices = Notices {
    developer: Developer {
        heading: "For the app’s developer",
        left_out: ("", " is left out, because "),
        problem: "What is wrong",
    },
    app_mistake: Headline {
        title: "This app’s request cannot be used",
        message: ("", ""),
        advice: "You did nothing wrong. Go back to the app; if it happens again, tell its developer.",
    },
    app_unreadable: ("The app’s request cannot be read: ", "."),
    too_long: Notice {
        title: "This request is too long",
        message: "The app sent more than any request needs.",
        advice: "Go back to the app and start again. If it happens again, tell its developer.",
    },
    foreign_form: Notice {
        title: "This page cannot be used",
        message: "The form you sent does not belong to this sign-in. Perhaps it was opened in another \
                  browser, or your browser does not keep cookies.",
        advice: "Go back to the app and start again, and allow cookies for this site.",
    },
    outdated_form: Notice {
        title: "Nothing was changed",
        message: "The page was open for too long, or somebody has signed in in this browser since you opened it.",
        advice: "Open the page again, and repeat what you did.",
    },
    unreadable_form: Headline {
        title: "This form cannot be read",
        message: ("What your browser sent cannot be used: ", "."),
        advice: "Go back to the app and start again.",
    },
    unencrypted: Notice {
        title: "This form came without protection",
        message: "Your browser sent it without encryption, so others may have read it. Nothing was done with it.",
        advice: "If there was a password in it, change that password. Then go back to the app and start again.",
    },
    unavailable: Notice {
        title: "Not available just now",
        message: "This server is having trouble. It is safe to try again.",
        advice: "Wait a moment first. If it happens again, give the owner the reference below.",
    },
    too_many_guesses: Headline {
        title: "Too many wrong passwords",
        message: (
            "Too many wrong passwords were tried with this username, or from this network. ",
            "",
        ),
        advice: "You can also sign in with a passkey, or use a browser in which you have signed in here before.",
    },
    too_many_today: Headline {
        title: "Not in this browser today",
        message: (
            "So many wrong passwords were sent to this server today that no password is accepted from a browser \
             that is new here. ",
            "",
        ),
        advice: "You can also sign in with a passkey, or use a browser in which you have signed in here before.",
    },
    too_many_deeds: Headline {
        title: "Too many changes for now",
        message: (
            "There is a limit on how often you can change things here or download your data, and you have reached it. \
             Nothing was changed. ",
            "",
        ),
        advice: "You can still sign out other browsers, remove a passkey or your password, and delete your account.",
    },
    too_many_mails: Headline {
        title: "Too many mails for now",
        message: (
            "Somebody asked for too many mails with this name or from this network. No mail was sent. ",
            "",
        ),
        advice: "Check your mail: one may have come already.",
    },
    too_many_requests: Headline {
        title: "Too many at once",
        message: (
            "This server gets more requests just now than it can answer. ",
            "",
        ),
        advice: "You did nothing wrong. Go back and try again.",
    },
    not_found: Notice {
        title: "Page not found",
        message: "There is nothing at this address.",
        advice: START_AGAIN,
    },
    method_not_allowed: Notice {
        title: "This page cannot be opened like this",
        message: "It is only a step in between, or it is meant for programs.",
        advice: START_AGAIN,
    },
    account_deleted: Notice {
        title: "Your account is deleted",
        message: "You are signed out everywhere.",
        advice: "You can close this page.",
    },
    still_signed_in: Notice {
        title: "You are still signed in",
        message: "Nothing has changed.",
        advice: "You can close this page.",
    },
};

const START_AGAIN: &str = "Go back to the app you came from and start again there.";
