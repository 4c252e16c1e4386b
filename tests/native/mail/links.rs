//! Codes and the link "it was not me": what can be read back, and what cannot.

use edgegrant::protocol::login::disavowal::{Disavowal, LIFETIME};
use edgegrant::protocol::login::mail_code;
use edgegrant::protocol::timestamp::Timestamp;

use crate::runtime::visitor::config;

#[test]
fn a_code_has_six_or_eight_digits_and_is_read_as_people_type_it() {
    for (random, code) in [([0; 32], "00000000"), ([255; 32], "09551615")] {
        let minted = |digits| mail_code::mint(random, digits);
        assert_eq!(minted(mail_code::SIGN_UP).reveal(), code);
        assert_eq!(minted(mail_code::SIGN_IN).reveal(), &code[2..]);
    }
    for typed in [
        "012345",
        " 012 345 ",
        "012-345",
        "0 1 2 3 4 5",
        "012\u{a0}345",
    ] {
        let read = mail_code::read(typed, mail_code::SIGN_IN).expect("a code");
        assert_eq!(read.reveal(), "012345");
    }
    for typed in [
        "",
        "01234",
        "0123456",
        "01234a",
        "\u{661}\u{662}\u{663}\u{664}\u{665}\u{666}",
    ] {
        assert!(
            mail_code::read(typed, mail_code::SIGN_IN).is_none(),
            "{typed}"
        );
    }
}

#[test]
fn what_is_stored_of_a_code_is_of_one_row_and_one_secret() {
    let key = config(&[]).keys.form;
    let other = config(&[("EDGEGRANT_SECRET", "another secret, and long enough too")])
        .keys
        .form;
    let code = mail_code::mint([7; 32], mail_code::SIGN_IN);
    let stored = mail_code::stored(&key, "row", &code);
    assert!(!stored.contains(code.reveal()));
    assert_eq!(stored, mail_code::stored(&key, "row", &code));
    assert_ne!(stored, mail_code::stored(&key, "another", &code));
    assert_ne!(stored, mail_code::stored(&other, "row", &code));
}

#[test]
fn a_disavowal_says_what_it_said_for_three_days_and_nothing_that_was_altered() {
    let key = config(&[]).keys.form;
    let now = Timestamp(1_800_000_000);
    for former in [false, true] {
        let disavowal = Disavowal {
            user_id: "person-1".to_owned(),
            credential_version: 7,
            former,
            until: now.plus(LIFETIME),
        };
        let secret = disavowal.mint(&key);
        let text = secret.reveal();
        assert_eq!(Disavowal::read(text, &key, now), Some(disavowal.clone()));
        assert_eq!(
            Disavowal::read(text, &key, now.plus(LIFETIME - 1)),
            Some(disavowal)
        );
        assert_eq!(Disavowal::read(text, &key, now.plus(LIFETIME)), None);
        for at in 0..text.len() {
            let mut altered = text.as_bytes().to_vec();
            altered[at] = if altered[at] == b'A' { b'B' } else { b'A' };
            let altered = String::from_utf8(altered).expect("text");
            assert_eq!(Disavowal::read(&altered, &key, now), None, "{at}");
        }
        assert_eq!(Disavowal::read(&format!("{text}."), &key, now), None);
    }
    for text in ["", "...", "a.b.c.d", "cGVyc29u.1.9999999999."] {
        assert_eq!(Disavowal::read(text, &key, now), None);
    }
}
