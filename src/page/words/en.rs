//! English.

use super::en_account::ACCOUNT;
use super::en_notices::NOTICES;
use super::{
    Around, Consent, Form, FormPost, Home, Login, Logout, SelectAccount, SignedOut, Unverified,
    Words,
};
use crate::protocol::authorization::Unproved;
use crate::protocol::openid::BadLogout;
use crate::protocol::params::Malformed;
use crate::protocol::scope::{OFFLINE_ACCESS, OPENID};
use crate::protocol::timestamp::Civil;

/// English.
pub const EN: Words = Words {
    lang: "en",
    reference: "Reference:",
    nameless: "Account without a name",
    your_account: "Your account",
    scopes: [
        (OPENID, "Know that it is you"),
        ("profile", "See your name, username and profile"),
        ("email", "See your email address"),
        ("address", "See your postal address"),
        ("phone", "See your phone number"),
        ("groups", "See which groups you are in"),
        (OFFLINE_ACCESS, "Stay connected while you are away"),
    ],
    claim,
    agent: |agent| agent.to_string(),
    home: Home {
        title: "Authorization server",
        lead: "Edgegrant signs people in and asks them what an app may do on their behalf. Apps get a token \
               for what was allowed, and never see a password.",
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
        lead_account: "to look after your account",
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
        cannot_yet: "You cannot do that yet?",
        set_up: "Set it up in your account, then come back.",
        give_up: "Return to the app without it",
        no_sign_up: "The app asks you to create an account. Here, that takes an invitation. If you have an account, sign in.",
    },
    device: super::en_device::DEVICE,
    provider: super::en_provider::PROVIDER,
    second_factor: super::en_second_factor::SECOND_FACTOR,
    select_account: SelectAccount {
        title: ("Choose an account to continue to ", ""),
        heading: "Choose an account",
        lead: ("to continue to ", ""),
        lead_stranger: STRANGER,
        another: "Use another account",
    },
    consent: CONSENT,
    joining: super::en_joining::JOINING,
    mail: super::en_mail::MAIL,
    form_post: FormPost {
        title: "Returning to the app",
        lead: "If nothing happens, press the button.",
        button: "Continue",
    },
    account: ACCOUNT,
    date,
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
        nobody: "You will have to sign in again here the next time.",
        next: ("Continue to ", ""),
    },
    notices: NOTICES,
    wait,
    unproved,
    bad_logout,
    form: Form {
        other_type: "it is not a form",
        too_large: "it is too large",
        broken: "it arrived incomplete",
        repeated: "a field was sent more than once",
        malformed,
    },
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
        "If you allow this, you will not be asked again unless it wants more. Either way, you will return to ",
        ".",
    ),
    asked_each_time: (
        "Any app on your device could pose as this one, so you are asked each time. You will return to ",
        ".",
    ),
    not_let_in: ("You cannot use ", " with this account"),
    not_let_in_advice: "Only some people may use this app here, and this account is not one of theirs. If it should be, ask whoever runs \
                        this server.",
    go_back: "Return to the app",
    deny: "Deny",
    allow: "Allow",
};

fn date(civil: Civil) -> String {
    const MONTHS: [&str; 12] = [
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
    ];
    let month = MONTHS[usize::from(civil.month.clamp(1, 12) - 1)];
    format!("{} {month} {}", civil.day, civil.year)
}

fn wait(seconds: u32) -> String {
    let (number, unit) = match seconds {
        0..=59 => (seconds.max(1), "second"),
        60..=5399 => (seconds.div_ceil(60), "minute"),
        _ => (seconds.div_ceil(3600), "hour"),
    };
    let plural = if number == 1 { "" } else { "s" };
    format!("Try again in {number} {unit}{plural}.")
}

fn claim(name: &str) -> Option<&'static str> {
    Some(match name {
        "name" => "See your name",
        "given_name" => "See your given name",
        "family_name" => "See your family name",
        "middle_name" => "See your middle name",
        "nickname" => "See your nickname",
        "preferred_username" => "See your username",
        "profile" => "See the address of your profile page",
        "picture" => "See your picture",
        "website" => "See the address of your website",
        "gender" => "See your gender",
        "birthdate" => "See your date of birth",
        "zoneinfo" => "See your time zone",
        "locale" => "See your language",
        "updated_at" => "See when your profile last changed",
        "email" => "See your email address",
        "email_verified" => "See whether your email address is verified",
        "address" => "See your postal address",
        "phone_number" => "See your phone number",
        "groups" => "See which groups you are in",
        "phone_number_verified" => "See whether your phone number is verified",
        _ => return None,
    })
}

fn unproved(why: Unproved) -> &'static str {
    match why {
        Unproved::ClientIdMissing => "The app did not say which app it is (client_id is missing).",
        Unproved::ClientIdRepeated => "The app sent its client_id more than once.",
        Unproved::ClientUnknown => "The app is not registered here (its client_id is unknown).",
        Unproved::RedirectUriMissing => {
            "The app did not say where to return to (redirect_uri is missing)."
        }
        Unproved::RedirectUriRepeated => "The app sent its redirect_uri more than once.",
        Unproved::RedirectUriUnknown => {
            "The app asked to return to an address that is not registered for it \
             (its redirect_uri does not match)."
        }
        Unproved::RequestRepeated => "The app sent its request or request_uri more than once.",
        Unproved::PushedRequestUnknown => {
            "This request is too old, or it was answered before (its request_uri is unknown)."
        }
        // These two are for the app's developer.
        Unproved::RequestObject(bad) => bad.sentence(),
        Unproved::ClientDocument(bad) => bad.sentence(),
    }
}

fn bad_logout(bad: BadLogout) -> &'static str {
    match bad {
        BadLogout::Repeated => "The app sent a parameter more than once.",
        BadLogout::Hint => "What the app sent as id_token_hint is not an ID token of this server.",
        BadLogout::OtherClient => "The app sent the id_token_hint of another app.",
        BadLogout::ClientUnknown => "The app is not registered here (its client_id is unknown).",
        BadLogout::ClientMissing => {
            "The app asked to return to an address, but did not say which app it is \
             (id_token_hint or client_id is missing)."
        }
        BadLogout::RedirectUri => {
            "The app asked to return to an address that is not registered for it \
             (its post_logout_redirect_uri does not match)."
        }
    }
}

fn malformed(malformed: Malformed) -> &'static str {
    match malformed {
        Malformed::PercentEncoding => "a % in it is not followed by two hexadecimal digits",
        Malformed::NotUtf8 => "it holds bytes that are not UTF-8",
        Malformed::Nul => "it holds a NUL character",
    }
}
