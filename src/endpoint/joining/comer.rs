//! Somebody who may make an account: by a link, or because anybody may.

use futures_util::future::join3;
use http::StatusCode;

use super::fields::Typed;
use super::form::Sent;
use super::link;
use super::page::{self, Again, Page};
use super::turnstile;
use super::way::Way;
use crate::endpoint::config::SignUp;
use crate::endpoint::event::{Event, Kind};
use crate::endpoint::http::afterwards::Afterwards;
use crate::endpoint::http::notice;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::http::too_many::{TooMany, within_limit};
use crate::endpoint::interaction::{Stop, cookies, passkey_host};
use crate::endpoint::login::ceremony::Owner;
use crate::endpoint::login::errand::{Errand, login_for};
use crate::endpoint::login::session::Fresh;
use crate::endpoint::mail::Work;
use crate::endpoint::server::Server;
use crate::page::Asker;
use crate::platform::Platform;
use crate::protocol::location::Location;
use crate::protocol::login::known_browser::known_as;
use crate::protocol::path;
use crate::protocol::secret::{SecretHash, hex};
use crate::store::new_accounts::{Entry, NewCredential, make_account};
use crate::store::one_time_links::load_link;
use crate::store::strangers::{Deed, has_room};
use crate::store::user::User;

/// Somebody who may make an account, as far as one knows.
pub(super) struct Comer {
    way: Way,
    /// The link, and the address that it says.
    link: Option<(SecretHash, Option<String>)>,
    /// What they sign up for.
    errand: Option<Errand>,
}

impl Comer {
    /// Proves that they may.
    pub(super) async fn open<P: Platform>(
        server: &Server<'_, P>,
        request: &Request,
        way: Way,
    ) -> Result<Self, Stop> {
        if let Some(purpose) = way.purpose() {
            // Who signed up on the way to an app goes on to it.
            let errand = async {
                if request.query.contains("client_id=") {
                    Errand::open(server, request).await.map(Some)
                } else {
                    Ok(None)
                }
            };
            let link = link::open(server, request, purpose);
            let (link, errand, looked) = join3(link, errand, passkey_host::look(server)).await;
            let (hash, link) = link?;
            let errand = errand?;
            looked?;
            return Ok(Self {
                way,
                link: Some((hash, link.email)),
                errand,
            });
        }
        let within = within_limit(server, &format!("sign-up from {}", request.address())).await;
        within.inspect_err(|why| refused(server, *why))?;
        if !server.config.sign_up.is_open() {
            let closed = &request.words().joining.closed;
            let reply = notice::show(request, StatusCode::FORBIDDEN, closed);
            return Err(Stop::told(reply.because("sign-up is closed")));
        }
        let errand = if request.query.is_empty() {
            passkey_host::look(server).await?;
            Errand::Account(path::ACCOUNT)
        } else {
            Errand::open(server, request).await?
        };
        Ok(Self {
            way,
            link: None,
            errand: Some(errand),
        })
    }

    /// The page, with a `sub` for the account to be.
    pub(super) fn page<P: Platform>(
        &self,
        server: &Server<'_, P>,
        request: &Request,
        typed: Typed<'_>,
        again: Again<'_>,
    ) -> Reply {
        let words = &request.words().joining;
        let invited = self.link.as_ref().and_then(|(_, email)| email.as_deref());
        let id = new_id(server);
        // The script puts in what they type.
        let called = invited.unwrap_or(server.config.issuer.as_str());
        let sign_in = sign_in(request);
        let turnstile = match (&server.config.sign_up, self.way) {
            (SignUp::Open(Some(turnstile)), Way::SignUp) => Some(turnstile.site_key.as_str()),
            _ => None,
        };
        let page = Page {
            path: self.way.path(),
            heading: self.way.heading(words),
            asker: self.errand.as_ref().and_then(Errand::asker),
            note: None,
            about: invited.map(|email| (words.invited, email)),
            owner: Owner {
                id: &id,
                name: called,
                called,
            },
            known: Vec::new(),
            fields: [
                typed.fields(words, invited, false),
                typed.fields(words, invited, true),
            ],
            // The first account is for whoever has the server.
            providers: self.way != Way::Setup,
            turnstile,
            sign_in: self.errand.as_ref().map(|_| sign_in.as_str()),
            again,
        };
        page::show(server, request, page)
    }

    /// Who asks, for the page.
    pub(super) fn asker(&self) -> Option<Asker<'_>> {
        self.errand.as_ref().and_then(Errand::asker)
    }

    /// The way by which they come.
    pub(super) fn way(&self) -> Way {
        self.way
    }

    /// Whether they came with a link.
    pub(super) fn has_link(&self) -> bool {
        self.link.is_some()
    }

    /// The address that their link says.
    pub(super) fn invited(&self) -> Option<&str> {
        let (_, email) = self.link.as_ref()?;
        email.as_deref()
    }

    /// Something that happened.
    pub(super) fn event(&self, kind: Kind) -> Event {
        let errand = self.errand.as_ref();
        errand.map_or_else(|| Event::new(kind), |errand| errand.event(kind))
    }

    /// Whether they are a person, where that is asked.
    pub(super) async fn is_person<P: Platform>(
        &self,
        server: &Server<'_, P>,
        form: &Sent,
    ) -> Result<bool, Stop> {
        match (&server.config.sign_up, self.way) {
            (SignUp::Open(Some(turnstile)), Way::SignUp) => {
                let answer = form.field(turnstile::FIELD);
                Ok(turnstile::is_person(server, turnstile, answer).await?)
            }
            _ => Ok(true),
        }
    }

    /// Makes it. `None`: nothing was made.
    pub(super) async fn make<P: Platform>(
        &self,
        server: &Server<'_, P>,
        request: &Request,
        user: &User,
        credential: NewCredential<'_>,
    ) -> Result<Option<Reply>, Stop> {
        let entry = match (&self.link, self.way) {
            (Some((hash, _)), Way::Setup) => Entry::Setup(hash),
            (Some((hash, _)), _) => Entry::Invitation(hash),
            (None, _) => Entry::SignUp(server.config.strangers, deed(request)),
        };
        let fresh = Fresh::mint(server, request);
        let session = fresh.session(&user.id, credential.proof());
        let made = make_account(server.platform, user, credential, entry, &session).await?;
        let Some(session) = made else {
            return Ok(None);
        };
        let event = self.event(Kind::AccountMade).user(&user.id);
        server.tell(event.because(self.way.name().to_owned()));
        let to = match &self.errand {
            Some(errand) => errand.back(request),
            None => Location::here(&request.base, path::ACCOUNT, ""),
        };
        let known_as = known_as(&user.id, 1);
        let mut reply = fresh.reply(server, request, &to, &known_as, session);
        if user.unverified_email.is_some() {
            let work = Work::Verification {
                user_id: user.id.clone(),
            };
            reply
                .afterwards
                .extend(Afterwards::mail(server, request, work));
        }
        Ok(Some(reply))
    }

    /// Nothing was made: was it because they may not any more?
    pub(super) async fn still_may<P: Platform>(
        &self,
        server: &Server<'_, P>,
        request: &Request,
    ) -> Result<(), Stop> {
        if let (Some((hash, _)), Some(purpose)) = (&self.link, self.way.purpose()) {
            let link = load_link(server.platform, hash, purpose).await?;
            link.map_err(|why| link::dead(server, request, purpose, why))?;
        } else if !has_room(server.platform, deed(request), server.config.strangers).await? {
            let why = TooMany::today(deed(request), server.platform.now());
            refused(server, why);
            return Err(why.into());
        }
        Ok(())
    }
}

/// A `sub` for the account to be.
pub(super) fn new_id<P: Platform>(server: &Server<'_, P>) -> String {
    hex(&server.platform.random()[..12])
}

/// Where people sign in who have an account.
pub(super) fn sign_in(request: &Request) -> Location {
    if request.query.is_empty() {
        login_for(request, path::ACCOUNT)
    } else {
        request.onward(path::LOGIN)
    }
}

/// What a sign-up is, for the ceiling of the day.
fn deed(request: &Request) -> Deed {
    match request.cookie(cookies::SESSION) {
        None => Deed::SignUp,
        Some(_) => Deed::SignUpBeside,
    }
}

fn refused<P: Platform>(server: &Server<'_, P>, why: TooMany) {
    server.tell(Event::new(Kind::SignUpRefused).because(why.reason()));
}
