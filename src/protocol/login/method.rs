//! How a person proved who they are, and how tokens say so.

use serde::{Serialize, Serializer};

use super::acr::Acr;

/// A way to sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Method {
    /// A password.
    #[default]
    Password,
    /// A password, and a one-time code that only the person's device or their list of recovery codes has.
    PasswordOtp,
    /// A password, by somebody who has set up an app for codes since. It tells no more of who they are than the password did.
    PasswordNewOtp,
    /// A passkey, whose authenticator verified the person.
    Passkey,
    /// A passkey on another device, by a code that this one showed. Nothing ties that passkey to this device: somebody can be lured
    /// into confirming a stranger's.
    OtherDevice,
    /// A passkey that was made a moment ago, with an account or by a link. It has not signed anything yet.
    NewPasskey,
    /// A code that was sent to their address.
    MailCode,
    /// An account at another provider.
    Provider,
    /// The same, and that provider says that they used more than one factor.
    ProviderMfa,
    /// An account at another provider, and a one-time code of the second factor here.
    ProviderOtp,
}

impl Method {
    /// Every way.
    pub const ALL: [Self; 10] = [
        Self::Password,
        Self::PasswordOtp,
        Self::PasswordNewOtp,
        Self::Passkey,
        Self::OtherDevice,
        Self::NewPasskey,
        Self::MailCode,
        Self::Provider,
        Self::ProviderMfa,
        Self::ProviderOtp,
    ];

    /// What it is stored as.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::PasswordOtp => "password_otp",
            Self::PasswordNewOtp => "password_new_otp",
            Self::Passkey => "passkey",
            Self::OtherDevice => "other_device",
            Self::NewPasskey => "new_passkey",
            Self::MailCode => "mail_code",
            Self::Provider => "provider",
            Self::ProviderMfa => "provider_mfa",
            Self::ProviderOtp => "provider_otp",
        }
    }

    /// Reads what [`Method::name`] wrote.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.name() == name)
    }

    /// `amr` (RFC 8176 section 2). A passkey is two factors: its key, and the person or what they know, which the
    /// authenticator verified. A new passkey proves only that somebody was there. A code by mail is a one-time password. There is
    /// no value for another provider: that a sign-in there had more than one factor is said only where it says so itself.
    #[must_use]
    pub fn amr(self) -> &'static [&'static str] {
        match self {
            Self::Password | Self::PasswordNewOtp => &["pwd"],
            Self::PasswordOtp => &["pwd", "otp", "mfa"],
            Self::Passkey => &["pop", "user", "mfa"],
            Self::OtherDevice => &["mca", "user", "mfa"],
            Self::NewPasskey => &["user"],
            Self::MailCode => &["otp"],
            Self::Provider => &[],
            Self::ProviderMfa => &["mfa"],
            Self::ProviderOtp => &["otp", "mfa"],
        }
    }

    /// How sure it is that this was the person.
    #[must_use]
    pub fn acr(self) -> Acr {
        match self {
            Self::Password
            | Self::PasswordNewOtp
            | Self::NewPasskey
            | Self::MailCode
            | Self::Provider => Acr::OneFactor,
            Self::PasswordOtp | Self::OtherDevice | Self::ProviderMfa | Self::ProviderOtp => {
                Acr::TwoFactors
            }
            Self::Passkey => Acr::PhishingResistant,
        }
    }
}

impl Serialize for Method {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
