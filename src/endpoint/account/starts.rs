//! The apps that everybody can start from their account page.

use super::holder;
use crate::endpoint::http::request::Request;
use crate::endpoint::interaction::Stop;
use crate::endpoint::server::Server;
use crate::page::Section;
use crate::platform::Platform;
use crate::protocol::client::start_link::start_link;
use crate::protocol::path;
use crate::store::start_links::list_start_links;

/// What stands on `/account`, if there is any such app; `after` in the query is the `client_id` of the last one on the page
/// before.
pub(super) async fn section<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Option<Section>, Stop> {
    let query = request.query_params()?;
    let after = query.one("after").ok().flatten();
    let listed = list_start_links(server.platform, after).await?;
    let issuer = &server.config.issuer;
    let starts = listed.found.into_iter();
    let starts = starts.map(|it| (start_link(&it.initiate_login_uri, issuer), it.name));
    let starts: Vec<_> = starts.collect();
    let words = &request.words().account;
    let further = |last: String| holder::further(request, path::ACCOUNT, &last);
    Ok((!starts.is_empty()).then(|| Section {
        heading: words.profile.starts_heading,
        lead: words.profile.starts_lead.to_owned(),
        starts,
        link: listed.next.map(|last| (further(last), words.apps.more)),
        ..Section::default()
    }))
}
