//! What happened on each day, in numbers, out of the table of events.
//!
//! The hourly event adds them up: some thousand rows by their key, from where it stopped, and only those of hours that are over,
//! because until then a row may still count more. So a sign-in writes nothing for it, and nobody has to go through the table.

use super::row::Columns;
use super::server_counts::count_further;
use crate::platform::{Fault, Sql, Statement};

/// How many events are added up in one step, and how many steps there are in one run. A server with more than
/// [`STEP`] times [`STEPS`] events an hour falls behind, and the page says up to when they were added up.
const STEP: u32 = 5_000;
const STEPS: u32 = 2;

/// When this hour began: what the ids of its events begin with, and greater than the ids of all before.
macro_rules! this_hour {
    () => {
        "printf('%010d', unixepoch() / 3600 * 3600)"
    };
}

/// Adds up what happened since the last time, and counts a part of all users and clients. It reads at most 40,000
/// rows, and only where so much is waiting: an event is read to find the end of the step, to be added up, and to be put with those
/// of its day.
///
/// # Errors
/// A [`Fault`] of the database. Nothing was counted twice or left out, and the next run goes on.
pub async fn add_up(sql: &impl Sql) -> Result<(), Fault> {
    for _ in 0..STEPS {
        if !add_up_step(sql).await? {
            break;
        }
    }
    count_further(sql).await
}

/// One step. Whether there is more.
async fn add_up_step(sql: &impl Sql) -> Result<bool, Fault> {
    // The clock of the database may go back; what was added up may not.
    const UPTO: &str = concat!(
        "UPDATE server_counts SET position = upto, upto = max(upto, coalesce((SELECT events.id FROM events \
         WHERE events.id > server_counts.upto AND events.id < ",
        this_hour!(),
        " ORDER BY events.id LIMIT 1 OFFSET ?1), ",
        this_hour!(),
        ")) WHERE name = 'totals' RETURNING upto < ",
        this_hour!(),
        " AS more"
    );
    // In the same transaction, so an event is added up once. A list of three would be a table, whose rows D1 counts.
    let add = "INSERT INTO daily_totals (day, sign_ins, failures, refusals, accounts, apps) \
               SELECT CAST(substr(events.id, 1, 10) AS INTEGER) / 86400 AS day, \
               sum(events.count * (kind = 'signed_in' OR kind = 'signed_in_unknown_browser')), \
               sum(events.count * (kind = 'sign_in_failed' OR kind = 'second_factor_failed' OR kind = 'provider_refused' \
               OR kind = 'link_refused')), \
               sum(events.count * (kind = 'sign_in_refused' OR kind = 'sign_up_refused')), \
               sum(events.count * (kind = 'account_made' OR kind = 'user_added')), \
               sum(events.count * (kind = 'client_registered' OR kind = 'app_added')) \
               FROM server_counts AS part CROSS JOIN events WHERE part.name = 'totals' \
               AND events.id > part.position AND events.id <= part.upto GROUP BY 1 \
               ON CONFLICT (day) DO UPDATE SET sign_ins = sign_ins + excluded.sign_ins, \
               failures = failures + excluded.failures, refusals = refusals + excluded.refusals, \
               accounts = accounts + excluded.accounts, apps = apps + excluded.apps";
    let until =
        "UPDATE server_counts SET at = CAST(substr(upto, 1, 10) AS INTEGER) WHERE name = 'totals'";
    let forget = "DELETE FROM daily_totals WHERE day < unixepoch() / 86400 - 400";
    let statements = vec![
        Statement::new(UPTO, [(STEP - 1).into()]),
        Statement::new(add, []),
        Statement::new(until, []),
        Statement::new(forget, []),
    ];
    let outcomes = sql.batch(statements).await?;
    let row = outcomes.first().and_then(|outcome| outcome.rows.first());
    row.map_or(Ok(false), |row| Columns(row).flag("more"))
}
