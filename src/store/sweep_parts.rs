//! What the sweep looks at: a part of each table, and when one of its rows is over.

use super::ended_sessions::{NOTIFY, end};
use super::session_life::{session_ends, session_stands};
use super::token_families::{holds, is_of_assertion};
use crate::platform::{SqlValue, Statement};
use crate::protocol::lifetime::LONGEST_FAMILY;

/// How many rows of a table one sweep looks at. With what they are compared with, all tables together stay below a tenth
/// of the rows that the free plan lets a day read.
const STEP: u32 = 25_000;

/// How many rows one sweep writes at most, in all tables together: deleted rows count as written ones, and people need
/// those. It is 40 % of what the free plan lets a day write.
pub(super) const BUDGET: u32 = 40_000;

/// How much of it each table may use that strangers can fill: the others must have their turn too.
pub(super) const OF_STRANGERS: u32 = BUDGET / 4;

/// Of how many sessions that one row ended the clients begin to hear in one sweep. Each may write a row and an entry of an
/// index.
pub(super) const TOLD: u32 = 1_000;

/// How long a client that nobody vouches for may stay without anybody's consent, in seconds: 30 days.
const UNUSED_CLIENT: u32 = 30 * 24 * 3600;

/// The part of a table that a sweep looks at.
pub(super) struct Part {
    pub(super) table: &'static str,
    /// How many rows D1 counts as written when one is deleted: itself, and each entry of an index.
    pub(super) cost: u32,
    /// How much of [`BUDGET`] it may use.
    pub(super) most: u32,
    /// Moves on to the next part. `?1` is the table's name, `?2` the number of rows without the last one.
    next: &'static str,
    /// What is done between the two, for [`TOLD`] rows. `?1` is the table's name, `?2` that number, `?3` and `?4` are for [`end`].
    pub(super) before: Option<&'static str>,
    /// Deletes what is over in it. `?1` is the table's name, `?2` how many rows at most, `?3` is `limit`.
    delete: &'static str,
    limit: Option<Limit>,
}

/// A number of seconds after which a row is over.
#[derive(Clone, Copy)]
enum Limit {
    /// Of a refresh token that nobody uses. A client may have a longer one of its own.
    Idle,
    /// [`UNUSED_CLIENT`].
    Unused,
}

/// A table, the cost of deleting one of its rows, the first column of its key, its key, and when one of its rows is
/// over. Rows stay for a minute after their time: the clock of whoever looks at them may be a little behind.
macro_rules! part {
    ($table:literal, $cost:literal, $first:literal, $key:literal, $over:expr, $limit:expr) => {
        Part {
            table: $table,
            cost: $cost,
            most: BUDGET,
            next: concat!(
                "INSERT INTO sweep_progress (name, position, upto) VALUES (?1, '', (SELECT ",
                $first,
                " FROM ",
                $table,
                " WHERE ",
                $first,
                " > '' ORDER BY ",
                $first,
                " LIMIT 1 OFFSET ?2)) ON CONFLICT (name) DO UPDATE SET position = coalesce(upto, ''), \
                 upto = (SELECT ",
                $first,
                " FROM ",
                $table,
                " WHERE ",
                $first,
                " > coalesce(sweep_progress.upto, '') ORDER BY ",
                $first,
                " LIMIT 1 OFFSET ?2)"
            ),
            before: None,
            // Every text is less than every blob, so without an end the rest of the table is meant.
            delete: concat!(
                "DELETE FROM ",
                $table,
                " WHERE (",
                $key,
                ") IN (SELECT ",
                $key,
                " FROM sweep_progress AS part CROSS JOIN ",
                $table,
                " WHERE part.name = ?1 AND ",
                $first,
                " > part.position AND ",
                $first,
                " <= coalesce(part.upto, x'') AND (",
                $over,
                ") LIMIT ?2)"
            ),
            limit: $limit,
        }
    };
}

/// Whether the session in `sessions` was not ended by a change to its user's row.
macro_rules! session_is_held {
    () => {
        concat!(
            "EXISTS (SELECT 1 FROM users WHERE users.id = sessions.user_id AND ",
            session_stands!("sessions", "users"),
            ")"
        )
    };
}

/// In this order they share [`BUDGET`].
pub(super) const PARTS: [Part; 13] = [
    Part {
        most: OF_STRANGERS,
        ..part!(
            "spent_ids",
            1,
            "id",
            "id",
            "expires_at + 60 <= unixepoch()",
            None
        )
    },
    part!(
        "clients",
        5,
        "id",
        "id",
        "registered_by <> 'owner' AND blocked_at IS NULL AND created_at + ?3 <= unixepoch() \
         AND NOT EXISTS (SELECT 1 FROM grants WHERE grants.client_id = clients.id \
         AND grants.client_revision IS NOT NULL)",
        Some(Limit::Unused)
    ),
    // Sessions that a change to the user's row ended: their clients are notified before the rows go.
    Part {
        before: Some(end!(
            "sessions.id",
            "?3",
            "?4",
            concat!(
                "FROM sweep_progress AS part CROSS JOIN sessions WHERE part.name = ?1 \
                 AND user_id > part.position AND user_id <= coalesce(part.upto, x'') AND NOT ",
                session_is_held!(),
                " AND EXISTS (SELECT 1 FROM session_clients WHERE session_id = sessions.id) LIMIT ?2"
            )
        )),
        ..part!(
            "sessions",
            3,
            "user_id",
            "user_id, id",
            concat!(
                "CASE WHEN ",
                session_is_held!(),
                " THEN ",
                session_ends!("sessions"),
                " + 60 <= unixepoch() ELSE EXISTS (SELECT 1 FROM ended_sessions WHERE ended_sessions.id = sessions.id) \
                 OR NOT EXISTS (SELECT 1 FROM session_clients WHERE session_id = sessions.id) END"
            ),
            None
        )
    },
    part!(
        "session_clients",
        1,
        "session_id",
        "session_id, client_id",
        "NOT EXISTS (SELECT 1 FROM sessions WHERE sessions.user_id = session_clients.user_id \
         AND sessions.id = session_clients.session_id) \
         AND NOT EXISTS (SELECT 1 FROM ended_sessions WHERE ended_sessions.id = session_clients.session_id \
         AND ended_sessions.notify_until > unixepoch())",
        None
    ),
    part!(
        "device_sign_ins",
        2,
        "code",
        "code",
        "expires_at + 60 <= unixepoch()",
        None
    ),
    Part {
        most: OF_STRANGERS,
        ..part!(
            "device_grants",
            2,
            "device_code",
            "device_code",
            "expires_at + 60 <= unixepoch()",
            None
        )
    },
    // A day longer, so that whoever comes late is told what became of the link.
    part!(
        "one_time_links",
        2,
        "hash",
        "hash",
        "expires_at + 86400 <= unixepoch()",
        None
    ),
    // They are counted for an hour.
    Part {
        most: OF_STRANGERS,
        ..part!(
            "mail_codes",
            2,
            "id",
            "id",
            "created_at + 3660 <= unixepoch()",
            None
        )
    },
    part!(
        "ended_sessions",
        2,
        "id",
        "id",
        "expires_at + 60 <= unixepoch()",
        None
    ),
    part!(
        "grants",
        2,
        "user_id",
        "user_id, client_id",
        "NOT EXISTS (SELECT 1 FROM clients WHERE clients.id = grants.client_id \
         AND grants.registration_id IN ('', clients.registration_id))",
        None
    ),
    part!(
        "user_clients",
        2,
        "user_id",
        "user_id, client_id",
        "revoked = 0 AND NOT EXISTS (SELECT 1 FROM clients WHERE clients.id = user_clients.client_id)",
        None
    ),
    part!(
        "group_members",
        2,
        "user_id",
        "user_id, group_id",
        "NOT EXISTS (SELECT 1 FROM user_groups WHERE user_groups.id = group_members.group_id)",
        None
    ),
    // A revoked family stays until it would have expired: if one of its tokens turns up, it can be told from a token
    // that never existed. And no family goes while its code, or the assertion that it came of, could still be sent.
    part!(
        "token_families",
        1,
        "id",
        "id",
        concat!(
            "expires_at + 60 <= unixepoch() OR NOT ",
            is_of_assertion!(),
            " AND (rotated_at + max(?3, coalesce((\
             SELECT max(refresh_token_idle_lifetime) FROM clients WHERE refresh_token_idle_lifetime > 0), 0)) \
             + 60 <= unixepoch() \
             OR (rotated_at + 180 <= unixepoch() AND NOT (",
            holds!(),
            ")))"
        ),
        Some(Limit::Idle)
    ),
];

impl Part {
    /// Moves on, and deletes at most so many rows of what is over there. `idle`: how long a refresh token may be idle, in
    /// seconds.
    pub(super) fn statements(&self, most: u32, idle: u32) -> Vec<Statement> {
        let name = SqlValue::from(self.table);
        let next = Statement::new(self.next, [name.clone(), (STEP - 1).into()]);
        let limit = self.limit.map(|limit| match limit {
            Limit::Idle => idle,
            Limit::Unused => UNUSED_CLIENT,
        });
        let mut values = vec![name.clone(), most.into()];
        values.extend(limit.map(SqlValue::from));
        let delete = Statement::new(self.delete, values);
        let before = self.before.map(|before| {
            let values = [name, TOLD.into(), LONGEST_FAMILY.into(), NOTIFY.into()];
            Statement::new(before, values)
        });
        let mut statements = vec![next];
        statements.extend(before);
        statements.push(delete);
        statements
    }
}
