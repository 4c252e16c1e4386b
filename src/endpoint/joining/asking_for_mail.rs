//! Somebody asks for a mail. Whatever they type, the same is read, written and said before the answer; the rest is done afterwards.

use crate::endpoint::event::{Event, Kind};
use crate::endpoint::http::request::Request;
use crate::endpoint::http::too_many::{TooMany, within_limit};
use crate::endpoint::interaction::Stop;
use crate::endpoint::server::Server;
use crate::page::Field;
use crate::platform::{Fault, Platform};
use crate::protocol::login::FoldedName;
use crate::store::attempts::Bucket;
use crate::store::mail_requests::{Asked, CodeAsked, ask_for_mail};
use crate::store::mail_trouble::has_trouble;

/// What everybody is told while mail has trouble.
pub(super) async fn trouble<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Option<&'static str>, Fault> {
    let trouble = has_trouble(server.platform).await?;
    Ok(trouble.then_some(request.words().mail.trouble))
}

/// The field for a username or an address.
pub(super) fn who(request: &Request, typed: &str) -> Field {
    Field {
        name: "username",
        label: request.words().login.username,
        value: typed.to_owned(),
        kind: "text",
        autocomplete: "username",
        required: true,
        ..Field::default()
    }
}

/// Takes the place of a mail that is asked for with what was typed. A form that was sent before takes no other.
pub(super) async fn take_place<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    typed: &str,
    code: Option<CodeAsked<'_>>,
) -> Result<(), Stop> {
    let keys = &server.config.keys.form;
    let typed = FoldedName::new(typed, P::fold);
    let login = match code {
        None => Bucket::of_mail(keys, &typed),
        Some(_) => Bucket::of_mail_code(keys, &typed),
    };
    let address = Bucket::of_mail_from(&request.address());
    within_limit(server, login.key()).await?;
    let ceiling = server.config.strangers;
    let why = match ask_for_mail(server.platform, [&login, &address], ceiling, code).await? {
        Asked::Now | Asked::Before => return Ok(()),
        Asked::Full(seconds) => TooMany::Mails(seconds),
        Asked::Ceiling(deed) => TooMany::today(deed, server.platform.now()),
    };
    server.tell(Event::new(Kind::SignInRefused).because(why.reason()));
    Err(why.into())
}
