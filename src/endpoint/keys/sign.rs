//! What this server signs.

use serde::Serialize;

use crate::endpoint::server::Server;
use crate::platform::{Fault, Platform};
use crate::protocol::jose::Algorithm;
use crate::protocol::jose::jws::{assemble, signing_input};
use crate::protocol::secret::Secret;

/// Claims as a signed token of this server, of the kind that `typ` says.
pub(crate) async fn sign<P: Platform>(
    server: &Server<'_, P>,
    algorithm: Algorithm,
    typ: &str,
    claims: &impl Serialize,
) -> Result<Secret, Fault> {
    let key = server.signing_key(algorithm).await?;
    let input = signing_input(algorithm, typ, &key.kid, claims)
        .map_err(|error| Fault::new(format!("a token cannot be written: {error}")))?;
    let platform = server.platform;
    let signature = platform.sign(&key.private, algorithm, input.as_bytes());
    Ok(assemble(&input, &signature.await?))
}
