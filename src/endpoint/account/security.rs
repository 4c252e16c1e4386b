//! `/account/security`: passkeys, the password, and where somebody is signed in.

use futures_util::future::join;

use super::password_section::password_section;
use super::second_factor_section::second_factor_section;
use super::{holder, providers_section, sessions};
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::interaction::{Stop, passkey_host};
use crate::endpoint::server::Server;
use crate::page::words::day;
use crate::page::{Field, Form, Section, Thing};
use crate::platform::Platform;
use crate::protocol::path;
use crate::store::acting::Holder;
use crate::store::own_passkeys::{Passkey, list_passkeys};
use crate::store::passkeys::MOST_PASSKEYS;
use crate::store::provider_accounts::{has_room, list_links};

/// `GET /account/security`.
pub(crate) async fn show<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    let holder = holder::open(server, request, path::ACCOUNT_SECURITY).await?;
    shown(server, request, &holder, None).await
}

/// The page, perhaps with why the last form was refused.
pub(crate) async fn shown<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    holder: &Holder,
    error: Option<&str>,
) -> Result<Reply, Stop> {
    passkey_host::look(server).await?;
    let (platform, id) = (server.platform, &holder.user.id);
    let (passkeys, links) = join(list_passkeys(platform, id), list_links(platform, id)).await;
    let (passkeys, links) = (passkeys?, links?);
    let words = request.words();
    let usable = passkey_host::usable(server).ok().flatten();
    let works = passkeys.iter().any(|it| Some(it.rp_id.as_str()) == usable);
    let linked = providers_section::working(server, &links) > 0;
    let typed = types(server, holder);
    let password = password_section(server, holder, works || linked, words);
    let elsewhere = providers_section::section(
        server,
        holder,
        (&links, passkeys.len()),
        works || typed,
        words,
    );
    let read = passkeys.len() * 2 + links.len();
    let sessions = sessions::section(server, holder, read, words).await?;
    let passkeys = passkeys_section(
        server,
        request,
        holder,
        (&passkeys, links.len()),
        typed || linked,
    );
    let second_factor = second_factor_section(server, request, holder);
    let mut sections = vec![passkeys];
    sections.extend(password);
    sections.extend(second_factor);
    sections.extend(elsewhere);
    sections.push(sessions);
    Ok(holder::sheet(
        request,
        holder,
        path::ACCOUNT_SECURITY,
        error,
        sections,
    ))
}

/// Whether they can sign in with a password.
fn types<P: Platform>(server: &Server<'_, P>, holder: &Holder) -> bool {
    let named = holder.user.chosen_username().is_some() || holder.user.email.is_some();
    holder.has_password && named && server.config.passwords
}

/// What they can do about their passkeys. `other`: whether they could sign in without any.
fn passkeys_section<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    holder: &Holder,
    (passkeys, links): (&[Passkey], usize),
    other: bool,
) -> Section {
    let words = request.words();
    let text = &words.account.passkey;
    let usable = passkey_host::usable(server);
    let rp_id = usable.as_ref().ok().copied().flatten();
    let works = |passkey: &Passkey| Some(passkey.rp_id.as_str()) == rp_id;
    let ways = passkeys.iter().filter(|it| works(it)).count();
    let name_token = holder::token(server, holder, path::ACCOUNT_PASSKEY_NAME);
    let remove_token = holder::token(server, holder, path::ACCOUNT_PASSKEY_REMOVE);
    let things = passkeys.iter().map(|passkey| {
        let last_way = works(passkey) && ways == 1 && !other;
        let used = match passkey.last_used_at {
            Some(at) => day(text.used, at, words),
            None => text.never_used.to_owned(),
        };
        let mut facts = vec![day(text.added, passkey.created_at, words), used];
        facts.push(
            if passkey.backed_up {
                text.backed_up
            } else {
                text.one_device
            }
            .to_owned(),
        );
        facts.extend((!works(passkey)).then(|| text.elsewhere.to_owned()));
        facts.extend(last_way.then(|| text.last_way.to_owned()));
        let mut forms = vec![Form {
            action: path::ACCOUNT_PASSKEY_NAME,
            token: name_token.clone(),
            id: Some(passkey.id.clone()),
            fields: vec![Field {
                name: "name",
                label: text.name,
                value: passkey.name.clone(),
                kind: "text",
                autocomplete: "off",
                required: true,
                ..Field::default()
            }],
            button: text.save,
            ..Form::default()
        }];
        if holder.recent && !last_way {
            forms.push(Form {
                action: path::ACCOUNT_PASSKEY_REMOVE,
                token: remove_token.clone(),
                id: Some(passkey.id.clone()),
                lead: text.remove_lead,
                button: text.remove,
                takes: true,
                ..Form::default()
            });
        }
        Thing {
            name: passkey.name.clone(),
            facts,
            change: text.change,
            forms,
            ..Thing::default()
        }
    });
    let room = passkeys.len() < MOST_PASSKEYS as usize && has_room(passkeys.len(), links, 2);
    let add = format!(
        "{}{}?for={}",
        request.base,
        path::ACCOUNT_PASSKEY,
        path::ACCOUNT_SECURITY
    );
    Section {
        heading: text.heading,
        lead: match (&usable, passkeys) {
            (Err(_), _) => words.login.passkeys_refused,
            (Ok(None), _) => text.impossible,
            (Ok(Some(_)), []) => text.none,
            (Ok(Some(_)), _) if !room => text.full,
            (Ok(Some(_)), _) => text.lead,
        }
        .to_owned(),
        things: things.collect(),
        link: (rp_id.is_some() && holder.recent && room).then_some((add, text.add)),
        ..Section::default()
    }
}
