//! `/login/passkey`: who is in front of the browser, by a passkey (WebAuthn Level 3 section 7.2).

use futures_util::future::join;

use super::errand::{Errand, way_back};
use super::page::{self, Again};
use super::session::{self, Proved};
use crate::endpoint::event::Kind;
use crate::endpoint::http::form::{self, BadForm};
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::http::too_many::within_limit;
use crate::endpoint::interaction::{FormBrowser, Nearby, Stop, cookies, passkey_host};
use crate::endpoint::server::Server;
use crate::platform::{Fault, Platform};
use crate::protocol::binding::{self, Purpose};
use crate::protocol::passkey::{Assertion, BadPasskey, Expected, Stored, Used, encode};
use crate::protocol::secret::Secret;
use crate::store::passkeys::{PasskeyRow, PasskeyUse, load_passkey, load_passkey_near};
use crate::store::sessions::Proof;

/// `POST /login/passkey`: signs the user in and goes on to what they signed in for. A refusal has written nothing, unless the
/// user was disabled a moment ago: then the challenge is used up.
pub(crate) async fn sign_in<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    within_limit(server, &format!("login from {}", request.address())).await?;
    let back = way_back(request);
    let browser = FormBrowser::sender(request).map_err(Stop::bad_form)?;
    let bound = page::bound(Purpose::Passkey, request, &browser);
    let form = form::read(server, request, bound).map_err(|bad| Stop::form(bad, &back))?;
    let (token, keys) = (form.field("token"), &server.config.keys.form);
    let challenged_at = binding::verify(keys, bound, token, server.platform.now())
        .map_err(|_| Stop::bad_form(BadForm::Foreign))?;
    // The first attempt may use what a replica of the database says, because the statement that signs in compares it at the primary.
    // If that leads to anything else, it is read again there.
    let mut near = Some(Nearby::default());
    loop {
        let answer = (form.field("passkey"), near.as_ref());
        let judged = judge(server, request, token, answer);
        let errand = Errand::open_near(server, request, near.as_ref());
        let (errand, judged) = join(errand, judged).await;
        let again = near.take().is_some_and(|near| near.replica.get());
        let (errand, known, used) = match (errand, judged) {
            (Ok(errand), Ok(Ok((known, used)))) if !known.disabled => (errand, known, used),
            _ if again => continue,
            (errand, judged) => {
                let errand = errand?;
                return Ok(match judged? {
                    Ok((known, _)) => refuse_disabled(server, request, &errand, &known),
                    Err((why, unknown)) => {
                        refuse(server, request, &errand, why, unknown.as_deref())
                    }
                });
            }
        };

        let used_by = Secret::mint(server.platform.random());
        let passkey = PasskeyUse {
            id: &known.id,
            counter: (known.counter, used.counter),
            backed_up: used.backed_up,
            challenged_at,
            used_by: used_by.reveal(),
        };
        let known_as = known.known_as();
        let proved = Proved {
            user_id: &known.user_id,
            known_as: &known_as,
            proof: Proof::Passkey(passkey),
        };
        match session::begin(server, request, &back, &proved).await? {
            Some((reply, kind)) => {
                server.tell(errand.event(kind).user(&known.user_id));
                return Ok(reply);
            }
            None if again => {}
            None => return Ok(refuse(server, request, &errand, BadPasskey::Used, None)),
        }
    }
}

/// The passkey that answered the challenge `token`, and how; or else which rule the answer breaks, and the id of the passkey if it is
/// not known here. Nothing is used up yet. `near`: a replica may answer.
pub(super) async fn judge<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    token: &str,
    (answer, near): (&str, Option<&Nearby>),
) -> Result<Result<(Box<PasskeyRow>, Used), (BadPasskey, Option<String>)>, Fault> {
    let assertion = match Assertion::parse(answer) {
        Ok(assertion) => assertion,
        Err(bad) => return Ok(Err((bad, None))),
    };
    let id = encode(&assertion.id);
    let known = async {
        let Some(near) = near else {
            return load_passkey(server.platform, &id).await;
        };
        let since = cookies::bookmark(request);
        let found = load_passkey_near(server.platform, &id, since.as_deref()).await;
        found.map(|found| near.note(found))
    };
    let (looked, known) = join(passkey_host::look(server), known).await;
    looked?;
    let Ok(Some(rp_id)) = passkey_host::usable(server) else {
        return Ok(Err((BadPasskey::RpId, None)));
    };
    let Some(known) = known? else {
        return Ok(Err((BadPasskey::Unknown, Some(id))));
    };
    let expected = Expected {
        challenge: &encode(token.as_bytes()),
        origin: server.config.issuer.origin(),
        rp_id,
    };
    Ok(
        match verified(server, &assertion, expected, &known).await? {
            Ok(used) => Ok((known, used)),
            Err(bad) => Err((bad, None)),
        },
    )
}

/// Accepts what a passkey answered, or says which rule it breaks.
async fn verified<P: Platform>(
    server: &Server<'_, P>,
    assertion: &Assertion,
    expected: Expected<'_>,
    known: &PasskeyRow,
) -> Result<Result<Used, BadPasskey>, Fault> {
    if known.rp_id != expected.rp_id {
        return Ok(Err(BadPasskey::RpId));
    }
    let stored = Stored {
        user: known.user_id.as_bytes(),
        algorithm: known.algorithm,
        counter: known.counter,
        backup_eligible: known.backup_eligible,
    };
    let used = match assertion.accept(expected, stored) {
        Ok(used) => used,
        Err(bad) => return Ok(Err(bad)),
    };
    let (key, algorithm) = (&known.key, known.algorithm);
    let right = server
        .platform
        .verify(key, algorithm, &used.message, &used.signature)
        .await?;
    Ok(if right {
        Ok(used)
    } else {
        Err(BadPasskey::Signature)
    })
}

/// The page again, with another challenge and what to do next; the log hears which rule was broken.
fn refuse<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    errand: &Errand,
    why: BadPasskey,
    unknown: Option<&str>,
) -> Reply {
    let words = &request.words().login;
    let error = match unknown {
        Some(_) => words.passkey_unknown,
        None if passkey_host::usable(server).is_err() => words.passkeys_refused,
        None => words.passkey_again,
    };
    let event = errand.event(Kind::SignInFailed);
    server.tell(event.because(why.sentence().to_owned()));
    let again = Again {
        error: Some(error),
        unknown_passkey: unknown,
        ..Again::default()
    };
    page::show_again(server, request, errand.asker(), &again).because(why.sentence())
}

/// The same for somebody whose passkey is right: they hear that the owner disabled them.
fn refuse_disabled<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    errand: &Errand,
    known: &PasskeyRow,
) -> Reply {
    let reason = "the user is disabled";
    let event = errand.event(Kind::SignInFailed);
    server.tell(event.user(&known.user_id).because(reason.to_owned()));
    let error = request.words().login.disabled;
    page::refuse(server, request, errand.asker(), "", error).because(reason)
}
