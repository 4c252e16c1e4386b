//! Why a statement may act for a client: in the moment in which it acts, it compares the client's proof with the registration.

use crate::platform::SqlValue;
use crate::protocol::client::Hashed;

/// How a client proved who it is.
#[derive(Debug, Clone, Copy)]
pub enum Believed<'a> {
    /// To this server, which knows the registration with this revision.
    At(&'a str),
    /// Not yet: the statement compares this with the registration.
    By(&'a Hashed),
}

impl Believed<'_> {
    /// The values for a statement with [`believed`], in order.
    pub(super) fn values(self) -> [SqlValue; 3] {
        match self {
            Self::At(revision) => [revision.into(), SqlValue::Null, SqlValue::Null],
            Self::By(Hashed { method, secret }) => {
                let secret = secret.as_ref().map(|hash| hash.as_str().to_owned());
                [SqlValue::Null, secret.into(), method.as_str().into()]
            }
        }
    }
}

/// Whether the client in `clients` is the one that asks. It says yes to no client that `Credentials::authenticate` refuses. A client
/// with a metadata document has to be looked at first, because the document may say something else by now.
macro_rules! believed {
    ($revision:literal, $secret:literal, $method:literal) => {
        concat!(
            "(clients.revision = ",
            $revision,
            " OR (",
            $revision,
            " IS NULL AND clients.registered_by <> 'document' AND CASE WHEN ",
            $secret,
            " IS NULL THEN clients.token_endpoint_auth_method = 'none' AND clients.secret_hash IS NULL ELSE \
             clients.token_endpoint_auth_method IN ('client_secret_basic', 'client_secret_post') \
             AND (clients.secret_hash = ",
            $secret,
            " OR (clients.old_secret_hash = ",
            $secret,
            " AND clients.old_secret_ends_at > unixepoch())) \
             AND (NOT clients.auth_method_only OR clients.token_endpoint_auth_method = ",
            $method,
            ") END))"
        )
    };
}
pub(super) use believed;
