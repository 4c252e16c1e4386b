//! Beginning a session.

use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::interaction::{Stop, cookies};
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::authorization::Answered;
use crate::protocol::path;
use crate::protocol::secret::Secret;
use crate::store::sessions::{self, begin_session};

/// Signs in a user who has just proved who they are, and goes back to `/authorize` with the same request.
/// Others who are signed in within this browser stay signed in.
pub(super) async fn begin<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    user_id: &str,
) -> Result<Reply, Stop> {
    let cookie = Secret::mint(server.platform.random());
    let now = server.platform.now();
    let before = request.cookie(cookies::SESSION).map(|cookie| cookie.hash());
    let (hash, before) = (cookie.hash(), before.as_ref());
    let id = Secret::mint(server.platform.random());
    let session = begin_session(server.platform, &hash, user_id, id.reveal(), before, now).await?;

    let reply = Reply::redirect(&request.onward(path::AUTHORIZE));
    let lifetime = Some(sessions::LIFETIME);
    let reply = reply.cookie(cookies::SESSION, cookie.reveal(), lifetime);
    let answered = Answered::SignedIn(session);
    Ok(cookies::remember(server, request, &answered, reply))
}
