//! A visit that was read when the session began, as text that the browser carries.

use std::rc::Rc;

use serde_json::{Map, Value};

use super::row::Columns;
use super::visits::{SAME, Visit, read_visit};
use crate::platform::{Cell, Fault, Outcome, Statement};
use crate::protocol::client::Client;
use crate::protocol::json;
use crate::protocol::secret::SecretHash;

/// What a visit would tell to the client, in the browser with this cookie, where the session with this `id` has just begun: the last
/// statement of the batch that began it.
pub(super) fn visit_of(client_id: &str, hash: &SecretHash, id: &str) -> Statement {
    Statement::new(&SAME, [client_id.into(), hash.as_str().into(), id.into()])
}

/// What is read of a visit, apart from the client.
const CARRIED: [&str; 21] = [
    "revision",
    "blocked_at",
    "user_id",
    "username",
    "user_name",
    "email",
    "unverified_email",
    "pairwise_salt",
    "credential_version",
    "administrator",
    "session_id",
    "authenticated_at",
    "method",
    "provider",
    "seen_at",
    "let_in",
    "granted",
    "granted_claims",
    "granted_at",
    "revoked",
    "now",
];

/// What [`visit_of`] told, as text that the browser can carry to the visit.
pub(super) fn write_visit(outcome: &Outcome) -> String {
    let mut rows = Vec::new();
    for row in &outcome.rows {
        let mut cells = Vec::new();
        for name in CARRIED {
            cells.push(match row.get(name) {
                Some(Cell::Text(text)) => text.into(),
                Some(Cell::Integer(number)) => number.into(),
                _ => Value::Null,
            });
        }
        rows.push(Value::Array(cells));
    }
    json::write(&Value::Array(rows))
}

/// The visit that the text of [`Begun`](super::sessions::Begun) tells, of this client. `None`: it is another one by now, or is blocked.
///
/// # Errors
/// A [`Fault`]: the text is damaged.
pub fn read_carried(text: &str, client: &Rc<Client>) -> Result<Option<Visit>, Fault> {
    let damaged = || Fault::new("a carried visit is damaged");
    let Some(Value::Array(lists)) = json::parse(text) else {
        return Err(damaged());
    };
    let mut outcome = Outcome {
        replica: true,
        ..Outcome::default()
    };
    for list in lists {
        let Value::Array(cells) = list else {
            return Err(damaged());
        };
        let mut row = Map::new();
        for (name, cell) in CARRIED.into_iter().zip(cells) {
            row.insert(name.to_owned(), cell);
        }
        outcome.rows.push(row.into());
    }
    let first = outcome.rows.first().map(Columns).ok_or_else(damaged)?;
    let same = first.maybe("revision")?.as_deref() == Some(&client.revision);
    if !same || first.time("blocked_at")?.is_some() {
        return Ok(None);
    }
    read_visit(&outcome, Some(Rc::clone(client))).map(Some)
}
