//! How a person proved who they are, and how tokens say so.

use serde::{Serialize, Serializer};

/// A way to sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Method {
    /// A password.
    #[default]
    Password,
    /// A passkey, whose authenticator verified the person.
    Passkey,
    /// A passkey that was made a moment ago, with an account or by a link. It has not signed anything yet.
    NewPasskey,
}

impl Method {
    /// Every way.
    pub const ALL: [Self; 3] = [Self::Password, Self::Passkey, Self::NewPasskey];

    /// What it is stored as.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Passkey => "passkey",
            Self::NewPasskey => "new_passkey",
        }
    }

    /// Reads what [`Method::name`] wrote.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.name() == name)
    }

    /// `amr` (RFC 8176 section 2). A passkey is two factors: its key, and the person or what they know, which the
    /// authenticator verified. A new passkey proves only that somebody was there.
    #[must_use]
    pub fn amr(self) -> &'static [&'static str] {
        match self {
            Self::Password => &["pwd"],
            Self::Passkey => &["pop", "user", "mfa"],
            Self::NewPasskey => &["user"],
        }
    }

    /// `acr`: the lowest level of ISO/IEC 29115 for a password or a new passkey, and for a passkey "phishing-resistant" (OpenID Connect
    /// Extended Authentication Profile ACR Values 1.0 section 2). Nobody knows whether its key is in hardware.
    #[must_use]
    pub fn acr(self) -> &'static str {
        match self {
            Self::Password | Self::NewPasskey => "1",
            Self::Passkey => "phr",
        }
    }
}

impl Serialize for Method {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
