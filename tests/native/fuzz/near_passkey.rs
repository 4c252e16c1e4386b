//! Responses of authenticators that are almost right, and the rules for them.

use edgegrant::protocol::jose::Algorithm;
use edgegrant::protocol::passkey::cbor::Cbor;
use edgegrant::protocol::passkey::{BadPasskey, Expected, Stored};
use proptest::prelude::*;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::near::{near_json, values};
use super::near_bytes::{der, write};
use crate::runtime::signer::Signer;
use crate::runtime::{decode, encode};

pub(crate) const CHALLENGE: &str = "Y2hhbGxlbmdl";
pub(crate) const ORIGIN: &str = "https://auth.example";
pub(crate) const RP_ID: &str = "auth.example";
pub(crate) const ID: [u8; 16] = [7; 16];
pub(crate) const EXPECTED: Expected<'_> = Expected {
    challenge: CHALLENGE,
    origin: ORIGIN,
    rp_id: RP_ID,
};

pub(crate) const PRESENT: u8 = 1;
pub(crate) const VERIFIED: u8 = 4;
pub(crate) const ELIGIBLE: u8 = 8;
pub(crate) const BACKED_UP: u8 = 16;
pub(crate) const CREDENTIAL: u8 = 64;
pub(crate) const EXTENSIONS: u8 = 128;

/// An ES256 key as COSE.
pub(crate) fn key() -> Vec<u8> {
    let jwk = Signer::new(1).jwk();
    let number = |name: &str| decode(jwk[name].as_str().expect("a number")).expect("base64url");
    let (x, y) = (number("x"), number("y"));
    let member = |name, value| (Cbor::Integer(name), value);
    write(&Cbor::Map(vec![
        member(1, Cbor::Integer(2)),
        member(3, Cbor::Integer(-7)),
        member(-1, Cbor::Integer(1)),
        member(-2, Cbor::Bytes(&x)),
        member(-3, Cbor::Bytes(&y)),
    ]))
}

pub(crate) fn credential(id: &[u8]) -> Vec<u8> {
    [&[0; 16], &(id.len() as u16).to_be_bytes()[..], id, &key()].concat()
}

pub(crate) fn data(rp_id: &str, flags: u8, counter: u32, rest: &[u8]) -> Vec<u8> {
    [
        &Sha256::digest(rp_id)[..],
        &[flags],
        &counter.to_be_bytes(),
        rest,
    ]
    .concat()
}

pub(crate) fn attestation(data: &[u8]) -> Vec<u8> {
    write(&Cbor::Map(vec![
        (Cbor::Text("fmt"), Cbor::Text("none")),
        (Cbor::Text("attStmt"), Cbor::Map(Vec::new())),
        (Cbor::Text("authData"), Cbor::Bytes(data)),
    ]))
}

/// Flags, most of them right.
pub(crate) fn flags() -> impl Strategy<Value = u8> {
    let usual = PRESENT | VERIFIED | ELIGIBLE | BACKED_UP;
    prop_oneof![
        Just(usual),
        Just(PRESENT | VERIFIED),
        (0..8_u8).prop_map(move |bit| usual ^ (1 << bit)),
        any::<u8>()
    ]
}

/// The rules of flags, in the order in which they are looked at.
pub(crate) fn flags_rule(flags: u8, present: bool) -> Result<(), BadPasskey> {
    if present && flags & PRESENT == 0 {
        Err(BadPasskey::NotPresent)
    } else if flags & VERIFIED == 0 {
        Err(BadPasskey::NotVerified)
    } else if flags & (ELIGIBLE | BACKED_UP) == BACKED_UP {
        Err(BadPasskey::Backup)
    } else {
        Ok(())
    }
}

pub(crate) fn client_data(ceremony: &'static str) -> impl Strategy<Value = Value> {
    let base =
        json!({ "type": ceremony, "challenge": CHALLENGE, "origin": ORIGIN, "crossOrigin": false });
    let odd = [json!(null), json!(1), json!(""), json!([CHALLENGE])];
    let changes = [
        values(
            "type",
            &[
                json!("webauthn.get"),
                json!("webauthn.create"),
                json!("payment.get"),
            ],
        ),
        values(
            "challenge",
            &[
                json!("Y2hhbGxlbmdl="),
                json!("Y2hhbGxlbmdm"),
                json!(CHALLENGE),
            ],
        ),
        values(
            "origin",
            &[
                json!("https://auth.example/"),
                json!("http://auth.example"),
                json!(ORIGIN),
            ],
        ),
        values(
            "crossOrigin",
            &[json!(true), json!(null), json!("false"), json!(false)],
        ),
        values("topOrigin", &[json!(ORIGIN), json!(null)]),
        values("other", &[json!({ "a": [1] })]),
        values("type", &odd),
        values("challenge", &odd),
        values("origin", &odd),
    ];
    near_json(base, changes.concat())
}

pub(crate) fn client_data_is_right(client_data: &Value, ceremony: &str) -> bool {
    client_data["type"] == ceremony
        && client_data["challenge"] == CHALLENGE
        && client_data["origin"] == ORIGIN
        && client_data.get("crossOrigin").is_none_or(|it| it == false)
        && client_data.get("topOrigin").is_none()
}

/// Bytes of a response that are base64url where `toJSON()` puts them.
pub(crate) fn part(response: &Value, name: &str) -> Option<Vec<u8>> {
    decode(response["response"][name].as_str()?)
}

pub(crate) fn registration(client_data: &Value, attestation: &[u8]) -> Value {
    json!({
        "id": encode(ID), "rawId": encode(ID), "type": "public-key", "clientExtensionResults": {},
        "response": { "clientDataJSON": encode(client_data.to_string()), "attestationObject": encode(attestation) },
    })
}

pub(crate) fn assertion(client_data: &Value, data: &[u8], user: Option<&[u8]>) -> Value {
    json!({
        "id": encode(ID), "rawId": encode(ID), "type": "public-key", "clientExtensionResults": {},
        "response": {
            "clientDataJSON": encode(client_data.to_string()), "authenticatorData": encode(data),
            "signature": encode(der(&[1; 64])), "userHandle": user.map(encode),
        },
    })
}

pub(crate) fn stored(user: &[u8], counter: u32, backup_eligible: bool) -> Stored<'_> {
    Stored {
        user,
        algorithm: Algorithm::Es256,
        counter,
        backup_eligible,
    }
}

pub(crate) fn usual(ceremony: &str) -> Value {
    json!({ "type": ceremony, "challenge": CHALLENGE, "origin": ORIGIN })
}

pub(crate) fn made() -> Vec<u8> {
    data(RP_ID, PRESENT | VERIFIED | CREDENTIAL, 0, &credential(&ID))
}
