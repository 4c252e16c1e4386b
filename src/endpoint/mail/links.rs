//! Links and codes for somebody who asked for them.

use super::envelope::{Envelope, link};
use crate::endpoint::event::{Event, Kind};
use crate::endpoint::server::Server;
use crate::page::words::Words;
use crate::platform::{Fault, Platform};
use crate::protocol::login::{FoldedName, mail_code};
use crate::protocol::path;
use crate::protocol::secret::Secret;
use crate::store::attempts::Bucket;
use crate::store::mail_codes::{set_code, set_sign_up_code};
use crate::store::one_time_links::{NewLink, Purpose, add_link};
use crate::store::own_deeds::take_places;
use crate::store::recipients::{find_recipient, load_recipient};

/// How long a recovery link can be used, and one that proves an address, in seconds.
const HOUR: u32 = 3600;
const DAY: u32 = 24 * HOUR;

/// A recovery link to the address that is theirs, for the user of a name.
pub(super) async fn recover<P: Platform>(
    server: &Server<'_, P>,
    words: &'static Words,
    typed: &str,
) -> Result<Option<Box<Envelope>>, Fault> {
    let Some((user_id, to)) = find(server, typed).await? else {
        return Ok(None);
    };
    let new = NewLink {
        user_id: Some(&user_id),
        email: Some(&to),
        asks_second_factor: true,
        ..NewLink::new(Purpose::Recovery, HOUR)
    };
    let Some(secret) = add(server, &Bucket::of_recovery(&user_id), &new).await? else {
        return Ok(None);
    };
    Ok(Some(Box::new(Envelope {
        what: "recovery",
        link: Some(link(server, path::RECOVERY, secret.reveal())),
        told: Some(Event::new(Kind::RecoveryMailed).user(&user_id)),
        ..Envelope::new(to, &words.mail.recovery)
    })))
}

/// A code to the address that is theirs, for the user of a name.
pub(super) async fn give_code<P: Platform>(
    server: &Server<'_, P>,
    words: &'static Words,
    typed: &str,
    id: &str,
) -> Result<Option<Box<Envelope>>, Fault> {
    let Some((user_id, to)) = find(server, typed).await? else {
        return Ok(None);
    };
    let code = mail_code::mint(server.platform.random(), mail_code::SIGN_IN);
    let stored = mail_code::stored(&server.config.keys.form, id, &code);
    if !set_code(server.platform, id, &user_id, &to, &stored).await? {
        return Ok(None);
    }
    Ok(Some(Box::new(Envelope {
        what: "code",
        code: Some(code.reveal().to_owned()),
        told: Some(Event::new(Kind::CodeMailed).user(&user_id)),
        ..Envelope::new(to, &words.mail.sign_in_code)
    })))
}

/// A code to the address of somebody who signs up, unless a user has it.
pub(super) async fn give_sign_up_code<P: Platform>(
    server: &Server<'_, P>,
    words: &'static Words,
    email: &str,
    id: &str,
) -> Result<Option<Box<Envelope>>, Fault> {
    let keys = &server.config.keys.form;
    if take_places(server.platform, &Bucket::of_mail_to(keys, email), 1)
        .await?
        .is_some()
    {
        return Ok(None);
    }
    let code = mail_code::mint(server.platform.random(), mail_code::SIGN_UP);
    let stored = mail_code::stored(keys, id, &code);
    let folded = FoldedName::new(email, P::fold);
    if !set_sign_up_code(server.platform, id, (email, &folded), &stored).await? {
        return Ok(None);
    }
    Ok(Some(Box::new(Envelope {
        what: "sign_up_code",
        code: Some(code.reveal().to_owned()),
        ..Envelope::new(email.to_owned(), &words.mail.sign_up_code)
    })))
}

/// A link to an address that somebody says is theirs. There may be others behind it, so it gets few.
pub(super) async fn verify<P: Platform>(
    server: &Server<'_, P>,
    words: &'static Words,
    user_id: &str,
) -> Result<Option<Box<Envelope>>, Fault> {
    let user = load_recipient(server.platform, user_id).await?;
    let Some(to) = user.and_then(|user| user.unverified_email) else {
        return Ok(None);
    };
    let new = NewLink {
        user_id: Some(user_id),
        email: Some(&to),
        ..NewLink::new(Purpose::EmailVerification, DAY)
    };
    let of_account = Bucket::of_verification(user_id);
    if take_places(server.platform, &of_account, 1)
        .await?
        .is_some()
    {
        return Ok(None);
    }
    let of_address = Bucket::of_mail_to(&server.config.keys.form, &to);
    let Some(secret) = add(server, &of_address, &new).await? else {
        return Ok(None);
    };
    Ok(Some(Box::new(Envelope {
        what: "verification",
        link: Some(link(server, path::VERIFY_EMAIL, secret.reveal())),
        ..Envelope::new(to, &words.mail.verification)
    })))
}

/// The user of a name, and the address that is theirs.
async fn find<P: Platform>(
    server: &Server<'_, P>,
    typed: &str,
) -> Result<Option<(String, String)>, Fault> {
    let user = find_recipient(server.platform, typed).await?;
    Ok(user.and_then(|user| Some((user.user_id, user.email?))))
}

/// Makes a link, if there is a place for one more.
async fn add<P: Platform>(
    server: &Server<'_, P>,
    bucket: &Bucket,
    new: &NewLink<'_>,
) -> Result<Option<Secret>, Fault> {
    if take_places(server.platform, bucket, 1).await?.is_some() {
        return Ok(None);
    }
    let secret = Secret::mint(server.platform.random());
    let added = add_link(server.platform, &secret.hash(), new).await?;
    Ok(added.then_some(secret))
}
