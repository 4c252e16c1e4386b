//! `/account/data`: all that is known of somebody, for themselves, and the end of their account.

use http::StatusCode;
use http::header::CONTENT_DISPOSITION;

use super::everything::everything;
use super::holder;
use crate::endpoint::event::{Event, Kind};
use crate::endpoint::http::notice;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::interaction::{Stop, cookies};
use crate::endpoint::server::Server;
use crate::page::{Field, Form, Section, Thing};
use crate::platform::Platform;
use crate::protocol::group::Membership;
use crate::protocol::path;
use crate::store::acting::Holder;
use crate::store::group_members::load_memberships;
use crate::store::own_profile::delete_account;

/// `GET /account/data`.
pub(crate) async fn show<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    let holder = holder::open(server, request, path::ACCOUNT_DATA).await?;
    shown(server, request, &holder, None).await
}

async fn shown<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    holder: &Holder,
    error: Option<&str>,
) -> Result<Reply, Stop> {
    let words = &request.words().account.data;
    let form = |action, button| Form {
        action,
        token: holder::token(server, holder, action),
        button,
        ..Form::default()
    };
    let sure = || Field {
        name: "sure",
        label: words.sure,
        kind: "checkbox",
        value: "yes".to_owned(),
        required: true,
        ..Field::default()
    };
    let (mut download, mut delete) = (Vec::new(), Vec::new());
    if holder.recent {
        download.push(form(path::ACCOUNT_DOWNLOAD, words.download));
        delete.push(Form {
            fields: vec![sure()],
            takes: true,
            ..form(path::ACCOUNT_DELETE, words.delete)
        });
    }
    let section = |heading, lead: &str, forms| Section {
        heading,
        lead: lead.to_owned(),
        forms,
        ..Section::default()
    };
    let mut sections = Vec::from_iter(groups_section(server, request, holder).await?);
    sections.extend([
        section(words.download_heading, words.download_lead, download),
        section(words.delete_heading, words.delete_lead, delete),
    ]);
    let page = holder::sheet(request, holder, path::ACCOUNT_DATA, error, sections);
    Ok(page)
}

/// The groups that the owner put them into. They cost more rows than there is room for on the first page of the account.
async fn groups_section<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    holder: &Holder,
) -> Result<Option<Section>, Stop> {
    let words = &request.words().account.data;
    let groups = load_memberships(server.platform, &holder.user.id).await?;
    let thing = |it: Membership| Thing {
        name: it.group,
        ..Thing::default()
    };
    Ok((!groups.is_empty()).then(|| Section {
        heading: words.groups_heading,
        lead: words.groups_lead.to_owned(),
        things: groups.into_iter().map(thing).collect(),
        ..Section::default()
    }))
}

/// `POST /account/data/download`: everything but secrets, as JSON.
pub(crate) async fn download<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    let holder = holder::open_recent(server, request, path::ACCOUNT_DATA).await?;
    holder::read(server, request, &holder, path::ACCOUNT_DATA).await?;
    let all = everything(server, request, &holder).await?;
    server.tell(Event::new(Kind::DataDownloaded).user(&holder.user.id));
    let file = "attachment; filename=\"account.json\"";
    Ok(Reply::json(StatusCode::OK, &all).header(CONTENT_DISPOSITION, file))
}

/// `POST /account/data/delete`: at once, and for ever.
pub(crate) async fn delete<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    let holder = holder::open_recent(server, request, path::ACCOUNT_DATA).await?;
    let form = holder::read(server, request, &holder, path::ACCOUNT_DATA).await?;
    let words = &request.words().account.data;
    if form.one("sure") != Ok(Some("yes")) {
        let page = shown(server, request, &holder, Some(words.not_sure)).await?;
        return Ok(page.because("not sure"));
    }
    if !delete_account(server.platform, &holder.acting).await? {
        let page = shown(server, request, &holder, Some(words.not_deleted)).await?;
        return Ok(page.because("the last administrator"));
    }
    server.tell(Event::new(Kind::AccountDeleted).user(&holder.user.id));
    let page = notice::tell(
        request,
        StatusCode::OK,
        &request.words().notices.account_deleted,
    );
    Ok(page.cookie(cookies::ACCOUNT, "", Some(0)))
}
