//! English, about accounts at other providers.

use crate::joining::Heading;
use crate::provider::Provider;
use crate::{Headline, Notice};

pub(super) const PROVIDER: Provider = Provider {
    button: ("Continue with ", ""),
    another: "Choose another way",
    failed: (
        "",
        " did not respond as expected. Try again in a moment, or sign in another way.",
    ),
    denied: (
        "You were not signed in with ",
        ". Try again, or sign in another way.",
    ),
    too_long: (
        "The app’s request is too long for signing in with ",
        ". Sign in another way.",
    ),
    unknown: (
        "Your account at ",
        " is not linked to an account here. If you have an account here, sign in to it as before. Then link your account elsewhere to it, on \
         its Security page.",
    ),
    other_host: (
        "You cannot create an account here with the address that ",
        " gave. If you have an account here, sign in to it as before. Then link your account elsewhere to it, on its Security page.",
    ),
    refused: Headline {
        title: "That did not work",
        message: ("", ""),
        advice: "Nothing was saved.",
    },
    back: "Go back",
    lost: Notice {
        title: "Please start again",
        message: "This sign-in was started in another browser or another tab, or more than ten minutes ago, or it is already finished.",
        advice: "Go back to the app or page that you came from, and sign in there.",
    },
    joining: Heading {
        title: "Create an account",
        lead: "From now on, you will sign in here with your account elsewhere. Check what is filled in below, and correct anything that is wrong.",
    },
    known_by: ("You signed in at ", " as ", "."),
    email: (" Your email address is ", "."),
    make: "Create the account",
    name_taken: "This username or address is taken, or your account elsewhere is linked already. If you have an account here, sign in to it \
                 as before. Then link your account elsewhere to it, on its Security page.",
    sign_out: ("Sign out at ", " too"),
    no_sign_out: (
        "",
        " has no link for signing out. To sign out there, go to its own pages.",
    ),
    not_signed_out: Headline {
        title: "You are still signed in elsewhere",
        message: ("", ""),
        advice: "Nothing has changed here.",
    },
    heading: "Accounts elsewhere",
    lead: "You can also sign in with an account that you have somewhere else.",
    since: ("Linked on ", ""),
    gone: "You cannot sign in with this account at the moment.",
    last_way: "This is your only way to sign in. Add another way before you remove this one.",
    link: "Link an account",
    remove_lead: "You can no longer sign in with this linked account. Every other browser is signed out, and every app has to ask you to \
                  sign in again.",
    remove: "Remove",
    not_removed: "The linked account was not removed. It may be gone already, or it may be your only way to sign in.",
    taken: ("That account at ", " is linked to another account here."),
    full: (
        "That account at ",
        " was not linked. You have as many linked accounts as you can have. Remove one before you link another one.",
    ),
};
