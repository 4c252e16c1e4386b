//! `/setup`, `/invitation` and `/sign-up`: somebody makes an account, and is signed in.

use super::comer::Comer;
use super::credential::{self, Chosen};
use super::fields::{self, Typed};
use super::form::Sent;
use super::mail_code;
use super::mail_code_entry::For;
use super::newcomer::Newcomer;
use super::page::Again;
use super::way::Way;
use crate::endpoint::config::SignUp;
use crate::endpoint::event::Kind;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::interaction::{Stop, passkey_host};
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::mail_address::MailAddress;
use crate::store::user::User;

/// `GET`: the page. It changes nothing.
pub(crate) async fn show<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    way: Way,
) -> Result<Reply, Stop> {
    let newcomer = newcomer(server, request, way).await;
    if newcomer.is_none() && by_address(server, way) {
        return mail_code::show(server, request, For::SignUp).await;
    }
    let comer = Comer::open(server, request, way).await?;
    Ok(match &newcomer {
        Some(newcomer) => newcomer.page(server, request, &comer, &newcomer.typed::<P>(), None),
        None => comer.page(server, request, Typed::default(), Again::default()),
    })
}

/// `POST`: makes the account. Whatever is refused has made nothing, and the link is as good as before.
pub(crate) async fn make<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    way: Way,
) -> Result<Reply, Stop> {
    let newcomer = newcomer(server, request, way).await;
    if newcomer.is_none() && by_address(server, way) {
        return mail_code::ask(server, request, For::SignUp).await;
    }
    let comer = Comer::open(server, request, way).await?;
    let form = Sent::read(server, request, way.path())?;
    let words = request.words();
    let by_password = newcomer.is_none() && credential::is_by_password(server, &form);
    let again = |error: &str, unknown: Option<&str>| {
        if let Some(newcomer) = &newcomer {
            return newcomer.page(server, request, &comer, &Typed::of(&form), Some(error));
        }
        let again = Again {
            error: Some(error),
            by_password,
            unknown,
        };
        comer.page(server, request, Typed::of(&form), again)
    };
    let proved = newcomer.as_ref().and_then(Newcomer::proved);
    let user = match fields::user::<P>(&form, way, comer.invited().or(proved), by_password) {
        Ok(user) => user,
        Err(bad) => return Ok(again(bad.sentence(request), None).because(bad.reason())),
    };
    // A link is sent there.
    let unmailable = |email: &String| MailAddress::parse(email).is_err();
    if server.config.mail.is_some() && user.unverified_email.as_ref().is_some_and(unmailable) {
        let why = words.mail.bad_address;
        return Ok(again(why, None).because("no mail can be sent there"));
    }
    if let Some(newcomer) = &newcomer {
        if let Some(reply) = newcomer.make(server, request, &comer, &user).await? {
            return Ok(reply);
        }
        let reason = "a name, an address or an account elsewhere is taken";
        return Ok(again(words.provider.name_taken, None).because(reason));
    }
    if !comer.is_person(server, &form).await? {
        let (why, reason) = (words.joining.not_a_person, "Turnstile says no");
        server.tell(comer.event(Kind::SignUpRefused).because(reason.to_owned()));
        return Ok(again(why, None).because(reason));
    }
    let about = called(&user);
    let known = comer.has_link();
    let chosen = match credential::choose(server, &form, &about, known).await? {
        Ok(chosen) => chosen,
        Err(unfit) => {
            let error = unfit.sentence(words);
            return Ok(again(&error, unfit.unknown()).because(unfit.reason()));
        }
    };
    let usable = passkey_host::usable(server).ok().flatten();
    let rp_id = usable.unwrap_or_default();
    let credential = chosen.credential(rp_id, words.joining.passkey_name);
    match comer.make(server, request, &user, credential).await? {
        Some(reply) => Ok(reply),
        None => {
            comer.still_may(server, request).await?;
            let bad = match (&chosen, user.chosen_username(), &user.email) {
                (Chosen::Passkey { .. }, None, None) => words.joining.passkey_failed,
                _ => words.joining.taken,
            };
            Ok(again(bad, None).because("a name, an address or a passkey is taken"))
        }
    }
}

/// What the user is called, which is no password.
fn called(user: &User) -> Vec<&str> {
    let names = [
        user.name.as_deref(),
        user.chosen_username(),
        user.email.as_deref(),
        user.unverified_email.as_deref(),
    ];
    names.into_iter().flatten().collect()
}

/// Whoever came from another provider, and may make an account in this way.
async fn newcomer<'a, P: Platform>(
    server: &Server<'a, P>,
    request: &Request,
    way: Way,
) -> Option<Newcomer<'a>> {
    let newcomer = Newcomer::open(server, request).await?;
    let may = match way {
        Way::Setup => false,
        Way::Invitation => true,
        Way::SignUp => Newcomer::may_sign_up(&server.config.sign_up, &newcomer.identity),
    };
    may.then_some(newcomer)
}

/// Whether somebody who signs up proves an address first, and then comes with an invitation.
fn by_address<P: Platform>(server: &Server<'_, P>, way: Way) -> bool {
    way == Way::SignUp && matches!(server.config.sign_up, SignUp::Domains(_))
}
