//! Days, times and numbers, as people write them.

use crate::{Counted, Text};

words! {
    /// How days, times and numbers are written.
    pub struct Dates {
        pub months: [Text; 12],
        /// The first day of a month.
        pub first: Text,
        /// A day: `{day}`, `{month}` and `{year}`.
        pub day: Text,
        /// A day and a time: `{date}`, `{hour}` and `{minute}`, the latter two with two digits.
        pub moment: Text,
        /// What stands between each three digits of a large number.
        pub thousands: Text,
    }

    /// When it is worth trying again: a sentence.
    pub struct Wait {
        pub seconds: Counted,
        pub minutes: Counted,
        pub hours: Counted,
    }

    /// How long ago something was.
    pub struct Ago {
        pub now: Text,
        pub minutes: Counted,
    }
}
