//! Which redirect URIs a client may have here, which depends on who vouches for it.

use crate::runtime::visitor::config;
use edgegrant::protocol::client::scheme::{self, BadScheme, OF_MCP_CLIENTS, is_acted_on};
use edgegrant::protocol::client::{BadRedirectUri, RedirectRules, RegisteredBy};
use edgegrant::protocol::issuer::Issuer;
use edgegrant::protocol::quoted::{for_the_log, quoted};

fn rules(issuer: &str) -> RedirectRules {
    let issuer = Issuer::parse(issuer).expect("an issuer");
    RedirectRules::new(&issuer, vec!["cursor".to_owned()])
}

#[test]
fn what_browsers_and_systems_act_on_is_registered_for_nobody() {
    for acted_on in [
        "javascript:x",
        "vbscript:x",
        "data:text/html,x",
        "blob:https://a.example/x",
        "file:///x",
        "filesystem:https://a.example/x",
        "about:blank",
        "view-source:https://a.example",
        "intent://x#Intent",
        "intent://x",
        "ws://a.example/",
        "wss://a.example/",
        "mailto:a@a.example",
        "tel:1",
        "sms:1",
        "ms-settings:x",
        "ms-msdt:/id",
        "search-ms:query=x",
        "chrome://settings",
        "chrome-extension://x/y",
        "chrome-untrusted://x",
        "moz-extension://x/y",
        "safari-web-extension://x",
        "jar:https://a.example/x!/y",
        "feed://a.example/x",
        "web+app://x",
        "ext+app:x",
        "itms-services://x",
        "x-apple.systempreferences:x",
        "microsoft.windows.camera:x",
        "microsoft-edge:https://a.example",
        "googlechromes://a.example/",
        "x-safari-https://a.example",
        "android-app://com.example/https/a.example",
        "shell:startup",
        "urn:ietf:wg:oauth:2.0:oob",
        "shortcuts://run-shortcut",
        "ftp://a.example/",
        "MS-Settings:x",
    ] {
        for voucher in RegisteredBy::ALL {
            let refused = rules("https://auth.example").parse(acted_on, voucher);
            let whys = [
                BadRedirectUri::ActedOn,
                BadRedirectUri::Fragment,
                BadRedirectUri::UserInfo,
            ];
            assert!(
                refused.is_err_and(|why| whys.contains(&why)),
                "{acted_on} {voucher:?}"
            );
        }
    }
    for free in [
        "cursor",
        "claude",
        "msteams",
        "mschat",
        "audiobookshelf",
        "edgegrant",
        "com.example.my-extension",
        "com.example.chrome",
        "org.mozilla.app",
        "telegram",
        "operator",
        "web",
        "filesync",
    ] {
        assert!(!is_acted_on(free), "{free}");
    }
}

#[test]
fn strangers_have_the_schemes_that_are_listed_and_owners_have_any() {
    let rules = rules("https://auth.example");
    for (uri, strangers) in [
        ("cursor://anysphere.cursor-mcp/oauth/callback", true),
        ("CURSOR://anysphere.cursor-mcp/oauth/callback", true),
        ("cursors://x", false),
        ("audiobookshelf://oauth", false),
        ("com.example.app:/callback", true),
        ("https://app.example/callback", true),
        ("http://127.0.0.1/callback", true),
    ] {
        assert!(rules.parse(uri, RegisteredBy::Owner).is_ok(), "{uri}");
        for voucher in [RegisteredBy::Itself, RegisteredBy::Document] {
            let why = rules.parse(uri, voucher).err();
            assert_eq!(why, (!strangers).then_some(BadRedirectUri::Scheme), "{uri}");
        }
    }
}

#[test]
fn the_usual_list_is_that_of_mcp_clients_and_a_setting_replaces_it() {
    for (name, _) in OF_MCP_CLIENTS {
        assert_eq!(scheme::parse(name).as_deref(), Ok(name));
        let uri = format!("{name}://callback");
        let may = |setting: &[(&str, &str)]| {
            let rules = config(setting).redirects;
            rules.parse(&uri, RegisteredBy::Itself).is_ok()
        };
        assert!(may(&[]), "{name}");
        assert!(!may(&[("REDIRECT_SCHEMES", "")]), "{name}");
        assert!(!may(&[("REDIRECT_SCHEMES", "my-app other")]), "{name}");
        assert!(
            may(&[("REDIRECT_SCHEMES", &format!(" my-app  {name}"))]),
            "{name}"
        );
    }
    for (name, bad) in [
        ("", BadScheme::Name),
        ("Cursor", BadScheme::Name),
        ("cursor:", BadScheme::Name),
        ("1app", BadScheme::Name),
        ("cursor,vscode", BadScheme::Name),
        ("http", BadScheme::Unneeded),
        ("com.example.app", BadScheme::Unneeded),
        ("javascript", BadScheme::ActedOn),
        ("ms-settings", BadScheme::ActedOn),
    ] {
        assert_eq!(scheme::parse(name), Err(bad), "{name}");
    }
}

#[test]
fn the_servers_own_address_is_registered_for_nobody() {
    for (issuer, uri, own) in [
        (
            "https://auth.example",
            "https://auth.example/callback",
            true,
        ),
        ("https://auth.example", "https://auth.example", true),
        (
            "https://auth.example",
            "https://auth.example./callback",
            true,
        ),
        (
            "https://auth.example",
            "https://auth.example:8443/callback",
            false,
        ),
        (
            "https://auth.example",
            "https://sub.auth.example/callback",
            false,
        ),
        (
            "https://auth.example",
            "https://auth.example.evil.example/",
            false,
        ),
        (
            "https://host.example/auth",
            "https://host.example/auth",
            true,
        ),
        (
            "https://host.example/auth",
            "https://host.example/auth/",
            true,
        ),
        (
            "https://host.example/auth",
            "https://host.example/auth?x=1",
            true,
        ),
        (
            "https://host.example/auth",
            "https://host.example/auth/callback",
            true,
        ),
        (
            "https://host.example/auth",
            "https://host.example//auth/callback",
            true,
        ),
        (
            "https://host.example/auth",
            "https://host.example/%61uth/callback",
            true,
        ),
        (
            "https://host.example/auth",
            "https://host.example/auth%2Fcallback",
            true,
        ),
        (
            "https://host.example/auth",
            "https://host.example/x/../auth/callback",
            true,
        ),
        (
            "https://host.example/auth",
            "https://host.example/x/%2e%2e/auth/callback",
            true,
        ),
        (
            "https://host.example/auth",
            "https://host.example/./auth/callback",
            true,
        ),
        (
            "https://host.example/auth",
            "https://host.example/authority/callback",
            false,
        ),
        (
            "https://host.example/auth",
            "https://host.example/app/callback",
            false,
        ),
        ("https://host.example/auth", "https://host.example/", false),
        (
            "https://host.example/auth/v1",
            "https://host.example/auth/callback",
            false,
        ),
        (
            "http://localhost:8787",
            "http://localhost:8787/callback",
            true,
        ),
        (
            "http://localhost:8787",
            "http://localhost:8788/callback",
            false,
        ),
        (
            "http://localhost:8787",
            "com.example.app://localhost:8787/callback",
            false,
        ),
    ] {
        for voucher in RegisteredBy::ALL {
            let why = rules(issuer).parse(uri, voucher).err();
            assert_eq!(
                why,
                own.then_some(BadRedirectUri::OwnAddress),
                "{issuer} {uri}"
            );
        }
    }
}

#[test]
fn what_cannot_be_used_is_left_out_with_its_reason() {
    let long = format!("https://app.example/{}", "x".repeat(1000));
    let sent = [
        "https://app.example/cb",
        "http://app.example/cb",
        &long,
        "cursor://cb",
        "vscode://cb",
    ];
    let (usable, left_out) = rules("https://auth.example").sort(&sent, RegisteredBy::Document);
    let usable: Vec<_> = usable.iter().map(|uri| uri.as_str()).collect();
    assert_eq!(usable, ["https://app.example/cb", "cursor://cb"]);
    let left_out: Vec<_> = left_out
        .iter()
        .map(|out| (out.uri.as_str(), out.why))
        .collect();
    let (http, long, other) = (
        BadRedirectUri::PlainHttp,
        (&*long, BadRedirectUri::TooLong),
        BadRedirectUri::Scheme,
    );
    assert_eq!(
        left_out,
        [
            ("http://app.example/cb", http),
            long,
            ("vscode://cb", other)
        ]
    );
}

#[test]
fn what_was_sent_is_quoted_in_one_visible_line_of_some_length() {
    for (sent, shown) in [
        (
            "https://app.example/cb?a=b#c",
            "https://app.example/cb?a=b#c",
        ),
        ("a b\nc\u{0}", "a%20b%0Ac%00"),
        ("\u{202e}\u{e9}<b>", "%E2%80%AE%C3%A9<b>"),
        (&"x".repeat(200), &"x".repeat(200)),
        (&"x".repeat(201), &format!("{}…", "x".repeat(200))),
        (
            &format!("{} ", "x".repeat(198)),
            &format!("{}…", "x".repeat(198)),
        ),
        ("", ""),
    ] {
        assert_eq!(quoted(sent), shown);
    }
    for (sent, logged) in [
        ("https://app.example/cb", "https://app.example/cb"),
        (
            "https://app.example/cb?state=secret",
            "https://app.example/cb?…",
        ),
        (
            "https://app.example/cb#code=secret",
            "https://app.example/cb#…",
        ),
    ] {
        assert_eq!(for_the_log(sent), logged);
    }
}
