//! Which passwords may be chosen.

use super::password;
use crate::runtime::World;
use edgegrant::platform::Unicode;
use edgegrant::protocol::login::password::{self, Password, TooLong};
use edgegrant::protocol::login::password_rules::BadPassword::{
    self, Common, Name, TooLong as TooManyPoints, TooShort,
};
use edgegrant::protocol::login::password_rules::{LONGEST, SHORTEST, accept};

/// As Ada Lovelace chooses it.
fn chosen(text: &str) -> Result<(), BadPassword> {
    let about = ["adalove", "countess@analytical.example", "Ada Lovelace"];
    accept(&password(text), &about, SHORTEST, World::fold)
}

#[test]
fn code_points_are_counted_and_nothing_else_is_asked() {
    for good in [
        "nine green kites",
        "take-a-look-around",
        "tangled-otter-parade",
        "        x        y",
        "zwölf Käsebrötchen!",
        "ключ лежит под ковром",
        "鍵は植木鉢の下にありますよ、たぶん",
        "839201746509182",
        "123920174650982",
        "f0Tz-9QpL-27vW-xx1",
        "abc-839201746509",
        "\u{1f511}\u{1f3e0}\u{1f33b}\u{1f422}\u{1f3b8}\u{1f680}\u{1f9c0}\u{1f35e}\u{1f98a}\u{1f4da}\u{1f388}\u{1f30d}\u{2615}\u{1f3c6}\u{1f451}",
        // Three common words, or more, are a choice.
        "monkey computer sunshine",
        // A word that everybody has, and enough that nobody has.
        "password of the old mill",
    ] {
        assert_eq!(chosen(good), Ok(()), "{good}");
    }
    assert_eq!(chosen("nine green kit"), Err(TooShort(15)));
    assert_eq!(chosen(""), Err(TooShort(15)));
    // 14 letters, however they were typed: NFC counts.
    let apart = "zwo\u{308}lf Ka\u{308}sebro\u{308}t";
    assert_eq!(apart.chars().count(), 17);
    assert_eq!(chosen(apart), Err(TooShort(15)));
    assert_eq!(chosen(&format!("{apart}e")), Ok(()));
    // Where a second factor is asked of everybody, less will do.
    assert_eq!(accept(&password("kite9pond"), &[], 8, World::fold), Ok(()));
}

#[test]
fn the_longest_has_256_code_points_and_what_is_longer_than_1024_bytes_is_not_read() {
    let longest: String = "nine green kites ".chars().cycle().take(LONGEST).collect();
    assert_eq!(chosen(&longest), Ok(()));
    assert_eq!(chosen(&format!("{longest}x")), Err(TooManyPoints));
    assert_eq!(LONGEST * char::MAX.len_utf8(), password::LONGEST);
    assert!(Password::new(&"a".repeat(1024), World::compose).is_ok());
    let longer = Password::new(&"a".repeat(1025), World::compose);
    assert_eq!(longer.err(), Some(TooLong));
}

#[test]
fn what_others_choose_is_refused() {
    for bad in [
        "aaaaaaaaaaaaaaaa",
        "abababababababab",
        "12341234123412341",
        "Xk9!Xk9!Xk9!Xk9!",
        "- - - - - - - - -",
        "123456789012345",
        "098765432109876",
        "qwertyuiopasdfgh",
        "QWERTYUIOP123456",
        "asdfghjkl;zxcvbnm",
        "1qaz2wsx3edc4rfv",
        "1q2w3e4r5t6y7u8i",
        "abcdefghijklmnop",
        "abc123abc123abc",
        "!@#$%^&*()_+!@#$%",
        "passwordpassword",
        "Password Password!",
        "password12345678",
        "password-20261129",
        "password 2026-11-29!",
        "p@ssw0rdp@ssw0rd",
        "P4$$word-P4$$word",
        "iloveyouiloveyou",
        "LetMeIn!LetMeIn!",
        "administrator123",
        "welcome-welcome-1",
        "qwerty-password-1",
        "correct horse battery staple",
        "CorrectHorseBatteryStaple1",
        "the quick brown fox",
        "may the force be with you",
        "йцукенгшщзхъфывап",
        "ｐａｓｓｗｏｒｄｐａｓｓｗｏｒｄ",
    ] {
        assert_eq!(chosen(bad), Err(Common), "{bad}");
    }
}

#[test]
fn the_names_of_the_user_and_of_this_server_are_refused() {
    for bad in [
        "adaloveadaloveadalove",
        "adalove-1234567890",
        "ADALOVE ada lovelace",
        "countess@analytical.example",
        "Countess@Analytical.Example1",
        "countesscountess",
        "ada lovelace ada lovelace",
        "Edgegrant-Edgegrant",
        "edgegrant123456",
        "edgegrantpassword",
    ] {
        assert_eq!(chosen(bad), Err(Name), "{bad}");
    }
    // One among other words is not all of it; and what is short stands in many words.
    assert_eq!(chosen("where does adalove live"), Ok(()));
    let short = accept(&password("annoying-kettles"), &["an", ""], 15, World::fold);
    assert_eq!(short, Ok(()));
}

#[test]
fn each_refusal_says_what_to_do() {
    for bad in [TooShort(15), TooManyPoints, Common, Name] {
        assert!(bad.to_string().ends_with('.'), "{bad}");
    }
    assert!(TooShort(15).to_string().contains("at least 15 characters"));
}
