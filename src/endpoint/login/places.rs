//! Where the guesses of strangers are counted.

use crate::endpoint::http::request::Request;
use crate::endpoint::http::too_many::{TooMany, within_limit};
use crate::endpoint::server::Server;
use crate::platform::{Fault, Platform};
use crate::protocol::login::FoldedName;
use crate::protocol::secret::SecretHash;
use crate::store::attempts::Bucket;
use crate::store::places::{Taken, Wanted, has_places_near, take};

/// Where a guess of a stranger takes places: for what was typed as username, and for the address.
#[derive(Clone)]
pub(super) struct Places {
    login: Bucket,
    address: Bucket,
}

impl Places {
    pub(super) fn of<P: Platform>(server: &Server<'_, P>, request: &Request, login: &str) -> Self {
        // A user with an email address has two buckets. One for both would tell, once full, which names are whose.
        let login = FoldedName::new(login, P::fold);
        Self {
            login: Bucket::of_login(&server.config.keys.form, &login),
            address: Bucket::of_address(&request.address()),
        }
    }

    /// Whether the rate limiter lets one more guess of this username through.
    pub(super) async fn within_limit<P: Platform>(
        &self,
        server: &Server<'_, P>,
    ) -> Result<(), TooMany> {
        within_limit(server, self.login.key()).await
    }

    /// Takes them.
    pub(super) async fn take<P: Platform>(
        &self,
        server: &Server<'_, P>,
        form: &SecretHash,
    ) -> Result<Taken, Fault> {
        take(server.platform, &self.wanted(server, form)).await
    }

    /// Whether they could be taken now. A replica may answer.
    pub(super) async fn are_free_near<P: Platform>(
        &self,
        server: &Server<'_, P>,
        form: &SecretHash,
        since: Option<&str>,
    ) -> Result<bool, Fault> {
        has_places_near(server.platform, &self.wanted(server, form), since).await
    }

    /// The same for the store.
    pub(super) fn wanted<'a, P: Platform>(
        &'a self,
        server: &Server<'_, P>,
        form: &'a SecretHash,
    ) -> Wanted<'a> {
        Wanted {
            buckets: [&self.login, &self.address],
            form,
            ceiling: server.config.strangers,
        }
    }
}
