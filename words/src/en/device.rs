//! English: signing in on one device with the passkey of another.

use crate::device::Device;
use crate::{Ago, Counted, Each, Notice};

pub(super) const DEVICE: Device = Device {
    button: "Use a passkey on another device",
    title: "Sign in with another device",
    lead: "Scan this with the device that has your passkey, such as your phone.",
    picture: "QR code with the address and the code below",
    by_hand: ("Or open ", " there, and enter this code:"),
    ten_minutes: "The code works for ten minutes, and only for this browser. Do not show it to anyone else.",
    look: "I have confirmed it",
    not_yet: "It is not confirmed yet. Confirm it on the device that has your passkey.",
    another: "Sign in another way",
    confirmed: ("", " confirmed this on another device."),
    go_on: ("Continue as ", ""),
    not_me: "That is not me",
    code_title: "Sign in on another device",
    code_lead: "Enter the code that the other device shows.",
    code: "Code",
    code_help: "Eight letters. Capitals and hyphens do not matter.",
    code_button: "Continue",
    code_unknown: "No device shows this code now. Check each letter. A code works for ten minutes.",
    confirm_title: "Sign in on this other device?",
    shows: "Code on the device",
    device: "Device",
    place: "Place",
    nowhere: "Unknown",
    asked: "Asked",
    app: "Signs in to",
    ago: Ago {
        now: "Just now",
        minutes: Counted {
            one: "A minute ago",
            other: "{n} minutes ago",
            ..Counted::EMPTY
        },
    },
    warning: (
        "Confirm only if you have that device in front of you, its address bar shows ",
        ", and the page there shows this very code. If somebody sent you the code or a link, they want to sign in as you.",
    ),
    confirm: "Confirm with my passkey",
    deny: "This is not my device",
    verify_title: "Let this other device use your account?",
    verify_app: "App",
    verify_warning: "Allow this only if you started it yourself, on a device that you have in front of you, and that device shows this very \
                     code. If somebody sent you the code or a link, they want to use your account.",
    verify: "Sign in and see what the app asks for",
    approved: Notice {
        title: "You can go back to the other device",
        message: "The other device gets access to your account within a few seconds.",
        advice: "Later, under Apps in your account, you can see what it may do, and take its access back.",
    },
    not_approved: Notice {
        title: "The other device gets nothing",
        message: "It has no access to your account.",
        advice: "If somebody sent you a code or a link, do not reply.",
    },
    done: Notice {
        title: "Confirmed",
        message: "The other device can now sign in as you.",
        advice: "Go on there, within two minutes. Later, under Security in your account, you can see where you are signed in, and sign out there.",
    },
    mistake: "That was a mistake",
    denied: Notice {
        title: "Nobody was signed in",
        message: "The code no longer works.",
        advice: "If somebody sent it to you, do not reply.",
    },
    over: Notice {
        title: "This code no longer works",
        message: "It was used, refused, or shown more than ten minutes ago. Nobody has been signed in just now.",
        advice: "Ask for a new code on the other device.",
    },
    refused: Notice {
        title: "You are not signed in",
        message: "Somebody refused this on the other device.",
        advice: "If that was not you, check that nobody else can see this screen.",
    },
    expired: Notice {
        title: "This code no longer works",
        message: "A code works for ten minutes, once, and for two minutes after it was confirmed. You are not signed in.",
        advice: "You can ask for a new code.",
    },
    start_again: "Back to sign-in",
};
