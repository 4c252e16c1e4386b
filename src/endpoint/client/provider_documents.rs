//! What a provider says of itself, and its keys. An isolate remembers both for as long as their headers say, and keys for ten
//! minutes at most: one that was withdrawn must not be believed for longer.

use super::not_now::NotNow;
use super::remote_documents::{Freshness, of_provider};
use crate::endpoint::http::too_many::TooMany;
use crate::endpoint::server::Server;
use crate::platform::{Fault, Platform};
use crate::protocol::jose::{Jws, PublicKey};
use crate::protocol::provider::{BadProvider, Dialect, Discovered, Provider};

/// Why a document of a provider is not there, or does not prove what it should.
pub(crate) enum Unproved {
    /// The provider breaks a rule.
    Provider(BadProvider),
    /// It is nothing about the provider.
    NotNow(NotNow),
}

impl From<BadProvider> for Unproved {
    fn from(bad: BadProvider) -> Self {
        Self::Provider(bad)
    }
}

impl From<TooMany> for Unproved {
    fn from(too_many: TooMany) -> Self {
        Self::NotNow(too_many.into())
    }
}

impl From<Fault> for Unproved {
    fn from(fault: Fault) -> Self {
        Self::NotNow(fault.into())
    }
}

/// The metadata of a provider.
pub(crate) async fn discover<P: Platform>(
    server: &Server<'_, P>,
    provider: &Provider,
) -> Result<Box<Discovered>, Unproved> {
    if provider.dialect == Dialect::GitHub {
        return Ok(Discovered::github());
    }
    // OpenID Connect Discovery section 4.1.
    let issuer = provider.issuer.trim_end_matches('/');
    let url = [issuer, "/.well-known/openid-configuration"].concat();
    let metadata = of_provider(server, &url, Freshness::Remembered).await?;
    let metadata = metadata.ok_or(BadProvider::Unreachable)?;
    Ok(Discovered::read(provider, &metadata)?)
}

/// Whether a key of the provider signed this. Keys in which none fits are fetched again, once a minute at most.
pub(crate) async fn verify<P: Platform>(
    server: &Server<'_, P>,
    discovered: &Discovered,
    jws: &Jws,
) -> Result<(), Unproved> {
    for freshness in [Freshness::Recent, Freshness::Renewed] {
        let set = of_provider(server, &discovered.jwks_uri, freshness).await?;
        let set = set.ok_or(BadProvider::Keys)?;
        let keys = PublicKey::parse_set(&set).map_err(|_| BadProvider::Keys)?;
        for key in jws.candidates(&keys) {
            let (message, signature) = (jws.signed.as_bytes(), &jws.signature);
            let platform = server.platform;
            if platform
                .verify(key, jws.algorithm, message, signature)
                .await?
            {
                return Ok(());
            }
        }
    }
    Err(BadProvider::Signature.into())
}
