//! In which language somebody reads.

use edgegrant::endpoint::config::Config;
use edgegrant::protocol::language::{accepted, asked, of_tag};
use edgegrant::protocol::own_words::OwnWords;
use serde_json::json;

use super::runtime::visitor::config;

#[test]
fn a_tag_is_looked_up_by_its_language_alone() {
    for tag in ["de", "de-AT", "DE", "de-Latn-CH-1996", " de "] {
        assert_eq!(of_tag(tag), Some("de"), "{tag}");
    }
    for tag in ["he", "iw", "IW-il"] {
        assert_eq!(of_tag(tag), Some("he"), "{tag}");
    }
    for tag in [
        "", "*", "-", "d", "deu", "zh-Hant", "x-de", "de_AT", "ge-de",
    ] {
        assert_eq!(of_tag(tag), None, "{tag}");
    }
}

#[test]
fn of_what_an_app_asks_for_the_first_that_is_known_counts() {
    assert_eq!(asked("tlh de-AT en"), Some("de"));
    assert_eq!(asked("en de"), Some("en"));
    assert_eq!(asked(""), None);
    assert_eq!(asked("tlh  x"), None);
    // A list without end is not read to its end.
    assert_eq!(asked(&"x ".repeat(31)), None);
    assert_eq!(asked(&("x ".repeat(31) + "de")), Some("de"));
    assert_eq!(asked(&("x ".repeat(32) + "de")), None);
}

#[test]
fn of_what_a_browser_prefers_the_heaviest_that_is_known_counts() {
    for (header, language) in [
        ("de", Some("de")),
        ("de-CH", Some("de")),
        ("en, de", Some("en")),
        ("en;q=0.8, de", Some("de")),
        ("en;q=0.8,de;q=0.9", Some("de")),
        ("en;q=0.80, de;q=0.8", Some("en")),
        ("tlh, zh;q=0.9, de;q=0.2, en;q=0.1", Some("de")),
        ("de;q=0", None),
        ("de;q=0.000, en;q=0.001", Some("en")),
        ("de ; q=0.5 , en ; Q=1.000", Some("en")),
        ("*", None),
        ("tlh, *;q=0.5", None),
        ("", None),
        (",,;q=,de;q", None),
        ("de;q=2, en;q=0.1", Some("en")),
        ("de;q=x, en;q=0.1", Some("en")),
        ("de;level=1, en;q=0.1", Some("en")),
    ] {
        assert_eq!(accepted(header), language, "{header}");
    }
    assert_eq!(accepted(&("x,".repeat(31) + "de")), Some("de"));
    assert_eq!(accepted(&("x,".repeat(32) + "de")), None);
}

#[test]
fn the_setting_is_a_language_that_there_is() {
    assert_eq!(config(&[]).language, "en");
    assert_eq!(config(&[("LANGUAGE", "de")]).language, "de");
    for wrong in ["", "DE", "de-AT", "tlh"] {
        let setting = |name: &str| (name == "LANGUAGE").then(|| wrong.to_owned());
        let usual = |name: &str| match name {
            "ISSUER" => Some("https://auth.example".to_owned()),
            "EDGEGRANT_SECRET" => Some("a secret that is long enough for it".to_owned()),
            name => setting(name),
        };
        let refused = Config::read(usual, true).map(drop).expect_err(wrong);
        let start = format!("LANGUAGE is \"{wrong}\"; it must be one of \"en\", \"de\"");
        assert!(refused.sentence().starts_with(&start), "{refused}");
    }
}

#[test]
fn the_owners_words_are_read_in_the_readers_language_or_in_that_of_the_setting() {
    let read = |words: serde_json::Value| OwnWords::read(&words);
    let plain = read(json!("Notes")).expect("words");
    assert_eq!(plain.text("de", "en"), "Notes");
    let both = read(json!({ "en": "Notes", "de": "Notizen" })).expect("words");
    for (reader, otherwise, text) in [
        ("en", "de", "Notes"),
        ("de", "en", "Notizen"),
        ("ja", "de", "Notizen"),
        ("ja", "en", "Notes"),
    ] {
        assert_eq!(both.text(reader, otherwise), text);
    }
    let german = read(json!({ "de": "Notizen" })).expect("words");
    assert_eq!(german.text("ja", "en"), "Notizen");
    for wrong in [
        json!(null),
        json!(1),
        json!([]),
        json!({}),
        json!({ "de": 1 }),
        json!({ "de-AT": "Notizen" }),
        json!({ "tlh": "x" }),
    ] {
        assert!(read(wrong.clone()).is_none(), "{wrong}");
    }
    for blank in [json!(""), json!(" "), json!({ "en": "Notes", "de": "" })] {
        assert!(read(blank).expect("words").is_blank());
    }
    assert!(!both.is_blank());
}
