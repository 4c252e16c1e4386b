//! The words of the administrators' first page.

use crate::Text;

words! {
    /// What the administrators see first.
    pub struct Overview {
        pub lead: Text,
        /// The heading of the warnings, and of what there is.
        pub needs: Text,
        pub here: Text,
        pub users: Text,
        pub administrators: Text,
        pub apps: Text,
        pub storage: Text,
        pub version: Text,
        /// How many there were, `{n}`, and when that was counted, `{at}`.
        pub counted: Text,
        pub not_counted: Text,
        /// At least so many: `{n}`.
        pub or_more: Text,
        /// How many megabytes, `{n}`, of how many, `{all}`.
        pub megabytes: Text,
        /// The headings of the charts.
        pub charts: [Text; 3],
        /// How many, `{n}`, within the days, `{all}`, of a chart.
        pub chart_lead: Text,
        /// What a chart shows, for whoever does not see it: on one day the most, `{n}`, and when that was, `{day}`.
        pub chart_text: Text,
        pub chart_empty: Text,
        /// The numbers of each day.
        pub days: Text,
        /// Up to when: `{at}`.
        pub days_lead: Text,
        pub days_none: Text,
        pub days_show: Text,
        pub columns: [Text; 6],
        /// What requests cost today.
        pub plan: Text,
        pub plan_lead: Text,
        /// How many, `{n}`, of how many, `{all}`.
        pub plan_of: Text,
        pub plan_units: [Text; 5],
        pub keys: Text,
        pub warnings: Warnings,
    }

    /// What is not as it should be, and what to do about it.
    pub struct Warnings {
        pub one_administrator: (Text, Text),
        pub registration_open: (Text, Text),
        pub sign_up_open: (Text, Text),
        /// `{n}`: on how many days in a row.
        pub sweep_behind: (Text, Text),
        pub no_sweep: (Text, Text),
        /// `{code}`, and `{at}`: when.
        pub mail_fails: (Text, Text),
        pub passkeys_elsewhere: (Text, Text),
        pub secret_previous: (Text, Text),
        /// `{n}`: how many.
        pub events_lost: (Text, Text),
        pub strangers: (Text, Text),
        pub password_alone: (Text, Text),
    }
}
