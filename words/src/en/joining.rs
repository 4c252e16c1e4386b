//! English, where people make an account, and where links lead.

use crate::Notice;
use crate::joining::{Heading, Joining};

pub(super) const JOINING: Joining = Joining {
    setup: Heading {
        title: "Set up this server",
        lead: "Create the first account. It is yours, and you become the administrator.",
    },
    invitation: Heading {
        title: "You are invited",
        lead: "Create your account, and you are signed in.",
    },
    sign_up: Heading {
        title: "Create an account",
        lead: "You can use it with every app that signs people in here.",
    },
    recovery: Heading {
        title: "Get back in",
        lead: "Set a new way to sign in. You are then signed in here, and signed out everywhere else, apps included.",
    },
    recovery_who: ("This link is for the account of ", "."),
    former: "Remove every other way to sign in",
    former_hint: "Otherwise your other passkeys stay. So does your password, unless you set a new one. Remove them if you lost \
                  a device, or if somebody else may know the password.",
    verify: Heading {
        title: "Confirm your email address",
        lead: "You can then sign in with this address, and apps are told that it is yours.",
    },
    verify_what: ("Add the address ", ""),
    verify_whose: (
        " to the account of ",
        "? Do this only if the address and the account are yours.",
    ),
    verify_button: "Yes, both are mine",
    verified: Notice {
        title: "Your address is confirmed",
        message: "From now on, you can sign in with it.",
        advice: "You can close this page.",
    },
    verify_taken: Notice {
        title: "Another account has this address",
        message: "An address can belong to one account only, so nothing was changed.",
        advice: "If the other account is yours too, sign in to that one. Otherwise ask whoever runs this server.",
    },
    called: "Your name (optional)",
    username: "Username",
    username_optional: "Username (optional)",
    username_hint: "A name to sign in with, without spaces.",
    email: "Email (optional)",
    email_hint: "You can sign in with it once you have confirmed it.",
    invited: ("Your email address is ", "."),
    password: "Password",
    password_hint: "At least 15 characters. A few words of your own work well.",
    passkey: "Continue with a passkey",
    passkey_lead: "A passkey is kept on your device. You unlock it with your fingerprint, your face or your PIN, and there is \
                   nothing to remember.",
    by_password: "Use a password instead",
    by_passkey: "Use a passkey instead",
    by_password_button: "Continue with a password",
    passkey_name: "Passkey",
    unable: "This page needs a browser that has passkeys and allows scripts. Open this page in another browser.",
    unable_or: "This browser has no passkeys, or its scripts are switched off. Use a password, or open this page in another \
                browser.",
    hint: "No passkey was created. Try again.",
    there: "This device has a passkey for this account already. Use another device.",
    sign_in: "I have an account: sign in",
    passkey_failed: "The passkey could not be added. Try again.",
    bad_name: "Your name can have up to 100 visible characters.",
    bad_username: "This username cannot be used. Choose one without spaces and without @.",
    bad_email: "This is not an email address.",
    no_username: "Choose a username: you will sign in with it and your password.",
    taken: "Somebody has this username or this address already, or one that looks like it. Choose another one.",
    too_many_passkeys: "You have as many passkeys as an account can have. To go on, choose “Remove every other way to sign in”.",
    not_a_person: "The check that you are a person failed. Try again.",
    password_short: "The password must have at least {n} characters. A few words of your own work well.",
    password_long: "The password can have at most {n} characters.",
    password_common: "This password, or one like it, is among the first that others try. Choose another one.",
    password_name: "The password is made of your name, your username, your email address or the name of this server. Others would try that \
                    first. Choose another one.",
    closed: Notice {
        title: "You need an invitation",
        message: "Nobody can create an account here without an invitation.",
        advice: "Ask whoever runs this server for one. If you have an account, go back to the app and sign in.",
    },
    disabled: Notice {
        title: "This account is disabled",
        message: "Nobody can sign in to it, so nothing was changed.",
        advice: "Ask whoever runs this server to enable it.",
    },
    dead_setup: Notice {
        title: "This link no longer works",
        message: "It was used, it is more than an hour old, or a newer one replaced it.",
        advice: "If you run this server, make a new link: npm run user -- setup-link",
    },
    set_up: Notice {
        title: "This server is set up",
        message: "This server has or had an administrator, so nobody can become one on this page.",
        advice: "If you run this server, make somebody an administrator: npm run user -- administrator USERNAME",
    },
    dead_invitation: Notice {
        title: "This invitation no longer works",
        message: "It was used, or it is too old.",
        advice: "If you have created your account with it, go to the app and sign in. Otherwise ask for a new invitation.",
    },
    dead_recovery: Notice {
        title: "This link no longer works",
        message: "It was used, it is too old, or a newer one replaced it.",
        advice: "If you have used it, go to the app and sign in. Otherwise ask whoever runs this server for a new link.",
    },
    dead_verification: Notice {
        title: "This link no longer works",
        message: "It was used, it is too old, a newer one replaced it, or the address was changed since.",
        advice: "If your address is not confirmed yet, ask for a new link.",
    },
};
