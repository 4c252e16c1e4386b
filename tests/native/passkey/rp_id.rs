//! Which host passkeys are for, and which they were for before.

use edgegrant::protocol::issuer::Issuer;
use edgegrant::protocol::passkey::{
    BadRpId, BadRpIdBefore, Elsewhere, MOST_COUNTED, is_rp_host, rp_id, rp_ids_before,
};

fn issuer(text: &str) -> Issuer {
    Issuer::parse(text).expect("an issuer")
}

#[test]
fn it_is_the_host_of_the_issuer_or_a_parent_that_nobody_shares() {
    let of = |issuer_: &str, setting| rp_id(&issuer(issuer_), setting);
    let host = |text: &str| Ok(Some(text.to_owned()));
    let deep = "https://a.auth.example.com/path";
    assert_eq!(of(deep, None), host("a.auth.example.com"));
    for setting in ["a.auth.example.com", "auth.example.com", "example.com"] {
        assert_eq!(of(deep, Some(setting)), host(setting));
    }
    for setting in [
        "",
        ".example.com",
        "xample.com",
        "example.com.",
        "Example.com",
        "b.example.com",
        "example.org",
        "x.a.auth.example.com",
        "https://example.com",
    ] {
        assert_eq!(
            of(deep, Some(setting)),
            Err(BadRpId::NotAParent),
            "{setting}"
        );
    }
    for (issuer, setting) in [
        (deep, "com"),
        ("https://edgegrant.ada.workers.dev", "workers.dev"),
        ("https://auth.ada.co.uk", "co.uk"),
        ("https://a.b.github.io", "github.io"),
    ] {
        assert_eq!(of(issuer, Some(setting)), Err(BadRpId::Shared), "{setting}");
    }
    assert_eq!(
        of("https://edgegrant.ada.workers.dev", Some("ada.workers.dev")),
        host("ada.workers.dev")
    );
    assert_eq!(of("http://localhost:8787", None), host("localhost"));
    // There are no passkeys for addresses.
    assert_eq!(of("https://192.0.2.1", None), Ok(None));
    assert_eq!(of("http://[::1]:8787", None), Ok(None));
    assert_eq!(
        of("https://192.0.2.1", Some("192.0.2.1")),
        Err(BadRpId::NotAParent)
    );
}

#[test]
fn those_of_before_are_hosts_and_not_that_of_today() {
    let read = |text| rp_ids_before(Some(text), Some("auth.example"));
    assert_eq!(rp_ids_before(None, None), Ok(Vec::new()));
    assert_eq!(read(" "), Ok(Vec::new()));
    let both = vec!["old.example".to_owned(), "localhost".to_owned()];
    assert_eq!(read("old.example  localhost"), Ok(both));
    assert_eq!(
        read("old.example auth.example"),
        Err(BadRpIdBefore::OfToday)
    );
    for text in [
        "https://old.example",
        "Old.example",
        "old.example,x.example",
        "192.0.2.1",
        "a/b",
    ] {
        assert_eq!(read(text), Err(BadRpIdBefore::NotAHost), "{text}");
    }
}

#[test]
fn only_a_host_that_is_the_issuers_alone_serves_what_webauthn_wants_there() {
    let serves = |text: &str, rp_id| is_rp_host(&issuer(text), rp_id);
    assert!(serves("https://auth.example", Some("auth.example")));
    assert!(serves("http://localhost:8787", Some("localhost")));
    assert!(!serves("https://auth.example.com", Some("example.com")));
    assert!(!serves("https://auth.example/path", Some("auth.example")));
    assert!(!serves("https://192.0.2.1", None));
}

#[test]
fn the_owner_hears_how_many_there_are_and_both_ways_out() {
    let said = |count| {
        let host = "old.example".to_owned();
        Elsewhere { host, count }.sentence("auth.example")
    };
    for (count, number) in [
        (1, "1 passkey is for"),
        (2, "2 passkeys are for"),
        (999, "999 passkeys are for"),
        (MOST_COUNTED, "1,000 passkeys or more are for"),
    ] {
        let said = said(count);
        assert!(said.contains(number), "{said}");
        assert!(said.contains("RP_ID is \"auth.example\" now"), "{said}");
        assert!(
            said.contains("add \"old.example\" to RP_ID_BEFORE"),
            "{said}"
        );
    }
}
