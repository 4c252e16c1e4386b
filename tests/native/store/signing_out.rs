//! Sessions end completely or not at all; and damaged data is treated as trouble, not as a permission.

use crate::runtime::World;
use crate::runtime::stock::{
    LIFETIME, PERSON, approved, done, load_family, load_token_user, redeem, scope, sign_in, world,
};
use edgegrant::platform::Platform;
use edgegrant::protocol::authorization::{ApprovedRequest, Session};
use edgegrant::protocol::openid::Place;
use edgegrant::protocol::secret::Secret;
use edgegrant::protocol::token::TokenFamily;
use edgegrant::protocol::token::access_token::Claims;
use edgegrant::store::ended_sessions::end_sessions;
use edgegrant::store::visits::load_sessions;
use futures_executor::block_on;

/// A person who is signed in, with a family that ends with the session. The browser has just been given the
/// cookie `b` in the place of `a`.
fn moved() -> (World, Session) {
    let world = world();
    sign_in(&world, "a", PERSON, None);
    let hash = Secret::new("a").hash();
    let session = done(load_sessions(&world, &hash)).remove(0);
    let approved = ApprovedRequest {
        scope: scope("openid"),
        session_id: Some(session.session_id.clone()),
        ..approved(&world)
    };
    let family = TokenFamily::begin("f".to_owned(), &approved, None, LIFETIME, world.now());
    assert!(done(redeem(&world, &family)));
    world.execute(&format!(
        "UPDATE sessions SET hash = '{}'",
        Secret::new("b").hash().as_str()
    ));
    (world, session)
}

/// Whether the session is gone, and whether its family is revoked.
fn ended(world: &World) -> (bool, bool) {
    let sessions = world.ask("SELECT count(*) FROM sessions");
    let family = load_family(world, "f").expect("the family");
    (sessions == "0", family.ended)
}

#[test]
fn a_session_that_moved_ends_with_its_tokens_or_not_at_all_whichever_call_fails() {
    for k in 0.. {
        let (world, session) = moved();
        world.fail_at(Some(k), false);
        let heard = block_on(end_sessions(&world, &[session.ids()]));
        let met = world.failed();
        world.fail_at(None, false);
        assert_eq!(heard.is_err(), met);
        assert_eq!(ended(&world), (!met, !met), "call {k}");
        if !met {
            assert_eq!(k, 1, "one batch, so one call that can fail");
            return;
        }
    }
}

#[test]
fn what_was_asked_for_and_is_damaged_is_a_fault_and_tells_nothing() {
    let (world, _) = moved();
    let claims = Claims {
        iss: String::new(),
        sub: String::new(),
        aud: Vec::new().into(),
        client_id: "app".to_owned(),
        scope: scope("openid"),
        iat: world.now(),
        exp: world.now(),
        jti: Claims::id("f", &[1]),
        auth_time: Some(world.now()),
        acr: None,
        act: None,
        cnf: None,
    };
    let known = done(load_token_user(&world, &claims, "[]")).expect("the user");
    assert!(!known.claims.wants(Place::UserInfo));
    for damaged in ["", "x", "[]", r#"{"userinfo":"name"}"#] {
        world.execute(&format!("UPDATE token_families SET claims = '{damaged}'"));
        let fault = block_on(load_token_user(&world, &claims, "[]")).err();
        assert!(
            fault.is_some_and(|fault| fault.reason().contains("damaged")),
            "{damaged}"
        );
    }
}
