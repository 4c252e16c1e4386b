//! What is a way to sign in: nobody removes their last one.

/// What the settings let people sign in with.
#[derive(Debug, Clone, Copy)]
pub struct WaysIn<'a> {
    /// The host whose passkeys work; empty: none do.
    pub rp_id: &'a str,
    /// Whether passwords do.
    pub passwords: bool,
    /// The ids of the providers, a JSON array.
    pub providers: &'a str,
}

/// Whether the user `?1` has a linked account at one of the providers `$providers`, where `$which` holds.
macro_rules! has_link {
    ($providers:literal, $which:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM provider_accounts AS linked WHERE linked.user_id = ?1 \
             AND linked.provider IN (SELECT value FROM json_each(",
            $providers,
            "))",
            $which,
            ")"
        )
    };
}
pub(super) use has_link;

/// Whether the user `?1` has a password and a name to use it with.
macro_rules! has_password {
    () => {
        "EXISTS (SELECT 1 FROM users WHERE users.id = ?1 AND users.password_hash <> '' \
         AND (users.username <> users.id OR users.email IS NOT NULL))"
    };
}
pub(super) use has_password;
