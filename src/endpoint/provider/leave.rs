//! `POST /login/provider`: somebody goes to another provider, to sign in there.

use form_urlencoded::Serializer;

use super::exchange::redirect_uri;
use super::failure::Failure;
use super::sign_in::refuse;
use super::trip::{From, Trip};
use crate::endpoint::client::provider_documents::discover;
use crate::endpoint::config::{Known, is_offered};
use crate::endpoint::http::form;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::http::too_many::within_limit;
use crate::endpoint::interaction::{FormBrowser, Stop, cookies};
use crate::endpoint::login::errand::Errand;
use crate::endpoint::login::page;
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::binding::Purpose;
use crate::protocol::provider::Dialect;
use crate::protocol::secret::digest;

/// What the app that asks wants of the sign-in.
#[derive(Default)]
pub(super) struct Wish<'a> {
    pub(super) login_hint: Option<&'a str>,
    /// Whether they have to sign in again.
    pub(super) login: bool,
    /// Whether the provider may say nothing of when they did.
    pub(super) may_be_silent: bool,
    pub(super) select_account: bool,
    pub(super) max_age: Option<u32>,
}

impl<'a> Wish<'a> {
    /// Of whoever sends the person here. Somebody who looks after their account proves it anew: what is sensitive there asks for a
    /// sign-in a moment ago. Where nobody is signed in yet, a provider that cannot say when they did is good enough.
    fn of(errand: Option<&'a Errand>, request: &Request) -> Self {
        match errand {
            Some(Errand::Client(authorization)) => {
                let asked = &authorization.authentication;
                Self {
                    login_hint: asked.login_hint.as_deref(),
                    login: asked.prompt.login,
                    select_account: asked.prompt.select_account,
                    max_age: asked.max_age,
                    ..Self::default()
                }
            }
            Some(Errand::Account(_) | Errand::Admin(..)) => Self {
                login: true,
                may_be_silent: request.cookie(cookies::SESSION).is_none(),
                ..Self::default()
            },
            None => Self::default(),
        }
    }
}

/// Leads to the provider whose button was pressed. Without one, forgets whoever was about to make an account with one.
pub(crate) async fn leave<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    within_limit(server, &format!("login from {}", request.address())).await?;
    let sent = request.form().ok();
    let from = From::page(sent.as_ref().map_or("", |sent| sent.field("from")));
    let back = request.onward(from.path());
    let browser = FormBrowser::sender(request).map_err(Stop::bad_form)?;
    let bound = page::bound(Purpose::Login, request, &browser);
    let form =
        form::read_unreferred(server, request, bound).map_err(|bad| Stop::form(bad, &back))?;
    let errand = match &from {
        From::Joining(_) if !request.query.contains("client_id=") => None,
        _ => Some(Errand::open(server, request).await?),
    };
    let asker = errand.as_ref().and_then(Errand::asker);
    let known = server.config.providers.find(form.field("provider"));
    let Some(known) = known.filter(|known| is_offered(&known.provider, asker.as_ref())) else {
        return Ok(Reply::redirect(&back).cookie(cookies::NEWCOMER, "", Some(0)));
    };
    let wish = Wish::of(errand.as_ref(), request);
    match go(server, request, known, from.clone(), &wish).await {
        Ok(reply) => Ok(reply),
        Err(Failure::Stop(stop)) => Err(stop),
        Err(why) => Ok(refuse(
            server,
            request,
            (known, &from),
            errand.as_ref(),
            &why,
        )),
    }
}

/// Leads to a provider (RFC 6749 section 4.1.1, RFC 7636, OpenID Connect Core section 3.1.2.1).
pub(super) async fn go<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    known: &Known,
    from: From,
    wish: &Wish<'_>,
) -> Result<Reply, Failure> {
    let provider = &known.provider;
    let discovered = discover(server, provider).await?;
    let tells = provider.dialect.tells_auth_time();
    let max_age = if wish.login { Some(0) } else { wish.max_age };
    let max_age = max_age.filter(|_| tells);
    let trip = Trip::begin(
        server,
        request,
        &provider.id,
        from,
        (max_age, !wish.may_be_silent),
    );
    let mut query = Serializer::new(String::new());
    query.extend_pairs([
        ("response_type", "code"),
        ("client_id", &provider.client_id),
        ("redirect_uri", &redirect_uri(server, &provider.id)),
        ("scope", &provider.scope),
        ("state", &trip.state()),
        ("code_challenge", &digest(&trip.verifier())),
        ("code_challenge_method", "S256"),
    ]);
    match provider.dialect {
        Dialect::GitHub => {}
        Dialect::Apple => {
            query.append_pair("nonce", &trip.nonce());
            query.append_pair("response_mode", "form_post");
        }
        Dialect::OpenId | Dialect::Google | Dialect::Microsoft => {
            query.append_pair("nonce", &trip.nonce());
        }
    }
    if let Some(hint) = wish.login_hint {
        let name = match provider.dialect {
            Dialect::GitHub => "login",
            _ => "login_hint",
        };
        query.append_pair(name, hint);
    }
    if (wish.login || wish.select_account)
        && let Some(prompt) = provider.dialect.prompt(wish.login)
    {
        query.append_pair("prompt", prompt);
    }
    if let Some(age) = max_age {
        query.append_pair("max_age", &age.to_string());
    }
    let browser = FormBrowser::shown(server, request);
    let reply = Reply::redirect(&discovered.authorization(&query.finish()));
    trip.kept(server, &browser, reply)
        .await?
        .ok_or(Failure::TooLong)
}
