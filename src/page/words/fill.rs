//! Fills in what stands in braces.

use edgegrant_words::{Counted, Text, Words};

use crate::protocol::login::Agent;

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
    use super::{digits, fill};
    use crate::page::words::en::EN;
    use crate::page::words::es::ES;

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
