//! Client metadata of OpenID Connect (Dynamic Client Registration 1.0 section 2, RP-Initiated Logout 1.0
//! section 3.1, Back-Channel Logout 1.0 section 2.2) as strangers write it.

use crate::runtime::signer::with;
use crate::runtime::visitor::config;
use edgegrant::protocol::client::{BadMetadata, Client, RegisteredBy};
use edgegrant::protocol::client::{information, metadata};
use edgegrant::protocol::jose::Algorithm;
use serde_json::{Value, json};

fn read(changes: &Value, voucher: RegisteredBy) -> Result<Box<Client>, BadMetadata> {
    let usual = json!({ "redirect_uris": ["https://app.example/cb"], "client_name": "App" });
    let config = config(&[]);
    let (resources, redirects) = (&config.resources, &config.redirects);
    let metadata = with(&usual, changes);
    metadata::read(&metadata, "id".to_owned(), voucher, resources, redirects)
}

fn registered(changes: &Value) -> Client {
    *read(changes, RegisteredBy::Itself).expect("a client")
}

#[test]
fn what_is_left_out_has_its_default_and_null_is_left_out() {
    let plain = registered(&json!({}));
    // OpenID Connect Dynamic Client Registration section 2.
    assert_eq!(plain.id_token_algorithm, Algorithm::Rs256);
    let described = read(&json!({}), RegisteredBy::Document).expect("a client");
    assert_eq!(described.id_token_algorithm, Algorithm::Rs256);
    assert_eq!(
        (plain.userinfo_algorithm, plain.default_max_age),
        (None, None)
    );
    assert_eq!((&plain.sector, &plain.sector_uri), (&None, &None));
    assert!(plain.post_logout_redirect_uris.is_empty() && plain.backchannel_logout_uri.is_none());
    // What only an owner may say.
    let greedy = registered(&json!({
        "without_pkce": true, "refresh_without_offline_access": true, "claims_in_id_token": true,
        "without_nonce": true, "auth_method_only": true, "access_token_lifetime": 86400, "session_lifetime": 1,
    }));
    assert_eq!(format!("{greedy:?}"), format!("{plain:?}"));
    for name in [
        "id_token_signed_response_alg",
        "userinfo_signed_response_alg",
        "subject_type",
        "sector_identifier_uri",
        "default_max_age",
        "require_auth_time",
        "post_logout_redirect_uris",
        "backchannel_logout_uri",
        "backchannel_logout_session_required",
    ] {
        let same =
            registered(&serde_json::from_str(&format!("{{\"{name}\":null}}")).expect("JSON"));
        assert_eq!(format!("{same:?}"), format!("{plain:?}"), "{name}");
        for wrong in [json!({}), json!([1])] {
            let bad = read(&json!({ name: wrong }), RegisteredBy::Itself).err();
            assert_eq!(bad, Some(BadMetadata::Type(name)), "{name} {wrong}");
        }
    }
}

#[test]
fn a_member_is_of_its_type_and_its_value_is_served() {
    use BadMetadata::{
        BackchannelLogoutUri, PostLogoutRedirectUris, ResponseAlgorithm, SubjectType, Type,
    };
    let uri = |length: usize| format!("https://app.example/{}", "a".repeat(length - 20));
    let out = |uris: Value| json!({ "post_logout_redirect_uris": uris });
    let back = |uri: &str| json!({ "backchannel_logout_uri": uri });
    for (changes, expected) in [
        (json!({ "id_token_signed_response_alg": "RS256" }), None),
        (json!({ "id_token_signed_response_alg": "EdDSA" }), None),
        (
            json!({ "id_token_signed_response_alg": "none" }),
            Some(ResponseAlgorithm),
        ),
        (
            json!({ "id_token_signed_response_alg": "HS256" }),
            Some(ResponseAlgorithm),
        ),
        (
            json!({ "id_token_signed_response_alg": "PS256" }),
            Some(ResponseAlgorithm),
        ),
        (
            json!({ "id_token_signed_response_alg": "" }),
            Some(ResponseAlgorithm),
        ),
        (json!({ "userinfo_signed_response_alg": "ES256" }), None),
        (
            json!({ "userinfo_signed_response_alg": "none" }),
            Some(ResponseAlgorithm),
        ),
        (json!({ "subject_type": "public" }), None),
        (json!({ "subject_type": "pairwise" }), None),
        (json!({ "subject_type": "PAIRWISE" }), Some(SubjectType)),
        (json!({ "default_max_age": 0 }), None),
        (json!({ "default_max_age": u64::MAX }), None),
        (
            json!({ "default_max_age": -1 }),
            Some(Type("default_max_age")),
        ),
        (
            json!({ "default_max_age": 1.5 }),
            Some(Type("default_max_age")),
        ),
        (
            json!({ "default_max_age": "60" }),
            Some(Type("default_max_age")),
        ),
        (
            json!({ "require_auth_time": "true" }),
            Some(Type("require_auth_time")),
        ),
        (out(json!([])), None),
        (
            out(json!([
                "https://app.example/out?x",
                "com.example.app:/out",
                "http://127.0.0.1/out"
            ])),
            None,
        ),
        (out(json!(vec![OUT; 20])), None),
        (out(json!(vec![OUT; 21])), Some(PostLogoutRedirectUris)),
        (out(json!([uri(1000)])), None),
        (out(json!([uri(1001)])), Some(PostLogoutRedirectUris)),
        (
            out(json!(["http://app.example/out"])),
            Some(PostLogoutRedirectUris),
        ),
        (
            out(json!(["https://app.example/out#x"])),
            Some(PostLogoutRedirectUris),
        ),
        (
            out(json!(["javascript:alert(1)"])),
            Some(PostLogoutRedirectUris),
        ),
        (out(json!(["/out"])), Some(PostLogoutRedirectUris)),
        (out(json!([""])), Some(PostLogoutRedirectUris)),
        (
            out(json!("https://app.example/out")),
            Some(Type("post_logout_redirect_uris")),
        ),
        (back("https://app.example/back?x"), None),
        (back(&uri(1001)), Some(BackchannelLogoutUri)),
        (back("http://app.example/back"), Some(BackchannelLogoutUri)),
        // This server posts there: not into its own network.
        (back("https://localhost/back"), Some(BackchannelLogoutUri)),
        (back("https://127.0.0.1/back"), Some(BackchannelLogoutUri)),
        (back("https://[::1]/back"), Some(BackchannelLogoutUri)),
        (back("https://10.0.0.1/back"), Some(BackchannelLogoutUri)),
        (back("https://db.internal/back"), Some(BackchannelLogoutUri)),
        (
            back("https://app.example/back#x"),
            Some(BackchannelLogoutUri),
        ),
        (
            back("https://u:p@app.example/back"),
            Some(BackchannelLogoutUri),
        ),
        (back("com.example.app:/back"), Some(BackchannelLogoutUri)),
        (back(""), Some(BackchannelLogoutUri)),
    ] {
        assert_eq!(
            read(&changes, RegisteredBy::Itself).err(),
            expected,
            "{changes}"
        );
    }
}

const OUT: &str = "https://app.example/out";

#[test]
fn a_pairwise_client_is_of_one_sector() {
    let [one, two] = ["https://a.example/cb", "https://b.example/cb"];
    let sector = "https://sector.example/uris.json";
    let pairwise = |uris: &[&str], uri: Option<&str>| {
        let metadata = json!({
            "redirect_uris": uris, "subject_type": "pairwise", "sector_identifier_uri": uri,
        });
        let client = read(&metadata, RegisteredBy::Itself)?;
        Ok((client.sector.expect("a sector"), client.sector_uri))
    };
    let of = |host: &str, uri: Option<&str>| Ok((host.to_owned(), uri.map(str::to_owned)));
    assert_eq!(pairwise(&[one], None), of("a.example", None));
    assert_eq!(pairwise(&[one, two], None), Err(BadMetadata::Sector));
    assert_eq!(
        pairwise(&["com.example.app:/cb"], None),
        Err(BadMetadata::Sector)
    );
    assert_eq!(
        pairwise(&[one, two], Some(sector)),
        of("sector.example", Some(sector))
    );
    for bad in [
        "http://sector.example/",
        "https://localhost/",
        "https://10.1.1.1/",
        "sector.example",
        "",
    ] {
        assert_eq!(
            pairwise(&[one], Some(bad)),
            Err(BadMetadata::Sector),
            "{bad}"
        );
    }
    let public = json!({ "sector_identifier_uri": sector });
    let client = registered(&public);
    assert_eq!(
        (client.sector, client.sector_uri.as_deref()),
        (None, Some(sector))
    );
    let inside = json!({ "sector_identifier_uri": "https://localhost/uris" });
    assert_eq!(
        read(&inside, RegisteredBy::Itself).err(),
        Some(BadMetadata::Sector)
    );
    // Nobody looks at it for a document, so it could name the sector of others.
    for kind in ["public", "pairwise"] {
        let metadata = with(&public, &json!({ "subject_type": kind }));
        let bad = read(&metadata, RegisteredBy::Document).err();
        assert_eq!(bad, Some(BadMetadata::Sector), "{kind}");
    }
    let document = read(
        &json!({ "subject_type": "pairwise" }),
        RegisteredBy::Document,
    );
    assert_eq!(
        document.expect("a client").sector.as_deref(),
        Some("app.example")
    );
}

#[test]
fn what_was_registered_is_told_and_can_be_sent_back() {
    let everything = json!({
        "id_token_signed_response_alg": "EdDSA", "userinfo_signed_response_alg": "RS256",
        "subject_type": "pairwise", "sector_identifier_uri": "https://sector.example/uris",
        "default_max_age": 60, "post_logout_redirect_uris": [OUT],
        "backchannel_logout_uri": "https://app.example/back",
        "backchannel_logout_session_required": true, "require_auth_time": true,
    });
    let client = registered(&everything);
    let written = Value::Object(information::write(&client));
    for name in everything.as_object().expect("an object").keys() {
        let forgotten = ["backchannel_logout_session_required", "require_auth_time"];
        if !forgotten.contains(&name.as_str()) {
            assert_eq!(written[name], everything[name], "{name}");
        }
    }
    let again = registered(&written);
    assert_eq!(format!("{again:?}"), format!("{client:?}"));
}

#[test]
fn the_defaults_are_told_and_what_is_not_there_is_not() {
    let written = information::write(&registered(&json!({})));
    assert_eq!(written["subject_type"], json!("public"));
    assert_eq!(written["id_token_signed_response_alg"], json!("RS256"));
    for absent in [
        "userinfo_signed_response_alg",
        "sector_identifier_uri",
        "default_max_age",
        "post_logout_redirect_uris",
        "backchannel_logout_uri",
    ] {
        assert!(!written.contains_key(absent), "{absent}");
    }
}
