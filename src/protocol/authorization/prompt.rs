//! What an authorization request says about signing in (OpenID Connect Core section 3.1.2.1).
//!
//! `claims_locales` and `display` are ignored: claims are as people wrote them, there is one kind of page, and ignoring a wish
//! is not an error.

use super::error::AuthorizationError;
use crate::protocol::issuer::Issuer;
use crate::protocol::login::Acr;
use crate::protocol::openid::ClaimsRequest;
use crate::protocol::params::Params;

/// What `prompt` asks for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Prompt {
    /// No page may be shown.
    pub none: bool,
    /// The person must sign in, even if they are signed in already.
    pub login: bool,
    /// The person must be asked, even if they said yes before.
    pub consent: bool,
    /// The person must choose an account, even if there is only one.
    pub select_account: bool,
    /// The person must be offered to make an account (Initiating User Registration via OpenID Connect 1.0).
    pub create: bool,
}

impl Prompt {
    /// Reads `prompt`; `None` for an unsupported value, or for `none` together with another.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut prompt = Self::default();
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            match word {
                "none" => prompt.none = true,
                "login" => prompt.login = true,
                "consent" => prompt.consent = true,
                "select_account" => prompt.select_account = true,
                "create" => prompt.create = true,
                _ => return None,
            }
        }
        let other = prompt.login || prompt.consent || prompt.select_account || prompt.create;
        (!(prompt.none && other)).then_some(prompt)
    }
}

/// What a client wants of the sign-in.
#[derive(Debug, Clone, Default)]
pub struct AuthenticationRequest {
    /// To be repeated in the ID token.
    pub nonce: Option<String>,
    /// Which pages should be shown.
    pub prompt: Prompt,
    /// How long ago the person may have signed in, in seconds.
    pub max_age: Option<u32>,
    /// Who may be meant: a username or an email address.
    pub login_hint: Option<String>,
    /// Who is meant, as sent: an ID token.
    pub id_token_hint: Option<String>,
    /// Claims asked for one by one, and how sure the sign-in must be: by `claims` or else by `acr_values`.
    pub claims: ClaimsRequest,
}

impl AuthenticationRequest {
    /// Reads the parameters. `default_max_age` is what the client registered.
    ///
    /// # Errors
    /// [`AuthorizationError`], the first rule that is broken.
    pub fn parse(
        params: &Params,
        default_max_age: Option<u32>,
        issuer: &Issuer,
    ) -> Result<Self, AuthorizationError> {
        let prompt = match params.one("prompt")? {
            None => Prompt::default(),
            Some(text) => Prompt::parse(text).ok_or(AuthorizationError::Prompt)?,
        };
        let max_age = match params.one("max_age")? {
            None => default_max_age,
            Some(text) => Some(seconds(text).ok_or(AuthorizationError::MaxAge)?),
        };
        let mut claims = match params.one("claims")? {
            None => ClaimsRequest::default(),
            Some(text) => ClaimsRequest::parse(text, issuer).map_err(AuthorizationError::Claims)?,
        };
        if let Some(values) = params.one("acr_values")? {
            claims.wish_for_acr(values.split(' '), false, issuer);
        }
        if claims.unmet_acr {
            return Err(AuthorizationError::UnmetAuthenticationRequirements);
        }
        Ok(Self {
            nonce: params.text("nonce")?,
            prompt,
            max_age,
            login_hint: params.text("login_hint")?,
            id_token_hint: params.text("id_token_hint")?,
            claims,
        })
    }
}

/// For how long after signing in somebody may look after others, in seconds.
const FOR_ADMINISTRATORS: u32 = 3600;

impl AuthenticationRequest {
    /// For the Admin API, they have to have signed in within an hour, with a second factor or better.
    pub(super) fn for_administrators(&mut self) {
        let ages = [self.max_age, Some(FOR_ADMINISTRATORS)];
        self.max_age = ages.into_iter().flatten().min();
        if self.claims.least_acr() == Acr::OneFactor {
            self.claims.acr = vec![Acr::PhishingResistant, Acr::TwoFactors];
        }
    }
}

/// Digits only; a number beyond 32 bits, which is 136 years, counts as the largest there is.
fn seconds(text: &str) -> Option<u32> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u32::MAX))
}
