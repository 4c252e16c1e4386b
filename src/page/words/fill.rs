//! Fills in what stands in braces.

use edgegrant_words::{Around, Counted, Text, Words};

use crate::protocol::login::Agent;

/// Before this character, no letter is from right to left, and no mark changes the direction of anything.
const FIRST_RIGHT_TO_LEFT: char = '\u{590}';

/// A text with each `{name}` replaced by its value. What a value holds is not looked at again.
pub(crate) fn fill(text: Text, values: &[(&str, &str)]) -> String {
    let mut filled = String::new();
    let mut rest: &str = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        let mut values = values.iter();
        if let Some((_, value)) = values.find(|(known, _)| *known == name) {
            filled.push_str(value);
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// A text around what somebody wrote or named: a name, an address, an id. Whatever direction that is written in, it changes the order
/// of nothing around it: it stands between a first strong isolate and its end (Unicode Standard Annex #9, section 2.4.2). Latin
/// letters need no marks among text from left to right.
#[inline(never)]
pub(crate) fn named((before, after): Around, value: &str, words: &Words) -> String {
    let [start, end] = if words.dir == "ltr" && value.chars().all(|it| it < FIRST_RIGHT_TO_LEFT) {
        [""; 2]
    } else {
        ["\u{2068}", "\u{2069}"]
    };
    [before, start, value, end, after].concat()
}

/// The same, alone.
pub(crate) fn isolated(value: &str, words: &Words) -> String {
    named(("", ""), value, words)
}

/// What a line begins with that is in the direction of the page, although a word from left to right comes first.
pub(crate) fn mark(words: &Words) -> &'static str {
    if words.dir == "rtl" { "\u{200f}" } else { "" }
}

/// The text for a number, with the number in it.
pub(crate) fn counted(counted: &Counted, number: u32, words: &Words) -> String {
    let text = counted.text(words.lang, number.into());
    fill(text, &[("n", &digits(number, words))])
}

/// A number as people write it.
pub(crate) fn digits(number: u32, words: &Words) -> String {
    let plain = number.to_string();
    // CLDR's `minimumGroupingDigits`: in Spanish, four digits stand together.
    if plain.len() == 4 && words.lang == "es" {
        return plain;
    }
    let mut written = String::new();
    for (place, digit) in plain.chars().enumerate() {
        if place > 0 && (plain.len() - place).is_multiple_of(3) {
            written.push_str(words.dates.thousands);
        }
        written.push(digit);
    }
    written
}

/// The browser and system of a session.
pub(crate) fn agent(agent: Agent, words: &Words) -> String {
    let browser = agent.browser.unwrap_or(words.agent.unknown);
    match agent.system {
        Some(system) => fill(
            words.agent.both,
            &[("browser", browser), ("system", system)],
        ),
        None => browser.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{digits, fill, named};
    use crate::page::words::en::EN;
    use crate::page::words::es::ES;
    use crate::page::words::he::HE;

    #[test]
    fn what_is_filled_in_is_not_looked_at_again() {
        let values = [("a", "{b}"), ("b", "two")];
        assert_eq!(fill("{b}, {a}{b}.", &values), "two, {b}two.");
        assert_eq!(fill("{c}{a", &values), "{b}");
        assert_eq!(fill("", &values), "");
    }

    #[test]
    fn four_digits_stand_together_in_spanish() {
        for (number, written) in [(999, "999"), (9999, "9999"), (10_000, "10\u{a0}000")] {
            assert_eq!(digits(number, &ES), written);
        }
    }

    #[test]
    fn what_is_named_is_isolated_where_its_direction_could_matter() {
        let around = ("a ", ", b");
        assert_eq!(named(around, "Ada", &EN), "a Ada, b");
        assert_eq!(named(around, "Jörg", &EN), "a Jörg, b");
        assert_eq!(named(around, "עדה", &EN), "a \u{2068}עדה\u{2069}, b");
        assert_eq!(named(around, "Ada", &HE), "a \u{2068}Ada\u{2069}, b");
        assert_eq!(
            named(around, "\u{202e}a", &EN),
            "a \u{2068}\u{202e}a\u{2069}, b"
        );
    }

    #[test]
    fn large_numbers_are_grouped() {
        for (number, written) in [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(digits(number, &EN), written);
        }
    }
}
