//! What holds for every language.

use std::collections::BTreeMap;

use edgegrant_words::en::EN;
use edgegrant_words::{
    CODES, Category, Counted, Each, LANGUAGES, Text, Words, category, read, write,
};

/// Every text, in order.
fn texts(words: &Words) -> Vec<Text> {
    let (mut words, mut all) = (*words, Vec::new());
    words.each(&mut |text| all.push(*text));
    all
}

/// What stands in braces, and how often.
fn placeholders(text: &str) -> BTreeMap<&str, usize> {
    let mut found = BTreeMap::new();
    for part in text.split('{').skip(1) {
        let (name, _) = part.split_once('}').expect("a closing brace");
        *found.entry(name).or_default() += 1;
    }
    assert_eq!(
        text.matches('}').count(),
        text.matches('{').count(),
        "{text}"
    );
    found
}

/// What depends on a number is compared on its own: each language has other categories.
fn counted(words: &Words) -> Vec<Counted> {
    let (mut words, mut all) = (*words, Vec::new());
    words.each_counted(&mut |counted| all.push(*counted));
    all
}

/// Every text but those that depend on a number.
fn fixed(words: &Words) -> Vec<Text> {
    let mut words = *words;
    words.each_counted(&mut |counted| *counted = Counted::EMPTY);
    texts(&words)
}

fn each_text(mut look: impl FnMut(&str, Text, Text)) {
    for words in LANGUAGES {
        for (english, text) in fixed(&EN).into_iter().zip(fixed(words)) {
            look(words.lang, english, text);
        }
    }
}

#[test]
fn the_codes_are_those_of_the_languages() {
    assert_eq!(LANGUAGES.map(|words| words.lang), CODES);
    assert_eq!(CODES[0], "en");
    for words in LANGUAGES {
        let right_to_left = words.lang == "he";
        assert_eq!(words.dir, if right_to_left { "rtl" } else { "ltr" });
    }
}

#[test]
fn a_language_is_one_text_and_is_read_from_it() {
    for words in LANGUAGES {
        let written: Text = write(words).leak();
        let restored = read(written).expect("as many texts as it must have");
        assert_eq!(texts(&restored), texts(words), "{}", words.lang);
        // A text too few, and one too many.
        let (_, fewer) = written.split_once('\n').expect("texts");
        assert!(read(fewer).is_none());
        assert!(read(format!("{written}more\n").leak()).is_none());
        assert!(read(written.trim_end_matches('\n')).is_none());
    }
    assert!(read("").is_none());
}

#[test]
fn placeholders_are_those_of_english() {
    each_text(|lang, english, text| {
        assert_eq!(placeholders(text), placeholders(english), "{lang}: {text}");
    });
    for words in LANGUAGES {
        for (english, counted) in counted(&EN).iter().zip(counted(words)) {
            let mut known = *english;
            let mut number = false;
            known.each(&mut |text| number |= text.contains("{n}"));
            let mut counted = counted;
            counted.each(&mut |text| {
                let names: Vec<_> = placeholders(text).into_iter().collect();
                assert!(
                    number && matches!(names[..], [] | [("n", 1)]),
                    "{}: {text}",
                    words.lang
                );
            });
        }
    }
}

#[test]
fn no_text_is_missing_and_none_is_added() {
    each_text(|lang, english, text| {
        // What stands around a name may stand all before it or all behind it.
        let around = english.is_empty()
            || english.starts_with(' ')
            || english.ends_with(' ')
            || english.starts_with([',', '.', '?', ':']);
        if !around {
            assert!(
                !text.trim().is_empty(),
                "{lang}: a text is missing for: {english}"
            );
        }
    });
}

#[test]
fn a_name_does_not_touch_a_word() {
    // Japanese has no spaces, and Hebrew writes short words before a name as one with it.
    for words in LANGUAGES
        .into_iter()
        .filter(|words| !["ja", "he"].contains(&words.lang))
    {
        for (english, text) in fixed(&EN).into_iter().zip(fixed(words)) {
            let told = format!("{}: {text:?} for {english:?}", words.lang);
            let (first, last) = (text.chars().next(), text.chars().next_back());
            if english.ends_with(' ') {
                assert!(!last.is_some_and(char::is_alphanumeric), "{told}");
            }
            if english.starts_with(' ') {
                assert!(!first.is_some_and(char::is_alphanumeric), "{told}");
            }
        }
    }
}

#[test]
fn every_number_has_a_text() {
    for words in LANGUAGES {
        for counted in counted(words) {
            // How often something happened is said from two on.
            assert!(!counted.other.is_empty(), "{}", words.lang);
            for number in [0, 1, 2, 3, 5, 11, 100, 1_000_000] {
                assert!(!counted.text(words.lang, number).is_empty());
            }
        }
    }
}

#[test]
fn spaces_and_marks_are_as_they_must_be() {
    for words in LANGUAGES {
        for text in texts(words) {
            let told = format!("{}: {text:?}", words.lang);
            assert!(!text.contains(['\n', '\r', '\t', '\0', '<', '>']), "{told}");
            // More than one space is a mistake of the editor's.
            assert!(!text.contains("  "), "{told}");
            assert!(
                !text.contains("..") && !text.contains("\u{2026}."),
                "{told}"
            );
        }
    }
    // What follows another sentence begins with a space, where the language has spaces between sentences.
    for words in LANGUAGES {
        if words.lang == "ja" {
            continue;
        }
        let mut left = words.second_factor.left;
        left.each(&mut |text| {
            assert!(
                text.is_empty() || text.starts_with(' '),
                "{}: {text}",
                words.lang
            )
        });
        for text in [words.account.sessions.more, words.provider.email.0] {
            assert!(text.starts_with(' '), "{}: {text}", words.lang);
        }
    }
}

#[test]
fn the_programs_own_words_stay_as_they_are() {
    fn keys(words: &Words) -> Vec<Text> {
        let (kinds, mailed) = (words.account.activity.kinds, words.mail.notices);
        let pairs = words
            .scopes
            .iter()
            .chain(&words.claims)
            .chain(&kinds)
            .chain(&words.admin.events.kinds)
            .chain(&mailed);
        pairs.map(|(word, _)| *word).collect()
    }
    for words in LANGUAGES {
        assert_eq!(keys(words), keys(&EN), "{}", words.lang);
    }
}

#[test]
fn numbers_count_as_cldr_says() {
    use Category::{Many, One, Other, Two};
    let all = |lang: &str| [0, 1, 2, 3, 10, 100, 1_000_000].map(|number| category(lang, number));
    for lang in ["en", "de"] {
        assert_eq!(
            all(lang),
            [Other, One, Other, Other, Other, Other, Other],
            "{lang}"
        );
    }
    assert_eq!(all("es"), [Other, One, Other, Other, Other, Other, Many]);
    assert_eq!(all("fr"), [One, One, Other, Other, Other, Other, Many]);
    assert_eq!(all("ja"), [Other; 7]);
    assert_eq!(all("he"), [Other, One, Two, Other, Other, Other, Other]);
}

#[test]
fn a_number_takes_the_text_of_its_category() {
    let counted = Counted {
        zero: "none",
        one: "one",
        two: "a pair",
        other: "{n}",
        ..Counted::EMPTY
    };
    let texts = |lang: &str| [0, 1, 2, 3].map(|number| counted.text(lang, number));
    assert_eq!(texts("en"), ["none", "one", "{n}", "{n}"]);
    assert_eq!(texts("he"), ["none", "one", "a pair", "{n}"]);
    let few = Counted {
        other: "{n}",
        ..Counted::EMPTY
    };
    assert_eq!([0, 1, 2].map(|number| few.text("he", number)), ["{n}"; 3]);
}
