//! How sure it is that the person themselves signed in (`acr`).

use std::borrow::Cow;

use crate::protocol::issuer::Issuer;

/// A level of certainty. A higher one will do wherever a lower one is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Acr {
    /// One factor. Every sign-in is at least that.
    OneFactor,
    /// Two factors, but somebody can be lured into typing both on a foreign page.
    TwoFactors,
    /// A passkey, which answers no other site.
    PhishingResistant,
}

impl Acr {
    /// Every level, the highest first.
    pub const ALL: [Self; 3] = [Self::PhishingResistant, Self::TwoFactors, Self::OneFactor];

    /// The value of `acr`: the lowest level of ISO/IEC 29115; a name of this issuer's own, since no registered one means just
    /// two factors; "phishing-resistant" (OpenID Connect Extended Authentication Profile ACR Values 1.0 section 2). Never
    /// `phrh`: nobody knows whether the key of a passkey is in hardware.
    #[must_use]
    pub fn value(self, issuer: &Issuer) -> Cow<'static, str> {
        match self {
            Self::OneFactor => "1".into(),
            Self::TwoFactors => issuer.url("/acr/two-factors").into(),
            Self::PhishingResistant => "phr".into(),
        }
    }

    /// The level with this value; `None` for a value that no sign-in here has.
    #[must_use]
    pub fn of_value(value: &str, issuer: &Issuer) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|acr| acr.value(issuer) == value)
    }

    /// What it is stored as.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::OneFactor => "1",
            Self::TwoFactors => "2",
            Self::PhishingResistant => "phr",
        }
    }

    /// Reads what [`Acr::name`] wrote.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|acr| acr.name() == name)
    }
}
