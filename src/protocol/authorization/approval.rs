//! A yes, and what a code stands for because of it (RFC 6749 section 4.1.2).

use super::code::ApprovedRequest;
use super::hearsay::Hearsay;
use super::request::AuthorizationRequest;
use super::visitor::Account;
use crate::protocol::login::Method;
use crate::protocol::secret::SecretHash;
use crate::protocol::timestamp::Timestamp;

/// A request that its user said yes to, now or earlier. Only this becomes a code.
#[derive(Debug)]
pub struct Approval {
    /// What was approved.
    pub request: Box<AuthorizationRequest>,
    /// Who approved it.
    pub user_id: String,
    /// The session in which they did.
    pub session_id: String,
    /// What only a replica of the database said.
    pub hearsay: Option<Hearsay>,
    subject: String,
    credential_version: u32,
    revoked: u32,
    authenticated_at: Timestamp,
    method: Method,
}

impl Approval {
    /// The yes of the user of `account`, who was asked about `request` or did not need to be.
    #[must_use]
    pub fn new(request: Box<AuthorizationRequest>, account: &Account) -> Self {
        let user = &account.user;
        Self {
            subject: request.subject(user),
            request,
            user_id: user.user_id.clone(),
            session_id: user.session_id.clone(),
            hearsay: None,
            credential_version: user.credential_version,
            revoked: account.revoked,
            authenticated_at: user.authenticated_at,
            method: user.method,
        }
    }

    /// Notes that only a replica of the database told all this: the client, the session in the browser with this hash, and
    /// perhaps an earlier yes, because of which the person was not asked.
    pub fn rests_on(&mut self, browser: &SecretHash, granted: bool) {
        let client = &self.request.client;
        self.hearsay = Some(Hearsay {
            revision: client.revision.clone(),
            browser: browser.as_str().to_owned(),
            granted: granted && !client.first_party,
        });
    }

    /// The same for a device. It is not part of the session in this browser, so what it gets does not end with that session.
    #[must_use]
    pub fn for_device(&self, expires_at: Timestamp) -> ApprovedRequest {
        ApprovedRequest {
            session_id: None,
            ..self.record(expires_at)
        }
    }

    /// What the code will stand for until `expires_at`.
    #[must_use]
    pub fn record(&self, expires_at: Timestamp) -> ApprovedRequest {
        let request = &self.request;
        ApprovedRequest {
            client_id: request.client.id.clone(),
            user_id: self.user_id.clone(),
            redirect_uri: request.destination.named().map(str::to_owned),
            scope: request.scope.clone(),
            resources: request.resources.clone(),
            dpop_jkt: request.dpop_jkt.clone(),
            challenge: request.challenge.clone(),
            subject: self.subject.clone(),
            credential_version: self.credential_version,
            revoked: self.revoked,
            session_id: Some(self.session_id.clone()),
            nonce: request.authentication.nonce.clone(),
            claims: request.authentication.claims.stored(),
            authenticated_at: self.authenticated_at,
            method: self.method,
            expires_at,
            hearsay: self.hearsay.clone(),
        }
    }
}
