use super::*;
use edgegrant::protocol::client::RedirectUri;
use edgegrant::protocol::jose::key_ring::signing_algorithm;

#[test]
fn each_row_can_be_registered_and_is_found_by_its_word() {
    for app in &APPS {
        let found = find(app.word).map(|found| found.name);
        assert_eq!(found, Some(app.name));
        for uri in app.redirect_uris("https://app.example/") {
            assert!(RedirectUri::parse(&uri).is_ok(), "{}: {uri}", app.word);
        }
        assert!(signing_algorithm(app.needs.algorithm).is_some());
        // RFC 9700 section 2.1.1: only a client that authenticates may leave PKCE out.
        assert!(
            !(app.needs.public && app.needs.without_pkce),
            "{}",
            app.word
        );
        assert!(app.needs.without_pkce || !app.needs.without_nonce);
        let secret = app.settings.contains("{secret}");
        assert_eq!(secret, !app.needs.public, "{}", app.word);
        let ready = app.ready(
            "https://app.example/",
            "https://auth.example",
            "ID",
            Some("S"),
        );
        for left in ["{url}", "{issuer}", "{id}", "{secret}", "example//"] {
            assert!(!ready.contains(left), "{}: {ready}", app.word);
        }
        for there in ["https://auth.example", "ID"] {
            assert!(ready.contains(there), "{}: {ready}", app.word);
        }
    }
    assert!(APPS.is_sorted_by_key(|app| app.word));
}
