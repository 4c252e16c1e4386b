//! How this server says to a provider who it is.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use form_urlencoded::{Serializer, byte_serialize};

use super::failure::Failure;
use crate::endpoint::config::{Known, key_of};
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::jose::Algorithm;
use crate::protocol::jose::jws::{assemble, signing_input};
use crate::protocol::json::members;
use crate::protocol::provider::{BadProvider, Dialect, Discovered};

/// How long Apple may accept a secret, in seconds.
const LIFETIME: u32 = 300;

/// The form of a token request with this server's secret, and the header that may hold it.
pub(super) async fn authenticate<P: Platform>(
    server: &Server<'_, P>,
    known: &Known,
    discovered: &Discovered,
    fields: &[(&str, &str)],
) -> Result<(String, Option<String>), Failure> {
    let provider = &known.provider;
    let mut form = Serializer::new(String::new());
    form.extend_pairs(fields);
    form.append_pair("client_id", &provider.client_id);
    if provider.dialect == Dialect::Apple {
        form.append_pair("client_secret", &signed(server, known).await?);
        return Ok((form.finish(), None));
    }
    let secret = known.secret.reveal();
    if !discovered.basic {
        form.append_pair("client_secret", secret);
        return Ok((form.finish(), None));
    }
    // RFC 6749 section 2.3.1.
    let mut pair: String = byte_serialize(provider.client_id.as_bytes()).collect();
    pair.push(':');
    pair.extend(byte_serialize(secret.as_bytes()));
    Ok((
        form.finish(),
        Some(["Basic ", &STANDARD.encode(pair)].concat()),
    ))
}

/// Apple's secret: a message that this server signs.
async fn signed<P: Platform>(server: &Server<'_, P>, known: &Known) -> Result<String, Failure> {
    let (provider, platform, now) = (&known.provider, server.platform, server.platform.now());
    let (team, kid) = &provider.signer;
    let claims = members! {
        "iss": team.as_str(), "iat": now.0, "exp": now.plus(LIFETIME).0, "aud": provider.issuer.as_str(),
        "sub": provider.client_id.as_str(),
    };
    let es256 = Algorithm::Es256;
    let bad = || Failure::from(BadProvider::Secret);
    let input = signing_input(es256, "JWT", kid, &claims).map_err(|_| bad())?;
    let key = key_of(&known.secret).ok_or_else(bad)?;
    let key = platform.import_key(&key, es256).await.map_err(|_| bad())?;
    let signature = platform.sign(&key, es256, input.as_bytes()).await?;
    Ok(assemble(&input, &signature).reveal().to_owned())
}
