//! Why nobody is proved who comes back from a provider.

use crate::endpoint::client::NotNow;
use crate::endpoint::client::provider_documents::Unproved;
use crate::endpoint::http::too_many::TooMany;
use crate::endpoint::interaction::Stop;
use crate::platform::Fault;
use crate::protocol::provider::BadProvider;

/// Why nobody is proved.
pub(super) enum Failure {
    /// The person, or the provider, said no.
    Denied,
    /// The app's request is too long to be kept meanwhile.
    TooLong,
    /// The provider breaks a rule.
    Provider(BadProvider),
    /// It is nothing about the provider.
    Stop(Stop),
}

impl Failure {
    /// For the log.
    pub(super) fn sentence(&self) -> &'static str {
        match self {
            Self::Denied => "the provider answered with an error",
            Self::TooLong => "the request is too long for the cookie of a provider",
            Self::Provider(bad) => bad.sentence(),
            Self::Stop(_) => "it stopped",
        }
    }
}

impl From<BadProvider> for Failure {
    fn from(bad: BadProvider) -> Self {
        Self::Provider(bad)
    }
}

impl From<Unproved> for Failure {
    fn from(why: Unproved) -> Self {
        match why {
            Unproved::Provider(bad) => Self::Provider(bad),
            Unproved::NotNow(NotNow::Fault(fault)) => fault.into(),
            Unproved::NotNow(NotNow::TooMany(too_many)) => too_many.into(),
        }
    }
}

impl From<Stop> for Failure {
    fn from(stop: Stop) -> Self {
        Self::Stop(stop)
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::Stop(fault.into())
    }
}

impl From<TooMany> for Failure {
    fn from(too_many: TooMany) -> Self {
        Self::Stop(too_many.into())
    }
}
