//! `/account/activity`: what happened to the account lately.

use super::holder;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::interaction::Stop;
use crate::endpoint::server::Server;
use crate::page::words::{Words, counted, find, moment, named};
use crate::page::{Section, Thing};
use crate::platform::Platform;
use crate::protocol::path;
use crate::store::events::{Stored, list_events};

/// `GET /account/activity`; `before` in the query is the id of the last event on the page before.
pub(crate) async fn show<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    let holder = holder::open(server, request, path::ACCOUNT_ACTIVITY).await?;
    let query = request.query_params()?;
    let before = query.one("before").ok().flatten();
    let listed = list_events(server.platform, Some(&holder.user.id), before).await?;
    let words = request.words();
    let text = &words.account.activity;
    let lead = if listed.events.is_empty() {
        text.none
    } else {
        text.lead
    };
    let section = Section {
        lead: lead.to_owned(),
        things: listed
            .events
            .iter()
            .map(|event| thing(event, words))
            .collect(),
        link: listed.next.map(|last| {
            let address = format!("{}{}?before={last}", request.base, path::ACCOUNT_ACTIVITY);
            (address, text.more)
        }),
        ..Section::default()
    };
    Ok(holder::calm_sheet(
        request,
        &holder,
        path::ACCOUNT_ACTIVITY,
        section,
    ))
}

fn thing(event: &Stored, words: &'static Words) -> Thing {
    let text = &words.account.activity;
    let mut facts = vec![moment(event.at, words)];
    facts.extend((event.count > 1).then(|| counted(&text.times, event.count, words)));
    let app = event.client_id.as_deref();
    facts.extend(app.map(|id| named(text.app, id, words)));
    let address = event.address.as_deref();
    facts.extend(address.map(|it| named(text.address, it, words)));
    Thing {
        name: find(&text.kinds, &event.kind)
            .unwrap_or(&event.kind)
            .to_owned(),
        facts,
        ..Thing::default()
    }
}

#[cfg(test)]
mod tests {
    use crate::endpoint::event::Kind;
    use crate::page::words::en::EN;
    use crate::page::words::find;

    #[test]
    fn whatever_happens_to_a_person_has_words() {
        // These concern no user.
        let others = [
            Kind::ClientRegistered,
            Kind::ClientChanged,
            Kind::ClientRemoved,
            Kind::KeyMade,
            Kind::SignUpRefused,
            Kind::MailFailed,
            Kind::UserRemoved,
            Kind::LinkWithdrawn,
            Kind::AppAdded,
            Kind::AppChanged,
            Kind::AppRemoved,
            Kind::AppBlocked,
            Kind::AppUnblocked,
            Kind::AppVouchedFor,
            Kind::AppSecretMade,
            Kind::GroupAdded,
            Kind::GroupChanged,
            Kind::GroupRemoved,
            Kind::KeyRotated,
            Kind::KeyRevoked,
        ];
        for kind in Kind::ALL {
            let word = kind.as_str();
            let told = find(&EN.account.activity.kinds, word).is_some();
            assert_eq!(told, !others.contains(kind), "{word}");
        }
    }
}
