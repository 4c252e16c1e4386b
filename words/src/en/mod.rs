//! English.

mod account;
mod admin;
mod admin_apps;
mod admin_more;
mod device;
mod joining;
mod mail;
mod notices;
mod overview;
mod people;
mod provider;
mod second_factor;

use crate::{
    Agent, Around, Consent, Counted, Dates, Each, Footer, FormPost, Home, Login, Logout,
    SelectAccount, SignedOut, Text, Unverified, Wait, Words,
};

/// English.
pub const EN: Words = Words {
    lang: "en",
    dir: "ltr",
    reference: "Reference:",
    nameless: "Account without a name",
    your_account: "Your account",
    scopes: [
        ("openid", "Know that it is you"),
        ("profile", "See your name, username and profile"),
        ("email", "See your email address"),
        ("address", "See your postal address"),
        ("phone", "See your phone number"),
        ("groups", "See which groups you are in"),
        ("offline_access", "Stay connected while you are away"),
    ],
    claims: CLAIMS,
    agent: Agent {
        unknown: "Unknown browser",
        both: "{browser} on {system}",
    },
    footer: Footer {
        links: ["Help", "Terms", "Privacy"],
        ask: "Whoever runs this server can help:",
        of_app: [
            "The app’s website",
            "The app’s terms",
            "The app’s privacy policy",
        ],
    },
    home: Home {
        title: "Authorization server",
        lead: "This server signs people in and asks them what an app may do on their behalf. Apps get a token for what people allow, and \
               never see a password.",
        issuer: "Issuer",
        developers: "For developers",
        metadata: "Server metadata",
        keys: "Signing keys",
        you: "For you",
        sign_out: "Sign out",
    },
    unverified: Unverified {
        title: "This app is not verified.",
        registered_itself: (
            "It registered itself, and nobody has checked who runs it. Its name may be false. It will send you to ",
            ".",
        ),
        described_by: (
            "All that is known about it comes from ",
            ", and nobody has checked who runs it. Its name may be false.",
        ),
        careful: "Go on only if you have just started this yourself, in an app that you trust.",
    },
    login: Login {
        title: ("Sign in to continue to ", ""),
        title_account: "Sign in to your account",
        lead_account: "to manage your account",
        title_error: "Error: ",
        heading: "Sign in",
        lead: ("to continue to ", ""),
        lead_stranger: STRANGER,
        error: "Error:",
        username: "Username or email",
        password: "Password",
        button: "Sign in",
        passkey: "Sign in with a passkey",
        passkey_hint: "No passkey was used. Try again, or sign in another way.",
        passkey_hint_only: "No passkey was used. Try again, or use the device that has your passkey.",
        or: "or",
        passkey_unknown: "This passkey is not known here, or was removed. Use another one, or sign in another way.",
        passkey_again: "That did not work. Try again.",
        passkeys_refused: "Passkeys cannot be used here at the moment. Tell whoever runs this server.",
        wrong: "That username or password is wrong. Check both and try again.",
        disabled: "This account is disabled. Use another one, or ask whoever runs this server to enable it.",
        empty: "Enter your username and your password.",
        too_long: "That password is too long. A password has at most 1,024 bytes.",
        show: "Show password",
        hide: "Hide password",
        keep: "Keep me signed in on this device",
        off: "You need a passkey to sign in here, and this page cannot ask your browser for one. Allow scripts for this site, \
              update the browser, or use another device.",
        nobody: "Nobody can sign in here at the moment. Tell whoever runs this server.",
        sign_up: "Create an account",
        step_up: "You are signed in already, but the app needs to be more certain that it is you.",
        needs_passkey: "The app asks for a passkey.",
        needs_two_factors: "The app asks for a passkey, or a password and a code from your phone. A password alone is not enough.",
        cannot_yet: "Can’t sign in this way yet?",
        set_up: "Set it up in your account, then come back.",
        give_up: "Return to the app without signing in this way",
        no_sign_up: "The app asks you to create an account, but you need an invitation to create one here. If you have an account, sign in.",
    },
    device: device::DEVICE,
    provider: provider::PROVIDER,
    second_factor: second_factor::SECOND_FACTOR,
    select_account: SelectAccount {
        title: ("Choose an account to continue to ", ""),
        heading: "Choose an account",
        lead: ("to continue to ", ""),
        lead_stranger: STRANGER,
        another: "Use another account",
    },
    consent: CONSENT,
    joining: joining::JOINING,
    mail: mail::MAIL,
    form_post: FormPost {
        title: "Returning to the app",
        lead: "If nothing happens, press the button.",
        button: "Continue",
    },
    account: account::ACCOUNT,
    admin: admin::ADMIN,
    dates: DATES,
    logout: Logout {
        title: "Sign out?",
        asked: ("", " asks to sign you out here."),
        asked_stranger: ("An app that calls itself ", " asks to sign you out here."),
        accounts: "You are signed in as:",
        apps: "Apps that you signed in to from here may sign you out too. Apps that you allowed to stay \
               connected keep what you allowed.",
        next: ("After you sign out, you will continue to ", "."),
        broken: (
            "The app that sent you here made a mistake, so you will not be sent back to it. ",
            "",
        ),
        stay: "Stay signed in",
        sign_out: "Sign out",
    },
    signed_out: SignedOut {
        title: "You are signed out",
        others: "Other accounts are still signed in here.",
        nobody: "Next time, you will have to sign in here again.",
        next: ("Continue to ", ""),
    },
    notices: notices::NOTICES,
    wait: WAIT,
    unproved: notices::UNPROVED,
    bad_logout: notices::BAD_LOGOUT,
    form: notices::FORM,
};

const STRANGER: Around = ("to continue to an app that calls itself ", "");

const CONSENT: Consent = Consent {
    title: ("", " wants to use your account"),
    who: ("Signed in as ", ""),
    switch_account: "Not you? Use another account",
    sign_out: "Sign out",
    nothing: "It asks only to know that you signed in.",
    able: "It will be able to:",
    remembered: (
        "If you allow this, you will not be asked again unless the app wants more. Either way, you will return to ",
        ".",
    ),
    asked_each_time: (
        "Any app on your device could pose as this one, so you are asked each time. You will return to ",
        ".",
    ),
    not_let_in: ("You cannot use ", " with this account"),
    not_let_in_advice: "Only certain accounts may use this app, and this account may not. If it should, ask whoever runs this server.",
    go_back: "Return to the app",
    deny: "Deny",
    allow: "Allow",
};

const DATES: Dates = Dates {
    months: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    first: "1",
    day: "{day} {month} {year}",
    moment: "{date}, {hour}:{minute} UTC",
    thousands: ",",
};

const WAIT: Wait = Wait {
    seconds: Counted {
        one: "Try again in {n} second.",
        other: "Try again in {n} seconds.",
        ..Counted::EMPTY
    },
    minutes: Counted {
        one: "Try again in {n} minute.",
        other: "Try again in {n} minutes.",
        ..Counted::EMPTY
    },
    hours: Counted {
        one: "Try again in {n} hour.",
        other: "Try again in {n} hours.",
        ..Counted::EMPTY
    },
};

/// The first of each pair is the name of the claim: it stays as it is.
const CLAIMS: [(Text, Text); 20] = [
    ("name", "See your name"),
    ("given_name", "See your given name"),
    ("family_name", "See your family name"),
    ("middle_name", "See your middle name"),
    ("nickname", "See your nickname"),
    ("preferred_username", "See your username"),
    ("profile", "See the address of your profile page"),
    ("picture", "See your picture"),
    ("website", "See the address of your website"),
    ("gender", "See your gender"),
    ("birthdate", "See your date of birth"),
    ("zoneinfo", "See your time zone"),
    ("locale", "See your language"),
    ("updated_at", "See when your profile last changed"),
    ("email", "See your email address"),
    (
        "email_verified",
        "See whether your email address is verified",
    ),
    ("address", "See your postal address"),
    ("phone_number", "See your phone number"),
    ("groups", "See which groups you are in"),
    (
        "phone_number_verified",
        "See whether your phone number is verified",
    ),
];
