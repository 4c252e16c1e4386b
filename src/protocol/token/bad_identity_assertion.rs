//! What is wrong with an identity assertion.

use crate::protocol::provider::BadProvider;

/// Why an assertion is not accepted: `invalid_grant` on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadIdentityAssertion {
    /// Not a JWT of this kind, signed with an accepted algorithm.
    Type,
    /// A claim is missing or of the wrong kind.
    Malformed,
    /// `iss` is no provider whose assertions are trusted.
    Issuer,
    /// `aud` is not this server, or not only this server.
    Audience,
    /// `client_id` is another client.
    Client,
    /// `exp`, `iat` or `nbf`.
    Time,
    /// It has a claim that this server cannot honor.
    NotHonored,
    /// `resource` is not an API of this server.
    Resource,
    /// It allows nothing.
    Scope,
    /// `cnf`: it is bound to a key that is not proved.
    Key,
    /// The keys of the issuer cannot be had.
    KeysUnavailable,
    /// No key of the issuer made the signature.
    Signature,
    /// Nobody has linked this account.
    NotLinked,
    /// The person is disabled, or may not use the client.
    NotAllowed,
    /// It was used before, or what it rests on changed at this moment.
    Used,
}

impl BadIdentityAssertion {
    /// For the client's developer.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Type => "assertion must be a signed JWT with typ oauth-id-jag+jwt.",
            Self::Malformed => "assertion lacks iss, sub or jti, or has a claim of the wrong kind.",
            Self::Issuer => "iss of the assertion is not trusted here.",
            Self::Audience => "aud of the assertion must be this issuer, and nothing else.",
            Self::Client => "client_id of the assertion is not the client that sent it.",
            Self::Time => {
                "The assertion has expired, is not valid yet, or is valid for more than 20 minutes."
            }
            Self::NotHonored => {
                "The assertion has act, tenant, aud_tenant or authorization_details, which mean nothing here."
            }
            Self::Resource => "resource of the assertion is not an API of this server.",
            Self::Scope => {
                "The assertion allows nothing: it needs scope, or a resource with default scopes."
            }
            Self::Key => "The assertion is bound to a key; prove that key in the DPoP header.",
            Self::KeysUnavailable => "The keys of the assertion's issuer cannot be fetched now.",
            Self::Signature => "The assertion is not signed by a key of its issuer.",
            Self::NotLinked => {
                "Nobody here has linked this account: the person must sign in once, and link it on the page of their account."
            }
            Self::NotAllowed => "This person may not use this client.",
            Self::Used => {
                "The assertion was used before, or the account changed just now; get a new one."
            }
        }
    }
}

errors!(BadIdentityAssertion);

impl From<BadProvider> for BadIdentityAssertion {
    fn from(bad: BadProvider) -> Self {
        if bad == BadProvider::Signature {
            Self::Signature
        } else {
            Self::KeysUnavailable
        }
    }
}
