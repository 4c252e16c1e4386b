//! Browsers that are known, and addresses.

use edgegrant::protocol::address::Address;
use edgegrant::protocol::login::known_browser::{KnownBrowser, LIFETIME};
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
