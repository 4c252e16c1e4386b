//! Browsers that are known, addresses, and what a session says about a device.

use edgegrant::protocol::address::Address;
use edgegrant::protocol::login::known_browser::{KnownBrowser, LIFETIME};
use edgegrant::protocol::login::{Agent, Place, chosen_name};
use edgegrant::protocol::secret::{MacKey, Secret, ServerKeys};
use edgegrant::protocol::timestamp::Timestamp;

const NOW: Timestamp = Timestamp(1_800_000_000);

fn key(secret: &str) -> MacKey {
    ServerKeys::derive(&Secret::new(secret))
        .expect("a secret")
        .form
}

fn usual() -> MacKey {
    key("a secret that is long enough for it")
}

#[test]
fn a_browser_is_known_to_those_who_signed_in_there() {
    let browser = KnownBrowser::new([1; 32])
        .after(&usual(), "ann", NOW)
        .after(&usual(), "bob", NOW);
    let browser = KnownBrowser::read(&browser.cookie()).expect("a cookie");
    assert!(browser.knows(&usual(), "ann", NOW));
    assert!(browser.knows(&usual(), "bob", NOW));
    assert!(!browser.knows(&usual(), "carol", NOW));
    assert!(!browser.knows(&key("another secret that is long enough"), "ann", NOW));
    assert!(!browser.knows(&usual(), "ann", NOW.plus(LIFETIME)));
}

#[test]
fn a_mark_is_of_no_use_in_another_browser() {
    let [one, other] =
        [[1; 32], [2; 32]].map(|random| KnownBrowser::new(random).after(&usual(), "ann", NOW));
    let one = one.cookie();
    let mark = one.reveal().split_once('.').expect("a mark").1;
    let mixed = Secret::new(format!("{}.{mark}", other.id()));
    assert!(
        !KnownBrowser::read(&mixed)
            .expect("a cookie")
            .knows(&usual(), "ann", NOW)
    );
}

#[test]
fn the_cookie_stays_small_and_the_one_who_came_first_is_forgotten() {
    let mut browser = KnownBrowser::new([1; 32]);
    for user in ["ann", "bob", "carol", "dave", "ann", "erin"] {
        browser = browser.after(&usual(), user, NOW);
    }
    assert!(browser.cookie().reveal().len() < 240);
    let known =
        ["ann", "bob", "carol", "dave", "erin"].map(|user| browser.knows(&usual(), user, NOW));
    assert_eq!(known, [true, false, true, true, true]);
}

#[test]
fn what_is_no_such_cookie_is_none() {
    let good = KnownBrowser::new([1; 32])
        .after(&usual(), "ann", NOW)
        .cookie();
    let good = good.reveal();
    let id = good.split('.').next().expect("an id");
    for bad in [
        "",
        ".",
        "x",
        "AAAA",
        &format!("{good}."),
        &format!("{good}.x"),
        &format!("{id}.-1-AAAA"),
        &format!("{id}.9999999999-{}", "A".repeat(43)),
        &good.repeat(2),
    ] {
        assert!(KnownBrowser::read(&Secret::new(bad)).is_none(), "{bad}");
    }
}

#[test]
fn an_address_is_its_ipv4_or_the_64_of_its_ipv6() {
    for (sent, expected) in [
        (Some("192.0.2.1"), "192.0.2.1"),
        (Some("::ffff:192.0.2.1"), "192.0.2.1"),
        (Some("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64"),
        (Some("2001:db8:1:2::"), "2001:db8:1:2::/64"),
        (Some("2001:db8:1:3::1"), "2001:db8:1:3::/64"),
        (Some("::1"), "::/64"),
        (Some(""), "unknown"),
        (Some("192.0.2.1, 192.0.2.2"), "unknown"),
        (Some("localhost"), "unknown"),
        (None, "unknown"),
    ] {
        assert_eq!(Address::parse(sent).to_string(), expected, "{sent:?}");
    }
}

#[test]
fn a_browser_and_its_system_are_named_in_words() {
    for (header, words) in [
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox on Linux",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
            "Chrome on Windows",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
            "Safari on macOS",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
            "Safari on iOS",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/142.0.0.0 Mobile/15E148 Safari/604.1",
            "Chrome on iOS",
        ),
        (
            "Mozilla/5.0 (iPad; CPU OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/140.0 Mobile/15E148 Safari/605.1.15",
            "Firefox on iPadOS",
        ),
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
            "Chrome on Android",
        ),
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
            "Samsung Internet on Android",
        ),
        (
            "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 OPR/120.0.0.0",
            "Opera on ChromeOS",
        ),
        ("curl/8.5.0", "Unknown browser"),
        ("Linux", "Unknown browser on Linux"),
        ("Firefox/1", "Firefox"),
        ("", "Unknown browser"),
    ] {
        let agent = Agent::of(header);
        assert_eq!(agent.to_string(), words, "{header}");
        assert_eq!(Agent::parse(&agent.stored()), agent, "{header}");
    }
    let late = format!("{} Firefox/140.0", "x".repeat(512));
    assert_eq!(Agent::of(&late), Agent::default(), "too long a header");
    for stored in ["", "Firefox", "<script>/Linux", "Linux/Firefox"] {
        assert_eq!(Agent::parse(stored).browser, None, "{stored}");
    }
}

#[test]
fn a_place_is_a_city_and_a_country_or_nothing() {
    let long = "a".repeat(65);
    for (city, country, place) in [
        (Some("Austin"), Some("US"), Some("Austin, US")),
        (None, Some("PT"), Some("PT")),
        (Some(" S\u{e3}o Paulo "), None, Some("S\u{e3}o Paulo")),
        (None, Some("T1"), Some("Tor")),
        (None, Some("XX"), None),
        (Some(""), Some(""), None),
        (Some("a\nb"), Some("usa"), None),
        (Some(long.as_str()), Some("us"), None),
        (None, None, None),
    ] {
        let told = Place::told(city, country);
        assert_eq!(
            told.map(|told| told.to_string()).as_deref(),
            place,
            "{city:?} {country:?}"
        );
    }
}

#[test]
fn a_username_has_no_character_that_nobody_sees() {
    let username = |text: &str| chosen_name::username(text, str::to_lowercase);
    assert_eq!(username("Zoë").as_deref(), Ok("Zoë"));
    for unseen in [
        '\u{200c}',
        '\u{200d}',
        '\u{180b}',
        '\u{fe00}',
        '\u{fe0f}',
        '\u{e0100}',
    ] {
        assert!(username(&format!("de{unseen}mo")).is_err(), "{unseen:?}");
    }
}
