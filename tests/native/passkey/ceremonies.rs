//! Each rule of WebAuthn sections 7.1 and 7.2, broken alone.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use edgegrant::protocol::jose::Algorithm;
use edgegrant::protocol::passkey::{
    Assertion, BadPasskey, Expected, Registration, Stored, der_signature,
};
use serde_json::{Value, json};

use crate::runtime::authenticator::{
    BACKED_UP, CREDENTIAL, ELIGIBLE, EXTENSIONS, ID, PRESENT, VERIFIED, attestation, cose,
    credential, data,
};

const CHALLENGE: &str = "Y2hhbGxlbmdl";
const ORIGIN: &str = "https://auth.example";
const RP_ID: &str = "auth.example";
const USER: &[u8] = b"u";

fn expected() -> Expected<'static> {
    Expected {
        challenge: CHALLENGE,
        origin: ORIGIN,
        rp_id: RP_ID,
    }
}

fn client_data(ceremony: &str) -> Value {
    json!({ "type": ceremony, "challenge": CHALLENGE, "origin": ORIGIN, "crossOrigin": false, "other": [1] })
}

fn registered(client_data: &Value, attestation: &[u8]) -> Option<BadPasskey> {
    let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let json = json!({
        "id": encode(&ID), "rawId": encode(&ID), "type": "public-key",
        "response": {
            "clientDataJSON": encode(client_data.to_string().as_bytes()),
            "attestationObject": encode(attestation),
        },
    });
    let registration = Registration::parse(&json.to_string()).expect("a response");
    registration.accept(expected(), false).err()
}

/// What is changed in the client data, alike for both ceremonies.
fn changed_client_data(ceremony: &str, other: &str) -> Vec<(Value, BadPasskey)> {
    use BadPasskey::{Ceremony, Challenge, ClientData, Framed, Origin};
    let with = |name: &str, value: Value| {
        let mut changed = client_data(ceremony);
        changed[name] = value;
        changed
    };
    vec![
        (with("type", json!(other)), Ceremony),
        (with("type", json!(null)), ClientData),
        (with("challenge", json!("Y2hhbGxlbmdf")), Challenge),
        (with("challenge", json!("")), Challenge),
        (with("challenge", json!(format!("{CHALLENGE}="))), Challenge),
        (with("origin", json!("https://auth.example:443")), Origin),
        (with("origin", json!("http://auth.example")), Origin),
        (with("origin", json!("https://evil.auth.example")), Origin),
        (with("crossOrigin", json!(true)), Framed),
        (with("crossOrigin", json!("no")), ClientData),
        (with("topOrigin", json!(ORIGIN)), Framed),
        (json!([]), ClientData),
        (json!("text"), ClientData),
    ]
}

#[test]
fn a_registration_that_breaks_one_rule_is_refused_for_it() {
    use BadPasskey::{
        AuthenticatorData, Backup, Cbor, Credential, Key, NotPresent, NotVerified, RpId,
    };
    let flags = PRESENT | VERIFIED | ELIGIBLE | BACKED_UP | CREDENTIAL;
    let made = credential(&ID, &cose());
    let good = attestation(&data(RP_ID, flags, 0, &made));
    let usual = client_data("webauthn.create");
    assert_eq!(registered(&usual, &good), None);
    for (client_data, why) in changed_client_data("webauthn.create", "webauthn.get") {
        assert_eq!(registered(&client_data, &good), Some(why), "{client_data}");
    }
    let refused = |data: Vec<u8>| registered(&usual, &attestation(&data));
    let flagged = |flags: u8| refused(data(RP_ID, flags, 0, &made));
    let keyed = |key: &[u8]| refused(data(RP_ID, flags, 0, &credential(&ID, key)));
    assert_eq!(refused(data("example", flags, 0, &made)), Some(RpId));
    assert_eq!(flagged(flags & !PRESENT), Some(NotPresent));
    assert_eq!(flagged(flags & !VERIFIED), Some(NotVerified));
    assert_eq!(flagged(flags & !ELIGIBLE), Some(Backup));
    assert_eq!(flagged(flags & !BACKED_UP), None);
    assert_eq!(
        flagged(flags & !CREDENTIAL),
        Some(AuthenticatorData),
        "what is too much"
    );
    assert_eq!(
        refused(data(RP_ID, flags & !CREDENTIAL, 0, &[])),
        Some(Credential)
    );
    let other = credential(&[8; 16], &cose());
    assert_eq!(refused(data(RP_ID, flags, 0, &other)), Some(Credential));
    assert_eq!(
        refused(data(RP_ID, flags, 0, &credential(&[], &cose()))),
        Some(Credential)
    );
    let long = credential(&[8; 1024], &cose());
    assert_eq!(refused(data(RP_ID, flags, 0, &long)), Some(Credential));
    // Its key.
    let with = |place: usize, byte: u8| {
        let mut key = cose();
        key[place] = byte;
        key
    };
    assert_eq!(keyed(&with(2, 0x01)), Some(Key), "of another kind");
    assert_eq!(keyed(&with(4, 0x27)), Some(Key), "for another algorithm");
    assert_eq!(keyed(&with(6, 0x02)), Some(Key), "of another curve");
    assert_eq!(keyed(&with(20, !cose()[20])), Some(Key), "not on the curve");
    assert_eq!(keyed(&[0xa0]), Some(Key));
    assert_eq!(keyed(&[0x01]), Some(Key));
    // Extensions come last, whatever they say.
    let extended = |rest: &[u8]| {
        let rest = [made.as_slice(), rest].concat();
        refused(data(RP_ID, flags | EXTENSIONS, 0, &rest))
    };
    assert_eq!(extended(&[0xa1, 0x61, 0x78, 0xf5]), None);
    assert_eq!(extended(&[0x01]), Some(AuthenticatorData));
    assert_eq!(extended(&[]), Some(Cbor));
    assert_eq!(extended(&[0xa0, 0x00]), Some(AuthenticatorData));
    // Cut off anywhere, or with something after it.
    for length in 0..good.len() {
        let why = registered(&usual, &good[..length]);
        assert_eq!(why, Some(Cbor), "{length} bytes of it");
    }
    assert_eq!(
        registered(&usual, &[good.as_slice(), &[0]].concat()),
        Some(Cbor)
    );
    let all = data(RP_ID, flags, 0, &made);
    for length in 0..all.len() {
        let why = refused(all[..length].to_vec());
        assert!(
            matches!(why, Some(AuthenticatorData | Cbor)),
            "{length} bytes of it: {why:?}"
        );
    }
}

#[test]
fn an_assertion_that_breaks_one_rule_is_refused_for_it() {
    use BadPasskey::{AuthenticatorData, Backup, Counter, NotPresent, NotVerified, RpId, User};
    let flags = PRESENT | VERIFIED | ELIGIBLE | BACKED_UP;
    let der = [0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x02];
    let shown = |client_data: &Value, data: &[u8], user: Option<&[u8]>, counter: u32| {
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let json = json!({
            "id": encode(&ID), "rawId": encode(&ID), "type": "public-key",
            "response": {
                "clientDataJSON": encode(client_data.to_string().as_bytes()),
                "authenticatorData": encode(data),
                "signature": encode(&der),
                "userHandle": user.map(encode),
            },
        });
        let stored = Stored {
            user: USER,
            algorithm: Algorithm::Es256,
            counter,
            backup_eligible: true,
        };
        let assertion = Assertion::parse(&json.to_string()).expect("a response");
        assertion.accept(expected(), stored).err()
    };
    let usual = client_data("webauthn.get");
    let good = data(RP_ID, flags, 0, &[]);
    assert_eq!(shown(&usual, &good, Some(USER), 0), None);
    for (client_data, why) in changed_client_data("webauthn.get", "webauthn.create") {
        assert_eq!(
            shown(&client_data, &good, Some(USER), 0),
            Some(why),
            "{client_data}"
        );
    }
    assert_eq!(shown(&usual, &good, None, 0), Some(User));
    assert_eq!(shown(&usual, &good, Some(b"other"), 0), Some(User));
    for (data, why) in [
        (data("example", flags, 0, &[]), RpId),
        (data(RP_ID, flags & !PRESENT, 0, &[]), NotPresent),
        (data(RP_ID, flags & !VERIFIED, 0, &[]), NotVerified),
        (data(RP_ID, flags & !ELIGIBLE, 0, &[]), Backup),
        (data(RP_ID, flags & !ELIGIBLE & !BACKED_UP, 0, &[]), Backup),
        (data(RP_ID, flags, 0, &[0]), AuthenticatorData),
        (good[..36].to_vec(), AuthenticatorData),
        (Vec::new(), AuthenticatorData),
    ] {
        assert_eq!(shown(&usual, &data, Some(USER), 0), Some(why));
    }
    // What counts goes on, and what never counted never does.
    for (before, now, why) in [
        (0, 1, None),
        (1, 2, None),
        (7, 7, Some(Counter)),
        (7, 6, Some(Counter)),
        (7, 0, Some(Counter)),
    ] {
        let data = data(RP_ID, flags, now, &[]);
        assert_eq!(
            shown(&usual, &data, Some(USER), before),
            why,
            "{before}, then {now}"
        );
    }
}

#[test]
fn what_is_no_response_is_malformed() {
    for json in [
        "",
        "null",
        "[]",
        "{}",
        r#"{"rawId":"AA","type":"public-key"}"#,
        r#"{"rawId":"AA","type":"password","response":{"clientDataJSON":"AA","attestationObject":"AA","authenticatorData":"AA","signature":"AA"}}"#,
    ] {
        assert_eq!(
            Registration::parse(json).err(),
            Some(BadPasskey::Malformed),
            "{json}"
        );
        assert_eq!(
            Assertion::parse(json).err(),
            Some(BadPasskey::Malformed),
            "{json}"
        );
    }
    for id in ["", "A", "A=", "+/", &"A".repeat(1368)] {
        let json = json!({
            "rawId": id, "type": "public-key",
            "response": { "clientDataJSON": "AA", "authenticatorData": "AA", "signature": "AA" },
        });
        assert!(Assertion::parse(&json.to_string()).is_err(), "{id}");
    }
}

#[test]
fn a_signature_is_der_and_as_short_as_it_can_be() {
    let der = |r: &[u8], s: &[u8]| {
        let number = |digits: &[u8]| [&[0x02, digits.len() as u8], digits].concat();
        let content = [number(r), number(s)].concat();
        [&[0x30, content.len() as u8], content.as_slice()].concat()
    };
    let high = [&[0x00, 0x80][..], &[1; 31]].concat();
    let raw = der_signature::raw(&der(&[0x01], &high)).expect("a signature");
    assert_eq!(raw.len(), 64);
    assert_eq!(
        (&raw[..32], &raw[32..]),
        (&[&[0; 31][..], &[1]].concat()[..], &high[1..])
    );
    let good = der(&[0x01], &[0x02]);
    assert!(der_signature::raw(&good).is_some());
    for (why, bad) in [
        ("nothing", Vec::new()),
        ("zero", der(&[0x00], &[0x02])),
        ("no digits", der(&[], &[0x02])),
        ("a negative number", der(&[0x80], &[0x02])),
        ("a needless zero", der(&[0x00, 0x01], &[0x02])),
        ("33 digits", der(&[&[0x01][..], &[0; 32]].concat(), &[0x02])),
        ("something after it", [good.clone(), vec![0]].concat()),
        (
            "something within it",
            [&[0x30, 0x07], &good[2..], &[0]].concat(),
        ),
        (
            "a long form of its length",
            [&[0x30, 0x81, 0x06], &good[2..]].concat(),
        ),
        ("one number", vec![0x30, 0x03, 0x02, 0x01, 0x01]),
        ("another tag", [&[0x31], &good[1..]].concat()),
    ] {
        assert_eq!(der_signature::raw(&bad), None, "{why}");
    }
    for length in 0..good.len() {
        assert_eq!(
            der_signature::raw(&good[..length]),
            None,
            "{length} bytes of it"
        );
    }
}
