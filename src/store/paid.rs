//! Where the rows of an event are counted, so that strangers cause no more of them than they may.

use super::event::{Event, Kind};

/// Where the rows of an event are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paid {
    /// Among those of a guess of a password: [`super::strangers::Deed::Guess`].
    WithTheGuess,
    /// As [`super::strangers::REFUSAL`].
    OnItsOwn,
    /// Elsewhere. Such an event has a row of its own.
    Otherwise,
}

impl Event {
    /// What it costs strangers to cause it again and again. What is neither a failure nor a refusal takes a person who
    /// signed in, a token, a link, or the owner; and the events of a registration or a sign-up are among the rows of
    /// [`super::strangers::Deed`].
    pub(super) fn paid(&self) -> Paid {
        match self.kind {
            Kind::SignInFailed if self.of_guess => Paid::WithTheGuess,
            Kind::SignInFailed
            | Kind::SignInRefused
            | Kind::SecondFactorFailed
            | Kind::LinkRefused
            | Kind::SignUpRefused
            | Kind::RecoveryMailed
            | Kind::CodeMailed
            | Kind::MailFailed
            | Kind::ProviderRefused => Paid::OnItsOwn,
            Kind::SignedIn
            | Kind::SignedInUnknownBrowser
            | Kind::SignedOut
            | Kind::Allowed
            | Kind::Denied
            | Kind::CodeReused
            | Kind::RefreshTokenReused
            | Kind::Revoked
            | Kind::ClientRegistered
            | Kind::ClientChanged
            | Kind::ClientRemoved
            | Kind::KeyMade
            | Kind::PasskeyAdded
            | Kind::PasskeyRemoved
            | Kind::PasswordChanged
            | Kind::PasswordRemoved
            | Kind::SecondFactorAdded
            | Kind::SecondFactorRemoved
            | Kind::RecoveryCodesMade
            | Kind::RecoveryCodeUsed
            | Kind::DeviceConfirmed
            | Kind::ProfileChanged
            | Kind::AppRevoked
            | Kind::SessionsEnded
            | Kind::DataDownloaded
            | Kind::AccountDeleted
            | Kind::AccountMade
            | Kind::Recovered
            | Kind::EmailVerified
            | Kind::Disavowed
            | Kind::ProviderLinked
            | Kind::ProviderRemoved
            | Kind::UserAdded
            | Kind::UserChanged
            | Kind::UserDisabled
            | Kind::UserEnabled
            | Kind::UserSignedOut
            | Kind::UserRemoved
            | Kind::UserGroupsChanged
            | Kind::AdministratorMade
            | Kind::AdministratorUnmade
            | Kind::LinkMade
            | Kind::LinkWithdrawn
            | Kind::AppAdded
            | Kind::AppChanged
            | Kind::AppRemoved
            | Kind::AppBlocked
            | Kind::AppUnblocked
            | Kind::AppVouchedFor
            | Kind::AppSecretMade
            | Kind::GroupAdded
            | Kind::GroupChanged
            | Kind::GroupRemoved
            | Kind::KeyRotated
            | Kind::KeyRevoked => Paid::Otherwise,
        }
    }
}
