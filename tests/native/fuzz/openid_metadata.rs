//! Client metadata of OpenID Connect.

use edgegrant::protocol::client::sector::sector_of;
use edgegrant::protocol::client::{BadMetadata, Client, RedirectUri, RegisteredBy};
use edgegrant::protocol::client::{information, metadata};
use edgegrant::protocol::jose::key_ring;
use edgegrant::protocol::public_url::is_public;
use edgegrant::protocol::secret::Secret;
use edgegrant::store::clients::{add_client, load_client, remove_client};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::fuzz::metadata::{assert_sound, holds_null};
use crate::fuzz::near::{near_json, near_text, values};
use crate::runtime::World;
use crate::runtime::stock::done;
use crate::runtime::visitor::config;

fn near_metadata() -> impl Strategy<Value = Value> {
    let wrong = [
        json!(null),
        json!(1),
        json!(-1),
        json!([]),
        json!({}),
        json!(""),
        json!(true),
        json!([1]),
    ];
    let texts = |texts: &[&str]| texts.iter().map(|text| json!(text)).collect::<Vec<_>>();
    let mut changes = Vec::new();
    let names = [
        "id_token_signed_response_alg",
        "userinfo_signed_response_alg",
        "subject_type",
        "sector_identifier_uri",
        "default_max_age",
        "require_auth_time",
        "post_logout_redirect_uris",
        "backchannel_logout_uri",
        "backchannel_logout_session_required",
        "redirect_uris",
    ];
    for name in names {
        changes.extend(values(name, &wrong));
    }
    for name in [
        "id_token_signed_response_alg",
        "userinfo_signed_response_alg",
    ] {
        changes.extend(values(
            name,
            &texts(&["ES256", "RS256", "EdDSA", "none", "HS256", "Ed25519"]),
        ));
    }
    for _ in 0..4 {
        changes.push(("subject_type", json!("pairwise")));
    }
    changes.extend(values("subject_type", &texts(&["public", "Pairwise"])));
    let uris = [
        "https://sector.example/u",
        "https://localhost/u",
        "http://sector.example/u",
        "https://10.0.0.1/",
    ];
    changes.extend(values("sector_identifier_uri", &texts(&uris)));
    changes.extend(values("backchannel_logout_uri", &texts(&uris)));
    changes.extend(values(
        "default_max_age",
        &[json!(0), json!(u64::MAX), json!(1.5)],
    ));
    changes.extend(values(
        "redirect_uris",
        &[
            json!(["https://a.example/1", "https://a.example/2"]),
            json!(["https://a.example/1", "https://b.example/2"]),
            json!(["com.example.app:/cb"]),
        ],
    ));
    changes.extend(values(
        "post_logout_redirect_uris",
        &[
            json!(["https://app.example/out", "com.example.app:/out"]),
            json!(["http://app.example/out"]),
            json!(vec!["https://app.example/out"; 21]),
        ],
    ));
    for name in [
        "without_pkce",
        "refresh_without_offline_access",
        "claims_in_id_token",
    ] {
        changes.push((name, json!(true)));
    }
    let base = json!({ "redirect_uris": ["https://app.example/cb"], "client_name": "App" });
    let uri = || prop::option::of(near_text("https://app.example/out?x"));
    (near_json(base, changes), uri(), uri()).prop_map(|(mut metadata, out, back)| {
        if let Some(out) = out {
            metadata["post_logout_redirect_uris"] = json!([out]);
        }
        if let Some(back) = back {
            metadata["backchannel_logout_uri"] = json!(back);
        }
        metadata
    })
}

proptest! {
    #[test]
    fn openid_metadata_is_sound_and_written_as_it_was_read_and_stored_as_it_was_written(metadata in near_metadata(), document in any::<bool>()) {
        let config = config(&[]);
        let voucher = if document { RegisteredBy::Document } else { RegisteredBy::Itself };
        let read = |metadata: &Value| metadata::read(metadata, "id".to_owned(), voucher, &config.resources, &config.redirects);
        let client = match read(&metadata) {
            Ok(client) => Client { left_out: Vec::new(), ..*client },
            Err(bad) => {
                let of_uris = matches!(bad, BadMetadata::RedirectUris | BadMetadata::RedirectUri(_));
                prop_assert_eq!(bad.error(), if of_uris { "invalid_redirect_uri" } else { "invalid_client_metadata" });
                return Ok(());
            }
        };
        assert_sound(&client, voucher);
        prop_assert!(!client.without_pkce && !client.refresh_without_offline_access && !client.claims_in_id_token);
        prop_assert!(key_ring::ALGORITHMS.contains(&client.id_token_algorithm));
        prop_assert!(client.userinfo_algorithm.is_none_or(|it| key_ring::ALGORITHMS.contains(&it)));
        prop_assert!(client.post_logout_redirect_uris.len() <= 20);
        prop_assert!(client.post_logout_redirect_uris.iter().all(|uri| RedirectUri::parse(uri).is_ok()));
        prop_assert!(client.backchannel_logout_uri.as_deref().is_none_or(is_public));
        prop_assert!(client.sector_uri.as_deref().is_none_or(is_public));
        prop_assert_eq!(client.sector.is_some(), metadata["subject_type"] == json!("pairwise"));
        // Only a document that is looked at can say that it is of a sector that is not its own.
        if client.sector.is_some() && client.sector_uri.is_none() {
            prop_assert_eq!(&client.sector, &sector_of(&client.redirect_uris));
        }
        prop_assert!(!document || client.sector_uri.is_none());

        let written = Value::Object(information::write(&client));
        prop_assert!(!holds_null(&written), "{}", written);
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
