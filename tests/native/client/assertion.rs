//! `private_key_jwt`: which assertions are believed, and which are not (RFC 7521, RFC 7523).

use crate::runtime::signer::{fake, with};
use crate::runtime::visitor::ISSUER;
use edgegrant::protocol::client::assertion::TYPE;
use edgegrant::protocol::client::{
    AuthMethod, BadAssertion, Client, ClientAssertion, ClientError, Credentials,
};
use edgegrant::protocol::params::Params;
use edgegrant::protocol::timestamp::Timestamp;
use edgegrant::protocol::token::TokenError;
use serde_json::{Value, json};
use url::form_urlencoded::Serializer;

const NOW: Timestamp = Timestamp(crate::runtime::START);

fn claims() -> Value {
    json!({
        "iss": "jwt", "sub": "jwt", "aud": ISSUER, "jti": "1", "iat": NOW.0, "exp": NOW.0 + 60,
    })
}

fn audiences() -> Vec<String> {
    [
        ISSUER,
        "https://auth.example/token",
        "https://auth.example/par",
    ]
    .map(str::to_owned)
    .to_vec()
}

fn bad(header: &Value, claims: &Value) -> Option<BadAssertion> {
    ClientAssertion::parse(&fake(header, claims, 64), &audiences(), NOW).err()
}

#[test]
fn an_assertion_says_who_to_whom_and_until_when() {
    use BadAssertion::{Audience, Expired, Malformed, NotYet, Subject};
    let header = json!({ "alg": "ES256" });
    let (longest, longer) = ("j".repeat(256), "j".repeat(257));
    for (changes, expected) in [
        (json!({}), None),
        (json!({ "iss": null }), Some(Malformed)),
        (json!({ "sub": null }), Some(Malformed)),
        (json!({ "sub": 1 }), Some(Malformed)),
        (json!({ "iss": "other" }), Some(Subject)),
        (json!({ "sub": "other" }), Some(Subject)),
        (json!({ "iss": "", "sub": "" }), Some(Subject)),
        (json!({ "jti": null }), Some(Malformed)),
        (json!({ "jti": "" }), Some(Malformed)),
        (json!({ "jti": longer }), Some(Malformed)),
        (json!({ "jti": longest }), None),
        (json!({ "aud": null }), Some(Malformed)),
        (json!({ "aud": 1 }), Some(Malformed)),
        (json!({ "aud": [] }), Some(Audience)),
        (json!({ "aud": "" }), Some(Audience)),
        (json!({ "aud": "https://auth.example/" }), Some(Audience)),
        (json!({ "aud": "https://AUTH.example" }), Some(Audience)),
        (
            json!({ "aud": "https://auth.example/userinfo" }),
            Some(Audience),
        ),
        (json!({ "aud": "https://other.example" }), Some(Audience)),
        (
            json!({ "aud": [ISSUER, "https://other.example"] }),
            Some(Audience),
        ),
        (json!({ "aud": [ISSUER] }), None),
        (
            json!({ "aud": [ISSUER, "https://auth.example/token"] }),
            None,
        ),
        (json!({ "aud": "https://auth.example/token" }), None),
        (json!({ "aud": "https://auth.example/par" }), None),
        (json!({ "exp": null }), Some(Malformed)),
        (json!({ "exp": "later" }), Some(Malformed)),
        (json!({ "exp": NOW.0 }), Some(Expired)),
        (json!({ "exp": NOW.0 - 1 }), Some(Expired)),
        (json!({ "exp": NOW.0 + 1 }), None),
        // An hour, and a minute for a clock that is ahead.
        (json!({ "exp": NOW.0 + 3660 }), None),
        (json!({ "exp": NOW.0 + 3661 }), Some(Expired)),
        // RFC 7519 section 2: a time may have a fraction, which counts for nothing.
        (json!({ "exp": NOW.0 as f64 + 0.5 }), Some(Expired)),
        (json!({ "exp": NOW.0 as f64 + 1.5 }), None),
        (json!({ "exp": 1e300 }), Some(Malformed)),
        (json!({ "exp": u64::MAX }), Some(Malformed)),
        (json!({ "exp": i64::MAX }), Some(Expired)),
        (json!({ "iat": null }), None),
        (json!({ "iat": "now" }), Some(Malformed)),
        (json!({ "iat": NOW.0 + 60 }), None),
        (json!({ "iat": NOW.0 as f64 + 60.9 }), None),
        (json!({ "iat": NOW.0 + 61 }), Some(NotYet)),
        (json!({ "iat": NOW.0 - 3600 }), None),
        (json!({ "iat": NOW.0 - 3601 }), Some(NotYet)),
        (json!({ "iat": i64::MIN }), Some(NotYet)),
        (json!({ "nbf": NOW.0 + 60 }), None),
        (json!({ "nbf": NOW.0 + 61 }), Some(NotYet)),
        (json!({ "nbf": 0 }), None),
    ] {
        let claims = with(&claims(), &changes);
        assert_eq!(bad(&header, &claims), expected, "{changes}");
    }
}

#[test]
fn a_message_of_another_kind_or_algorithm_is_no_assertion() {
    for (header, good) in [
        (json!({ "alg": "ES256", "typ": "JWT" }), true),
        (
            json!({ "alg": "ES256", "typ": "client-authentication+jwt" }),
            true,
        ),
        (json!({ "alg": "EdDSA" }), true),
        (json!({ "alg": "ES256", "typ": "dpop+jwt" }), false),
        (json!({ "alg": "ES256", "typ": "at+jwt" }), false),
        (
            json!({ "alg": "ES256", "typ": "oauth-authz-req+jwt" }),
            false,
        ),
        (json!({ "alg": "none" }), false),
        (json!({ "alg": "HS256" }), false),
        (json!({ "alg": "ES384" }), false),
        (json!({ "alg": "ES256", "crit": ["exp"] }), false),
    ] {
        let expected = (!good).then_some(BadAssertion::Malformed);
        assert_eq!(bad(&header, &claims()), expected, "{header}");
    }
    for text in ["", "a.b.c", "e30.e30."] {
        let bad = ClientAssertion::parse(text, &audiences(), NOW).err();
        assert_eq!(bad, Some(BadAssertion::Malformed), "{text}");
    }
}

fn credentials(header: Option<&str>, fields: &[(&str, &str)]) -> Result<Credentials, ClientError> {
    let body = Serializer::new(String::new()).extend_pairs(fields).finish();
    let body = Params::parse(body.as_bytes()).expect("parameters");
    Credentials::parse(header, &body, &audiences(), NOW)
}

#[test]
fn an_assertion_comes_with_its_type_and_alone() {
    use ClientError::{Assertion, IdsDiffer, Repeated, TwoMethods};
    let sent = fake(&json!({ "alg": "ES256" }), &claims(), 64);
    let assertion = ("client_assertion", sent.as_str());
    let kind = ("client_assertion_type", TYPE);
    let saml = (
        "client_assertion_type",
        "urn:ietf:params:oauth:client-assertion-type:saml2-bearer",
    );
    let (own, other) = (("client_id", "jwt"), ("client_id", "app"));
    let basic = Some("Basic YXBwOnNlY3JldA==");
    let wrong_type = Assertion(BadAssertion::Type);
    for (header, fields, expected) in [
        (None, vec![assertion], wrong_type),
        (None, vec![kind], wrong_type),
        (None, vec![kind, own], wrong_type),
        (None, vec![assertion, saml], wrong_type),
        (None, vec![assertion, assertion, kind], Repeated),
        (None, vec![assertion, kind, kind], Repeated),
        (None, vec![assertion, kind, other], IdsDiffer),
        (
            None,
            vec![assertion, kind, ("client_secret", "x")],
            TwoMethods,
        ),
        (basic, vec![assertion, kind], TwoMethods),
        (
            basic,
            vec![assertion, kind, ("client_secret", "x")],
            TwoMethods,
        ),
        (
            None,
            vec![kind, ("client_assertion", "x")],
            Assertion(BadAssertion::Malformed),
        ),
    ] {
        assert_eq!(
            credentials(header, &fields).err(),
            Some(expected),
            "{fields:?}"
        );
    }
    for fields in [vec![assertion, kind], vec![assertion, kind, own]] {
        let credentials = credentials(None, &fields).expect("credentials");
        assert_eq!(credentials.client_id, "jwt");
        assert_eq!(credentials.method, AuthMethod::PrivateKeyJwt);
        assert!(credentials.assertion().is_some());
    }
}

#[test]
fn only_a_verified_assertion_for_this_registration_is_believed() {
    let sent = fake(&json!({ "alg": "ES256" }), &claims(), 64);
    let fields = [
        ("client_assertion", sent.as_str()),
        ("client_assertion_type", TYPE),
    ];
    let sent = || credentials(None, &fields).expect("credentials");
    let client = |auth_method, revision: &str| Client {
        auth_method,
        revision: revision.to_owned(),
        ..Client::new("jwt".to_owned(), "App".to_owned())
    };
    let right = client(AuthMethod::PrivateKeyJwt, "1");
    let ask =
        |credentials: &Credentials, client: &Client| credentials.authenticate(Some(client)).err();
    assert_eq!(
        ask(&sent(), &right),
        Some(ClientError::WrongSecret),
        "not verified"
    );
    let verified = sent().verified_for(&right);
    assert_eq!(ask(&verified, &right), None);
    let changed = client(AuthMethod::PrivateKeyJwt, "2");
    assert_eq!(
        ask(&verified, &changed),
        Some(ClientError::WrongSecret),
        "perhaps other keys"
    );
    let public = client(AuthMethod::None, "1");
    assert_eq!(ask(&verified, &public), Some(ClientError::WrongMethod));
    let nothing = credentials(None, &[("client_id", "jwt")]).expect("credentials");
    assert_eq!(ask(&nothing, &right), Some(ClientError::WrongMethod));
}

#[test]
fn every_reason_is_invalid_client_and_has_its_sentence() {
    use BadAssertion::*;
    let all = [
        Type,
        Malformed,
        Subject,
        Audience,
        Expired,
        NotYet,
        Signature,
        KeysUnavailable,
        Replayed,
    ];
    for bad in all {
        let error = TokenError::from(bad);
        assert_eq!(
            (error.status().as_u16(), error.error()),
            (401, "invalid_client")
        );
        assert_eq!(
            all.iter()
                .filter(|other| other.sentence() == bad.sentence())
                .count(),
            1
        );
    }
}
