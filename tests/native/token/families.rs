//! Codes and token families over real SQLite: what one statement decides, and for how long.

use crate::runtime::World;
use crate::runtime::stock::{
    IDLE_LIFETIME, KEPT, LIFETIME, PERSON, approved, done, family, load_family, redeem, redeem_for,
    registered, rotate, rotate_for, scope, sign_in, world,
};
use crate::runtime::visitor::{add_person, client};
use edgegrant::platform::Platform;
use edgegrant::protocol::authorization::Code;
use edgegrant::protocol::client::Client;
use edgegrant::protocol::secret::Secret;
use edgegrant::protocol::token::TokenFamily;
use edgegrant::store::authorization_codes::{load_code, save_code};
use edgegrant::store::client_secrets::{Before, replace_secret};
use edgegrant::store::clients::{add_client, load_client, remove_client};
use edgegrant::store::ended_families::revoke_family;
use edgegrant::store::sweep::sweep;
use edgegrant::store::user_passwords::replace_password;

#[test]
fn a_code_is_kept_by_its_hash_for_two_minutes() {
    let world = world();
    let code = Code::mint(world.random());
    done(save_code(&world, &code.hash(), &approved(&world)));
    let kept = world.kv.borrow().clone();
    let dump = format!("{kept:?}");
    assert!(!dump.contains(code.reveal()), "{dump}");
    assert!(kept.contains_key(&format!("code:{}", code.hash().as_str())));
    let load = || done(load_code(&world, &code.hash()));
    assert_eq!(load().expect("the code").expires_at, world.now().plus(60));
    world.pass(119);
    assert!(load().is_some());
    world.pass(1);
    assert!(load().is_none());
}

#[test]
fn a_code_becomes_one_family_ever() {
    let world = world();
    assert!(done(redeem(&world, &family(&world, "f"))));
    assert!(!done(redeem(&world, &family(&world, "f"))));
    done(revoke_family(&world, "f"));
    assert!(!done(redeem(&world, &family(&world, "f"))));
    assert_eq!(world.ask("SELECT count(*) FROM token_families"), "1");
    world.execute("DELETE FROM users");
    let orphan = done(redeem(&world, &family(&world, "g")));
    assert!(!orphan, "its user is gone");
}

#[test]
fn a_generation_is_replaced_once() {
    let world = world();
    assert!(done(redeem(&world, &family(&world, "f"))));
    world.pass(100);
    let rotate = |generation| rotate(&world, "f", generation).is_some();
    assert!(!rotate(2), "not the live one");
    assert!(rotate(1));
    assert!(!rotate(1), "replaced before");
    let kept = load_family(&world, "f").expect("the family");
    assert_eq!((kept.generation, kept.rotated_at), (2, world.now()));
    done(revoke_family(&world, "f"));
    assert!(!rotate(2), "revoked");
    let first = world.ask("SELECT revoked_at FROM token_families");
    world.pass(5);
    done(revoke_family(&world, "f"));
    let second = world.ask("SELECT revoked_at FROM token_families");
    assert_eq!(first, second, "the first revocation stands");
    assert!(load_family(&world, "nothing").is_none());
}

#[test]
fn what_is_saved_for_a_client_is_saved_for_it_as_it_is_registered_now() {
    let world = world();
    let before = registered(&world);
    assert!(done(redeem_for(&world, &family(&world, "f"), &before)));
    assert!(done(replace_secret(
        &world,
        "app",
        &Secret::new("another").hash(),
        Before::Ends
    )));
    assert_ne!(registered(&world).revision, before.revision);
    assert!(!done(redeem_for(&world, &family(&world, "g"), &before)));
    let token = family(&world, "f").live_token();
    assert!(rotate_for(&world, &token, &before, None).is_none());
    assert!(rotate_for(&world, &token, &registered(&world), None).is_some());
    assert!(done(remove_client(&world, "app")));
    assert!(done(add_client(&world, &client(), None)));
    assert!(
        !done(redeem_for(&world, &family(&world, "g"), &before)),
        "another of its name"
    );
}

#[test]
fn only_a_living_family_is_rotated_for_its_own_client() {
    let world = world();
    let other = Client {
        id: "other".to_owned(),
        ..client()
    };
    assert!(done(add_client(&world, &other, None)));
    assert!(done(redeem(&world, &family(&world, "f"))));
    let token = family(&world, "f").live_token();
    let other = done(load_client(&world, "other")).expect("the client");
    assert!(rotate_for(&world, &token, &other, None).is_none());
    world.pass(i64::from(IDLE_LIFETIME));
    assert!(rotate(&world, "f", 1).is_none(), "unused for too long");
    world.pass(-1);
    let rotated = rotate(&world, "f", 1).expect("the family");
    assert_eq!((rotated.generation, rotated.rotated_at), (2, world.now()));
    assert_eq!(rotated.scope, scope("notes:read"));
    world.execute(&format!(
        "UPDATE token_families SET expires_at = {}",
        world.clock.get()
    ));
    assert!(rotate(&world, "f", 2).is_none(), "at its end");
}

#[test]
fn times_beyond_2038_are_kept() {
    let world = World::new();
    world.clock.set(4_000_000_000);
    add_person(&world);
    assert!(done(add_client(&world, &client(), None)));
    assert!(done(redeem(&world, &family(&world, "f"))));
    let kept = load_family(&world, "f").expect("the family");
    assert_eq!(kept.expires_at, world.now().plus(LIFETIME));
}

#[test]
fn the_sweep_takes_what_nobody_can_use_and_nothing_else() {
    let world = world();
    sign_in(&world, "old", PERSON, None);
    assert!(done(redeem(&world, &family(&world, "idle"))));
    assert!(done(redeem(&world, &family(&world, "used"))));
    world.pass(i64::from(IDLE_LIFETIME) - 1);
    assert!(rotate(&world, "used", 1).is_some());
    sign_in(&world, "new", PERSON, None);
    assert_eq!(done(sweep(&world, KEPT)), 1, "the old session");
    world.pass(60);
    assert_eq!(
        done(sweep(&world, KEPT)),
        0,
        "not in the minute after its end"
    );
    world.pass(1);
    assert_eq!(done(sweep(&world, KEPT)), 1, "the idle family");
    assert!(load_family(&world, "used").is_some());
    assert_eq!(world.ask("SELECT count(*) FROM sessions"), "1");
    world.pass(i64::from(LIFETIME));
    assert_eq!(done(sweep(&world, KEPT)), 2, "the other ones");
    assert_eq!(world.ask("SELECT count(*) FROM users"), "1");
}

#[test]
fn a_new_password_ends_every_token_and_every_code_on_its_way() {
    let world = world();
    assert!(done(redeem(&world, &family(&world, "f"))));
    let on_its_way = family(&world, "g");
    assert!(done(replace_password(&world, "person", "new")));
    assert!(rotate(&world, "f", 1).is_none());
    assert!(!done(redeem(&world, &family(&world, "f"))), "used is used");
    assert!(!done(redeem(&world, &on_its_way)), "of the same second");
    let since = TokenFamily {
        credential_version: 2,
        ..family(&world, "h")
    };
    assert!(done(redeem(&world, &since)), "signed in since");
}

#[test]
fn a_family_of_before_there_were_other_subjects_is_about_its_user() {
    let world = world();
    assert!(done(redeem(&world, &family(&world, "f"))));
    world.execute("UPDATE token_families SET subject = NULL, session_id = NULL");
    let kept = load_family(&world, "f").expect("the family");
    assert_eq!((kept.subject.as_str(), kept.session_id), ("person-1", None));
    let rotated = rotate(&world, "f", 1).expect("a live token");
    assert_eq!(rotated.subject, "person-1");
}
