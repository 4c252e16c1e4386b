//! Days and times, as people write them.

use edgegrant_words::{Around, Words};

use super::fill::{counted, fill};
use crate::protocol::timestamp::{Civil, Timestamp};

/// A day, with what stands around it.
pub(crate) fn day((before, after): Around, at: Timestamp, words: &Words) -> String {
    [before, &date(at.civil(), words), after].concat()
}

/// A day and a time, in UTC.
pub(crate) fn moment(at: Timestamp, words: &Words) -> String {
    let civil = at.civil();
    let date = date(civil, words);
    let [hour, minute] = [civil.hour, civil.minute].map(|it| format!("{it:02}"));
    let values = [("date", &*date), ("hour", &hour), ("minute", &minute)];
    fill(words.dates.moment, &values)
}

fn date(civil: Civil, words: &Words) -> String {
    let month = words.dates.months[usize::from(civil.month.clamp(1, 12) - 1)];
    let (day, year) = (civil.day.to_string(), civil.year.to_string());
    let day = if civil.day == 1 {
        words.dates.first
    } else {
        &day
    };
    let values = [("day", day), ("month", month), ("year", &year)];
    fill(words.dates.day, &values)
}

/// When it is worth trying again, after so many seconds: a sentence.
pub(crate) fn wait(seconds: u32, words: &Words) -> String {
    let (number, unit) = match seconds {
        0..=59 => (seconds.max(1), &words.wait.seconds),
        60..=5399 => (seconds.div_ceil(60), &words.wait.minutes),
        _ => (seconds.div_ceil(3600), &words.wait.hours),
    };
    counted(unit, number, words)
}

/// How many seconds ago something was.
pub(crate) fn ago(seconds: u32, words: &Words) -> String {
    match seconds / 60 {
        0 => words.device.ago.now.to_owned(),
        minutes => counted(&words.device.ago.minutes, minutes, words),
    }
}
