//! If a refresh token was replaced and no tokens can be given for it, it is put back, so that the next try works.

use edgegrant::protocol::token::RefreshToken;
use edgegrant::store::rotations::{Rotated, put_back};

use super::rotations::{is_rotated, once};
use crate::runtime::World;
use crate::runtime::stock::{
    done, family, load_client_and_family, redeem, registered, replacing, world,
};
use crate::runtime::visitor::{Visitor, config};

#[test]
fn a_token_is_put_back_as_it_was_unless_somebody_has_gone_on() {
    let world = world();
    let app = registered(&world);
    assert!(done(redeem(&world, &family(&world, "f"))));
    let shown = "SELECT generation || ' ' || rotated_at || coalesce(dpop_jkt, '-') || coalesce(bound_generation, '-') FROM token_families";
    let before = world.ask(shown);
    let found = done(load_client_and_family(&world, "app", "f"))
        .family
        .expect("the family");
    world.pass(5);
    let token = found.live_token();
    assert!(is_rotated(&once(
        &world,
        replacing(&token, &app, Some("key"))
    )));
    assert_ne!(world.ask(shown), before);
    done(put_back(&world, &found));
    assert_eq!(world.ask(shown), before);
    for generation in [1, 2] {
        let token = RefreshToken {
            family: "f".to_owned(),
            generation,
        };
        assert!(is_rotated(&once(&world, replacing(&token, &app, None))));
    }
    done(put_back(&world, &found));
    assert_eq!(
        world.ask("SELECT generation FROM token_families"),
        "3",
        "somebody has gone on"
    );
}

/// The owner removed the previous secret too early. Tokens are still genuine, but the keys cannot be opened.
#[test]
fn a_refresh_whose_tokens_cannot_be_signed_loses_nothing() {
    let world = World::new();
    let mut visitor = Visitor::new(&world);
    let code = visitor.code();
    assert_eq!(visitor.redeem(&code).0, 200);
    let another = ("EDGEGRANT_SECRET", "another secret that is long enough");
    visitor.config = config(&[
        another,
        (
            "EDGEGRANT_SECRET_PREVIOUS",
            "a secret that is long enough for it",
        ),
    ]);
    visitor.isolate = Default::default();
    let code = visitor.code();
    let token = visitor.redeem(&code).1["refresh_token"]
        .as_str()
        .expect("a token")
        .to_owned();
    visitor.config = config(&[another, ("REFRESH_GRACE_SECONDS", "0")]);
    for _ in 0..3 {
        visitor.isolate = Default::default();
        let (status, json) = visitor.refresh(&token);
        assert_eq!(
            (status, &json["error"]),
            (503, &"temporarily_unavailable".into())
        );
        world.pass(30);
    }
    visitor.config = config(&[
        another,
        (
            "EDGEGRANT_SECRET_PREVIOUS",
            "a secret that is long enough for it",
        ),
    ]);
    visitor.isolate = Default::default();
    assert_eq!(visitor.refresh(&token).0, 200);
}

/// The owner removes an API from the settings, and puts it back after the grace for replaced tokens has passed.
#[test]
fn a_refresh_for_which_nothing_is_left_loses_nothing() {
    for cold in [false, true] {
        let world = World::new();
        let mut visitor = Visitor::new(&world);
        let code = visitor.code();
        let (_, json) = visitor.redeem(&code);
        let token = json["refresh_token"].as_str().expect("a token");
        visitor.config = config(&[("RESOURCES", "[]")]);
        for _ in 0..3 {
            if cold {
                visitor.isolate = Default::default();
            }
            let (status, json) = visitor.refresh(token);
            let said = json["error_description"].as_str().unwrap_or_default();
            assert!(
                said.starts_with("Nothing that was granted"),
                "{cold}: {status} {json}"
            );
            world.pass(100);
        }
        visitor.config = config(&[]);
        assert_eq!(visitor.refresh(token).0, 200, "{cold}");
    }
}

#[test]
fn a_key_that_was_proved_for_a_token_that_is_put_back_binds_nothing() {
    let world = world();
    let app = registered(&world);
    assert!(done(redeem(&world, &family(&world, "f"))));
    let bound = "SELECT generation || coalesce(dpop_jkt, '-') || coalesce(bound_generation, '-') FROM token_families";
    let mut before = world.ask(bound);
    // The first proved key binds the tokens that follow. The second time they are bound already.
    for _ in 0..2 {
        let live = done(load_client_and_family(&world, "app", "f")).family;
        let token = live.expect("the family").live_token();
        let replace = || once(&world, replacing(&token, &app, Some("key"))).rotated;
        let now = match replace() {
            Rotated::Now(family) => Some(family),
            Rotated::Not | Rotated::IdUsed(_) => None,
        };
        done(put_back(&world, &now.expect("the token is live").before()));
        assert_eq!(world.ask(bound), before);
        assert!(matches!(replace(), Rotated::Now(_)));
        before = world.ask(bound);
    }
}
