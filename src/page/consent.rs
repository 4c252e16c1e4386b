//! The page that asks: may this client do this for you?

use askama::Template;

use super::device::DeviceFacts;
use super::frame::Frame;
use super::links::Links;
use super::stranger::Stranger;
use super::words::{self, Words};
use crate::protocol::authorization::AuthorizationRequest;
use crate::protocol::language::Language;
use crate::protocol::resource::Resources;
use crate::protocol::scope::{ADMIN_API, Scope};

/// One thing a client asks to do.
#[derive(Clone, Copy)]
pub(crate) struct Permission<'a> {
    /// The API that it belongs to, such as "Notes".
    api_name: &'a str,
    /// What the scope allows, completing "It will be able to", such as "Read your notes".
    words: &'a str,
}

impl<'a> Permission<'a> {
    /// What a remembered yes allows, in the order in which it is shown. `otherwise`: the language of what the owner did not
    /// write in the reader's.
    pub(crate) fn of_scope(
        scope: &Scope,
        resources: &'a Resources,
        words: &'static Words,
        otherwise: Language,
    ) -> Vec<&'a str> {
        let mut all = Vec::new();
        for (own, text) in words.scopes {
            if scope.contains(own) {
                all.push(text);
            }
        }
        for of_claims in resources.claim_scopes() {
            if scope.contains(&of_claims.token) {
                all.push(of_claims.words.text(words.lang, otherwise));
            }
        }
        for configured in resources.allowed(scope) {
            all.push(configured.words.text(words.lang, otherwise));
        }
        all
    }

    /// Everything that a request asks for, in the order in which it is shown: the account first.
    pub(crate) fn all_of(
        request: &AuthorizationRequest,
        resources: &'a Resources,
        words: &'static Words,
        otherwise: Language,
    ) -> Vec<Self> {
        let own = |text: &'a str| Self {
            api_name: words.your_account,
            words: text,
        };
        let mut all = Vec::new();
        for (scope, text) in words.scopes {
            if request.scope.contains(scope) {
                all.push(own(text));
            }
        }
        for of_claims in resources.claim_scopes() {
            if request.scope.contains(&of_claims.token) {
                all.push(own(of_claims.words.text(words.lang, otherwise)));
            }
        }
        if request.scope.contains(ADMIN_API) {
            all.push(Self {
                api_name: words.admin.label,
                words: words.admin.api,
            });
        }
        for configured in resources.permissions(&request.scope, &request.resources) {
            all.push(Self {
                api_name: configured.api_name.text(words.lang, otherwise),
                words: configured.words.text(words.lang, otherwise),
            });
        }
        for claim in request.claims_beyond_scope().iter() {
            all.extend(words::find(&words.claims, claim).map(own));
        }
        all
    }
}

/// Asks whether a client may use the account. The form posts the field `token`, and `decision`
/// as `allow` or `deny`.
#[derive(Template)]
#[template(path = "consent.html")]
pub(crate) struct Consent<'a> {
    pub(crate) frame: Frame<'a>,
    /// The client that asks.
    pub(crate) client_name: &'a str,
    /// The host the browser goes to afterwards, from the redirect URI.
    pub(crate) client_site: &'a str,
    /// The name of the person who is signed in.
    pub(crate) user_name: &'a str,
    /// The username or the address of the person who is signed in.
    pub(crate) username: Option<&'a str>,
    /// What the client asks for, in the order in which it is shown. May be empty.
    pub(crate) permissions: &'a [Permission<'a>],
    /// For a client that nobody vouches for. Then neither button looks more like the right one.
    pub(crate) stranger: Option<Stranger>,
    /// What else is shown of it.
    pub(crate) about: Links<'a>,
    /// The device that asks, if one does and nobody is sent back to a client.
    pub(crate) device: Option<DeviceFacts<'a>>,
    /// Whether a yes also counts the next time.
    pub(crate) remembered: bool,
    /// Where the form is posted: `/consent` and the query of the authorization request.
    pub(crate) action: &'a str,
    /// What the hidden field `token` holds.
    pub(crate) token: &'a str,
    /// The address that shows the login page for this same request.
    pub(crate) switch_account: &'a str,
}

/// Says that the client is not for this account. The form posts the field `token`, and `decision` as `deny`, so that the
/// client hears of it.
#[derive(Template)]
#[template(path = "shut.html")]
pub(crate) struct Shut<'a> {
    pub(crate) frame: Frame<'a>,
    /// The client that asks.
    pub(crate) client_name: &'a str,
    /// The name of the person who is signed in.
    pub(crate) user_name: &'a str,
    /// The username or the address of the person who is signed in.
    pub(crate) username: Option<&'a str>,
    /// Where the form is posted: `/consent` and the query of the authorization request.
    pub(crate) action: &'a str,
    /// What the hidden field `token` holds.
    pub(crate) token: &'a str,
    /// The address that shows the login page for this same request.
    pub(crate) switch_account: &'a str,
}

impl<'a> Consent<'a> {
    /// The permissions' words under the name of their API, each API once, in the order they came.
    fn by_api(&self) -> Vec<(&'a str, Vec<&'a str>)> {
        let mut apis: Vec<(&str, Vec<&str>)> = Vec::new();
        for Permission { api_name, words } in self.permissions {
            match apis.iter_mut().find(|(name, _)| name == api_name) {
                Some((_, all_words)) => all_words.push(words),
                None => apis.push((api_name, vec![words])),
            }
        }
        apis
    }
}
