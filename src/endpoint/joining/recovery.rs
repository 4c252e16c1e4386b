//! `/recovery`: somebody who cannot sign in any more sets a new passkey or password by a link, and is signed in.

use http::StatusCode;

use super::credential;
use super::form::Sent;
use super::link;
use super::page::{self, Again, Page};
use crate::endpoint::event::{Event, Kind};
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::interaction::{Stop, passkey_host};
use crate::endpoint::login::ceremony::Owner;
use crate::endpoint::login::session::Fresh;
use crate::endpoint::server::Server;
use crate::page::Field;
use crate::platform::Platform;
use crate::protocol::location::Location;
use crate::protocol::login::known_browser::known_as;
use crate::protocol::path;
use crate::protocol::secret::SecretHash;
use crate::store::one_time_links::{DeadLink, Link, Purpose, load_link};
use crate::store::own_passkeys::list_passkeys;
use crate::store::passkeys::MOST_PASSKEYS;
use crate::store::recovery::{Former, recover};
use crate::store::users::User;

/// `GET /recovery`: the page. It changes nothing.
pub(crate) async fn show<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    let (_, who) = open(server, request).await?;
    show_page(server, request, &who, Again::default()).await
}

/// `POST /recovery`: sets the new credential. Whatever is refused has changed nothing, and the link is as good as before.
pub(crate) async fn set<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    let (hash, who) = open(server, request).await?;
    let user = &who.user;
    let form = Sent::read(server, request, path::RECOVERY)?;
    if form.subject != user.id {
        let why = DeadLink::Unknown;
        return Err(link::dead(server, request, Purpose::Recovery, why));
    }
    let (words, by_password) = (request.words(), credential::is_by_password(server, &form));
    let about: Vec<&str> = user.names().collect();
    let chosen = match credential::choose(server, &form, &about, true).await? {
        Ok(chosen) => chosen,
        Err(unfit) => {
            let again = Again {
                error: Some(&unfit.sentence(words)),
                by_password,
                unknown: unfit.unknown(),
            };
            let page = show_page(server, request, &who, again).await?;
            return Ok(page.because(unfit.reason()));
        }
    };

    let former = match form.field("former") {
        "go" => Former::Go,
        _ => Former::Stay,
    };
    let rp_id = passkey_host::usable(server).ok().flatten();
    let rp_id = rp_id.unwrap_or_default();
    let credential = chosen.credential(rp_id, words.joining.passkey_name);
    let fresh = Fresh::mint(server, request);
    let session = fresh.session(&user.id, credential.proof());
    let recovered = recover(server.platform, &hash, credential, former, &session).await?;
    let Some(recovered) = recovered else {
        return not_set(server, request, &hash, by_password).await;
    };
    server.tell(Event::new(Kind::Recovered).user(&user.id));
    if recovered.second_factor_off {
        server.tell(Event::new(Kind::SecondFactorRemoved).user(&user.id));
    }
    let (to, known_as) = (
        Location::here(&request.base, path::ACCOUNT, ""),
        known_as(&user.id, recovered.version),
    );
    Ok(fresh.reply(server, request, &to, &known_as, recovered.session))
}

/// The user of a link, who may sign in.
struct Who {
    user: User,
    /// Whether the link turns their second factor off.
    turns_off: bool,
}

impl Who {
    fn of<P: Platform>(
        server: &Server<'_, P>,
        request: &Request,
        link: Link,
    ) -> Result<Self, Stop> {
        Ok(Self {
            turns_off: link.second_factor && !link.asks_second_factor,
            user: usable(server, request, link.user)?,
        })
    }
}

/// The link and its user.
async fn open<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<(SecretHash, Who), Stop> {
    passkey_host::look(server).await?;
    let (hash, link) = link::open(server, request, Purpose::Recovery).await?;
    Ok((hash, Who::of(server, request, link)?))
}

/// The user of a link, unless they are disabled.
pub(super) fn usable<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    user: Option<User>,
) -> Result<User, Stop> {
    // Such a link goes with its user.
    let user =
        user.ok_or_else(|| link::dead(server, request, Purpose::Recovery, DeadLink::Unknown))?;
    if user.disabled {
        let notice = (StatusCode::FORBIDDEN, &request.words().joining.disabled);
        let event = Event::new(Kind::LinkRefused).user(&user.id);
        let reason = "the user is disabled";
        return Err(link::refuse(server, request, event, notice, reason));
    }
    Ok(user)
}

/// Nothing was set: why?
async fn not_set<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    hash: &SecretHash,
    by_password: bool,
) -> Result<Reply, Stop> {
    let link = load_link(server.platform, hash, Purpose::Recovery).await?;
    let link = link.map_err(|why| link::dead(server, request, Purpose::Recovery, why))?;
    let who = Who::of(server, request, link)?;
    let passkeys = list_passkeys(server.platform, &who.user.id).await?;
    let words = &request.words().joining;
    let (error, reason) = if passkeys.len() >= MOST_PASSKEYS as usize {
        (
            words.too_many_passkeys,
            "there are as many passkeys as may be",
        )
    } else {
        (words.passkey_failed, "the passkey is somebody's")
    };
    let again = Again {
        error: Some(error),
        by_password,
        unknown: None,
    };
    Ok(show_page(server, request, &who, again)
        .await?
        .because(reason))
}

async fn show_page<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    who: &Who,
    again: Again<'_>,
) -> Result<Reply, Stop> {
    let user = &who.user;
    let known = list_passkeys(server.platform, &user.id).await?;
    let words = request.words();
    let email = user.email.as_deref().or(user.unverified_email.as_deref());
    let name = user.chosen_username().or(email).unwrap_or(words.nameless);
    let called = user.name.as_deref().unwrap_or(name);
    let fields = || {
        vec![Field {
            name: "former",
            label: words.joining.former,
            value: "go".to_owned(),
            kind: "checkbox",
            help: words.joining.former_hint,
            ..Field::default()
        }]
    };
    let page = Page {
        path: path::RECOVERY,
        heading: &words.joining.recovery,
        asker: None,
        about: Some((words.joining.recovery_who, called)),
        note: who
            .turns_off
            .then_some(words.second_factor.turned_off_by_link),
        owner: Owner {
            id: &user.id,
            name,
            called,
        },
        known: known.iter().map(|passkey| passkey.id.as_str()).collect(),
        fields: [fields(), fields()],
        turnstile: None,
        sign_in: None,
        again,
    };
    Ok(page::show(server, request, page))
}
