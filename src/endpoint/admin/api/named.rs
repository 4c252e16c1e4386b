//! A request with an `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): whatever it makes is made once.
//!
//! What it makes, ids and secrets, comes of the key, of who asks and of the path. So the answer to a repeat is the same, and no
//! secret is kept for it.

use http::StatusCode;
use serde_json::{Map, Value};

use crate::endpoint::admin::desk::Desk;
use crate::endpoint::http::problem::problem;
use crate::endpoint::http::request::IDEMPOTENCY_KEY;
use crate::endpoint::interaction::Stop;
use crate::platform::Platform;
use crate::protocol::json::write;
use crate::store::named_requests::Named;

/// How long a key may be, in characters; how long it has to be, so that nobody else chooses the same.
const LONGEST: usize = 255;
const SHORTEST: usize = 16;

/// Reads the header, if there is one, of a request that makes something.
pub(super) fn read<P: Platform>(
    desk: &mut Desk<'_, P>,
    caller: &str,
    sent: &Map<String, Value>,
) -> Result<(), Stop> {
    let Some(header) = desk.request.header(&IDEMPOTENCY_KEY) else {
        return Ok(());
    };
    // The draft has it in quotes; many programs send it without.
    let bare = header.trim();
    let quoted = bare.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
    let key = quoted.unwrap_or(bare);
    let usable = |it: u8| it.is_ascii_graphic() && it != b'"' && it != b'\\';
    if !(SHORTEST..=LONGEST).contains(&key.len()) || !key.bytes().all(usable) {
        let detail =
            "Idempotency-Key has to be a text in quotes, of 16 to 255 characters, such as a UUID.";
        return Err(Stop::told(problem(
            desk.request,
            StatusCode::BAD_REQUEST,
            detail,
        )));
    }
    let parts = [caller, &*desk.request.path, key].map(str::as_bytes);
    let seed = desk.server.config.keys.named.mac(&parts);
    let name = crate::protocol::secret::hex(&seed);
    desk.named = Some(Named::new(&name, &write(&Value::Object(sent.clone()))));
    desk.seed = seed.into();
    Ok(())
}
