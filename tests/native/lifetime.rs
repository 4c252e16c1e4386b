//! Lifetimes: how they are written, their bounds, and which of them counts for a client.

use edgegrant::protocol::lifetime::{
    LONGEST_FAMILY, LONGEST_SIGNED, Lifetime, Lifetimes, OwnLifetimes, Written,
};

const DAY: u32 = 86_400;

#[test]
fn the_usual_ones_are_within_bounds_and_written_as_they_are_read() {
    assert_eq!(
        Lifetime::ALL.map(Lifetime::usual),
        [600, 600, 180 * DAY, 30 * DAY, 14 * DAY, 400 * DAY, DAY / 2]
    );
    for lifetime in Lifetime::ALL {
        let (from, to) = lifetime.bounds().into_inner();
        for seconds in [from, lifetime.usual(), to, from + 1] {
            let written = Written(seconds).to_string();
            assert_eq!(lifetime.parse(&written), Ok(seconds), "{written}");
            assert_eq!(lifetime.parse(&format!("{seconds}s")), Ok(seconds));
        }
        for seconds in [0, from - 1, to + 1, u32::MAX] {
            let bad = lifetime
                .parse(&format!("{seconds}s"))
                .expect_err("out of bounds");
            let named = [from, to, lifetime.usual()].map(|seconds| Written(seconds).to_string());
            for name in named {
                assert!(bad.to_string().contains(&name), "{bad}");
            }
        }
    }
    for signed in [Lifetime::AccessToken, Lifetime::IdToken] {
        assert_eq!(*signed.bounds().end(), LONGEST_SIGNED);
    }
    assert_eq!(*Lifetime::RefreshToken.bounds().end(), LONGEST_FAMILY);
}

#[test]
fn a_lifetime_is_a_number_and_a_unit() {
    for (text, seconds) in [
        ("3600s", 3600),
        ("60m", 3600),
        ("1h", 3600),
        ("01h", 3600),
        ("1d", DAY),
    ] {
        assert_eq!(Lifetime::AccessToken.parse(text), Ok(seconds), "{text}");
    }
    for text in [
        "",
        "h",
        "1",
        "600",
        "1 h",
        " 1h",
        "1h ",
        "1H",
        "+1h",
        "-1h",
        "1.5h",
        "1h30m",
        "1w",
        "1\u{b5}",
        "99999999999999999999h",
        "4294967295d",
        "one hour",
        "never",
    ] {
        assert!(Lifetime::AccessToken.parse(text).is_err(), "{text}");
    }
    let written = [
        (1, "1s"),
        (90, "90s"),
        (120, "2m"),
        (7200, "2h"),
        (36 * 3600, "36h"),
        (DAY, "1d"),
    ];
    for (seconds, text) in written {
        assert_eq!(Written(seconds).to_string(), text);
    }
}

#[test]
fn what_the_owner_decided_for_a_client_comes_before_the_settings() {
    let server = Lifetimes::default();
    assert_eq!(server.with(OwnLifetimes::default()), server);
    for (number, lifetime) in (1..).zip(Lifetime::OF_CLIENTS) {
        let mut own = OwnLifetimes::default();
        own.set(lifetime, Some(number));
        assert_eq!(own.get(lifetime), Some(number));
        let both = server.with(own);
        let all = [
            both.access_token,
            both.id_token,
            both.refresh_token,
            both.refresh_token_idle,
            both.session,
        ];
        for (other, seconds) in Lifetime::OF_CLIENTS.into_iter().zip(all) {
            let expected = if other == lifetime {
                number
            } else {
                other.usual()
            };
            assert_eq!(seconds, expected, "{lifetime:?} {other:?}");
        }
        own.set(lifetime, None);
        assert_eq!(own, OwnLifetimes::default());
    }
    for lifetime in [Lifetime::SessionIdle, Lifetime::SessionBrief] {
        let mut own = OwnLifetimes::default();
        own.set(lifetime, Some(1));
        assert_eq!(own, OwnLifetimes::default(), "the same for every client");
        assert_eq!(own.get(lifetime), None);
    }
}
