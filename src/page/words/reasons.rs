//! Why something was refused.

use edgegrant_words::Words;

use super::fill::fill;
use crate::protocol::authorization::Unproved;
use crate::protocol::brand::BadLogo;
use crate::protocol::login::password_rules::{BadPassword, LONGEST};
use crate::protocol::openid::BadLogout;
use crate::protocol::params::Malformed;

/// Why the browser may not be redirected.
pub(crate) fn unproved(why: Unproved, words: &'static Words) -> &'static str {
    let words = &words.unproved;
    match why {
        Unproved::ClientIdMissing => words.client_id_missing,
        Unproved::ClientIdRepeated => words.client_id_repeated,
        Unproved::ClientUnknown => words.client_unknown,
        Unproved::RedirectUriMissing => words.redirect_uri_missing,
        Unproved::RedirectUriRepeated => words.redirect_uri_repeated,
        Unproved::RedirectUriUnknown => words.redirect_uri_unknown,
        Unproved::RequestRepeated => words.request_repeated,
        Unproved::PushedRequestUnknown => words.pushed_request_unknown,
        // These two are for the app's developer.
        Unproved::RequestObject(bad) => bad.sentence(),
        Unproved::ClientDocument(bad) => bad.sentence(),
    }
}

/// Why nothing of a request to sign out counts.
pub(crate) fn bad_logout(bad: BadLogout, words: &'static Words) -> &'static str {
    let words = &words.bad_logout;
    match bad {
        BadLogout::Repeated => words.repeated,
        BadLogout::Hint => words.hint,
        BadLogout::OtherClient => words.other_client,
        BadLogout::ClientUnknown => words.client_unknown,
        BadLogout::ClientMissing => words.client_missing,
        BadLogout::RedirectUri => words.redirect_uri,
    }
}

/// Why what was sent cannot be read: part of a sentence.
pub(crate) fn malformed(malformed: Malformed, words: &'static Words) -> &'static str {
    match malformed {
        Malformed::PercentEncoding => words.form.percent_encoding,
        Malformed::NotUtf8 => words.form.not_utf8,
        Malformed::Nul => words.form.nul,
    }
}

/// Why a file cannot be the logo of an app.
pub(crate) fn bad_logo(bad: BadLogo, words: &'static Words) -> &'static str {
    let words = &words.admin.apps.app.bad_logo;
    match bad {
        BadLogo::TooLarge => words.too_large,
        BadLogo::OtherFormat => words.other_format,
        BadLogo::Length => words.length,
        BadLogo::Part => words.part,
        BadLogo::Size => words.size,
        BadLogo::Animated => words.animated,
    }
}

/// Why a password may not be chosen.
pub(crate) fn bad_password(bad: BadPassword, words: &'static Words) -> String {
    let words = &words.joining;
    let (text, number) = match bad {
        BadPassword::TooShort(least) => (words.password_short, least),
        BadPassword::TooLong => (words.password_long, LONGEST),
        BadPassword::Common => (words.password_common, 0),
        BadPassword::Name => (words.password_name, 0),
    };
    fill(text, &[("n", &number.to_string())])
}
