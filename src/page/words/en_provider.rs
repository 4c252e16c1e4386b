//! English, about accounts at other providers.

use super::joining::Heading;
use super::provider::Provider;
use super::{Headline, Notice};

pub(super) const PROVIDER: Provider = Provider {
    button: ("Continue with ", ""),
    another: "Choose another way",
    failed: (
        "",
        " did not answer as it should. Try again in a moment, or sign in another way.",
    ),
    denied: (
        "You were not signed in with ",
        ". Try again, or sign in another way.",
    ),
    too_long: (
        "The app asks for too much at once to sign in with ",
        ". Sign in another way.",
    ),
    unknown: (
        "Your account at ",
        " is not linked to an account here. If you have an account here, sign in to it as before, and then link the other one on \
         the page Security of your account.",
    ),
    other_host: (
        "With the address that ",
        " has of you, nobody can create an account here. If you have an account here, sign in to it as before, and then link the \
         other one on the page Security of your account.",
    ),
    refused: Headline {
        title: "That did not work",
        message: ("", ""),
        advice: "Nothing was saved.",
    },
    back: "Go back",
    lost: Notice {
        title: "Please start again",
        message: "This sign-in was begun in another browser or another tab, or more than ten minutes ago, or it is done already.",
        advice: "Go back to the app or page that you came from, and sign in there.",
    },
    joining: Heading {
        title: "Create an account",
        lead: "From then on you sign in with this account elsewhere. Change what is not right.",
    },
    known_by: ("You come from ", ", as ", "."),
    email: (" Your email address is ", "."),
    make: "Create the account",
    name_taken: "That cannot be used: somebody has this username or address, or the account elsewhere is linked already. If you have an \
                 account here, sign in to it as before, and then link the other one on the page Security of your account.",
    heading: "Accounts elsewhere",
    lead: "You can sign in with these, too.",
    since: ("Linked on ", ""),
    gone: "Nobody can sign in with it here at the moment.",
    last_way: "This is your only way to sign in. Add another one before you remove it.",
    link: "Link an account",
    remove_lead: "You can no longer sign in with it. Every other browser is signed out, and every app has to ask you to sign in \
                  again.",
    remove: "Remove",
    not_removed: "That account was not removed. It may be gone already, or it may be your only way to sign in.",
    taken: ("That account at ", " is linked to another account here."),
    full: (
        "That account at ",
        " was not linked. You have as many as an account can have. Remove one before you link another.",
    ),
};
