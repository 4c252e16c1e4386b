//! English: the second factor.

use crate::second_factor::SecondFactor;
use crate::{Counted, Each, Headline};

pub(super) const SECOND_FACTOR: SecondFactor = SecondFactor {
    title: ("Enter your code to continue to ", ""),
    title_account: "Enter your code",
    heading: "Enter your code",
    lead: "One more step: open the app that shows your codes.",
    code: "Code from your app",
    code_help: "Six digits. The app shows a new code every 30 seconds.",
    button: "Continue",
    by_recovery_code: "Use a recovery code",
    recovery_code: "Recovery code",
    recovery_code_help: "16 letters and digits. Each recovery code works once.",
    another: "Sign in another way",
    no_code: "Enter the six digits that your app shows.",
    no_recovery_code: "A recovery code has 16 letters and digits.",
    neither_code: "Enter the six digits that your app shows, or a recovery code.",
    wrong: "That code is wrong or too old. Enter the code that your app shows now.",
    used: "That code has already been used. Wait until your app shows the next one.",
    wrong_recovery_code: "That recovery code is wrong, or has already been used. Use another one.",
    too_late: "That took more than ten minutes. Sign in again.",
    changed: "The account was changed while you signed in. Sign in again.",
    too_many: Headline {
        title: "Too many wrong codes",
        message: ("Too many wrong codes were tried for this account. ", ""),
        advice: "You can still sign in with a passkey, or with the other kind of code: a recovery code instead of one from the app, or the \
                 other way round. If it was not you who tried, somebody can get past the first step of your sign-in: change your password, \
                 and check your accounts elsewhere.",
    },
    used_title: "You used a recovery code",
    used_left: Counted {
        zero: "You have no recovery code left. Make new ones now.",
        one: "You have one recovery code left. Make new ones soon.",
        other: "You have {n} recovery codes left.",
        ..Counted::EMPTY
    },
    used_advice: "If you no longer have the app that shows your codes, set up another one, or turn the second factor off \
                  under Security.",
    go_on: "Continue",
    under_security: "Go to Security",
    section: "Second factor",
    off: "With a second factor, nobody can sign in with your password alone: it also takes a code from an app on your \
          phone.",
    on: (
        "Since ",
        ", signing in with your password also takes a code from your app.",
    ),
    left: Counted {
        zero: " You have no recovery code left.",
        one: " You have one recovery code left.",
        other: " You have {n} recovery codes left.",
        ..Counted::EMPTY
    },
    turn_on: "Turn on",
    another_app: "Set up another app",
    new_codes_lead: "With a recovery code you can sign in without the app. New ones replace those that you have.",
    new_codes: "Make new recovery codes",
    turn_off_lead: "From then on, your password alone is enough to sign in.",
    turn_off: "Turn off",
    set_up_title: "Set up a second factor",
    set_up_lead: "Open an app for one-time codes on your phone, add an account there, and scan this picture.",
    picture: "QR code for your app. The key below says the same.",
    by_hand: "If you cannot scan it, type this key into the app:",
    open_app: "Open the app on this device",
    confirm_lead: "Then enter the code that the app shows.",
    confirm_replaces: "Your previous app and recovery codes will then stop working.",
    confirm: "Turn on",
    not_now: "Not now",
    not_matching: "That code does not match. Enter the one that your app shows now. If that one does not match either, set the clock of your phone.",
    codes_title: "Your recovery codes",
    codes_done: "Your second factor is on.",
    codes_lead: "If you lose the app, you can sign in with a recovery code instead. Each works once. Print them or write them \
                 down, and keep them in a safe place: they are shown only now.",
    codes_kept: "I have saved them",
    turned_off_by_link: "This also turns your second factor off. You can turn it on again under Security.",
    asked_by_link: "Your account has a second factor, and a link that was sent by email is not enough. You also need a code from your app or \
                    a recovery code. If you have neither, ask whoever runs this server for a link.",
    either_code: "Code from your app, or a recovery code",
    either_code_help: "Six digits, or the 16 letters and digits of a recovery code.",
};
