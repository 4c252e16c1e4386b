//! What hashes of passwords cost.

use super::password;
use crate::runtime::visitor::hash_of;
use edgegrant::protocol::login::password::{Verified, hash, nobody, verify};
use edgegrant::protocol::login::{BadCost, Cost};

fn cost(text: &str) -> Cost {
    Cost::parse(text, true).expect("a cost")
}

/// The parameters of a stored hash.
fn parameters(hash: &str) -> &str {
    hash.split('$').nth(3).expect("a PHC string")
}

#[test]
fn a_password_is_verified_at_the_cost_of_its_own_hash() {
    let right = "correct horse";
    let stored = hash_of(right, Cost::LEAST);
    assert!(
        stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
        "{stored}"
    );
    let verified = |stored: Option<&str>, text: &str| verify(stored, &password(text), Cost::LEAST);
    assert_eq!(verified(Some(&stored), right), Verified::Right);
    assert_eq!(verified(Some(&stored), "correct horse "), Verified::Wrong);
    assert_eq!(verified(Some(&stored), ""), Verified::Wrong);
    assert_eq!(verified(Some("not a hash"), right), Verified::Wrong);
    assert_eq!(verified(None, right), Verified::Wrong);
    for another in ["m=64,t=1", "m=19448,t=2", "m=19456,t=1", "m=20000,t=2"] {
        let stored = hash_of(right, cost(another));
        assert_eq!(verified(Some(&stored), right), Verified::Stale, "{another}");
        assert_eq!(verified(Some(&stored), "x"), Verified::Wrong, "{another}");
    }
}

#[test]
fn an_accent_may_be_typed_in_two_ways() {
    let (composed, apart) = ("Z\u{fc}rich", "Zu\u{308}rich");
    let cheap = cost("m=8,t=1");
    let stored = hash_of(apart, cheap);
    assert_eq!(stored, hash_of(composed, cheap));
    for typed in [composed, apart] {
        assert_eq!(
            verify(Some(&stored), &password(typed), cheap),
            Verified::Right
        );
    }
    // An earlier version hashed what was typed. Its `ü` was two code points, which no composing gives.
    let before = {
        let as_it_stands = |text: &str| text.to_owned();
        let typed = edgegrant::protocol::login::password::Password::new(apart, as_it_stands);
        hash(&typed.expect("a password"), &[7; 16], cheap).expect("a hash")
    };
    assert_eq!(
        verify(Some(&before), &password(apart), cheap),
        Verified::Stale
    );
    assert_eq!(
        verify(Some(&before), &password(composed), cheap),
        Verified::Wrong
    );
}

#[test]
fn a_user_who_is_not_there_costs_what_a_new_password_costs() {
    for cost in [Cost::LEAST, cost("m=65536,t=3")] {
        let made = hash_of("a password", cost);
        assert_eq!(parameters(&nobody(cost)), parameters(&made));
        assert_eq!(nobody(cost).len(), made.len());
    }
}

#[test]
fn a_cheaper_hash_and_what_is_spent_beside_it_cost_what_a_new_one_costs() {
    for now in ["m=19456,t=2", "m=19456,t=3", "m=65536,t=2", "m=65536,t=10"].map(cost) {
        for memory in [8, 64, 4096, 9728, 19455, 19456, 47104, 65536] {
            for passes in 1..=10 {
                let before = cost(&format!("m={memory},t={passes}"));
                let rest = before.up_to(now);
                let Some(missing) = now.blocks().checked_sub(before.blocks()) else {
                    assert_eq!(rest, None, "{before:?}: it cost more");
                    continue;
                };
                let spent = rest.map_or(0, Cost::blocks);
                // Passes are whole, so a few blocks are left over; and Argon2 cannot spend fewer than 8.
                assert!(
                    spent <= missing && missing - spent < 20,
                    "{before:?} {rest:?}"
                );
            }
        }
    }
}

#[test]
fn an_owner_may_raise_the_cost_but_not_lower_it() {
    use BadCost::{Malformed, TooHigh, TooLow};
    let parse = |text| Cost::parse(text, false);
    assert_eq!(parse("m=19456,t=2"), Ok(Cost::LEAST));
    assert_eq!(
        parse("m=65536,t=10").map(Cost::phc).as_deref(),
        Ok("m=65536,t=10,p=1")
    );
    for (text, why) in [
        ("", Malformed),
        ("19456,2", Malformed),
        ("m=19456", Malformed),
        ("t=2,m=19456", Malformed),
        ("m=19456,t=2,p=1", Malformed),
        ("m=19456,t=0", Malformed),
        ("m=-1,t=2", Malformed),
        ("m=99999999999,t=2", Malformed),
        ("m=19455,t=2", TooLow),
        ("m=65536,t=1", TooLow),
        ("m=65537,t=2", TooHigh),
        ("m=19456,t=11", TooHigh),
    ] {
        assert_eq!(parse(text), Err(why), "{text}");
    }
    assert!(Cost::parse("m=8,t=1", true).is_ok());
    assert_eq!(Cost::parse("m=7,t=1", true), Err(Malformed));
    assert_eq!(Cost::parse("m=65537,t=1", true), Err(TooHigh));
}
