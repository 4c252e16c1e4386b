//! Who somebody is at a provider, by its claims.

use edgegrant::protocol::provider::{Identity, Provider, github};
use serde_json::{Map, Value, json};

use crate::runtime::signer::with;

fn provider(id: &str) -> Provider {
    let mut setting = json!({ "id": id, "client_id": "us", "team_id": "T", "key_id": "K" });
    if id == "work" {
        let groups = json!({ "claim": "groups", "map": { "a": "ours-a", "b": "ours-b" } });
        setting = json!({ "id": id, "client_id": "us", "issuer": "https://op.example", "name": "Work", "groups": groups });
    }
    Provider::list(&json!([setting]))
        .expect("a provider")
        .remove(0)
}

fn claims(changes: &Value) -> Map<String, Value> {
    let usual = json!({ "iss": "https://op.example", "sub": "s", "email": "a@example.com", "email_verified": true });
    with(&usual, changes)
        .as_object()
        .expect("an object")
        .clone()
}

fn read(id: &str, changes: Value) -> Identity {
    Identity::read(&provider(id), &claims(&changes)).expect("somebody")
}

#[test]
fn an_address_is_proved_only_as_each_provider_proves_it() {
    for (id, changes, proved) in [
        ("work", json!({}), true),
        ("work", json!({ "email_verified": "true" }), false),
        ("work", json!({ "email_verified": null }), false),
        ("work", json!({ "email": "no address" }), false),
        ("google", json!({}), false),
        ("google", json!({ "hd": "example.com" }), true),
        ("google", json!({ "email": "a@gmail.com" }), true),
        (
            "google",
            json!({ "email": "a@gmail.com.evil.example" }),
            false,
        ),
        (
            "google",
            json!({ "email": "a@gmail.com", "email_verified": false }),
            false,
        ),
        ("apple", json!({ "email_verified": "true" }), true),
        ("apple", json!({ "email_verified": "false" }), false),
        ("microsoft", json!({}), false),
        ("microsoft", json!({ "xms_edov": true }), true),
        ("microsoft", json!({ "xms_edov": "1" }), true),
        ("microsoft", json!({ "xms_edov": 1 }), true),
        ("microsoft", json!({ "xms_edov": "0" }), false),
        ("microsoft", json!({ "xms_edov": false }), false),
    ] {
        assert_eq!(
            read(id, changes.clone()).email_verified,
            proved,
            "{id} {changes}"
        );
    }
}

#[test]
fn several_factors_and_groups_are_only_what_the_claims_say() {
    assert!(read("work", json!({ "amr": ["pwd", "mfa"] })).mfa);
    assert!(!read("work", json!({ "amr": ["pwd", "otp"] })).mfa);
    assert!(!read("work", json!({ "amr": "mfa", "acr": "phr" })).mfa);
    for (groups, ours) in [
        (json!(["a", "x", "b"]), "[\"ours-a\",\"ours-b\"]"),
        (json!("b"), "[\"ours-b\"]"),
        (json!({ "a": true }), "[]"),
        (json!(null), "[]"),
    ] {
        let read = read("work", json!({ "groups": groups }));
        assert_eq!(read.groups.as_deref(), Some(ours));
    }
    assert_eq!(read("google", json!({ "groups": ["a"] })).groups, None);
}

#[test]
fn a_record_of_somebody_reads_as_it_was_written() {
    for changes in [
        json!({}),
        json!({ "email": null, "name": "A\u{2028}B", "preferred_username": "p", "sid": "s 1", "amr": ["mfa"] }),
        json!({ "name": "A B", "sid": "a\nb" }),
    ] {
        let somebody = read("work", changes);
        assert_eq!(Identity::parse(&somebody.write()), Some(somebody));
    }
    for broken in ["", "{}", "[]", "[1]", "null"] {
        assert_eq!(Identity::parse(broken), None, "{broken}");
    }
}

#[test]
fn at_github_the_number_counts_and_the_primary_verified_address() {
    let user = json!({ "id": 7, "login": "octo", "name": "Octo" });
    let emails = json!([
        { "email": "a@example.com", "primary": false, "verified": true },
        { "email": "b@example.com", "primary": true, "verified": true },
    ]);
    let somebody = github::identity(&user, &emails).expect("somebody");
    assert_eq!(somebody.account, "https://github.com 7");
    assert_eq!(somebody.email.as_deref(), Some("b@example.com"));
    assert!(somebody.email_verified);
    let unverified = json!([{ "email": "b@example.com", "primary": true, "verified": false }]);
    let somebody = github::identity(&user, &unverified).expect("somebody");
    assert_eq!((somebody.email, somebody.email_verified), (None, false));
    for id in [json!(null), json!("7"), json!(0), json!(-7), json!(7.5)] {
        assert!(github::identity(&json!({ "id": id, "login": "octo" }), &emails).is_err());
    }
}
