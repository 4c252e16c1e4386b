//! What proves who somebody is, in the statements of the batch that signs them in.

/// Whether the user in `users`, who is `?1`, may sign in, and what they proved with, which shows as `?2`, is still theirs,
/// and was not used up. A password, a mailed code or another provider alone proves nothing where there is a second factor.
macro_rules! proves {
    () => {
        "users.disabled_at IS NULL AND (EXISTS (\
         SELECT 1 FROM second_factors WHERE second_factors.user_id = ?1 AND second_factors.used_by = ?2) OR EXISTS (\
         SELECT 1 FROM device_sign_ins WHERE device_sign_ins.user_id = ?1 AND device_sign_ins.used_by = ?2) \
         OR ((users.password_hash = ?2 OR EXISTS (\
         SELECT 1 FROM mail_codes WHERE mail_codes.user_id = ?1 \
         AND mail_codes.created_at > unixepoch() - 3600 AND mail_codes.used_by = ?2)) AND NOT EXISTS (\
         SELECT 1 FROM second_factors WHERE second_factors.user_id = ?1)) OR EXISTS (\
         SELECT 1 FROM passkeys WHERE passkeys.user_id = ?1 AND passkeys.used_by = ?2) OR EXISTS (\
         SELECT 1 FROM provider_accounts WHERE account = substr(?2, 5) AND provider_accounts.user_id = ?1 AND (\
         substr(?2, 1, 4) = 'mfa ' OR NOT EXISTS (SELECT 1 FROM second_factors WHERE second_factors.user_id = ?1))))"
    };
}
pub(super) use proves;

/// The same of the user `?1`.
macro_rules! is_proved {
    () => {
        concat!(
            "EXISTS (SELECT 1 FROM users WHERE users.id = ?1 AND ",
            $crate::store::proved::proves!(),
            ")"
        )
    };
}
pub(super) use is_proved;
