//! How sure it has to be that somebody is the administrator who they say they are.

/// For how long after signing in somebody may look after others, in seconds.
macro_rules! long_enough {
    () => {
        "3600"
    };
}
pub(super) use long_enough;

/// Whether the session `$session` was begun in a way that is sure enough for an administrator: a passkey, or a second factor.
/// A passkey on another device is not: somebody may have been lured into confirming a stranger's.
// A list of three would be a table, whose rows D1 counts.
macro_rules! is_sure {
    ($session:literal) => {
        concat!(
            "(",
            $session,
            ".method IN ('passkey', 'password_otp') OR ",
            $session,
            ".method IN ('provider_mfa', 'provider_otp'))"
        )
    };
}
pub(super) use is_sure;
