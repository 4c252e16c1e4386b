//! Client registrations, in the words of RFC 7591 section 2.

use serde::Serialize;

use super::auth_method::AuthMethod;
use super::grant_type::{GrantType, reads_like_a_subject};
use super::redirect_uri::{LeftOut, RedirectUri};
use crate::protocol::jose::{Algorithm, PublicKey};
use crate::protocol::lifetime::OwnLifetimes;
use crate::protocol::scope::{ADMIN_API, OFFLINE_ACCESS, OPENID, Scope};
use crate::protocol::secret::SecretHash;

/// Where the public keys of a client are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum ClientKeys {
    /// It has none.
    #[default]
    None,
    /// Here (`jwks`).
    Here(Vec<PublicKey>),
    /// At an address of the client (`jwks_uri`).
    At(String),
}

/// What a client registered about request objects (RFC 9101 section 10.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestObjects {
    /// `request_object_signing_alg`.
    pub algorithm: Algorithm,
    /// `require_signed_request_object`.
    pub required: bool,
}

/// Who vouches for a registration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RegisteredBy {
    /// The owner of this server.
    #[default]
    Owner,
    /// The client itself (RFC 7591), so nobody.
    Itself,
    /// The document at its `client_id`, so whoever owns that address.
    Document,
}

impl RegisteredBy {
    /// Everybody who may vouch.
    pub const ALL: [Self; 3] = [Self::Owner, Self::Itself, Self::Document];

    /// Whoever a word in the database means.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == word)
    }

    /// The word in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Itself => "itself",
            Self::Document => "document",
        }
    }
}

/// What a client says of itself for people (RFC 7591 section 2): its own page, its terms, what happens with data there, and its
/// logo, which nobody fetches. The pages show the first three.
pub const LINKS: [&str; 4] = ["client_uri", "tos_uri", "policy_uri", "logo_uri"];

/// A registered client.
#[derive(Debug, Clone)]
pub struct Client {
    /// `client_id`.
    pub id: String,
    /// `client_name`, shown to people.
    pub name: String,
    /// `redirect_uris`: at least one, except for an API that only introspects.
    pub redirect_uris: Vec<RedirectUri>,
    /// What else its metadata named. Known only where that metadata was just read; stored nowhere.
    pub left_out: Vec<LeftOut>,
    /// `scope`: what it gets when it names none. A client that the owner vouches for may not ask for more; others
    /// may ask for all that there is.
    pub scope: Scope,
    /// `grant_types`.
    pub grant_types: Vec<GrantType>,
    /// `token_endpoint_auth_method`.
    pub auth_method: AuthMethod,
    /// Whether it must send its secret as `auth_method` says. Otherwise it may choose.
    pub auth_method_only: bool,
    /// The hash of its secret; `None` for a client without one.
    pub secret_hash: Option<SecretHash>,
    /// The hash of the secret before, if that still counted when the client was loaded.
    pub old_secret_hash: Option<SecretHash>,
    /// Whether it belongs to the owner of this server, so that its users need not consent.
    pub first_party: bool,
    /// `jwks` or `jwks_uri`.
    pub keys: ClientKeys,
    /// `None`: it sends no request objects.
    pub request_objects: Option<RequestObjects>,
    /// `require_pushed_authorization_requests` (RFC 9126 section 6).
    pub requires_pushed_requests: bool,
    /// `dpop_bound_access_tokens` (RFC 9449 section 5.2).
    pub requires_dpop: bool,
    /// The resource identifiers of the APIs it speaks for at the introspection endpoint.
    pub introspects: Vec<String>,
    /// `id_token_signed_response_alg` (OpenID Connect Dynamic Client Registration section 2).
    pub id_token_algorithm: Algorithm,
    /// `userinfo_signed_response_alg`; `None`: userinfo is plain JSON.
    pub userinfo_algorithm: Option<Algorithm>,
    /// The sector of a client with pairwise subjects, a host (OpenID Connect Core section 8.1).
    pub sector: Option<String>,
    /// `sector_identifier_uri`: the document that proved that it is of this sector, if one was needed.
    pub sector_uri: Option<String>,
    /// `default_max_age`, in seconds.
    pub default_max_age: Option<u32>,
    /// `post_logout_redirect_uris` (RP-Initiated Logout section 3.1).
    pub post_logout_redirect_uris: Vec<String>,
    /// `backchannel_logout_uri` (Back-Channel Logout section 2.2).
    pub backchannel_logout_uri: Option<String>,
    /// `initiate_login_uri`: where a person starts it from a page of this server (OpenID Connect Core section 4). Only the
    /// owner can set it; otherwise clients could put themselves on everybody's page.
    pub initiate_login_uri: Option<String>,
    /// Its pages for people, by the names of [`LINKS`]: `https` URLs.
    pub links: [Option<String>; LINKS.len()],
    /// The hash of the logo that the owner gave it.
    pub logo: Option<String>,
    /// The groups whose members may use it, by id; `None`: everybody. Only the owner says so. Nobody is in a group that was
    /// removed, so a client whose groups are all gone is for nobody.
    pub allowed_groups: Option<Vec<String>>,
    /// Whether it may leave PKCE out, if it sends a nonce (RFC 9700 section 2.1.1).
    pub without_pkce: bool,
    /// Whether it may then leave the nonce out too.
    pub without_nonce: bool,
    /// Whether its OpenID Connect requests get refresh tokens without `offline_access`.
    pub refresh_without_offline_access: bool,
    /// Whether its ID tokens hold the claims of its scopes too.
    pub claims_in_id_token: bool,
    /// How long its tokens and sessions last, where the owner decided otherwise than the settings say.
    pub lifetimes: OwnLifetimes,
    /// Who vouches for all this.
    pub registered_by: RegisteredBy,
    /// Whether the owner blocked it: nothing is issued to it. A document says nothing about that.
    pub blocked: bool,
    /// Different after every change of the registration, and never that of another registration. Empty until
    /// the database has made it.
    pub revision: String,
}

impl Client {
    /// Whether `sent` is one of its redirect URIs.
    #[must_use]
    pub fn returns_to(&self, sent: &str) -> bool {
        self.redirect_uris
            .iter()
            .any(|uri| match self.registered_by {
                RegisteredBy::Owner => uri.matches(sent),
                RegisteredBy::Itself | RegisteredBy::Document => uri.matches_localhost(sent),
            })
    }

    /// A client with the defaults of RFC 7591 section 2, a name and nothing else.
    #[must_use]
    pub fn new(id: String, name: String) -> Self {
        Self {
            id,
            name,
            redirect_uris: Vec::new(),
            left_out: Vec::new(),
            scope: Scope::default(),
            grant_types: vec![GrantType::AuthorizationCode],
            auth_method: AuthMethod::ClientSecretBasic,
            auth_method_only: false,
            secret_hash: None,
            old_secret_hash: None,
            first_party: false,
            keys: ClientKeys::None,
            request_objects: None,
            requires_pushed_requests: false,
            requires_dpop: false,
            introspects: Vec::new(),
            id_token_algorithm: Algorithm::Es256,
            userinfo_algorithm: None,
            sector: None,
            sector_uri: None,
            default_max_age: None,
            post_logout_redirect_uris: Vec::new(),
            backchannel_logout_uri: None,
            initiate_login_uri: None,
            links: [const { None }; LINKS.len()],
            logo: None,
            allowed_groups: None,
            without_pkce: false,
            without_nonce: false,
            lifetimes: OwnLifetimes::default(),
            refresh_without_offline_access: false,
            claims_in_id_token: false,
            registered_by: RegisteredBy::Owner,
            blocked: false,
            revision: String::new(),
        }
    }

    /// Whether it gets a refresh token with this scope (OpenID Connect Core section 11).
    #[must_use]
    pub fn may_refresh(&self, scope: &Scope) -> bool {
        self.may(GrantType::RefreshToken)
            && !scope.contains(ADMIN_API)
            && (!scope.contains(OPENID)
                || scope.contains(OFFLINE_ACCESS)
                || self.refresh_without_offline_access)
    }

    /// Whether a stranger may be behind it: nobody vouches for it, or it has nothing to prove itself with.
    #[must_use]
    pub fn may_be_a_stranger(&self) -> bool {
        self.registered_by != RegisteredBy::Owner || !self.auth_method.is_confidential()
    }

    /// Whether it may use `grant_type`.
    #[must_use]
    pub fn may(&self, grant_type: GrantType) -> bool {
        self.could(grant_type) && self.grant_types.contains(&grant_type)
    }

    /// Whether it can have `grant_type` at all. Whatever the database says: only the owner turns on what is not for anybody.
    #[must_use]
    pub fn could(&self, grant_type: GrantType) -> bool {
        let of_owner = self.registered_by == RegisteredBy::Owner;
        match grant_type {
            GrantType::AuthorizationCode | GrantType::RefreshToken => true,
            GrantType::DeviceCode => of_owner,
            // It is an API, and says which one.
            GrantType::TokenExchange => {
                of_owner && self.auth_method.is_confidential() && !self.introspects.is_empty()
            }
            GrantType::IdentityAssertion => of_owner && self.auth_method.is_confidential(),
            GrantType::ClientCredentials => {
                of_owner && self.auth_method.is_confidential() && !reads_like_a_subject(&self.id)
            }
        }
    }
}
