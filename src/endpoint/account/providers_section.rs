//! What the account says about accounts elsewhere.

use super::holder;
use crate::endpoint::server::Server;
use crate::page::words::{Words, day};
use crate::page::{Form, Section, Thing};
use crate::platform::Platform;
use crate::protocol::path;
use crate::store::acting::Holder;
use crate::store::provider_accounts::{Link, MOST_LINKS, has_room};

/// How many of the linked accounts can be signed in with.
pub(super) fn working<P: Platform>(server: &Server<'_, P>, links: &[Link]) -> usize {
    let known = |link: &&Link| server.config.providers.find(&link.provider).is_some();
    links.iter().filter(known).count()
}

/// What somebody can do about accounts elsewhere, for the page; nothing where there are none. `other`: whether they could sign in
/// without any.
pub(super) fn section<P: Platform>(
    server: &Server<'_, P>,
    holder: &Holder,
    (links, passkeys): (&[Link], usize),
    other: bool,
    words: &'static Words,
) -> Option<Section> {
    let text = &words.provider;
    let only = working(server, links) == 1 && !other;
    let remove_token = holder::token(server, holder, path::ACCOUNT_PROVIDER_REMOVE);
    let link_token = holder::token(server, holder, path::ACCOUNT_PROVIDER);
    let mut things = Vec::new();
    for link in links {
        let known = server.config.providers.find(&link.provider);
        let name = known.map_or(&link.provider, |known| &known.provider.name);
        let last_way = only && known.is_some();
        let mut facts = vec![link.label.clone(), day(text.since, link.linked_at, words)];
        facts.extend(known.is_none().then(|| text.gone.to_owned()));
        facts.extend(last_way.then(|| text.last_way.to_owned()));
        facts.retain(|fact| !fact.is_empty());
        let remove = (holder.recent && !last_way).then(|| Form {
            action: path::ACCOUNT_PROVIDER_REMOVE,
            token: remove_token.clone(),
            id: Some(link.account.clone()),
            lead: text.remove_lead,
            button: text.remove,
            takes: true,
            ..Form::default()
        });
        things.push(Thing {
            name: name.clone(),
            facts,
            change: if remove.is_some() { text.remove } else { "" },
            forms: Vec::from_iter(remove),
            ..Thing::default()
        });
    }
    let few = links.len() < MOST_LINKS as usize && has_room(passkeys, links.len(), 1);
    let room = holder.recent && few;
    for provider in server.config.providers.offered(None).filter(|_| room) {
        if links.iter().any(|link| link.provider == provider.id) {
            continue;
        }
        things.push(Thing {
            name: provider.name.clone(),
            forms: vec![Form {
                action: path::ACCOUNT_PROVIDER,
                token: link_token.clone(),
                id: Some(provider.id.clone()),
                button: text.link,
                ..Form::default()
            }],
            ..Thing::default()
        });
    }
    let any = !things.is_empty() || !server.config.providers.is_empty();
    any.then(|| Section {
        heading: text.heading,
        lead: text.lead.to_owned(),
        things,
        ..Section::default()
    })
}
