//! What a provider gives to whoever has its access token.

use serde_json::Value;

use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::json;

/// The longest answer that is read, in bytes.
pub(super) const LONGEST: usize = 64 * 1024;

/// Gets JSON with a token.
pub(super) async fn get<P: Platform>(
    server: &Server<'_, P>,
    url: &str,
    bearer: &str,
) -> Option<Value> {
    let headers = [
        ("Accept", "application/json"),
        ("Authorization", bearer),
        ("User-Agent", "Edgegrant"),
    ];
    let (status, body) = server.platform.fetch_with(url, &headers, LONGEST).await?;
    let text = str::from_utf8(&body).ok().filter(|_| status == 200);
    text.and_then(json::parse)
}
