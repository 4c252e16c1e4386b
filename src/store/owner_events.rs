//! The events, as an owner looks through them: those of somebody, of a client, of a kind, and of some time.
//!
//! The key finds those of some time, and an index those of a user. For a client and a kind there is none, so these are looked for among
//! as many events as one request may read.

use super::PAGE;
use super::events::{LAST, moment};
use super::users::is_called;
use crate::platform::{Cell, Outcome, Row, Statement, Unicode};
use crate::protocol::json;
use crate::protocol::login::FoldedName;
use crate::protocol::quoted::for_the_log;
use crate::protocol::timestamp::Timestamp;

/// How many rows a page reads of events and of the users that they name.
const ROOM: u32 = 54;

/// How many events are looked at for one page where not all of them are shown.
const LOOKED_AT: u32 = 40;

/// How many of those of one person, or by one. Each is two rows to read, and then there are names to look up.
const OF_SOMEBODY: u32 = 12;

/// How many events are looked at for one file.
const IN_A_FILE: u32 = 500;

/// Which events are meant. What is empty says nothing.
#[derive(Debug)]
pub struct Wanted<'a> {
    /// A username, an address or a `sub`.
    pub user: &'a str,
    /// The administrator who did it, in the same way; or the `client_id` of a program.
    pub actor: &'a str,
    /// A `client_id`.
    pub client_id: &'a str,
    /// The word of a kind.
    pub kind: &'a str,
    /// From this moment on.
    pub since: Option<Timestamp>,
    /// Until before this moment.
    pub until: Option<Timestamp>,
}

/// Some events that were looked at.
#[derive(Debug)]
pub struct Looked<'a> {
    /// Those that are meant, as rows: what the log has of each, in columns that are called alike.
    pub rows: Vec<&'a Row>,
    /// How many were looked at.
    pub all: usize,
    /// The last of them, if there are more behind it.
    pub last: Option<&'a Row>,
}

impl Wanted<'_> {
    /// Whether some of the events that are looked at may not be meant.
    #[must_use]
    pub fn picks(&self) -> bool {
        let both = !(self.user.is_empty() || self.actor.is_empty());
        both || !(self.client_id.is_empty() && self.kind.is_empty())
    }

    /// Whether it does not matter whom they concern, and who did it.
    fn everybodys(&self) -> bool {
        self.user.is_empty() && self.actor.is_empty()
    }

    /// How many events are looked at for a page.
    #[must_use]
    pub fn on_a_page(&self) -> u32 {
        match (self.everybodys(), self.picks()) {
            (false, _) => OF_SOMEBODY,
            (true, true) => LOOKED_AT,
            (true, false) => PAGE,
        }
    }

    /// How many events are looked at for a file. Those of a user are found in the index first.
    #[must_use]
    pub fn in_a_file(&self) -> u32 {
        IN_A_FILE >> u32::from(!self.everybodys())
    }

    /// How many users and programs a page can name, beside the events that were read: each costs three rows.
    #[must_use]
    pub fn nameable(&self) -> usize {
        let read = self.on_a_page() + 1;
        let read = if self.everybodys() { read } else { 2 * read };
        // To find somebody by a name costs up to ten.
        let named = [self.user, self.actor].into_iter();
        let named = named.filter(|name| !name.is_empty()).count() as u32;
        (ROOM.saturating_sub(read + 10 * named) / 3) as usize
    }

    /// The statement that reads those before the one with the id `before`, or the newest, the latest first.
    #[must_use]
    pub fn before<S: Unicode>(&self, before: &str) -> Statement {
        let until = self.until.map_or_else(|| LAST.to_owned(), moment);
        let before = Some(before).filter(|id| !id.is_empty() && **id < *until);
        let before = before.map_or(until.clone(), str::to_owned);
        let since = self.since.map(moment).unwrap_or_default();
        self.read::<S>(&BEFORE, [since, before], self.on_a_page())
    }

    /// The statement that reads those after the one with the id `after`, or the earliest, the latest at the end. Each has a column
    /// `line`: all of it as JSON, as the command writes it.
    #[must_use]
    pub fn after<S: Unicode>(&self, after: &str) -> Statement {
        let since = self.since.map(moment).unwrap_or_default();
        let until = self.until.map_or_else(|| LAST.to_owned(), moment);
        self.read::<S>(
            &AFTER,
            [since.max(after.to_owned()), until],
            self.in_a_file(),
        )
    }

    fn read<S: Unicode>(
        &self,
        statements: &[&'static str; 4],
        [from, to]: [String; 2],
        most: u32,
    ) -> Statement {
        let mut values = vec![
            from.into(),
            to.into(),
            (most + 1).into(),
            // As it was written down.
            for_the_log(self.client_id).into(),
            self.kind.into(),
        ];
        let mut which = 0;
        for (place, name) in [(2, self.actor), (1, self.user)] {
            if !name.is_empty() {
                let folded = FoldedName::new(name, S::fold);
                values.push(name.into());
                values.push(folded.as_str().into());
                which += place;
            }
        }
        Statement::new(statements[which], values)
    }
}

/// What was found, of which `most` were to be looked at.
#[must_use]
pub fn looked(outcome: &Outcome, most: u32) -> Looked<'_> {
    let all = &outcome.rows[..outcome.rows.len().min(most as usize)];
    let fits = |row: &&Row| row.get("fits").and_then(Cell::as_i64) == Some(1);
    Looked {
        rows: all.iter().filter(fits).collect(),
        all: all.len(),
        last: all.last().filter(|_| outcome.rows.len() > all.len()),
    }
}

/// A text of a row; empty if there is none.
#[must_use]
pub fn text<'a>(row: &'a Row, name: &str) -> &'a str {
    let value = row.get(name).and_then(Cell::as_str);
    value.unwrap_or_default()
}

/// A number of a row; 0 if there is none.
#[must_use]
pub fn number(row: &Row, name: &str) -> i64 {
    let value = row.get(name).and_then(Cell::as_i64);
    value.unwrap_or_default()
}

macro_rules! select {
    ($columns:expr, $fits:expr, $whose:expr, $bounds:literal, $order:literal) => {
        concat!(
            "SELECT id, ",
            $columns,
            ", ",
            $fits,
            "(?4 = '' OR client_id IS ?4) AND (?5 = '' OR kind = ?5) AS fits FROM events WHERE ",
            $whose,
            $bounds,
            " ORDER BY ",
            $order,
            " LIMIT ?3"
        )
    };
}

/// Whoever has a name; if nobody has it, it is the `sub` of somebody who may be gone, or the id of a program.
macro_rules! whose {
    ($column_is:literal, $name:literal, $folded:literal) => {
        concat!(
            $column_is,
            " coalesce((SELECT users.id FROM users WHERE ",
            is_called!($name, $folded),
            "), ",
            $name,
            ") AND "
        )
    };
}

/// The statements for everybody's events, for those of one user, for what one administrator did, and for what one did to one user: these are
/// looked for among what the administrator did.
macro_rules! each {
    ($columns:expr, $bounds:literal, $order:literal) => {
        [
            select!($columns, "", "", $bounds, $order),
            select!(
                $columns,
                "",
                whose!("user_id =", "?6", "?7"),
                $bounds,
                $order
            ),
            select!($columns, "", whose!("actor =", "?6", "?7"), $bounds, $order),
            select!(
                $columns,
                whose!("user_id IS", "?8", "?9"),
                whose!("actor =", "?6", "?7"),
                $bounds,
                $order
            ),
        ]
    };
}

macro_rules! columns {
    () => {
        "at, kind, count, address, user_id, client_id, kid, reason, actor, details"
    };
}

/// A merge patch (RFC 7396) leaves out what is NULL.
macro_rules! line {
    () => {
        "json_patch('{}', json_object('at', at, 'what', kind, 'count', nullif(count, 1), 'id', request, 'client_id', client_id, \
         'user_id', user_id, 'family', family, 'kid', kid, 'reason', reason, 'actor', actor, 'details', details, \
         'address', address)) AS line"
    };
}

const BEFORE: [&str; 4] = each!(columns!(), "id >= ?1 AND id < ?2", "id DESC");
const AFTER: [&str; 4] = each!(line!(), "id > ?1 AND id < ?2", "id");

/// The statement that finds out what these users and clients are called: `id`, `name`, and whether it is a client, `app`. People can
/// choose their name, so their username stands beside it.
#[must_use]
pub fn called(ids: &[&str]) -> Statement {
    let select = "SELECT users.id, coalesce(users.name || CASE users.username WHEN users.id THEN '' ELSE ' (' || users.username || ')' END, \
                  users.username) AS name, 0 AS app FROM json_each(?1) AS named CROSS JOIN users ON users.id = named.value \
                  UNION ALL SELECT clients.id, clients.name, 1 FROM json_each(?1) AS named CROSS JOIN clients ON clients.id = named.value";
    Statement::new(select, [json::write(&ids.to_vec().into()).into()])
}
