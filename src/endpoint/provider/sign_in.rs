//! Somebody came back from a provider to sign in, or was refused on the way.

use super::failure::Failure;
use super::trip::From;
use crate::endpoint::config::{Known, SignUp};
use crate::endpoint::event::{Event, Kind};
use crate::endpoint::http::notice;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::interaction::Stop;
use crate::endpoint::joining::Newcomer;
use crate::endpoint::login::errand::Errand;
use crate::endpoint::login::page;
use crate::endpoint::login::second_factor::{self, Waiting};
use crate::endpoint::login::session::{self, Proved};
use crate::endpoint::server::Server;
use crate::page::words::{Around, named};
use crate::platform::Platform;
use crate::protocol::login::known_browser::known_as;
use crate::protocol::provider::{Identity, signed_in_at};
use crate::store::provider_accounts::{ONE, ProviderUse, SEVERAL, SignedInAt, load_linked};
use crate::store::sessions::Proof;
use http::StatusCode;

/// Signs in whose account it is. `None`: it is nobody's, and they may make one.
pub(super) async fn sign_in<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    known: &Known,
    errand: &Errand,
    identity: &Identity,
) -> Result<Option<Reply>, Stop> {
    let Some(user) = load_linked(server.platform, &identity.account, "").await? else {
        return Ok(stranger(server, request, known, errand, identity));
    };
    let told = |kind| errand.event(kind).user(&user.user_id);
    if user.disabled {
        let reason = "the user is disabled";
        server.tell(told(Kind::SignInFailed).because(reason.to_owned()));
        let error = request.words().login.disabled;
        let page = page::refuse(server, request, errand.asker(), "", error);
        return Ok(Some(page.because(reason)));
    }
    let at = signed_in_at(&known.provider, identity.session.as_deref());
    let all = known.provider.groups.as_ref().map(|groups| groups.all());
    if user.second_factor && !identity.mfa {
        let waiting = Waiting {
            user_id: &user.user_id,
            credential_version: user.credential_version,
            provider: &at,
            groups: all.as_deref().zip(identity.groups.as_deref()),
        };
        let asked = second_factor::ask(server, request, errand, &waiting).await;
        return asked.map(Some);
    }
    let factors = if identity.mfa { SEVERAL } else { ONE };
    let shown = [factors, &identity.account].concat();
    let proved = Proved {
        user_id: &user.user_id,
        known_as: &known_as(&user.user_id, user.credential_version),
        proof: Proof::Provider(ProviderUse {
            shown: &shown,
            at: SignedInAt {
                provider: &at,
                groups: all.as_deref().zip(identity.groups.as_deref()),
            },
        }),
    };
    let begun = session::begin(server, request, &errand.back(request), &proved).await?;
    let Some((reply, kind)) = begun else {
        let reason = "the link of the account was removed meanwhile";
        server.tell(told(Kind::ProviderRefused).because(reason.to_owned()));
        let error = said(request.words().provider.failed, request, known);
        let page = page::refuse(server, request, errand.asker(), "", &error);
        return Ok(Some(page.because(reason)));
    };
    server.tell(told(kind));
    Ok(Some(reply))
}

/// Nobody has linked this account. Where anybody may sign up, they can make an account with it. An address never leads to an account
/// that is there: whoever has one signs in to it and links this account.
fn stranger<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    known: &Known,
    errand: &Errand,
    identity: &Identity,
) -> Option<Reply> {
    let words = &request.words().provider;
    if Newcomer::may_sign_up(&server.config.sign_up, identity) {
        return None;
    }
    let (error, reason) = match server.config.sign_up {
        SignUp::Domains(_) => (
            words.other_host,
            "the provider proves no address of SIGN_UP_DOMAINS",
        ),
        SignUp::Closed | SignUp::Open(_) => (words.unknown, "the account is not linked"),
    };
    server.tell(
        errand
            .event(Kind::ProviderRefused)
            .because(reason.to_owned()),
    );
    let error = said(error, request, known);
    let page = page::refuse(server, request, errand.asker(), "", &error);
    Some(page.because(reason))
}

/// A sentence around the name of the provider.
pub(super) fn said(around: Around, request: &Request, known: &Known) -> String {
    named(around, &known.provider.name, request.words())
}

/// What the person hears.
pub(super) fn sentence(request: &Request, known: &Known, why: &Failure) -> String {
    let words = &request.words().provider;
    said(
        match why {
            Failure::Denied => words.denied,
            Failure::TooLong => words.too_long,
            Failure::Provider(_) | Failure::Stop(_) => words.failed,
        },
        request,
        known,
    )
}

/// Nobody is signed in: the page that they left from, with why, and the other ways.
pub(super) fn refuse<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    (known, from): (&Known, &From),
    errand: Option<&Errand>,
    why: &Failure,
) -> Reply {
    let reason = why.sentence();
    let event = errand.map_or_else(
        || Event::new(Kind::ProviderRefused),
        |errand| errand.event(Kind::ProviderRefused),
    );
    server.tell(event.because([&*known.provider.id, ": ", reason].concat()));
    let error = sentence(request, known, why);
    if let (From::Login, Some(errand)) = (from, errand) {
        return page::refuse(server, request, errand.asker(), "", &error).because(reason);
    }
    let words = &request.words().provider;
    let back = (request.onward(from.path()), words.back);
    let reply = notice::lead_with(
        request,
        StatusCode::BAD_REQUEST,
        &words.refused,
        &error,
        back,
    );
    reply.because(reason)
}
