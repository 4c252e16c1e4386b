//! Subject identifiers (OpenID Connect Core section 8) and the session ids of clients.

use std::collections::BTreeSet;

use crate::runtime::decode;
use edgegrant::protocol::client::grant_type::reads_like_a_subject;
use edgegrant::protocol::client::sector::{is_sector_of, sector_identifier_uri, sector_of};
use edgegrant::protocol::client::{Client, GrantType, RedirectUri};
use edgegrant::protocol::openid::subject::{session, subject};
use edgegrant::protocol::secret::hex;
use serde_json::{Value, json};

#[test]
fn a_public_subject_is_the_user_and_a_pairwise_one_tells_nothing_of_another() {
    let (users, salts, sectors) = (["u1", "u2"], ["s1", "s2"], ["a.example", "b.example"]);
    let mut seen = BTreeSet::new();
    for user in users {
        for salt in salts {
            assert_eq!(subject(user, salt, None), user);
            for sector in sectors {
                let pairwise = subject(user, salt, Some(sector));
                assert_eq!(
                    pairwise,
                    subject(user, salt, Some(sector)),
                    "always the same"
                );
                assert_eq!(decode(&pairwise).expect("base64url").len(), 32);
                assert!(seen.insert(pairwise), "{user} {salt} {sector}");
            }
        }
    }
    // What is between the parts is in none of them: no two moves of it meet.
    assert_ne!(subject("b", "a", Some("c")), subject("", "ab", Some("c")));
    assert_ne!(subject("bc", "a", Some("d")), subject("b", "a", Some("cd")));
    // It is for good, or every client would see strangers: sha256("salt\nuser\napp.example").
    assert_eq!(
        subject("user", "salt", Some("app.example")),
        "CCYhUQIV38oRu46-LvfY0zcMtFFYmFQcX0MdK5Vq7Kk"
    );
}

#[test]
fn each_client_knows_a_session_by_another_name() {
    let all = [("s1", "a"), ("s1", "b"), ("s2", "a"), ("s2", "b")];
    let names: BTreeSet<String> = all.map(|(id, client)| session(id, client)).into();
    assert_eq!(names.len(), all.len());
    for name in &names {
        assert_eq!(decode(name).expect("base64url").len(), 16);
    }
    assert_eq!(session("s1", "a"), session("s1", "a"));
}

fn uris(texts: &[&str]) -> Vec<RedirectUri> {
    let parse = |text: &&str| RedirectUri::parse(text).expect("a redirect URI");
    texts.iter().map(parse).collect()
}

#[test]
fn one_host_is_a_sector_and_several_are_none() {
    for (texts, expected) in [
        (&["https://a.example/cb"][..], Some("a.example")),
        (
            &["https://a.example/1", "https://a.example:8443/2"],
            Some("a.example"),
        ),
        (&["https://a.example/cb", "https://b.example/cb"], None),
        (&["https://a.example/cb", "https://x.a.example/cb"], None),
        (&["http://localhost/cb", "http://127.0.0.1/cb"], None),
        // An app's own scheme has no host, and proves nothing about who is behind it.
        (&["com.example.app:/cb"], None),
        (&["https://a.example/cb", "com.example.app:/cb"], None),
        (&["com.example.app:/cb", "https://a.example/cb"], None),
        (&[], None),
    ] {
        assert_eq!(sector_of(&uris(texts)).as_deref(), expected, "{texts:?}");
    }
}

#[test]
fn a_sector_document_holds_every_redirect_uri_as_it_is_written() {
    let [a, b] = ["https://a.example/cb", "https://b.example/cb"];
    for (document, expected) in [
        (json!([a, b]), true),
        (json!([b, 1, null, a, "https://c.example"]), true),
        (json!([a]), false),
        (json!([a, "https://b.example/cb/"]), false),
        (json!([a, "https://B.example/cb"]), false),
        (json!([]), false),
        (json!([[a, b]]), false),
        (json!({ "0": a, "1": b }), false),
        (json!({ "redirect_uris": [a, b] }), false),
        (json!(a), false),
        (Value::Null, false),
    ] {
        assert_eq!(
            is_sector_of(&document, &uris(&[a, b])),
            expected,
            "{document}"
        );
    }
}

#[test]
fn a_sector_document_that_is_named_is_looked_at() {
    let uri = "https://a.example/sector";
    for (kind, sent, expected) in [
        (json!("pairwise"), json!(uri), Some(uri)),
        (json!("public"), json!(uri), Some(uri)),
        (Value::Null, json!(uri), Some(uri)),
        (json!("pairwise"), Value::Null, None),
        (json!("pairwise"), json!([uri]), None),
    ] {
        let metadata = json!({ "subject_type": kind, "sector_identifier_uri": sent });
        assert_eq!(sector_identifier_uri(&metadata), expected, "{metadata}");
    }
    assert_eq!(sector_identifier_uri(&json!([])), None);
}

#[test]
fn no_client_with_a_token_of_its_own_has_the_sub_of_a_user() {
    // As the owner's commands and the pages make the ids of users.
    for byte in 0..=255 {
        let user = hex(&[byte; 12]);
        let pairwise = subject(&user, "salt", Some("app.example"));
        for sub in [user, pairwise] {
            assert!(reads_like_a_subject(&sub), "{sub}");
            let client = Client {
                grant_types: GrantType::ALL.to_vec(),
                ..Client::new(sub, "App".to_owned())
            };
            assert!(!client.may(GrantType::ClientCredentials));
            let named = Client {
                id: format!("client-{}", client.id),
                ..client
            };
            assert!(named.may(GrantType::ClientCredentials));
        }
    }
}
