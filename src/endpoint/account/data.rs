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
use crate::page::{Field, Form, Section};
use crate::platform::Platform;
use crate::protocol::path;
use crate::store::acting::Holder;
use crate::store::own_profile::delete_account;

/// `GET /account/data`.
pub(crate) async fn show<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    let holder = holder::open(server, request, path::ACCOUNT_DATA).await?;
    Ok(shown(server, request, &holder, None))
}

fn shown<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    holder: &Holder,
    error: Option<&str>,
) -> Reply {
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
    let sections = vec![
        section(words.download_heading, words.download_lead, download),
        section(words.delete_heading, words.delete_lead, delete),
    ];
    holder::sheet(request, holder, path::ACCOUNT_DATA, error, sections)
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
        return Ok(shown(server, request, &holder, Some(words.not_sure)).because("not sure"));
    }
    if !delete_account(server.platform, &holder.acting).await? {
        let page = shown(server, request, &holder, Some(words.not_deleted));
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
