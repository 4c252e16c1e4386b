//! Authorization server metadata (RFC 8414, OpenID Connect Discovery section 3), built from the values that the
//! code itself uses. Both documents are the same.

use std::borrow::Cow;

use edgegrant_words::CODES;
use serde::Serialize;

use super::authorization::ResponseMode;
use super::client::{AuthMethod, GrantType};
use super::issuer::Issuer;
use super::jose::Algorithm;
use super::jose::key_ring;
use super::language::Language;
use super::login::Acr;
use super::openid::claims;
use super::path;
use super::resource::Resources;

/// An assertion of another issuer's is accepted as a grant (draft-ietf-oauth-identity-assertion-authz-grant-04 section 7.2).
const PROFILE: &str = "urn:ietf:params:oauth:grant-profile:id-jag";

/// What the settings switch on or off.
#[derive(Debug, Clone, Copy)]
pub struct Switches {
    /// Whether clients may register themselves.
    pub registration: bool,
    /// Whether a `client_id` may be a URL.
    pub client_documents: bool,
    /// Whether clients can be told that a session ended.
    pub backchannel_logout: bool,
    /// Whether every request must be pushed.
    pub pushed_requests_required: bool,
    /// Whether people may sign up without an invitation.
    pub sign_up: bool,
    /// Whether the assertions of some provider are trusted.
    pub identity_assertions: bool,
}

/// The document of RFC 8414 section 2, with the additions of RFC 8628, RFC 9101, RFC 9126, RFC 9207, RFC
/// 9449 and RFC 9728.
#[derive(Debug, Serialize)]
pub struct Metadata<'a> {
    issuer: &'a str,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    userinfo_endpoint: String,
    revocation_endpoint: String,
    introspection_endpoint: String,
    pushed_authorization_request_endpoint: String,
    device_authorization_endpoint: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    registration_endpoint: Option<String>,
    scopes_supported: Vec<&'a str>,
    response_types_supported: [&'static str; 1],
    response_modes_supported: Vec<&'static str>,
    grant_types_supported: Vec<&'static str>,
    /// [`PROFILE`]. It names no issuer.
    #[serde(skip_serializing_if = "Option::is_none")]
    authorization_grant_profiles_supported: Option<[&'static str; 1]>,
    token_endpoint_auth_methods_supported: Vec<&'static str>,
    token_endpoint_auth_signing_alg_values_supported: Vec<&'static str>,
    revocation_endpoint_auth_methods_supported: Vec<&'static str>,
    revocation_endpoint_auth_signing_alg_values_supported: Vec<&'static str>,
    introspection_endpoint_auth_methods_supported: Vec<&'static str>,
    introspection_endpoint_auth_signing_alg_values_supported: Vec<&'static str>,
    code_challenge_methods_supported: [&'static str; 1],
    dpop_signing_alg_values_supported: Vec<&'static str>,
    request_parameter_supported: bool,
    request_uri_parameter_supported: bool,
    request_object_signing_alg_values_supported: Vec<&'static str>,
    require_pushed_authorization_requests: bool,
    client_id_metadata_document_supported: bool,
    authorization_response_iss_parameter_supported: bool,
    protected_resources: Vec<&'a str>,
    end_session_endpoint: String,
    subject_types_supported: [&'static str; 2],
    id_token_signing_alg_values_supported: Vec<&'static str>,
    userinfo_signing_alg_values_supported: Vec<&'static str>,
    claims_supported: Vec<&'a str>,
    claim_types_supported: [&'static str; 1],
    claims_parameter_supported: bool,
    acr_values_supported: [Cow<'static, str>; 3],
    prompt_values_supported: Vec<&'static str>,
    display_values_supported: [&'static str; 1],
    ui_locales_supported: [Language; CODES.len()],
    backchannel_logout_supported: bool,
    backchannel_logout_session_supported: bool,
}

impl<'a> Metadata<'a> {
    /// The metadata of an issuer with these resources and settings.
    #[must_use]
    pub fn of(issuer: &'a Issuer, resources: &'a Resources, switches: Switches) -> Self {
        let methods = || AuthMethod::ALL.map(AuthMethod::as_str).to_vec();
        let confidential = AuthMethod::ALL
            .into_iter()
            .filter(|it| it.is_confidential());
        let signed = || key_ring::ALGORITHMS.map(Algorithm::as_str).to_vec();
        let algorithms = || Algorithm::ALL.map(Algorithm::as_str).to_vec();
        let mut grant_types = GrantType::ALL.map(GrantType::as_str).to_vec();
        if !switches.identity_assertions {
            // It is the last.
            grant_types.pop();
        }
        Self {
            issuer: issuer.as_str(),
            authorization_endpoint: issuer.url(path::AUTHORIZE),
            token_endpoint: issuer.url(path::TOKEN),
            jwks_uri: issuer.url(path::JWKS),
            userinfo_endpoint: issuer.url(path::USERINFO),
            revocation_endpoint: issuer.url(path::REVOKE),
            introspection_endpoint: issuer.url(path::INTROSPECT),
            pushed_authorization_request_endpoint: issuer.url(path::PAR),
            device_authorization_endpoint: issuer.url(path::DEVICE_AUTHORIZATION),
            registration_endpoint: switches.registration.then(|| issuer.url(path::REGISTER)),
            scopes_supported: resources.scopes().collect(),
            response_types_supported: ["code"],
            response_modes_supported: ResponseMode::ALL.map(ResponseMode::as_str).to_vec(),
            grant_types_supported: grant_types,
            authorization_grant_profiles_supported: switches
                .identity_assertions
                .then_some([PROFILE]),
            token_endpoint_auth_methods_supported: methods(),
            token_endpoint_auth_signing_alg_values_supported: algorithms(),
            revocation_endpoint_auth_methods_supported: methods(),
            revocation_endpoint_auth_signing_alg_values_supported: algorithms(),
            introspection_endpoint_auth_methods_supported: confidential
                .map(AuthMethod::as_str)
                .collect(),
            introspection_endpoint_auth_signing_alg_values_supported: algorithms(),
            code_challenge_methods_supported: ["S256"],
            dpop_signing_alg_values_supported: algorithms(),
            request_parameter_supported: true,
            // References to other places; those of pushed requests need no member (RFC 9126 section 5).
            request_uri_parameter_supported: false,
            request_object_signing_alg_values_supported: algorithms(),
            require_pushed_authorization_requests: switches.pushed_requests_required,
            client_id_metadata_document_supported: switches.client_documents,
            authorization_response_iss_parameter_supported: true,
            protected_resources: resources.identifiers().collect(),
            end_session_endpoint: issuer.url(path::LOGOUT),
            subject_types_supported: ["public", "pairwise"],
            id_token_signing_alg_values_supported: signed(),
            userinfo_signing_alg_values_supported: signed(),
            claims_supported: claims_supported(resources),
            claim_types_supported: ["normal"],
            claims_parameter_supported: true,
            acr_values_supported: Acr::ALL.map(|acr| acr.value(issuer)),
            // Where nobody may sign up, `create` leads to the login page.
            prompt_values_supported: ["none", "login", "consent", "select_account"]
                .into_iter()
                .chain(switches.sign_up.then_some("create"))
                .collect(),
            display_values_supported: ["page"],
            ui_locales_supported: CODES,
            backchannel_logout_supported: switches.backchannel_logout,
            backchannel_logout_session_supported: switches.backchannel_logout,
        }
    }
}

/// Every claim about a user, each once.
fn claims_supported(resources: &Resources) -> Vec<&str> {
    let mut all: Vec<&str> = claims::supported().collect();
    for name in resources.claim_scopes().iter().flat_map(|it| &it.claims) {
        if !all.contains(&name.as_str()) {
            all.push(name);
        }
    }
    all
}
