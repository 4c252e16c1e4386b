//! English, on the pages that say why there is no other page.

use crate::{BadLogout, Developer, Form, Headline, Notice, Notices, Unproved};

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
    blocked_app: Notice {
        title: "This app is blocked",
        message: "Whoever runs this server has blocked the app, so nobody can sign in to it here.",
        advice: "If you need it, ask whoever runs this server.",
    },
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
        advice: "Wait a moment first. If it happens again, give the reference below to whoever runs this server.",
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
        title: "No passwords in this browser today",
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
            "There is a limit on how often you can change things here or download your data, and you have reached this limit. Nothing was changed. ",
            "",
        ),
        advice: "You can still sign out other browsers, remove a passkey or your password, and delete your account.",
    },
    too_many_mails: Headline {
        title: "Too many emails for now",
        message: (
            "Somebody asked for too many emails with this name or from this network. No email was sent. ",
            "",
        ),
        advice: "Check your email: one may have come already.",
    },
    too_many_requests: Headline {
        title: "Too many requests at once",
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

pub(super) const UNPROVED: Unproved = Unproved {
    client_id_missing: "The app did not say which app it is (client_id is missing).",
    client_id_repeated: "The app sent its client_id more than once.",
    client_unknown: "The app is not registered here (its client_id is unknown).",
    redirect_uri_missing: "The app did not say where to return to (redirect_uri is missing).",
    redirect_uri_repeated: "The app sent its redirect_uri more than once.",
    redirect_uri_unknown: "The app asked to return to an address that is not registered for it (its redirect_uri does not match).",
    request_repeated: "The app sent its request or request_uri more than once.",
    pushed_request_unknown: "This request is too old, or it was answered before (its request_uri is unknown).",
};

pub(super) const BAD_LOGOUT: BadLogout = BadLogout {
    repeated: "The app sent a parameter more than once.",
    hint: "What the app sent as id_token_hint is not an ID token of this server.",
    other_client: "The app sent the id_token_hint of another app.",
    client_unknown: "The app is not registered here (its client_id is unknown).",
    client_missing: "The app asked to return to an address, but did not say which app it is (id_token_hint or client_id is missing).",
    redirect_uri: "The app asked to return to an address that is not registered for it (its post_logout_redirect_uri does not match).",
};

pub(super) const FORM: Form = Form {
    other_type: "it is not a form",
    too_large: "it is too large",
    broken: "it arrived incomplete",
    repeated: "a field was sent more than once",
    percent_encoding: "a % in it is not followed by two hexadecimal digits",
    not_utf8: "it holds bytes that are not UTF-8",
    nul: "it holds a NUL character",
};
