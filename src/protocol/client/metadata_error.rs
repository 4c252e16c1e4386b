//! Why client metadata is refused (RFC 7591 section 3.2.2).

use super::redirect_uri::MOST_URIS;
use super::redirect_uri_error::BadRedirectUri;
use crate::protocol::display_name::LONGEST;
use crate::protocol::jose::BadKey;

/// Why metadata is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadMetadata {
    /// Not a JSON object.
    NotAnObject,
    /// A member has the wrong type.
    Type(&'static str),
    /// `redirect_uris` is missing, empty or too long.
    RedirectUris,
    /// No redirect URI can be used; why the first one cannot.
    RedirectUri(BadRedirectUri),
    /// `client_name` is empty, too long, or not one line of text.
    Name,
    /// `grant_types` without `authorization_code`.
    GrantTypes,
    /// `response_types` without `code`.
    ResponseTypes,
    /// `token_endpoint_auth_method` is not a supported one, or not one that this client may use.
    AuthMethod,
    /// Both `jwks` and `jwks_uri`.
    TwoKeySets,
    /// Keys are needed, and there are none.
    KeysMissing,
    /// `jwks` cannot be used.
    Keys(BadKey),
    /// `jwks_uri` is not an address that this server would fetch.
    KeysUri,
    /// `request_object_signing_alg` is not a supported one, or is missing where it is needed.
    RequestObjectAlgorithm,
    /// `id_token_signed_response_alg` or `userinfo_signed_response_alg` is not a supported one.
    ResponseAlgorithm,
    /// `subject_type` is neither `public` nor `pairwise`.
    SubjectType,
    /// The redirect URIs have several hosts, and no `sector_identifier_uri` makes them one sector.
    Sector,
    /// There are too many `post_logout_redirect_uris`, or none of them can be used.
    PostLogoutRedirectUris,
    /// `backchannel_logout_uri` is not an address that this server would post to.
    BackchannelLogoutUri,
}

impl BadMetadata {
    /// The `error` of RFC 7591 section 3.2.2.
    #[must_use]
    pub fn error(self) -> &'static str {
        match self {
            Self::RedirectUris | Self::RedirectUri(_) => "invalid_redirect_uri",
            Self::NotAnObject
            | Self::Type(_)
            | Self::Name
            | Self::GrantTypes
            | Self::ResponseTypes
            | Self::AuthMethod
            | Self::TwoKeySets
            | Self::KeysMissing
            | Self::Keys(_)
            | Self::KeysUri
            | Self::RequestObjectAlgorithm
            | Self::ResponseAlgorithm
            | Self::SubjectType
            | Self::Sector
            | Self::PostLogoutRedirectUris
            | Self::BackchannelLogoutUri => "invalid_client_metadata",
        }
    }

    /// For the client's developer.
    #[must_use]
    pub fn sentence(self) -> String {
        match self {
            Self::NotAnObject => "Client metadata must be a JSON object.".to_owned(),
            Self::Type(member) => format!("{member} is not of the type that it must be."),
            Self::RedirectUris => {
                format!("redirect_uris must have 1 to {MOST_URIS} URIs.")
            }
            Self::RedirectUri(bad) => {
                format!("None of the redirect_uris can be registered. The first one: {bad}.")
            }
            Self::Name => {
                format!("client_name must be one line of 1 to {LONGEST} visible characters.")
            }
            Self::GrantTypes => "grant_types must contain authorization_code.".to_owned(),
            Self::ResponseTypes => "response_types must contain code.".to_owned(),
            Self::AuthMethod => {
                "token_endpoint_auth_method is none that is served for this client.".to_owned()
            }
            Self::TwoKeySets => "Send either jwks or jwks_uri.".to_owned(),
            Self::KeysMissing => {
                "private_key_jwt and request objects need keys: send jwks or jwks_uri.".to_owned()
            }
            Self::Keys(bad) => format!("jwks cannot be used: {}.", bad.sentence()),
            Self::KeysUri => "jwks_uri must be an https URL of a public host.".to_owned(),
            Self::RequestObjectAlgorithm => {
                "request_object_signing_alg must be ES256, RS256, PS256, Ed25519 or EdDSA."
                    .to_owned()
            }
            Self::ResponseAlgorithm => {
                "id_token_signed_response_alg and userinfo_signed_response_alg must be ES256, RS256 or \
                 EdDSA."
                    .to_owned()
            }
            Self::SubjectType => "subject_type must be public or pairwise.".to_owned(),
            Self::Sector => {
                "A pairwise client whose redirect URIs are not all https, of one host, needs a \
                 sector_identifier_uri: an https URL of a JSON array that holds them all."
                    .to_owned()
            }
            Self::PostLogoutRedirectUris => format!(
                "post_logout_redirect_uris must be at most {MOST_URIS} URIs, and at least one of them must be one \
                 that could be a redirect URI."
            ),
            Self::BackchannelLogoutUri => {
                "backchannel_logout_uri must be an https URL of a public host.".to_owned()
            }
        }
    }
}

errors!(BadMetadata);
