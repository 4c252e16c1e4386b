//! `/account/password`: a password is set or removed. Whatever was begun before is over with it, on every device.

use super::{holder, security};
use crate::endpoint::event::{Event, Kind};
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::interaction::Stop;
use crate::endpoint::joining::credential::by_password;
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::path;
use crate::store::own_password::{remove_password, set_password};

/// `POST /account/password`.
pub(crate) async fn set<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    let holder = holder::open_recent(server, request, path::ACCOUNT_SECURITY).await?;
    let form = holder::read(server, request, &holder, path::ACCOUNT_SECURITY).await?;
    let text = form.field("password");
    let user = &holder.user;
    if !server.config.passwords {
        let off = Some(request.words().account.password.off);
        let page = security::shown(server, request, &holder, off).await?;
        return Ok(page.because("passwords are off"));
    }
    let names: Vec<&str> = user.names().collect();
    let hash = match by_password(server, text, &names, true).await? {
        Ok(hash) => hash,
        Err(unfit) => {
            let sentence = unfit.sentence(request.words());
            let page = security::shown(server, request, &holder, Some(&sentence)).await?;
            return Ok(page.because(unfit.reason()));
        }
    };
    let Some(version) = set_password(server.platform, &holder.acting, &hash).await? else {
        return Err(holder::prove_again(request, path::ACCOUNT_SECURITY));
    };
    server.tell(Event::new(Kind::PasswordChanged).user(&user.id));
    Ok(holder::changed(server, request, &holder, version))
}

/// `POST /account/password/remove`.
pub(crate) async fn remove<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    let holder = holder::open_recent(server, request, path::ACCOUNT_SECURITY).await?;
    holder::read(server, request, &holder, path::ACCOUNT_SECURITY).await?;
    let ways = holder::ways_in(server).await?;
    let Some(version) = remove_password(server.platform, &holder.acting, ways).await? else {
        let words = &request.words().account.password;
        let page = security::shown(server, request, &holder, Some(words.not_removed)).await?;
        return Ok(page.because("the password was not removed"));
    };
    server.tell(Event::new(Kind::PasswordRemoved).user(&holder.user.id));
    if holder.second_factor.is_some() {
        server.tell(Event::new(Kind::SecondFactorRemoved).user(&holder.user.id));
    }
    Ok(holder::changed(server, request, &holder, version))
}
