//! `/account/apps`: the clients that somebody let in, and taking that back.

use super::holder;
use crate::endpoint::event::{Event, Kind};
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::interaction::Stop;
use crate::endpoint::server::Server;
use crate::page::words::day;
use crate::page::{Form, Permission, Section, Thing};
use crate::platform::Platform;
use crate::protocol::client::RegisteredBy;
use crate::protocol::path;
use crate::store::own_apps::{App, list_apps, revoke_app};

/// `GET /account/apps`; `after` in the query is the `client_id` of the last one on the page before.
pub(crate) async fn show<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    let holder = holder::open(server, request, path::ACCOUNT_APPS).await?;
    let query = request.query_params()?;
    let after = query.one("after").ok().flatten();
    let listed = list_apps(server.platform, &holder.user.id, after).await?;
    let words = &request.words().account.apps;
    let token = holder::token(server, &holder, path::ACCOUNT_APP_REVOKE);
    let further = |last: String| holder::further(request, path::ACCOUNT_APPS, &last);
    let next = listed.next.map(|last| (further(last), words.more));
    let lead = if listed.apps.is_empty() {
        words.none
    } else {
        words.lead
    };
    let things = listed
        .apps
        .iter()
        .map(|app| thing(server, request, app, &token));
    let section = Section {
        lead: lead.to_owned(),
        things: things.collect(),
        link: next,
        ..Section::default()
    };
    Ok(holder::calm_sheet(
        request,
        &holder,
        path::ACCOUNT_APPS,
        section,
    ))
}

fn thing<P: Platform>(server: &Server<'_, P>, request: &Request, app: &App, token: &str) -> Thing {
    let words = request.words();
    let text = &words.account.apps;
    let mut facts = vec![day(text.since, app.since, words)];
    facts.extend(
        app.last_at
            .filter(|at| at.0 > 0)
            .map(|at| day(text.last, at, words)),
    );
    let (resources, otherwise) = (&server.config.resources, server.config.language);
    let able = Permission::of_scope(&app.scope, resources, words, otherwise);
    Thing {
        name: app.name.clone(),
        facts,
        able: able.into_iter().map(str::to_owned).collect(),
        unverified: app.registered_by != RegisteredBy::Owner,
        change: text.change,
        forms: vec![Form {
            action: path::ACCOUNT_APP_REVOKE,
            token: token.to_owned(),
            id: Some(app.id.clone()),
            lead: text.revoke_lead,
            button: text.revoke,
            takes: true,
            ..Form::default()
        }],
        ..Thing::default()
    }
}

/// `POST /account/apps/revoke`: the client's tokens and codes end, and so does the consent.
pub(crate) async fn revoke<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    let holder = holder::open(server, request, path::ACCOUNT_APPS).await?;
    let form = holder::read(server, request, &holder, path::ACCOUNT_APPS).await?;
    let id = form.field("id");
    let reply = Reply::redirect(&holder::at(request, path::ACCOUNT_APPS));
    if !revoke_app(server.platform, &holder.acting, id).await? {
        return Ok(reply.because("there was nothing to take back"));
    }
    let event = Event::new(Kind::AppRevoked).client(id);
    server.tell(event.user(&holder.user.id));
    Ok(reply)
}
