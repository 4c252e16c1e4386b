//! What an owner may have to look into later: who came in and who did not, what was allowed, and what ended.
//!
//! An event names a client, a user, a token family or a signing key, and never holds a secret. It is told while a
//! request is answered, and written to the log and to [`super::events`] afterwards, with the request's id.

use crate::protocol::quoted::for_the_log;

/// How many characters of a family's id are enough to tell it from others.
const PREFIX: usize = 8;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A user signed in.
    SignedIn,
    /// A user signed in, in a browser that was not known to be theirs: they had never signed in there, or not
    /// within 400 days, or not since their credentials changed.
    SignedInUnknownBrowser,
    /// Somebody gave a wrong name or password, or one that was replaced meanwhile, or is disabled.
    SignInFailed,
    /// A password was not verified, or nobody was told whether it was right: there had been too many attempts.
    SignInRefused,
    /// A user signed out.
    SignedOut,
    /// A user let a client in.
    Allowed,
    /// A user did not let a client in.
    Denied,
    /// A code was used twice, or too late: what it produced has ended.
    CodeReused,
    /// A refresh token was used twice: its family has ended.
    RefreshTokenReused,
    /// A client gave a token back.
    Revoked,
    /// A client registered itself.
    ClientRegistered,
    /// A client changed its registration.
    ClientChanged,
    /// A client removed its registration.
    ClientRemoved,
    /// A signing key was made for a client that wants its algorithm.
    KeyMade,
    /// A user added a passkey.
    PasskeyAdded,
    /// A user removed a passkey.
    PasskeyRemoved,
    /// A user has a new password.
    PasswordChanged,
    /// A user removed their password.
    PasswordRemoved,
    /// A user turned their second factor on, or set up another app for it.
    SecondFactorAdded,
    /// A second factor was turned off: by its user, with their password, or by a recovery link.
    SecondFactorRemoved,
    /// A user has new recovery codes.
    RecoveryCodesMade,
    /// A user signed in or got back in with a recovery code.
    RecoveryCodeUsed,
    /// Somebody gave a right password, or opened a mailed recovery link, and then gave a code that is not good.
    SecondFactorFailed,
    /// A user confirmed, with a passkey, that they sign in on another device.
    DeviceConfirmed,
    /// A user changed their name, username or picture.
    ProfileChanged,
    /// A user took back what a client had.
    AppRevoked,
    /// A user signed out other browsers.
    SessionsEnded,
    /// A user downloaded what is known of them.
    DataDownloaded,
    /// A user deleted their account.
    AccountDeleted,
    /// Somebody made an account, and signed in with it.
    AccountMade,
    /// A user set a new passkey or password by a recovery link, and signed in with it.
    Recovered,
    /// A user proved that an address is theirs.
    EmailVerified,
    /// Somebody came with a link that cannot be used.
    LinkRefused,
    /// Somebody was not let make an account.
    SignUpRefused,
    /// A recovery link was sent to a user.
    RecoveryMailed,
    /// A code to sign in with was sent to a user.
    CodeMailed,
    /// A user says that something was not them: everything that was begun before has ended.
    Disavowed,
    /// A mail could not be sent.
    MailFailed,
    /// A user linked an account at another provider, to sign in with it.
    ProviderLinked,
    /// A user removed such a link.
    ProviderRemoved,
    /// Somebody came back from another provider, and was not signed in.
    ProviderRefused,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 41] = [
        Self::SignedIn,
        Self::SignedInUnknownBrowser,
        Self::SignInFailed,
        Self::SignInRefused,
        Self::SignedOut,
        Self::Allowed,
        Self::Denied,
        Self::CodeReused,
        Self::RefreshTokenReused,
        Self::Revoked,
        Self::ClientRegistered,
        Self::ClientChanged,
        Self::ClientRemoved,
        Self::KeyMade,
        Self::PasskeyAdded,
        Self::PasskeyRemoved,
        Self::PasswordChanged,
        Self::PasswordRemoved,
        Self::SecondFactorAdded,
        Self::SecondFactorRemoved,
        Self::RecoveryCodesMade,
        Self::RecoveryCodeUsed,
        Self::SecondFactorFailed,
        Self::DeviceConfirmed,
        Self::ProfileChanged,
        Self::AppRevoked,
        Self::SessionsEnded,
        Self::DataDownloaded,
        Self::AccountDeleted,
        Self::AccountMade,
        Self::Recovered,
        Self::EmailVerified,
        Self::LinkRefused,
        Self::SignUpRefused,
        Self::RecoveryMailed,
        Self::CodeMailed,
        Self::Disavowed,
        Self::MailFailed,
        Self::ProviderLinked,
        Self::ProviderRemoved,
        Self::ProviderRefused,
    ];

    /// The word in the log and in the table.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignedIn => "signed_in",
            Self::SignedInUnknownBrowser => "signed_in_unknown_browser",
            Self::SignInFailed => "sign_in_failed",
            Self::SignInRefused => "sign_in_refused",
            Self::SignedOut => "signed_out",
            Self::Allowed => "allowed",
            Self::Denied => "denied",
            Self::CodeReused => "code_reused",
            Self::RefreshTokenReused => "refresh_token_reused",
            Self::Revoked => "revoked",
            Self::ClientRegistered => "client_registered",
            Self::ClientChanged => "client_changed",
            Self::ClientRemoved => "client_removed",
            Self::KeyMade => "key_made",
            Self::PasskeyAdded => "passkey_added",
            Self::PasskeyRemoved => "passkey_removed",
            Self::PasswordChanged => "password_changed",
            Self::PasswordRemoved => "password_removed",
            Self::SecondFactorAdded => "second_factor_added",
            Self::SecondFactorRemoved => "second_factor_removed",
            Self::RecoveryCodesMade => "recovery_codes_made",
            Self::RecoveryCodeUsed => "recovery_code_used",
            Self::SecondFactorFailed => "second_factor_failed",
            Self::DeviceConfirmed => "device_confirmed",
            Self::ProfileChanged => "profile_changed",
            Self::AppRevoked => "app_revoked",
            Self::SessionsEnded => "sessions_ended",
            Self::DataDownloaded => "data_downloaded",
            Self::AccountDeleted => "account_deleted",
            Self::AccountMade => "account_made",
            Self::Recovered => "recovered",
            Self::EmailVerified => "email_verified",
            Self::LinkRefused => "link_refused",
            Self::SignUpRefused => "sign_up_refused",
            Self::RecoveryMailed => "recovery_mailed",
            Self::CodeMailed => "code_mailed",
            Self::Disavowed => "disavowed",
            Self::MailFailed => "mail_failed",
            Self::ProviderLinked => "provider_linked",
            Self::ProviderRemoved => "provider_removed",
            Self::ProviderRefused => "provider_refused",
        }
    }
}

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What happened.
    pub kind: Kind,
    /// The client that it concerns. If it is the address of a document, which a stranger chose, it is cut like any
    /// other URI in the log.
    pub client_id: Option<String>,
    /// The user that it concerns, by `sub`.
    pub user_id: Option<String>,
    /// The beginning of the token family's id.
    pub family: Option<String>,
    /// The signing key that it concerns.
    pub kid: Option<String>,
    /// Why it happened.
    pub reason: Option<String>,
    /// Whether it came of a guess of a password that was counted.
    pub of_guess: bool,
}

impl Event {
    /// An event that concerns nobody yet.
    #[must_use]
    pub fn new(kind: Kind) -> Self {
        Self {
            kind,
            client_id: None,
            user_id: None,
            family: None,
            kid: None,
            reason: None,
            of_guess: false,
        }
    }

    /// It concerns this client.
    #[must_use]
    pub fn client(self, id: &str) -> Self {
        Self {
            client_id: Some(for_the_log(id)),
            ..self
        }
    }

    /// It concerns this user.
    #[must_use]
    pub fn user(self, id: &str) -> Self {
        Self {
            user_id: Some(id.to_owned()),
            ..self
        }
    }

    /// It concerns this token family.
    #[must_use]
    pub fn family(self, id: &str) -> Self {
        Self {
            family: Some(id.chars().take(PREFIX).collect()),
            ..self
        }
    }

    /// It concerns this signing key.
    #[must_use]
    pub fn key(self, kid: &str) -> Self {
        Self {
            kid: Some(kid.to_owned()),
            ..self
        }
    }

    /// It came of a guess of a password that was counted.
    #[must_use]
    pub fn of_guess(self) -> Self {
        Self {
            of_guess: true,
            ..self
        }
    }

    /// This is why it happened. Never what somebody sent.
    #[must_use]
    pub fn because(self, reason: String) -> Self {
        Self {
            reason: Some(reason),
            ..self
        }
    }
}

/// The events of one request.
#[derive(Debug, Clone)]
pub struct Told {
    /// The id of the request in the log.
    pub request: String,
    /// The network that it came from.
    pub address: Option<String>,
    /// In order.
    pub events: Vec<Event>,
}
