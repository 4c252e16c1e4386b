use super::*;
use edgegrant::protocol::client::RedirectUri;
use edgegrant::protocol::client::known_apps::KNOWN_APPS;
use edgegrant::protocol::jose::key_ring::ALGORITHMS;

#[test]
fn each_row_can_be_registered_and_is_found_by_its_word() {
    for known in &KNOWN_APPS {
        let app = find(known.word).expect("settings");
        assert_eq!(app.known.name, known.name);
        for uri in known.redirect_uris("https://app.example/") {
            assert!(RedirectUri::parse(&uri).is_ok(), "{}: {uri}", known.word);
        }
        let needs = known.needs;
        assert!(ALGORITHMS.contains(&needs.algorithm));
        // RFC 9700 section 2.1.1: only a client that authenticates may leave PKCE out.
        assert!(!(needs.public && needs.without_pkce), "{}", known.word);
        assert!(needs.without_pkce || !needs.without_nonce);
        let secret = app.settings.contains("{secret}");
        assert_eq!(secret, !needs.public, "{}", known.word);
        let ready = app.ready(
            "https://app.example/",
            "https://auth.example",
            "ID",
            Some("S"),
        );
        for left in ["{url}", "{issuer}", "{id}", "{secret}", "example//"] {
            assert!(!ready.contains(left), "{}: {ready}", known.word);
        }
        for there in ["https://auth.example", "ID"] {
            assert!(ready.contains(there), "{}: {ready}", known.word);
        }
    }
    assert!(KNOWN_APPS.is_sorted_by_key(|app| app.word));
}
