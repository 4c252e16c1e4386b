//! Times in words for people.

/// A number of seconds, such as "9 minutes 58 seconds".
#[must_use]
pub fn duration(seconds: u64) -> String {
    let count = |number: u64, unit: &str| match number {
        0 => String::new(),
        1 => format!("1 {unit}"),
        _ => format!("{number} {unit}s"),
    };
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    let parts = [
        count(hours, "hour"),
        count(minutes, "minute"),
        count(if hours == 0 { seconds % 60 } else { 0 }, "second"),
    ];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    if parts.is_empty() {
        "0 seconds".to_owned()
    } else {
        parts.join(" ")
    }
}

/// An RFC 3339 time in UTC, such as "21 November 2026, 07:31"; anything else is returned unchanged.
#[must_use]
pub fn time(rfc3339: &str) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let written = || {
        let (date, clock) = rfc3339.split_once('T')?;
        let mut date = date.split('-');
        let year = date.next()?;
        let month: usize = date.next()?.parse().ok()?;
        let day: u8 = date.next()?.parse().ok()?;
        let month = MONTHS.get(month.checked_sub(1)?)?;
        Some(format!("{day} {month} {year}, {}", clock.get(..5)?))
    };
    written().unwrap_or_else(|| rfc3339.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{duration, time};

    #[test]
    fn durations() {
        for (seconds, words) in [
            (0, "0 seconds"),
            (1, "1 second"),
            (59, "59 seconds"),
            (60, "1 minute"),
            (598, "9 minutes 58 seconds"),
            (3600, "1 hour"),
            (7322, "2 hours 2 minutes"),
        ] {
            assert_eq!(duration(seconds), words);
        }
    }

    #[test]
    fn times() {
        for (text, words) in [
            ("2026-11-21T07:31:02.120Z", "21 November 2026, 07:31"),
            ("2026-01-01T00:00:00Z", "1 January 2026, 00:00"),
            ("2026-13-01T00:00:00Z", "2026-13-01T00:00:00Z"),
            ("2026-00-01T00:00:00Z", "2026-00-01T00:00:00Z"),
            ("2026-01-01Té", "2026-01-01Té"),
            ("yesterday", "yesterday"),
        ] {
            assert_eq!(time(text), words);
        }
    }
}
