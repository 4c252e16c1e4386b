//! Forms that are sent here.

use futures_util::StreamExt;
use url::form_urlencoded;
use worker::Request;

/// The most bytes a form may have: a note of 1000 characters of 4 bytes, each byte written as `%F0`.
const MAX_BYTES: usize = 16 * 1024;

/// The field `name` of a form, empty when it is not there, or `None` when the form is too large or broke off.
/// Reads no further than the limit: a form may be sent without its length.
pub(super) async fn field(request: &mut Request, name: &str) -> Option<String> {
    let mut body = Vec::new();
    // A request without a body has no stream: it is an empty form.
    if let Ok(mut stream) = request.stream() {
        while let Some(piece) = stream.next().await {
            let piece = piece.ok()?;
            if body.len() + piece.len() > MAX_BYTES {
                return None;
            }
            body.extend(piece);
        }
    }
    let value = form_urlencoded::parse(&body)
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned());
    Some(value.unwrap_or_default())
}
