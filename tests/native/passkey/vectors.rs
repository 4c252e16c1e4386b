//! The test vectors of WebAuthn Level 3, section "Test Vectors": RP ID `example.org`. Some show what is refused here: no
//! verification of the person, a frame, an algorithm that hardly any passkey has.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use edgegrant::platform::Crypto;
use edgegrant::protocol::jose::Algorithm;
use edgegrant::protocol::passkey::cbor::Cbor;
use edgegrant::protocol::passkey::{
    Assertion, AuthenticatorData, BadPasskey, Expected, Registration, Stored, der_signature,
};
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::runtime::World;
use crate::runtime::stock::done;

const USER: &[u8] = b"a user handle";

#[derive(Deserialize)]
struct Vector {
    name: String,
    registration_challenge: String,
    registration_client_data: String,
    attestation_object: String,
    id: String,
    aaguid: String,
    challenge: String,
    client_data: String,
    authenticator_data: String,
    signature: String,
}

fn vectors() -> Vec<Vector> {
    serde_json::from_str(include_str!("vectors.json")).expect("the vectors")
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<char> = hex.chars().collect();
    let pairs = digits.chunks(2).map(|pair| {
        let pair: String = pair.iter().collect();
        u8::from_str_radix(&pair, 16).expect("hexadecimal")
    });
    pairs.collect()
}

fn base64url(hex: &str) -> String {
    URL_SAFE_NO_PAD.encode(bytes(hex))
}

fn expected(challenge: &str) -> Expected<'_> {
    Expected {
        challenge,
        origin: "https://example.org",
        rp_id: "example.org",
    }
}

impl Vector {
    fn registration(&self) -> Registration {
        let json = json!({
            "id": base64url(&self.id), "rawId": base64url(&self.id), "type": "public-key",
            "clientExtensionResults": {}, "authenticatorAttachment": "platform",
            "response": {
                "clientDataJSON": base64url(&self.registration_client_data),
                "attestationObject": base64url(&self.attestation_object),
                "transports": ["internal"],
            },
        });
        Registration::parse(&json.to_string()).expect("a response")
    }

    fn assertion(&self) -> Assertion {
        let json = json!({
            "id": base64url(&self.id), "rawId": base64url(&self.id), "type": "public-key",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": base64url(&self.client_data),
                "authenticatorData": base64url(&self.authenticator_data),
                "signature": base64url(&self.signature),
                "userHandle": URL_SAFE_NO_PAD.encode(USER),
            },
        });
        Assertion::parse(&json.to_string()).expect("a response")
    }

    /// What the authenticator said when the passkey was made.
    fn made(&self) -> Result<AuthenticatorData, BadPasskey> {
        let attestation = bytes(&self.attestation_object);
        let attestation = Cbor::parse(&attestation)?;
        let data = attestation.get(&Cbor::Text("authData"));
        AuthenticatorData::parse(data.and_then(Cbor::bytes).expect("authData"))
    }
}

#[test]
fn every_signature_of_a_known_algorithm_verifies_and_no_other_does() {
    let world = World::new();
    let mut verified = Vec::new();
    for vector in vectors() {
        let Ok(made) = vector.made() else { continue };
        let credential = made.credential.expect("a credential");
        assert_eq!(credential.id, bytes(&vector.id), "{}", vector.name);
        assert_eq!(
            credential.aaguid.to_vec(),
            bytes(&vector.aaguid),
            "{}",
            vector.name
        );
        let message = [
            bytes(&vector.authenticator_data),
            Sha256::digest(bytes(&vector.client_data)).to_vec(),
        ]
        .concat();
        let signature = bytes(&vector.signature);
        let signature = match credential.algorithm {
            Algorithm::Es256 => der_signature::raw(&signature).expect("DER"),
            _ => signature,
        };
        verified.push(vector.name.clone());
        // The native tests have no RSA: this one verifies in workerd.
        if credential.algorithm == Algorithm::Rs256 {
            continue;
        }
        let (key, algorithm) = (&credential.key, credential.algorithm);
        assert!(
            done(world.verify(key, algorithm, &message, &signature)),
            "{}",
            vector.name
        );
        let other = [message, vec![0]].concat();
        assert!(
            !done(world.verify(key, algorithm, &other, &signature)),
            "{}",
            vector.name
        );
    }
    assert_eq!(verified.len(), 12, "{verified:?}");
}

#[test]
fn a_registration_is_accepted_if_the_person_was_verified_and_the_page_stood_alone() {
    use BadPasskey::{Framed, Key, NotVerified};
    for vector in vectors() {
        let refused = match vector.name.as_str() {
            "packed-self-es256" | "packed-es256" | "packed-rs256" | "tpm-es256"
            | "android-key-es256" => None,
            "none-es256-crossOrigin" | "none-es256-topOrigin" => Some(Framed),
            "packed-es384" | "packed-es512" | "packed-ed448" => Some(Key),
            _ => Some(NotVerified),
        };
        let challenge = base64url(&vector.registration_challenge);
        let accepted = vector.registration().accept(expected(&challenge), false);
        assert_eq!(accepted.err(), refused, "{}", vector.name);
    }
}

#[test]
fn an_assertion_is_accepted_if_the_person_was_verified_and_the_page_stood_alone() {
    use BadPasskey::{Framed, NotVerified};
    let mut accepted = 0;
    for vector in vectors() {
        let Ok(made) = vector.made() else { continue };
        let credential = made.credential.as_ref().expect("a credential");
        let stored = Stored {
            user: USER,
            algorithm: credential.algorithm,
            counter: made.counter,
            backup_eligible: made.is_backup_eligible(),
        };
        let refused = match vector.name.as_str() {
            "none-es256-long-credential-id" | "packed-es256" | "tpm-es256" => None,
            "none-es256-crossOrigin" | "none-es256-topOrigin" => Some(Framed),
            _ => Some(NotVerified),
        };
        let challenge = base64url(&vector.challenge);
        let used = vector.assertion().accept(expected(&challenge), stored);
        accepted += usize::from(used.is_ok());
        assert_eq!(used.err(), refused, "{}", vector.name);
    }
    assert_eq!(accepted, 3);
}
