//! Seconds since the Unix epoch, as in the `NumericDate` of RFC 7519 section 2.

use serde::Serialize;
use serde_json::Value;

/// A day, in seconds.
pub const DAY: u32 = 24 * 3600;

/// A moment, in whole seconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Reads a `NumericDate`. It may have a fraction, which is dropped; `None` when it is beyond all calendars.
    #[must_use]
    pub fn read(value: &Value) -> Option<Self> {
        if let Some(seconds) = value.as_i64() {
            return Some(Self(seconds));
        }
        let seconds = value.as_f64()?;
        // The whole numbers that a double holds exactly.
        (seconds.abs() < 9_007_199_254_740_992.0).then(|| Self(seconds.floor() as i64))
    }

    /// The moment that is `seconds` later.
    #[must_use]
    pub fn plus(self, seconds: u32) -> Self {
        Self(self.0.saturating_add(i64::from(seconds)))
    }
}

/// A moment in the calendar, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Civil {
    /// Of the common era.
    pub year: i64,
    /// From 1.
    pub month: u8,
    /// From 1.
    pub day: u8,
    /// From 0.
    pub hour: u8,
    /// From 0.
    pub minute: u8,
}

impl Timestamp {
    /// The moment in the calendar, to the minute.
    #[must_use]
    pub fn civil(self) -> Civil {
        let (days, seconds) = (self.0.div_euclid(86_400), self.0.rem_euclid(86_400));
        // Years begin in March, so the leap day is their last day. An era has 400 of them.
        let days = days + 719_468;
        let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
        let day = day - (365 * year + year / 4 - year / 100);
        let from_march = (5 * day + 2) / 153;
        let day = day - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 {
            from_march + 3
        } else {
            from_march - 9
        };
        Civil {
            year: era * 400 + year + i64::from(month <= 2),
            month: month as u8,
            day: day as u8,
            hour: (seconds / 3_600) as u8,
            minute: (seconds % 3_600 / 60) as u8,
        }
    }

    /// The day in ISO 8601, as `datetime` of HTML has it.
    #[must_use]
    pub fn day(self) -> String {
        let Civil {
            year, month, day, ..
        } = self.civil();
        format!("{year:04}-{month:02}-{day:02}")
    }

    /// When a day of the calendar begins, in UTC; `text` is as [`Timestamp::day`] writes it. `None`: there is no such day.
    #[must_use]
    pub fn of_day(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let mut part = |length: usize| {
            let part = parts.next().filter(|it| it.len() == length)?;
            let digits = part.bytes().all(|byte| byte.is_ascii_digit());
            part.parse::<i64>().ok().filter(|_| digits)
        };
        let (year, month, day) = (part(4)?, part(2)?, part(2)?);
        if parts.next().is_some() || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return None;
        }
        // Years begin in March, so the leap day is their last day.
        let (year, from_march) = if month > 2 {
            (year, month - 3)
        } else {
            (year - 1, month + 9)
        };
        let leaps = year / 4 - year / 100 + year / 400;
        let days = 365 * year + leaps + (153 * from_march + 2) / 5 + day - 1 - 719_468;
        let at = Self(days * 86_400);
        // The 31st of April is a day of May.
        (at.day() == text).then_some(at)
    }
}
