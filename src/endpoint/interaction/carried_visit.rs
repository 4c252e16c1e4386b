//! What the primary told when somebody signed in, of the visit that follows. Their browser carries it there, sealed: otherwise the
//! primary would have to be asked again, because a replica has hardly heard of the session yet.
//!
//! It counts for a moment, for this client and in this browser, and only while nothing was written for this browser since. It is worth
//! what the word of a replica is worth, only newer: whatever it leads to names what it rests on, for the statement that decides.

use std::rc::Rc;

use super::cookies;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::keys::Carried;
use crate::endpoint::server::Server;
use crate::platform::{Fault, Platform};
use crate::protocol::client::Client;
use crate::protocol::secret::SecretHash;
use crate::store::carried_visits::read_carried;
use crate::store::visits::{Visit, load_visit_near};

/// For how many seconds it counts: a browser that follows a redirect needs less.
const LIFETIME: u32 = 20;
/// The longest, in bytes: a cookie holds 4,096.
const LONGEST: usize = 3500;

/// Has the browser carry what a visit to the client tells, in the session whose cookie it gets.
pub(crate) async fn carry<P: Platform>(
    server: &Server<'_, P>,
    (client_id, browser): (&str, &SecretHash),
    visit: &str,
    reply: Reply,
) -> Result<Reply, Fault> {
    let Some(since) = server.platform.bookmark() else {
        return Ok(reply);
    };
    let until = server.platform.now().plus(LIFETIME);
    let record = format!("{} {since} {visit}", until.0);
    let bound = bound(client_id, browser);
    let sealed = Carried::visit(&bound).seal(server, &record).await?;
    Ok(match sealed.filter(|sealed| sealed.len() <= LONGEST) {
        Some(sealed) => reply.cookie(cookies::VISIT, &sealed, Some(LIFETIME)),
        None => reply,
    })
}

/// The visit that the browser carries, if it counts: to the client that is `asked` about, and what is remembered of it.
pub(super) async fn read<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    asked: (&str, Option<&Rc<Client>>),
    browser: Option<&SecretHash>,
) -> Result<Option<Visit>, Fault> {
    let (Some(sealed), Some(browser), Some(bookmark)) = (
        request.cookie(cookies::VISIT),
        browser,
        cookies::bookmark(request),
    ) else {
        return Ok(None);
    };
    let (client_id, known) = asked;
    let bound = bound(client_id, browser);
    let Some(record) = Carried::visit(&bound).open(server, sealed.reveal()).await else {
        return Ok(None);
    };
    let mut parts = record.splitn(3, ' ');
    let (until, since, visit) = (parts.next(), parts.next(), parts.next());
    let in_time = until.and_then(|until| until.parse().ok());
    let in_time = in_time.is_some_and(|until: i64| server.platform.now().0 < until);
    let Some(visit) = visit.filter(|_| in_time && since == Some(&bookmark)) else {
        return Ok(None);
    };
    let client = match known {
        Some(known) => Some(known.clone()),
        // Nobody's session: the client alone. What was told of it says whether it is the same.
        None => {
            let nobody = load_visit_near(server.platform, None, asked, None, None);
            nobody.await?.client
        }
    };
    let visit = client.map(|client| read_carried(visit, &client));
    Ok(visit.transpose()?.flatten())
}

fn bound(client_id: &str, browser: &SecretHash) -> String {
    format!("{} {client_id}", browser.as_str())
}
