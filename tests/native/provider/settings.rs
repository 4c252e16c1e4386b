//! `PROVIDERS`: what is accepted, and what is said of the rest.

use edgegrant::protocol::provider::dialect::{is_microsoft, microsoft_issuer};
use edgegrant::protocol::provider::{Dialect, Discovered, Provider};
use serde_json::{Value, json};

use crate::runtime::signer::with;

fn one(changes: &Value) -> Result<Provider, String> {
    let work =
        json!({ "id": "work", "issuer": "https://op.example", "name": "Work", "client_id": "us" });
    let mut list = Provider::list(&json!([with(&work, changes)]))?;
    Ok(list.remove(0))
}

#[test]
fn a_provider_is_named_by_its_id_and_the_known_ones_bring_the_rest() {
    let provider = one(&json!({})).expect("a provider");
    assert_eq!(provider.dialect, Dialect::OpenId);
    assert_eq!(provider.secret(), "PROVIDER_SECRET_WORK");
    let known = json!([
        { "id": "google", "client_id": "g" }, { "id": "microsoft", "client_id": "m", "tenant": "organizations" },
        { "id": "apple", "client_id": "a", "team_id": "T", "key_id": "K" }, { "id": "github", "client_id": "h" },
        { "id": "my-own-1", "client_id": "o", "issuer": "https://own.example/", "name": "Own" },
    ]);
    let known = Provider::list(&known).expect("providers");
    let issuers: Vec<&str> = known.iter().map(|it| it.issuer.as_str()).collect();
    assert_eq!(
        issuers,
        [
            "https://accounts.google.com",
            "https://login.microsoftonline.com/organizations/v2.0",
            "https://appleid.apple.com",
            "https://github.com",
            "https://own.example/",
        ]
    );
    assert_eq!(known[4].secret(), "PROVIDER_SECRET_MY_OWN_1");
}

#[test]
fn what_is_wrong_is_said() {
    let cases = [
        (json!({ "id": "" }), "\"id\" must be 1 to 20"),
        (json!({ "id": "Work" }), "\"id\" must be 1 to 20"),
        (
            json!({ "id": "a-name-of-21-letters-" }),
            "\"id\" must be 1 to 20",
        ),
        (
            json!({ "client_id": null }),
            "work: \"client_id\" is missing",
        ),
        (json!({ "name": null }), "work: \"name\" is missing"),
        (json!({ "issuer": null }), "work: \"issuer\" is missing"),
        (
            json!({ "issuer": "http://op.example" }),
            "work: \"issuer\" must begin with https://",
        ),
        (
            json!({ "issuer": "https://user@op.example" }),
            "work: \"issuer\" must begin",
        ),
        (
            json!({ "issuer": "https://op.example?a" }),
            "work: \"issuer\" must begin",
        ),
        (json!({ "id": "google" }), "google: its issuer is known"),
        (
            json!({ "id": "apple", "issuer": null }),
            "apple: \"team_id\" is missing",
        ),
        (
            json!({ "clients": "app" }),
            "work: \"clients\" must be a list",
        ),
        (
            json!({ "groups": { "claim": "g" } }),
            "work: \"groups\" must be like",
        ),
        (
            json!({ "groups": { "claim": "g", "map": {} } }),
            "work: \"groups\" must be like",
        ),
        (
            json!({ "groups": { "claim": "g", "map": { "x": "Administrators" } } }),
            "work: a provider cannot say who is an administrator",
        ),
        (
            json!({ "identity_assertion": "yes" }),
            "work: \"identity_assertion\" is true or false",
        ),
        (
            json!({ "secret": "x" }),
            "work: Edgegrant does not know \"secret\"",
        ),
        (
            json!({ "client_secret": "x" }),
            "work: a secret does not belong in the settings; put it into edgegrant.secrets.json as \"PROVIDER_SECRET_WORK\"",
        ),
    ];
    for (changes, says) in cases {
        let wrong = one(&changes).err().unwrap_or_default();
        assert!(wrong.starts_with(says), "{changes}: {wrong}");
        assert!(!wrong.contains("\"x\""), "{wrong}");
    }
    let twice = json!([{ "id": "google", "client_id": "a" }, { "id": "google", "client_id": "b" }]);
    assert_eq!(
        Provider::list(&twice).err().as_deref(),
        Some("google is there twice")
    );
    assert!(Provider::list(&json!({})).is_err());
}

#[test]
fn assertions_are_trusted_of_one_exact_issuer_only() {
    assert!(!one(&json!({})).expect("a provider").identity_assertion);
    let known = |id: &str, changes: &Value| {
        let usual = json!({ "id": id, "client_id": "us", "team_id": "T", "key_id": "K", "identity_assertion": true });
        Provider::list(&json!([with(&usual, changes)])).map(|list| list[0].identity_assertion)
    };
    let tenant = "9188040d-6c67-4c5b-b112-36a304b66dad";
    let own = json!({ "issuer": "https://op.example", "name": "Work" });
    for (id, changes, trusted) in [
        ("work", own.clone(), Some(true)),
        (
            "work",
            with(&own, &json!({ "identity_assertion": false })),
            Some(false),
        ),
        ("google", json!({}), Some(true)),
        ("microsoft", json!({ "tenant": tenant }), Some(true)),
        ("microsoft", json!({}), None),
        ("microsoft", json!({ "tenant": "common" }), None),
        ("microsoft", json!({ "tenant": "organizations" }), None),
        ("microsoft", json!({ "tenant": "example.com" }), None),
        ("apple", json!({}), None),
        ("github", json!({}), None),
        (
            "github",
            json!({ "identity_assertion": false }),
            Some(false),
        ),
    ] {
        let read = known(id, &changes);
        assert_eq!(read.as_ref().ok().copied(), trusted, "{id} {changes}");
        let says = read.err().unwrap_or_default();
        assert!(
            trusted.is_some() || says.contains("true for an OpenID issuer of one tenant"),
            "{says}"
        );
    }
}

#[test]
fn it_is_offered_for_some_clients_and_for_the_account() {
    let all = one(&json!({})).expect("a provider");
    let some = one(&json!({ "clients": ["app"] })).expect("a provider");
    assert!(all.is_for(None) && all.is_for(Some("app")) && all.is_for(Some("other")));
    assert!(some.is_for(None) && some.is_for(Some("app")) && !some.is_for(Some("other")));
}

#[test]
fn metadata_is_of_exactly_this_issuer_and_its_endpoints_have_tls() {
    let provider = one(&json!({})).expect("a provider");
    let good = json!({
        "issuer": "https://op.example", "authorization_endpoint": "https://op.example/a",
        "token_endpoint": "https://op.example/t", "jwks_uri": "https://op.example/k",
    });
    let read = |changes: Value| Discovered::read(&provider, &with(&good, &changes));
    let discovered = read(json!({})).expect("metadata");
    assert!(discovered.basic && !discovered.tells_issuer);
    assert_eq!(
        discovered.authorization("x=1").as_str(),
        "https://op.example/a?x=1"
    );
    let with_query = read(json!({ "authorization_endpoint": "https://op.example/a?p=q" }));
    assert_eq!(
        with_query.expect("metadata").authorization("x=1").as_str(),
        "https://op.example/a?p=q&x=1"
    );
    let post = json!({ "token_endpoint_auth_methods_supported": ["client_secret_post"] });
    assert!(!read(post).expect("metadata").basic);
    for changes in [
        json!({ "issuer": "https://op.example/" }),
        json!({ "issuer": "https://OP.example" }),
        json!({ "issuer": null }),
        json!({ "token_endpoint": null }),
        json!({ "jwks_uri": "http://op.example/k" }),
        json!({ "authorization_endpoint": "javascript:alert(1)" }),
        json!({ "authorization_endpoint": "https://op.example/#a" }),
    ] {
        assert!(read(changes.clone()).is_err(), "{changes}");
    }
}

#[test]
fn microsoft_has_one_issuer_for_each_tenant() {
    const TENANT: &str = "8f3c1f0e-2d1a-4a3b-9c4d-5e6f7a8b9c0d";
    const OTHER: &str = "00000000-2d1a-4a3b-9c4d-5e6f7a8b9c0d";
    let of = |tenant: &str| format!("https://login.microsoftonline.com/{tenant}/v2.0");
    for (configured, said, good) in [
        ("common", "{tenantid}", true),
        ("organizations", "{tenantid}", true),
        ("common", TENANT, false),
        ("common", "common", false),
        (TENANT, TENANT, true),
        (TENANT, OTHER, false),
        (TENANT, "{tenantid}", false),
        ("contoso.example", TENANT, true),
        ("contoso.example", "{tenantid}", false),
        ("contoso.example", "contoso.example", false),
    ] {
        assert_eq!(
            is_microsoft(&of(configured), &of(said)),
            good,
            "{configured} {said}"
        );
    }
    assert!(!is_microsoft(
        &of("common"),
        "https://evil.example/{tenantid}/v2.0"
    ));
    let template = of("{tenantid}");
    assert_eq!(microsoft_issuer(&template, Some(TENANT)), Some(of(TENANT)));
    assert_eq!(microsoft_issuer(&template, Some("evil/../x")), None);
    assert_eq!(microsoft_issuer(&template, None), None);
    assert_eq!(microsoft_issuer(&of(TENANT), None), Some(of(TENANT)));
}
