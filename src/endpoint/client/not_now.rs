//! Why a client cannot be known or believed now, whoever it is.

use crate::endpoint::http::too_many::TooMany;
use crate::platform::Fault;

/// Nothing was decided about the client: it may try again.
pub(crate) enum NotNow {
    /// Storage or key trouble.
    Fault(Fault),
    /// One of its documents would have to be fetched, and too much was fetched already.
    TooMany(TooMany),
}

impl From<Fault> for NotNow {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<TooMany> for NotNow {
    fn from(too_many: TooMany) -> Self {
        Self::TooMany(too_many)
    }
}
