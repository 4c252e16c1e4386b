//! Cloudflare's Turnstile: whether the one who signs up is a person.

use form_urlencoded::Serializer;
use serde_json::Value;

use crate::endpoint::config::Turnstile;
use crate::endpoint::server::Server;
use crate::platform::{FORM, Fault, Platform};
use crate::protocol::json;

/// Where the script and the frame of the page come from.
pub(super) const ORIGIN: &str = "https://challenges.cloudflare.com";

/// Where an answer is verified.
const VERIFY: &str = "https://challenges.cloudflare.com/turnstile/v0/siteverify";

/// The field that the script adds to a form.
pub(super) const FIELD: &str = "cf-turnstile-response";

/// The longest answer of a browser, in bytes.
const LONGEST: usize = 2048;

/// The longest verdict, in bytes.
const LONGEST_VERDICT: usize = 16 * 1024;

/// Whether Cloudflare says that a person gave this answer. It says so once for each. On which hosts the widget may be shown
/// is among its own settings.
///
/// # Errors
/// A [`Fault`]: Cloudflare did not say.
pub(super) async fn is_person<P: Platform>(
    server: &Server<'_, P>,
    turnstile: &Turnstile,
    answer: &str,
) -> Result<bool, Fault> {
    if answer.is_empty() || answer.len() > LONGEST {
        return Ok(false);
    }
    let form = Serializer::new(String::new())
        .append_pair("secret", turnstile.secret.reveal())
        .append_pair("response", answer)
        .finish();
    let answer = server
        .platform
        .post(VERIFY, &[FORM], &form, LONGEST_VERDICT)
        .await;
    let verdict = answer.filter(|(status, _)| *status == 200);
    let verdict = verdict.and_then(|(_, verdict)| String::from_utf8(verdict).ok());
    let verdict = verdict.and_then(|verdict| json::object(&verdict));
    let success = verdict.as_ref().and_then(|verdict| verdict.get("success"));
    success
        .and_then(Value::as_bool)
        .ok_or_else(|| Fault::new("Turnstile did not say whether somebody is a person"))
}
