//! `/admin`: how this server is.

use super::desk::Desk;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::interaction::Stop;
use crate::page::Section;
use crate::platform::{Outcome, Platform, Statement};
use crate::protocol::admin_path;

/// What `GET /admin` reads.
pub(super) fn load<P: Platform>(_desk: &Desk<'_, P>) -> Vec<Statement> {
    Vec::new()
}

/// `GET /admin`.
pub(super) fn show<P: Platform>(desk: &Desk<'_, P>, _found: &[Outcome]) -> Result<Reply, Stop> {
    let section = Section {
        lead: desk.words().admin.overview_lead.to_owned(),
        ..Section::default()
    };
    Ok(desk.sheet(admin_path::OVERVIEW, "", vec![section]))
}
