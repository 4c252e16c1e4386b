//! Redirect URIs, resources, and addresses that are fetched.

use ::url::{Host, Position, Url};
use edgegrant::protocol::client::RedirectUri;
use edgegrant::protocol::client::document::{is_document_id, lifetime, may_be_fetched};
use edgegrant::protocol::client::redirect_uri::{is_on_the_web, site};
use edgegrant::protocol::client::scheme::is_acted_on;
use edgegrant::protocol::public_url::is_public;
use edgegrant::protocol::scope::Scope;
use edgegrant::protocol::url;
use proptest::prelude::*;
use proptest::sample::select;

use crate::fuzz::near::{near, near_text, odd_text};
use crate::runtime::visitor::config;

fn redirect_uri() -> impl Strategy<Value = String> {
    let origin = select(vec![
        "https://app.example",
        "https://app.example:8443",
        "http://127.0.0.1",
        "http://127.0.0.1:8080",
        "http://[::1]",
        "http://[::1]:1",
        "http://localhost",
        "http://localhost:3000",
        "com.example.app:",
        "com.example.app://x",
        "https://xn--bcher-kva.example",
    ]);
    let rest = select(vec![
        "", "/", "/cb", "/cb/", "/cb?a=1", "?a", "/%63b", "/c;b,c",
    ]);
    (origin, rest).prop_map(|(origin, rest)| format!("{origin}{rest}"))
}

/// A loopback URI without its port, read by hand: host and what comes after the port.
fn loopback<'a>(uri: &'a str, hosts: &[&'static str]) -> Option<(&'static str, &'a str)> {
    let after = uri.strip_prefix("http://")?;
    let host = hosts.iter().find(|host| after.starts_with(**host))?;
    let rest = &after[host.len()..];
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let good = match rest[..end].strip_prefix(':') {
        None => end == 0,
        Some(port) => {
            let digits = port.chars().all(|digit| digit.is_ascii_digit()) && !port.starts_with('0');
            digits
                && (1..=5).contains(&port.len())
                && port.parse::<u32>().is_ok_and(|port| port <= 65535)
        }
    };
    good.then_some((host, &rest[end..]))
}

fn host() -> impl Strategy<Value = String> {
    let number = prop_oneof![
        any::<u8>().prop_map(|byte| byte.to_string()),
        any::<u8>().prop_map(|byte| format!("0x{byte:x}")),
        any::<u8>().prop_map(|byte| format!("0{byte:o}")),
        any::<u32>().prop_map(|word| word.to_string()),
    ];
    prop_oneof![
        prop::collection::vec(number, 1..5).prop_map(|parts| parts.join(".")),
        any::<[u16; 8]>().prop_map(|words| {
            let words: Vec<String> = words.iter().map(|word| format!("{word:x}")).collect();
            format!("[{}]", words.join(":"))
        }),
        any::<u32>().prop_map(|word| format!("[::ffff:{}]", std::net::Ipv4Addr::from(word))),
        select(vec![
            "app.example",
            "localhost",
            "foo.localhost",
            "localhost.example",
            "db.internal",
            "x.local",
            "home.arpa",
            "a.b.c.example",
            "xn--bcher-kva.example",
            "1.2.3.4.example",
            "com",
            "x.test",
        ])
        .prop_map(str::to_owned),
        "[a-z0-9.-]{1,20}",
    ]
}

fn address() -> impl Strategy<Value = String> {
    let port = select(vec!["", ":443", ":8443", ":0", ":"]);
    let path = select(vec![
        "",
        "/",
        "/c",
        "/c/d",
        "/./c",
        "/../c",
        "/%2e%2E/c",
        "/c?q",
        "/c#f",
        "/a b",
    ]);
    let before = select(vec![
        "https://",
        "https://",
        "https://",
        "http://",
        "https://u@",
        "https:",
        "https:\\\\",
    ]);
    let whole = (before, host(), port, path)
        .prop_map(|(before, host, port, path)| format!("{before}{host}{port}{path}"));
    prop_oneof![
        near(whole),
        near_text("https://app.example/client.json"),
        odd_text()
    ]
}

proptest! {
    #[test]
    fn the_parts_of_an_address_are_those_of_the_crate(text in prop_oneof![address(), redirect_uri(), near(redirect_uri()), odd_text()]) {
        let (ours, known) = (url::Url::parse(&text), Url::parse(&text).ok());
        prop_assert_eq!(ours.is_some(), known.is_some());
        if let (Some(ours), Some(known)) = (ours, known) {
            prop_assert_eq!(ours.as_str(), known.as_str());
            prop_assert_eq!((ours.scheme(), ours.host_str(), ours.port()), (known.scheme(), known.host_str(), known.port()));
            prop_assert_eq!((ours.path(), ours.query()), (known.path(), known.query()));
            prop_assert_eq!(ours.without_query(), &known[..Position::AfterPath]);
            prop_assert_eq!(ours.has_fragment(), known.fragment().is_some());
            prop_assert_eq!(ours.has_user(), !known.username().is_empty() || known.password().is_some());
            if ["http", "https"].contains(&known.scheme()) {
                prop_assert_eq!(ours.origin(), known.origin().ascii_serialization());
                let host = known.host().map(|host| match host {
                    Host::Domain(name) => url::Host::Domain(name),
                    Host::Ipv4(address) => url::Host::Ipv4(address),
                    Host::Ipv6(address) => url::Host::Ipv6(address),
                });
                prop_assert_eq!(ours.host(), host);
            }
        }
    }

    #[test]
    fn a_redirect_uri_matches_itself_and_another_port_of_loopback(registered in near(redirect_uri()), edits in near_text(""), sent in near(redirect_uri())) {
        if let Ok(uri) = RedirectUri::parse(&registered) {
            prop_assert!(uri.matches(&registered) && uri.matches_localhost(&registered));
            let literals = ["127.0.0.1", "[::1]"];
            let with_localhost = ["127.0.0.1", "[::1]", "localhost"];
            let moved = registered.replacen("127.0.0.1", "127.0.0.1:49152", 1);
            for sent in [&sent, &format!("{registered}{edits}"), &moved, &registered.to_uppercase()] {
                let same = |hosts: &[&'static str]| {
                    let pair = loopback(&registered, hosts).zip(loopback(sent, hosts));
                    *sent == registered || pair.is_some_and(|(a, b)| a == b)
                };
                prop_assert_eq!(uri.matches(sent), same(&literals), "{}", sent);
                prop_assert_eq!(uri.matches_localhost(sent), same(&with_localhost), "{}", sent);
            }
        }
    }

    #[test]
    fn a_changed_redirect_uri_does_not_match(registered in redirect_uri(), sent in near(redirect_uri())) {
        let uri = RedirectUri::parse(&registered).expect("a redirect URI");
        if sent != registered && uri.matches(&sent) {
            prop_assert!(registered.starts_with("http://127.0.0.1") || registered.starts_with("http://[::1]"));
            let (a, b) = (Url::parse(&registered).expect("a URL"), Url::parse(&sent).expect("a URL"));
            prop_assert_eq!((a.scheme(), a.host(), a.path(), a.query()), (b.scheme(), b.host(), b.path(), b.query()));
        }
    }

    #[test]
    fn what_may_be_registered_is_safe_to_send_a_browser_to(text in prop_oneof![near(redirect_uri()), address(), odd_text()]) {
        if RedirectUri::parse(&text).is_ok() {
            let url = Url::parse(&text).expect("a URL");
            prop_assert!(text.bytes().all(|byte| byte.is_ascii_graphic()));
            prop_assert!(!text.contains(['#', '*', '"', '<', '>', '\\']));
            prop_assert!(url.username().is_empty() && url.password().is_none());
            prop_assert!(url.fragment().is_none());
            prop_assert!(!["http", "https"].contains(&url.scheme()) || url.port() != Some(0));
            match url.scheme() {
                "https" => prop_assert!(url.has_host()),
                "http" => prop_assert!(matches!(url.host_str(), Some(host) if host == "localhost" || host.ends_with(".localhost") || host == "[::1]" || host.starts_with("127."))),
                scheme => prop_assert!(!is_acted_on(scheme) && !is_on_the_web(&text)),
            }
            prop_assert!(!site(&text).is_empty());
        }
    }

    #[test]
    fn what_may_be_fetched_is_a_public_name_with_a_path(text in address()) {
        let url = Url::parse(&text);
        if is_public(&text) {
            let url = url.as_ref().expect("a URL");
            prop_assert_eq!(url.scheme(), "https");
            let Some(Host::Domain(name)) = url.host() else {
                return Err(TestCaseError::fail(format!("an address: {text}")));
            };
            prop_assert!(name.contains('.') && !name.contains("..") && !name.starts_with('.') && !name.ends_with('.'));
            let last = name.rsplit('.').next().unwrap_or_default();
            let hexadecimal = last.strip_prefix("0x").is_some_and(|hex| u64::from_str_radix(hex, 16).is_ok());
            prop_assert!(!hexadecimal && !last.bytes().all(|byte| byte.is_ascii_digit()), "{}", name);
            let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_.".contains(&byte);
            prop_assert!(name.bytes().all(allowed), "{}", name);
            for suffix in ["localhost", "local", "internal", "home.arpa", "test", "lan"] {
                let below = format!(".{suffix}");
                prop_assert!(name != suffix && !name.ends_with(&below));
            }
            prop_assert!(url.username().is_empty() && url.password().is_none() && url.fragment().is_none());
        }
        if may_be_fetched(&text) {
            prop_assert!(is_public(&text) && is_document_id(&text) && text.len() <= 500);
            let url = url.expect("a URL");
            prop_assert_eq!(url.as_str(), &text, "written in one way only");
            prop_assert!(url.path().len() > 1);
            prop_assert!(!url.path().split('/').any(|part| part == "." || part == ".."));
            prop_assert!(text.bytes().all(|byte| byte.is_ascii_graphic()));
        }
    }

    #[test]
    fn a_document_is_kept_between_a_minute_and_a_day(header in prop_oneof![
        odd_text(),
        near_text("public, max-age=600, must-revalidate"),
        near_text("no-store"),
        any::<u64>().prop_map(|seconds| format!("max-age={seconds}")),
    ], seconds in any::<u64>()) {
        prop_assert!((60..=86400).contains(&lifetime(Some(&header))));
        prop_assert_eq!(lifetime(Some(&format!("no-store, {header}"))), 60);
        let expected = seconds.clamp(60, 86400);
        prop_assert_eq!(u64::from(lifetime(Some(&format!("public, max-age={seconds}")))), expected);
    }

    #[test]
    fn a_resource_that_is_named_is_one_that_is_configured(sent in prop::collection::vec(prop_oneof![
        near_text("https://api.example"), near_text("https://auth.example"), address(),
    ], 0..4)) {
        let resources = config(&[]).resources;
        if let Ok(named) = resources.named(sent.iter().map(String::as_str)) {
            prop_assert_eq!(named.is_empty(), sent.is_empty());
            prop_assert!(named.len() <= sent.len());
            for one in &named {
                prop_assert!(resources.identifiers().any(|known| known == one));
            }
            prop_assert_eq!(resources.named(named.iter().map(String::as_str)), Ok(named.clone()), "once and for all");
            let all = resources.all_scopes();
            let narrowed = resources.grantable(&all, &named);
            prop_assert!(narrowed.within(&all));
            prop_assert_eq!(&resources.grantable(&narrowed, &named), &narrowed);
            let audience = resources.audience(&narrowed, &named);
            prop_assert!(!audience.is_empty());
            prop_assert!(named.is_empty() || audience.len() == named.len());
            // Who can read the token finds in it only what is theirs, and what the person was asked about.
            let meaning = resources.meaning(&narrowed, &audience);
            prop_assert!(meaning.within(&narrowed));
            let pinned = resources.pinned(&narrowed, named.clone());
            prop_assert_eq!(&resources.audience(&narrowed, &pinned), &audience);
            let remembered = resources.remembered(&narrowed, &named);
            prop_assert_eq!(&resources.restored(&remembered), &remembered);
            prop_assert!(Scope::parse(&remembered.to_string()) == Ok(remembered));
        }
    }
}
