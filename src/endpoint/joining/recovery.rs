//! `/recovery`: somebody who cannot sign in any more sets a new passkey or password by a link, and is signed in.

use futures_util::future::join;

use super::credential::{self, Chosen};
use super::form::Sent;
use super::link;
use super::page::{self, Again, Page};
use super::recovery_user::Who;
use super::second_code::{self, Given};
use crate::endpoint::event::{Event, Kind};
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::interaction::{Stop, passkey_host};
use crate::endpoint::login::ceremony::Owner;
use crate::endpoint::login::session::Fresh;
use crate::endpoint::login::typed_code::{self, Typed};
use crate::endpoint::server::Server;
use crate::page::Field;
use crate::platform::Platform;
use crate::protocol::location::Location;
use crate::protocol::login::known_browser::known_as;
use crate::protocol::path;
use crate::protocol::secret::SecretHash;
use crate::store::one_time_links::{DeadLink, Purpose, load_link};
use crate::store::own_passkeys::list_passkeys;
use crate::store::passkeys::MOST_PASSKEYS;
use crate::store::recovery::{Former, recover};

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
    let by_password = credential::is_by_password(server, &form);
    let (chosen, given) = match read(server, request, &form, &who).await? {
        Ok(good) => good,
        Err(refused) => {
            let again = Again {
                error: Some(&refused.sentence),
                by_password,
                unknown: refused.unknown.as_deref(),
            };
            let page = show_page(server, request, &who, again).await?;
            return Ok(page.because(refused.reason));
        }
    };

    let former = match form.field("former") {
        _ if who.was_not_them => Former::Go,
        "go" => Former::Go,
        _ => Former::Stay,
    };
    let rp_id = passkey_host::usable(server).ok().flatten();
    let rp_id = rp_id.unwrap_or_default();
    let credential = chosen.credential(rp_id, request.words().joining.passkey_name);
    let code = given.as_deref().map(Given::code_use);
    let fresh = Fresh::mint(server, request);
    let proof = credential.proof_beside(code.map(|code| code.used_by));
    let session = fresh.session(&user.id, proof);
    let recovered = recover(server.platform, &hash, credential, code, former, &session).await?;
    let Some(recovered) = recovered else {
        return not_set(server, request, (&hash, given.as_deref()), by_password).await;
    };
    let told = [
        (true, Kind::Recovered),
        (recovered.second_factor_off, Kind::SecondFactorRemoved),
        (
            given.as_deref().is_some_and(Given::is_recovery_code),
            Kind::RecoveryCodeUsed,
        ),
    ];
    for (_, kind) in told.into_iter().filter(|(happened, _)| *happened) {
        server.tell(Event::new(kind).user(&user.id));
    }
    let (to, known_as) = (
        Location::here(&request.base, path::ACCOUNT, ""),
        known_as(&user.id, recovered.version),
    );
    Ok(fresh.reply(server, request, &to, &known_as, recovered.session))
}

/// Why the form will not do.
struct Refused {
    /// For the person, and for the log.
    sentence: String,
    reason: String,
    /// The id of a passkey that the browser can forget.
    unknown: Option<String>,
}

/// Reads the form: the new credential and, where the link asks for one, a code of the second factor. That is counted last, so what
/// is wrong with a password costs no try.
async fn read<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    form: &Sent,
    who: &Who,
) -> Result<Result<(Chosen, Option<Box<Given>>), Refused>, Stop> {
    let (user, words) = (&who.user, request.words());
    let refused = |unfit: typed_code::Unfit, chosen: Option<&Chosen>| Refused {
        sentence: unfit.sentence(&words.second_factor).to_owned(),
        reason: unfit.reason().to_owned(),
        unknown: chosen.and_then(Chosen::passkey_id).map(str::to_owned),
    };
    let typed = who.asks.then(|| Typed::read_either(form.field("code")));
    let typed = match typed.transpose() {
        Ok(typed) => typed,
        Err(unfit) => return Ok(Err(refused(unfit, None))),
    };
    let about: Vec<&str> = user.names().collect();
    let chosen = match credential::choose(server, form, &about, true).await? {
        Ok(chosen) => chosen,
        Err(unfit) => {
            return Ok(Err(Refused {
                sentence: unfit.sentence(words),
                reason: unfit.reason(),
                unknown: unfit.unknown().map(str::to_owned),
            }));
        }
    };
    let Some(typed) = typed else {
        return Ok(Ok((chosen, None)));
    };
    Ok(match second_code::judge(server, &user.id, typed).await? {
        Ok(given) => Ok((chosen, given)),
        Err(unfit) => Err(refused(unfit, Some(&chosen))),
    })
}

/// The link and its user.
async fn open<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<(SecretHash, Who), Stop> {
    let link = link::open(server, request, Purpose::Recovery);
    let (link, looked) = join(link, passkey_host::look(server)).await;
    let (hash, link) = link?;
    looked?;
    Ok((hash, Who::of(server, request, link)?))
}

/// Nothing was set: why?
async fn not_set<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    (hash, given): (&SecretHash, Option<&Given>),
    by_password: bool,
) -> Result<Reply, Stop> {
    let link = load_link(server.platform, hash, Purpose::Recovery).await?;
    let link = link.map_err(|why| link::dead(server, request, Purpose::Recovery, why))?;
    let who = Who::of(server, request, link)?;
    let passkeys = list_passkeys(server.platform, &who.user.id).await?;
    let words = &request.words().joining;
    let unfit = match given {
        Some(given) => given.unfit(server).await?,
        None => None,
    };
    let (error, reason) = if let Some(unfit) = unfit {
        let sentence = unfit.sentence(&request.words().second_factor);
        (sentence, unfit.reason())
    } else if passkeys.len() >= MOST_PASSKEYS as usize {
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
        let mut fields = Vec::new();
        if who.asks {
            fields.push(Field {
                name: "code",
                label: words.second_factor.either_code,
                kind: "text",
                // A keyboard with only digits could not type a recovery code.
                autocomplete: "off",
                required: true,
                help: words.second_factor.either_code_help,
                ..Field::default()
            });
        }
        if !who.was_not_them {
            fields.push(Field {
                name: "former",
                label: words.joining.former,
                value: "go".to_owned(),
                kind: "checkbox",
                help: words.joining.former_hint,
                ..Field::default()
            });
        }
        fields
    };
    let notes = [
        (who.turns_off, words.second_factor.turned_off_by_link),
        (who.asks, words.second_factor.asked_by_link),
    ];
    let page = Page {
        path: path::RECOVERY,
        heading: &words.joining.recovery,
        asker: None,
        about: Some((words.joining.recovery_who, called)),
        note: notes
            .into_iter()
            .find_map(|(holds, note)| holds.then_some(note)),
        owner: Owner {
            id: &user.id,
            name,
            called,
        },
        known: known.iter().map(|passkey| passkey.id.as_str()).collect(),
        fields: [fields(), fields()],
        providers: false,
        turnstile: None,
        sign_in: None,
        again,
    };
    Ok(page::show(server, request, page))
}
