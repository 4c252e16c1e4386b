//! Keys and client metadata.

use edgegrant::protocol::client::document;
use edgegrant::protocol::client::{
    BadClientDocument, Client, ClientKeys, GrantType, RedirectUri, RegisteredBy,
};
use edgegrant::protocol::client::{information, metadata};
use edgegrant::protocol::display_name::one_line;
use edgegrant::protocol::jose::jwk::is_thumbprint;
use edgegrant::protocol::jose::{Algorithm, BadKey, PublicKey};
use edgegrant::protocol::public_url::is_public;
use edgegrant::protocol::secret::Secret;
use edgegrant::store::clients::{add_client, load_client, remove_client};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use crate::fuzz::near::{near_json, near_text, odd_text, values};
use crate::fuzz::near_jwt::ED25519;
use crate::runtime::signer::{Signer, with};
use crate::runtime::stock::done;
use crate::runtime::visitor::config;
use crate::runtime::{World, encode};

fn near_jwk() -> impl Strategy<Value = Value> {
    let bytes = |length: usize| json!(encode(vec![255; length]));
    let odd = [
        json!(null),
        json!(""),
        json!(1),
        json!("a="),
        bytes(31),
        bytes(32),
        bytes(33),
        bytes(256),
        bytes(1),
    ];
    let mut changes = Vec::new();
    for name in ["x", "y", "n", "e"] {
        changes.extend(values(name, &odd));
    }
    for name in ["d", "p", "k", "oth"] {
        changes.push((name, json!("AA")));
    }
    changes.extend(values(
        "kty",
        &[
            json!(null),
            json!("EC"),
            json!("RSA"),
            json!("OKP"),
            json!("oct"),
            json!(1),
        ],
    ));
    changes.extend(values(
        "crv",
        &[
            json!(null),
            json!("P-256"),
            json!("P-384"),
            json!("Ed25519"),
            json!("X25519"),
        ],
    ));
    let names = [
        "ES256", "RS256", "PS256", "EdDSA", "Ed25519", "none", "HS256", "ECDH-ES",
    ];
    changes.extend(values("alg", &names.map(|name| json!(name))));
    changes.extend(values("use", &[json!("sig"), json!("enc"), json!(1)]));
    changes.extend(values(
        "kid",
        &[
            json!(null),
            json!(""),
            json!("k"),
            json!(1),
            json!("\u{e9}\"\\"),
        ],
    ));
    changes.extend(values("x5c", &[json!([])]));
    changes.extend(values(
        "key_ops",
        &[json!(["verify"]), json!(["sign"]), json!([1])],
    ));
    let bases = [
        Signer::new(1).jwk(),
        json!({ "kty": "OKP", "crv": "Ed25519", "x": ED25519 }),
        json!({ "kty": "RSA", "n": encode([255; 256]), "e": "AQAB" }),
    ];
    select(bases.to_vec()).prop_flat_map(move |base| near_json(base, changes.clone()))
}

fn near_metadata() -> impl Strategy<Value = Value> {
    let base = json!({ "redirect_uris": ["https://app.example/cb"], "client_name": "App" });
    let key = Signer::new(1).jwk();
    let set = |keys: Value| json!({ "keys": keys });
    let wrong = [
        json!(null),
        json!(1),
        json!([]),
        json!({}),
        json!(""),
        json!(true),
        json!("x"),
        json!([1]),
    ];
    let mut changes = Vec::new();
    for name in [
        "redirect_uris",
        "client_name",
        "grant_types",
        "response_types",
        "token_endpoint_auth_method",
        "scope",
        "jwks",
        "jwks_uri",
        "request_object_signing_alg",
        "require_signed_request_object",
        "require_pushed_authorization_requests",
        "dpop_bound_access_tokens",
        "client_secret",
    ] {
        changes.extend(values(name, &wrong));
    }
    let long = format!("https://{}.example/", vec!["a".repeat(60); 3].join("."));
    changes.extend(values(
        "redirect_uris",
        &[
            json!(["http://127.0.0.1/cb", "com.example.app:/cb"]),
            json!([long]),
            json!(["http://app.example/"]),
            json!(vec!["https://app.example/cb"; 21]),
        ],
    ));
    changes.extend(values(
        "client_name",
        &[
            json!(" A "),
            json!("A\u{e9}\u{1f600}"),
            json!("a\nb"),
            json!("a".repeat(101)),
        ],
    ));
    changes.extend(values(
        "grant_types",
        &[
            json!(["refresh_token"]),
            json!(["refresh_token", "authorization_code"]),
            json!(["implicit", "authorization_code"]),
        ],
    ));
    changes.extend(values(
        "response_types",
        &[json!(["code"]), json!(["token"]), json!(["token", "code"])],
    ));
    let methods = [
        "none",
        "private_key_jwt",
        "client_secret_basic",
        "client_secret_post",
        "tls_client_auth",
    ];
    changes.extend(values(
        "token_endpoint_auth_method",
        &methods.map(|name| json!(name)),
    ));
    changes.extend(values(
        "jwks",
        &[
            set(json!([key])),
            set(json!([key, { "kty": "x" }])),
            set(json!([])),
            set(json!([with(&key, &json!({ "d": "AA" }))])),
            set(json!([with(&key, &json!({ "kid": "k", "alg": "ES256" }))])),
        ],
    ));
    changes.extend(values(
        "jwks_uri",
        &[
            json!("https://app.example/keys"),
            json!("https://localhost/keys"),
        ],
    ));
    changes.extend(values(
        "request_object_signing_alg",
        &[json!("ES256"), json!("EdDSA"), json!("none")],
    ));
    changes.extend(values("require_signed_request_object", &[json!(false)]));
    changes.extend(values("first_party", &[json!(true)]));
    let changes = near_json(base, changes);
    (
        changes,
        prop::option::of(near_text("https://app.example/cb")),
        prop::option::of(odd_text()),
    )
        .prop_map(|(mut metadata, uri, name)| {
            if let Some(uri) = uri {
                metadata["redirect_uris"] = json!([uri]);
            }
            if let Some(name) = name {
                metadata["client_name"] = json!(name);
            }
            metadata
        })
}

pub(crate) fn holds_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(all) => all.iter().any(holds_null),
        Value::Object(members) => members.values().any(holds_null),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// What holds of every client, whoever wrote its metadata.
pub(crate) fn assert_sound(client: &Client, voucher: RegisteredBy) {
    assert!(!client.redirect_uris.is_empty());
    for uri in &client.redirect_uris {
        assert!(RedirectUri::parse(uri.as_str()).is_ok(), "{uri:?}");
    }
    assert_eq!(one_line(&client.name).as_ref(), Some(&client.name));
    assert!(client.may(GrantType::AuthorizationCode));
    assert_eq!(client.registered_by, voucher);
    assert!(!client.first_party && client.introspects.is_empty() && client.secret_hash.is_none());
    assert!(voucher != RegisteredBy::Document || !client.auth_method.has_secret());
    match &client.keys {
        ClientKeys::None => assert!(client.request_objects.is_none()),
        ClientKeys::Here(keys) => assert!((1..=16).contains(&keys.len())),
        ClientKeys::At(uri) => assert!(is_public(uri), "{uri}"),
    }
}

proptest! {
    #[test]
    fn a_key_is_written_as_it_was_read_and_is_public(jwk in near_jwk()) {
        let parsed = PublicKey::parse(&jwk);
        if ["d", "p", "k", "oth"].iter().any(|name| jwk.get(name).is_some()) {
            prop_assert_eq!(parsed.as_ref().err(), Some(&BadKey::Private));
        }
        if let Ok(key) = parsed {
            let written = key.jwk();
            prop_assert_eq!(PublicKey::parse(&written), Ok(key.clone()));
            prop_assert!(!holds_null(&written));
            prop_assert!(is_thumbprint(&key.thumbprint()));
            let bare = PublicKey::parse(&key.members()).expect("a key");
            prop_assert_eq!(bare.thumbprint(), key.thumbprint());
            let suits: Vec<Algorithm> = Algorithm::ALL.into_iter().filter(|it| key.suits(*it)).collect();
            let of_kind = match jwk["kty"].as_str() {
                Some("EC") => [Algorithm::Es256].as_slice(),
                Some("OKP") => &[Algorithm::Ed25519, Algorithm::EdDsa],
                Some("RSA") => &[Algorithm::Rs256, Algorithm::Ps256],
                _ => &[],
            };
            prop_assert!(!suits.is_empty() && suits.iter().all(|it| of_kind.contains(it)));
            if let Some(alg) = jwk.get("alg").and_then(Value::as_str) {
                prop_assert!(suits.iter().any(|it| it.as_str() == alg));
            }
        }
    }

    #[test]
    fn a_key_set_has_what_can_be_used_of_it(keys in prop::collection::vec(near_jwk(), 0..18)) {
        let usable: Vec<PublicKey> = keys.iter().filter_map(|jwk| PublicKey::parse(jwk).ok()).collect();
        let bad: Vec<BadKey> = keys.iter().filter_map(|jwk| PublicKey::parse(jwk).err()).collect();
        let expected = match (keys.len(), bad.first()) {
            (1..=16, _) if bad.contains(&BadKey::Private) => Err(BadKey::Private),
            (1..=16, Some(first)) if usable.is_empty() => Err(*first),
            (1..=16, _) => Ok(usable),
            _ => Err(BadKey::Count),
        };
        prop_assert_eq!(PublicKey::parse_set(&json!({ "keys": keys })), expected);
    }

    #[test]
    fn metadata_is_written_as_it_was_read_and_stored_as_it_was_written(metadata in near_metadata(), document in any::<bool>()) {
        let config = config(&[]);
        let voucher = if document { RegisteredBy::Document } else { RegisteredBy::Itself };
        let read = |metadata: &Value| metadata::read(metadata, "id".to_owned(), voucher, &config.resources, &config.redirects);
        if let Ok(client) = read(&metadata) {
            assert_sound(&client, voucher);
            let client = Client { left_out: Vec::new(), ..*client };
            let written = Value::Object(information::write(&client));
            prop_assert!(!holds_null(&written), "{}", written);
            prop_assert!(written.get("client_secret").is_none());
            let again = read(&written).expect("what was told can be sent back");
            prop_assert_eq!(format!("{again:?}"), format!("{client:?}"));

            thread_local!(static WORLD: World = World::new());
            let secret_hash = client.auth_method.has_secret().then(|| Secret::new("secret").hash());
            let client = Client { secret_hash, ..client };
            let kept = WORLD.with(|world| {
                assert!(done(add_client(world, &client, None)));
                let kept = done(load_client(world, "id")).expect("the client");
                assert!(done(remove_client(world, "id")));
                Client { revision: String::new(), ..(*kept).clone() }
            });
            prop_assert_eq!(format!("{kept:?}"), format!("{client:?}"));
        }
    }

    #[test]
    fn a_document_is_of_its_own_address_only(metadata in near_metadata(), id in near_text("https://app.example/c")) {
        let config = config(&[]);
        let own = "https://app.example/c";
        let metadata = with(&metadata, &json!({ "client_id": id }));
        match document::read(own, &metadata, &config.resources, &config.redirects) {
            Ok(client) => {
                prop_assert_eq!(&id, own);
                prop_assert_eq!(&client.id, own);
                prop_assert!(metadata.get("client_secret").is_none());
                assert_sound(&client, RegisteredBy::Document);
                // The same description is the same registration, whatever else stands in it.
                let more = with(&metadata, &json!({ "logo_uri": "https://app.example/logo" }));
                let again = document::read(own, &more, &config.resources, &config.redirects).expect("the same client");
                prop_assert_eq!(again.revision, client.revision);
            }
            Err(BadClientDocument::OtherClient) => prop_assert_ne!(&id, own),
            Err(_) => prop_assert_eq!(&id, own),
        }
    }
}
