//! The daily sweep of everything that is over.
//!
//! No index tells which rows these are, for it would cost every sign-in a write. So the sweep walks through each table
//! by its key. A sweep looks at so many rows and no more, and the next one goes on from there; when it has come to the
//! end, it begins anew. What is over is worth nothing long before the sweep comes by.

use std::collections::VecDeque;

use super::events::old_events;
use super::server_counts::note_sweep;
use super::sweep_parts::{BUDGET, OF_STRANGERS, PARTS, Part, TOLD};
use crate::platform::{Fault, Sql, Statement};

/// How many rows D1 counts as written when an event is deleted: itself, and an entry of up to two indexes.
const COST_OF_EVENT: u32 = 3;

/// With less than this of its budget left, a sweep may have left something for the next one.
const NEARLY_NOTHING: u32 = BUDGET / 10;

/// How long something is kept that the settings have a say in, in seconds.
#[derive(Debug, Clone, Copy)]
pub struct Kept {
    /// A refresh token that nobody uses, unless its client has another limit.
    pub idle: u32,
    /// An event.
    pub events: u32,
}

/// Deletes what is over in the next part of each table. Returns how many rows it deleted.
///
/// # Errors
/// The first [`Fault`] of the database. The other tables were swept all the same, and the next sweep goes on.
pub async fn sweep(sql: &impl Sql, kept: Kept) -> Result<u64, Fault> {
    let (mut left, mut deleted, mut fault) = (BUDGET, 0, None);
    match sql.run(old_attempts()).await {
        Ok(outcome) => {
            deleted += outcome.changes;
            left = after(left, outcome.changes, 1);
        }
        Err(met) => fault = Some(met),
    }
    // A part that was cut short by its share comes again at the end, for what the others left.
    let mut parts: VecDeque<(&Part, u32)> = PARTS.iter().map(|part| (part, part.most)).collect();
    while let Some((part, most)) = parts.pop_front() {
        match part.sweep(sql, left.min(most), kept.idle).await {
            Ok(swept) => {
                deleted += swept.changes;
                left = after(left, swept.changes, part.cost);
                left = after(left, swept.told, 2);
                if swept.cut_short && most < BUDGET {
                    parts.push_back((part, BUDGET));
                }
            }
            Err(met) => fault = fault.or(Some(met)),
        }
    }
    // Strangers can fill no more than a small part of this table: it takes what is left.
    match sql.run(old_events(kept.events, left / COST_OF_EVENT)).await {
        Ok(outcome) => {
            deleted += outcome.changes;
            left = after(left, outcome.changes, COST_OF_EVENT);
        }
        Err(met) => fault = fault.or(Some(met)),
    }
    let left_over = left < NEARLY_NOTHING || fault.is_some();
    if let Err(met) = sql.run(note_sweep(left_over)).await {
        fault = fault.or(Some(met));
    }
    fault.map_or(Ok(deleted), Err)
}

/// What is left of the budget after so many rows were deleted, of which each costs so much.
fn after(left: u32, deleted: u64, cost: u32) -> u32 {
    let deleted = u32::try_from(deleted).unwrap_or(u32::MAX);
    left.saturating_sub(deleted.saturating_mul(cost))
}

/// What became of a part.
#[derive(Default)]
struct Swept {
    /// How many rows were deleted.
    changes: u64,
    /// For how many ended sessions the clients are to be notified.
    told: u64,
    /// Whether there may be more of them in it.
    cut_short: bool,
}

impl Part {
    /// Moves on, and deletes what is over there, writing `most` rows. If that is not enough for all of it,
    /// the next sweep looks at the same part again.
    async fn sweep(&self, sql: &impl Sql, most: u32, idle: u32) -> Result<Swept, Fault> {
        let kept_free = self.before.map_or(0, |_| TOLD * 2);
        let limit = most.saturating_sub(kept_free) / self.cost;
        if limit == 0 {
            return Ok(Swept::default());
        }
        let outcomes = sql.batch(self.statements(limit, idle)).await?;
        let changes = outcomes.last().map_or(0, |outcome| outcome.changes);
        let cut_short = changes >= u64::from(limit);
        if cut_short {
            let stay = "UPDATE sweep_progress SET upto = position WHERE name = ?1";
            sql.run(Statement::new(stay, [self.table.into()])).await?;
        }
        let told = self.before.and_then(|_| outcomes.get(1));
        Ok(Swept {
            changes,
            told: told.map_or(0, |outcome| outcome.changes),
            cut_short,
        })
    }
}

/// Deletes what was tried before yesterday. The day leads the key, so this reads nothing else.
fn old_attempts() -> Statement {
    Statement::new(
        "DELETE FROM attempts WHERE (day, key) IN (SELECT day, key FROM attempts \
         WHERE day < unixepoch() / 86400 - 1 ORDER BY day, key LIMIT ?1)",
        [OF_STRANGERS.into()],
    )
}
