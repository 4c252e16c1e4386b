//! Codes and refresh tokens that are bound to a key (RFC 9449 sections 5 and 10).

use crate::runtime::World;
use crate::runtime::signer::{Signer, with};
use crate::runtime::stock::{
    IDLE_LIFETIME, LIFETIME, approved, done, redeem_for, registered, rotate_for, world,
};
use crate::runtime::visitor::{ISSUER, REDIRECT_URI, VERIFIER, Visitor, client, json};
use edgegrant::platform::Platform;
use edgegrant::protocol::authorization::{ApprovedRequest, Code, CodeVerifier};
use edgegrant::protocol::client::{AuthMethod, Client};
use edgegrant::protocol::token::code_grant::Redeemable::{InTime, TooLate};
use edgegrant::protocol::token::{BadProof, CodeGrant, Rotation, TokenError, TokenFamily};
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde_json::{Value, json};
use url::form_urlencoded::Serializer;

fn grant(verifier: Option<&CodeVerifier>) -> CodeGrant {
    CodeGrant {
        code: Code::sent("code"),
        redirect_uri: None,
        verifier: verifier.cloned(),
        resources: Vec::new(),
    }
}

#[test]
fn a_code_that_is_bound_to_a_key_needs_that_key() {
    let world = world();
    let verifier = CodeVerifier::parse(VERIFIER).expect("a verifier");
    let redeem = |bound: Option<&str>, proved| {
        let approved = ApprovedRequest {
            dpop_jkt: bound.map(str::to_owned),
            ..approved(&world)
        };
        grant(Some(&verifier)).redeemable(&approved, &client(), proved, world.now())
    };
    assert_eq!(redeem(None, None), Ok(InTime));
    assert_eq!(redeem(None, Some("a")), Ok(InTime), "bound from here on");
    assert_eq!(redeem(Some("a"), Some("a")), Ok(InTime));
    assert_eq!(redeem(Some("a"), Some("b")), Err(TokenError::OtherKey));
    assert_eq!(redeem(Some("a"), None), Err(TokenError::OtherKey));
}

#[test]
fn a_code_that_is_too_old_is_told_apart_from_one_that_breaks_a_rule() {
    let world = world();
    let approved = approved(&world);
    let right = CodeVerifier::parse(VERIFIER);
    let at = |verifier: &Option<CodeVerifier>, seconds| {
        let now = world.now().plus(seconds);
        grant(verifier.as_ref()).redeemable(&approved, &client(), None, now)
    };
    assert_eq!(at(&right, 59), Ok(InTime));
    assert_eq!(at(&right, 60), Ok(TooLate));
    // Only a client that could have redeemed it in time hears that it is too late.
    assert_eq!(at(&None, 60), Err(TokenError::VerifierMissing));
}

#[test]
fn a_code_is_redeemed_with_its_verifier_and_one_without_a_challenge_without_any() {
    let world = world();
    let [right, wrong] = [VERIFIER, &"a".repeat(43)].map(CodeVerifier::parse);
    let redeem = |challenged: bool, verifier: &Option<CodeVerifier>| {
        let approved = approved(&world);
        let challenge = approved.challenge.clone().filter(|_| challenged);
        let approved = ApprovedRequest {
            challenge,
            ..approved
        };
        grant(verifier.as_ref()).redeemable(&approved, &client(), None, world.now())
    };
    assert_eq!(redeem(true, &right), Ok(InTime));
    assert_eq!(redeem(true, &wrong), Err(TokenError::WrongVerifier));
    assert_eq!(redeem(true, &None), Err(TokenError::VerifierMissing));
    assert_eq!(redeem(false, &None), Ok(InTime));
    // RFC 9700 section 4.8.2: somebody took the challenge out of the request.
    assert_eq!(redeem(false, &right), Err(TokenError::WrongVerifier));
}

/// A thief who binds what they stole does not escape: the owner's token is older than the key.
#[test]
fn a_token_from_before_the_key_is_a_reuse_and_a_bound_one_without_its_key_ends_nothing() {
    let world = world();
    let owner = Client {
        auth_method: AuthMethod::None,
        ..registered(&world)
    };
    let family = TokenFamily::begin(
        "stolen".to_owned(),
        &approved(&world),
        None,
        LIFETIME,
        world.now(),
    );
    assert!(done(redeem_for(&world, &family, &registered(&world))));
    let stolen = family.live_token();
    let rotate = |token, key| rotate_for(&world, token, &owner, key).expect("the live token");
    let bound = rotate(&stolen, Some("thief"));
    let decide = |family: &TokenFamily, token, key| {
        family.decide(token, &owner, key, 10, IDLE_LIFETIME, world.now().plus(60))
    };
    assert_eq!(
        decide(&bound, &stolen, None),
        Err(TokenError::RefreshTokenReused)
    );
    let second = bound.live_token();
    let later = rotate(&second, Some("thief"));
    assert_eq!(decide(&later, &second, None), Err(TokenError::OtherKey));
    assert_eq!(
        decide(&later, &second, Some("thief")),
        Err(TokenError::RefreshTokenReused)
    );
    assert_eq!(
        decide(&later, &stolen, None),
        Err(TokenError::RefreshTokenReused)
    );
}

/// Section 5: the refresh token of a public client is bound to the key, that of another to the client.
#[test]
fn a_refresh_token_that_is_bound_needs_its_key_or_its_client() {
    let world = world();
    let confidential = registered(&world);
    let public = Client {
        auth_method: AuthMethod::None,
        ..confidential.clone()
    };
    let cases = [
        (None, None, true, true),
        (None, Some("a"), true, true),
        (Some("a"), Some("a"), true, true),
        (Some("a"), Some("b"), true, false),
        (Some("a"), None, false, false),
    ];
    for (number, (bound, proved, for_confidential, for_public)) in cases.into_iter().enumerate() {
        for (client, expected) in [(&confidential, for_confidential), (&public, for_public)] {
            let id = format!("{number}{}", client.auth_method);
            let family = TokenFamily::begin(id, &approved(&world), bound, LIFETIME, world.now());
            assert!(done(redeem_for(&world, &family, &confidential)));
            let token = family.live_token();
            let decided = family.decide(&token, client, proved, 0, IDLE_LIFETIME, world.now());
            let allowed = expected
                .then_some(Rotation::Rotate)
                .ok_or(TokenError::OtherKey);
            assert_eq!(decided, allowed, "{bound:?} {proved:?} {client:?}");
            // The one statement decides the same.
            let rotated = rotate_for(&world, &token, client, proved);
            assert_eq!(
                rotated.is_some(),
                expected,
                "{bound:?} {proved:?} {client:?}"
            );
        }
    }
}

const DPOP: HeaderName = HeaderName::from_static("dpop");

/// What the token endpoint says to a code and a proof: the answer, and the nonce for the next one.
fn redeem(
    visitor: &mut Visitor<'_>,
    code: &str,
    proof: Option<&str>,
) -> (u16, Value, Option<String>) {
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", VERIFIER),
    ];
    let body = Serializer::new(String::new()).extend_pairs(fields).finish();
    let mut headers = HeaderMap::new();
    let form = HeaderValue::from_static("application/x-www-form-urlencoded");
    headers.insert(CONTENT_TYPE, form);
    headers.insert(
        AUTHORIZATION,
        HeaderValue::from_static("Basic YXBwOnNlY3JldA=="),
    );
    if let Some(proof) = proof {
        headers.insert(DPOP, proof.parse().expect("a header"));
    }
    let reply = visitor.send(Method::POST, "/token", headers, &body);
    let nonce = reply.headers.iter().find(|(name, _)| name == "dpop-nonce");
    let nonce = nonce.map(|(_, value)| value.clone());
    let (status, json) = json(&reply);
    (status, json, nonce)
}

fn proof(signed_by: u8, changes: &Value) -> String {
    let header = json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": Signer::new(1).jwk() });
    let claims = json!({
        "jti": "1", "htm": "POST", "htu": format!("{ISSUER}/token"), "iat": crate::runtime::START,
    });
    Signer::new(signed_by).sign(&header, &with(&claims, changes))
}

#[test]
fn a_proof_is_signed_by_its_key_has_a_nonce_of_this_server_and_counts_once() {
    let world = World::new();
    let mut visitor = Visitor::new(&world);
    visitor.sign_in();
    let code = visitor.code();
    let refused = |answer: &(u16, Value, Option<String>), bad: BadProof| {
        assert_eq!(
            (answer.0, &answer.1["error"]),
            (400, &bad.error().into()),
            "{bad:?}"
        );
        assert_eq!(answer.1["error_description"], bad.sentence());
    };

    let answer = redeem(&mut visitor, &code, Some(&proof(1, &json!({}))));
    refused(&answer, BadProof::Nonce);
    let nonce = answer.2.expect("a nonce to go on with");
    let answer = redeem(
        &mut visitor,
        &code,
        Some(&proof(2, &json!({ "nonce": nonce }))),
    );
    refused(&answer, BadProof::Signature);
    let right = proof(1, &json!({ "nonce": nonce }));
    let (status, tokens, next) = redeem(&mut visitor, &code, Some(&right));
    assert_eq!((status, &tokens["token_type"]), (200, &"DPoP".into()));
    assert!(next.is_some(), "and one for the next");

    let code = visitor.code();
    let answer = redeem(&mut visitor, &code, Some(&right));
    refused(&answer, BadProof::Replayed);
    world.execute("UPDATE clients SET dpop_bound_access_tokens = 1");
    let answer = redeem(&mut visitor, &code, None);
    refused(&answer, BadProof::Missing);
    assert_eq!(answer.2, None, "who uses no DPoP needs no nonce");
    let again = proof(1, &json!({ "nonce": nonce, "jti": "2" }));
    let (status, ..) = redeem(&mut visitor, &code, Some(&again));
    assert_eq!(status, 200, "no refusal has used the code up");
}
