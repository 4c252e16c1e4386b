//! The life of a signing key, second by second.

use std::collections::BTreeSet;

use crate::runtime::World;
use edgegrant::platform::Crypto;
use edgegrant::protocol::jose::key_ring::{
    HINT_RETENTION, Key, LEAD, MAX_AGE, MEMORY, NewKey, RETENTION, REVOKED_WITHIN, SHORT_LEAD,
    State,
};
use edgegrant::protocol::jose::{Algorithm, KeyRing, PublicKey};
use edgegrant::protocol::lifetime::{LONGEST_FAMILY, LONGEST_SIGNED};
use edgegrant::protocol::secret::Secret;
use edgegrant::protocol::timestamp::Timestamp;
use futures_executor::block_on;
use proptest::prelude::*;

const DAY: i64 = 24 * 3600;
const T: i64 = 1_800_000_000;

fn at(seconds: i64) -> Timestamp {
    Timestamp(T + seconds)
}

fn public() -> PublicKey {
    let world = World::new();
    block_on(world.generate_key(Algorithm::Es256))
        .expect("a key")
        .public
}

fn key(algorithm: Algorithm, sequence: u32, created_at: i64, signs_from: i64) -> Key {
    thread_local!(static PUBLIC: PublicKey = public());
    Key {
        kid: format!("{algorithm}-{sequence}"),
        algorithm,
        sequence,
        public: PUBLIC.with(Clone::clone),
        sealed: Secret::new("sealed"),
        created_at: at(created_at),
        signs_from: at(signs_from),
        rotation_asked: false,
        revoked_at: None,
    }
}

fn es256(sequence: u32, created_at: i64, signs_from: i64) -> Key {
    key(Algorithm::Es256, sequence, created_at, signs_from)
}

fn ring(keys: &[Key]) -> KeyRing {
    KeyRing {
        keys: keys.to_vec(),
        wanted: Vec::new(),
    }
}

fn signing(ring: &KeyRing, seconds: i64) -> Option<u32> {
    let key = ring.signing(Algorithm::Es256, at(seconds));
    key.map(|key| key.sequence)
}

fn states(ring: &KeyRing, seconds: i64) -> Vec<&'static str> {
    let state = |key| ring.state(key, at(seconds)).as_str();
    ring.keys.iter().map(state).collect()
}

fn revoked(key: Key, seconds: i64) -> Key {
    Key {
        revoked_at: Some(at(seconds)),
        ..key
    }
}

fn asked(key: Key) -> Key {
    Key {
        rotation_asked: true,
        ..key
    }
}

#[test]
fn the_times_leave_room_for_each_other() {
    assert_eq!((MEMORY, MAX_AGE, REVOKED_WITHIN), (60, 240, 300));
    const { assert!(RETENTION > LONGEST_SIGNED + REVOKED_WITHIN) };
    const { assert!(SHORT_LEAD >= 2 * REVOKED_WITHIN + 300) };
    const { assert!(HINT_RETENTION > LONGEST_FAMILY) };
}

#[test]
fn a_key_is_published_then_signs_then_is_kept() {
    let ring = ring(&[es256(1, 0, 0), es256(2, 1000, 1000 + i64::from(LEAD))]);
    let switch = 1000 + DAY;
    let archived = switch + i64::from(RETENTION);
    for (seconds, expected) in [
        (1000, ["signing", "next"]),
        (switch - 1, ["signing", "next"]),
        (switch, ["retired", "signing"]),
        (archived - 1, ["retired", "signing"]),
        (archived, ["archived", "signing"]),
    ] {
        assert_eq!(states(&ring, seconds), expected, "{seconds}");
    }
    let published = |seconds| ring.published(at(seconds)).count();
    assert_eq!((published(switch), published(archived)), (2, 1));
}

#[test]
fn when_the_key_that_signs_is_revoked_the_next_takes_over_at_once() {
    let ring = ring(&[
        es256(1, 0, 0),
        revoked(es256(2, 100, 200), 500),
        es256(3, 300, 9000),
    ]);
    assert_eq!(states(&ring, 600), ["retired", "revoked", "signing"]);
    assert_eq!(ring.first(Algorithm::Es256, at(600)), None);
}

#[test]
fn a_key_that_was_superseded_never_signs_again() {
    let ring = ring(&[es256(1, 0, 0), revoked(es256(2, 100, 200), 500)]);
    assert_eq!(signing(&ring, 600), None);
    assert_eq!(states(&ring, 600), ["retired", "revoked"]);
    let first = ring.first(Algorithm::Es256, at(600));
    let expected = NewKey {
        algorithm: Algorithm::Es256,
        sequence: 3,
        signs_from: at(600),
    };
    assert_eq!(first, Some(expected), "at once");
}

#[test]
fn a_next_key_that_is_revoked_supersedes_nobody() {
    let ring = ring(&[es256(1, 0, 0), revoked(es256(2, 100, 900), 500)]);
    assert_eq!(states(&ring, 2000), ["signing", "revoked"]);
    assert_eq!(signing(&ring, 2000), Some(1));
}

#[test]
fn an_asked_rotation_makes_one_successor() {
    let ring1 = ring(&[asked(es256(1, 0, 0)), key(Algorithm::EdDsa, 4, 0, 0)]);
    let expected = NewKey {
        algorithm: Algorithm::Es256,
        sequence: 2,
        signs_from: at(50 + i64::from(SHORT_LEAD)),
    };
    assert_eq!(ring1.asked(at(50)).collect::<Vec<_>>(), [expected]);
    let made = ring(&[asked(es256(1, 0, 0)), es256(2, 50, 950)]);
    assert_eq!(made.asked(at(51)).count(), 0, "it is there");
    assert_eq!(made.asked(at(951)).count(), 0, "nor after the switch");
}

#[test]
fn what_is_missing_is_es256_and_what_clients_want() {
    let empty = KeyRing {
        keys: Vec::new(),
        wanted: vec![Algorithm::Rs256],
    };
    let algorithms = |ring: &KeyRing| -> Vec<_> {
        ring.missing(at(0))
            .map(|new| new.algorithm.as_str())
            .collect()
    };
    assert_eq!(algorithms(&empty), ["ES256", "RS256"]);
    assert_eq!(algorithms(&ring(&[es256(1, 0, 0)])), [""; 0]);
}

#[test]
fn a_day_makes_what_is_due_and_takes_away_what_is_over() {
    let rotation = 90 * DAY;
    let chores = |ring: &KeyRing, seconds: i64| {
        let chores = ring.chores(rotation as u32, at(seconds));
        let kids = |keys: &[&Key]| keys.iter().map(|key| key.sequence).collect::<Vec<_>>();
        (
            chores.make.clone(),
            kids(&chores.destroy),
            kids(&chores.delete),
        )
    };
    let one = ring(&[es256(1, 0, 0)]);
    assert_eq!(chores(&one, rotation - 2 * DAY - 1).0, []);
    let new = |signs_from| NewKey {
        algorithm: Algorithm::Es256,
        sequence: 2,
        signs_from: at(signs_from),
    };
    assert_eq!(chores(&one, rotation - 2 * DAY).0, [new(rotation)]);
    assert_eq!(chores(&one, rotation + 5).0, [new(rotation + 5 + DAY)]);

    let two = ring(&[es256(1, 0, 0), es256(2, 0, 1000)]);
    assert_eq!(chores(&two, 1000).1, [0; 0]);
    assert_eq!(chores(&two, 1000 + i64::from(RETENTION)).1, [1]);
    let deleted = 1000 + i64::from(HINT_RETENTION);
    assert_eq!(chores(&two, deleted - 1).2, [0; 0]);
    assert_eq!(chores(&two, deleted).2, [1]);
    let revoked = ring(&[revoked(es256(1, 0, 0), 5), es256(2, 0, 1000)]);
    assert_eq!(
        chores(&revoked, 6 + i64::from(RETENTION)).1,
        [0; 0],
        "it is destroyed already"
    );
    assert_eq!(chores(&revoked, 5 + i64::from(HINT_RETENTION)).2, [1]);
}

#[test]
fn tending_again_changes_nothing() {
    for days in [1, 2, 30, 90, 3650] {
        let rotation = (days * DAY) as u32;
        let mut ring = ring(&[es256(1, 0, 0)]);
        for _ in 0..5 {
            apply(&mut ring, rotation, 0);
        }
        let most = if days == 1 { 3 } else { 2 };
        assert!(ring.keys.len() <= most, "{days}: {}", ring.keys.len());
    }
}

/// What tending does, to the ring alone.
fn apply(ring: &mut KeyRing, rotation: u32, seconds: i64) {
    let chores = ring.chores(rotation, at(seconds));
    let deleted: BTreeSet<String> = chores.delete.iter().map(|key| key.kid.clone()).collect();
    let made = chores.make.clone();
    ring.keys.retain(|key| !deleted.contains(&key.kid));
    for new in made {
        let signs_from = new.signs_from.0 - T;
        ring.keys
            .push(key(new.algorithm, new.sequence, seconds, signs_from));
    }
}

/// What may happen to the keys.
#[derive(Debug, Clone, Copy)]
enum Happening {
    Tended,
    Asked,
    Revoked,
    NextRevoked,
}

fn happenings() -> impl Strategy<Value = Vec<(i64, Happening)>> {
    let happening = prop_oneof![
        6 => Just(Happening::Tended),
        3 => Just(Happening::Asked),
        1 => Just(Happening::Revoked),
        1 => Just(Happening::NextRevoked),
    ];
    // Close together, or days apart.
    let pause = prop_oneof![0_i64..2000, Just(DAY), 0..40 * DAY];
    prop::collection::vec((pause, happening), 1..30)
}

/// As an isolate does when it loads its keys.
fn load(ring: &mut KeyRing, seconds: i64) -> bool {
    let now = at(seconds);
    let missing: Vec<NewKey> = ring.missing(now).collect();
    let asked: Vec<NewKey> = ring.asked(now).collect();
    for new in missing.iter().chain(&asked) {
        let signs_from = new.signs_from.0 - T;
        ring.keys
            .push(key(new.algorithm, new.sequence, seconds, signs_from));
    }
    !missing.is_empty()
}

/// As `npm run keys -- rotate` does.
fn ask(ring: &mut KeyRing, seconds: i64) {
    let newest = ring.keys.iter_mut().filter(|key| key.revoked_at.is_none());
    if let Some(newest) = newest.max_by_key(|key| key.sequence) {
        if newest.signs_from > at(seconds) {
            newest.signs_from = newest.signs_from.min(at(seconds).plus(SHORT_LEAD));
        } else {
            newest.rotation_asked = true;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn whoever_fetched_the_set_ten_minutes_ago_knows_the_key_that_signs(
        happenings in happenings(),
        days in prop_oneof![Just(1_i64), Just(2), Just(7), Just(90)],
    ) {
        let rotation = (days * DAY) as u32;
        let mut ring = KeyRing::default();
        let mut now = 0;
        load(&mut ring, now);
        // Since when nobody had to be surprised.
        let mut calm_since = now;
        // Each version of the ring, with the second from which it held.
        let mut past: Vec<(i64, KeyRing)> = vec![(now, ring.clone())];
        for (pause, happening) in happenings {
            now += pause;
            match happening {
                Happening::Tended => apply(&mut ring, rotation, now),
                Happening::Asked => ask(&mut ring, now),
                Happening::Revoked | Happening::NextRevoked => {
                    let wanted = match happening {
                        Happening::Revoked => State::Signing,
                        _ => State::Next,
                    };
                    let of = |key: &Key| ring.state(key, at(now)) == wanted;
                    if let Some(place) = ring.keys.iter().position(of) {
                        ring.keys[place].revoked_at = Some(at(now));
                        if wanted == State::Signing {
                            calm_since = now;
                        }
                    }
                }
            }
            if load(&mut ring, now) {
                calm_since = now;
            }
            past.push((now, ring.clone()));
            // Nothing else happens for a while: every second around each switch ahead.
            let switches: Vec<i64> = ring.keys.iter().map(|key| key.signs_from.0 - T).collect();
            let seconds = switches.into_iter().flat_map(|switch| {
                (switch - 3..=switch + 3).chain([switch + 599, switch + 600, switch + 3599, switch + 86_399, switch + 86_400])
            });
            for second in seconds.filter(|second| *second >= now).chain([now]) {
                let signing = ring.signing(Algorithm::Es256, at(second));
                let signing = signing.expect("something signs");
                prop_assert_eq!(ring.published(at(second)).filter(|key| ring.state(key, at(second)) == State::Signing).count(), 1);
                // A token of now is verified until it dies, with whatever set was fetched meanwhile.
                let published = ring.published(at(second + i64::from(LONGEST_SIGNED)));
                prop_assert!(published.into_iter().any(|key| key.kid == signing.kid));
                let fetched = second - 600;
                if fetched <= calm_since {
                    continue;
                }
                let then = past.iter().rev().find(|(since, _)| *since <= fetched);
                let then = &then.expect("there was a ring").1;
                prop_assert!(
                    then.published(at(fetched)).any(|key| key.kid == signing.kid),
                    "{} signs at {} and was not published", signing.kid, second
                );
            }
        }
    }
}

#[test]
fn a_key_signs_what_its_jwk_verifies() {
    let world = World::new();
    for algorithm in [Algorithm::Es256, Algorithm::EdDsa] {
        let pair = block_on(world.generate_key(algorithm)).expect("a pair");
        let key = block_on(world.import_key(&pair.private, algorithm)).expect("a key");
        let signature = block_on(world.sign(&key, algorithm, b"text")).expect("a signature");
        let verified = |text: &[u8]| {
            block_on(world.verify(&pair.public, algorithm, text, &signature)).expect("an answer")
        };
        assert!(verified(b"text") && !verified(b"test"), "{algorithm}");
        let jwk = pair.public.named("kid".to_owned(), algorithm).jwk();
        assert_eq!(jwk["alg"], algorithm.as_str());
        assert_eq!((&jwk["use"], &jwk["kid"]), (&"sig".into(), &"kid".into()));
    }
}
