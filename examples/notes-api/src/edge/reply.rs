//! Every kind of answer. All are JSON that nobody may keep.

use serde::Serialize;
use worker::{Response, ResponseBuilder, Result, console_error};

use crate::guard::Refusal;

#[derive(Serialize)]
struct Error<'a> {
    error: &'a str,
    message: &'a str,
}

pub(super) fn json(status: u16, value: &impl Serialize) -> Result<Response> {
    base(status)?.from_json(value)
}

pub(super) fn error(status: u16, error: &str, message: &str) -> Result<Response> {
    json(status, &Error { error, message })
}

pub(super) fn method_not_allowed(allow: &str) -> Result<Response> {
    let message = format!("This address accepts {allow}.");
    base(405)?.with_header("allow", allow)?.from_json(&Error {
        error: "method_not_allowed",
        message: &message,
    })
}

pub(super) fn refusal(refusal: &Refusal) -> Result<Response> {
    let mut builder = base(refusal.status)?;
    if let Some(challenge) = &refusal.challenge {
        builder = builder.with_header("www-authenticate", challenge)?;
    }
    if let Some(nonce) = &refusal.nonce {
        builder = builder.with_header("dpop-nonce", nonce)?;
    }
    if let Some(trouble) = &refusal.trouble {
        log(trouble);
        builder = builder.with_header("retry-after", "5")?;
    }
    builder.from_json(&Error {
        error: refusal.error,
        message: refusal.message,
    })
}

/// RFC 9449 section 9: what the client puts into its next proof.
pub(super) fn with_nonce(mut response: Response, nonce: Option<&str>) -> Result<Response> {
    if let Some(nonce) = nonce {
        response.headers_mut().set("dpop-nonce", nonce)?;
    }
    Ok(response)
}

/// 503; the log says what is wrong.
pub(super) fn trouble(reason: &str) -> Result<Response> {
    log(reason);
    base(503)?
        .with_header("retry-after", "5")?
        .from_json(&Error {
            error: "temporarily_unavailable",
            message: "The notes API has trouble; try again in a moment.",
        })
}

/// Logs what the owner has to take care of.
pub(super) fn log(reason: &str) {
    let line = serde_json::json!({ "event": "trouble", "reason": reason });
    console_error!("{line}");
}

fn base(status: u16) -> Result<ResponseBuilder> {
    ResponseBuilder::new()
        .with_status(status)
        .with_header("cache-control", "no-store")?
        .with_header("x-content-type-options", "nosniff")
}
