//! A document that changed since somebody said yes to it gives nobody more before they are asked again.

use edgegrant::protocol::client::{AuthMethod, Client, ClientKeys, GrantType, RegisteredBy};

use crate::runtime::visitor::client;

#[test]
fn what_is_looser_now_does_not_count_and_what_is_stricter_does() {
    let allowed = Client {
        grant_types: vec![GrantType::AuthorizationCode],
        auth_method: AuthMethod::PrivateKeyJwt,
        keys: ClientKeys::At("https://app.example/keys".to_owned()),
        requires_dpop: true,
        post_logout_redirect_uris: vec!["https://app.example/out".to_owned()],
        registered_by: RegisteredBy::Document,
        revision: "allowed".to_owned(),
        ..client()
    };
    let now = Client {
        grant_types: GrantType::ALL.to_vec(),
        auth_method: AuthMethod::None,
        keys: ClientKeys::None,
        requires_dpop: false,
        post_logout_redirect_uris: vec!["https://evil.example/out".to_owned()],
        name: "Another".to_owned(),
        revision: "now".to_owned(),
        ..allowed.clone()
    };
    let client = Box::new(now.clone()).no_looser_than(&allowed);
    assert_eq!(client.grant_types, allowed.grant_types);
    assert_eq!(client.auth_method, AuthMethod::PrivateKeyJwt);
    assert_eq!(client.keys, allowed.keys);
    assert!(client.requires_dpop && client.post_logout_redirect_uris.is_empty());
    assert_eq!(
        (client.name.as_str(), client.revision.as_str()),
        ("Another", "allowed")
    );
    // The other way round.
    let client = Box::new(allowed).no_looser_than(&now);
    assert_eq!(client.grant_types, [GrantType::AuthorizationCode]);
    assert_eq!(client.auth_method, AuthMethod::PrivateKeyJwt);
    assert!(client.requires_dpop && client.post_logout_redirect_uris.is_empty());
}
