//! What somebody signs in with from now on: a passkey that their browser has just made, or a password.

use super::form::Sent;
use crate::endpoint::http::too_many::TooMany;
use crate::endpoint::interaction::Stop;
use crate::endpoint::login::ceremony;
use crate::endpoint::login::queue::Place;
use crate::endpoint::login::rehash::hash;
use crate::endpoint::server::Server;
use crate::page::words::{self, Words};
use crate::platform::Platform;
use crate::protocol::login::password::{Password, TooLong};
use crate::protocol::login::password_rules::{self, BadPassword};
use crate::protocol::passkey::{BadPasskey, NewPasskey, encode};
use crate::protocol::secret::Secret;
use crate::store::new_accounts::NewCredential;
use crate::store::passkeys::MadePasskey;

/// What they chose.
pub(super) enum Chosen {
    /// The hash of a password.
    Password(String),
    /// A passkey.
    Passkey {
        /// The credential id, base64url.
        id: String,
        /// What the authenticator said.
        made: Box<NewPasskey>,
        /// The request that brought it.
        used_by: Secret,
    },
}

impl Chosen {
    /// The id of a passkey.
    pub(super) fn passkey_id(&self) -> Option<&str> {
        match self {
            Self::Password(_) => None,
            Self::Passkey { id, .. } => Some(id),
        }
    }

    /// As it is stored. `name`: what a passkey is called at first.
    pub(super) fn credential<'a>(&'a self, rp_id: &'a str, name: &'a str) -> NewCredential<'a> {
        match self {
            Self::Password(hash) => NewCredential::Password(hash),
            Self::Passkey {
                id,
                made: new,
                used_by,
            } => {
                let made = MadePasskey {
                    id,
                    rp_id,
                    name,
                    new,
                };
                NewCredential::Passkey(made, used_by.reveal())
            }
        }
    }
}

/// Why it will not do.
pub(crate) enum Unfit {
    /// The browser's answer, and the passkey that it may forget.
    Passkey(BadPasskey, Option<String>),
    /// The password.
    Password(BadPassword),
    /// The password has too many bytes.
    TooLong,
}

impl Unfit {
    /// For the log.
    pub(crate) fn reason(&self) -> String {
        match self {
            Self::Passkey(bad, _) => bad.sentence().to_owned(),
            Self::Password(bad) => bad.sentence(),
            Self::TooLong => TooLong.sentence().to_owned(),
        }
    }

    /// For the person.
    pub(crate) fn sentence(&self, words: &'static Words) -> String {
        match self {
            Self::Passkey(..) => words.joining.passkey_failed.to_owned(),
            Self::Password(bad) => words::bad_password(*bad, words),
            Self::TooLong => words.login.too_long.to_owned(),
        }
    }

    /// The id of a passkey that was refused.
    pub(super) fn unknown(&self) -> Option<&str> {
        match self {
            Self::Passkey(_, unknown) => unknown.as_deref(),
            Self::Password(_) | Self::TooLong => None,
        }
    }
}

/// Whether a form is the one with a password.
pub(super) fn is_by_password<P: Platform>(server: &Server<'_, P>, form: &Sent) -> bool {
    server.config.passwords && form.field("passkey").is_empty()
}

/// Reads what a form brings. `about`: the names of the user, which are no passwords. `known`: whether the person has shown a
/// link, so that strangers are not in their way.
pub(super) async fn choose<P: Platform>(
    server: &Server<'_, P>,
    form: &Sent,
    about: &[&str],
    known: bool,
) -> Result<Result<Chosen, Unfit>, Stop> {
    if is_by_password(server, form) {
        let hash = by_password(server, form.field("password"), about, known).await?;
        return Ok(hash.map(Chosen::Password));
    }
    let answer = form.field("passkey");
    Ok(
        match ceremony::accept(server, form.field("token"), answer, false) {
            Ok(made) => Ok(Chosen::Passkey {
                id: encode(&made.credential.id),
                made: Box::new(made),
                used_by: Secret::mint(server.platform.random()),
            }),
            Err(bad) => Err(Unfit::Passkey(bad, ceremony::named(answer))),
        },
    )
}

/// The hash of a password, if it may be one.
pub(crate) async fn by_password<P: Platform>(
    server: &Server<'_, P>,
    text: &str,
    about: &[&str],
    known: bool,
) -> Result<Result<String, Unfit>, Stop> {
    let Ok(password) = Password::new(text, P::compose) else {
        return Ok(Err(Unfit::TooLong));
    };
    let mut names = about.to_vec();
    names.push(server.name());
    if let Err(bad) = password_rules::accept(&password, &names, password_rules::SHORTEST, P::fold) {
        return Ok(Err(Unfit::Password(bad)));
    }
    let place = Place::take(server.isolate, server.platform.now(), known);
    let place = place.ok_or(TooMany::AtOnce)?;
    Ok(Ok(hash(server, place, &password).await?))
}
