//! `/admin/events/file`: the events that are meant as a file, a line of JSON for each, as `npm run events -- export` writes them.

use super::desk::Desk;
use super::events::{address, wanted};
use super::groups::first;
use crate::endpoint::http::notice;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::interaction::Stop;
use crate::platform::{Outcome, Platform, Statement};
use crate::protocol::admin_path;
use crate::protocol::json::{self, members};
use crate::store::owner_events::{looked, text};

/// What `GET /admin/events/file` reads; `after` in the query is the id of the last event of the part before.
pub(super) fn load<P: Platform>(desk: &Desk<'_, P>) -> Vec<Statement> {
    let wanted = wanted(desk).map(|wanted| wanted.after::<P>(desk.query.field("after")));
    wanted.into_iter().collect()
}

/// `GET /admin/events/file`. If there are more, the last line is the address of the next part.
pub(super) fn show<P: Platform>(desk: &Desk<'_, P>, found: &[Outcome]) -> Result<Reply, Stop> {
    let bad = || Stop::told(notice::not_found(desk.request));
    let wanted = wanted(desk).ok_or_else(bad)?;
    let looked = looked(first(found)?, wanted.in_a_file());
    let mut lines = String::new();
    for row in looked.rows {
        lines.push_str(text(row, "line"));
        lines.push('\n');
    }
    if let Some(last) = looked.last {
        let next = address(desk, admin_path::EVENTS_FILE, ("after", text(last, "id")));
        let next = [desk.server.config.issuer.origin(), &next].concat();
        lines.push_str(&json::write(&members! { "next": next }));
        lines.push('\n');
    }
    Ok(Reply::file("events.jsonl", "application/jsonl", lines))
}
