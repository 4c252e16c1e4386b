//! Somebody whose password was right, or who was at another provider, and who still has to give a code: nothing is stored of them. The page carries a sealed
//! record, which opens in the same browser and for the same query only.

use crate::endpoint::http::request::Request;
use crate::endpoint::keys::Carried;
use crate::endpoint::server::Server;
use crate::platform::{Fault, Platform};
use crate::protocol::secret::SecretHash;
use crate::protocol::timestamp::Timestamp;
use crate::store::provider_accounts::SignedInAt;
use crate::store::second_factors::SecondFactor;

/// How long somebody may take to find the code, in seconds.
const PATIENCE: u32 = 600;

/// Somebody whose password was right.
pub(super) struct Half {
    /// `sub`.
    pub(super) user_id: String,
    /// The version of the password.
    pub(super) credential_version: u32,
    /// When they gave it.
    pub(super) since: Timestamp,
    /// If it was no password but another provider: its id, a space, and the session there. Otherwise empty.
    pub(super) provider: String,
    /// The groups in which that has a say, and those of them that they are in; empty: none.
    pub(super) groups: (String, String),
}

impl Half {
    /// The record for the page.
    pub(super) async fn seal<P: Platform>(
        &self,
        server: &Server<'_, P>,
        request: &Request,
        browser: &SecretHash,
    ) -> Result<String, Fault> {
        let (version, since) = (
            self.credential_version.to_string(),
            self.since.0.to_string(),
        );
        let (all, these) = &self.groups;
        let record = [&self.user_id, &version, &since, &self.provider, all, these];
        let record = record.map(String::as_str).join("\n");
        let bound = bound(request, browser);
        let sealed = Carried::half_signed_in(&bound)
            .seal(server, &record)
            .await?;
        sealed.ok_or_else(|| Fault::new("a record of a user is too long"))
    }

    /// Reads one. `None`: it was not sealed for this browser and this query.
    pub(super) async fn open<P: Platform>(
        server: &Server<'_, P>,
        request: &Request,
        browser: &SecretHash,
        sealed: &str,
    ) -> Option<Self> {
        let bound = bound(request, browser);
        let record = Carried::half_signed_in(&bound).open(server, sealed).await?;
        let mut parts = record.split('\n');
        Some(Self {
            user_id: parts.next()?.to_owned(),
            credential_version: parts.next()?.parse().ok()?,
            since: Timestamp(parts.next()?.parse().ok()?),
            provider: parts.next()?.to_owned(),
            groups: (parts.next()?.to_owned(), parts.next()?.to_owned()),
        })
    }

    /// What they were at another provider, if they were.
    pub(super) fn at(&self) -> Option<SignedInAt<'_>> {
        let (all, these) = &self.groups;
        (!self.provider.is_empty()).then(|| SignedInAt {
            provider: &self.provider,
            groups: (!all.is_empty()).then_some((all.as_str(), these.as_str())),
        })
    }

    /// Whether they took too long.
    pub(super) fn is_over(&self, now: Timestamp) -> bool {
        now > self.since.plus(PATIENCE)
    }

    /// Whether this is still the user whose password was right: it has not been changed since.
    pub(super) fn is_of(&self, factor: &SecondFactor) -> bool {
        factor.credential_version == self.credential_version
    }
}

fn bound(request: &Request, browser: &SecretHash) -> String {
    [browser.as_str(), "\n", &request.query].concat()
}
