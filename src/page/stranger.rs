//! What people are told of a client that nobody vouches for, on each page before it gets anything.

use crate::protocol::authorization::AuthorizationRequest;
use crate::protocol::client::{RegisteredBy, redirect_uri};

/// A client that nobody vouches for. It chose its name itself; its host it cannot choose.
pub(crate) struct Stranger {
    /// Whether a metadata document describes it; otherwise it registered itself.
    pub(super) by_document: bool,
    /// The host of that document, or the place where the browser goes afterwards.
    pub(super) host: String,
}

impl Stranger {
    /// `None` for a client of the owner.
    pub(crate) fn of(request: &AuthorizationRequest) -> Option<Self> {
        match request.client.registered_by {
            RegisteredBy::Owner => None,
            RegisteredBy::Itself => Some(Self {
                by_document: false,
                host: request.destination.site(),
            }),
            RegisteredBy::Document => Some(Self {
                by_document: true,
                host: redirect_uri::site(&request.client.id),
            }),
        }
    }
}
