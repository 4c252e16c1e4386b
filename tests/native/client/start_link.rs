//! The link that starts a client.

use edgegrant::protocol::client::start_link::start_link;

use crate::runtime::visitor::config;

#[test]
fn who_asks_is_added_to_the_query_and_the_query_stays() {
    let issuer = config(&[("ISSUER", "https://auth.example/a.b")]).issuer;
    let added = "iss=https%3A%2F%2Fauth.example%2Fa.b";
    for (uri, link) in [
        ("https://app.example", "https://app.example?"),
        ("https://app.example/start", "https://app.example/start?"),
        (
            "https://app.example/start?to=%2Fnotes&a=b+c%20d&a",
            "https://app.example/start?to=%2Fnotes&a=b+c%20d&a&",
        ),
        ("http://[::1]:8788/x", "http://[::1]:8788/x?"),
    ] {
        assert_eq!(start_link(uri, &issuer), format!("{link}{added}"));
    }
}
