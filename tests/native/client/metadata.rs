//! Client metadata that strangers write (RFC 7591 section 2).

use crate::runtime::encode;
use crate::runtime::signer::{Signer, with};
use crate::runtime::visitor::config;
use edgegrant::protocol::client::{
    AuthMethod, BadMetadata, BadRedirectUri, Client, ClientKeys, GrantType, RegisteredBy,
    RequestObjects,
};
use edgegrant::protocol::client::{information, metadata};
use edgegrant::protocol::jose::{Algorithm, BadKey};
use serde_json::{Value, json};

fn usual() -> Value {
    json!({ "redirect_uris": ["https://app.example/cb"], "client_name": "App" })
}

fn keys() -> Value {
    json!({ "keys": [Signer::new(1).jwk()] })
}

fn read(metadata: &Value, voucher: RegisteredBy) -> Result<Box<Client>, BadMetadata> {
    let config = config(&[]);
    let (resources, redirects) = (&config.resources, &config.redirects);
    metadata::read(metadata, "id".to_owned(), voucher, resources, redirects)
}

fn bad(changes: &Value) -> Option<BadMetadata> {
    read(&with(&usual(), changes), RegisteredBy::Itself).err()
}

#[test]
fn a_member_is_of_its_type_and_its_value_is_served() {
    use BadMetadata::*;
    let private = with(&Signer::new(1).jwk(), &json!({ "d": encode([1; 32]) }));
    let uris = |count| json!({ "redirect_uris": vec!["https://app.example/cb"; count] });
    let uri_of = |length: usize| {
        let uri = format!("https://app.example/{}", "a".repeat(length - 20));
        json!({ "redirect_uris": [uri] })
    };
    let name = |length| json!({ "client_name": "\u{e9}".repeat(length) });
    let jwks = keys();
    for (changes, expected) in [
        (json!({}), None),
        (json!({ "redirect_uris": null }), Some(RedirectUris)),
        (json!({ "redirect_uris": [] }), Some(RedirectUris)),
        (
            json!({ "redirect_uris": "https://app.example/cb" }),
            Some(Type("redirect_uris")),
        ),
        (json!({ "redirect_uris": [1] }), Some(Type("redirect_uris"))),
        (uris(20), None),
        (uris(21), Some(RedirectUris)),
        (uri_of(1000), None),
        (uri_of(1001), Some(RedirectUri(BadRedirectUri::TooLong))),
        (
            json!({ "redirect_uris": ["https://app.example/cb", "http://app.example/cb"] }),
            None,
        ),
        (
            json!({ "redirect_uris": ["http://app.example/cb", "javascript:x"] }),
            Some(RedirectUri(BadRedirectUri::PlainHttp)),
        ),
        (
            json!({ "redirect_uris": ["javascript:x"] }),
            Some(RedirectUri(BadRedirectUri::ActedOn)),
        ),
        (json!({ "client_name": 1 }), Some(Type("client_name"))),
        (json!({ "client_name": "" }), Some(Name)),
        (json!({ "client_name": " \t " }), Some(Name)),
        (json!({ "client_name": "A\nB" }), Some(Name)),
        (json!({ "client_name": "A\u{7}B" }), Some(Name)),
        (name(100), None),
        (name(101), Some(Name)),
        (
            json!({ "grant_types": "authorization_code" }),
            Some(Type("grant_types")),
        ),
        (json!({ "grant_types": [] }), Some(GrantTypes)),
        (
            json!({ "grant_types": ["refresh_token"] }),
            Some(GrantTypes),
        ),
        (
            json!({ "grant_types": ["client_credentials"] }),
            Some(GrantTypes),
        ),
        (
            json!({ "grant_types": ["implicit", "authorization_code"] }),
            None,
        ),
        (json!({ "response_types": ["token"] }), Some(ResponseTypes)),
        (json!({ "response_types": [] }), Some(ResponseTypes)),
        (
            json!({ "response_types": [1] }),
            Some(Type("response_types")),
        ),
        (json!({ "response_types": ["token", "code"] }), None),
        (
            json!({ "token_endpoint_auth_method": "tls_client_auth" }),
            Some(AuthMethod),
        ),
        (
            json!({ "token_endpoint_auth_method": "client_secret_jwt" }),
            Some(AuthMethod),
        ),
        (
            json!({ "token_endpoint_auth_method": "" }),
            Some(AuthMethod),
        ),
        (
            json!({ "token_endpoint_auth_method": 1 }),
            Some(Type("token_endpoint_auth_method")),
        ),
        (
            json!({ "token_endpoint_auth_method": "private_key_jwt" }),
            Some(KeysMissing),
        ),
        (
            json!({ "token_endpoint_auth_method": "private_key_jwt", "jwks": jwks }),
            None,
        ),
        (
            json!({ "jwks": keys(), "jwks_uri": "https://app.example/keys" }),
            Some(TwoKeySets),
        ),
        (json!({ "jwks": [] }), Some(Keys(BadKey::Malformed))),
        (json!({ "jwks": { "keys": [] } }), Some(Keys(BadKey::Count))),
        (
            json!({ "jwks": { "keys": [private] } }),
            Some(Keys(BadKey::Private)),
        ),
        (
            json!({ "jwks": { "keys": [{ "kty": "x" }] } }),
            Some(Keys(BadKey::Unsupported)),
        ),
        (json!({ "jwks_uri": "https://app.example/keys" }), None),
        (
            json!({ "jwks_uri": "http://app.example/keys" }),
            Some(KeysUri),
        ),
        (
            json!({ "jwks_uri": "https://localhost/keys" }),
            Some(KeysUri),
        ),
        (
            json!({ "jwks_uri": "https://10.0.0.1/keys" }),
            Some(KeysUri),
        ),
        (json!({ "jwks_uri": [] }), Some(Type("jwks_uri"))),
        (
            json!({ "request_object_signing_alg": "ES256" }),
            Some(KeysMissing),
        ),
        (
            json!({ "request_object_signing_alg": "ES256", "jwks": keys() }),
            None,
        ),
        (
            json!({ "request_object_signing_alg": "none" }),
            Some(RequestObjectAlgorithm),
        ),
        (
            json!({ "request_object_signing_alg": "HS256" }),
            Some(RequestObjectAlgorithm),
        ),
        (
            json!({ "require_signed_request_object": true }),
            Some(RequestObjectAlgorithm),
        ),
        (json!({ "require_signed_request_object": false }), None),
        (
            json!({ "require_signed_request_object": "x" }),
            Some(Type("require_signed_request_object")),
        ),
        (
            json!({ "require_pushed_authorization_requests": 1 }),
            Some(Type("require_pushed_authorization_requests")),
        ),
        (
            json!({ "dpop_bound_access_tokens": "true" }),
            Some(Type("dpop_bound_access_tokens")),
        ),
        (json!({ "scope": ["a"] }), Some(Type("scope"))),
        // What this server has no use for is passed over, whatever it is.
        (
            json!({ "scope": "anything at all", "logo_uri": 1, "contacts": {}, "first_party": true }),
            None,
        ),
    ] {
        assert_eq!(bad(&changes), expected, "{changes}");
    }
    for metadata in [json!(null), json!([]), json!("x"), json!(1)] {
        let bad = read(&metadata, RegisteredBy::Itself).err();
        assert_eq!(bad, Some(NotAnObject), "{metadata}");
    }
}

#[test]
fn what_is_left_out_has_a_default() {
    let metadata = json!({ "redirect_uris": ["https://app.example:8443/cb"] });
    let client = read(&metadata, RegisteredBy::Itself).expect("a client");
    assert_eq!(
        client.name, "app.example:8443",
        "where it leads, for want of a name"
    );
    assert_eq!(
        client.grant_types,
        GrantType::OF_ANYBODY,
        "others stay connected too"
    );
    assert_eq!(client.auth_method, AuthMethod::ClientSecretBasic);
    assert_eq!(client.keys, ClientKeys::None);
    assert_eq!(client.request_objects, None);
    assert!(!client.requires_dpop && !client.requires_pushed_requests);
    let mut nulls = metadata;
    for name in [
        "client_name",
        "scope",
        "jwks",
        "jwks_uri",
        "grant_types",
        "response_types",
    ] {
        nulls[name] = Value::Null;
    }
    let same = read(&nulls, RegisteredBy::Itself).expect("a client");
    assert_eq!(
        format!("{same:?}"),
        format!("{client:?}"),
        "null is left out"
    );
}

#[test]
fn what_a_client_says_gives_it_no_rights() {
    let greedy = json!({
        "client_id": "admin", "first_party": true, "introspects": ["https://api.example"],
        "registered_by": "owner", "secret_hash": "x", "client_secret": "chosen", "revision": "r",
    });
    for voucher in [RegisteredBy::Itself, RegisteredBy::Document] {
        let metadata = with(&usual(), &greedy);
        let client = read(&metadata, voucher).expect("a client");
        assert_eq!((client.id.as_str(), client.registered_by), ("id", voucher));
        assert!(!client.first_party && client.introspects.is_empty());
        assert!(client.secret_hash.is_none() && client.revision.is_empty());
    }
}

#[test]
fn the_client_of_a_document_has_a_name_and_no_secret() {
    let document = |changes| read(&with(&usual(), &changes), RegisteredBy::Document);
    let client = document(json!({})).expect("a client");
    assert_eq!(client.auth_method, AuthMethod::None);
    for (changes, expected) in [
        (json!({ "client_name": null }), Some(BadMetadata::Name)),
        (json!({ "token_endpoint_auth_method": "none" }), None),
        (
            json!({ "token_endpoint_auth_method": "client_secret_basic" }),
            Some(BadMetadata::AuthMethod),
        ),
        (
            json!({ "token_endpoint_auth_method": "client_secret_post" }),
            Some(BadMetadata::AuthMethod),
        ),
        (
            json!({ "token_endpoint_auth_method": "private_key_jwt", "jwks": keys() }),
            None,
        ),
    ] {
        assert_eq!(document(changes.clone()).err(), expected, "{changes}");
    }
}

#[test]
fn what_was_registered_is_told_and_can_be_sent_back() {
    let everything = json!({
        "redirect_uris": ["https://app.example/cb", "http://127.0.0.1/cb"],
        "client_name": " App \u{e9} ", "grant_types": ["refresh_token", "authorization_code", "x"],
        "token_endpoint_auth_method": "private_key_jwt", "jwks": keys(),
        "request_object_signing_alg": "EdDSA", "require_signed_request_object": true,
        "require_pushed_authorization_requests": true, "dpop_bound_access_tokens": true,
        "scope": "notes:read x\" openid", "logo_uri": "https://app.example/logo",
    });
    let client = read(&everything, RegisteredBy::Itself).expect("a client");
    assert_eq!(client.name, "App \u{e9}");
    let objects = RequestObjects {
        algorithm: Algorithm::EdDsa,
        required: true,
    };
    assert_eq!(client.request_objects, Some(objects));
    let written = Value::Object(information::write(&client));
    let key = with(&Signer::new(1).jwk(), &json!({ "use": "sig" }));
    assert_eq!(
        written,
        json!({
            "client_id": "id", "client_name": "App \u{e9}",
            "redirect_uris": ["https://app.example/cb", "http://127.0.0.1/cb"],
            "scope": "notes:read openid",
            "grant_types": ["authorization_code", "refresh_token"], "response_types": ["code"],
            "token_endpoint_auth_method": "private_key_jwt", "jwks": { "keys": [key] },
            "request_object_signing_alg": "EdDSA", "require_signed_request_object": true,
            "require_pushed_authorization_requests": true, "dpop_bound_access_tokens": true,
            "id_token_signed_response_alg": "RS256", "subject_type": "public",
            "logo_uri": "https://app.example/logo",
        })
    );
    let again = read(&written, RegisteredBy::Itself).expect("the same client");
    assert_eq!(format!("{again:?}"), format!("{client:?}"));
}

#[test]
fn pages_for_people_are_kept_if_they_can_be_linked_to() {
    let client = read(
        &json!({
            "redirect_uris": ["https://app.example/cb"],
            "client_uri": "https://app.example/?a=%20#top", "tos_uri": "https://app.example:8443/terms",
            "policy_uri": "http://app.example/policy", "logo_uri": "https://elsewhere.example/logo.svg",
        }),
        RegisteredBy::Itself,
    )
    .expect("a client");
    let [website, terms, policy, logo] = client.links;
    assert_eq!(website.as_deref(), Some("https://app.example/?a=%20#top"));
    assert_eq!(terms.as_deref(), Some("https://app.example:8443/terms"));
    assert_eq!(policy, None, "without TLS");
    assert_eq!(logo.as_deref(), Some("https://elsewhere.example/logo.svg"));
    assert_eq!(client.logo, None, "only the owner gives one");
    for unusable in [
        "",
        "x",
        "javascript:alert(1)",
        "data:text/html,x",
        "//app.example/",
        "https://",
        "https://a@app.example/",
        "https://app.example/a b",
        "https://app.example/\u{e9}",
        "https:\\app.example/",
        "https://app.example\\@bank.example/",
        " https://app.example/",
        "https://app.example/\n",
        "https://[::",
        &format!("https://app.example/{}", "a".repeat(500)),
    ] {
        let metadata =
            json!({ "redirect_uris": ["https://app.example/cb"], "client_uri": unusable });
        let client = read(&metadata, RegisteredBy::Itself).expect("a client");
        assert_eq!(client.links[0], None, "{unusable}");
    }
}

#[test]
fn a_name_that_was_made_up_can_be_sent_back_too() {
    let host = format!("{}.example", vec!["a".repeat(60); 3].join("."));
    for uri in [
        format!("https://{host}/cb"),
        format!("com.{}:/cb", "a".repeat(200)),
    ] {
        let metadata = json!({ "redirect_uris": [uri] });
        let client = read(&metadata, RegisteredBy::Itself).expect("a client");
        let written = Value::Object(information::write(&client));
        assert!(
            read(&written, RegisteredBy::Itself).is_ok(),
            "{}",
            client.name
        );
    }
}

#[test]
fn every_reason_has_its_error_and_its_sentence() {
    use BadMetadata::*;
    let all = [
        NotAnObject,
        Type("jwks_uri"),
        RedirectUris,
        RedirectUri(BadRedirectUri::Scheme),
        Name,
        GrantTypes,
        ResponseTypes,
        AuthMethod,
        TwoKeySets,
        KeysMissing,
        Keys(BadKey::Private),
        KeysUri,
        RequestObjectAlgorithm,
        ResponseAlgorithm,
        SubjectType,
        Sector,
        PostLogoutRedirectUris,
        BackchannelLogoutUri,
    ];
    for bad in all {
        let uri = matches!(bad, RedirectUris | RedirectUri(_));
        let code = if uri {
            "invalid_redirect_uri"
        } else {
            "invalid_client_metadata"
        };
        assert_eq!(bad.error(), code, "{bad:?}");
        assert_eq!(
            all.iter()
                .filter(|other| other.sentence() == bad.sentence())
                .count(),
            1
        );
    }
}

#[test]
fn a_client_cannot_make_this_server_ask_itself() {
    let own = config(&[]).issuer.url("/token");
    for name in [
        "jwks_uri",
        "sector_identifier_uri",
        "backchannel_logout_uri",
    ] {
        assert_eq!(
            bad(&json!({ name: "https://app.example/x" })),
            None,
            "{name}"
        );
        assert!(bad(&json!({ name: own })).is_some(), "{name}");
    }
}
