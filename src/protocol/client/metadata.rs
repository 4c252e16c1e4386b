//! Client metadata as clients write it themselves: in a registration (RFC 7591, RFC 7592) or in a Client ID
//! Metadata Document. Never trusted: anybody may have written it.
//!
//! What this server has no use for (contacts, names in other languages) is ignored and not returned, as RFC 7591 section
//! 2 asks.

use serde_json::{Map, Value};

use super::auth_method::AuthMethod;
use super::grant_type::GrantType;
use super::metadata_error::BadMetadata;
use super::redirect_rules::RedirectRules;
use super::redirect_uri::{self, LeftOut, MOST_URIS, RedirectUri};
use super::redirect_uri_error::LONGEST_URI;
use super::registration::{Client, ClientKeys, LINKS, RegisteredBy, RequestObjects};
use super::sector::{host, sector_identifier_uri, sector_of};
use crate::protocol::display_name::{self, LONGEST};
use crate::protocol::jose::key_ring;
use crate::protocol::jose::{Algorithm, PublicKey};
use crate::protocol::resource::Resources;
use crate::protocol::scope::{ADMIN_API, Scope};
use crate::protocol::web_link::is_web_link;

/// Reads metadata into `client`, whose id, secret and voucher the caller knows.
///
/// Redirect URIs that cannot be used, unsupported grant types and unknown scopes are left out rather than refused (RFC
/// 7591 section 2 lets a server replace values). `scope` is only the default of requests that name none: clients register
/// the scopes of their first request, and their users decide what they may do.
///
/// # Errors
/// [`BadMetadata`], the first rule that is broken.
pub fn read(
    metadata: &Value,
    id: String,
    voucher: RegisteredBy,
    resources: &Resources,
    redirects: &RedirectRules,
) -> Result<Box<Client>, BadMetadata> {
    let members = Members(metadata.as_object().ok_or(BadMetadata::NotAnObject)?);
    let (redirect_uris, left_out) = members.redirect_uris(redirects, voucher)?;
    let name = match members.text("client_name")? {
        // The name is all that a person knows about a document's client, so it must have one.
        None if voucher == RegisteredBy::Document => return Err(BadMetadata::Name),
        None => {
            let site = redirect_uri::site(redirect_uris[0].as_str());
            site.chars().take(LONGEST).collect()
        }
        Some(name) => display_name::one_line(name).ok_or(BadMetadata::Name)?,
    };
    let keys = members.keys(redirects)?;
    let auth_method = match members.text("token_endpoint_auth_method")? {
        // RFC 7591 section 2; a document cannot hold a secret, so its client has none.
        None if voucher == RegisteredBy::Document => AuthMethod::None,
        None => AuthMethod::ClientSecretBasic,
        Some(name) => AuthMethod::ALL
            .into_iter()
            .find(|method| method.as_str() == name)
            .ok_or(BadMetadata::AuthMethod)?,
    };
    if voucher == RegisteredBy::Document && auth_method.has_secret() {
        return Err(BadMetadata::AuthMethod);
    }
    let scope = members.text("scope")?.unwrap_or_default();
    // Only the owner names clients for the Admin API.
    let scope = scope
        .split(' ')
        .filter(|token| resources.defines(token) && *token != ADMIN_API);
    let request_objects = members.request_objects()?;
    if keys == ClientKeys::None
        && (auth_method == AuthMethod::PrivateKeyJwt || request_objects.is_some())
    {
        return Err(BadMetadata::KeysMissing);
    }
    let response = |name: &'static str| match members.text(name)? {
        None => Ok(None),
        Some(name) => key_ring::signing_algorithm(name)
            .map(Some)
            .ok_or(BadMetadata::ResponseAlgorithm),
    };
    // Only a registration checks that document; unchecked, it could name the sector of others.
    if voucher == RegisteredBy::Document && members.text("sector_identifier_uri")?.is_some() {
        return Err(BadMetadata::Sector);
    }
    // `auth_time` is always sent, so this need not be kept.
    members.flag("require_auth_time")?;
    members.flag("backchannel_logout_session_required")?;
    Ok(Box::new(Client {
        // OpenID Connect Dynamic Client Registration section 2. The members of a document are the same ones, and
        // the library behind it expects what the registration of its members says.
        id_token_algorithm: response("id_token_signed_response_alg")?.unwrap_or(Algorithm::Rs256),
        userinfo_algorithm: response("userinfo_signed_response_alg")?,
        sector: members.sector(redirects, &redirect_uris)?,
        sector_uri: sector_identifier_uri(metadata).map(str::to_owned),
        default_max_age: members.seconds("default_max_age")?,
        post_logout_redirect_uris: members.post_logout_redirect_uris(redirects, voucher)?,
        backchannel_logout_uri: members.backchannel_logout_uri(redirects)?,
        links: members.links(),
        redirect_uris,
        left_out,
        scope: Scope::of(scope),
        grant_types: members.grant_types()?,
        auth_method,
        keys,
        request_objects,
        requires_pushed_requests: members.flag("require_pushed_authorization_requests")?,
        requires_dpop: members.flag("dpop_bound_access_tokens")?,
        registered_by: voucher,
        ..Client::new(id, name)
    }))
}

struct Members<'a>(&'a Map<String, Value>);

impl Members<'_> {
    /// A member; `null` counts as left out.
    fn member(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    fn text(&self, name: &'static str) -> Result<Option<&str>, BadMetadata> {
        match self.member(name) {
            None => Ok(None),
            Some(value) => value.as_str().map(Some).ok_or(BadMetadata::Type(name)),
        }
    }

    /// Its pages for people. One that cannot be linked to is left out, whatever it is: many clients send empty ones.
    fn links(&self) -> [Option<String>; LINKS.len()] {
        LINKS.map(|name| {
            let address = self.member(name)?.as_str()?;
            is_web_link(address).then(|| address.to_owned())
        })
    }

    fn flag(&self, name: &'static str) -> Result<bool, BadMetadata> {
        match self.member(name) {
            None => Ok(false),
            Some(value) => value.as_bool().ok_or(BadMetadata::Type(name)),
        }
    }

    fn texts(&self, name: &'static str) -> Result<Option<Vec<&str>>, BadMetadata> {
        let Some(value) = self.member(name) else {
            return Ok(None);
        };
        let values = value.as_array().ok_or(BadMetadata::Type(name))?;
        let texts: Option<Vec<&str>> = values.iter().map(Value::as_str).collect();
        texts.map(Some).ok_or(BadMetadata::Type(name))
    }

    fn redirect_uris(
        &self,
        redirects: &RedirectRules,
        voucher: RegisteredBy,
    ) -> Result<(Vec<RedirectUri>, Vec<LeftOut>), BadMetadata> {
        let sent = self.texts("redirect_uris")?.unwrap_or_default();
        if sent.len() > MOST_URIS {
            return Err(BadMetadata::RedirectUris);
        }
        let (usable, left_out) = redirects.sort(&sent, voucher);
        match (usable.is_empty(), left_out.first()) {
            (false, _) => Ok((usable, left_out)),
            (true, Some(first)) => Err(BadMetadata::RedirectUri(first.why)),
            (true, None) => Err(BadMetadata::RedirectUris),
        }
    }

    /// A client that names none gets all that are served. RFC 7591 section 2 says the code grant alone, but such
    /// clients (some of MCP's) want to stay connected like the others; those that do not lose nothing.
    fn grant_types(&self) -> Result<Vec<GrantType>, BadMetadata> {
        if let Some(types) = self.texts("response_types")?
            && !types.contains(&"code")
        {
            return Err(BadMetadata::ResponseTypes);
        }
        let sent = self.texts("grant_types")?;
        let served = GrantType::OF_ANYBODY.into_iter();
        let named = |known: &GrantType| sent.as_ref().is_none_or(|it| it.contains(&known.as_str()));
        let grant_types: Vec<_> = served.filter(named).collect();
        if grant_types.contains(&GrantType::AuthorizationCode) {
            Ok(grant_types)
        } else {
            Err(BadMetadata::GrantTypes)
        }
    }

    fn keys(&self, redirects: &RedirectRules) -> Result<ClientKeys, BadMetadata> {
        match (self.member("jwks"), self.text("jwks_uri")?) {
            (None, None) => Ok(ClientKeys::None),
            (Some(set), None) => PublicKey::register_set(set)
                .map(ClientKeys::Here)
                .map_err(BadMetadata::Keys),
            (None, Some(uri)) => {
                if redirects.may_be_asked(uri) {
                    Ok(ClientKeys::At(uri.to_owned()))
                } else {
                    Err(BadMetadata::KeysUri)
                }
            }
            (Some(_), Some(_)) => Err(BadMetadata::TwoKeySets),
        }
    }

    fn seconds(&self, name: &'static str) -> Result<Option<u32>, BadMetadata> {
        match self.member(name) {
            None => Ok(None),
            Some(value) => value
                .as_u64()
                .map(|seconds| Some(u32::try_from(seconds).unwrap_or(u32::MAX)))
                .ok_or(BadMetadata::Type(name)),
        }
    }

    /// The sector, as far as the metadata itself says; the caller must check a `sector_identifier_uri`.
    fn sector(
        &self,
        redirects: &RedirectRules,
        redirect_uris: &[RedirectUri],
    ) -> Result<Option<String>, BadMetadata> {
        let uri = self.text("sector_identifier_uri")?;
        if !uri.is_none_or(|uri| redirects.may_be_asked(uri)) {
            return Err(BadMetadata::Sector);
        }
        match self.text("subject_type")? {
            None | Some("public") => Ok(None),
            Some("pairwise") => match uri {
                Some(uri) => Ok(host(uri)),
                None => sector_of(redirect_uris)
                    .map(Some)
                    .ok_or(BadMetadata::Sector),
            },
            Some(_) => Err(BadMetadata::SubjectType),
        }
    }

    fn post_logout_redirect_uris(
        &self,
        redirects: &RedirectRules,
        voucher: RegisteredBy,
    ) -> Result<Vec<String>, BadMetadata> {
        let sent = self.texts("post_logout_redirect_uris")?.unwrap_or_default();
        let (usable, _) = redirects.sort(&sent, voucher);
        if sent.len() > MOST_URIS || (usable.is_empty() && !sent.is_empty()) {
            return Err(BadMetadata::PostLogoutRedirectUris);
        }
        Ok(usable.iter().map(|uri| uri.as_str().to_owned()).collect())
    }

    fn backchannel_logout_uri(
        &self,
        redirects: &RedirectRules,
    ) -> Result<Option<String>, BadMetadata> {
        match self.text("backchannel_logout_uri")? {
            None => Ok(None),
            Some(uri) if uri.len() <= LONGEST_URI && redirects.may_be_asked(uri) => {
                Ok(Some(uri.to_owned()))
            }
            Some(_) => Err(BadMetadata::BackchannelLogoutUri),
        }
    }

    fn request_objects(&self) -> Result<Option<RequestObjects>, BadMetadata> {
        let required = self.flag("require_signed_request_object")?;
        match self.text("request_object_signing_alg")? {
            None if required => Err(BadMetadata::RequestObjectAlgorithm),
            None => Ok(None),
            Some(name) => match Algorithm::parse(name) {
                None => Err(BadMetadata::RequestObjectAlgorithm),
                Some(algorithm) => Ok(Some(RequestObjects {
                    algorithm,
                    required,
                })),
            },
        }
    }
}
