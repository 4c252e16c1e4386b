//! `/account/sessions/end`: somebody signs out in another browser, or in all others.

use super::holder;
use crate::endpoint::event::{Event, Kind};
use crate::endpoint::http::afterwards::Afterwards;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::interaction::Stop;
use crate::endpoint::server::Server;
use crate::page::words::{Words, agent, day, moment};
use crate::page::{Form, Section, Thing};
use crate::platform::{Fault, Platform};
use crate::protocol::path;
use crate::store::acting::Holder;
use crate::store::user_sessions::{UserSession, end_other_sessions, end_session, list_sessions};

/// How many other sessions the page shows, without a passkey. It reads at most 60 rows, with as many people in the browser
/// as may be.
const MOST: usize = 21;

/// Where somebody is signed in, for the page, which has read so many rows about their passkeys and accounts elsewhere.
pub(super) async fn section<P: Platform>(
    server: &Server<'_, P>,
    holder: &Holder,
    read: usize,
    words: &'static Words,
) -> Result<Section, Fault> {
    let text = &words.account.sessions;
    let most = u32::try_from(MOST.saturating_sub(read)).unwrap_or_default();
    let listed = list_sessions(server.platform, &holder.acting, most).await?;
    let (sessions, more) = listed.map_or_else(Default::default, |it| (it.found, it.more));
    let token = holder::token(server, holder, path::ACCOUNT_SESSIONS_END);
    let form = |id, lead, button| Form {
        action: path::ACCOUNT_SESSIONS_END,
        token: token.clone(),
        id: Some(id),
        lead,
        button,
        takes: true,
        ..Form::default()
    };
    let thing = |session: &UserSession| {
        let end = || form(session.id.clone(), "", text.end);
        Thing {
            name: agent(session.agent, words),
            facts: facts(session, words),
            forms: (!session.this).then(end).into_iter().collect(),
            ..Thing::default()
        }
    };
    let things: Vec<Thing> = sessions.iter().map(thing).collect();
    let others = (more || things.len() > 1)
        .then(|| form(String::new(), text.end_others_lead, text.end_others));
    Ok(Section {
        heading: text.heading,
        lead: format!("{}{}", text.lead, if more { text.more } else { "" }),
        things,
        forms: others.into_iter().collect(),
        ..Section::default()
    })
}

fn facts(session: &UserSession, words: &'static Words) -> Vec<String> {
    let text = &words.account.sessions;
    let mut facts = Vec::new();
    facts.extend(session.this.then(|| text.this.to_owned()));
    facts.extend(session.place.clone());
    facts.push(format!(
        "{}{}",
        text.since,
        moment(session.authenticated_at, words)
    ));
    facts.push(day(text.seen, session.seen_at, words));
    facts
}

/// `POST /account/sessions/end`: the session with the `id`, or all but this one.
pub(crate) async fn end<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    let holder = holder::open(server, request, path::ACCOUNT_SECURITY).await?;
    let form = holder::read(server, request, &holder, path::ACCOUNT_SECURITY).await?;
    let ended = match form.field("id") {
        "" => end_other_sessions(server.platform, &holder.acting).await?,
        id => end_session(server.platform, &holder.acting, id).await?,
    };
    let mut reply = Reply::redirect(&holder::at(request, path::ACCOUNT_SECURITY));
    let Some(ended) = ended else {
        return Ok(reply.because("the session has ended"));
    };
    // Where nothing ends, nothing is written: nothing else limits this form.
    if ended.any {
        server.tell(Event::new(Kind::SessionsEnded).user(&holder.user.id));
    }
    let listeners = ended.listeners.into_iter();
    reply
        .afterwards
        .extend(listeners.map(Afterwards::NotifyLogout));
    Ok(reply)
}
