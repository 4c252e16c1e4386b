//! The issuer identifier (RFC 8414 section 2), and the paths of a server whose issuer has one (section 3.1).

use crate::runtime::World;
use crate::runtime::visitor::{Visitor, config};
use edgegrant::protocol::issuer::Issuer;
use serde_json::{Value, json};

fn issuer(text: &str) -> Issuer {
    Issuer::parse(text).expect("an issuer")
}

#[test]
fn an_issuer_is_written_in_one_way() {
    for text in [
        "",
        "auth.example",
        "/auth",
        "http://auth.example",
        "http://localhost.evil.example",
        "ftp://auth.example",
        "https://auth.example/",
        "https://auth.example/auth/",
        "https://auth.example//auth",
        "https://auth.example/https://b.example",
        "https://auth.example/a//b",
        "https://auth.example/./a",
        "https://auth.example/..",
        "https://auth.example/a/../b",
        "https://auth.example/%61",
        "https://auth.example/a b",
        "https://auth.example/a\\b",
        "https://auth.example/a;b",
        "https://auth.example/\u{e9}",
        "https://auth.example/a?x",
        "https://auth.example/a#x",
        "https://auth.example?x",
        "https://auth.example#x",
        "https://AUTH.example",
        "HTTPS://auth.example",
        "https://auth.example:443",
        "https://auth.example:443/a",
        "https://person@auth.example",
        "https://auth.example\\a",
        " https://auth.example",
        "https://auth.example\n",
    ] {
        assert!(Issuer::parse(text).is_err(), "{text}");
    }
    for (text, origin, path) in [
        ("https://auth.example", "https://auth.example", ""),
        ("https://auth.example:8443", "https://auth.example:8443", ""),
        ("http://localhost:8787", "http://localhost:8787", ""),
        ("http://127.0.0.1:1/a", "http://127.0.0.1:1", "/a"),
        ("http://[::1]/a", "http://[::1]", "/a"),
        ("https://auth.example/auth", "https://auth.example", "/auth"),
        (
            "https://auth.example:8443/a-1/B_2.~",
            "https://auth.example:8443",
            "/a-1/B_2.~",
        ),
    ] {
        let issuer = issuer(text);
        assert_eq!((issuer.origin(), issuer.path()), (origin, path), "{text}");
        assert_eq!(
            (issuer.as_str(), issuer.url("/x")),
            (text, format!("{text}/x"))
        );
        assert_eq!(issuer.is_https(), text.starts_with("https:"), "{text}");
    }
}

#[test]
fn an_address_of_this_server_is_known_however_it_is_spelled() {
    for (text, url, own) in [
        ("https://a.example", "https://a.example", true),
        ("https://a.example", "https://a.example/anything", true),
        ("https://a.example", "https://A.example.:443/x", true),
        ("https://a.example", "http://a.example/", false),
        ("https://a.example", "https://a.example:8443/", false),
        ("https://a.example", "https://b.example/", false),
        ("https://a.example", "a.example", false),
        ("https://a.example/auth", "https://a.example/auth", true),
        ("https://a.example/auth", "https://a.example/auth/x?y", true),
        (
            "https://a.example/auth",
            "https://a.example/authority",
            false,
        ),
        ("https://a.example/auth", "https://a.example/", false),
        ("https://a.example/auth", "https://a.example//auth/x", true),
        ("https://a.example/auth", "https://a.example/%61uth/x", true),
        (
            "https://a.example/auth",
            "https://a.example/x/..%2Fauth",
            false,
        ),
        ("https://a.example/auth", "https://a.example/auth%2Fx", true),
        (
            "https://a.example/auth",
            "https://a.example/x/../auth",
            true,
        ),
        (
            "https://a.example/auth",
            "https://a.example/.well-known/oauth-authorization-server/auth",
            true,
        ),
        (
            "https://a.example/auth",
            "https://a.example//%2Ewell-known/oauth-authorization-server/auth/",
            true,
        ),
        (
            "https://a.example/auth",
            "https://a.example/.well-known/webfinger",
            true,
        ),
        (
            "https://a.example/auth",
            "https://a.example/.well-known/oauth-authorization-server/b",
            false,
        ),
    ] {
        assert_eq!(issuer(text).owns(url), own, "{text} {url}");
    }
}

#[test]
fn a_path_is_told_from_the_issuers_own() {
    const SERVER: &str = "/.well-known/oauth-authorization-server";
    const WEBFINGER: &str = "/.well-known/webfinger";
    const OPENID: &str = "/.well-known/openid-configuration";
    for (text, path, own) in [
        ("https://a.example", "/", Some("/")),
        ("https://a.example", "/token", Some("/token")),
        ("https://a.example", SERVER, Some(SERVER)),
        ("https://a.example", "", Some("/")),
        ("https://a.example/auth", "/auth", Some("/")),
        ("https://a.example/auth", "/auth/", Some("/")),
        ("https://a.example/auth", "/auth/token", Some("/token")),
        ("https://a.example/auth", "/auth/auth", Some("/auth")),
        (
            "https://a.example/auth",
            "/auth/auth/token",
            Some("/auth/token"),
        ),
        // OpenID Connect Discovery puts it behind, RFC 8414 section 3.1 before.
        (
            "https://a.example/auth",
            "/auth/.well-known/openid-configuration",
            Some(OPENID),
        ),
        (
            "https://a.example/auth",
            "/.well-known/openid-configuration/auth",
            Some(OPENID),
        ),
        (
            "https://a.example/auth",
            "/.well-known/oauth-authorization-server/auth",
            Some(SERVER),
        ),
        (
            "https://a.example/a/b",
            "/.well-known/oauth-authorization-server/a/b",
            Some(SERVER),
        ),
        // RFC 7033 section 4 puts it at the root, whatever the path.
        ("https://a.example", WEBFINGER, Some(WEBFINGER)),
        ("https://a.example/auth", WEBFINGER, Some(WEBFINGER)),
        (
            "https://a.example/auth",
            "/auth/.well-known/webfinger",
            None,
        ),
        (
            "https://a.example/auth",
            "/.well-known/webfinger/auth",
            None,
        ),
        // What is of another server on the same host.
        ("https://a.example/auth", "/", None),
        ("https://a.example/auth", "/token", None),
        ("https://a.example/auth", "/token/auth", None),
        ("https://a.example/auth", "/authorize", None),
        ("https://a.example/auth", "/Auth/token", None),
        ("https://a.example/auth", SERVER, None),
        (
            "https://a.example/auth",
            "/.well-known/oauth-authorization-server/other",
            None,
        ),
        (
            "https://a.example/auth",
            "/.well-known/oauth-authorization-serverauth",
            None,
        ),
        ("https://a.example/auth", "/.well-known/auth", None),
        ("https://a.example/a/b", "/a/token", None),
        (
            "https://a.example/a/b",
            "/.well-known/oauth-authorization-server/b",
            None,
        ),
    ] {
        assert_eq!(issuer(text).own(path), own, "{text} {path}");
    }
}

#[test]
fn every_address_in_the_metadata_is_below_the_issuer_and_served() {
    let world = World::new();
    let mut visitor = Visitor::new(&world);
    let text = "https://auth.example/people/auth";
    visitor.config = config(&[("ISSUER", text), ("REGISTRATION", "open")]);
    let document = |visitor: &mut Visitor<'_>, path: &str| -> Value {
        let reply = visitor.open(path);
        serde_json::from_str(&reply.body).expect("JSON")
    };
    let path = "/.well-known/oauth-authorization-server/people/auth";
    let metadata = document(&mut visitor, path);
    assert_eq!(
        visitor.open("/token").status,
        404,
        "of another server on this host"
    );
    let discovery = "/people/auth/.well-known/openid-configuration";
    assert_eq!(document(&mut visitor, discovery), metadata);
    assert_eq!(metadata["issuer"], json!(text));
    let mut addresses = 0;
    for (name, value) in metadata.as_object().expect("an object") {
        let Some(url) = value.as_str().filter(|_| *name != "issuer") else {
            continue;
        };
        let Some(path) = url.strip_prefix("https://auth.example") else {
            continue;
        };
        addresses += 1;
        assert!(url.starts_with(&format!("{text}/")), "{name} {url}");
        assert_ne!(visitor.open(path).status, 404, "{name} {url}");
    }
    assert_eq!(addresses, 10, "{metadata}");
}
