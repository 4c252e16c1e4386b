//! Client ID Metadata Documents: a `client_id` that is the URL of the client's own description
//! (draft-ietf-oauth-client-id-metadata-document).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::information;
use super::metadata;
use super::metadata_error::BadMetadata;
use super::redirect_rules::RedirectRules;
use super::registration::{Client, RegisteredBy};
use crate::protocol::json;
use crate::protocol::public_url;
use crate::protocol::resource::Resources;
use crate::protocol::url::Url;

/// The longest `client_id` that is a URL, in bytes.
const LONGEST_ID: usize = 500;

/// Why the document at a `client_id` cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadClientDocument {
    /// The URL breaks a rule of section 3.
    Url,
    /// It could not be fetched: no answer in time, not 200, a redirect, or too long.
    Unreachable,
    /// It is not of type `application/json` or `application/…+json`.
    ContentType,
    /// It is not JSON, whatever it says.
    NotJson,
    /// `client_id` in it is not its own URL.
    OtherClient,
    /// It holds a secret, which everybody can read.
    Secret,
    /// A member of it is refused.
    Metadata(BadMetadata),
}

impl BadClientDocument {
    /// What is wrong with a member of it, if that is what is wrong: for the client's developer.
    #[must_use]
    pub fn problem(self) -> Option<String> {
        match self {
            Self::Metadata(bad) => Some(bad.sentence()),
            Self::Url
            | Self::Unreachable
            | Self::ContentType
            | Self::NotJson
            | Self::OtherClient
            | Self::Secret => None,
        }
    }

    /// For the client's developer, whom the person in front of the browser may tell.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Url => {
                "The client_id of the app is a URL that may not be fetched: it must be https, of a public \
                 host, with a path, and written in its plain form."
            }
            Self::Unreachable => {
                "The description of the app could not be fetched from the address that is its client_id."
            }
            Self::ContentType => {
                "The description of the app has the wrong Content-Type: it must be application/json."
            }
            Self::NotJson => "The description of the app is not JSON.",
            Self::OtherClient => {
                "The description of the app names another client_id than its own address."
            }
            Self::Secret => "The description of the app holds a secret, which everybody can read.",
            Self::Metadata(BadMetadata::RedirectUris | BadMetadata::RedirectUri(_)) => {
                "The description of the app has redirect_uris that cannot be used."
            }
            Self::Metadata(BadMetadata::Name) => {
                "The description of the app has no client_name that can be shown."
            }
            Self::Metadata(
                BadMetadata::NotAnObject
                | BadMetadata::Type(_)
                | BadMetadata::GrantTypes
                | BadMetadata::ResponseTypes
                | BadMetadata::AuthMethod
                | BadMetadata::TwoKeySets
                | BadMetadata::KeysMissing
                | BadMetadata::Keys(_)
                | BadMetadata::KeysUri
                | BadMetadata::RequestObjectAlgorithm
                | BadMetadata::ResponseAlgorithm
                | BadMetadata::SubjectType
                | BadMetadata::Sector
                | BadMetadata::PostLogoutRedirectUris
                | BadMetadata::BackchannelLogoutUri,
            ) => "The description of the app has members that cannot be used.",
        }
    }
}

/// Whether a `client_id` names a document: it is a URL, which a registered one never is.
#[must_use]
pub fn is_document_id(client_id: &str) -> bool {
    client_id.starts_with("https://")
}

/// Whether such a `client_id` may be fetched: a public host, a path, no fragment, no dot segments, and
/// written in the one canonical way, because it is compared as text.
#[must_use]
pub fn may_be_fetched(client_id: &str) -> bool {
    client_id.len() <= LONGEST_ID
        && public_url::is_public(client_id)
        && Url::parse(client_id).is_some_and(|url| url.path() != "/" && url.as_str() == client_id)
}

/// The client that a document describes. Its `revision` is the hash of what was read, so that the same
/// description is the same registration.
///
/// # Errors
/// [`BadClientDocument`], the first rule that is broken.
pub fn read(
    client_id: &str,
    document: &Value,
    resources: &Resources,
    redirects: &RedirectRules,
) -> Result<Box<Client>, BadClientDocument> {
    if document.get("client_id").and_then(Value::as_str) != Some(client_id) {
        return Err(BadClientDocument::OtherClient);
    }
    let secret = ["client_secret", "client_secret_expires_at"];
    if secret.iter().any(|name| document.get(name).is_some()) {
        return Err(BadClientDocument::Secret);
    }
    let voucher = RegisteredBy::Document;
    let mut client = metadata::read(
        document,
        client_id.to_owned(),
        voucher,
        resources,
        redirects,
    )
    .map_err(BadClientDocument::Metadata)?;
    let written = json::write(&Value::Object(information::write(&client)));
    client.revision = URL_SAFE_NO_PAD.encode(Sha256::digest(written));
    Ok(client)
}

/// How long a document may be kept, in seconds, by its `Cache-Control` header and within bounds. A change is
/// noticed within a day, or within five minutes if there is no such header.
#[must_use]
pub fn lifetime(cache_control: Option<&str>) -> u32 {
    const SHORTEST: u32 = 60;
    const USUAL: u32 = 300;
    const LONGEST: u32 = 24 * 3600;
    let Some(header) = cache_control else {
        return USUAL;
    };
    let header = header.to_ascii_lowercase();
    let mut directives = header.split(',').map(str::trim);
    if directives
        .clone()
        .any(|directive| matches!(directive, "no-store" | "no-cache" | "private"))
    {
        return SHORTEST;
    }
    directives
        .find_map(|directive| directive.strip_prefix("max-age="))
        .and_then(|seconds| seconds.trim_matches('"').parse::<u64>().ok())
        .map_or(USUAL, |seconds| {
            u32::try_from(seconds)
                .unwrap_or(LONGEST)
                .clamp(SHORTEST, LONGEST)
        })
}

errors!(BadClientDocument);
