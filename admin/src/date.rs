//! Times, as an owner reads them.

use edgegrant::protocol::timestamp::{Civil, Timestamp};

/// A time in UTC, to the minute.
pub(super) fn date(time: Timestamp) -> String {
    let Civil { hour, minute, .. } = time.civil();
    format!("{} {hour:02}:{minute:02} UTC", time.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_as_a_date() {
        for (seconds, written) in [
            (0, "1970-01-01 00:00 UTC"),
            (951_782_399, "2000-02-28 23:59 UTC"),
            (951_782_400, "2000-02-29 00:00 UTC"),
            (951_868_800, "2000-03-01 00:00 UTC"),
            (1_798_761_599, "2026-12-31 23:59 UTC"),
            (4_107_542_400, "2100-03-01 00:00 UTC"),
        ] {
            assert_eq!(date(Timestamp(seconds)), written);
        }
    }
}
