//! Somebody who comes from another provider to make an account: who they are there, in a sealed cookie, until they have made it.

use super::asking::{self, Asking};
use super::comer::{self, Comer};
use super::fields::Typed;
use crate::endpoint::config::{Known, SignUp};
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::interaction::{FormBrowser, Stop, cookies};
use crate::endpoint::keys::Carried;
use crate::endpoint::server::Server;
use crate::platform::{Fault, Platform, Unicode};
use crate::protocol::login::chosen_name;
use crate::protocol::mail_address::MailAddress;
use crate::protocol::provider::{Identity, signed_in_at};
use crate::protocol::timestamp::Timestamp;
use crate::store::new_accounts::NewCredential;
use crate::store::provider_accounts::{NewLink, ONE, ProviderUse, SEVERAL, SignedInAt};
use crate::store::user::User;

/// How long they may take, in seconds.
const PATIENCE: u32 = 600;

/// Somebody from another provider.
pub(crate) struct Newcomer<'a> {
    /// The provider.
    pub(super) known: &'a Known,
    /// Who they are there.
    pub(super) identity: Identity,
    shown: String,
    at: String,
    groups: Option<String>,
}

impl<'a> Newcomer<'a> {
    /// Remembers them in this browser.
    pub(crate) async fn keep<P: Platform>(
        server: &Server<'_, P>,
        request: &Request,
        provider: &str,
        identity: &Identity,
        reply: Reply,
    ) -> Result<Reply, Fault> {
        let browser = FormBrowser::shown(server, request);
        let since = server.platform.now().0.to_string();
        let record = [provider, "\n", &since, "\n", &identity.write()].concat();
        let carried = Carried::from_provider(browser.hash.as_str());
        let sealed = carried.seal(server, &record).await?;
        let sealed =
            sealed.ok_or_else(|| Fault::new("what a provider says of somebody is too long"))?;
        Ok(browser
            .keep(reply)
            .cookie(cookies::NEWCOMER, &sealed, Some(PATIENCE)))
    }

    /// Whoever came to this browser a moment ago.
    pub(super) async fn open<P: Platform>(
        server: &Server<'a, P>,
        request: &Request,
    ) -> Option<Self> {
        let sealed = request.cookie(cookies::NEWCOMER)?;
        let browser = FormBrowser::sender(request).ok()?;
        let carried = Carried::from_provider(browser.as_str());
        let record = carried.open(server, sealed.reveal()).await?;
        let mut parts = record.splitn(3, '\n');
        let known = server.config.providers.find(parts.next()?)?;
        let since = Timestamp(parts.next()?.parse().ok()?);
        let identity = Identity::parse(parts.next()?)?;
        let factors = if identity.mfa { SEVERAL } else { ONE };
        let shown = [factors, &identity.account].concat();
        let at = signed_in_at(&known.provider, identity.session.as_deref());
        (server.platform.now() <= since.plus(PATIENCE)).then(|| Self {
            shown,
            at,
            groups: known.provider.groups.as_ref().map(|groups| groups.all()),
            known,
            identity,
        })
    }

    /// Whether somebody may make an account without an invitation.
    pub(crate) fn may_sign_up(policy: &SignUp, identity: &Identity) -> bool {
        match policy {
            SignUp::Closed => false,
            SignUp::Open(_) => true,
            SignUp::Domains(hosts) => {
                let email = identity.proved_email();
                let email = email.and_then(|email| MailAddress::parse(email).ok());
                email.is_some_and(|email| hosts.iter().any(|host| email.is_at(host)))
            }
        }
    }

    /// The address that the provider proves.
    pub(super) fn proved(&self) -> Option<&str> {
        self.identity.proved_email()
    }

    /// What there is to begin with in the fields.
    pub(super) fn typed<U: Unicode>(&self) -> Typed<'_> {
        let fits = |name: &&str| chosen_name::username(name, U::fold).is_ok();
        let username = self.identity.username.as_deref().filter(fits);
        Typed {
            called: self.identity.name.as_deref().unwrap_or_default(),
            username: username.unwrap_or_default(),
            email: self.identity.email.as_deref().unwrap_or_default(),
        }
    }

    /// The page: they look at what the provider says of them, and change it.
    pub(super) fn page<P: Platform>(
        &self,
        server: &Server<'_, P>,
        request: &Request,
        comer: &Comer,
        typed: &Typed<'_>,
        error: Option<&str>,
    ) -> Reply {
        let (words, id, back) = (
            request.words(),
            comer::new_id(server),
            comer::sign_in(request),
        );
        let (from, known_as, after) = words.provider.known_by;
        let email = comer.invited().or(self.proved());
        let (name, label) = (&*self.known.provider.name, self.identity.label());
        let mut about = match label {
            "" => vec![((from, after), name)],
            label => vec![((from, known_as), name), (("", after), label)],
        };
        about.extend(email.map(|email| (words.provider.email, email)));
        let asking = Asking {
            asker: comer.asker(),
            about,
            subject: &id,
            fields: typed.fields(&words.joining, email, false),
            error,
            another: true,
            link: (!comer.has_link()).then_some((back.as_str(), words.joining.sign_in)),
            ..Asking::button(
                comer.way().path(),
                &words.provider.joining,
                words.provider.make,
            )
        };
        asking::page(server, request, asking)
    }

    /// Makes the account, and the cookie has done its work. `None`: nothing was made, because something is taken.
    pub(super) async fn make<P: Platform>(
        &self,
        server: &Server<'_, P>,
        request: &Request,
        comer: &Comer,
        user: &User,
    ) -> Result<Option<Reply>, Stop> {
        // Not the id of the form: if that is sent again, the link of its first user would prove it.
        let mut user = user.clone();
        let id = comer::new_id(server);
        if user.username == user.id {
            user.username.clone_from(&id);
        }
        user.id = id;
        let made = comer
            .make(server, request, &user, self.credential(&user))
            .await?;
        if made.is_none() {
            comer.still_may(server, request).await?;
        }
        Ok(made.map(|reply| reply.cookie(cookies::NEWCOMER, "", Some(0))))
    }

    /// What they sign in with from now on.
    fn credential<'b>(&'b self, user: &User) -> NewCredential<'b> {
        let new = NewLink {
            account: &self.identity.account,
            provider: &self.known.provider.id,
            label: self.identity.label(),
        };
        let proves = user.email.is_some() && user.email.as_deref() == self.proved();
        let used = ProviderUse {
            shown: &self.shown,
            at: SignedInAt {
                provider: &self.at,
                groups: self.groups.as_deref().zip(self.identity.groups.as_deref()),
            },
        };
        NewCredential::Provider(new, proves, used)
    }
}
