//! The signing keys as they are stored: sealed, the same for all isolates, and intact whatever fails.

use crate::runtime::World;
use crate::runtime::crypto::PrivateKey;
use crate::runtime::stock::done;
use crate::runtime::visitor::config;
use edgegrant::endpoint::config::Config;
use edgegrant::endpoint::{Isolate, Server};
use edgegrant::platform::{Fault, Platform};
use edgegrant::protocol::jose::key_ring::{HINT_RETENTION, RETENTION, SHORT_LEAD, State};
use edgegrant::protocol::jose::{Algorithm, PublicKey};
use edgegrant::protocol::secret::{Secret, ServerKeys};
use edgegrant::store::owner_keys::{ask_rotation, revoke_key};
use edgegrant::store::signing_keys::{
    HintKey, Tended, Which, load_hint_key, load_keys, open_key, tend_keys,
};
use futures_executor::block_on;
use futures_util::future::join3;

const DAY: i64 = 24 * 3600;
const ROTATION: u32 = 90 * 24 * 3600;
const OLD: &str = "the old secret of this server, long enough";
const NEW: &str = "the new secret of this server, long enough";

/// What an isolate with these settings does.
fn with<T>(
    world: &World,
    isolate: &Isolate<PrivateKey>,
    changes: &[(&str, &str)],
    ask: impl AsyncFnOnce(Server<'_, World>) -> T,
) -> T {
    let config = config(changes);
    block_on(ask(Server::new(&config, world, isolate)))
}

fn kid_with(
    world: &World,
    changes: &[(&str, &str)],
    algorithm: Algorithm,
) -> Result<String, Fault> {
    let isolate = Isolate::default();
    kid_in(world, &isolate, changes, algorithm)
}

fn kid_in(
    world: &World,
    isolate: &Isolate<PrivateKey>,
    changes: &[(&str, &str)],
    algorithm: Algorithm,
) -> Result<String, Fault> {
    with(world, isolate, changes, async |server| {
        let key = server.signing_key(algorithm).await?;
        Ok(key.kid.clone())
    })
}

/// The `kid` of the key that signs, in a new isolate.
fn kid(world: &World) -> String {
    kid_with(world, &[], Algorithm::Es256).expect("a key")
}

fn published(world: &World, isolate: &Isolate<PrivateKey>) -> Result<(Vec<String>, u32), Fault> {
    with(world, isolate, &[], async |server| {
        let (keys, max_age) = server.key_set().await?;
        let kids = keys.into_iter().filter_map(|key: PublicKey| key.kid);
        Ok((kids.collect(), max_age))
    })
}

fn verifies(world: &World, isolate: &Isolate<PrivateKey>, kid: &str) -> Result<bool, Fault> {
    with(world, isolate, &[], async |server| {
        Ok(server.key(kid).await?.is_some())
    })
}

fn keys(secret: &str) -> ServerKeys {
    ServerKeys::derive(&Secret::new(secret)).expect("keys")
}

fn tend(world: &World) -> Result<Tended, Fault> {
    let config = config(&[]);
    block_on(tend_keys(world, &config.keys, ROTATION))
}

fn count(world: &World, condition: &str) -> String {
    world.ask(&format!(
        "SELECT count(*) FROM signing_keys WHERE {condition}"
    ))
}

#[test]
fn a_key_is_made_once_and_sealed() {
    let world = World::new();
    let first = kid(&world);
    assert_eq!(kid(&world), first);
    let sealed = world.ask("SELECT private_key FROM signing_keys");
    assert!(sealed.len() > 150, "{sealed}");
    let wrong = kid_with(&world, &[("EDGEGRANT_SECRET", OLD)], Algorithm::Es256);
    let fault = wrong.expect_err("it cannot be opened");
    assert!(fault.reason().contains("EDGEGRANT_SECRET"), "{fault}");
    assert_eq!(count(&world, "1"), "1", "nothing is made in its place");
}

#[test]
fn isolates_that_start_at_once_agree_on_the_first_key() {
    let world = World::new();
    let config = config(&[]);
    let isolates: [Isolate<PrivateKey>; 3] = Default::default();
    let servers = [0, 1, 2].map(|at| Server::new(&config, &world, &isolates[at]));
    world.fail_at(None, false);
    let load = |at: usize| servers[at].signing_key(Algorithm::Es256);
    let (a, b, c) = block_on(join3(load(0), load(1), load(2)));
    assert_eq!(
        world.calls.get(),
        9,
        "each looked, made one and looked again"
    );
    let kids = [a, b, c].map(|key| key.expect("a key").kid.clone());
    assert!(kids.iter().all(|kid| *kid == kids[0]), "{kids:?}");
    assert_eq!(count(&world, "1"), "1");
}

#[test]
fn a_key_of_another_algorithm_is_made_when_it_is_needed_or_wanted() {
    let world = World::new();
    let isolate = Isolate::default();
    let es256 = kid_in(&world, &isolate, &[], Algorithm::Es256).expect("a key");
    let ed25519 = kid_in(&world, &isolate, &[], Algorithm::EdDsa).expect("a key");
    assert_ne!(es256, ed25519);
    assert_eq!(published(&world, &isolate).expect("keys").0.len(), 2);
    assert_eq!(
        kid_with(&world, &[], Algorithm::EdDsa).expect("a key"),
        ed25519
    );

    let world = World::new();
    kid(&world);
    world.execute(
        "INSERT INTO clients (id, name, redirect_uris, scope, grant_types, \
         token_endpoint_auth_method, first_party, created_at, userinfo_signed_response_alg) \
         VALUES ('c', 'C', '[]', '', '[]', 'none', 0, 0, 'EdDSA')",
    );
    let isolate = Isolate::default();
    assert_eq!(published(&world, &isolate).expect("keys").0.len(), 2);
    assert_eq!(count(&world, "algorithm = 'EdDSA'"), "1");
    // A wish that cannot be granted under a wrong secret is not granted at all.
    world.execute("DELETE FROM signing_keys WHERE algorithm = 'EdDSA'");
    assert!(kid_with(&world, &[("EDGEGRANT_SECRET", OLD)], Algorithm::EdDsa).is_err());
    assert_eq!(count(&world, "algorithm = 'EdDSA'"), "0");
}

#[test]
fn the_keys_are_loaded_once_a_minute_with_one_statement() {
    let world = World::new();
    let isolate = Isolate::default();
    let calls = |seconds: i64| {
        world.pass(seconds);
        world.fail_at(None, false);
        published(&world, &isolate).expect("keys");
        world.calls.get()
    };
    calls(0);
    assert_eq!(calls(59), 0);
    assert_eq!(calls(1), 1);
    assert_eq!(calls(10), 0);
    assert_eq!(calls(-11), 1, "nor is a clock trusted that goes back");
}

#[test]
fn what_was_revoked_is_not_published_longer_than_five_minutes_even_without_storage() {
    let world = World::new();
    let isolate = Isolate::default();
    let (kids, max_age) = published(&world, &isolate).expect("keys");
    assert_eq!(max_age, 240);
    assert!(done(revoke_key(&world, &kids[0])));
    world.pass(60);
    let failing = |world: &World| {
        world.fail_at(Some(0), false);
        let answer = published(world, &isolate);
        world.fail_at(None, false);
        answer
    };
    assert_eq!(failing(&world).expect("as remembered").1, 240);
    world.pass(239);
    assert_eq!(failing(&world).expect("as remembered").1, 1);
    world.pass(1);
    assert!(failing(&world).is_err());
    assert_ne!(published(&world, &isolate).expect("keys").0, kids);
}

#[test]
fn revoking_takes_effect_within_a_minute_in_every_isolate() {
    let world = World::new();
    let (one, other) = (Isolate::default(), Isolate::default());
    let old = kid_in(&world, &one, &[], Algorithm::Es256).expect("a key");
    assert_eq!(
        kid_in(&world, &other, &[], Algorithm::Es256).expect("a key"),
        old
    );
    assert!(!done(revoke_key(&world, "nobody's")));
    assert!(done(revoke_key(&world, &old)));
    assert_eq!(count(&world, "private_key = ''"), "1", "destroyed at once");
    world.pass(60);
    let new = kid_in(&world, &one, &[], Algorithm::Es256).expect("a key");
    assert_ne!(new, old);
    assert!(!verifies(&world, &one, &old).expect("an answer"));
    assert!(!verifies(&world, &other, &old).expect("an answer"));
    assert!(verifies(&world, &other, &new).expect("an answer"));
    assert_eq!(done(load_hint_key(&world, &old)), HintKey::Revoked);
    assert_eq!(done(load_hint_key(&world, "nobody's")), HintKey::Unknown);
    assert!(matches!(
        done(load_hint_key(&world, &new)),
        HintKey::Known(_)
    ));
}

#[test]
fn a_kid_that_is_unknown_is_looked_up_but_not_for_everybody_who_invents_one() {
    let world = World::new();
    let isolate = Isolate::default();
    kid_in(&world, &isolate, &[], Algorithm::Es256).expect("a key");
    let lookups = |seconds: i64, kid: &str| {
        world.pass(seconds);
        world.fail_at(None, false);
        verifies(&world, &isolate, kid).expect("an answer");
        world.calls.get()
    };
    assert_eq!(lookups(0, "invented"), 0);
    assert_eq!(lookups(5, "invented"), 1);
    assert_eq!(lookups(1, "invented again"), 0);
    // One that another isolate has just made.
    world.pass(6);
    let made = kid_with(&world, &[], Algorithm::EdDsa).expect("a key");
    assert!(verifies(&world, &isolate, &made).expect("an answer"));
}

#[test]
fn a_rotation_that_is_asked_for_is_made_by_the_next_load_once() {
    let world = World::new();
    let old = kid(&world);
    assert_eq!(done(ask_rotation(&world, Some(Algorithm::Rs256))), []);
    assert_eq!(done(ask_rotation(&world, None)), [Algorithm::Es256]);
    world.pass(30);
    assert_eq!(kid(&world), old);
    assert_eq!(kid(&world), old);
    assert_eq!(count(&world, "1"), "2");
    world.pass(i64::from(SHORT_LEAD) - 1);
    assert_eq!(kid(&world), old);
    world.pass(1);
    let new = kid(&world);
    assert_ne!(new, old);
    let isolate = Isolate::default();
    assert_eq!(published(&world, &isolate).expect("keys").0.len(), 2);
    // Asked again while the next one waits: that one signs sooner.
    world.pass(88 * DAY);
    assert_eq!(tend(&world).expect("tended").made, 1);
    done(ask_rotation(&world, None));
    assert_eq!(kid(&world), new);
    world.pass(i64::from(SHORT_LEAD));
    assert_ne!(kid(&world), new);
    assert_eq!(count(&world, "1"), "3");
}

#[test]
fn an_asked_rotation_that_cannot_be_made_disturbs_nobody() {
    let world = World::new();
    let old = kid(&world);
    done(ask_rotation(&world, None));
    world.fail_at(Some(1), false);
    assert_eq!(kid(&world), old);
    assert!(world.failed());
    world.fail_at(None, false);
    assert_eq!(count(&world, "1"), "1");
    kid(&world);
    assert_eq!(count(&world, "1"), "2");
}

#[test]
fn the_years_go_by() {
    let world = World::new();
    let isolate = Isolate::default();
    let mut seen = vec![kid_in(&world, &isolate, &[], Algorithm::Es256).expect("a key")];
    for _ in 0..730 {
        world.pass(DAY);
        tend(&world).expect("tended");
        let kid = kid_in(&world, &isolate, &[], Algorithm::Es256).expect("a key");
        if seen.last() != Some(&kid) {
            assert!(!seen.contains(&kid));
            seen.push(kid);
        }
        let private: u32 = count(&world, "private_key <> ''")
            .parse()
            .expect("a number");
        assert!(private <= 2, "{private}");
    }
    assert_eq!(seen.len(), 9, "{seen:?}");
    let ring = done(load_keys(&world, Which::Every));
    let states: Vec<State> = ring
        .keys
        .iter()
        .map(|key| ring.state(key, world.now()))
        .collect();
    let archived = states
        .iter()
        .filter(|state| **state == State::Archived)
        .count();
    // Those of the last 420 days.
    assert_eq!((archived, states.len()), (5, 6));
    assert!(matches!(
        done(load_hint_key(&world, &seen[7])),
        HintKey::Known(_)
    ));
    assert_eq!(done(load_hint_key(&world, &seen[0])), HintKey::Unknown);
    assert!(!verifies(&world, &isolate, &seen[7]).expect("an answer"));
}

#[test]
fn tending_goes_on_where_a_fault_stopped_it() {
    let mut faults = 0;
    for (k, lost) in (0..12).flat_map(|k| [(k, false), (k, true)]) {
        let world = World::new();
        let first = kid(&world);
        world.pass(100 * DAY);
        tend(&world).expect("tended");
        world.pass(3 * DAY);
        done(ask_rotation(&world, None));
        // The first is archived and one is asked for.
        world.fail_at(Some(k), lost);
        let tended = tend(&world);
        let failed = world.failed();
        world.fail_at(None, false);
        faults += u32::from(failed);
        assert_eq!(tended.is_err(), failed);
        assert_ne!(kid(&world), first);
        tend(&world).expect("tended");
        assert_eq!(count(&world, "1"), "3");
        assert_eq!(count(&world, "private_key = ''"), "1");
        if !failed {
            break;
        }
    }
    assert_eq!(
        faults, 6,
        "each of its three statements failed in both ways"
    );
}

#[test]
fn the_previous_secret_opens_what_is_then_sealed_anew() {
    let world = World::new();
    let old = [("EDGEGRANT_SECRET", OLD)];
    let both = [
        ("EDGEGRANT_SECRET", NEW),
        ("EDGEGRANT_SECRET_PREVIOUS", OLD),
    ];
    let new = [("EDGEGRANT_SECRET", NEW)];
    let kid = kid_with(&world, &old, Algorithm::Es256).expect("a key");
    assert_eq!(
        kid_with(&world, &both, Algorithm::Es256).expect("a key"),
        kid
    );
    assert!(kid_with(&world, &new, Algorithm::Es256).is_err());
    let tended = block_on(tend_keys(&world, &config(&new).keys, ROTATION));
    assert!(
        tended.is_err(),
        "nothing is made under a secret that opens nothing"
    );
    let tend_both = || block_on(tend_keys(&world, &config(&both).keys, ROTATION)).expect("tended");
    assert_eq!(tend_both().resealed, 1);
    assert_eq!(tend_both().resealed, 0);
    assert_eq!(
        kid_with(&world, &new, Algorithm::Es256).expect("a key"),
        kid
    );
    assert!(kid_with(&world, &old, Algorithm::Es256).is_err());
    // While the change spreads, an instance with the old settings opens it too.
    let spread = [
        ("EDGEGRANT_SECRET", OLD),
        ("EDGEGRANT_SECRET_PREVIOUS", NEW),
    ];
    assert_eq!(
        kid_with(&world, &spread, Algorithm::Es256).expect("a key"),
        kid
    );
}

#[test]
fn what_is_made_is_made_with_the_current_secret_and_both_are_accepted() {
    let both = keys(NEW).accepting(&keys(OLD));
    let parts: [&[u8]; 2] = [b"family", b"1"];
    for (make, accept, accepted) in [
        (&keys(OLD), &both, true),
        (&keys(NEW), &both, true),
        (&both, &keys(NEW), true),
        (&both, &keys(OLD), false),
    ] {
        for (make, accept) in [
            (&make.refresh, &accept.refresh),
            (&make.form, &accept.form),
            (&make.dpop_nonce, &accept.dpop_nonce),
        ] {
            assert_eq!(accept.verify(&parts, &make.mac(&parts)), accepted);
        }
    }
    assert!(!both.refresh.verify(&parts, &both.form.mac(&parts)));
}

#[test]
fn a_retired_key_is_published_for_an_hour_and_its_private_half_goes_within_a_day() {
    let world = World::new();
    let isolate = Isolate::default();
    let old = kid(&world);
    done(ask_rotation(&world, None));
    kid(&world);
    world.pass(i64::from(SHORT_LEAD + RETENTION) - 1);
    assert!(verifies(&world, &isolate, &old).expect("an answer"));
    world.pass(1);
    assert!(
        !verifies(&world, &isolate, &old).expect("an answer"),
        "by the clock alone"
    );
    assert_eq!(tend(&world).expect("tended").destroyed, 1);
    let ring = done(load_keys(&world, Which::Every));
    let archived = ring.keys.iter().find(|key| key.kid == old).expect("it");
    let config = config(&[]);
    assert!(block_on(open_key(&world, &config.keys, archived)).is_err());
    world.pass(i64::from(HINT_RETENTION) - i64::from(RETENTION));
    assert_eq!(tend(&world).expect("tended").deleted, 1);
}

#[test]
fn settings_that_are_wrong_are_refused_by_name() {
    let read = |name: &str, value: &str| {
        let text = |setting: &str| match setting {
            _ if setting == name => Some(value.to_owned()),
            "ISSUER" => Some("https://auth.example".to_owned()),
            "EDGEGRANT_SECRET" => Some(OLD.to_owned()),
            _ => None,
        };
        Config::read(text, true)
            .map(|config| config.key_rotation)
            .map_err(|wrong| wrong.sentence().to_owned())
    };
    assert_eq!(read("", ""), Ok(90 * 24 * 3600));
    assert_eq!(read("KEY_ROTATION_DAYS", "3650"), Ok(3650 * 24 * 3600));
    for wrong in ["0", "3651", "-1", "a month", "", "1.5", "99999999999"] {
        let sentence =
            format!("KEY_ROTATION_DAYS is \"{wrong}\"; it must be a number from 1 to 3650");
        assert_eq!(read("KEY_ROTATION_DAYS", wrong), Err(sentence));
    }
    for wrong in ["short", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"] {
        let refused = read("EDGEGRANT_SECRET_PREVIOUS", wrong).expect_err("it is no secret");
        assert!(
            refused.starts_with("EDGEGRANT_SECRET_PREVIOUS is too short"),
            "{refused}"
        );
        assert!(!refused.contains(&format!("\"{wrong}")));
    }
    assert!(
        read("EDGEGRANT_SECRET_PREVIOUS", "").is_ok(),
        "as good as none"
    );
    assert!(
        read("EDGEGRANT_SECRET_PREVIOUS", OLD).is_ok(),
        "the same one harms nobody"
    );
}
