//! Every parser with bad input: a table of what is refused, and no panic on any input at all.

use edgegrant::endpoint::config::Config;
use edgegrant::endpoint::http::request::Request;
use edgegrant::protocol::authorization::{CodeChallenge, CodeVerifier};
use edgegrant::protocol::binding::{self, Binding, Purpose};
use edgegrant::protocol::client::{BadRedirectUri, Credentials, RedirectUri};
use edgegrant::protocol::issuer::Issuer;
use edgegrant::protocol::params::{Malformed, Params, Repeated};
use edgegrant::protocol::resource::{Resource, Resources};
use edgegrant::protocol::scope::Scope;
use edgegrant::protocol::secret::{Secret, ServerKeys};
use edgegrant::protocol::timestamp::Timestamp;
use edgegrant::protocol::token::access_token::Unverified;
use edgegrant::protocol::token::{RefreshToken, TokenRequest};
use proptest::prelude::*;
use url::Url;
use url::form_urlencoded;

fn keys() -> ServerKeys {
    ServerKeys::derive(&Secret::new("a secret that is long enough for it")).expect("keys")
}

fn params(form: &str) -> Params {
    Params::parse(form.as_bytes()).expect("parameters")
}

#[test]
fn parameters() {
    for (form, expected) in [
        (&b"a=%"[..], Malformed::PercentEncoding),
        (b"a=%4", Malformed::PercentEncoding),
        (b"a=%4g", Malformed::PercentEncoding),
        (b"%+1=a", Malformed::PercentEncoding),
        (b"a=\xff", Malformed::NotUtf8),
        (b"a=%c3", Malformed::NotUtf8),
        (b"a=%ed%a0%80", Malformed::NotUtf8),
        (b"a=%00", Malformed::Nul),
        (b"a\0=1", Malformed::Nul),
    ] {
        assert_eq!(Params::parse(form).err(), Some(expected), "{form:?}");
    }
    let read = params("a=1&b=&c&&d=%3D%26&e=1&e=2&f=&f=");
    assert_eq!(read.one("a"), Ok(Some("1")));
    assert_eq!(
        read.one("b"),
        Ok(None),
        "without a value it counts as omitted"
    );
    assert_eq!(read.one("c"), Ok(None));
    assert_eq!(read.one("d"), Ok(Some("=&")));
    assert_eq!(read.one("e"), Err(Repeated));
    assert_eq!(read.one("f"), Err(Repeated));
    let fields = ["a", "b", "c", "d", "e"].map(|name| read.field(name));
    assert_eq!(fields, ["1", "", "", "=&", ""]);
    assert!(read.any_repeated());
    assert!(!params("a=1&A=1").any_repeated());
    assert!(
        !format!("{read:?}").contains("=&"),
        "values stay out of Debug"
    );
}

#[test]
fn redirect_uris() {
    use BadRedirectUri::{
        ActedOn, Character, Fragment, NotAbsolute, NotCanonical, PlainHttp, Port,
        ReservedParameter, UserInfo, Wildcard,
    };
    for (text, expected) in [
        ("", NotAbsolute),
        ("/callback", NotAbsolute),
        ("callback", NotAbsolute),
        ("https:app.example/cb", NotAbsolute),
        ("https:/app.example/cb", NotAbsolute),
        ("HTTPS:///cb", NotAbsolute),
        ("https://", NotAbsolute),
        ("https://APP.example/cb", NotCanonical),
        ("HTTPS://app.example/cb", NotCanonical),
        ("https://app.example:443/cb", NotCanonical),
        ("https://app.example:/cb", NotCanonical),
        ("http://127.0.0.1:080/cb", NotCanonical),
        ("http://127.1/cb", NotCanonical),
        ("https://app.example/%zz", Character),
        ("https://app.example/%4", Character),
        ("https://app.example/cb?code=x", ReservedParameter),
        ("https://app.example/cb?a=1&st%61te=x", ReservedParameter),
        ("https://app.example/cb#x", Fragment),
        ("https://app.example/cb#", Fragment),
        ("https://*.app.example/cb", Wildcard),
        ("https://app.example/*", Wildcard),
        ("https://app.example/a b", Character),
        ("https://app.example/\u{e9}", Character),
        ("https://appI\u{e9}.example/", Character),
        ("https://app%49%C3%A9.example/", NotAbsolute),
        ("https://app.example/\n", Character),
        ("https://app.example/\\evil", Character),
        ("https://app.example/\"", Character),
        ("https://a;b.example/", Character),
        ("https://a,b.example/", Character),
        ("https://person@app.example/", UserInfo),
        ("https://person:word@app.example/", UserInfo),
        ("https://@app.example/", UserInfo),
        ("http://app.example/cb", PlainHttp),
        ("http://127.0.0.1.evil.example/", PlainHttp),
        ("http://localhost.evil.example/", PlainHttp),
        ("http://192.168.0.1/", PlainHttp),
        ("http://[fe80::1]/", PlainHttp),
        ("http://localhost.:1/", PlainHttp),
        ("http://.localhost/", PlainHttp),
        ("http://a..localhost/", PlainHttp),
        ("http://notlocalhost/", PlainHttp),
        ("http://localhost:0/", Port),
        ("http://127.0.0.1:0/cb", Port),
        ("https://app.example:0/cb", Port),
        ("javascript:alert(1)", ActedOn),
        ("JavaScript:alert(1)", ActedOn),
        ("data:text/html,x", ActedOn),
        ("file:///etc/passwd", ActedOn),
        ("ftp://app.example/", ActedOn),
        ("blob:https://app.example/1", ActedOn),
    ] {
        assert_eq!(RedirectUri::parse(text).err(), Some(expected), "{text}");
    }
    for text in [
        "https://app.example/cb?a=1",
        "https://xn--bcher-kva.example/cb",
        "http://localhost:3000/cb",
        "http://127.0.0.1/cb",
        "http://[::1]:1/cb",
        "http://app.localhost:3000/cb",
        "http://a.b.localhost/cb",
        "com.example.app:/cb",
        "myapp://callback",
        "cursor://anysphere.cursor-mcp/oauth/callback",
    ] {
        assert!(RedirectUri::parse(text).is_ok(), "{text}");
    }
}

#[test]
fn challenges_and_verifiers() {
    for text in [
        "",
        &"A".repeat(42),
        &"A".repeat(44),
        &"=".repeat(43),
        &"+".repeat(43),
    ] {
        assert!(CodeChallenge::parse(text).is_none(), "{text}");
    }
    // The last of 43 characters has two unused bits; only one spelling of a hash is taken.
    assert!(CodeChallenge::parse(&format!("{}A", "A".repeat(42))).is_some());
    assert!(CodeChallenge::parse(&format!("{}B", "A".repeat(42))).is_none());
    for (text, expected) in [
        ("a".repeat(42), false),
        ("a".repeat(43), true),
        ("-._~".repeat(32), true),
        ("a".repeat(129), false),
        (format!("{} ", "a".repeat(43)), false),
        (format!("{}\u{e9}", "a".repeat(43)), false),
    ] {
        assert_eq!(CodeVerifier::parse(&text).is_some(), expected, "{text}");
    }
}

#[test]
fn settings_say_what_is_wrong_and_never_show_the_secret() {
    let read = |changes: &[(&str, Option<&str>)]| {
        let setting = |name: &str| {
            let change = changes.iter().find(|(changed, _)| *changed == name);
            let usual = match name {
                "ISSUER" => Some("https://auth.example"),
                "EDGEGRANT_SECRET" => Some("a secret that is long enough for it"),
                _ => None,
            };
            change.map_or(usual, |(_, value)| *value).map(str::to_owned)
        };
        Config::read(setting, true)
    };
    assert!(read(&[]).is_ok());
    for (name, value) in [
        ("ISSUER", None),
        ("ISSUER", Some("")),
        ("ISSUER", Some("http://auth.example")),
        ("EDGEGRANT_SECRET", None),
        ("EDGEGRANT_SECRET", Some("")),
        ("EDGEGRANT_SECRET", Some("only thirty-one characters long")),
        (
            "EDGEGRANT_SECRET",
            Some("abcabcabcabcabcabcabcabcabcabcabcabc"),
        ),
        (
            "EDGEGRANT_SECRET",
            Some("                                    "),
        ),
        ("REFRESH_GRACE_SECONDS", Some("-1")),
        ("REFRESH_GRACE_SECONDS", Some("601")),
        ("REFRESH_GRACE_SECONDS", Some("ten")),
        ("SEALED_CODES", Some("kv")),
        ("LOG_REQUESTS", Some("yes")),
        ("REDIRECT_SCHEMES", Some("cursor, vscode")),
        ("REDIRECT_SCHEMES", Some("cursor://")),
        ("REDIRECT_SCHEMES", Some("Cursor")),
        ("REDIRECT_SCHEMES", Some("https")),
        ("REDIRECT_SCHEMES", Some("com.example.app")),
        ("REDIRECT_SCHEMES", Some("cursor javascript")),
        ("RESOURCES", Some("{")),
        ("RESOURCES", Some(r#"[{"resource":"a"}]"#)),
        (
            "RESOURCES",
            Some(r#"[{"resource":"a","name":"A","scopes":{}}]"#),
        ),
        (
            "RESOURCES",
            Some(r#"[{"resource":"https://a.example#x","name":"A","scopes":{}}]"#),
        ),
        (
            "RESOURCES",
            Some(r#"[{"resource":"https://a.example","name":" ","scopes":{}}]"#),
        ),
        (
            "RESOURCES",
            Some(r#"[{"resource":"https://auth.example","name":"A","scopes":{}}]"#),
        ),
        (
            "RESOURCES",
            Some(r#"[{"resource":"https://a.example","name":"A","scopes":{"a b":"x"}}]"#),
        ),
        (
            "RESOURCES",
            Some(r#"[{"resource":"https://a.example","name":"A","scopes":{"profile":"x"}}]"#),
        ),
        ("CLAIM_SCOPES", Some("[")),
        ("CLAIM_SCOPES", Some("[]")),
        ("CLAIM_SCOPES", Some(r#"{"plan":{}}"#)),
    ] {
        let wrong = read(&[(name, value)]).expect_err("it is refused");
        let wrong = wrong.sentence();
        assert!(wrong.contains(name), "{wrong}");
        assert!(!wrong.contains("thirty-one"), "{wrong}");
    }
    let shown = format!("{:?}", read(&[]));
    assert!(!shown.contains("long enough"), "{shown}");
}

proptest! {
    #[test]
    fn nothing_panics(bytes in prop::collection::vec(any::<u8>(), 0..200), text in ".{0,200}") {
        let keys = keys();
        if let Ok(params) = Params::parse(&bytes) {
            let _ = Credentials::parse(Some(&text), &params, &[], Timestamp(0));
            let _ = TokenRequest::parse(&params);
        }
        let _ = RedirectUri::parse(&text);
        let _ = Issuer::parse(&text);
        let _ = Scope::parse(&text);
        let _ = CodeChallenge::parse(&text);
        let _ = CodeVerifier::parse(&text);
        let _ = RefreshToken::open(&keys.refresh, &text);
        let _ = Unverified::parse(&text);
        let browser = Secret::new("cookie").hash();
        let now = Timestamp(0);
        let shown = Binding { purpose: Purpose::Login, browser: browser.as_str(), query: &text, revision: &text };
        let _ = binding::verify(&keys.form, shown, &text, now);
    }

    #[test]
    fn what_a_library_encodes_is_read_back(pairs in prop::collection::vec(("[a-z]{1,8}", "[^\0]{1,40}"), 0..8)) {
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(&pairs).finish();
        let params = Params::parse(form.as_bytes()).expect("it decodes");
        for (name, value) in &pairs {
            let alone = pairs.iter().filter(|(other, _)| other == name).count() == 1;
            let expected = if alone { Ok(Some(value.as_str())) } else { Err(Repeated) };
            prop_assert_eq!(params.one(name), expected);
        }
    }

    #[test]
    fn a_registered_uri_matches_itself_and_its_like_only(
        host in "(127\\.0\\.0\\.1|\\[::1\\]|localhost|app\\.example)",
        scheme in "https?", port in 1_u16.., path in "/[a-z]{0,3}",
        sent in "https?://[a-z0-9.:@\\[\\]/?%-]{0,40}",
    ) {
        let text = format!("{scheme}://{host}:{port}{path}");
        if let Ok(registered) = RedirectUri::parse(&text) {
            prop_assert!(registered.matches(&text));
            // Whatever else is taken leads to the same host by the same scheme, at the same path.
            if registered.matches(&sent) {
                let (a, b) = (Url::parse(&text).expect("a URL"), Url::parse(&sent).expect("a URL"));
                prop_assert_eq!(a.scheme(), b.scheme());
                prop_assert_eq!(a.host(), b.host());
                prop_assert_eq!(a.path(), b.path());
                prop_assert!(b.username().is_empty());
            }
        }
    }

    #[test]
    fn scopes_are_sets(tokens in prop::collection::vec("[!#-\\[\\]-~]{1,6}", 0..8)) {
        let scope = Scope::parse(&tokens.join(" ")).expect("a scope");
        for token in &tokens {
            prop_assert!(scope.contains(token));
        }
        prop_assert!(scope.iter().all(|token| tokens.iter().any(|known| known == token)));
        prop_assert_eq!(Scope::parse(&scope.to_string()).expect("a scope"), scope.clone());
        prop_assert!(scope.within(&scope.union(&Scope::parse("more").expect("a scope"))));
    }
}

#[test]
fn resources_own_their_scopes() {
    let issuer = Issuer::parse("https://auth.example").expect("an issuer");
    let notes = r#"[{"resource":"https://api.example","name":"Notes","scopes":{"notes":"Notes"}}]"#;
    let notes = serde_json::from_str(notes).expect("JSON");
    let notes = Resource::list(&notes).expect("a list of resources");
    let resources = Resources::new(&issuer, notes).expect("resources");
    let audience = |scope: &str| resources.audience(&Scope::parse(scope).expect("a scope"), &[]);
    assert_eq!(audience("notes"), ["https://api.example"]);
    assert_eq!(audience("profile"), ["https://auth.example"]);
    assert_eq!(
        audience("notes profile"),
        ["https://auth.example", "https://api.example"]
    );
    assert_eq!(
        audience(""),
        ["https://auth.example"],
        "never without an audience"
    );
}

#[test]
fn a_person_is_told_the_scheme_of_an_app_and_not_the_host_that_it_writes_behind() {
    for (uri, site) in [
        ("https://app.example/callback", "app.example"),
        ("http://127.0.0.1:8080/callback", "127.0.0.1:8080"),
        ("com.example.app:/callback", "com.example.app"),
        ("com.evil.app://accounts.example/callback", "com.evil.app"),
    ] {
        assert_eq!(edgegrant::protocol::client::redirect_uri::site(uri), site);
    }
}

#[test]
fn a_method_that_is_no_token_is_none_that_anything_allows() {
    for sent in ["GET", "HEAD", "POST", "PATCH", "get"] {
        assert_eq!(Request::method_of(sent).as_str(), sent);
    }
    for sent in ["", "G T", "GET\n", "G\u{e9}T"] {
        assert_eq!(Request::method_of(sent).as_str(), "UNREADABLE", "{sent:?}");
    }
}
