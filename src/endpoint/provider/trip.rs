//! Somebody who is away at a provider: what they left for, in a sealed cookie that opens in this browser only, for ten minutes.

use http::Method;
use serde_json::Value;

use crate::endpoint::http::body::Body;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::interaction::{FormBrowser, cookies};
use crate::endpoint::keys::Carried;
use crate::endpoint::login::session::KEPT;
use crate::endpoint::server::Server;
use crate::platform::{Fault, Platform};
use crate::protocol::json;
use crate::protocol::path;
use crate::protocol::secret::{Secret, SecretHash, digest};
use crate::protocol::timestamp::Timestamp;

/// How long somebody may be away, in seconds.
const PATIENCE: u32 = 600;

/// How much one cookie holds: browsers keep 4096 bytes with the name and the attributes.
const ONE_COOKIE: usize = 3600;

/// Where somebody left from, and so what for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum From {
    /// The login page: to sign in.
    Login,
    /// A page where people make an account, at this path.
    Joining(&'static str),
    /// Their account, in this session of theirs: to link the account that they come back with.
    Account(String),
}

impl From {
    /// The page.
    pub(super) fn path(&self) -> &'static str {
        match self {
            Self::Login => path::LOGIN,
            Self::Joining(path) => path,
            Self::Account(_) => path::ACCOUNT_SECURITY,
        }
    }

    /// The page with this path that has buttons of providers, except for the account.
    pub(super) fn page(path: &str) -> Self {
        let mut joining = [path::SIGN_UP, path::INVITATION].into_iter();
        let page = joining.find(|page| *page == path);
        page.map_or(Self::Login, Self::Joining)
    }
}

/// Somebody who is away.
pub(super) struct Trip {
    /// The id of the provider.
    pub(super) provider: String,
    /// Random: what the provider is sent is made of it.
    secret: String,
    /// When they left.
    since: Timestamp,
    /// Where from.
    pub(super) from: From,
    /// The query of that page.
    query: String,
    /// Whether they want to stay signed in.
    keep: bool,
    /// How long ago they may have signed in at the provider, in seconds.
    max_age: Option<u32>,
    /// Whether the provider has to say when they did.
    pub(super) must_tell: bool,
}

impl Trip {
    /// Somebody leaves now.
    pub(super) fn begin<P: Platform>(
        server: &Server<'_, P>,
        request: &Request,
        provider: &str,
        from: From,
        (max_age, must_tell): (Option<u32>, bool),
    ) -> Self {
        let form = request.form();
        Self {
            provider: provider.to_owned(),
            secret: Secret::mint(server.platform.random()).reveal().to_owned(),
            since: server.platform.now(),
            from,
            query: request.query.clone(),
            keep: form.is_ok_and(|form| form.field("keep") == "on"),
            max_age,
            must_tell,
        }
    }

    fn made(&self, what: &str) -> String {
        digest(&[what, " ", &self.secret].concat())
    }

    /// `state`.
    pub(super) fn state(&self) -> String {
        self.made("state")
    }

    /// `nonce`.
    pub(super) fn nonce(&self) -> String {
        self.made("nonce")
    }

    /// `code_verifier` (RFC 7636 section 4.1).
    pub(super) fn verifier(&self) -> String {
        self.made("verifier")
    }

    /// Since when they must have signed in at the provider.
    pub(super) fn since(&self) -> Option<Timestamp> {
        let max_age = self.max_age?;
        Some(Timestamp(self.since.0.saturating_sub(i64::from(max_age))))
    }

    /// Whether they came back in time with this `state`, compared in constant time.
    pub(super) fn is_back(&self, state: &str, now: Timestamp) -> bool {
        let expected = Secret::new(self.state()).hash();
        expected.matches(&Secret::new(state)) && now <= self.since.plus(PATIENCE)
    }

    /// The reply that leads to the provider, with the cookies. `None`: the query is too long for them.
    pub(super) async fn kept<P: Platform>(
        &self,
        server: &Server<'_, P>,
        browser: &FormBrowser,
        reply: Reply,
    ) -> Result<Option<Reply>, Fault> {
        let session = match &self.from {
            From::Account(session) => session.as_str(),
            From::Login | From::Joining(_) => "",
        };
        let record = json::write(&Value::Array(vec![
            self.provider.as_str().into(),
            self.secret.as_str().into(),
            self.since.0.into(),
            self.from.path().into(),
            session.into(),
            self.query.as_str().into(),
            self.keep.into(),
            self.max_age.into(),
            self.must_tell.into(),
        ]));
        let carried = Carried::at_provider(browser.hash.as_str());
        let Some(sealed) = carried.seal(server, &record).await? else {
            return Ok(None);
        };
        let (one, more) = sealed.split_at(sealed.len().min(ONE_COOKIE));
        let reply = browser
            .keep(reply)
            .cookie(cookies::PROVIDER, one, Some(PATIENCE));
        let (more, lifetime) = if more.is_empty() {
            ("", 0)
        } else {
            (more, PATIENCE)
        };
        Ok(Some(reply.cookie(
            cookies::PROVIDER_MORE,
            more,
            Some(lifetime),
        )))
    }

    /// Whoever is away in this browser, at this provider.
    pub(super) async fn open<P: Platform>(
        server: &Server<'_, P>,
        request: &Request,
        provider: &str,
    ) -> Option<Self> {
        let browser = FormBrowser::sender(request).ok()?;
        let [one, more] =
            [cookies::PROVIDER, cookies::PROVIDER_MORE].map(|name| request.cookie(name));
        let (one, more) = (one?, more.unwrap_or_else(|| Secret::new("")));
        // What is left of a longer one does not belong to a short one.
        let more = if one.reveal().len() == ONE_COOKIE {
            more.reveal()
        } else {
            ""
        };
        let trip = Self::unseal(server, &browser, &[one.reveal(), more].concat()).await?;
        (trip.provider == provider).then_some(trip)
    }

    async fn unseal<P: Platform>(
        server: &Server<'_, P>,
        browser: &SecretHash,
        sealed: &str,
    ) -> Option<Self> {
        let record = Carried::at_provider(browser.as_str())
            .open(server, sealed)
            .await?;
        let record = json::parse(&record)?;
        let text = |at: usize| record[at].as_str().map(str::to_owned);
        Some(Self {
            provider: text(0)?,
            secret: text(1)?,
            since: Timestamp(record[2].as_i64()?),
            from: match record[3].as_str()? {
                path::ACCOUNT_SECURITY => From::Account(text(4)?),
                page => From::page(page),
            },
            query: text(5)?,
            keep: record[6] == true,
            max_age: record[7].as_u64().and_then(|age| u32::try_from(age).ok()),
            must_tell: record[8] == true,
        })
    }

    /// The request as it was when they left: with the query of that page, and what the form said.
    pub(super) fn resumed(&self, request: &Request) -> Request {
        let device = (request.device)();
        Request {
            id: request.id.clone(),
            encrypted: request.encrypted,
            method: Method::POST,
            path: path::LOGIN_PROVIDER.to_owned(),
            base: request.base.clone(),
            look: request.look.clone(),
            query: self.query.clone(),
            headers: request.headers.clone(),
            body: Body::Whole(if self.keep { KEPT.to_vec() } else { Vec::new() }),
            device: Box::new(move || device.clone()),
            reader: request.reader.anew(),
        }
    }
}

/// They are back: the cookies have done their work.
pub(super) fn over(reply: Reply) -> Reply {
    reply
        .cookie(cookies::PROVIDER, "", Some(0))
        .cookie(cookies::PROVIDER_MORE, "", Some(0))
}
