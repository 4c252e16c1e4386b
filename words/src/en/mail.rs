//! English, in what is sent by mail and on the pages that offer it.

use crate::Notice;
use crate::joining::Heading;
use crate::mail::{LetterWords, Mail};

pub(super) const MAIL: Mail = Mail {
    lost: "Can’t sign in?",
    by_code: "Email me a code",
    trouble: "We have trouble sending email just now. It may come late, or not at all. Whoever runs this server can see this.",
    recover: Heading {
        title: "Can’t sign in?",
        lead: "Enter your username or your email address. We will send a link to the email address of your account. The link lets you set a \
               new way to sign in.",
    },
    recover_button: "Send me a link",
    recover_asked: Notice {
        title: "Check your email",
        message: "If there is such an account with a confirmed email address, a link is on its way to that address. The link works for one hour.",
        advice: "If no email comes, look in your spam folder. If it is not there either, ask whoever runs this server for a link.",
    },
    code: Heading {
        title: "Sign in with a code",
        lead: "Enter your username or your email address. We will send a code to the email address of your account.",
    },
    code_button: "Email me a code",
    code_sent: Heading {
        title: "Enter the code",
        lead: "If there is such an account, with a confirmed email address and no second factor, a code is on its way to that address. The \
               code works for ten minutes, in this browser only. If no email comes, look in your spam folder.",
    },
    code_field: "Code from the email",
    code_hint: "Six digits.",
    code_enter: "Sign in",
    code_again: "Ask for a new code",
    sign_up: Heading {
        title: "Create an account",
        lead: "Enter your email address. We will send a code to it.",
    },
    sign_up_sent: Heading {
        title: "Enter the code",
        lead: "If this address has no account yet, a code is on its way to it. The code works for ten minutes, in this browser only. If no \
               email comes, look in your spam folder, or sign in: you may have an account already.",
    },
    sign_up_hint: "Eight digits.",
    sign_up_enter: "Continue",
    sign_up_hosts: ("To create an account here, you need an address at ", "."),
    code_wrong: "This code is wrong, or it no longer works. Check it, or ask for a new one.",
    empty: "Enter your username or your email address.",
    sign_in: "Back to signing in",
    bad_address: "We cannot send email to this address. Use one like name@example.com, with plain letters, digits and the usual marks.",
    disavow: Heading {
        title: "Was this not you?",
        lead: "If this was not you, press the button. It signs your account out everywhere, in apps too. You then set a new way to sign in.",
    },
    disavow_button: "It was not me: sign out everywhere",
    dead_disavow: Notice {
        title: "This link no longer works",
        message: "The link is too old, or a new way to sign in has been set since.",
        advice: "Sign in, and look at the activity of your account. If you cannot sign in, press “Can’t sign in?” on the sign-in \
                 page.",
    },
    footer: (
        "This email was sent by ",
        ", where you sign in to apps. Please do not reply: nobody reads replies.",
    ),
    verification: LetterWords {
        subject: "Confirm your email address",
        lead: (
            "Somebody, probably you, gave this address for an account at ",
            ".",
        ),
        link: "Confirm the address",
        after: "The link works for one day. If it was not you, do nothing: nobody can use this address there without your \
                confirmation.",
    },
    recovery: LetterWords {
        subject: "Get back into your account",
        lead: (
            "Somebody, probably you, cannot sign in at ",
            " and asked for this link.",
        ),
        link: "Set a new way to sign in",
        after: "The link works once, within one hour. If it was not you, do nothing: nothing has changed. Do not forward this email: whoever \
                has the link can sign in as you.",
    },
    sign_in_code: LetterWords {
        subject: "Your sign-in code",
        lead: ("This is your code to sign in at ", ":"),
        link: "",
        after: "The code works once, within ten minutes, and only in the browser in which you asked for it. If somebody asks you for it, do \
                not tell them. If you did not ask for it, do nothing.",
    },
    sign_up_code: LetterWords {
        subject: "Your code to create an account",
        lead: ("This is your code to create an account at ", ":"),
        link: "",
        after: "The code works once, within ten minutes, and only in the browser in which you asked for it. If you did not ask for it, do nothing.",
    },
    invitation: LetterWords {
        subject: "You are invited",
        lead: ("You are invited to create an account at ", "."),
        link: "Create your account",
        after: "The link works once. If you do not know what this is about, do nothing.",
    },
    notices: [
        (
            "signed_in_unknown_browser",
            "Somebody signed in with a new browser",
        ),
        ("passkey_added", "A passkey was added"),
        ("passkey_removed", "A passkey was removed"),
        (
            "provider_linked",
            "An account elsewhere was linked as a way to sign in",
        ),
        ("provider_removed", "A linked account elsewhere was removed"),
        ("password_changed", "The password was changed"),
        ("password_removed", "The password was removed"),
        (
            "recovered",
            "Somebody used a link to set a new way to sign in",
        ),
        ("email_verified", "The email address was changed"),
        ("second_factor_added", "A second factor was turned on"),
        ("second_factor_removed", "The second factor was turned off"),
        (
            "recovery_code_used",
            "A recovery code was used in place of the second factor",
        ),
        (
            "device_confirmed",
            "A sign-in on another device was confirmed with a passkey",
        ),
    ],
    notice_lead: ("This happened to your account at ", ":"),
    notice_link: "It was not me",
    notice_after: "If it was you, there is nothing to do. If it was not, open the link above within three days. You can then sign out \
                   everywhere and set a new way to sign in.",
};
