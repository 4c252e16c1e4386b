//! Spans of time and days, as an owner writes them.

use edgegrant::protocol::timestamp::Timestamp;

const DAY: i64 = 24 * 3600;

/// A number and its unit, in seconds.
pub(crate) fn span(text: &str) -> Result<i64, String> {
    let (digits, unit) =
        text.split_at(text.len() - text.chars().next_back().map_or(0, char::len_utf8));
    let unit = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => DAY,
        _ => 0,
    };
    let number = digits.parse::<u32>().ok().filter(|_| unit > 0);
    let number = number.ok_or("it must be a time such as 90s, 10m, 8h or 30d")?;
    Ok(i64::from(number) * unit)
}

/// A day, or a span before now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum When {
    /// The moment at which the day begins, in UTC.
    Day(i64),
    /// Seconds before now.
    Ago(i64),
}

impl When {
    /// When it begins.
    pub(crate) fn begins(self, now: Timestamp) -> Timestamp {
        match self {
            Self::Day(at) => Timestamp(at),
            Self::Ago(seconds) => Timestamp(now.0 - seconds),
        }
    }

    /// When it is over: a day lasts until the next one.
    pub(crate) fn ends(self, now: Timestamp) -> Timestamp {
        match self {
            Self::Day(at) => Timestamp(at + DAY),
            Self::Ago(seconds) => Timestamp(now.0 - seconds),
        }
    }
}

/// A day such as 2026-11-30, or how long ago.
pub(crate) fn when(text: &str) -> Result<When, String> {
    if let Some(at) = Timestamp::of_day(text) {
        return Ok(When::Day(at.0));
    }
    let ago = span(text).map_err(|bad| format!("{bad}, or a day such as 2026-11-30"))?;
    Ok(When::Ago(ago))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_of_the_calendar() {
        for (text, seconds) in [
            ("1970-01-01", 0),
            ("2000-02-29", 951_782_400),
            ("2000-03-01", 951_868_800),
            ("2026-12-31", 1_798_675_200),
        ] {
            assert_eq!(when(text), Ok(When::Day(seconds)), "{text}");
        }
        for bad in [
            "2026-02-29",
            "2026-04-31",
            "2026-13-01",
            "2026-1-1",
            "2026-11-30T10:00",
            "x",
        ] {
            let said = when(bad).expect_err(bad);
            assert!(said.contains("such as 90s") && said.contains("2026-11-30"));
        }
    }

    #[test]
    fn a_day_lasts_until_the_next_one_and_a_span_is_counted_from_now() {
        let now = Timestamp(1_000_000);
        assert_eq!(When::Day(0).begins(now), Timestamp(0));
        assert_eq!(When::Day(0).ends(now), Timestamp(86_400));
        assert_eq!(when("1d").map(|it| it.begins(now)), Ok(Timestamp(913_600)));
        assert_eq!(span("90s"), Ok(90));
    }
}
