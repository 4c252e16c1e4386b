//! What can happen.

/// The kinds of events, each with the word that the log and the table have for it.
macro_rules! kinds {
    ($($(#[$doc:meta])+ $name:ident $word:literal)+) => {
        /// What happened.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Kind {
            $($(#[$doc])+ $name,)+
        }

        impl Kind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The word in the log and in the table.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)+
                }
            }
        }
    };
}

kinds! {
    /// A user signed in.
    SignedIn "signed_in"
    /// A user signed in, in a browser that was not known to be theirs: they had never signed in there, or not
    /// within 400 days, or not since their credentials changed.
    SignedInUnknownBrowser "signed_in_unknown_browser"
    /// Somebody gave a wrong name or password, or one that was replaced meanwhile, or is disabled.
    SignInFailed "sign_in_failed"
    /// A password was not verified, or nobody was told whether it was right: there had been too many attempts.
    SignInRefused "sign_in_refused"
    /// A user signed out.
    SignedOut "signed_out"
    /// A user let a client in.
    Allowed "allowed"
    /// A user did not let a client in.
    Denied "denied"
    /// A code was used twice, or too late: what it produced has ended.
    CodeReused "code_reused"
    /// A refresh token was used twice: its family has ended.
    RefreshTokenReused "refresh_token_reused"
    /// A client gave a token back.
    Revoked "revoked"
    /// A client registered itself.
    ClientRegistered "client_registered"
    /// A client changed its registration.
    ClientChanged "client_changed"
    /// A client removed its registration.
    ClientRemoved "client_removed"
    /// A signing key was made for a client that wants its algorithm.
    KeyMade "key_made"
    /// A user added a passkey.
    PasskeyAdded "passkey_added"
    /// A user removed a passkey.
    PasskeyRemoved "passkey_removed"
    /// A user has a new password.
    PasswordChanged "password_changed"
    /// A user removed their password.
    PasswordRemoved "password_removed"
    /// A user turned their second factor on, or set up another app for it.
    SecondFactorAdded "second_factor_added"
    /// A second factor was turned off: by its user, with their password, or by a recovery link.
    SecondFactorRemoved "second_factor_removed"
    /// A user has new recovery codes.
    RecoveryCodesMade "recovery_codes_made"
    /// A user signed in or got back in with a recovery code.
    RecoveryCodeUsed "recovery_code_used"
    /// Somebody gave a right password, or opened a mailed recovery link, and then gave a code that is not good.
    SecondFactorFailed "second_factor_failed"
    /// A user confirmed, with a passkey, that they sign in on another device.
    DeviceConfirmed "device_confirmed"
    /// A user changed their name, username or picture.
    ProfileChanged "profile_changed"
    /// A user took back what a client had.
    AppRevoked "app_revoked"
    /// A user signed out other browsers.
    SessionsEnded "sessions_ended"
    /// A user downloaded what is known of them.
    DataDownloaded "data_downloaded"
    /// A user deleted their account.
    AccountDeleted "account_deleted"
    /// Somebody made an account, and signed in with it.
    AccountMade "account_made"
    /// A user set a new passkey or password by a recovery link, and signed in with it.
    Recovered "recovered"
    /// A user proved that an address is theirs.
    EmailVerified "email_verified"
    /// Somebody came with a link that cannot be used.
    LinkRefused "link_refused"
    /// Somebody was not let make an account.
    SignUpRefused "sign_up_refused"
    /// A recovery link was sent to a user.
    RecoveryMailed "recovery_mailed"
    /// A code to sign in with was sent to a user.
    CodeMailed "code_mailed"
    /// A user says that something was not them: everything that was begun before has ended.
    Disavowed "disavowed"
    /// A mail could not be sent.
    MailFailed "mail_failed"
    /// A user linked an account at another provider, to sign in with it.
    ProviderLinked "provider_linked"
    /// A user removed such a link.
    ProviderRemoved "provider_removed"
    /// Somebody came back from another provider, and was not signed in.
    ProviderRefused "provider_refused"
    /// An administrator made an account for somebody.
    UserAdded "user_added"
    /// An administrator changed what is known of a user.
    UserChanged "user_changed"
    /// An administrator shut a user out.
    UserDisabled "user_disabled"
    /// An administrator let a user in again.
    UserEnabled "user_enabled"
    /// An administrator ended the sessions of a user.
    UserSignedOut "user_signed_out"
    /// An administrator removed a user.
    UserRemoved "user_removed"
    /// An administrator put a user into groups, or took them out.
    UserGroupsChanged "user_groups_changed"
    /// An administrator made a user one of them.
    AdministratorMade "administrator_made"
    /// An administrator made another one a user like any other.
    AdministratorUnmade "administrator_unmade"
    /// An administrator made a link: an invitation, or one for a user who cannot sign in any more.
    LinkMade "link_made"
    /// An administrator took a link back.
    LinkWithdrawn "link_withdrawn"
    /// An administrator added a client.
    AppAdded "app_added"
    /// An administrator changed a client.
    AppChanged "app_changed"
    /// An administrator removed a client.
    AppRemoved "app_removed"
    /// An administrator blocked a client that came by itself.
    AppBlocked "app_blocked"
    /// An administrator let such a client in again.
    AppUnblocked "app_unblocked"
    /// An administrator vouched for a client that came by itself.
    AppVouchedFor "app_vouched_for"
    /// An administrator made a secret for a client.
    AppSecretMade "app_secret_made"
    /// An administrator added a group.
    GroupAdded "group_added"
    /// An administrator changed a group.
    GroupChanged "group_changed"
    /// An administrator removed a group.
    GroupRemoved "group_removed"
    /// An administrator made the next signing key sign.
    KeyRotated "key_rotated"
    /// An administrator revoked a signing key.
    KeyRevoked "key_revoked"
}
