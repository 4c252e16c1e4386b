//! GitHub tells who somebody is in its API.

use super::failure::Failure;
use super::resource::get;
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::provider::{BadProvider, Identity, github};

/// Who the access token is about. Without the addresses somebody can sign in too.
pub(super) async fn identity<P: Platform>(
    server: &Server<'_, P>,
    access_token: &str,
) -> Result<Identity, Failure> {
    let bearer = ["Bearer ", access_token].concat();
    let user = get(server, github::USER, &bearer).await;
    let user = user.ok_or(BadProvider::NoAnswer)?;
    let emails = get(server, github::EMAILS, &bearer).await;
    Ok(github::identity(&user, &emails.unwrap_or_default())?)
}
