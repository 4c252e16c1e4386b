//! When the issuer's keys are fetched, and from where.

use std::future::poll_fn;
use std::task::Poll;

use futures_executor::block_on;
use futures_util::future::join;
use serde_json::json;

use super::super::Guard;
use super::super::well_known::is_below;
use super::bench::{API, Bench, ISSUER, JWKS, METADATA, NOW, claims, header, jwk, token, with};
use super::{ask, error};

#[test]
fn keys_are_fetched_once_and_again_when_old() {
    let bench = Bench::new();
    let guard = bench.guard();
    let lasting = token(&header(), &with(claims(), json!({ "exp": NOW + 9000 })), 1);
    for _ in 0..3 {
        assert!(block_on(ask(&guard, &lasting)).is_ok());
    }
    assert_eq!(*bench.fetched.borrow(), [METADATA, JWKS]);

    // Withdrawn keys stop working when the set is fetched again.
    bench.publish(JWKS, json!({ "keys": [jwk(2, "two")] }));
    bench.now.set(NOW + 599);
    assert!(block_on(ask(&guard, &lasting)).is_ok());
    bench.now.set(NOW + 600);
    assert_eq!(error(block_on(ask(&guard, &lasting))).0, 401);
    assert_eq!(bench.fetched.borrow().len(), 4);
}

#[test]
fn an_unknown_kid_refetches_at_a_bounded_rate() {
    let bench = Bench::new();
    let guard = bench.guard();
    let two = token(&with(header(), json!({ "kid": "two" })), &claims(), 2);
    for attempt in 0..20 {
        bench.now.set(NOW + attempt);
        assert_eq!(error(block_on(ask(&guard, &two))).0, 401);
    }
    assert_eq!(bench.fetched.borrow().len(), 2);
    bench.publish(JWKS, json!({ "keys": [jwk(1, "one"), jwk(2, "two")] }));
    bench.now.set(NOW + 30);
    assert!(block_on(ask(&guard, &two)).is_ok());
    assert_eq!(bench.fetched.borrow().len(), 4);
}

#[test]
fn requests_at_once_share_one_fetch_and_all_pass() {
    let bench = Bench::new();
    let guard = bench.guard();
    let good = token(&header(), &claims(), 1);
    let two = token(&with(header(), json!({ "kid": "two" })), &claims(), 2);
    let (first, second) = block_on(join(ask(&guard, &good), ask(&guard, &good)));
    assert!(first.is_ok() && second.is_ok());
    assert_eq!(bench.fetched.borrow().len(), 2);

    bench.publish(JWKS, json!({ "keys": [jwk(1, "one"), jwk(2, "two")] }));
    bench.now.set(NOW + 30);
    let (first, second) = block_on(join(ask(&guard, &two), ask(&guard, &two)));
    assert!(first.is_ok() && second.is_ok());
    assert_eq!(bench.fetched.borrow().len(), 4);
}

#[test]
fn a_fetch_that_was_cut_off_does_not_block_for_ever() {
    let bench = Bench::new();
    let guard = bench.guard();
    let good = token(&header(), &claims(), 1);
    // Polled once, so that it has begun to fetch, then dropped.
    let mut cut_off = Box::pin(ask(&guard, &good));
    block_on(poll_fn(|context| {
        assert!(cut_off.as_mut().poll(context).is_pending());
        Poll::Ready(())
    }));
    drop(cut_off);
    bench.now.set(NOW + 7);
    assert!(block_on(ask(&guard, &good)).is_ok());
}

#[test]
fn an_issuer_out_of_reach_is_our_trouble() {
    let bench = Bench::new();
    let guard = bench.guard();
    let good = token(&header(), &claims(), 1);
    let page = bench.pages.borrow_mut().remove(JWKS);
    let refusal = block_on(ask(&guard, &good)).expect_err("a refusal");
    assert_eq!((refusal.status, &refusal.challenge), (503, &None));
    assert_eq!(refusal.trouble.as_deref(), Some("down"));
    // Not asked again at once.
    assert_eq!(error(block_on(ask(&guard, &good))).0, 503);
    assert_eq!(bench.fetched.borrow().len(), 2);

    bench
        .pages
        .borrow_mut()
        .insert(JWKS.to_owned(), page.expect("it was there"));
    bench.now.set(NOW + 2);
    assert!(block_on(ask(&guard, &good)).is_ok());
}

#[test]
fn a_known_key_outlives_an_outage_but_not_its_withdrawal() {
    let bench = Bench::new();
    let guard = bench.guard();
    let lasting = token(&header(), &with(claims(), json!({ "exp": NOW + 9000 })), 1);
    assert!(block_on(ask(&guard, &lasting)).is_ok());
    // Withdrawn, but the issuer cannot be reached.
    bench.publish(JWKS, json!({ "keys": [jwk(2, "two")] }));
    let metadata = bench.pages.borrow_mut().remove(METADATA);
    for later in [600, 700, 8000] {
        bench.now.set(NOW + later);
        assert!(block_on(ask(&guard, &lasting)).is_ok(), "{later}");
    }
    let metadata = metadata.expect("it was there");
    bench
        .pages
        .borrow_mut()
        .insert(METADATA.to_owned(), metadata);
    bench.now.set(NOW + 8002);
    assert_eq!(error(block_on(ask(&guard, &lasting))).0, 401);
}

#[test]
fn keys_come_from_the_issuer_only() {
    for metadata in [
        json!({ "issuer": "https://evil.example", "jwks_uri": JWKS }),
        json!({ "issuer": ISSUER, "jwks_uri": "https://evil.example/keys" }),
        json!({ "issuer": ISSUER, "jwks_uri": "https://issuer.example.evil.example/keys" }),
        json!({ "issuer": ISSUER, "jwks_uri": "https://issuer.example@evil.example/keys" }),
        json!({ "issuer": ISSUER, "jwks_uri": "http://issuer.example/keys" }),
        json!({ "issuer": ISSUER, "jwks_uri": "https://issuer.example" }),
        json!({ "issuer": ISSUER }),
        json!("x"),
    ] {
        let bench = Bench::new();
        bench.publish(METADATA, metadata.clone());
        let answer = block_on(ask(&bench.guard(), &token(&header(), &claims(), 1)));
        assert_eq!(error(answer).0, 503, "{metadata}");
        assert_eq!(*bench.fetched.borrow(), [METADATA], "{metadata}");
    }
}

#[test]
fn an_issuer_below_a_path_owns_nothing_else_of_its_host() {
    const AUTH: &str = "https://issuer.example/auth";
    let signed = |seed| token(&header(), &with(claims(), json!({ "iss": AUTH })), seed);
    for (jwks, status) in [
        ("https://issuer.example/auth/keys", None),
        (JWKS, Some(503)),
        ("https://issuer.example/auth/../keys", Some(503)),
        ("https://issuer.example/author/keys", Some(503)),
    ] {
        let bench = Bench::new();
        // Whoever has the root of the host says that these are the issuer's keys.
        for root in [
            METADATA,
            "https://issuer.example/.well-known/oauth-authorization-server/auth",
            "https://issuer.example/.well-known/openid-configuration/auth",
        ] {
            bench.publish(root, json!({ "issuer": AUTH, "jwks_uri": JWKS }));
        }
        bench.publish(
            "https://issuer.example/auth/.well-known/openid-configuration",
            json!({ "issuer": AUTH, "jwks_uri": jwks }),
        );
        bench.publish(jwks, json!({ "keys": [jwk(2, "one")] }));
        let guard = Guard::new(AUTH, API, &bench).expect("two good addresses");
        let asked = block_on(ask(&guard, &signed(2)));
        assert_eq!(asked.err().map(|refusal| refusal.status), status, "{jwks}");
        let foreign = block_on(ask(&guard, &signed(1))).expect_err("a refusal");
        assert_eq!(foreign.status, status.unwrap_or(401), "{jwks}");
        assert!(bench.fetched.borrow().iter().all(|url| is_below(url, AUTH)));
    }
}

#[test]
fn keys_of_other_kinds_are_passed_over() {
    let bench = Bench::new();
    bench.publish(
        JWKS,
        json!({ "keys": [
            { "kty": "RSA", "kid": "rsa", "n": "x", "e": "AQAB" },
            7,
            with(jwk(1, "enc"), json!({ "use": "enc" })),
            with(jwk(1, "bad"), json!({ "x": "!" })),
            jwk(1, "one"),
        ] }),
    );
    let guard = bench.guard();
    assert!(block_on(ask(&guard, &token(&header(), &claims(), 1))).is_ok());
    for kid in ["rsa", "enc", "bad"] {
        let header = with(header(), json!({ "kid": kid }));
        assert_eq!(
            error(block_on(ask(&guard, &token(&header, &claims(), 1)))).0,
            401
        );
    }
}
