//! Whether what a replica said is so. The statements at the primary that decide compare it.

use crate::platform::SqlValue;
use crate::protocol::authorization::Hearsay;

/// Whether the client in `clients` and the session `$session` of the user in `users` are as a replica said: the client has this
/// `$revision`, and the session is in the `$browser` with this cookie. NULL as `$revision`: no replica said anything.
macro_rules! is_so {
    ($revision:literal, $browser:literal, $session:literal) => {
        concat!(
            "(",
            $revision,
            " IS NULL OR (clients.revision = ",
            $revision,
            " AND EXISTS (SELECT 1 FROM sessions WHERE sessions.hash = ",
            $browser,
            " AND sessions.user_id = users.id AND sessions.id = ",
            $session,
            " AND ",
            $crate::store::session_life::session_counts!("sessions"),
            " AND ",
            $crate::store::session_life::session_stands!("sessions", "users"),
            ")))"
        )
    };
}
pub(super) use is_so;

/// Whether a yes in `grants` counts for the client in `clients`. If nobody vouches for the client, the yes counts only as long as
/// the client is as it was when people were asked.
macro_rules! grant_counts {
    () => {
        "grants.registration_id IN ('', clients.registration_id) \
         AND (clients.registered_by = 'owner' OR grants.client_revision = clients.revision)"
    };
}
pub(super) use grant_counts;

/// The values for a statement with [`is_so`]: the revision and the browser.
pub(super) fn values(hearsay: Option<&Hearsay>) -> [SqlValue; 2] {
    match hearsay {
        None => [SqlValue::Null, SqlValue::Null],
        Some(told) => [told.revision.as_str().into(), told.browser.as_str().into()],
    }
}
