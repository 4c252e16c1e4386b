//! `BRAND`, as the settings say it.

use edgegrant::protocol::brand::{Brand, hash_of};
use serde_json::{Value, json};

fn read(setting: Value) -> Result<Brand, String> {
    Brand::read(Some(&setting), "auth.example")
}

#[test]
fn without_it_the_server_has_the_name_of_its_host() {
    let brand = Brand::read(None, "auth.example:8080").expect("a brand");
    let expected = Brand {
        name: "auth.example:8080".to_owned(),
        ..Brand::default()
    };
    assert_eq!(brand, expected);
    assert_eq!(
        read(json!({})).map(|it| it.name).as_deref(),
        Ok("auth.example")
    );
}

#[test]
fn every_member_is_read() {
    let hash = hash_of(b"a logo");
    let brand = read(json!({
        "name": "  Harbour & Söhne ", "logo": hash, "color": "#fd0", "background": "#000", "support": "https://harbour.example/help/",
        "terms": "https://harbour.example/terms", "privacy": "https://harbour.example/privacy?lang=en#top",
    }))
    .expect("a brand");
    assert_eq!(brand.name, "Harbour & Söhne");
    assert_eq!(brand.logo, Some(hash));
    assert!(brand.palette.is_some());
    let links = brand.links.map(Option::unwrap_or_default);
    let expected = [
        "https://harbour.example/help/",
        "https://harbour.example/terms",
        "https://harbour.example/privacy?lang=en#top",
    ];
    assert_eq!(links, expected);
    assert_eq!(brand.support, "harbour.example/help");
    let brand = read(json!({ "support": "o'help?&me@harbour.example" })).expect("a brand");
    assert_eq!(
        brand.links[0].as_deref(),
        Some("mailto:o%27help%3F%26me@harbour.example")
    );
    assert_eq!(brand.support, "o'help?&me@harbour.example");
}

#[test]
fn what_is_wrong_is_named() {
    for (setting, expected) in [
        (
            json!("Harbour"),
            "it must be members in braces, such as {\"name\": \"Example\"}",
        ),
        (
            json!([]),
            "it must be members in braces, such as {\"name\": \"Example\"}",
        ),
        (
            json!(null),
            "it must be members in braces, such as {\"name\": \"Example\"}",
        ),
        (
            json!({ "colour": "#fff" }),
            "Edgegrant does not know \"colour\"",
        ),
        (
            json!({ "name": "" }),
            "\"name\" must be one line of visible characters, 100 at most",
        ),
        (
            json!({ "name": "a\u{202e}b" }),
            "\"name\" must be one line of visible characters, 100 at most",
        ),
        (
            json!({ "name": 1 }),
            "\"name\" must be one line of visible characters, 100 at most",
        ),
        (
            json!({ "color": "teal" }),
            "\"color\" must be a colour such as \"#0b655a\"",
        ),
        (
            json!({ "background": "#ffff" }),
            "\"background\" must be a colour such as \"#0b655a\"",
        ),
        (
            json!({ "support": "help" }),
            "\"support\" must be an email address or a URL that begins with https://",
        ),
        (
            json!({ "support": "javascript:alert(1)" }),
            "\"support\" must be an email address or a URL that begins with https://",
        ),
        (
            json!({ "support": "mailto:help@harbour.example" }),
            "\"support\" must be an email address or a URL that begins with https://",
        ),
        (
            json!({ "terms": "http://harbour.example/" }),
            "\"terms\" must be a URL that begins with https://",
        ),
        (
            json!({ "privacy": "https://a@harbour.example/" }),
            "\"privacy\" must be a URL that begins with https://",
        ),
        (
            json!({ "privacy": "https://harbour.example/a b" }),
            "\"privacy\" must be a URL that begins with https://",
        ),
        (
            json!({ "privacy": "https:\\\\harbour.example" }),
            "\"privacy\" must be a URL that begins with https://",
        ),
    ] {
        assert_eq!(
            read(setting.clone()).err().as_deref(),
            Some(expected),
            "{setting}"
        );
    }
    let logo = read(json!({ "logo": "logo.png" }))
        .err()
        .unwrap_or_default();
    assert!(
        logo.contains("PNG or WebP file beside the settings"),
        "{logo}"
    );
}
