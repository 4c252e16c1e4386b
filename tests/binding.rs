//! Codes and refresh tokens that are bound to a key (RFC 9449 sections 5 and 10).

mod runtime;

use edgegrant::platform::Platform;
use edgegrant::protocol::client::{AuthMethod, Client};
use edgegrant::protocol::code::ApprovedRequest;
use edgegrant::protocol::pkce::CodeVerifier;
use edgegrant::protocol::refresh::{Rotation, TokenFamily};
use edgegrant::protocol::token_error::TokenError;
use edgegrant::store::families::{redeem_code, rotate_refresh};
use runtime::stock::{approved, done, registered, world};
use runtime::visitor::{VERIFIER, client};

#[test]
fn a_code_that_is_bound_to_a_key_needs_that_key() {
    let world = world();
    let verifier = CodeVerifier::parse(VERIFIER).expect("a verifier");
    let redeem = |bound: Option<&str>, proved| {
        let approved = ApprovedRequest {
            dpop_jkt: bound.map(str::to_owned),
            ..approved(&world)
        };
        approved.redeemable(&client(), None, &verifier, proved, world.now())
    };
    assert_eq!(redeem(None, None), Ok(()));
    assert_eq!(redeem(None, Some("a")), Ok(()), "bound from here on");
    assert_eq!(redeem(Some("a"), Some("a")), Ok(()));
    assert_eq!(redeem(Some("a"), Some("b")), Err(TokenError::OtherKey));
    assert_eq!(redeem(Some("a"), None), Err(TokenError::OtherKey));
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
            let family = TokenFamily::begin(id, &approved(&world), bound, world.now());
            assert!(done(redeem_code(&world, &family, &confidential)));
            let token = family.live_token();
            let decided = family.decide(&token, client, proved, 0, world.now());
            let allowed = expected
                .then_some(Rotation::Rotate)
                .ok_or(TokenError::OtherKey);
            assert_eq!(decided, allowed, "{bound:?} {proved:?} {client:?}");
            // The one statement decides the same.
            let rotated = done(rotate_refresh(&world, &token, client, proved, world.now()));
            assert_eq!(
                rotated.is_some(),
                expected,
                "{bound:?} {proved:?} {client:?}"
            );
        }
    }
}
