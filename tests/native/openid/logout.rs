//! Logout requests (RP-Initiated Logout 1.0 sections 2 and 3) and logout tokens (Back-Channel Logout 1.0
//! section 2.4).

use edgegrant::protocol::client::Client;
use edgegrant::protocol::openid::logout_token::{LIFETIME, token_claims};
use edgegrant::protocol::openid::{BadLogout, LogoutRequest};
use edgegrant::protocol::params::Params;
use edgegrant::protocol::timestamp::Timestamp;
use serde_json::{Value, json};
use url::form_urlencoded::Serializer;

const OUT: &str = "https://app.example/out";
const QUERY: &str = "https://app.example/out?from=a%20b";

fn client() -> Client {
    Client {
        post_logout_redirect_uris: [OUT, QUERY, "com.example.app:/out"]
            .map(str::to_owned)
            .into(),
        ..Client::new("app".to_owned(), "App".to_owned())
    }
}

fn request(pairs: &[(&str, &str)]) -> Result<LogoutRequest, BadLogout> {
    let query = Serializer::new(String::new()).extend_pairs(pairs).finish();
    LogoutRequest::parse(&Params::parse(query.as_bytes()).expect("parameters"))
}

#[test]
fn a_parameter_is_sent_once_and_an_empty_one_not_at_all() {
    for name in [
        "id_token_hint",
        "client_id",
        "post_logout_redirect_uri",
        "state",
        "logout_hint",
        "unknown",
    ] {
        let twice = request(&[(name, "a"), (name, "a")]);
        assert_eq!(twice.err(), Some(BadLogout::Repeated), "{name}");
        assert!(request(&[(name, "a")]).is_ok(), "{name}");
    }
    let empty = request(&[
        ("id_token_hint", ""),
        ("client_id", ""),
        ("post_logout_redirect_uri", ""),
        ("state", ""),
    ]);
    let empty = empty.expect("a request");
    assert_eq!((&empty.hint, &empty.client_id), (&None, &None));
    assert_eq!(empty.destination(None), Ok(None));
    let both = request(&[("id_token_hint", "h"), ("client_id", "c")]).expect("a request");
    assert_eq!(
        (both.hint.as_deref(), both.client_id.as_deref()),
        (Some("h"), Some("c"))
    );
}

#[test]
fn the_browser_goes_to_a_registered_address_byte_for_byte_or_nowhere() {
    let to = |uri: &str, state: Option<&str>| {
        let mut pairs = vec![("post_logout_redirect_uri", uri)];
        pairs.extend(state.map(|state| ("state", state)));
        request(&pairs)
            .expect("a request")
            .destination(Some(&client()))
            .map(|next| next.map(|next| next.as_str().to_owned()))
    };
    for (uri, state, expected) in [
        (OUT, None, OUT),
        (OUT, Some(""), OUT),
        (OUT, Some("s"), "https://app.example/out?state=s"),
        (
            OUT,
            Some("a b&c=d#e\r\n\u{e9}"),
            "https://app.example/out?state=a+b%26c%3Dd%23e%0D%0A%C3%A9",
        ),
        (
            QUERY,
            Some("s"),
            "https://app.example/out?from=a%20b&state=s",
        ),
        (
            "com.example.app:/out",
            Some("s"),
            "com.example.app:/out?state=s",
        ),
    ] {
        assert_eq!(
            to(uri, state),
            Ok(Some(expected.to_owned())),
            "{uri} {state:?}"
        );
    }
    for uri in [
        "https://app.example/out/",
        "https://app.example/OUT",
        "https://APP.example/out",
        "https://app.example:443/out",
        "https://app.example/out?",
        "https://app.example/out?x",
        "https://app.example/out#",
        "https://app.example/ou",
        "https://app.example/x/../out",
        "https://app.example/%6fut",
        "http://app.example/out",
        "https://app.example/out?from=a b",
        " https://app.example/out",
        "https://evil.example",
        "//app.example/out",
        "/logout",
        "javascript:alert(1)",
    ] {
        assert_eq!(to(uri, None), Err(BadLogout::RedirectUri), "{uri}");
    }
    let nobodys = request(&[("post_logout_redirect_uri", OUT)]).expect("a request");
    assert_eq!(nobodys.destination(None), Err(BadLogout::ClientMissing));
    let none = Client::new("other".to_owned(), "Other".to_owned());
    assert_eq!(
        nobodys.destination(Some(&none)),
        Err(BadLogout::RedirectUri)
    );
    let stays = request(&[("state", "s")]).expect("a request");
    assert_eq!(stays.destination(Some(&client())), Ok(None));
}

#[test]
fn every_reason_has_its_sentence() {
    use BadLogout::*;
    let all = [
        Repeated,
        Hint,
        OtherClient,
        ClientUnknown,
        ClientMissing,
        RedirectUri,
    ];
    for bad in all {
        let same = all
            .iter()
            .filter(|other| other.sentence() == bad.sentence());
        assert_eq!(same.count(), 1, "{bad:?}");
    }
}

#[test]
fn a_logout_token_is_no_id_token_and_soon_over() {
    let claims = token_claims(
        "https://auth.example",
        "app",
        "u1",
        "sid",
        "jti",
        Timestamp(1000),
    );
    assert_eq!(
        Value::Object(claims),
        json!({
            "iss": "https://auth.example", "aud": "app", "sub": "u1", "sid": "sid", "iat": 1000,
            "exp": 1000 + LIFETIME, "jti": "jti",
            "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
        }),
        "and never a nonce"
    );
    assert_eq!(LIFETIME, 120);
}
