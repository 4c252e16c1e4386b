//! An authenticator with one ES256 passkey, as far as this server sees one. What it writes is put together byte by byte,
//! so that a test can change each of them.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::encode;
use super::signer::Signer;
use super::visitor::ISSUER;

/// The id of its passkey.
pub const ID: [u8; 16] = [7; 16];

/// The flags of authenticator data (WebAuthn section 6.1).
pub const PRESENT: u8 = 1;
pub const VERIFIED: u8 = 4;
pub const ELIGIBLE: u8 = 8;
pub const BACKED_UP: u8 = 16;
pub const CREDENTIAL: u8 = 64;
pub const EXTENSIONS: u8 = 128;
pub const USUAL: u8 = PRESENT | VERIFIED | ELIGIBLE | BACKED_UP;

fn key() -> Signer {
    Signer::new(1)
}

pub fn data(rp_id: &str, flags: u8, counter: u32, rest: &[u8]) -> Vec<u8> {
    let hash = Sha256::digest(rp_id);
    [&hash[..], &[flags], &counter.to_be_bytes(), rest].concat()
}

/// The key as COSE.
pub fn cose() -> Vec<u8> {
    let jwk = key().jwk();
    let number = |name: &str| {
        let text = jwk[name].as_str().expect("a number");
        URL_SAFE_NO_PAD.decode(text).expect("base64url")
    };
    [
        &[0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20][..],
        &number("x"),
        &[0x22, 0x58, 0x20],
        &number("y"),
    ]
    .concat()
}

pub fn credential(id: &[u8], key: &[u8]) -> Vec<u8> {
    let length = u16::try_from(id.len()).expect("a short id");
    [&[0; 16][..], &length.to_be_bytes(), id, key].concat()
}

pub fn attestation(data: &[u8]) -> Vec<u8> {
    let start = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData";
    let length = match u8::try_from(data.len()) {
        Ok(length @ ..24) => vec![0x40 | length],
        Ok(length) => vec![0x58, length],
        Err(_) => {
            let length = u16::try_from(data.len()).expect("short data");
            [&[0x59][..], &length.to_be_bytes()].concat()
        }
    };
    [start, length.as_slice(), data].concat()
}

fn client_data(ceremony: &str, options: &Value) -> Vec<u8> {
    json!({ "type": ceremony, "challenge": options["challenge"], "origin": ISSUER, "crossOrigin": false })
        .to_string()
        .into_bytes()
}

/// Makes the passkey: the answer to what a page asks the browser for, as `toJSON()` writes it.
pub fn create(options: &Value) -> String {
    let rp_id = options["rp"]["id"].as_str().expect("an RP ID");
    let data = data(rp_id, USUAL | CREDENTIAL, 0, &credential(&ID, &cose()));
    json!({
        "id": encode(ID), "rawId": encode(ID), "type": "public-key",
        "response": {
            "clientDataJSON": encode(client_data("webauthn.create", options)),
            "attestationObject": encode(attestation(&data)),
        },
    })
    .to_string()
}

/// Shows the passkey, which is `user`'s.
pub fn show(options: &Value, user: &str) -> String {
    let rp_id = options["rpId"].as_str().expect("an RP ID");
    let data = data(rp_id, USUAL, 0, &[]);
    let client_data = client_data("webauthn.get", options);
    let signed = [data.as_slice(), &Sha256::digest(&client_data)].concat();
    json!({
        "id": encode(ID), "rawId": encode(ID), "type": "public-key",
        "response": {
            "clientDataJSON": encode(client_data),
            "authenticatorData": encode(data),
            "signature": encode(key().sign_der(&signed)),
            "userHandle": encode(user),
        },
    })
    .to_string()
}
