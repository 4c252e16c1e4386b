//! Making a passkey: what a page asks the browser for, and what of its answer is accepted (WebAuthn section 7.1).

use serde_json::Value;

use crate::endpoint::interaction::passkey_host;
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::json::{self, members};
use crate::protocol::passkey::{BadPasskey, Expected, NewPasskey, Registration, encode};

/// How long the browser may wait for a passkey, in milliseconds.
const PATIENCE: u32 = 300_000;

/// Whose passkey it will be.
pub(crate) struct Owner<'a> {
    /// `sub`, which becomes the user handle.
    pub(crate) id: &'a str,
    /// What tells their accounts apart: the username or the address.
    pub(crate) name: &'a str,
    /// What they are called.
    pub(crate) called: &'a str,
}

/// What the browser is asked for where a passkey is shown: `PublicKeyCredentialRequestOptionsJSON`. `token`: that of the form, which
/// is the challenge.
pub(super) fn request_options(token: &str, rp_id: &str) -> String {
    let challenge = encode(token.as_bytes());
    json::write(&members! {
        "challenge": challenge, "rpId": rp_id, "userVerification": "required", "timeout": PATIENCE,
    })
}

/// What the browser is asked for: `PublicKeyCredentialCreationOptionsJSON`. `name`: what people know this server by. `token`: that of the form, which is the
/// challenge. `known`: the passkeys that they have already.
pub(crate) fn options<'a>(
    (rp_id, name): (&str, &str),
    owner: &Owner<'_>,
    token: &str,
    known: impl Iterator<Item = &'a str>,
) -> String {
    let credential = |id: &str| members! { "type": "public-key", "id": id };
    let known: Vec<Value> = known.map(credential).collect();
    let algorithms: Vec<Value> = [-7, -8, -257]
        .into_iter()
        .map(|alg| members! { "type": "public-key", "alg": alg })
        .collect();
    json::write(&members! {
        "rp": members! { "id": rp_id, "name": name },
        "user": members! {
            "id": encode(owner.id.as_bytes()), "name": owner.name, "displayName": owner.called,
        },
        "challenge": encode(token.as_bytes()),
        "pubKeyCredParams": algorithms,
        "excludeCredentials": known,
        "authenticatorSelection": members! {
            "residentKey": "required", "requireResidentKey": true, "userVerification": "required",
        },
        "attestation": "none",
        "timeout": PATIENCE,
    })
}

/// Accepts the browser's answer to the form's token. Needs [`passkey_host::look`] before. `conditional`: the browser made the passkey by itself.
pub(crate) fn accept<P: Platform>(
    server: &Server<'_, P>,
    token: &str,
    answer: &str,
    conditional: bool,
) -> Result<NewPasskey, BadPasskey> {
    let usable = passkey_host::usable(server).ok().flatten();
    let rp_id = usable.ok_or(BadPasskey::RpId)?;
    let expected = Expected {
        challenge: &encode(token.as_bytes()),
        origin: server.config.issuer.origin(),
        rp_id,
    };
    Registration::parse(answer)?.accept(expected, conditional)
}

/// The id that a browser's answer names, even if it is not accepted: the browser may forget that passkey.
pub(crate) fn named(answer: &str) -> Option<String> {
    let answer = json::parse(answer)?;
    let id = answer["id"].as_str()?;
    let is_id = !id.is_empty() && id.len() < 2048;
    let is_base64url = id
        .bytes()
        .all(|it| it.is_ascii_alphanumeric() || it == b'-' || it == b'_');
    (is_id && is_base64url).then(|| id.to_owned())
}
